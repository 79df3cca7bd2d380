"""Near variants of a person's name in texts: turned round, abbreviated, misspelt by one letter, without accents.

Found to be shown, never to be erased: whether « J. Dupont » is Jeanne is for a person to say.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?\d(?:[ .()/-]{0,2}\d){5,}")
#: Digits of a telephone number that tell whose it is, whatever stands before them (0, +33).
_LAST_DIGITS = 9
_FEWEST_DIGITS = 6
#: Parts of a name that are tried in any order.
_MOST_TURNED = 4
_FEWEST_LETTERS = 4


def near_variants(words: Sequence[str], texts: Iterable[str], most: int = 20) -> list[tuple[str, int]]:
    """(variant as it is written, how often), the most frequent first; words: those that were erased already."""
    names = [parts for word in words if (parts := [_plain(one) for one in _TOKEN.findall(word)])]
    numbers = {digits[-_LAST_DIGITS:] for word in words if len(digits := re.sub(r"\D", "", word)) >= _FEWEST_DIGITS}
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_numbers(text, numbers))
        tokens = [(one.start(), one.end(), _plain(one[0])) for one in _TOKEN.finditer(text)]
        for name in names:
            found.update(_spans(text, tokens, name))
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]


def _numbers(text: str, wanted: set[str]) -> Iterable[str]:
    found = (one[0] for one in _NUMBER.finditer(text)) if wanted else ()
    return [one for one in found if re.sub(r"\D", "", one)[-_LAST_DIGITS:] in wanted]


def _spans(text: str, tokens: Sequence[tuple[int, int, str]], name: Sequence[str]) -> Iterable[str]:
    """Neighbouring words of a text that may be the name."""
    size = len(name)
    for at in range(len(tokens) - size + 1):
        window = [token for _, _, token in tokens[at : at + size]]
        if _may_be(window, name):
            yield " ".join(text[tokens[at][0] : tokens[at + size - 1][1]].split())


def _may_be(window: Sequence[str], name: Sequence[str]) -> bool:
    turned = itertools.permutations(name) if len(name) <= _MOST_TURNED else [tuple(name)]
    return any(
        all(_is_near(one, other) or _is_initial(one, other) for one, other in zip(window, order, strict=True))
        and any(not _is_initial(one, other) for one, other in zip(window, order, strict=True))
        for order in turned
    )


def _is_initial(one: str, other: str) -> bool:
    return len(one) == 1 and len(other) > 1 and other.startswith(one)


def _is_near(one: str, other: str) -> bool:
    """Equal, or one letter apart in words long enough that it is hardly another name."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < _FEWEST_LETTERS or len(long) - len(short) > 1 or any(map(str.isdigit, long)):
        return False
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _plain(word: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
