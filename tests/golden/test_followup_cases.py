"""Promises, plans and disputes worked by hand.

Calendar of 2026: 12 October is a Monday, so three working days of grace end on Thursday 15; 13 July is a Monday and the
14th a holiday in France, so they end on Friday 17; 9 October is a Friday, and they end on Wednesday 14.
States after the help pages of SAP Collections Management (promise to pay): open, kept, partially kept, broken,
withdrawn; broken when nothing came by the day plus the tolerance, partially kept when something did.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.followup.disputes import dispute_states
from receivables.followup.plans import plan_claims, plan_states
from receivables.followup.promises import promise_states, promises_and_rest
from receivables.followup.working_days import working_days_after
from tests.agreements import day, dispute, plan, plan_lines, plans, promise, promises, receipts
from tests.lines import days

ON = "2026-11-02"
BASTILLE = np.array([day("2026-07-14")], dtype=np.int32)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-10-12", 3, "2026-10-15"), ("2026-10-09", 3, "2026-10-14"), ("2026-10-10", 3, "2026-10-14"),
        ("2026-10-10", 0, "2026-10-12"), ("2026-10-12", 0, "2026-10-12"), ("2026-07-13", 3, "2026-07-17"),
        ("2026-07-14", 0, "2026-07-15"), (None, 3, None),
    ],
)  # fmt: skip
def test_working_days(start: str | None, count: int, end: str | None) -> None:
    assert working_days_after(days(start), count, BASTILLE).tolist() == days(end).tolist()


#: (receipts, last receipt posted, day asked about) -> state, received, of 1 000 promised on 1 October for the 12th.
PROMISES: dict[str, tuple[list[Any], str | None, str, str, int]] = {
    "before its day": ([], "2026-10-09", "2026-10-12", "open", 0),
    "past its day, no receipts since": ([], "2026-10-12", "2026-10-13", "due_to_check", 0),
    "receipts posted up to the last day of grace only": ([], "2026-10-15", ON, "due_to_check", 0),
    "no receipt was ever posted": ([], None, ON, "due_to_check", 0),
    "receipts posted beyond, nothing came": ([], "2026-10-16", ON, "broken", 0),
    "receipts posted beyond, a part came": ([("2026-10-15", 40_000)], "2026-10-16", ON, "partly_kept", 40_000),
    "a part came, receipts not beyond": ([("2026-10-14", 40_000)], "2026-10-14", ON, "due_to_check", 40_000),
    "all came before the day": ([("2026-10-05", 100_000)], "2026-10-05", "2026-10-06", "open", 100_000),
    "all came, receipts not beyond the grace": ([("2026-10-05", 100_000)], "2026-10-15", ON, "due_to_check", 100_000),
    "all came, receipts beyond the grace": ([("2026-10-05", 100_000)], "2026-10-16", ON, "kept", 100_000),
    "all came on the last day of grace": ([("2026-10-15", 100_000)], "2026-10-30", ON, "kept", 100_000),
    "all came a day too late": ([("2026-10-16", 100_000)], "2026-10-30", ON, "broken", 0),
    "more came than promised": ([("2026-10-12", 250_000)], "2026-10-30", ON, "kept", 100_000),
    "two payments make it": ([("2026-10-05", 60_000), ("2026-10-13", 40_000)], "2026-10-30", ON, "kept", 100_000),
    "what came before the promise does not count": ([("2026-09-30", 100_000)], "2026-10-30", ON, "broken", 0),
    "another customer paid": ([("2026-10-12", 100_000, -1, 1)], "2026-10-30", ON, "broken", 0),
}


@pytest.mark.parametrize("name", PROMISES)
def test_state_of_one_promise(name: str) -> None:
    money, posted, on, state, received = PROMISES[name]
    told = promise_states(promises(promise("2026-10-01", "2026-10-12", 100_000, posted)), receipts(*money), day(on))
    assert (told["state"].tolist(), told["received"].tolist()) == ([state], [received])
    assert told["rest"].tolist() == [100_000 - received]
    assert told["deadline"].tolist() == [day("2026-10-15")]
    assert told["broken_day"].tolist() == [day("2026-10-16") if state in ("broken", "partly_kept") else NO_DAY]


#: (promises, receipts) -> states; all receipts are posted, the day is 2 November.
SEVERAL: dict[str, tuple[list[dict[str, Any]], list[Any], list[str]]] = {
    "a new promise takes the place of the old one": (
        [promise("2026-10-01", "2026-10-12", 100_000), promise("2026-10-13", "2026-10-23", 100_000)],
        [("2026-10-20", 100_000)], ["superseded", "kept"],
    ),
    "what was kept already stays kept": (
        [promise("2026-10-01", "2026-10-12", 30_000), promise("2026-10-09", "2026-10-23", 70_000)],
        [("2026-10-08", 30_000), ("2026-10-20", 70_000)], ["kept", "kept"],
    ),
    "a promise broken before the next was made stays broken": (
        [promise("2026-10-01", "2026-10-05", 100_000), promise("2026-10-13", "2026-10-23", 100_000)],
        [("2026-10-20", 100_000)], ["broken", "kept"],
    ),
    "one euro keeps one promise only, that due first": (
        [promise("2026-10-01", "2026-10-12", 100_000, items=(1,)),
         promise("2026-10-01", "2026-10-14", 100_000, items=(2,))],
        [("2026-10-12", 100_000)], ["kept", "broken"],
    ),
    "promises of different documents stand beside each other": (
        [promise("2026-10-01", "2026-10-12", 100_000, items=(1,)),
         promise("2026-10-02", "2026-10-12", 50_000, items=(2,))],
        [("2026-10-12", 100_000, 1), ("2026-10-12", 50_000, 2)], ["kept", "kept"],
    ),
    "a payment of another document keeps nothing": (
        [promise("2026-10-01", "2026-10-12", 100_000, items=(1,))], [("2026-10-12", 100_000, 2)], ["broken"],
    ),
    "an unallocated payment counts": (
        [promise("2026-10-01", "2026-10-12", 100_000, items=(1,))], [("2026-10-12", 100_000)], ["kept"],
    ),
    "one taken back is neither kept nor broken": (
        [promise("2026-10-01", "2026-10-12", 100_000, is_cancelled=True)], [], ["cancelled"],
    ),
    "one taken back takes no place": (
        [promise("2026-10-01", "2026-10-12", 100_000), promise("2026-10-02", "2026-10-23", 100_000, is_cancelled=True)],
        [], ["broken", "cancelled"],
    ),
    "noted after its own day, it counts from that day": (
        [promise("2026-10-20", "2026-10-12", 100_000)], [("2026-10-13", 100_000)], ["kept"],
    ),
    "another customer's promise takes no place": (
        [promise("2026-10-01", "2026-10-12", 100_000), promise("2026-10-02", "2026-10-23", 100_000, group=1)],
        [], ["broken", "broken"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEVERAL)
def test_states_of_several_promises(name: str) -> None:
    rows, money, states = SEVERAL[name]
    assert promise_states(promises(*rows), receipts(*money), day(ON))["state"].tolist() == states


#: Plan of 1 September: 500 by 30 September (grace ends on Monday 5 October), 500 by 30 October (4 November), 500 by 30
#: November. (clauses, receipts, last receipt posted, day) -> state of the plan, of its lines, what each waits for.
PLANS: dict[str, tuple[dict[str, Any], list[Any], str, str, str, list[str], list[int]]] = {
    "the first line paid": (
        {}, [("2026-10-02", 50_000)], "2026-10-12", "2026-10-15", "in_force", ["paid", "open", "open"],
        [0, 50_000, 50_000],
    ),
    "payments go to the lines in order": (
        {}, [("2026-09-20", 70_000)], "2026-10-12", "2026-10-15", "in_force", ["paid", "open", "open"],
        [0, 30_000, 50_000],
    ),
    "due, receipts not yet posted": (
        {}, [], "2026-10-05", "2026-10-15", "in_force", ["due_to_check", "open", "open"], [50_000] * 3,
    ),
    "a missed line is a breach": (
        {}, [], "2026-10-06", "2026-10-15", "breached", ["missed", "open", "open"], [50_000] * 3,
    ),
    "paid in part is missed, for the rest": (
        {}, [("2026-10-01", 20_000)], "2026-10-12", "2026-10-15", "breached", ["missed", "open", "open"],
        [30_000, 50_000, 50_000],
    ),
    "paid a day late: the breach stays, nothing is missed any more": (
        {}, [("2026-10-06", 50_000)], "2026-10-12", "2026-10-15", "breached", ["paid_late", "open", "open"],
        [0, 50_000, 50_000],
    ),
    "acceleration: all the rest at once": (
        {"is_accelerating": True}, [], "2026-10-12", "2026-10-15", "breached",
        ["missed", "accelerated", "accelerated"], [50_000] * 3,
    ),
    "kept": (
        {"waives_penalties": True}, [("2026-09-30", 50_000), ("2026-10-30", 50_000), ("2026-11-30", 50_000)],
        "2026-12-31", "2027-01-04", "kept", ["paid", "paid", "paid"], [0, 0, 0],
    ),
    "to be approved": ({"needs_approval": True}, [], "2026-12-31", "2027-01-04", "to_approve",
                       ["missed", "missed", "missed"], [50_000] * 3),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_state_of_a_plan(name: str) -> None:
    clauses, money, posted, on, state, line_states, rests = PLANS[name]
    lines = plan_lines(("2026-09-30", 50_000), ("2026-10-30", 50_000), ("2026-11-30", 50_000))
    told, found = plan_states(plans(plan(posted_until=posted, **clauses)), lines, receipts(*money), day(on))
    assert told["state"].tolist() == [state]
    assert (found["state"].tolist(), found["rest"].tolist()) == (line_states, rests)
    assert told["is_waiving"].tolist() == [state == "kept"]


def test_penalties_are_not_waived_by_a_plan_paid_late() -> None:
    money = receipts(("2026-10-20", 100_000))
    told, _ = plan_states(plans(plan(waives_penalties=True)), plan_lines(("2026-09-30", 100_000)), money, day(ON))
    assert (told["state"].tolist(), told["is_waiving"].tolist()) == (["breached"], [False])
    assert told["breach_day"].tolist() == [day("2026-10-06")]


def test_a_plan_noted_late_counts_what_came_since_its_first_day() -> None:
    """Noted on 20 October, its first line was due on 30 September and paid that day."""
    lines = plan_lines(("2026-09-30", 50_000), ("2026-10-30", 50_000))
    money = receipts(("2026-09-29", 10_000), ("2026-09-30", 50_000))
    told, found = plan_states(plans(plan("2026-10-20", posted_until="2026-10-22")), lines, money, day("2026-10-22"))
    assert (told["state"].tolist(), found["rest"].tolist()) == (["in_force"], [0, 50_000])


def test_a_new_plan_takes_the_place_of_the_old_one() -> None:
    first, second = plan(plan="A"), plan("2026-09-20", plan="B")
    lines = [plan_lines(("2026-12-30", 1_000), name=name) for name in ("A", "B")]
    told, _ = plan_states(plans(first, second), pd.concat(lines, ignore_index=True), receipts(), day(ON))
    assert told["state"].tolist() == ["superseded", "in_force"]
    paid = receipts(("2026-09-25", 1_000))  # what is paid from then on pays the new one
    told, _ = plan_states(plans(first, second), pd.concat(lines, ignore_index=True), paid, day(ON))
    assert told["state"].tolist() == ["superseded", "kept"]


#: A plan of 1 September over one line, and a promise; receipts. -> state of the promise, of the line, what this one
#: waits for.
#: Each receipt counts for one of the two only: for that due first, late ones for the promise whose day they meet.
BOTH: dict[str, tuple[tuple[str, int], dict[str, Any], list[Any], str, str, int]] = {
    "the promise is due first": (
        ("2026-10-20", 50_000), promise("2026-10-01", "2026-10-12", 50_000), [("2026-10-09", 50_000)], "kept",
        "missed", 50_000,
    ),
    "the line is due first": (
        ("2026-10-12", 50_000), promise("2026-10-01", "2026-10-20", 50_000), [("2026-10-09", 50_000)], "broken",
        "paid", 0,
    ),
    "both are paid": (
        ("2026-10-12", 50_000), promise("2026-10-01", "2026-10-20", 50_000),
        [("2026-10-09", 50_000), ("2026-10-21", 50_000)], "kept", "paid", 0,
    ),
    "one payment for both is shared out": (
        ("2026-10-12", 50_000), promise("2026-10-01", "2026-10-20", 50_000), [("2026-10-09", 70_000)], "partly_kept",
        "paid", 0,
    ),
    "the line was missed before, the promise is of what came then": (
        ("2026-09-30", 50_000), promise("2026-10-12", "2026-10-20", 50_000), [("2026-10-20", 50_000)], "kept",
        "missed", 50_000,
    ),
    "other documents": (
        ("2026-10-12", 50_000), promise("2026-10-01", "2026-10-12", 50_000, items=(2,)),
        [("2026-10-09", 50_000, 2), ("2026-10-09", 50_000, 1)], "kept", "paid", 0,
    ),
    "a promise taken back takes nothing": (
        ("2026-10-20", 50_000), promise("2026-10-01", "2026-10-12", 50_000, is_cancelled=True),
        [("2026-10-09", 50_000)], "cancelled", "paid", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOTH)
def test_a_receipt_counts_for_a_promise_or_for_a_plan(name: str) -> None:
    line, told, money, promise_state, line_state, rest = BOTH[name]
    lines, agreed = plan_lines(line), plans(plan())
    found, left = promises_and_rest(promises(told), receipts(*money), day(ON), claims=plan_claims(agreed, lines))
    _, paid = plan_states(agreed, lines, left, day(ON))
    assert (found["state"].tolist(), paid["state"].tolist()) == ([promise_state], [line_state])
    assert paid["rest"].tolist() == [rest]
    received = int(found["received"].sum()) + int((paid["amount"] - paid["rest"]).sum())
    assert received <= int(receipts(*money)["amount"].sum())


def test_a_plan_to_be_approved_takes_nothing_from_a_promise() -> None:
    agreed, lines = plans(plan(needs_approval=True)), plan_lines(("2026-10-05", 50_000))
    told = promises(promise("2026-10-01", "2026-10-12", 50_000))
    found, _ = promises_and_rest(told, receipts(("2026-10-02", 50_000)), day(ON), claims=plan_claims(agreed, lines))
    assert found["state"].tolist() == ["kept"]


def test_one_payment_keeps_one_of_two_plans() -> None:
    first, second = plan(plan="A", items=(1,)), plan("2026-09-02", plan="B", items=(2,))
    lines = [plan_lines(("2026-09-30", 1_000), name=name) for name in ("A", "B")]
    told, _ = plan_states(
        plans(first, second), pd.concat(lines, ignore_index=True), receipts(("2026-09-25", 1_000)), day(ON)
    )
    assert told["state"].tolist() == ["kept", "breached"]


#: (amount contested, open, deadline told, day, closed) -> state, contested; opened on Thursday 1 October: 15 working
#: days end on Thursday 22 October, five more on the 29th.
DISPUTES: dict[str, tuple[int, int, str | None, str, bool, str, int]] = {
    "part of the item": (20_000, 50_000, None, "2026-10-22", False, "open", 20_000),
    "all of it": (0, 50_000, None, "2026-10-22", False, "open", 50_000),
    "never more than is open": (20_000, 5_000, None, "2026-10-22", False, "open", 5_000),
    "late": (20_000, 50_000, None, "2026-10-23", False, "late", 20_000),
    "for the manager": (20_000, 50_000, None, "2026-10-30", False, "escalated", 20_000),
    "its own deadline": (20_000, 50_000, "2026-12-01", "2026-10-30", False, "open", 20_000),
    "closed": (20_000, 50_000, None, "2026-10-30", True, "closed", 0),
}


@pytest.mark.parametrize("name", DISPUTES)
def test_state_of_a_dispute(name: str) -> None:
    amount, opened, deadline, on, is_closed, state, contested = DISPUTES[name]
    told = dispute_states(dispute("2026-10-01", amount, opened, deadline, is_closed=is_closed), day(on))
    assert (told["state"].tolist(), told["contested"].tolist()) == ([state], [contested])
