"""What each row of a follow-up workbook tells, as events: a letter seen, a dispute, a promise, a note."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addin.wire import Event
from receivables.days import NO_DAY, iso
from receivables.followup.events import DISPUTE, LETTER_SEEN, NOTE, PROMISE
from receivables.money import to_text
from receivables.schema import Problem
from server.imports.followup_noted import hashed_id
from server.imports.followup_targets import Taking, Target
from server.imports.lists.followup import FollowupRow, day_text, raw_text
from server.records import records

_MOST_COMMENT = 1000


def take(taking: Taking, row: FollowupRow, target: Target) -> None:
    """The events a row tells."""
    if row.level or row.reminded_on != NO_DAY or row.raw.get("level"):
        comment = "" if row.level else row.raw.get("level", "")
        data = {"level": row.level, "sent_on": day_text(row.reminded_on), "reference": row.number, "comment": comment}
        _add(taking, row, target, LETTER_SEEN, data, ("reminded_on", "level"))
    if row.dispute is not None:
        _take_dispute(taking, row, target)
    if row.promise is not None:
        _take_promise(taking, row, target)
    if row.comment:
        about = f"{row.number} : " if row.number else ""
        _add(taking, row, target, NOTE, {"text": _short(about + row.comment)}, ("comment",))


def _take_dispute(taking: Taking, row: FollowupRow, target: Target) -> None:
    names = ("dispute", "dispute_amount")
    own = taking.owed[taking.owed["uid"] == target.uid]
    item = target.item or (records(own)[0] if len(own) == 1 and not row.number else None)
    if item is None:
        if not row.number:
            sentence = "The dispute names no invoice and the account has not exactly one open: it is kept as a note."
            taking.problems.append(Problem(row.row, "dispute_without_invoice", sentence))
        text = _short(f"Litige {row.number} : {raw_text(row, *names).strip('|')}")
        _add(taking, row, target, NOTE, {"text": text}, names)
        return
    data = {
        "item": item["number"],
        "currency": item["currency"],
        "reason": row.dispute,
        "amount": _amount(row.dispute_amount),
        "comment": _short(row.raw.get("dispute", "")),
    }
    _add(taking, row, target, DISPUTE, data, names)


def _take_promise(taking: Taking, row: FollowupRow, target: Target) -> None:
    """Without an amount the promise is of the invoice named, else of what the account owes by its day."""
    names = ("promise", "promise_amount")
    promise = row.promise
    amount, currency = _promised(taking, row, target)
    if promise is None or promise.by == NO_DAY or not amount or (row.number and target.item is None):
        if not row.number or target.item is not None:
            sentence = "The promise names no day, or nothing is owed to promise: it is kept as a note."
            taking.problems.append(Problem(row.row, "promise_unclear", sentence))
        text = _short(f"Promesse {row.number} : {raw_text(row, *names).strip('|')}")
        _add(taking, row, target, NOTE, {"text": text}, names)
        return
    items = str(target.item["number"]) if target.item else ""
    data = {"items": items, "amount": amount, "currency": currency, "by": iso(promise.by)}
    _add(taking, row, target, PROMISE, data, names)


def _promised(taking: Taking, row: FollowupRow, target: Target) -> tuple[str, str]:
    """Amount ('' where nothing can be promised) and currency."""
    own = taking.owed[taking.owed["uid"] == target.uid]
    currency = target.item["currency"] if target.item else (str(own["currency"].iloc[0]) if len(own) else "EUR")
    if row.promise is None or row.promise.amount is not None:
        return _amount(row.promise.amount if row.promise else None), currency
    if target.item:
        return to_text(target.item["open"], currency), currency
    own = own[own["currency"] == currency]
    due = own[(own["due_day"] == NO_DAY) | (own["due_day"] <= row.promise.by)]
    minor = int((due if len(due) else own)["open"].sum())
    return (to_text(minor, currency) if minor else ""), currency


def _add(
    taking: Taking, row: FollowupRow, target: Target, kind: str, data: Mapping[str, Any], names: tuple[str, ...]
) -> None:
    """One event; its id follows from what stands in the row, so that the same row makes it once."""
    key = hashed_id("followup", "\n".join((target.uid, kind, row.account, row.number, raw_text(row, *names))))
    happened = row.reminded_on if row.reminded_on != NO_DAY and row.reminded_on <= taking.on else taking.on
    filled = {name: value for name, value in data.items() if value}
    taking.events[key] = Event(id=key, acc=target.uid, kind=kind, day=iso(happened), data=filled)


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_COMMENT else text[: _MOST_COMMENT - 1] + "…"
