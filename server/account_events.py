"""`relance event` and `relance account`: what is noted of one account, and how it stands."""

import getpass
import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from addin.wire import Event
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.days import iso
from receivables.followup.agreed_parts import with_followup
from receivables.followup.confirmation import confirmation
from receivables.followup.disputes import suspects
from receivables.followup.events import EVENT_KINDS
from receivables.followup.history import Standing
from receivables.identity import item_text
from receivables.money import to_text
from receivables.priority.collectible import ITEM_PARTS, MARKS, collectible_table
from receivables.settlements import related_rows
from server.balance import Position, position
from server.errors import UserError
from server.followed import Followed
from server.followup import followed
from server.followup_books import account_uids
from server.records import records
from server.rights import User
from server.store import customers as customer_store
from server.store import lines as line_store
from server.store import shared_accounts as shared_store
from server.store.shared_accounts import SharedAccount
from server.store.sync import load_gaps, locked_clock
from server.sync.events import apply_events
from server.sync.parts import Sender

_MANAGER = "admin"
#: Kinds of events that agree on documents.
_OF_DOCUMENTS = ("promise", "dispute", "plan")


def find_account(connection: Connection, number: str, company: str | None) -> SharedAccount:
    """The shared account of a customer's number, or of an account as the balance calls it. Raises UserError."""
    table = shared_store.load_accounts(connection)
    if company is not None:
        table = table[table["company"] == company]
    own = table[table["account"] == number]
    if own.empty:
        own = table[table["uid"].isin(_uids_of_label(connection, number))]
    if own.empty:
        raise UserError(f"There is no account « {number[:60]} »" + (f" of {company}." if company else "."))
    if own["company"].nunique() > 1:
        names = ", ".join(own["company"].unique())
        raise UserError(f"Several companies have an account « {number[:60]} » ({names}): name one with --company.")
    return shared_store.find_accounts(connection, own["uid"])[str(own["uid"].iloc[0])]


