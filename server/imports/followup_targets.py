"""Whom the rows of a follow-up workbook are about: shared accounts by number, name or invoice."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from addin.wire import Event
from receivables.numbers import normalise_numbers
from receivables.schema import Problem
from receivables.scope import IN
from server.balance import Position
from server.followup_books import account_uids
from server.imports.lists.followup import FollowupRow, ParsedFollowup
from server.imports.lists.words import plain
from server.records import records


@dataclass(frozen=True)
class Target:
    """A shared account, and the open document a row names (None: none)."""

    uid: str
    item: dict[str, Any] | None


@dataclass
class Taking:
    """One file on its way to events."""

    on: int
    uids: dict[str, set[str]]
    items: dict[str, list[dict[str, Any]]]
    owed: pd.DataFrame
    problems: list[Problem]
    events: dict[str, Event] = field(default_factory=dict)
    unknown: list[dict[str, Any]] = field(default_factory=list)


def begun_taking(connection: Connection, found: Position, parsed: ParsedFollowup, on: int) -> Taking:
    """What the rows of a workbook are matched with: names of accounts, open documents."""
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
    return Taking(on, uids, items, opened[opened["treatment"] == IN], list(parsed.problems))


def target_of(taking: Taking, row: FollowupRow) -> Target | None:
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
    return Target(next(iter(found)), named[0] if named else None)


def _uids(taking: Taking, row: FollowupRow) -> set[str]:
    if row.company and (found := taking.uids.get(plain(f"{row.company}|{row.account}"))):
        return found
    return taking.uids.get(plain(row.account), set())
