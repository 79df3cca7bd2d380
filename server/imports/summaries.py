"""What an import answers: the object of the command contract for one stored ledger or list."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables.days import iso
from receivables.identity import item_text
from receivables.money import to_text
from receivables.scope import IN
from server import reports
from server.balance import (
    FEC,
    Position,
    active_ledgers,
    last_covered_day,
    position,
    speaking_imports,
    start_days,
)
from server.imports.ledgers import LedgerFile, Stored, changes
from server.records import records
from server.store import customers as customer_store
from server.store import imports as import_store
from server.store import lines as line_store


def ledger_summary(connection: Connection, parts: Sequence[Stored]) -> dict[str, Any]:
    """One object for a file: its companies' figures on the day each part covers."""
    file = parts[0].file
    found = [_on_its_day(connection, part) for part in parts]
    table = pd.concat([reports.balance_table(one) for one in found])
    table = table[table["treatment"] == IN]
    by_currency = {
        code: _sums(table[table["currency"] == code], code) for code in sorted(set(table["currency"])) or ["EUR"]
    }
    only = next(iter(by_currency.values())) if len(by_currency) == 1 else dict.fromkeys(_sums(table[:0], "EUR"))
    names = [part.file.company for part in parts]
    counted = [changes(part) for part in parts]
    return {
        "kind": file.kind, "company": names[0] if len(names) == 1 else None, "companies": names,
        "file": file.file_name, "as_of": iso(max(one.on for one in found)),
        "rows": sum(part.file.rows for part in parts), "accounts": sum(len(part.file.accounts) for part in parts),
        "open_items": sum(len(one.items_in_scope) for one in found), "total_open": only["total_open"],
        "by_currency": by_currency,
        "control": [row for at, one in enumerate(found) for row in _control(connection, one, parts[at].file)],
        "debit_balances": only["debit_balances"], "credit_balances": only["credit_balances"],
        "problems": [vars(problem) for part in parts for problem in part.file.problems],
        "changed": {name: sum(one[name] for one in counted) for name in counted[0]},
        "mapping": file.options.get("mapping", {}),
        "settled_cause_unknown": sum(len(part.vanished) for part in parts),
        "attached_to_vanished": [note for name in names for note in orphans(connection, name)],
    }  # fmt: skip


def _on_its_day(connection: Connection, part: Stored) -> Position:
    """The company's position on the last day the file covers, which a later file may have left behind."""
    if part.after.on == part.file.last_day:
        return part.after
    return position(connection, part.file.last_day, company=part.file.company)


def _sums(table: pd.DataFrame, currency: str) -> dict[str, str | None]:
    totals = table["total"]
    return {
        "total_open": to_text(int(totals.sum()), currency),
        "debit_balances": to_text(int(totals[totals > 0].sum()), currency),
        "credit_balances": to_text(int(totals[totals < 0].sum()), currency),
    }


def _control(connection: Connection, found: Position, file: LedgerFile) -> list[dict[str, Any]]:
    """Control lines of the company; where this file alone speaks, against the balances summed from its own text."""
    table = reports.control_table(connection, found)
    if file.kind == FEC and len(found.imports) == 1:
        table["ledger_balance"] = table["collective"].map(file.balances).astype(object)
        table["difference"] = (table["ledger_balance"] - table["open_total"]).astype(object)
    return reports.control_rows(table)


def orphans(connection: Connection, company: str) -> list[dict[str, str]]:
    """Notes attached to items that vanished: listed, never dropped.

    No file holds them any more, or they were open at the end of a year and the next one does not bring them forward.
    """
    notes = customer_store.load_notes(connection)
    notes = notes[notes["company"] == company]
    if notes.empty:
        return []
    imports = import_store.load_imports(connection)
    own = active_ledgers(imports[imports["company"] == company])
    speaking = speaking_imports(own, last_covered_day(own))
    past = own[~own["id"].isin(speaking["id"])]
    held = set(line_store.load_lines(connection, speaking)["item"].tolist())
    if len(past):
        left_open = position(connection, int(start_days(speaking).min()) - 1, company=company).items["item"]
        held |= set(line_store.load_lines(connection, past)["item"].tolist()) - set(left_open.tolist())
    return [
        {"item": item_text(row["item"]), "account": row["account"], "number": row["number"], "text": row["text"]}
        for row in records(notes)
        if row["item"] not in held
    ]
