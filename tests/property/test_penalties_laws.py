"""Laws of penalties of many items: the array agrees with the scalar; settlements explain what is open."""

import datetime as dt
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.days import NO_DAY, date_of, day_number
from receivables.late_payment.interest import Change, Changes
from receivables.late_payment.penalties import KINDS, METHOD, Debts, penalties, penalty_detail
from receivables.late_payment.penalty import Debt, penalty
from receivables.late_payment.rate_agreements import LEGAL_DEFAULT, Agreement
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind
from receivables.late_payment.rates import published_rates
from receivables.matching import VIEWS, match, rows_to_read
from receivables.settlements import settlements
from tests.conftest import ENDURANCE
from tests.property.test_matching_property import ROWS, lines_of

BOOK = published_rates()
MANY = settings(max_examples=ENDURANCE.scaled(300, least=25))
FIRST = day_number(dt.date(2021, 1, 1))
AGREEMENTS = [
    LEGAL_DEFAULT,
    Agreement(RateClause(RateKind.FIXED, units=50_000), BelowFloor.KEEP, is_given=True),
    Agreement(RateClause(RateKind.FIXED, units=60_000), BelowFloor.FLOOR, is_given=True),
    Agreement(RateClause(RateKind.FIXED, units=125_500), BelowFloor.DEFAULT, is_given=True),
    Agreement(RateClause(RateKind.THREE_TIMES_LEGAL), BelowFloor.KEEP, is_given=True),
    Agreement(RateClause(RateKind.LEGAL), BelowFloor.KEEP, is_given=True),
]
DEBTS = st.lists(
    st.fixed_dictionaries({
        "principal": st.one_of(st.integers(1, 10**6), st.integers(1, 10**13)),
        "due": st.integers(FIRST, FIRST + 2_400),
        "kind": st.integers(0, 2),
        "agreement": st.integers(0, len(AGREEMENTS) - 1),
        "opening": st.one_of(st.none(), st.integers(FIRST, FIRST + 2_400)),
        "parts": st.lists(
            st.tuples(st.integers(FIRST, FIRST + 2_400), st.integers(1, 60), st.sampled_from(list(Change))), max_size=3
        ),
    }),
    min_size=1, max_size=8,
)  # fmt: skip


def _changes(row: dict[str, Any]) -> list[tuple[int, int, Change]]:
    """Parts of the principal that stay together at most the whole."""
    shares = [(day, row["principal"] * percent // 180, kind) for day, percent, kind in row["parts"]]
    return [change for change in shares if change[1]]


def _debts(rows: list[dict[str, Any]]) -> Debts:
    flat = [(at, *change) for at, row in enumerate(rows) for change in _changes(row)]
    at, day, amount, kind = zip(*flat, strict=True) if flat else ((), (), (), ())
    return Debts(
        np.array([row["principal"] for row in rows], dtype=np.int64),
        np.array([row["due"] for row in rows], dtype=np.int32),
        np.array([row["kind"] for row in rows], dtype=np.int8),
        np.array([NO_DAY if row["opening"] is None else row["opening"] for row in rows], dtype=np.int32),
        np.array([row["agreement"] for row in rows], dtype=np.int64),
        np.ones(len(rows), dtype=bool),
        Changes(np.array(at, dtype=np.int64), np.array(day, dtype=np.int32), np.array(amount, dtype=np.int64),
                np.array(kind, dtype=np.int8)),
    )  # fmt: skip


def _calendar(number: int) -> dt.date:
    day = date_of(number)
    assert day is not None
    return day


@MANY
@given(DEBTS, st.integers(FIRST, FIRST + 2_400))
def test_array_and_scalar_agree_to_the_cent(rows: list[dict[str, Any]], on: int) -> None:
    """Interest, compensation, days, the day computed up to, and every line; each row as `penalty` has it alone."""
    debts = _debts(rows)
    found = penalties(debts, AGREEMENTS, on, BOOK)
    detail = penalty_detail(debts, np.arange(len(rows)), AGREEMENTS, on, BOOK)
    for at, row in enumerate(rows):
        agreement = AGREEMENTS[row["agreement"]]
        alone = penalty(Debt(
            row["principal"], _calendar(row["due"]), _calendar(on), KINDS[row["kind"]], agreement.clause,
            tuple((_calendar(day), amount, kind) for day, amount, kind in _changes(row)),
            opening=None if row["opening"] is None else _calendar(row["opening"]), method=METHOD,
            below_floor=agreement.below_floor,
        ), BOOK)  # fmt: skip
        assert found.interest[at] == alone.interest_minor
        assert found.compensation[at] == alone.compensation_minor
        assert found.days[at] == alone.days
        assert _calendar(int(found.computed_until[at])) == alone.computed_until
        own = detail.lines[detail.lines["row"] == at]
        assert own["amount"].tolist() == [line.amount_minor for line in alone.lines]
        assert own["source"].tolist() == [line.source for line in alone.lines]
        told = {"below_floor", "below_floor_replaced", "rate_not_published", "rate_to_check", "interest_stopped",
                "payment_forbidden"}  # fmt: skip
        assert set(detail.warnings[at]) & told == set(alone.warnings) & told


@MANY
@given(ROWS, st.sampled_from(VIEWS))
def test_settlements_explain_what_is_open(rows: list[dict[str, Any]], view: str) -> None:
    """Pairs or not, the same stays open; no document is settled beyond what it owed, and closed ones wholly."""
    lines = lines_of(rows)
    plain, full = match(lines, view), match(lines, view, with_pairs=True)
    assert plain.remaining.tolist() == full.remaining.tolist()
    found = settlements(lines, view)
    assert (found["amount"] > 0).all()
    paid = np.zeros(len(lines), dtype=np.int64)
    np.add.at(paid, found["debit"].to_numpy(), found["amount"].to_numpy())
    used = np.zeros(len(lines), dtype=np.int64)
    np.add.at(used, found["credit"].to_numpy(), found["amount"].to_numpy())
    owed = (lines["amount"] - lines["settled"]).to_numpy()
    is_return = lines["reverses"].to_numpy() != -1
    is_document = (owed > 0) & ~is_return
    assert (paid[is_document] == (owed - full.remaining)[is_document]).all()
    assert (used[owed < 0] <= -owed[owed < 0]).all()
    letters = lines["letter"].to_numpy()
    accounts = lines["account_id"].to_numpy()
    debit, credit = found["debit"].to_numpy(), found["credit"].to_numpy()
    assert ((accounts[debit] == accounts[credit]) | (letters[debit] == letters[credit])).all()


@MANY
@given(ROWS, st.sampled_from(VIEWS))
def test_texts_not_asked_for_change_no_pair(rows: list[dict[str, Any]], view: str) -> None:
    """What `rows_to_read` leaves out may be empty."""
    lines = lines_of(rows)
    is_read = np.zeros(len(lines), dtype=bool)
    is_read[rows_to_read(lines, view, with_pairs=True)] = True
    blank = lines.assign(**{name: lines[name].where(is_read, "") for name in ("number", "label")})
    both = [match(one, view, with_pairs=True).pairs[["credit", "debit", "amount"]] for one in (lines, blank)]
    left, right = (one.sort_values(["credit", "debit"]).to_numpy().tolist() for one in both)
    assert left == right
