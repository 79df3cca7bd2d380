"""Events: written in one way only, refused with a sentence; as they stand after corrections."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from receivables.errors import ReceivablesError
from receivables.followup.events import EVENT_KINDS, checked_event, is_managers
from receivables.followup.history import standing_events
from receivables.followup.tables import contact_days

GOOD: dict[str, dict[str, Any]] = {
    "call": {"result": "says_paid", "paid_on": "2026-10-30", "reference": "VIR 12"},
    "promise": {"amount": "1200.50", "by": "2026-11-30"},
    "dispute": {"item": "FA1", "amount": "200.00", "reason": "price"},
    "plan": {"lines": [{"by": "2026-11-30", "amount": "500.00"}]},
    "note": {"text": "Comptable absente le lundi"},
    "letter_seen": {"level": "2", "sent_on": "2026-10-01"},
    "payment_announced": {"on": "2026-11-30", "amount": "100.00"},
}


def test_every_kind_the_issue_names_is_there_with_names_in_both_languages() -> None:
    assert list(EVENT_KINDS) == list(GOOD)
    labels = [one for kind in EVENT_KINDS.values() for one in (kind, *kind.fields, *kind.lines)]
    assert all(one.label_fr and one.label_en for one in labels)


@pytest.mark.parametrize("kind", GOOD)
def test_what_was_checked_checks_the_same_again(kind: str) -> None:
    """A replayed event must be the same event."""
    once = checked_event(kind, GOOD[kind])
    assert checked_event(kind, once) == once
    assert GOOD[kind].items() <= once.items()


def test_values_as_cells_and_json_have_them_are_written_in_one_way() -> None:
    told = {"amount": Decimal("1200.5"), "by": dt.datetime(2026, 11, 30, 0, 0), "items": ["FA1", " FA2 "],
            "means": "Virement", "comment": " dit\r\nqu'il paie\t", "promised_by": None}  # fmt: skip
    assert checked_event("promise", told) == {
        "items": "FA1; FA2", "amount": "1200.50", "by": "2026-11-30", "means": "transfer",
        "comment": "dit qu'il paie",
    }  # fmt: skip


def test_lines_of_a_plan_stand_in_the_order_of_their_days_and_add_up() -> None:
    lines = [{"by": "2026-12-31", "amount": 500}, {"by": "2026-11-30", "amount": "250.50"}]
    found = checked_event("plan", {"lines": lines, "acceleration": True})
    assert found["lines"] == [{"by": "2026-11-30", "amount": "250.50"}, {"by": "2026-12-31", "amount": "500.00"}]
    assert (found["amount"], found["acceleration"]) == ("750.50", "yes")


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("meeting", {}, "no kind of event"),
        ("promise", {}, "needs amount, by"),
        ("promise", {"amount": "10", "by": "30/11/2026"}, "no date"),
        ("promise", {"amount": "0", "by": "2026-11-30"}, "not above zero"),
        ("promise", {"amount": "-5", "by": "2026-11-30"}, "not above zero"),
        ("promise", {"amount": "1e3", "by": "2026-11-30"}, "no amount"),
        ("promise", {"amount": "10.005", "by": "2026-11-30", "currency": "EUR"}, "more digits than EUR"),
        ("promise", {"amount": "10", "by": "2026-11-30", "currency": "euro"}, "takes 3 characters"),
        ("promise", {"amount": "10", "by": "2026-11-30", "currency": "eur"}, "no currency"),
        ("promise", {"amount": "10", "by": "2026-11-30", "who": "me"}, "nothing of"),
        ("promise", {"amount": {"a": 1}, "by": "2026-11-30"}, "no list nor object"),
        ("promise", {"amount": "10", "by": "2026-11-30", "lines": []}, "has no lines"),
        ("call", {"result": "perhaps"}, "is not one of"),
        ("call", {"result": "reached", "comment": "x\u202ey"}, "cannot be seen"),
        ("note", {"text": "x" * 1001}, "takes 1000 characters"),
        ("note", {"text": "   "}, "needs text"),
        ("plan", {}, "needs 1 to 120 lines"),
        ("plan", {"lines": []}, "needs 1 to 120 lines"),
        ("plan", {"lines": "500"}, "needs 1 to 120 lines"),
        ("plan", {"lines": ["500"]}, "is an object"),
        ("plan", {"lines": [{"by": "2026-11-30"}]}, "its day and its amount"),
        ("plan", {"lines": [{"by": "2026-11-30", "amount": "5"}, {"by": "2026-11-30", "amount": "6"}]}, "the same day"),
        ("plan", {"amount": "600", "lines": [{"by": "2026-11-30", "amount": "500"}]}, "add up to 500.00"),
        ("dispute", {"item": "FA1", "result": "won"}, "is not one of"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(kind: str, data: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ReceivablesError, match=sentence) as refusal:
        checked_event(kind, data)
    assert str(refusal.value).endswith(".")


def test_only_the_approval_of_a_plan_is_the_managers() -> None:
    assert is_managers("plan", {**GOOD["plan"], "approved_by": "Anne"})
    assert not is_managers("plan", GOOD["plan"])


@dataclass
class Told:
    """An event as a store has it."""

    id: str
    kind: str
    day: int
    corrects: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    uid: str = "U"
    who: str = "anna"


def test_an_event_stands_as_its_last_correction_says_under_its_first_day() -> None:
    events = [
        Told("a", "promise", 10, data={"amount": "1.00"}), Told("b", "note", 11),
        Told("c", "promise", 12, "a", {"amount": "2.00"}, who="bob"), Told("d", "promise", 14, "c", {"amount": "3.00"}),
    ]  # fmt: skip
    found = standing_events(events)
    assert [(one.first, one.last, one.day, one.changed, one.who) for one in found] == [
        ("a", "d", 10, 14, "anna"), ("b", "b", 11, 11, "anna"),
    ]  # fmt: skip
    assert found[0].data == {"amount": "3.00"}


def test_a_correction_told_before_what_it_corrects_stands() -> None:
    """After a restore workbooks tell events in any order."""
    events = [
        Told("d", "dispute", 14, "c", {"item": "F1", "result": "paid"}, who="zoe"),
        Told("c", "dispute", 12, "a", {"item": "F1"}), Told("b", "note", 11), Told("a", "dispute", 10, who="bob"),
    ]  # fmt: skip
    assert [(one.first, one.last, one.day, one.changed, one.who) for one in standing_events(events)] == [
        ("a", "d", 10, 14, "bob"), ("b", "b", 11, 11, "anna"),
    ]  # fmt: skip


def test_on_a_past_day_what_came_later_is_not_known() -> None:
    events = [Told("a", "note", 10, data={"text": "x"}), Told("b", "note", 12, "a", {"text": "y"}),
              Told("c", "note", 13)]  # fmt: skip
    assert [(one.last, one.data.get("text")) for one in standing_events(events, until=11)] == [("a", "x")]


def test_a_message_left_and_a_note_are_no_contact() -> None:
    """A letter counts on the day it was sent; of one whose day nobody knows nothing follows."""
    events = standing_events([
        Told("a", "call", 1, data={"result": "message_left"}), Told("b", "call", 2, data={"result": "reached"}),
        Told("c", "note", 3), Told("d", "promise", 4), Told("e", "letter_seen", 9, data={"sent_on": "1970-01-08"}),
        Told("f", "call", 5, data={"result": "reached", "status": "cancelled"}), Told("g", "letter_seen", 9),
    ])  # fmt: skip
    assert contact_days(events, ("message_left", "wrong_number")) == [("U", 2), ("U", 4), ("U", 7)]
