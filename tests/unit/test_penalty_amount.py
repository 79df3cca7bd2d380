"""The figure of a single cell: whole interest or an error, never a part of it."""

import datetime as dt

import pytest

from receivables.errors import UnknownError
from receivables.late_payment.penalty import Debt, penalty, penalty_amount
from receivables.late_payment.rate_clauses import RateClause, RateKind
from receivables.late_payment.rates import PERCENT, published_rates

DUE = dt.date(2026, 4, 30)


def test_interest_alone_without_the_compensation() -> None:
    """12 000.00 at 12.15 % for 61 days (243.67) and at 12.40 % for 123 (501.44), over 365."""
    assert penalty_amount(Debt(1_200_000, DUE, dt.date(2026, 10, 31))) == 24_367 + 50_144


def test_past_the_last_published_half_year_there_is_no_figure() -> None:
    """`penalty` computes a part and says so; a cell cannot."""
    debt = Debt(1_200_000, DUE, dt.date(2027, 1, 1))
    assert penalty(debt, published_rates()).interest_minor > 0
    with pytest.raises(UnknownError, match="No rate is published after 2026-12-31: interest up to 2027-01-01"):
        penalty_amount(debt, published_rates())


def test_the_last_published_day_is_still_whole() -> None:
    assert penalty_amount(Debt(1_200_000, DUE, dt.date(2026, 12, 31))) > 24_367 + 50_144


def test_a_fixed_rate_needs_no_publication() -> None:
    """3 650.00 at 10 % for 365 days."""
    debt = Debt(
        365_000, dt.date(2026, 12, 31), dt.date(2027, 12, 31), clause=RateClause(RateKind.FIXED, units=10 * PERCENT)
    )
    assert penalty_amount(debt) == 36_500
