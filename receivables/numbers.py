"""Document numbers: how two spellings of one number are found to be the same, and which numbers a label names."""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

#: Shorter numbers ("12") stand in any label by chance.
_MIN_NAMED = 3
_PART = re.compile(r"[A-Z0-9]+")
_MAX_PARTS = 4
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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
            if _is_nameable(number):
                yield number


class NumberFinder:
    """Finds known numbers in labels: what `named_in` gives and is among them, at a tenth of its cost."""

    def __init__(self, numbers: Sequence[str]) -> None:
        named = [(number, code) for code, number in enumerate(numbers) if _is_nameable(number)]
        self._codes = dict(named)
        self._longest = max((len(number) for number, _ in named), default=0)
        # What a label's word must start with to begin one of the numbers; zeros in front do not count, and a word of
        # one sign says too little. Most words fail here.
        self._heads = {number[:2] for number, _ in named} | set(_SIGNS) | {"0" + sign for sign in _SIGNS}

    def codes_in(self, label: str) -> list[int]:
        """Positions in `numbers` of those the label names, in its order."""
        codes, heads = self._codes, self._heads
        parts = _PART.findall(label.upper())
        found = []
        for start, head in enumerate(parts):
            if head[:2] not in heads:
                continue
            number = ""
            for part in parts[start : start + _MAX_PARTS]:
                number = (number + part) if number else part.lstrip("0")
                if number in codes:
                    found.append(codes[number])
                if len(number) >= self._longest:
                    break
        return found


def _is_nameable(number: str) -> bool:
    return len(number) >= _MIN_NAMED and not number.isalpha()
