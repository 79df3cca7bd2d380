"""What a value of a ledger becomes in a cell."""

import math

import pandas as pd
import pytest

from receivables.days import NO_DAY, parse_day
from receivables.money import to_decimal
from workbooks.cells import MAX_TEXT, amounts, looks_like_formula, safe_text, serial_days, unsigned_zero


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Dupont & Fils", "Dupont & Fils"),
        ("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef"),
        ("two\r\nlines\tand tab", "two lines and tab"),
        ("half \ud800 character", "half  character"),
        ("\u202eexe.elif", "exe.elif"),
        ("\u200fRTL\u2066x\u2069", "RTLx"),
        ("narrow\u202fspace\u00a0kept", "narrow\u202fspace\u00a0kept"),
        ("société 日本 😀", "société 日本 😀"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (411, "411"),
    ],
)
def test_safe_text(raw: object, shown: str) -> None:
    """Control characters and marks that turn the reading order go; letters of any script stay."""
    assert safe_text(raw) == shown


def test_long_text_is_cut_where_excel_would_refuse_it() -> None:
    """A cell holds 32,767 characters."""
    assert len(safe_text("x" * 40_000)) == MAX_TEXT == 32_767


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_looks_like_formula(text: str) -> None:
    """What a spreadsheet would compute once somebody edits the cell."""
    assert looks_like_formula(text)
    assert not looks_like_formula(f"'{text}")


def test_amounts_are_the_doubles_nearest_to_the_decimals() -> None:
    """The division of a column gives what the decimal of each amount gives, up to the largest amount."""
    minor = [0, 1, -1, 7, 10, 123_456_789_012_345, -999_999_999_999_999, 10**15, 333_333_333_333_333]
    for currency in ("EUR", "JPY", "TND"):
        shown = amounts(pd.Series(minor), pd.Series([currency] * len(minor)))
        assert shown == [float(to_decimal(value, currency)) for value in minor]


@pytest.mark.parametrize(
    ("value", "digits", "cell"),
    [(-0.0004, 3, 0.0), (-0.0, 3, 0.0), (0.0004, 3, 0.0004), (-0.0006, 3, -0.0006), (-0.3, 0, 0.0), (-0.6, 0, -0.6)],
)
def test_what_would_be_shown_as_minus_nothing_is_nothing(value: float, digits: int, cell: float) -> None:
    """And has no sign; anything else stays as it is."""
    assert (unsigned_zero(value, digits), math.copysign(1, unsigned_zero(value, digits))) == (
        cell,
        -1 if cell < 0 else 1,
    )


def test_days_become_serial_numbers_of_spreadsheets() -> None:
    """1 January 1900 is 1 there, 1 March 1900 is 61, so 1 January 2026 is 46023; an unknown day is blank."""
    days = [parse_day("1970-01-01"), parse_day("2026-01-01"), NO_DAY]
    assert serial_days(pd.Series(days)) == [25_569, 46_023, None]
