"""From figures of the report to cells that are safe to show: texts stay texts, amounts are exact doubles."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.money import minor_digits, to_decimal

Value = str | float | int | None

MAX_TEXT = 32_767
#: Day 0 of `receivables.days` in the numbering of spreadsheets.
_SERIAL_OF_1970 = 25_569
_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
#: Control characters, marks that reverse the reading order, halves of characters, and non-characters.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
#: A spreadsheet takes what is typed with these in front for a formula (the wide forms in Japanese settings).
_FORMULA_STARTS = tuple("=+-@＝＋－＠")


def safe_text(value: object) -> str:
    """Any text of a ledger or a file -> text a cell can hold: one line, no control characters, at most 32,767."""
    text = value if isinstance(value, str) else "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
    if not text.isprintable():
        text = _UNSAFE.sub("", _SPACES.sub(" ", text))
    return text[:MAX_TEXT]


def safe_texts(values: Iterable[object]) -> list[str]:
    """`safe_text` of a whole column."""
    return [safe_text(value) for value in values]


def looks_like_formula(text: str) -> bool:
    """Whether a clerk who edits the cell would make a formula of it."""
    return text.startswith(_FORMULA_STARTS)


def amount(minor: int | None, currency: str) -> float | None:
    """Minor units -> number shown in a cell."""
    return None if minor is None else float(to_decimal(minor, currency))


def unsigned_zero(value: float, digits: int) -> float:
    """The value; 0 where a spreadsheet that shows so many decimals would write -0."""
    return 0.0 if value <= 0 and not round(value, digits) else value


def amounts(minor: pd.Series, currency: pd.Series) -> list[Any]:
    """`amount` of a whole column: below 10^15 minor units the division gives the double nearest to the decimal."""
    scale = currency.map({code: 10.0 ** minor_digits(code) for code in currency.unique()})
    return (minor.to_numpy(np.int64) / scale.to_numpy(np.float64)).tolist()  # type: ignore[no-any-return]


def serial_day(day: int) -> int | None:
    """Day since 1970 -> day number of a spreadsheet; None where unknown."""
    return None if day == NO_DAY else day + _SERIAL_OF_1970


def serial_days(days: pd.Series) -> list[Any]:
    """`serial_day` of a whole column."""
    return [serial_day(day) for day in days.tolist()]
