"""Taking over a clerk's own follow-up workbook: each row becomes events of its account, once however often it comes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from addin.wire import Event
from receivables.days import NO_DAY, iso, parse_day
from receivables.followup.events import CANCELLED
from receivables.money import to_text
from receivables.numbers import normalise_numbers
from receivables.schema import Problem
from receivables.scope import IN
from server.account_events import machine_user
from server.balance import FOLLOWUP, Position, position
from server.errors import UserError
from server.followup_books import account_uids
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import read_grids
from server.imports.lists.followup import FollowupRow, ParsedFollowup, day_text, parse_followup, raw_text
from server.imports.lists.words import plain
from server.records import records
from server.rights import User
from server.store import imports as import_store
from server.store import shared_accounts as shared_store
from server.store.events import StoredEvent, find_corrections, find_events
from server.store.sync import load_gaps, locked_clock
from server.sync.events import apply_events
from server.sync.parts import Sender

_MOST_COMMENT = 1000


@dataclass(frozen=True)
class FollowupFile:
    """What a workbook tells; `company` None: as its rows say, else any."""

    company: str | None
    file_name: str
    sha256: str
    parsed: ParsedFollowup


@dataclass(frozen=True)
class _Target:
    """A shared account, and the open document a row names (None: none)."""

    uid: str
    item: dict[str, Any] | None


@dataclass
class _Taking:
    """One file on its way to events."""

    on: int
    uids: dict[str, set[str]]
    items: dict[str, list[dict[str, Any]]]
    owed: pd.DataFrame
    problems: list[Problem]
    events: dict[str, Event] = field(default_factory=dict)
    unknown: list[dict[str, Any]] = field(default_factory=list)


def read_followup(path: Path, sha256: str, company: str | None, overrides: Mapping[str, str]) -> FollowupFile:
    """A CSV or workbook of a follow-up. Raises UserFileError, one sentence."""
    grids = read_grids(path)
    try:
        return FollowupFile(company, file_label(path), sha256, parse_followup(grids, overrides))
    except UserFileError as error:
        raise UserFileError(f"{file_label(path)} was refused: {error}") from error


def store_followup(connection: Connection, file: FollowupFile, at: str) -> dict[str, Any]:
    """Note what the rows tell; the object of the command contract. Rows of accounts nobody knows are listed."""
    locked_clock(connection)
    shared_store.ensure_accounts(connection)
    found = position(connection, company=file.company, with_texts=True)
    taking = _taking(connection, found, file, parse_day(at))
    for row in file.parsed.rows:
        target = _target(taking, row)
        if target is not None:
            _take(taking, row, target)
    told = _since_undone(connection, list(taking.events.values()))
    known = find_events(connection, [one.id for one in told])
    new = [one for one in told if one.id not in known]
    _apply(connection, new, at, file.file_name)
    _record(connection, file, taking, new, at)
    companies = list(dict.fromkeys(found.accounts.loc[found.accounts["company"].isin(found.imports["company"]),
                                                      "company"]))  # fmt: skip
    return {
        "kind": FOLLOWUP, "company": companies[0] if len(companies) == 1 else None, "companies": companies,
        "file": file.file_name, "rows": len(file.parsed.rows),
        "changed": {"new": len(new), "unchanged": len(known)},
        "events": {kind: sum(one.kind == kind for one in new) for kind in sorted({one.kind for one in new})},
        "unknown": taking.unknown, "mapping": file.parsed.mapping,
        "problems": [vars(problem) for problem in taking.problems],
    }  # fmt: skip


def undo_followup(connection: Connection, record: Mapping[str, Any], at: str) -> tuple[int, int]:
    """Cancel what an import noted, but for what people corrected since; `record`: a row of `load_imports`.

    Returns how many events were cancelled and how many left as they were corrected.
    """
    locked_clock(connection)
    noted = find_events(connection, json.loads(record["undo"]))
    corrected = find_corrections(connection, noted)
    back = [_cancelling(one) for one in noted.values() if one.id not in corrected]
    _apply(connection, back, at, str(record["file_name"]))
    return len(back), len(corrected)


def _cancelling(one: StoredEvent) -> Event:
    """The correction that takes an event back, from the day it was noted for on."""
    data = {**one.data, "status": CANCELLED}
    return Event(id=_undo_id(one.id), acc=one.uid, kind=one.kind, day=iso(one.day), data=data, corrects=one.id)


def _undo_id(event_id: str) -> str:
    return _hashed("undone", event_id)


def _hashed(what: str, told: str) -> str:
    return hashlib.sha256(f"{what}\n{told}".encode()).hexdigest()[:32]


def _since_undone(connection: Connection, told: list[Event]) -> list[Event]:
    """Events under another id where an earlier import noted them and was taken back."""
    while True:
        corrections = find_corrections(connection, [one.id for one in told])
        undone = {key for key, one in corrections.items() if one.id == _undo_id(key)}
        if not undone:
            return told
        told = [one.model_copy(update={"id": _hashed("again", one.id)}) if one.id in undone else one for one in told]


def _apply(connection: Connection, events: list[Event], at: str, file_name: str) -> None:
    """Add events as whoever sits at the machine. Raises UserError where one is refused."""
    sender = Sender(User(machine_user(), "admin"), "", at, load_gaps(connection))
    for one, result in zip(events, apply_events(connection, sender, events), strict=True):
        if result.r == "rejected":
            raise UserError(f"{file_name}: an event of the kind {one.kind} was refused: {result.sentence}")


def _record(connection: Connection, file: FollowupFile, taking: _Taking, new: list[Event], at: str) -> None:
    """Keep for `undo-import` what was noted of each company; nothing where all of it was known."""
    shared = shared_store.load_accounts(connection)
    companies = dict(zip(shared["uid"], shared["company"], strict=True))
    ids: dict[str, list[str]] = {}
    for one in new:
        ids.setdefault(str(companies[one.acc]), []).append(one.id)
    for company, noted in ids.items():
        import_store.add_import(connection, import_store.ImportRecord(
            company=company, kind=FOLLOWUP, file_name=file.file_name, sha256=file.sha256,
            options={"mapping": file.parsed.mapping}, first_day=taking.on, last_day=taking.on, opening_day=NO_DAY,
            rows=len(file.parsed.rows), balances={}, problems=taking.problems, imported_at=at, undo=noted,
        ))  # fmt: skip


def _taking(connection: Connection, found: Position, file: FollowupFile, on: int) -> _Taking:
    own = found.accounts[found.accounts["company"].isin(set(found.imports["company"]))]
    own = own.assign(uid=account_uids(connection, own))
    uids: dict[str, set[str]] = {}
    full = own["ledger_account"] + "/" + own["auxiliary"]
    for names in (own["account"], own["customer"], full, own["name"]):
        for company, name, uid in zip(own["company"], names, own["uid"], strict=True):
            for key in (plain(str(name)), plain(f"{company}|{name}")):
                if name and uid:
                    uids.setdefault(key, set()).add(uid)
    opened = found.items[(found.items["open"] > 0) & found.items["account_id"].isin(own.index)]
    opened = opened.assign(
        uid=own["uid"].reindex(opened["account_id"]).to_numpy(), key=normalise_numbers(opened["number"]).to_numpy(),
        currency=own["currency"].reindex(opened["account_id"]).to_numpy(),
        treatment=own["treatment"].reindex(opened["account_id"]).to_numpy(),
    )  # fmt: skip
    items: dict[str, list[dict[str, Any]]] = {}
    for row in records(opened[["uid", "key", "number", "item", "open", "currency", "due_day"]]):
        items.setdefault(str(row["key"]), []).append(row)
    return _Taking(on, uids, items, opened[opened["treatment"] == IN], list(file.parsed.problems))


def _target(taking: _Taking, row: FollowupRow) -> _Target | None:
    """The account a row is about: by its own number or name, else by its invoice. What is not found is listed."""
    uids = _uids(taking, row)
    key = normalise_numbers(pd.Series([row.number], dtype="str")).iloc[0] if row.number else ""
    named = taking.items.get(key, []) if key else []
    if row.account:
        named = [item for item in named if item["uid"] in uids]
    owners = {item["uid"] for item in named}
    found = uids if row.account else owners
    if len(found) != 1:
        what = "account" if row.account else "number"
        told = row.account or row.number
        why = "no such account" if row.account else "no open invoice of this number"
        sentence = f"« {told[:60]} »: {why if not found else 'it may be several, of several companies or names'}."
        taking.unknown.append({"row": row.row, what: told})
        taking.problems.append(Problem(row.row, "unknown_account" if row.account else "unknown_invoice", sentence))
        return None
    if row.number and not named:
        sentence = f"« {row.number[:60]} » is no open invoice of {row.account[:60]}: what concerns it is a note."
        taking.unknown.append({"row": row.row, "number": row.number})
        taking.problems.append(Problem(row.row, "unknown_invoice", sentence))
    return _Target(next(iter(found)), named[0] if named else None)


def _uids(taking: _Taking, row: FollowupRow) -> set[str]:
    if row.company and (found := taking.uids.get(plain(f"{row.company}|{row.account}"))):
        return found
    return taking.uids.get(plain(row.account), set())


def _take(taking: _Taking, row: FollowupRow, target: _Target) -> None:
    """The events a row tells."""
    if row.level or row.reminded_on != NO_DAY or row.raw.get("level"):
        comment = "" if row.level else row.raw.get("level", "")
        data = {"level": row.level, "sent_on": day_text(row.reminded_on), "reference": row.number, "comment": comment}
        _add(taking, row, target, "letter_seen", data, ("reminded_on", "level"))
    if row.dispute is not None:
        _take_dispute(taking, row, target)
    if row.promise is not None:
        _take_promise(taking, row, target)
    if row.comment:
        about = f"{row.number} : " if row.number else ""
        _add(taking, row, target, "note", {"text": _short(about + row.comment)}, ("comment",))


def _take_dispute(taking: _Taking, row: FollowupRow, target: _Target) -> None:
    names = ("dispute", "dispute_amount")
    own = taking.owed[taking.owed["uid"] == target.uid]
    item = target.item or (records(own)[0] if len(own) == 1 and not row.number else None)
    if item is None:
        if not row.number:
            sentence = "The dispute names no invoice and the account has not exactly one open: it is kept as a note."
            taking.problems.append(Problem(row.row, "dispute_without_invoice", sentence))
        text = _short(f"Litige {row.number} : {raw_text(row, *names).strip('|')}")
        _add(taking, row, target, "note", {"text": text}, names)
        return
    data = {
        "item": item["number"],
        "currency": item["currency"],
        "reason": row.dispute,
        "amount": _amount(row.dispute_amount),
        "comment": _short(row.raw.get("dispute", "")),
    }
    _add(taking, row, target, "dispute", data, names)


def _take_promise(taking: _Taking, row: FollowupRow, target: _Target) -> None:
    """Without an amount the promise is of the invoice named, else of what the account owes by its day."""
    names = ("promise", "promise_amount")
    promise = row.promise
    amount, currency = _promised(taking, row, target)
    if promise is None or promise.by == NO_DAY or not amount or (row.number and target.item is None):
        if not row.number or target.item is not None:
            sentence = "The promise names no day, or nothing is owed to promise: it is kept as a note."
            taking.problems.append(Problem(row.row, "promise_unclear", sentence))
        text = _short(f"Promesse {row.number} : {raw_text(row, *names).strip('|')}")
        _add(taking, row, target, "note", {"text": text}, names)
        return
    items = str(target.item["number"]) if target.item else ""
    data = {"items": items, "amount": amount, "currency": currency, "by": iso(promise.by)}
    _add(taking, row, target, "promise", data, names)


def _promised(taking: _Taking, row: FollowupRow, target: _Target) -> tuple[str, str]:
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
    taking: _Taking, row: FollowupRow, target: _Target, kind: str, data: Mapping[str, Any], names: tuple[str, ...]
) -> None:
    """One event; its id follows from what stands in the row, so that the same row makes it once."""
    key = _hashed("followup", "\n".join((target.uid, kind, row.account, row.number, raw_text(row, *names))))
    happened = row.reminded_on if row.reminded_on != NO_DAY and row.reminded_on <= taking.on else taking.on
    filled = {name: value for name, value in data.items() if value}
    taking.events[key] = Event(id=key, acc=target.uid, kind=kind, day=iso(happened), data=filled)


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_COMMENT else text[: _MOST_COMMENT - 1] + "…"
