"""The workbook several people fill in together: what one user may see, gathered, built, with its first state."""

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from addin.shared_bytes import remembering
from addin.shared_state import SharedBook, Sheet
from addin.sync_client import pulled
from addin.wire import Pull
from receivables.days import parse_day
from receivables.followup.disputes import DISPUTE_STATES
from receivables.followup.history import Standing, standing_events
from receivables.followup.plans import PLAN_STATES
from receivables.followup.promises import STATES
from receivables.money import to_text
from receivables.morning import MorningReport
from receivables.priority.order import pareto
from receivables.report import BalanceReport
from receivables.shared_report import SharedEvent, SharedName, SharedReport
from server.balance import Position, position
from server.balance_report import balance_report
from server.followed import Followed
from server.followup import followed
from server.followup_books import account_uids
from server.morning import morning_report
from server.reports import Question, control_rows
from server.rights import User
from server.store import users as user_store
from server.sync.pull import pull
from workbooks.balance import write_shared_workbook

_KEY = ["company", "account"]
_STATES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "promise": STATES, "plan": PLAN_STATES, "dispute": DISPUTE_STATES,
}  # fmt: skip


@dataclass(frozen=True)
class _KeptEvent:
    """An event as a workbook keeps it, for `standing_events`."""

    id: str
    uid: str
    kind: str
    day: int
    data: Mapping[str, Any]
    corrects: str | None
    who: str


def shared_workbook(connection: Connection, user: User, on: int | None, lang: str) -> bytes:
    """The file, of the accounts the user may see, at the end of day `on` (None: the last one covered).

    Read from one snapshot, prepared for a first pull. Its state is that of a pull: a sync right after says nothing
    and hears nothing. Raises UserError, ReceivablesError.
    """
    book = first_pull(connection, user, lang)
    balance = balance_report(connection, Question(on))
    morning = morning_report(connection, balance, None)
    found = position(connection, on)
    uids = account_uids(connection, found.accounts)
    shared = _shared_report(connection, user, book, found, uids)
    if user.uids is not None:
        balance, morning = _narrowed(balance, morning, shared)
    out = io.BytesIO()
    write_shared_workbook(balance, out, lang, morning, shared)
    book.marks["figures"] = figures(balance)
    return remembering(out.getvalue(), book)


def figures(balance: BalanceReport) -> dict[str, Any]:
    """What `relance refresh` tells: as_of, total_open (by currency where there are several), control."""
    totals = balance.balance.groupby("currency")["total"].sum()
    told = {str(code): to_text(int(total), str(code)) for code, total in totals.items()}
    return {
        "as_of": balance.as_of.isoformat(), "total_open": told if len(told) != 1 else next(iter(told.values())),
        "control": control_rows(balance.control),
    }  # fmt: skip


def first_pull(connection: Connection, user: User, lang: str) -> SharedBook:
    """The state of a new workbook that knows all the user may see."""
    book, sheet = SharedBook(workbook=uuid.uuid4().hex, marks={"lang": lang}), Sheet()
    more = True
    while more:
        asked = Pull(cursor=book.cursor, epoch=book.epoch, workbook=book.workbook)
        answer = pull(connection, user, asked).model_dump()
        pulled(book, sheet, answer)
        more = answer["more"]
    return book


def _shared_report(
    connection: Connection, user: User, book: SharedBook, found: Position, uids: pd.Series
) -> SharedReport:
    accounts = found.accounts.assign(uid=uids)
    accounts = accounts[accounts["uid"].isin(set(book.accounts))]
    keys = zip(accounts["company"].astype(str), accounts["account"].astype(str), strict=True)
    state = followed(connection, found)
    people = [one.name for one in user_store.all_users(connection) if one.is_active]
    return SharedReport(
        user=user.name,
        uids=dict(zip(keys, accounts["uid"].tolist(), strict=True)),
        names={uid: SharedName(one.company, one.number, one.name) for uid, one in book.accounts.items()},
        cells={key: known.value for key, known in book.base.items() if known.value and key[0] in book.accounts},
        events=[_event(one, book, state) for one in _standing(book) if one.uid in book.accounts],
        people=people,
    )


def _standing(book: SharedBook) -> list[Standing]:
    told = sorted(book.events.values(), key=lambda one: one["seq"])
    return standing_events(
        _KeptEvent(one["id"], one["acc"], one["kind"], parse_day(one["day"] or ""), one["data"], one["corrects"],
                   one["who"])
        for one in told
    )  # fmt: skip


def _event(one: Standing, book: SharedBook, state: Followed) -> SharedEvent:
    at = str(book.events[one.last]["at"])
    return SharedEvent(one.last, one.uid, one.kind, one.day, one.data, _state(one, state), one.who, at)


def _state(one: Standing, state: Followed) -> tuple[str, str]:
    """What became of an event, in words."""
    tables = {"promise": state.promises, "plan": state.plans, "dispute": state.disputes}
    table = tables.get(one.kind)
    if one.kind not in _STATES or table is None or table.empty:
        return ("annulé", "cancelled") if one.is_cancelled else ("", "")
    own = table.loc[table["id"] == one.first, "state"]
    return _STATES[one.kind].get(str(own.iloc[0]), ("", "")) if len(own) else ("", "")


# -- the accounts of a portfolio ---------------------------------------------------------------------------------------


def _narrowed(
    balance: BalanceReport, morning: MorningReport, shared: SharedReport
) -> tuple[BalanceReport, MorningReport]:
    """The figures of some accounts alone; of a company there are none then: they would tell of the others."""

    def own(table: pd.DataFrame) -> pd.DataFrame:
        keys = zip(table["company"].astype(str), table["account"].astype(str), strict=True)
        is_own = pd.Series([key in shared.uids for key in keys], index=table.index, dtype=bool)
        return table.loc[is_own].reset_index(drop=True)

    companies = {company for company, _ in shared.uids}
    balance = replace(
        balance, balance=own(balance.balance), items=own(balance.items), apart=own(balance.apart),
        anomalies=own(balance.anomalies), proposals=own(balance.proposals), previous=own(balance.previous),
        control=balance.control.iloc[:0], imports=balance.imports.iloc[:0], matching=[], bridges=[], payment_terms=[],
        freshness=[one for one in balance.freshness if one.company in companies],
    )  # fmt: skip
    calls, told = own(morning.worklist.rows), morning.penalties
    is_own = [key in shared.uids for key in zip(told.items["company"], told.items["account"], strict=True)]
    kept = {before: now for now, before in enumerate(at for at, flag in enumerate(is_own) if flag)}
    lines = told.lines[told.lines["at"].isin(kept)]
    penalties = replace(
        told, accounts=own(told.accounts), items=own(told.items), decisions=own(told.decisions), item_count=len(kept),
        lines=lines.assign(at=lines["at"].map(kept)).reset_index(drop=True),
    )  # fmt: skip
    worklist = replace(morning.worklist, rows=calls.assign(rank=range(1, len(calls) + 1)), pareto=pareto(calls))
    return balance, replace(
        morning, worklist=worklist, penalties=penalties, contacts=own(morning.contacts), history=own(morning.history),
        since_import=morning.since_import.iloc[:0],
    )  # fmt: skip
