"""What people follow up, out of the store: events and shared fields as the tables collectible and the worklist use.

What was noted after the day asked about counts too, as long as that day is the last one covered: the calls of this
morning speak of the ledger of last night.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import parse_day
from receivables.followup.agreed_parts import with_followup
from receivables.followup.calls import NOT_REACHED
from receivables.followup.events import YES
from receivables.followup.history import Standing, standing_events
from receivables.followup.tables import contact_days
from receivables.late_payment.penalty_totals import WAIVED
from server.agreements import agreements, laid_agreements
from server.balance import Position, last_covered_day
from server.followed import Followed
from server.followup_books import Books, books_of, holidays_around
from server.plan_effects import interrupted_documents, waived_documents
from server.records import records
from server.store import cells as cell_store
from server.store import criteria as criteria_store
from server.store import decisions as decision_store
from server.store import events as event_store
from server.store import imports as import_store


def followed(connection: Connection, found: Position) -> Followed:
    """What is followed up at the day of a position: as it carries it already, or computed."""
    return _followed(connection, found) if found.followed is None else found.followed


def with_followed(connection: Connection, found: Position) -> Position:
    """The position carrying what is followed up, for who asks more than once."""
    return replace(found, followed=followed(connection, found))


def _followed(connection: Connection, found: Position) -> Followed:
    fields = _fields(connection)
    events = standing_events(event_store.load_events(connection), _until(connection, found))
    if not events and not fields:
        return Followed()
    books = books_of(connection, found, {*fields, *(one.uid for one in events)})
    calendar = holidays_around(found.on)
    told = agreements(books, events, found.on, calendar, criteria_store.load_criteria(connection)[1])
    followup = replace(laid_agreements(books, told), **_of_accounts(books, events, fields, found.on))
    return replace(
        told, events=events, fields=fields, followup=followup, uids=books.accounts["uid"],
        interrupted=interrupted_documents(books, told.plans), waived=waived_documents(books, told.plans),
    )  # fmt: skip


def _until(connection: Connection, found: Position) -> int | None:
    """The last day whose events count: that of the position where it is a past one, else None."""
    imports = import_store.load_imports(connection)
    own = imports[imports["company"].isin(set(found.imports["company"]))]
    return None if len(own) and found.on >= last_covered_day(own) else found.on


def with_parts(connection: Connection, found: Position) -> Position:
    """The position whose open items say what of them is disputed, promised, planned or on hold."""
    state = followed(connection, found)
    return replace(found, items=with_followup(found.items, state.followup, found.on), followed=state)


def interruptions(connection: Connection, found: Position) -> pd.DataFrame:
    """company | item | day of all that interrupted limitations up to the position's day: what people noted, and the
    signed acknowledgements of plans (C. civ. 2240)."""
    noted = decision_store.load_interruptions(connection, found.on)[["company", "item", "day"]]
    signed = followed(connection, found).interrupted
    signed = signed[signed["day"] <= found.on]
    both = pd.concat([noted, signed]) if len(signed) else noted
    return both.drop_duplicates().sort_values("day", kind="stable").reset_index(drop=True)


def _fields(connection: Connection) -> dict[str, dict[str, str]]:
    table = cell_store.load_fields(connection)
    found: dict[str, dict[str, str]] = {}
    for row in records(table):
        found.setdefault(row["uid"], {})[row["field"]] = row["value"]
    return found


def plan_waivers(connection: Connection, found: Position) -> pd.DataFrame:
    """What plans that were kept waive, as `load_decisions` tells waivers: of each document all its penalties."""
    waived = followed(connection, found).waived
    return waived.assign(
        kind=WAIVED, amount=pd.Series([None] * len(waived), index=waived.index, dtype=object), day=found.on
    )


def _of_accounts(
    books: Books, events: list[Standing], fields: dict[str, dict[str, str]], on: int
) -> dict[str, pd.DataFrame]:
    """Appointments of what still owes something, contacts, holds; all by account_id."""
    owing = books.items.loc[books.items["open"] > 0, "group"].unique()
    dated = [(uid, parse_day(told["next_date"])) for uid, told in fields.items() if told.get("next_date")]
    groups = books.accounts[books.accounts["group"].isin(owing)].drop_duplicates("uid", keep="first")
    main = pd.Series(books.main_accounts(groups["group"]), index=groups["uid"].to_numpy())
    call_backs = [(int(main[uid]), day) for uid, day in dated if uid in main.index and main[uid] >= 0]
    holds = [(uid, parse_day(told.get("hold_until", ""))) for uid, told in fields.items() if told.get("hold") == YES]
    return {
        "call_backs": pd.DataFrame(call_backs, columns=["account_id", "day"]).astype(np.int64),
        "contacts": _each_account(books, contact_days(events, NOT_REACHED), "day"),
        "holds": _each_account(books, holds, "until"),
    }


def _each_account(books: Books, told: list[tuple[str, int]], name: str) -> pd.DataFrame:
    """(uid, day) -> account_id | day, a row for each account of the ledger that is the customer's."""
    table = pd.DataFrame(told, columns=["uid", name]).astype({"uid": object, name: np.int64})
    own = books.accounts["uid"].rename_axis("account_id").reset_index()
    return own.merge(table, on="uid")[["account_id", name]]
