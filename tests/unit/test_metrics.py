"""Formulas of the metrics on figures small enough to redo by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from receivables.days import NO_DAY
from receivables.metrics.formulas import (
    MonthSales,
    collection_effectiveness,
    count_back_days,
    days_sales_outstanding,
    herfindahl,
    rounded,
    share_of_largest,
    weighted_days,
)
from receivables.metrics.standing import paid_delays, standing
from receivables.schema import Kind
from receivables.sums import Ints
from tests.lines import START, line, table


def _ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize("sales", [0, -5])
def test_without_sales_there_are_no_days_of_sales(sales: int) -> None:
    assert days_sales_outstanding(100, sales, 90) is None


@pytest.mark.parametrize(
    ("receivables", "expected"),
    [
        (0, Fraction(0)),
        (50, Fraction(15)),  # half of June
        (100, Fraction(30)),  # June whole
        (130, Fraction(71)),  # June; May had net credit notes of 20: 130 - 100 + 20 = 50; half of April
        (180, Fraction(81)),  # 100 - 20 + 100: all of it
        (181, None),
    ],
)
def test_count_back(receivables: int, expected: Fraction | None) -> None:
    months = [MonthSales(0, 30, 100), MonthSales(0, 31, -20), MonthSales(0, 20, 100)]
    assert count_back_days(receivables, months) == expected


def test_effectiveness_of_nothing_to_collect() -> None:
    assert collection_effectiveness(0, 100, 100, 100) is None
    assert collection_effectiveness(0, 100, 0, 0) == 100


def test_weights_beyond_64_bits_are_exact() -> None:
    """10^15 minor units times 20,000 days is no 64-bit product."""
    amounts, days = _ints(10**15, 10**15), _ints(20_000, 0)
    assert weighted_days(amounts, days) == 10_000
    assert weighted_days(_ints(), _ints()) is None


def test_concentration_counts_what_is_owed_only() -> None:
    """Eleven customers of 10 and one in credit: the ten largest hold 10 / 11."""
    balances = _ints(*[10] * 11, -500)
    assert share_of_largest(balances) == Fraction(10, 11)
    assert herfindahl(balances) == Fraction(1, 11)
    assert herfindahl(_ints(7)) == 1
    assert share_of_largest(_ints(-1)) is None


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(5, 10_000), 3, "0.001"),
    ],
)
def test_rounding_is_half_up(value: Fraction, digits: int, shown: str) -> None:
    assert rounded(value, digits) == Decimal(shown)


def test_a_standing_adds_up() -> None:
    """Due today is not due; no due date is a column of its own; a customer's credit lowers his balance."""
    opened, due = _ints(100, 200, 400, 800, -50), _ints(START, START - 1, START - 10, NO_DAY, NO_DAY)
    found = standing(opened, due, _ints(0, 0, 1, 2, 1), START)
    parts = (found.not_due, found.overdue, found.age_unknown, found.unallocated)
    assert parts == (100, 600, 800, -50)
    assert (sum(parts), found.owed) == (found.total, 1500)
    assert sorted(found.balances.tolist()) == [300, 350, 800]
    assert dict(zip(found.amounts.tolist(), found.delays.tolist(), strict=True)) == {100: 0, 200: 1, 400: 10}


def test_what_is_not_due_is_at_most_the_total() -> None:
    """100 not due, 30 overdue, 80 of credits that pay nothing yet: 50 in all, none of it is late."""
    found = standing(_ints(100, 30, -80), _ints(START, START - 1, NO_DAY), _ints(0, 0, 0), START)
    assert (found.total, found.current) == (50, 50)


def test_delays_of_paid_invoices() -> None:
    """Late by the last payment of its letter; early is 0; before the period, by credit note or open: not counted."""
    lines = table(
        line(100, letter=1, due_day=START), line(-40, letter=1, posted=START), line(-60, letter=1, posted=START + 9),
        line(200, letter=2, due_day=START + 5), line(-200, letter=2, posted=START + 1),
        line(300, letter=3, due_day=START - 9), line(-300, letter=3, posted=START - 1),
        line(400, letter=4, due_day=START), line(-400, letter=4, posted=START + 2, kind=Kind.CREDIT_NOTE),
        line(500, due_day=START),
    )  # fmt: skip
    lines["remaining"] = np.where(lines["letter"] == 0, lines["amount"], 0)
    amounts, late = paid_delays(lines, START)
    assert dict(zip(amounts.tolist(), late.tolist(), strict=True)) == {100: 9, 200: 0}
