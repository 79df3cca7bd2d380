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


@pytest.mark.parametrize(
    "text",
    ["30 avril 2026", "30 avr. 2026", "jeudi 30 avril 2026", "30-AVR-26", "30 Avril 2026 à 18h30", "Apr 30, 2026",
     "30. April 2026", "30\u00a0avril\u00a02026"],
)  # fmt: skip
def test_a_month_may_have_its_name(text: str) -> None:
    """As people write it, and as Excel's long dates are pasted."""
    assert iso(parse_day(text)) == "2026-04-30"


def test_the_first_of_a_month_and_months_with_accents() -> None:
    """`1er`; short and long forms; the century of a short year."""
    texts = ("1er mai 2026", "1 août 2026", "15 févr. 2026", "31 déc. 99", "1er juil. 2026")
    assert [iso(parse_day(text)) for text in texts] == [
        "2026-05-01", "2026-08-01", "2026-02-15", "1999-12-31", "2026-07-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["31 avril 2026", "30 avril", "avril 2026", "30 machin 2026", "1 mai 2026 au 31 mai 2026"]
)
def test_a_named_month_makes_no_date_of_anything(text: str) -> None:
    with pytest.raises(ReceivablesError, match=r"^The date « .* »"):
        parse_day(text)
