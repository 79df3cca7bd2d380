"""Dunning cases of other systems' own test suites, replayed; where our convention differs, it is stated.

Sources (facts transcribed, no code): Tryton account_dunning 8.2 scenario_account_dunning(_final, _fee).rst; OCA
credit-control account_credit_control/tests/test_credit_control_run.py (12.0) and pull request 208; Lago
spec/scenarios/dunning/dunning_campaign_v1_spec.rb; Invoice Ninja tests/Feature/ReminderTest.php; Kill Bill
TestCondition.java, TestBillingStateCalculator.java and issue 2297.
"""

import datetime as dt
from typing import Any

import pytest

from receivables.days import day_number
from receivables.dunning.procedure import Level, Procedure
from tests.dunning_grounds import D0, levels_of, morning, plain, reasons_of, send

TRYTON = plain(5, 20, 40)


def test_tryton_levels() -> None:
    """Day 4 nothing, day 5 level 1 of the open item only; the item reconciled on its due day is not there."""
    items = [{"item": 1, "open": 0}, {"item": 2}]
    assert levels_of(morning(D0 + 4, TRYTON, items, [])) == {}
    assert reasons_of(morning(D0 + 4, TRYTON, items, [])) == {2: "not_yet"}
    assert levels_of(morning(D0 + 5, TRYTON, items, [])) == {2: "r1"}


def test_tryton_draft_does_not_escalate() -> None:
    """Nothing was sent: on day 30 it is level 1 still, although level 2 was ripe on day 20."""
    assert levels_of(morning(D0 + 30, TRYTON, [{}], [])) == {1: "r1"}


def test_tryton_blocked_waits_then_one_level() -> None:
    """Sent on day 30; while blocked nothing; unblocked one level, not two.

    Ours: Tryton raises the level on the very day of the first; a customer gets one automatic message a day, so that
    level 2 goes on day 31.
    """
    history: list[Any] = []
    send(morning(D0 + 30, TRYTON, [{}], history), history, D0 + 30)
    blocked = morning(D0 + 31, TRYTON, [{}], history, [{"is_held": True}])
    assert (levels_of(blocked), reasons_of(blocked)) == ({}, {1: "hold"})
    assert reasons_of(morning(D0 + 30, TRYTON, [{}], history)) == {1: "already_sent"}
    assert levels_of(morning(D0 + 31, TRYTON, [{}], history)) == {1: "r2"}


def test_tryton_paid_is_gone() -> None:
    """Paid and reconciled: neither proposed nor stopped."""
    proposal = morning(D0 + 50, TRYTON, [{"open": 0}], [{"level": "r2", "day": D0 + 31}])
    assert (levels_of(proposal), reasons_of(proposal)) == ({}, {})


def test_tryton_final() -> None:
    """No level is left: no second level 1."""
    history: list[Any] = []
    procedure = plain(0)
    send(morning(D0 + 1, procedure, [{}], history), history, D0 + 1)
    proposal = morning(D0 + 2, procedure, [{}], history)
    assert (levels_of(proposal), reasons_of(proposal)) == ({}, {1: "already_sent"})


def test_tryton_fees_change_no_principal() -> None:
    """Tryton books fees of 10 and 15 % into the receivable. Ours: none; what the law gives (interest, EUR 40) stands
    beside the item, whose amount asked for stays 100.00 at both levels."""
    history: list[Any] = []
    for day in (5, 10):
        proposal = morning(D0 + day, plain(5, 10), [{}], history)
        assert proposal.messages["items_amount"].tolist() == [10_000]
        send(proposal, history, D0 + day)


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        ((-10,), [(-8, 1)]),
        ((-30, -10), [(-32, 0), (-28, 1), (-8, 2)]),
        ((-30, 10), [(-32, 0), (-28, 1), (12, 2)]),
    ],
)
def test_oca_preventive_levels(days: tuple[int, ...], runs: list[tuple[int, int]]) -> None:
    """Delays before the due day; runs: day and how many lines there are in all by then."""
    procedure = plain(*days, codes=["pre", "r1"] if days[-1] > 0 else ["pre", "pre2"])
    history: list[Any] = []
    for day, count in runs:
        send(morning(D0 + day, procedure, [{}], history), history, D0 + day)
        assert len(history) == count


def test_oca_block_with_an_end() -> None:
    """Blocked until day 100: nothing on day 90, nor on the last day itself; free on day 101 (ours: the end counts)."""
    until = [{"is_held": True, "held_until": D0 + 100}]
    found = [reasons_of(morning(D0 + day, plain(5), [{}], [], until)) for day in (90, 100, 101)]
    assert found == [{1: "hold"}, {1: "hold"}, {}]


def _lago_day(day: int) -> int:
    return day_number(dt.date(2025, 1, day))


def _lago(thresholds: dict[str, int], quiet_days: int = 1) -> Procedure:
    """Lago waits strictly longer than 2 days between attempts; in whole days that is 3."""
    first = Level("r1", 1, minimum=thresholds)  # overdue from the day after
    second = Level("r2", 3, basis="previous", minimum=thresholds)
    return Procedure("lago", "business", (first, second), quiet_days=quiet_days)


