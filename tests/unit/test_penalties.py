"""Penalties of many items at once: several rates and debtors in one call, figures worked by hand."""

import datetime as dt

import numpy as np
import pytest

from receivables.days import NO_DAY, day_number
from receivables.late_payment.interest import Change, Changes, no_changes
from receivables.late_payment.penalties import Debts, penalties, penalty_detail
from receivables.late_payment.rate_agreements import LEGAL_DEFAULT, Agreement
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind
from receivables.late_payment.rates import PERCENT, published_rates

BOOK = published_rates()
BUSINESS, CONSUMER, PUBLIC = 0, 1, 2


def _day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


ON = _day("2026-11-22")


def _debts(*rows: tuple[int, str, int, int], changes: Changes | None = None, opening: str | None = None) -> Debts:
    """Debts of (principal, due date, debtor, agreement)."""
    principal, due, kind, agreement = zip(*rows, strict=True)
    opened = NO_DAY if opening is None else _day(opening)
    return Debts(
        np.array(principal, dtype=np.int64), np.array([_day(text) for text in due], dtype=np.int32),
        np.array(kind, dtype=np.int8), np.full(len(rows), opened, dtype=np.int32),
        np.array(agreement, dtype=np.int64), np.ones(len(rows), dtype=bool), changes or no_changes(),
    )  # fmt: skip


def _fixed(percent: int, below: BelowFloor = BelowFloor.KEEP) -> Agreement:
    return Agreement(RateClause(RateKind.FIXED, units=percent * PERCENT), below, is_given=True)


def test_each_debtor_and_clause_has_its_own_rate() -> None:
    """12 000.00 due 30 April 2026 at 22 November: trader 243.67 + 591.12 (law.md 2); public at 10.15 frozen:
    12000 x 10.15 % x 206 / 365 = 687.42; clause of 12 %: 12000 x 12 % x 206 / 365 = 812.71; a consumer without notice
    owes nothing, and never the 40 EUR."""
    due = "2026-04-30"
    debts = _debts(
        (1_200_000, due, BUSINESS, 0), (1_200_000, due, PUBLIC, 0), (1_200_000, due, BUSINESS, 1),
        (1_200_000, due, CONSUMER, 0),
    )  # fmt: skip
    found = penalties(debts, [LEGAL_DEFAULT, _fixed(12)], ON, BOOK)
    assert found.interest.tolist() == [83_479, 68_742, 81_271, 0]
    assert found.compensation.tolist() == [4000, 4000, 4000, 0]
    assert found.days.tolist() == [206, 206, 206, 0]
    assert set(found.computed_until.tolist()) == {ON}


def test_payments_go_on_principal_first() -> None:
    """10 000.00 at 10 %, 4 000.00 paid after 100 days, 100 more: 273.97 + 164.38 (interest on 6 000.00)."""
    due = _day("2026-01-31")
    changes = Changes(
        np.array([0]), np.array([due + 100], dtype=np.int32), np.array([400_000]),
        np.array([Change.PAYMENT], dtype=np.int8),
    )  # fmt: skip
    debts = _debts((1_000_000, "2026-01-31", BUSINESS, 0), changes=changes)
    found = penalties(debts, [_fixed(10)], due + 200, BOOK)
    assert found.interest.tolist() == [27_397 + 16_438]
    detail = penalty_detail(debts, np.array([0]), [_fixed(10)], due + 200, BOOK)
    assert detail.lines["principal"].tolist() == [1_000_000, 600_000]
    assert detail.lines["days"].tolist() == [100, 100]


def test_a_correction_lowers_the_base_from_the_due_date_and_can_leave_no_compensation() -> None:
    """1 000.00 less 400.00 corrected later bears interest as 600.00 did; wholly corrected it was never late."""
    due = _day("2026-01-31")
    changes = Changes(
        np.array([0, 1]), np.array([due + 90, due + 90], dtype=np.int32), np.array([40_000, 100_000]),
        np.array([Change.CORRECTION, Change.CORRECTION], dtype=np.int8),
    )  # fmt: skip
    rows = [(100_000, "2026-01-31", BUSINESS, 0), (100_000, "2026-01-31", BUSINESS, 0)]
    found = penalties(_debts(*rows, changes=changes), [_fixed(10)], due + 146, BOOK)
    assert found.interest.tolist() == [2_400, 0]  # 600 x 10 % x 146 / 365
    assert found.compensation.tolist() == [4000, 0]


