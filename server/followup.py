"""What people follow up, out of the store: events and shared fields as the tables collectible and the worklist use.

What was noted after the day asked about counts too, as long as that day is the last one covered: the calls of this
morning speak of the ledger of last night.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, Days, parse_day
from receivables.followup.calls import NOT_REACHED
from receivables.followup.disputes import ESCALATED, LATE, dispute_states
from receivables.followup.events import YES
from receivables.followup.history import Standing, standing_events
from receivables.followup.plans import BREACHED, IN_FORCE, PAID, PAID_LATE, plan_claims, plan_states
from receivables.followup.promises import AWAITED, BROKEN, PARTLY_KEPT, promises_and_rest
from receivables.followup.standing import Followup, laid_on_items, with_followup
from receivables.followup.tables import contact_days, dispute_table, plan_tables, promise_table
from receivables.late_payment.penalty_totals import WAIVED
from receivables.priority.criteria import Criteria, by_name
from server.balance import Position, last_covered_day
from server.followup_books import Books, books_of, holidays_around
from server.records import records
from server.store import cells as cell_store
from server.store import criteria as criteria_store
from server.store import decisions as decision_store
from server.store import events as event_store
from server.store import imports as import_store

_NO_DOCUMENTS = pd.DataFrame({"account_id": [], "item": [], "company": [], "day": []})


@dataclass(frozen=True)
class Followed:
    """What is followed up at a position's day; see `receivables.followup` for the columns of each table.

    events: as they stand, of every account | fields: uid -> shared fields that are filled
    promises | plans | plan_lines | disputes: with their states | followup: what collectible and priority read
    interrupted: company | item | day of the limitations that a signed acknowledgement of a plan interrupts
    waived: account_id | item of the documents whose penalties a plan that was kept waives
    uids: account_id -> uid of the shared account, of the accounts that have one
    """

    events: list[Standing] = field(default_factory=list)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    promises: pd.DataFrame = field(default_factory=pd.DataFrame)
    plans: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan_lines: pd.DataFrame = field(default_factory=pd.DataFrame)
    disputes: pd.DataFrame = field(default_factory=pd.DataFrame)
    followup: Followup = field(default_factory=Followup)
    interrupted: pd.DataFrame = field(default_factory=lambda: _NO_DOCUMENTS[["company", "item", "day"]])
    waived: pd.DataFrame = field(default_factory=lambda: _NO_DOCUMENTS[["account_id", "item"]])
    uids: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))


def followed(connection: Connection, found: Position) -> Followed:
    """What is followed up at the day of a position."""
    fields = _fields(connection)
    events = standing_events(event_store.load_events(connection), _until(connection, found))
    if not events and not fields:
        return Followed()
    books = books_of(connection, found, {*fields, *(one.uid for one in events)})
    calendar = holidays_around(found.on)
    told = _agreements(books, events, found.on, calendar, criteria_store.load_criteria(connection)[1])
    followup = replace(_laid(books, told), **_of_accounts(books, events, fields, found.on))
    return replace(
        told, events=events, fields=fields, followup=followup, uids=books.accounts["uid"],
        interrupted=_interrupted(books, told.plans), waived=_waived(books, told.plans),
    )  # fmt: skip


def _until(connection: Connection, found: Position) -> int | None:
    """The last day whose events count: that of the position where it is a past one, else None."""
    imports = import_store.load_imports(connection)
    own = imports[imports["company"].isin(set(found.imports["company"]))]
    return None if len(own) and found.on >= last_covered_day(own) else found.on


def with_parts(connection: Connection, found: Position) -> Position:
    """The position whose open items say what of them is disputed, promised, planned or on hold."""
    followup = followed(connection, found).followup
    return replace(found, items=with_followup(found.items, followup, found.on))


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


# -- what was agreed -------------------------------------------------------------------------------------------------


def _agreements(books: Books, events: list[Standing], on: int, calendar: Days, criteria: Criteria) -> Followed:
    """Promises, plans and disputes with their states; a receipt counts for a promise or for a plan, never for both."""
    limit, grace = (by_name(criteria)[name].threshold for name in ("plan_approval", "payment_grace"))
    promises = _posted(books, promise_table(events, books.group_of, books.items_of))
    plans, lines = plan_tables(events, books.group_of, books.items_of, limit)
    claims = plan_claims(plans, lines, calendar, grace)
    promises, rest = promises_and_rest(promises, books.money, on, calendar, grace, claims)
    plans, lines = plan_states(_posted(books, plans), lines, rest, on, calendar, grace)
    disputes = dispute_table(events, books.group_of, books.items_of)
    opened = books.items.groupby("item")["open"].sum()
    disputes = disputes.assign(open=opened.reindex(disputes["item"], fill_value=0).to_numpy(np.int64))
    return Followed(
        promises=promises, plans=plans, plan_lines=lines,
        disputes=dispute_states(disputes, on, calendar),
    )  # fmt: skip


def _posted(books: Books, table: pd.DataFrame) -> pd.DataFrame:
    """A table with `posted_until` of each row's company."""
    companies = books.accounts.drop_duplicates("uid").set_index("uid")["company"]
    names = companies.reindex(table["uid"]).tolist()
    days = [books.posted_until.get(str(name), NO_DAY) for name in names]
    return table.assign(posted_until=np.array(days, dtype=np.int32))


