"""Document numbers: how two spellings of one number are found to be the same, and which numbers a label names."""

import re
from collections.abc import Iterator

import numpy as np
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
    """Finds in labels what may be one of some numbers: of what `named_in` gives all that is, at a tenth of its cost."""

    def __init__(self, numbers: pd.Series) -> None:
        """numbers: as `normalise_numbers` gives them."""
        self._longest = int(numbers.str.len().to_numpy(np.int64).max(initial=0))
        # What a label's word must start with to begin one of the numbers; zeros in front do not count, and a word of
        # one sign says too little. Most words fail here.
        self._heads = {*numbers.str[:2].unique(), *_SIGNS, *("0" + sign for sign in _SIGNS)}

    def numbers_in(self, label: str) -> list[str]:
        """What the label may name, in its order: every one of the numbers that it does, and some that are none."""
        heads, longest = self._heads, self._longest
        parts = _PART.findall(label.upper())
        found = []
        for start, head in enumerate(parts):
            if head[:2] not in heads:
                continue
            number = ""
            for part in parts[start : start + _MAX_PARTS]:
                number = (number + part) if number else part.lstrip("0")
                if len(number) > longest:
                    break
                if _is_nameable(number):
                    found.append(number)
        return found


def _is_nameable(number: str) -> bool:
    return len(number) >= _MIN_NAMED and not number.isalpha()
