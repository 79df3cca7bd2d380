"""Events: added once whatever the number of times they come, corrected once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from addin.wire import Event, EventResult
from receivables.days import parse_day
from receivables.errors import ReceivablesError
from receivables.followup.events import (
    CANCELLED,
    EVENT_DAY,
    EVENT_KINDS,
    PLAN,
    check_digits,
    checked_event,
    is_managers,
    meant_currency,
    not_approved,
)
from server.clock import local_day
from server.store import audit as audit_store
from server.store import events as event_store
from server.store.currencies import account_currencies
from server.store.events import StoredEvent
from server.store.shared_accounts import SharedAccount, find_accounts
from server.store.sync import last_number, ticks
from server.sync.consequences import follow_calls
from server.sync.parts import INTERNAL, Refused, Sender, account_named, in_parts


def apply_events(connection: Connection, sender: Sender, events: Sequence[Event]) -> list[EventResult]:
    """A result for each event; the clock's row is locked already."""

    def apply(part: Sequence[Event]) -> list[EventResult]:
        ground = _ground(connection, part)
        results = [_answered(sender, ground, event) for event in part]
        _write(connection, sender, ground)
        return results

    return in_parts(connection, events, apply, lambda event: _rejected(event, Refused("internal", INTERNAL)))


@dataclass
class _Ground:
    """What is known already: accounts, currencies of their ledgers, events by id, corrections by the id of what they
    correct; what is added."""

    accounts: Mapping[str, SharedAccount]
    currencies: Mapping[str, list[str]]
    known: dict[str, StoredEvent]
    corrections: dict[str, StoredEvent]
    last: int
    added: list[StoredEvent] = field(default_factory=list)


def _ground(connection: Connection, events: Sequence[Event]) -> _Ground:
    corrected = [event.corrects for event in events if event.corrects]
    accounts = find_accounts(connection, (event.acc for event in events))
    unsaid = {event.acc for event in events if "currency" not in event.data and event.data.keys() & {"amount", "lines"}}
    return _Ground(
        accounts, account_currencies(connection, (one.uid for uid, one in accounts.items() if uid in unsaid)),
        event_store.find_events(connection, [*(event.id for event in events), *corrected]),
        event_store.find_corrections(connection, corrected), last_number(connection),
    )  # fmt: skip


def _write(connection: Connection, sender: Sender, ground: _Ground) -> None:
    if ground.added:
        ticks(connection, len(ground.added))
        event_store.add_events(connection, ground.added)
        follow_calls(connection, ground.added, sender.actor, sender.at)
        told = [
            (
                "event",
                one.uid,
                {"id": one.id, "kind": one.kind, "data": one.data, "corrects": one.corrects, "who": one.who},
            )
            for one in ground.added
        ]
        audit_store.append_all(connection, sender.at, sender.actor, told)


def _answered(sender: Sender, ground: _Ground, event: Event) -> EventResult:
    try:
        account = account_named(sender.user, ground.accounts, event.acc)
        data = _data(sender, event)
        known = ground.known.get(event.id)
        if known is not None:
            return _again(sender, event, known, account, data)
        _check_correction(sender, ground, event, account)
        _check_digits(sender, ground, event, account, data)
        if is_managers(event.kind, data) and not sender.user.may("approve"):
            data = not_approved(data)  # told again after a restore: nothing proves who had approved it
        added = _stored(sender, ground.last + 1, event, account, data)
    except Refused as refusal:
        return _rejected(event, refusal)
    ground.last += 1
    ground.added.append(added)
    ground.known[added.id] = added
    if added.corrects:
        ground.corrections[added.corrects] = added
    return EventResult(id=event.id, r="ok", seq=added.seq)


def _again(
    sender: Sender, event: Event, known: StoredEvent, account: SharedAccount, data: dict[str, Any]
) -> EventResult:
    is_same = known.data == data
    if event.kind == PLAN and _is_back(sender, event):  # it may have come back before, from who may not approve
        is_same = is_same or known.data == not_approved(data)
    if (known.kind, known.uid, known.corrects) != (event.kind, account.uid, event.corrects) or not is_same:
        raise Refused("id_reused", "This event bears the id of another one.")
    return EventResult(id=event.id, r="duplicate", seq=known.seq)


def _data(sender: Sender, event: Event) -> dict[str, Any]:
    if event.kind not in EVENT_KINDS:
        raise Refused("unknown_kind", f"« {event.kind} » is no kind of event.")
    if is_managers(event.kind, event.data) and not sender.user.may("approve") and not _is_back(sender, event):
        raise Refused("not_allowed", "A plan is approved by the credit manager.")
    try:
        return checked_event(event.kind, event.data)
    except ReceivablesError as error:
        raise Refused("bad_value", str(error)) from error


def _is_back(sender: Sender, event: Event) -> bool:
    """Whether an event may be one that a restore forgot: without a restore it is its sender's own."""
    return event.recover is not None and bool(sender.gaps)


def _check_correction(sender: Sender, ground: _Ground, event: Event, account: SharedAccount) -> None:
    if event.corrects is None:
        return
    before = ground.known.get(event.corrects)
    other = ground.corrections.get(event.corrects)
    known = before or other
    if known is None and _is_back(sender, event):
        return  # what it corrects was forgotten too: another workbook will tell it
    if known is None or (known.uid, known.kind) != (account.uid, event.kind):
        raise Refused("unknown_event", "There is no such event of this account to correct.")
    if other is not None:
        raise Refused("already_corrected", f"{other.who} has corrected this already{_changed(before, other)}.")


def _check_digits(
    sender: Sender, ground: _Ground, event: Event, account: SharedAccount, data: Mapping[str, Any]
) -> None:
    """An amount that names no currency is of the account's: JPY have no decimals. What was taken once comes back,
    or is taken back."""
    if data.get("currency") or data.get("status") == CANCELLED or _is_back(sender, event):
        return
    try:
        check_digits(data, meant_currency("", ground.currencies.get(account.uid, ())))
    except ReceivablesError as error:
        raise Refused("bad_value", str(error)) from error


def _changed(before: StoredEvent | None, after: StoredEvent) -> str:
    """What a correction changed, for who is to correct it in turn without having seen it."""
    told = before.data if before is not None else {}
    changed = [(one.label_fr, one.shown(after.data.get(one.key, ""))) for one in EVENT_KINDS[after.kind].fields
               if after.data.get(one.key, "") != told.get(one.key, "")]  # fmt: skip
    return f" ({', '.join(f'{label} « {shown} »' for label, shown in changed)})" if changed else ""


def _stored(sender: Sender, seq: int, event: Event, account: SharedAccount, data: dict[str, Any]) -> StoredEvent:
    """The event as it is kept. What a restore forgot comes back under the name and the instant it had."""
    told = event.recover if _is_back(sender, event) else None
    who, at = (told.who, told.at) if told else (sender.user.name, sender.at)
    try:
        day = parse_day(EVENT_DAY.canonical(event.day or local_day(at)))
    except ReceivablesError as error:
        raise Refused("bad_value", str(error)) from error
    return StoredEvent(event.id, seq, account.uid, event.kind, day, data, event.corrects, who, at)


def _rejected(event: Event, refusal: Refused) -> EventResult:
    return EventResult(id=event.id, r="rejected", why=refusal.why, sentence=refusal.sentence)