def _laid(books: Books, told: Followed) -> Followup:
    """Each cent of an item carries one thing: what is disputed, then promised, then planned."""
    promises = told.promises[told.promises["state"].isin((*AWAITED, BROKEN, PARTLY_KEPT))]
    is_awaited = promises["state"].isin(AWAITED)
    plans = told.plans[told.plans["state"].isin((IN_FORCE, BREACHED))].set_index("plan")
    lines = told.plan_lines[
        told.plan_lines["plan"].isin(plans.index) & ~told.plan_lines["state"].isin((PAID, PAID_LATE))
    ]
    lines = lines.assign(group=plans["group"].reindex(lines["plan"]).to_numpy(), amount=lines["rest"],
                         items=plans["items"].reindex(lines["plan"]).to_numpy())  # fmt: skip
    disputes = told.disputes[told.disputes["contested"] > 0]
    named = pd.Series([(item,) for item in disputes["item"].tolist()], index=disputes.index, dtype=object)
    disputes = disputes.assign(amount=disputes["contested"], items=named)
    awaited = promises[is_awaited].assign(amount=promises["rest"][is_awaited])
    tables = {"dispute": disputes, "promise": awaited, "plan": lines}
    parts = pd.concat([_parts(name, table) for name, table in tables.items()])
    laid = laid_on_items(parts[parts["group"] >= 0], books.items)
    by_kind = {name: _rows_of(laid, name) for name in tables}
    contested = by_kind["dispute"].join(disputes[["owner", "until", "state"]], on="row")
    return Followup(
        disputes=contested[["account_id", "line", "amount", "owner"]],
        late_disputes=_late_disputes(contested),
        promises=_promise_rows(books, promises, by_kind["promise"]),
        plan_lines=_plan_rows(lines, by_kind["plan"]),
    )


def _late_disputes(contested: pd.DataFrame) -> pd.DataFrame:
    late = contested[contested["state"].isin((LATE, ESCALATED))]
    late = late.assign(is_escalated=late["state"] == ESCALATED)
    return late[["account_id", "amount", "until", "is_escalated", "owner"]]


def _parts(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table as `laid_on_items` takes them: `part` is the table's name and the row's index."""
    keys = pd.Series([(name, row) for row in table.index.tolist()], index=table.index, dtype=object)
    return table[["group", "amount", "items"]].assign(part=keys)


def _rows_of(laid: pd.DataFrame, name: str) -> pd.DataFrame:
    """The amounts laid for one table, with the `row` of that table."""
    own = laid[np.array([part[0] == name for part in laid["part"]], dtype=bool)]
    return own[["account_id", "line", "amount"]].assign(row=[part[1] for part in own["part"]])


def _promise_rows(books: Books, promises: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    awaited = laid.assign(day=promises["by"].reindex(laid["row"]).to_numpy(), broken_day=NO_DAY)
    broken = promises[promises["broken_day"] != NO_DAY]
    broken = broken.assign(account_id=books.main_accounts(broken["group"]), line=-1, day=broken["by"])
    columns = ["account_id", "line", "amount", "day", "broken_day"]
    return pd.concat([awaited[columns], broken.loc[broken["account_id"] >= 0, columns]]).astype(np.int64)


def _plan_rows(lines: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    """Missed lines, and by an acceleration clause all that are left, are asked for again."""
    is_missed = ~lines["state"].isin(("open", "due_to_check")).reindex(laid["row"]).to_numpy(bool)
    found: pd.DataFrame = laid.assign(day=lines["by"].reindex(laid["row"]).to_numpy(), is_missed=is_missed)
    return found.drop(columns="row")


def _interrupted(books: Books, plans: pd.DataFrame) -> pd.DataFrame:
    """The documents of plans whose acknowledgement is signed: those named, else all that were open that day."""
    signed = plans[(plans["acknowledged"] != NO_DAY) & ~plans["is_cancelled"].astype(bool)]
    found = pd.concat([
        _documents(books, plan, plan["acknowledged"]).assign(day=plan["acknowledged"])
        for plan in records(signed)
    ] or [_NO_DOCUMENTS])  # fmt: skip
    return found[["company", "item", "day"]].drop_duplicates()


def _waived(books: Books, plans: pd.DataFrame) -> pd.DataFrame:
    """The documents of the plans that were kept and waive penalties."""
    kept = records(plans[plans["is_waiving"].astype(bool)])
    found = pd.concat([_documents(books, plan, plan["made"]) for plan in kept] or [_NO_DOCUMENTS])
    return pd.DataFrame(found[["account_id", "item"]].drop_duplicates())


def _documents(books: Books, plan: dict[str, Any], on: int) -> pd.DataFrame:
    """company | account_id | item of a plan: what it names, else what was open on a day: it still is, or was paid
    since."""
    own = books.lines[(books.lines["group"] == plan["group"]) & (books.lines["amount"] > 0)]
    paid_since = books.money.loc[books.money["posted"] >= on, "item"]
    is_open = (own["posted"] <= on) & ((own["remaining"] > 0) | own["item"].isin(paid_since))
    own = own[own["item"].isin(plan["items"]) if plan["items"] else is_open]
    companies = books.accounts["company"].reindex(own["account_id"]).to_numpy()
    return pd.DataFrame(own[["account_id", "item"]].assign(company=companies))


# -- accounts --------------------------------------------------------------------------------------------------------


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
