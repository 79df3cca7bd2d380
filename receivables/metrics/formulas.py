"""Metrics of receivables: what each formula is, exact until it is rounded once, half-up, where it is shown.

Amounts are integer minor units of one currency, sales include VAT as receivables do. A formula gives None where its
divisor is not above zero: the figure is then not meaningful, never zero. Definitions in words: `metric_words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from receivables.money import round_half_up
from receivables.sums import Ints, sum_by

#: How many accounts the first figure of concentration counts.
LARGEST = 10


@dataclass(frozen=True)
class MonthSales:
    """Sales of the days of one month that count: minor units including VAT, the first of these days, how many."""

    first: int
    days: int
    sales: int


def days_sales_outstanding(receivables: int, sales: int, days: int) -> Fraction | None:
    """Accounting method: receivables / sales of the period x its days. With current receivables it is the BPDSO."""
    return Fraction(receivables * days, sales) if sales > 0 else None


def count_back_days(receivables: int, months: Sequence[MonthSales]) -> Fraction | None:
    """Count-back method: each month's sales are taken off the receivables, the latest month first, and its days count.

    The month that the rest does not fill counts in proportion. None where the months known run out before.
    """
    left, days = receivables, 0
    for month in months:
        if left <= 0:
            break
        if left <= month.sales:
            return days + Fraction(left * month.days, month.sales)
        left -= month.sales
        days += month.days
    return None if left > 0 else Fraction(days)


def collection_effectiveness(begin: int, sales: int, end_total: int, end_current: int) -> Fraction | None:
    """CEI in percent: what was collected of what could be.

    (opening receivables + sales - closing receivables) / (opening receivables + sales - closing ones not due) x 100.
    """
    collectable = begin + sales - end_current
    return Fraction(100 * (begin + sales - end_total), collectable) if collectable > 0 else None


def weighted_days(amounts: Ints, days: Ints) -> Fraction | None:
    """Average of days (at least 0 each) weighted by amounts."""
    if not len(amounts):
        return None
    by_delay = sum_by(days, amounts, int(days.max()) + 1).tolist()  # one Python sum a delay: no product leaves 64 bits
    total = sum(by_delay)
    return Fraction(sum(at * amount for at, amount in enumerate(by_delay)), total) if total > 0 else None


def share(part: int, whole: int) -> Fraction | None:
    """part / whole."""
    return Fraction(part, whole) if whole > 0 else None


def share_of_largest(balances: Ints, count: int = LARGEST) -> Fraction | None:
    """Share of the `count` largest balances in all debit balances, one a customer."""
    owed = np.sort(balances[balances > 0])[::-1]
    return share(int(owed[:count].sum()), int(owed.sum()))


def herfindahl(balances: Ints) -> Fraction | None:
    """Sum of the squared shares of the debit balances: 1 is a single customer, 1/n are n equal ones."""
    owed = balances[balances > 0].tolist()
    return share(sum(amount * amount for amount in owed), sum(owed) ** 2)


def rounded(value: Fraction, digits: int) -> Decimal:
    """The one rounding of a figure, half-up."""
    return round_half_up(Decimal(value.numerator) / Decimal(value.denominator), digits)
