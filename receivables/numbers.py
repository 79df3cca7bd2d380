"""Document numbers: how two spellings of one number are found to be the same, and which numbers a label names."""

import re
from collections.abc import Iterator

import pandas as pd

#: Shorter numbers ("12") stand in any label by chance.
_MIN_NAMED = 3
_PART = re.compile(r"[A-Z0-9]+")
_MAX_PARTS = 4


def normalise_numbers(numbers: pd.Series) -> pd.Series:
    """`fa-2024/001` -> `FA2024001`, `0000611365` -> `611365`, `-` -> '': letters and digits only, no leading zeros."""
    return numbers.str.upper().str.replace(r"[^A-Z0-9]", "", regex=True).str.lstrip("0")


def named_in(label: str, longest: int | None = None) -> Iterator[str]:
    """Normalised numbers a label may name: each run of letters and digits, and up to four neighbours joined.

    `Règlement facture FC-2024-001` gives FC2024001 among others; only runs holding a digit, three characters or more
    and not over `longest`.
    """
    most = len(label) if longest is None else longest
    parts = _PART.findall(label.upper())
    for start in range(len(parts)):
        joined = ""
        for part in parts[start : start + _MAX_PARTS]:
            joined += part
            number = joined.lstrip("0")
            if len(number) > most:
                break
            if len(number) >= _MIN_NAMED and not number.isalpha():
                yield number
