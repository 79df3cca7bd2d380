"""Texts of ledgers, customers and users made harmless before they reach a letter or a header, and figures in words.

Nothing here knows markup: HTML is escaped where HTML is written, Typst takes texts as data, headers have their guard
in `mail`. Here goes what no output can show as it is: control characters, marks that turn the reading order, halves of
characters, and text without end.
"""

import re
import unicodedata

from receivables.days import date_of
from receivables.wording import amount_text

#: The longest legal names stand whole.
MAX_LINE = 250
_NARROW = "\u00a0"
_BAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Joiners without which Indian and Persian names are misspelt.
_KEPT = frozenset("\u200c\u200d")
_SIGNS = re.compile(r" (?=[:;?!»](?:\s|$))|(?<=«) |(?<=n°) |(?<=\d) (?=(?:EUR|jours?)\b|[€%])|(?<=\d) (?=II\b)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_MONTHS = (
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
)
_NUMBERS = (
    [
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
    ],
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
    ],
)


def line(text: str, limit: int = MAX_LINE) -> str:
    """One line of a name, an address or a number: printable, its blanks single, at most `limit` characters."""
    if not text.isprintable():
        text = "".join(_harmless(char) for char in text)
    plain = " ".join(_few_marks(text).split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of an address that say something: all of them, for its last ones are the post code and the town."""
    return tuple(plain for text in texts if (plain := line(text)))


def _harmless(char: str) -> str:
    return " " if unicodedata.category(char) in _BAD and char not in _KEPT else char


def _few_marks(text: str) -> str:
    """At most two accents on a letter: piles of them would cover the lines above and below."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 2:
            kept.append(char)
    return "".join(kept)


def french(text: str) -> str:
    """Blanks before `: ; ? ! »`, after `«` and `n°` and before a unit made unbreakable, apostrophes round."""
    return _APOSTROPHE.sub("\u2019", _SIGNS.sub(_NARROW, text))


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's paragraphs, parted by blank lines; the lines of one are joined."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(plain for part in parts if (plain := line(part, 4_000)))


def amount(minor: int, currency: str, lang: str) -> str:
    """`1 234,56 EUR`, kept on one line."""
    return amount_text(minor, line(currency, 10), lang).replace(" ", _NARROW)


def day(number: int, lang: str) -> str:
    """`22/11/2026`, `22 Nov 2026`; empty where there is no date."""
    date = date_of(number)
    if date is None:
        return ""
    if lang == "fr":
        return f"{date.day:02}/{date.month:02}/{date.year:04}"
    return f"{date.day}{_NARROW}{_MONTHS[1][date.month - 1][:3]}{_NARROW}{date.year:04}"


def long_day(number: int, lang: str) -> str:
    """`22 novembre 2026`, `1er mai 2026`, `22 November 2026`."""
    date = date_of(number)
    if date is None:
        return ""
    first = "1er" if date.day == 1 and lang == "fr" else str(date.day)
    return _NARROW.join((first, _MONTHS[lang == "en"][date.month - 1], f"{date.year:04}"))


def rate(percent: str, lang: str) -> str:
    """`12.40` -> `12,40 %` in French, `12.40%` in English."""
    return f"{percent.replace('.', ',')}{_NARROW}%" if lang == "fr" else f"{percent}%"


def number_word(count: int, lang: str) -> str:
    """Up to fifteen in words, as letters write a time limit."""
    words = _NUMBERS[lang == "en"]
    return words[count] if 0 <= count < len(words) else str(count)


def grouped_iban(iban: str) -> str:
    """Four by four, as people compare it."""
    return _NARROW.join(iban[at : at + 4] for at in range(0, len(iban), 4))
