"""Stretches of the calendar with one rate, and the exact rounding of interest."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from receivables.days import date_of, day_number
from receivables.late_payment.rates import PERCENT, RateTable
from receivables.sums import Ints

#: No product below this leaves 64 bits when it is doubled and half a denominator is added.
_SAFE = 2**61


@dataclass(frozen=True)
class Period:
    """Days `first` to `last`, both included, under one step of a rate table; what principal x rate x days is over."""

    first: int
    last: int
    step: int
    denominator: int


def periods(rates: RateTable, first: int, last: int, is_by_year: bool) -> Iterator[Period]:
    """The periods of a table within first..last, cut on 31 December too where years count their own days.

    A frozen rate knows no half-years: its periods stand under step 0, and each row brings its own rate.
    """
    steps = rates.steps[:1] if rates.is_frozen else rates.steps
    ends = [*(step.first - 1 for step in steps[1:]), last]
    for number, (step, end) in enumerate(zip(steps, ends, strict=True)):
        begin, until = first if number == 0 else max(first, step.first), min(last, end)
        while begin <= until:
            year = (date_of(begin) or dt.date.min).year
            year_end = day_number(dt.date(year, 12, 31))
            year_days = year_end - day_number(dt.date(year, 1, 1)) + 1
            stop = min(until, year_end) if is_by_year else until
            yield Period(begin, stop, number, 100 * PERCENT * (year_days if is_by_year else 365))
            begin = stop + 1


def rounded(principal: Ints, factor: Ints, denominator: int) -> Ints:
    """principal x factor / denominator, rounded half-up, exact; none of them negative.

    Where a product could leave 64 bits (a principal of billions) Python's own integers take over for those rows.
    """
    is_large = principal > _SAFE // max(int(factor.max(initial=1)), 1)
    if not is_large.any():
        return (2 * principal * factor + denominator) // (2 * denominator)
    result = np.empty_like(principal)
    result[~is_large] = rounded(principal[~is_large], factor[~is_large], denominator)
    pairs = zip(principal[is_large].tolist(), factor[is_large].tolist(), strict=True)
    result[is_large] = [(2 * amount * times + denominator) // (2 * denominator) for amount, times in pairs]
    return result
