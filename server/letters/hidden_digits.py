"""Figures as people write them who do not want them to be found: letters that look like them, numbers in words."""

import re
from collections.abc import Iterator
from functools import cache

from stdnum import numdb

#: Letters that pass for figures, in capitals.
LOOKALIKES = str.maketrans("OILZSB", "011258")
_IN_RUNS = str.maketrans("OoIiLl", "001111")
_START = re.compile(r"(?=([A-Z]{2})[0-9OILZSB]{2})")
_FEWEST_DIGITS = 8
_FRENCH = [
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
]  # fmt: skip
_ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_NUMBERS = {word: value for words in (_FRENCH, _ENGLISH) for value, word in enumerate(words)} | _TENS
_WORD = re.compile(r"[A-Za-z]+")
_FOUR_SCORE = re.compile(r"<4>[\s-]*<20>")
_TEN_AND = re.compile(r"<10>[\s-]*<([7-9])>")
_TENS_AND = re.compile(r"<([2-9])0>[\s-]*(?:et[\s-]*)?<(1?\d)>")
_MARK = re.compile(r"<(\d+)>")
_BEGUN = re.compile(r"\b([A-Z]{2})\W{0,3}(?:<\d\d?>\W{0,3}){1,2}\d(?:\W{0,3}\d){7}")


def lookalikes_in_runs(text: str) -> str:
    """With figures for every O, I and L: what is read of it is runs of figures alone."""
    return text.translate(_IN_RUNS)


def disguised_ibans(compact: str) -> Iterator[str]:
    """What may be an IBAN where its country's form asks for figures and letters that pass for them stand.

    compact: capitals and figures alone.
    """
    for found in _START.finditer(compact):
        form, at = _form(found[1]), found.start() + 2
        told = compact[at : at + len(form)]
        folded = told.translate(LOOKALIKES)
        if not form or len(told) < len(form):
            continue
        if all(new.isdigit() for new, kind in zip(folded, form, strict=True) if kind == "n"):
            for kinds in ("n", "nc"):  # where both letters and figures may stand, either all are meant or none
                parts = zip(told, folded, form, strict=True)
                one = "".join(new if kind in kinds else old for old, new, kind in parts)
                if sum(char.isdigit() for char in one) >= _FEWEST_DIGITS:
                    yield found[1] + one


@cache
def _form(country: str) -> str:
    """Behind the country's letters, sign by sign: n figure, a letter, c either; '' where there are no IBANs."""
    told = numdb.get("iban").info(country)[0][1].get("bban", "")
    return "".join(kind * int(count) for count, kind in re.findall(r"(\d+)!([nac])", f"2!n{told}")) if told else ""


def spelled(plain: str) -> tuple[str, bool]:
    """A text without accents whose numbers in words (of both languages, up to ninety-nine) are figures, '' where it has
    none; and whether a country's letters, such a number and the first figures of an account follow one another.

    `BE soixante-huit 5390 0754 7034` is `BE 68 5390 0754 7034`, and an account begun in words.
    """
    if _NUMBERS.keys().isdisjoint(_WORD.findall(plain.casefold())):
        return "", False
    marked = _WORD.sub(lambda found: _mark(found.group()), plain)
    marked = _FOUR_SCORE.sub("<80>", marked)
    marked = _TEN_AND.sub(r"<1\1>", marked)
    marked = _TENS_AND.sub(lambda found: f"<{10 * int(found[1]) + int(found[2])}>", marked)
    return _MARK.sub(r"\1", marked), any(_form(found[1]) for found in _BEGUN.finditer(marked))


def _mark(word: str) -> str:
    value = _NUMBERS.get(word.casefold())
    return word if value is None else f"<{value}>"