def add_event(
    connection: Connection, number: str, kind: str, data: Mapping[str, Any], at: str, *, company: str | None = None,
    who: str | None = None, day: int | None = None, corrects: str | None = None, event_id: str | None = None,
    lang: str = "fr", by: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Note an event of an account by `who` (default: the user of the machine).

    by: who acts, as the audit names them, where it is not its author | event_id: of an event that may be told twice
    and is kept once. Raises UserError with why it is refused.
    """
    locked_clock(connection)
    shared_store.ensure_accounts(connection)
    account = find_account(connection, number, company)
    if kind in _OF_DOCUMENTS:
        _check_owes(connection, account)
    sender = Sender(User(who or machine_user(), _MANAGER), "", at, load_gaps(connection), by)
    told = Event(id=event_id or uuid.uuid4().hex, acc=account.uid, kind=kind, data=dict(data), corrects=corrects,
                 day=None if day is None else iso(day))  # fmt: skip
    result = apply_events(connection, sender, [told])[0]
    if result.r == "rejected":
        raise UserError(result.sentence or "The event was refused.")
    found = position(connection, company=company_of(connection, account.uid))
    state = followed(connection, found)
    own = next(one for one in state.events if one.last == told.id)
    return {"event": _event(own, state, lang), "account": account.account, "is_new": result.r == "ok",
            "fields": state.fields.get(account.uid, {})}  # fmt: skip


def _check_owes(connection: Connection, account: SharedAccount) -> None:
    """Raises UserError for a customer who pays for others and stands in no ledger: what is agreed of documents is noted
    where they stand, or no campaign would heed it."""
    customers = customer_store.load_customers(connection)
    own = customers[customers["company_id"] == account.company_id]
    others = own.loc[own["payer_account"] == account.account, "account"].tolist()
    if others and ids_in(connection, account, position(connection, company=company_of(connection, account.uid))).empty:
        raise UserError(
            f"{account.account} has no documents of its own, it pays for {', '.join(others[:5])}: note it there."
        )


def account_state(
    connection: Connection, number: str, on: int | None, company: str | None, lang: str
) -> dict[str, Any]:
    """`relance account show`: fields, events as they stand, what was agreed with its state, and the position."""
    account = find_account(connection, number, company)
    found = position(connection, on, company=company_of(connection, account.uid))
    return state_in(connection, account, found, ids_in(connection, account, found), lang)


def ids_in(connection: Connection, account: SharedAccount, found: Position) -> pd.Index:
    """The accounts of a position that are a shared account's."""
    return found.accounts.index[(account_uids(connection, found.accounts) == account.uid).to_numpy(bool)]


def state_in(
    connection: Connection, account: SharedAccount, found: Position, ids: pd.Index, lang: str
) -> dict[str, Any]:  # fmt: skip
    """`account_state` out of a position of its company; ids: see `ids_in`."""
    if ids.empty:
        raise UserError(f"{account.account} has no account in the ledger: nothing is known of it but what is shared.")
    name = str(found.accounts.loc[ids, "company"].iloc[0])
    state = followed(connection, found)
    own = [one for one in state.events if one.uid == account.uid]
    told = state.fields.get(account.uid, {})
    shown = [_event(one, state, lang) for one in own]
    return {
        "company": name, "account": account.account, "name": account.name, "uid": account.uid, "as_of": iso(found.on),
        "fields": {key: told.get(key, "") for key in ACCOUNT_FIELDS},
        "events": shown,
        **{f"{kind}s": [one for one in shown if one["kind"] == kind] for kind in ("promise", "dispute", "plan")},
        "position": _position(found, state, ids),
        "suspects": _suspects(connection, found, ids),
    }  # fmt: skip


def _uids_of_label(connection: Connection, number: str) -> list[str]:
    accounts = position(connection).accounts
    full = accounts["ledger_account"] + "/" + accounts["auxiliary"]
    chosen = accounts[(accounts["account"] == number) | (full == number)]
    return [uid for uid in account_uids(connection, chosen) if uid]


def company_of(connection: Connection, uid: str) -> str:
    """The company of a shared account."""
    table = shared_store.load_accounts(connection)
    return str(table.loc[table["uid"] == uid, "company"].iloc[0])


def machine_user() -> str:
    """Who sits at the command line, as the machine knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def _event(one: Standing, state: Followed, lang: str) -> dict[str, Any]:
    """An event as it stands, with its state and amounts where it is a promise, a plan, a dispute."""
    kind = EVENT_KINDS[one.kind]
    found = {
        "id": one.last, "first": one.first, "kind": one.kind, "label": kind.label_en if lang == "en" else kind.label_fr,
        "day": iso(one.day), "who": one.who, "data": dict(one.data), "state": None,
    }  # fmt: skip
    told = {"promise": _promise, "plan": _plan, "dispute": _dispute}.get(one.kind)
    return {**found, **told(one, state, lang)} if told else found


def _row(table: pd.DataFrame, one: Standing) -> dict[str, Any]:
    return records(table[table["id"] == one.first])[0]


def _promise(one: Standing, state: Followed, lang: str) -> dict[str, Any]:
    row = _row(state.promises, one)
    return {
        "state": row["state"], "deadline": iso(row["deadline"]), "received": to_text(row["received"], row["currency"]),
        "rest": to_text(row["rest"], row["currency"]), "currency": row["currency"],
        "confirmation": confirmation(one.data, one.day, row["currency"], lang),
    }  # fmt: skip


def _plan(one: Standing, state: Followed, _lang: str) -> dict[str, Any]:
    row = _row(state.plans, one)
    lines = state.plan_lines[state.plan_lines["plan"] == one.first]
    return {
        "state": row["state"], "received": to_text(row["received"], row["currency"]), "currency": row["currency"],
        "breached_on": iso(row["breach_day"]), "penalties_waived": bool(row["is_waiving"]),
        "lines": [
            {"by": iso(line["by"]), "amount": to_text(line["amount"], row["currency"]),
             "rest": to_text(line["rest"], row["currency"]), "deadline": iso(line["deadline"]), "state": line["state"]}
            for line in records(lines)
        ],
    }  # fmt: skip


def _dispute(one: Standing, state: Followed, _lang: str) -> dict[str, Any]:
    row = _row(state.disputes, one)
    contested, rest = int(row["contested"]), int(row["open"]) - int(row["contested"])
    return {
        "state": row["state"], "deadline": iso(row["until"]), "currency": row["currency"],
        "contested": to_text(contested, row["currency"]), "rest": to_text(rest, row["currency"]),
    }  # fmt: skip


def _position(found: Position, state: Followed, ids: pd.Index) -> list[dict[str, Any]]:
    """What each account of the customer owes, and what of it may be asked for."""
    items = with_followup(found.items, state.followup, found.on)
    sums = collectible_table(items, found.accounts, found.on)
    total = items.groupby("account_id")["open"].sum()
    rows = []
    for number in ids.tolist():
        account, row = found.accounts.loc[number], sums.loc[number]
        currency = str(account["currency"])
        names = ("overdue", *ITEM_PARTS, *MARKS, "unallocated", "collectible")
        rows.append({
            "account": str(account["account"]), "ledger_account": str(account["ledger_account"]), "currency": currency,
            "total": to_text(int(total.get(number, 0)), currency),
            **{name: to_text(int(row[name]), currency) for name in names},
        })  # fmt: skip
    return rows


def _suspects(connection: Connection, found: Position, ids: pd.Index) -> list[dict[str, Any]]:
    """Items of the account that look disputed though nobody said so."""
    own = np.flatnonzero(found.lines["account_id"].isin(ids))
    rows = related_rows(found.lines, own)
    lines = line_store.add_texts(connection, found.lines.iloc[rows].reset_index(drop=True), np.arange(len(rows)))
    items = found.items[found.items["account_id"].isin(ids)].reset_index(drop=True)
    table = suspects(items, lines, found.on)
    numbers = line_store.load_texts(connection, "number", table["line"].to_numpy(np.int64))
    currencies = found.accounts["currency"].reindex(table["account_id"]).tolist()
    return [
        {"item": item_text(row["item"]), "number": str(number), "kind": row["kind"],
         "open": to_text(row["open"], str(currency))}
        for row, number, currency in zip(records(table), numbers, currencies, strict=True)
    ]  # fmt: skip
