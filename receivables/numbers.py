"""Document numbers: how two spellings of one number are found to be the same, and which numbers a label names."""

import re
from collections.abc import Iterable, Iterator

import pandas as pd

#: Shorter numbers ("12") stand in any label by chance.
_MIN_NAMED = 3
_PART = re.compile(r"[A-Z0-9]+")
_MAX_PARTS = 4


def normalise_numbers(numbers: pd.Series) -> pd.Series:
    """`fa-2024/001` -> `FA2024001`, `0000611365` -> `611365`, `-` -> '': letters and digits only, no leading zeros."""
    return numbers.str.upper().str.replace(r"[^A-Z0-9]", "", regex=True).str.lstrip("0")


def named_in(label: str) -> Iterator[str]:
    """Normalised numbers a label may name: each run of letters and digits, and up to four neighbours joined.

    `Règlement facture FC-2024-001` gives FC2024001 among others; only runs holding a digit, three characters or more.
    """
    parts = _PART.findall(label.upper())
    for start in range(len(parts)):
        joined = ""
        for part in parts[start : start + _MAX_PARTS]:
            joined += part
            number = joined.lstrip("0")
            if len(number) >= _MIN_NAMED and not number.isalpha():
                yield number


class NumberFinder:
    """Finds some numbers in labels: what `named_in` gives and is among them, at a third of its cost."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers = {number for number in numbers if len(number) >= _MIN_NAMED and not number.isalpha()}
        self._heads = {number[:2] for number in self._numbers}
        self._longest = max(map(len, self._numbers), default=0)

    def named_in(self, label: str) -> list[str]:
        """Those of the numbers that the label names, in its order."""
        parts = _PART.findall(label.upper())
        found = []
        for start, part in enumerate(parts):
            number = part.lstrip("0")
            if len(number) > 1 and number[:2] not in self._heads:
                continue  # most words of a label begin no number: one look is enough
            for end in range(start + 1, min(start + _MAX_PARTS, len(parts)) + 1):
                if number in self._numbers:
                    found.append(number)
                if len(number) >= self._longest or end == len(parts):
                    break
                number = (number + parts[end]) if number else parts[end].lstrip("0")
        return found
