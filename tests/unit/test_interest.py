"""Interest of arrays: empty ones, credits, undated items, amounts past 64 bits, rows under one change after another."""

import datetime as dt

import numpy as np
import pytest

from receivables.days import NO_DAY, day_number
from receivables.late_payment.interest import (
    LINE_COLUMNS,
    Change,
    Changes,
    Items,
    Method,
    interest_lines,
    interest_totals,
    no_changes,
)
from receivables.late_payment.interest_periods import periods, rounded
from receivables.late_payment.rate_clauses import fixed
from receivables.late_payment.rates import PERCENT, published_rates

RATES = published_rates().default()
TEN = fixed(10 * PERCENT)
START, UNTIL = day_number(dt.date(2026, 4, 30)), day_number(dt.date(2026, 5, 10))


def _items(*principal: int, start: int = START) -> Items:
    days = [np.full(len(principal), day, dtype=np.int32) for day in (start, UNTIL, NO_DAY)]
    return Items(np.array(principal, dtype=np.int64), *days)


def test_nothing_gives_nothing() -> None:
    """No items, no lines, the same columns."""
    totals, lines, imputed = interest_lines(_items(), RATES, Method(), no_changes())
    assert (len(totals.interest), len(lines), imputed) == (0, 0, [])
    assert tuple(lines.columns) == LINE_COLUMNS


def test_credits_bear_no_interest() -> None:
    totals = interest_totals(_items(-3_650_000, 0, 3_650_000), TEN, Method(), no_changes())
    assert totals.interest.tolist() == [0, 0, 10_000]
    assert totals.principal_remaining.tolist() == [-3_650_000, 0, 3_650_000]


@pytest.mark.parametrize("start", [NO_DAY, day_number(dt.date(2012, 6, 30))])
def test_what_cannot_be_known_says_so(start: int) -> None:
    """No date, or days before the first rate: no figure, and no day it holds for."""
    totals = interest_totals(_items(3_650_000, start=start), RATES, Method(), no_changes())
    assert (totals.interest.tolist(), totals.computed_until.tolist()) == ([0], [NO_DAY])


def test_the_arguments_are_left_alone() -> None:
    """Frozen values: the same arrays give the same result twice."""
    items = _items(3_650_000)
    changes = Changes(np.array([0]), np.array([START + 5], np.int32), np.array([10**6]), np.array([2], np.int8))
    first = interest_totals(items, TEN, Method(), changes)
    again = interest_totals(items, TEN, Method(), changes)
    assert items.principal.tolist() == [3_650_000]
    assert [value.tolist() for value in vars(first).values()] == [value.tolist() for value in vars(again).values()]


def test_rows_take_their_own_changes_in_the_order_of_days() -> None:
    """Credit notes of 8 and 5 May: 4 days on 36 500.00, 3 on 18 250.00, then nothing; the other row is untouched."""
    changes = Changes(
        np.array([1, 1]),
        np.array([START + 8, START + 5], np.int32),
        np.array([10**7, 1_825_000]),
        np.array([Change.CREDIT_NOTE, Change.CREDIT_NOTE], np.int8),
    )
    items = _items(3_650_000, 3_650_000)
    totals, lines, _ = interest_lines(items, TEN, Method(), changes)
    assert totals.interest.tolist() == [10_000, 4 * 1_000 + 3 * 500]
    assert lines["days"].tolist() == [10, 4, 3]
    assert totals.excess.tolist() == [0, 10**7 - 1_825_000]


def test_rounding_is_exact_on_both_sides_of_64_bits() -> None:
    """Half-up: 1/2 -> 1, 3/2 -> 2, 49/100 -> 0; 10^15 x 10^9 / 7 in whole numbers."""
    assert rounded(np.array([1, 3]), np.array([1, 1]), 2).tolist() == [1, 2]
    assert rounded(np.array([49, 50]), np.array([1, 1]), 100).tolist() == [0, 1]
    big = rounded(np.array([10**15, 5]), np.array([10**9, 10**9]), 7 * 10**8)
    assert big.tolist() == [1_428_571_428_571_429, 7]


def test_periods_of_actual_years() -> None:
    """31 December is the last day of its year's line; 2024 counts 366 days."""
    first, last = day_number(dt.date(2023, 12, 30)), day_number(dt.date(2025, 1, 2))
    found = [(one.last - one.first + 1, one.denominator // (100 * PERCENT)) for one in periods(TEN, first, last, True)]
    assert found == [(2, 365), (366, 366), (2, 365)]
