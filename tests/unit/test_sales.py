"""Which months of sales are known, from where, and how the months of several companies join."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from receivables.days import day_number
from receivables.errors import ReceivablesError
from receivables.metrics.sales import SalesKnown, SalesSource, joined, month_end, month_name, month_of, sales_known
from server.imports.lists.sales import month_of_cell


def _day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def _month(text: str) -> int:
    return _day(f"{text}-01")


def _source(*ledgers: dict[str, Any], told: dict[str, int] | None = None, last: str = "2025-12-31") -> SalesSource:
    return SalesSource(
        spans=[(_day(one["first"]), _day(one["last"])) for one in ledgers],
        billed=[{_month(name): sales for name, sales in one["billed"].items()} for one in ledgers],
        totals=[(sum(one["billed"].values()), one["revenue"]) for one in ledgers],
        told={_month(name): sales for name, sales in (told or {}).items()},
        last_day=_day(last),
    )


def _shown(known: SalesKnown) -> list[tuple[str, int, int]]:
    return [(month_name(month_of(one.first)), one.days, one.sales) for one in known.months]


YEAR = {"first": "2025-01-01", "last": "2025-03-20", "billed": {"2025-01": 10, "2025-03": 70}, "revenue": 100}


def test_a_ledger_knows_its_months_also_those_without_sales() -> None:
    """80 of 100 covered is enough; before the ledger nothing is known."""
    known = sales_known(_source(YEAR), _day("2025-03-31"))
    assert _shown(known) == [("2025-03", 31, 70), ("2025-02", 28, 0), ("2025-01", 31, 10)]
    assert (month_name(known.missing), known.is_thin, known.coverage) == ("2024-12", False, Fraction(4, 5))


def test_below_four_fifths_a_ledger_is_not_used() -> None:
    """79 of 100; the months a table tells are, as far back as it goes without a gap."""
    thin = {**YEAR, "billed": {"2025-03": 79}}
    assert _shown(sales_known(_source(thin), _day("2025-03-31"))) == []
    known = sales_known(_source(thin, told={"2025-03": 90, "2025-02": 5, "2024-12": 7}), _day("2025-03-31"))
    assert _shown(known) == [("2025-03", 31, 90), ("2025-02", 28, 5)]
    assert known.is_thin


def test_a_table_goes_before_the_ledger() -> None:
    known = sales_known(_source(YEAR, told={"2025-03": 1}), _day("2025-03-31"))
    assert _shown(known)[0] == ("2025-03", 31, 1)


def test_sales_dated_before_the_year_count_where_that_month_is_known() -> None:
    """Posted in January 2025, dated in December: added to the year before, lost without it."""
    late = {**YEAR, "billed": {"2024-12": 5, "2025-01": 75}}
    before = {"first": "2024-12-01", "last": "2024-12-31", "billed": {"2024-12": 20}, "revenue": 20}
    known = sales_known(_source(before, late), _day("2025-01-31"))
    assert _shown(known) == [("2025-01", 31, 75), ("2024-12", 31, 25)]
    assert _shown(sales_known(_source(late), _day("2025-01-31"))) == [("2025-01", 31, 75)]


@pytest.mark.parametrize(("last", "sales", "is_parted"), [("2025-03-20", 70, False), ("2025-03-21", 45, True)])
def test_a_month_not_over_counts_by_its_days(last: str, sales: int, is_parted: bool) -> None:
    """20 of 31 days: 70 x 20 / 31 = 45.16; whole where the data end by then."""
    known = sales_known(_source(YEAR, last=last), _day("2025-03-20"))
    assert (_shown(known)[0], known.is_parted) == (("2025-03", 20, sales), is_parted)


def test_a_ledger_that_begins_amid_a_month() -> None:
    """From the 15th: 17 days of January."""
    known = sales_known(_source({**YEAR, "first": "2025-01-15"}), _day("2025-01-31"))
    assert _shown(known) == [("2025-01", 17, 10)]


def test_companies_share_the_months_all_of_them_know() -> None:
    long = sales_known(_source(YEAR), _day("2025-03-31"))
    short = sales_known(_source(told={"2025-03": 30, "2025-02": 3}), _day("2025-03-31"))
    both = joined([long, short])
    assert _shown(both) == [("2025-03", 31, 100), ("2025-02", 28, 3)]
    assert (month_name(both.missing), both.coverage, both.has_ledger) == ("2025-01", Fraction(4, 5), True)


def test_months_have_ends() -> None:
    assert month_of(_day("2024-02-29")) == _month("2024-02")
    assert month_end(_month("2024-02")) == _day("2024-02-29")
    assert month_end(_month("2025-12")) == _day("2025-12-31")


@pytest.mark.parametrize(
    "cell",
    ["2026-09", "2026-9", "202609", "09/2026", "9.2026", "sept. 2026", "Septembre 2026", "sept-26", "2026-09-01",
     "30/09/2026", dt.date(2026, 9, 1), dt.date(2026, 9, 30), Decimal(202609), Decimal(46266)],
    ids=str,
)  # fmt: skip
def test_a_month_in_every_writing(cell: Any) -> None:
    assert month_of_cell(cell) == _month("2026-09")


@pytest.mark.parametrize("cell", ["2026-13", "13/2026", "02/09/2026", "T3 2026", "", None, "2026", "foo 2026"], ids=str)
def test_what_is_no_month(cell: Any) -> None:
    with pytest.raises(ReceivablesError):
        month_of_cell(cell)
