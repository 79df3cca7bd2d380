"""The calls of the morning, out of the store: who comes first, why, whom to ask for at which number."""

import re
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables import returns
from receivables.days import NO_DAY, date_of, iso
from receivables.money import to_text
from receivables.priority import habits
from receivables.priority import sentences as priority_sentences
from receivables.priority.facts import Known
from receivables.priority.order import pareto, priorities
from receivables.report import WorklistReport
from receivables.schema import NO_LINE
from server.balance import LEDGER_KINDS, Position, position
from server.errors import UserError
from server.followed import Followed
from server.followup import followed, interruptions, with_followed
from server.records import records
from server.store import criteria as criteria_store
from server.store import customers as customer_store
from server.store import imports as import_store
from server.store import lines as line_store

#: Whoever pays invoices is asked for first.
_PAYS = re.compile(r"compta|fourniss|tr[ée]sor|r[èe]glement|factur|account|payable|treasur|finance", re.I)
_CONTACT = ("contact", "phone", "email")
#: What an answer says of an account.
_COLUMNS = ("rank", "company", "account", "name", "currency", "score", "collectible", "overdue", "oldest_days",
            "oldest_overdue", *_CONTACT, "is_new", "cumulated_share")  # fmt: skip


def worklist_report(connection: Connection, found: Position, limit: int | None = None) -> WorklistReport:
    """The calls of a position's day, or the first `limit` of them; the Pareto counts all of them."""
    as_of = date_of(found.on)
    if as_of is None:
        raise UserError("The day asked for is no date.")
    version, criteria = criteria_store.load_criteria(connection)
    since = _since(import_store.load_imports(connection), found.on)
    accounts = found.accounts.assign(since=found.accounts["company"].map(since).fillna(NO_DAY).astype(np.int64))
    customers = customer_store.load_customers(connection)
    found = with_followed(connection, found)
    told, state = interruptions(connection, found), followed(connection, found)
    wanted = np.union1d(returns.rows_with_texts(found.lines), habits.rows_with_texts(found.lines))
    lines = line_store.add_texts(connection, found.lines, wanted)
    rows = priorities(Known(found.on, found.items, lines, accounts, customers, state.followup, criteria, told))
    shown = rows.head(len(rows) if limit is None else limit)
    shown = _with_contacts(connection, _with_numbers(connection, shown), state)
    return WorklistReport(as_of, shown, pareto(rows), criteria, version)


def worklist(
    connection: Connection, on: int | None, company: str | None, limit: int | None, lang: str
) -> dict[str, Any]:
    """`relance worklist`: the object of the command contract."""
    found = position(connection, on, company=company)
    report = worklist_report(connection, found, limit)
    told = priority_sentences.reasons(report.rows, report.criteria, lang)
    actions = priority_sentences.next_actions(report.rows, lang)
    shown = records(report.rows[[*_COLUMNS]])
    rows = [_row_object(row, action, why) for row, action, why in zip(shown, actions, told, strict=True)]
    return {
        "as_of": iso(found.on),
        "rows": rows,
        "pareto": priority_sentences.pareto_line(report.pareto, lang),
        "calls": int(report.pareto["call_count"].sum()),
        "criteria_version": report.criteria_version,
    }


def _row_object(row: dict[str, Any], action: str, reasons: list[str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("rank", "company", "account", "name", "currency", "score")},
        "next_action": action,
        "reasons": reasons,
        **{name: to_text(row[name], row["currency"]) for name in ("collectible", "overdue")},
        "oldest_days": int(row["oldest_days"] or row["oldest_overdue"]),
        **{name: row[name] or None for name in _CONTACT},
        "is_new": bool(row["is_new"]),
        "cumulated_share": float(row["cumulated_share"]),
    }


def _since(imports: pd.DataFrame, on: int) -> dict[str, int]:
    """Company -> last day covered before its newest import came: what is later than that is new. Nothing for a
    company imported once, nor for a day the earlier imports covered already."""
    ledgers = imports[imports["kind"].isin(LEDGER_KINDS)]
    newest = ledgers.groupby("company")["imported_at"].transform("max")
    earlier = ledgers[ledgers["imported_at"] < newest].groupby("company")["last_day"].max()
    return {str(company): int(day) for company, day in earlier.items() if int(day) < on}


def _with_numbers(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """`skipped_number`: the number of the document each account skipped, '' where it skipped none."""
    lines = pd.DataFrame({"line": rows["skipped_line"].to_numpy(np.int64)})
    wanted = np.flatnonzero(lines["line"].to_numpy() != NO_LINE)
    return rows.assign(skipped_number=line_store.add_texts(connection, lines, wanted)["number"].to_numpy(object))


def _with_contacts(connection: Connection, rows: pd.DataFrame, state: Followed) -> pd.DataFrame:
    """`contact`, `phone`, `email` of the person to ask for: as people share it, else of the customers file whoever
    pays invoices, has a telephone, an address."""
    people = customer_store.load_contacts(connection).rename(columns={"account": "customer", "name": "contact"})
    order = pd.DataFrame(
        {
            "pays": ~people["role"].str.contains(_PAYS),
            "phone": people["phone"] == "",
            "email": people["email"] == "",
        }
    ).sort_values(["phone", "pays", "email"], kind="stable")
    best = people.loc[order.index].drop_duplicates(["company", "customer"])
    best = best[["company", "customer", *_CONTACT]]
    merged = rows[["company", "customer"]].merge(best, on=["company", "customer"], how="left")[list(_CONTACT)]
    rows = rows.assign(**{name: merged[name].fillna("").to_numpy(object) for name in _CONTACT})
    rows = rows.assign(**{name: _shared(rows, state, name) for name in _CONTACT})
    is_silent = (rows["phone"] == "") & (rows["email"] == "") & (rows["callable"] > 0)
    return rows.assign(is_unreachable=is_silent & (len(people) > 0))


def _shared(rows: pd.DataFrame, state: Followed, name: str) -> list[str]:
    """A field as people share it; what the rows have where they do not."""
    uids = state.uids.reindex(rows.index).tolist()
    return [state.fields.get(uid, {}).get(name) or known for uid, known in zip(uids, rows[name].tolist(), strict=True)]