def test_lago_two_currencies() -> None:
    """Thresholds EUR 150, USD 100, at most two attempts each.

    Lago sends USD 2 and EUR 1 on the 6th together. Ours: one message a customer and day, the graver first: EUR waits
    for the 7th. Nothing of one currency waits for the threshold of the other.
    """
    procedure, sent = _lago({"EUR": 15_000, "USD": 10_000}), []
    history: list[Any] = []
    account: dict[str, Any] = {}
    for day in range(3, 13):
        items = [
            {"item": 1, "currency": "EUR", "open": 14_900, "due_day": _lago_day(1)},
            {"item": 2, "currency": "USD", "open": 12_000, "due_day": _lago_day(1)},
            {"item": 3, "currency": "EUR", "open": 1_000, "due_day": _lago_day(5)},
        ]
        proposal = morning(_lago_day(day), procedure, items, history, [account])
        sent += [(day, row.currency, row.level) for row in proposal.messages.itertuples()]
        send(proposal, history, _lago_day(day))
        account = {"last_message_day": _lago_day(day)} if len(proposal.messages) else account
    assert sent == [(3, "USD", "r1"), (6, "USD", "r2"), (7, "EUR", "r1"), (10, "EUR", "r2")]


def test_lago_threshold_then_retry() -> None:
    """149 waits for the threshold of 150; with 6 more 155 is asked for, once more three days later, then no more."""
    procedure, sent = _lago({"EUR": 15_000}), {}
    history: list[Any] = []
    for day in (5, 8, 9, 10, 11, 14):
        items = [{"item": 1, "open": 14_900, "due_day": _lago_day(4)}]
        items += [{"item": 2, "open": 600, "due_day": _lago_day(7)}] if day > 7 else []
        proposal = morning(_lago_day(day), procedure, items, history)
        sent[day] = proposal.messages["amount"].tolist()
        send(proposal, history, _lago_day(day))
    assert sent == {5: [], 8: [15_500], 9: [], 10: [], 11: [15_500], 14: []}
    below = morning(_lago_day(5), procedure, [{"open": 14_900, "due_day": _lago_day(4)}], [])
    assert reasons_of(below) == {1: "under_minimum"}


def test_invoice_ninja_days_after_the_invoice() -> None:
    """Invoice of 1 March due on the 15th, reminders 5, 10 and 15 days after it, then every 14 days.

    Ours: every level is named, two of them here for the endless ones; none follows the last.
    """
    start = day_number(dt.date(2024, 3, 1))
    levels = [Level(code, day, "document") for code, day in (("pre", 5), ("pre2", 10), ("r1", 15))]
    levels += [Level(code, 14, "previous") for code in ("r2", "r3")]
    procedure = Procedure("ninja", "business", tuple(levels), quiet_days=1)
    history: list[Any] = []
    days = []
    for day in range(start, start + 90):
        proposal = morning(day, procedure, [{"document_day": start, "due_day": start + 14}], history)
        days += [day - start] * len(proposal.messages)
        send(proposal, history, day)
    assert days == [5, 10, 15, 29, 43]


def test_invoice_ninja_before_due() -> None:
    """Due 31 March, 14 days before: 17 March. A day nobody ran anything loses no reminder (theirs does)."""
    due = day_number(dt.date(2024, 3, 31))
    found = [levels_of(morning(due + day, plain(-14, codes=["pre"]), [{"due_day": due}], [])) for day in (-15, -14, -9)]
    assert found == [{}, {1: "pre"}, {1: "pre"}]


@pytest.mark.parametrize(("amounts", "is_sent"), [([0], False), ([10_000], True), ([5_000, 15_000], True)])
def test_kill_bill_total_unpaid(amounts: list[int], is_sent: bool) -> None:
    """Total unpaid of at least 100.00: the limit itself counts."""
    procedure = plain(5, minimum={"EUR": 10_000})
    proposal = morning(D0 + 10, procedure, [{"open": amount} for amount in amounts], [])
    assert bool(len(proposal.messages)) == is_sent


def test_kill_bill_days_since_the_earliest() -> None:
    """At least 10 days: day 10 counts."""
    assert [len(morning(D0 + day, plain(10), [{}], []).messages) for day in (9, 10, 20)] == [0, 1, 1]


def test_kill_bill_state_of_balances() -> None:
    """Balances 0, 10 and 100: 110 in all."""
    proposal = morning(D0 + 5, plain(5), [{"open": amount} for amount in (0, 1_000, 10_000)], [])
    assert proposal.messages["amount"].tolist() == [11_000]


def test_kill_bill_2297_paying_the_oldest_moves_no_other() -> None:
    """The oldest was at level 2 and is paid; the other goes on from its own day, no level of it is skipped."""
    items = [{"item": 1, "open": 0}, {"item": 2, "due_day": D0 + 15}]
    history = [{"item": 1, "level": "r2", "day": D0 + 20}]
    found = {day: levels_of(morning(D0 + day, TRYTON, items, history)) for day in (19, 20, 34)}
    assert found == {19: {}, 20: {2: "r1"}, 34: {2: "r1"}}
