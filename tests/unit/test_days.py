"""Days: dates as numbers, read from the texts files hold."""

import datetime as dt

import numpy as np
import pytest

from receivables.days import NO_DAY, date_of, day_number, end_of_month, iso, parse_day
from receivables.errors import ReceivablesError


def test_days_count_from_1970() -> None:
    """Day 0, a day after it, and back."""
    assert (day_number(dt.date(1970, 1, 1)), day_number(dt.date(1970, 2, 1))) == (0, 31)
    assert (date_of(31), iso(31)) == (dt.date(1970, 2, 1), "1970-02-01")


def test_no_day_is_no_date() -> None:
    """It reads and writes as nothing."""
    assert (date_of(NO_DAY), iso(NO_DAY), parse_day("  ")) == (None, None, NO_DAY)


@pytest.mark.parametrize(
    "text",
    ["20260131", "2026-01-31", "2026/1/31", "31/01/2026", "31.1.26", "31-01-2026", "31 01 2026", "2026-01-31T00:00:00Z",
     "31/01/2026 00:00", " 2026-01-31 12h30 "],
)  # fmt: skip
def test_a_date_is_read_day_first(text: str) -> None:
    """The ways French files write it; a time behind it does not matter."""
    assert iso(parse_day(text)) == "2026-01-31"


def test_american_dates_only_when_told() -> None:
    """`1/2/2026` is the first of February unless the caller knows better."""
    assert (iso(parse_day("1/2/2026")), iso(parse_day("1/2/2026", month_first=True))) == ("2026-02-01", "2026-01-02")


def test_two_digit_years_lie_between_1970_and_2069() -> None:
    """A brought-forward invoice of 31.12.99 is old, not due in seventy years."""
    assert [iso(parse_day(f"31.12.{year}")) for year in ("99", "70", "69", "00")] == [
        "1999-12-31", "1970-12-31", "2069-12-31", "2000-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["30/02/2026", "00000000", "2026-13-01", "31/01/1925", "01/01/2101", "soon", "31/01/2026 au 28/02/2026", "46053",
     "31/01/026"],
)  # fmt: skip
def test_an_impossible_date_is_refused_with_a_sentence(text: str) -> None:
    """Nothing is guessed: not the 30th of February, not a period, not a number."""
    with pytest.raises(ReceivablesError, match=r"^The date « .* »"):
        parse_day(text)


def test_end_of_month_element_by_element() -> None:
    """February of a leap year, the last day itself, no day."""
    days = [day_number(dt.date(2028, 2, 1)), day_number(dt.date(2026, 12, 31)), NO_DAY]
    assert [iso(day) for day in end_of_month(np.array(days, dtype=np.int32)).tolist()] == [
        "2028-02-29", "2026-12-31", None,
    ]  # fmt: skip
