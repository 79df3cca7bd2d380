"""Sales by month, from which months they are known, and how far a ledger's receivable accounts explain its revenue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from receivables.days import NO_DAY, date_of, day_number
from receivables.metrics.formulas import MonthSales

#: Sales read in receivable accounts below this share of 70x + 4457 are no measure of what is sold on credit.
COVERAGE_FLOOR = Fraction(80, 100)
#: The period of the accounting method, the BPDSO and the CEI: a year evens out the seasons.
PERIOD_MONTHS = 12


@dataclass(frozen=True)
class SalesSource:
    """What one company's data say of its sales in one currency; days as integers, amounts in minor units.

    spans: first and last day of each ledger; billed: first day of a month -> sales as receivable accounts have them;
    told: the same as the user's table has them, which speaks before the ledger; totals: of each ledger, its billed
    sales and its 70x + 4457; last_day: the last day the company's data cover.
    """

    spans: Sequence[tuple[int, int]]
    billed: Sequence[Mapping[int, int]]
    totals: Sequence[tuple[int, int]]
    told: Mapping[int, int]
    last_day: int


@dataclass(frozen=True)
class SalesKnown:
    """Sales up to a day: `months` without a gap, the latest first.

    missing: first day of the latest month of which nothing is known; is_thin: ledgers were left out of `months` for
    their coverage; is_parted: the last month counts by its days only; billed, revenue: of the ledgers of the period,
    `has_ledger`: there is one.
    """

    months: Sequence[MonthSales]
    missing: int
    is_thin: bool
    is_parted: bool
    billed: int
    revenue: int
    has_ledger: bool

    @property
    def coverage(self) -> Fraction | None:
        """billed / revenue: None where there is no ledger, or it holds no revenue."""
        return Fraction(self.billed, self.revenue) if self.revenue > 0 else None

    @property
    def period(self) -> Sequence[MonthSales]:
        """The months the accounting method counts, the latest first."""
        return self.months[:PERIOD_MONTHS]


def sales_known(source: SalesSource, on: int) -> SalesKnown:
    """Sales of one company up to the day `on`.

    Of a month not over on that day the part of its days counts, unless the data end by then: sales are kept by month.
    """
    last = month_of(on)
    near = [at for at, (first, end) in enumerate(source.spans) if first <= on and end >= _months_before(last, 11)]
    billed, revenue = (sum(source.totals[at][side] for at in near) for side in (0, 1))
    is_thin = bool(near) and (revenue <= 0 or Fraction(billed, revenue) < COVERAGE_FLOOR)
    used = [] if is_thin else near
    months, month = list[MonthSales](), last
    while (found := _month(source, used, month, on)) is not None:
        months.append(found)
        month = month_of(month - 1)
    is_parted = bool(months) and _is_parted(source, last, on)
    return SalesKnown(months, month, is_thin, is_parted, billed, revenue, bool(near))


def joined(parts: Sequence[SalesKnown]) -> SalesKnown:
    """Sales of several companies in one currency on one day: the months known of all of them."""
    count = min(len(part.months) for part in parts)
    rows = [[part.months[at] for part in parts] for at in range(count)]
    months = [
        MonthSales(min(one.first for one in row), max(one.days for one in row), sum(one.sales for one in row))
        for row in rows
    ]
    shortest = min(parts, key=lambda part: len(part.months))
    is_parted = any(part.is_parted for part in parts)
    billed, revenue = sum(part.billed for part in parts), sum(part.revenue for part in parts)
    return SalesKnown(
        months, shortest.missing, shortest.is_thin, is_parted, billed, revenue, any(part.has_ledger for part in parts)
    )


def month_of(day: int) -> int:
    """First day of a day's month."""
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def month_end(month: int) -> int:
    """Last day of the month whose first day is given."""
    return month_of(month + 31) - 1


def month_name(month: int) -> str:
    """`2026-09`."""
    day = date_of(month)
    return "" if day is None else f"{day:%Y-%m}"


def _month(source: SalesSource, ledgers: Sequence[int], month: int, on: int) -> MonthSales | None:
    """Sales of one month's days that count; None where nothing is known of it."""
    covering = [at for at in ledgers if month_of(source.spans[at][0]) <= month <= month_of(source.spans[at][1])]
    if month in source.told:
        first, sales = month, source.told[month]
    elif covering:
        start = min(source.spans[at][0] for at in covering)
        first, sales = max(start, month), sum(source.billed[at].get(month, 0) for at in ledgers)
    else:
        return None
    last = min(on, month_end(month))
    days = last - first + 1
    if _is_parted(source, month, on):
        sales = _part(sales, days, month_end(month) - first + 1)
    return MonthSales(first, days, sales)


def _is_parted(source: SalesSource, month: int, on: int) -> bool:
    return month <= on < month_end(month) and source.last_day > on


def _part(amount: int, days: int, of: int) -> int:
    """amount x days / of, half-up."""
    half_up = (2 * abs(amount) * days + of) // (2 * of)
    return half_up if amount >= 0 else -half_up


def _months_before(month: int, count: int) -> int:
    day = date_of(month)
    if day is None:
        return NO_DAY
    years, index = divmod(day.year * 12 + day.month - 1 - count, 12)
    return day_number(day.replace(year=years, month=index + 1))