def test_an_insolvency_stops_interest_the_day_before_and_forbids_the_compensation_of_later_dues() -> None:
    """Opened on 1 June: 31 days of May for the first; nothing for the second, due on 30 June (L441-10 II, L622-28)."""
    debts = _debts((365_000, "2026-04-30", BUSINESS, 0), (365_000, "2026-06-30", BUSINESS, 0), opening="2026-06-01")
    found = penalties(debts, [_fixed(10)], ON, BOOK)
    assert found.interest.tolist() == [3_100, 0]
    assert found.compensation.tolist() == [4000, 0]
    detail = penalty_detail(debts, np.array([0, 1]), [_fixed(10)], ON, BOOK)
    assert detail.warnings == [["interest_stopped"], ["payment_forbidden"]]


def test_past_the_last_published_rate_the_figures_stop_and_say_so() -> None:
    last = BOOK.default().last_day
    paid = Changes(
        np.array([0, 1]), np.array([last + 9, last + 9], dtype=np.int32), np.array([400_000, 400_000]),
        np.array([Change.PAYMENT, Change.PAYMENT], dtype=np.int8),
    )  # fmt: skip
    debts = _debts((1_200_000, "2026-04-30", BUSINESS, 0), (1_200_000, "2026-04-30", BUSINESS, 1), changes=paid)
    agreements = [LEGAL_DEFAULT, _fixed(12)]
    found = penalties(debts, agreements, last + 40, BOOK)
    assert found.computed_until.tolist() == [last, last + 40]
    detail = penalty_detail(debts, np.array([0, 1]), agreements, last + 40, BOOK)
    assert detail.warnings == [["rate_not_published", "change_not_counted"], []]
    assert detail.lines.groupby("row")["last"].max().tolist() == [last, last + 40]


@pytest.mark.parametrize(
    ("below", "warning"), [(BelowFloor.KEEP, "below_floor"), (BelowFloor.FLOOR, "below_floor_replaced")]
)
def test_a_clause_under_the_floor_says_so(below: BelowFloor, warning: str) -> None:
    """5 % is less than 3 x 2.62 %, and than the ECB + 8 of a public buyer, whose own interest nothing replaces."""
    debts = _debts((1_200_000, "2026-04-30", BUSINESS, 0), (1_200_000, "2026-04-30", PUBLIC, 0))
    detail = penalty_detail(debts, np.array([0, 1]), [_fixed(5, below)], ON, BOOK)
    assert warning in detail.warnings[0]
    assert detail.warnings[1] == ["below_public_rate"]


def test_before_the_first_rate_known_there_are_no_figures() -> None:
    found = penalties(_debts((1_000, "1999-01-01", BUSINESS, 0)), [LEGAL_DEFAULT], ON, BOOK)
    assert found.computed_until.tolist() == [NO_DAY]
    assert found.interest.tolist() == [0]


def test_lines_add_up_to_the_interest_and_name_the_rows_asked_for() -> None:
    rows = [(100_000 + 777 * at, f"2024-{at % 12 + 1:02d}-15", at % 3, at % 2) for at in range(24)]
    debts, agreements = _debts(*rows), [LEGAL_DEFAULT, _fixed(9)]
    found = penalties(debts, agreements, ON, BOOK)
    chosen = np.array([17, 3, 8])
    detail = penalty_detail(debts, chosen, agreements, ON, BOOK)
    sums = detail.lines.groupby("row")["amount"].sum().reindex(range(3), fill_value=0)
    assert sums.tolist() == found.interest[chosen].tolist()
    assert (detail.lines["days"] == detail.lines["last"] - detail.lines["first"] + 1).all()
