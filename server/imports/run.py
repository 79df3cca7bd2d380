"""`relance import`: files in, one transaction, one object of the command contract for each company's part."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from receivables.days import iso
from receivables.identity import item_text
from receivables.money import to_text
from receivables.scope import IN
from receivables.terms import parse_terms
from server import reports
from server.balance import CUSTOMERS, FEC, OPEN_ITEMS, Position
from server.errors import UserError
from server.imports import customer_lists, lists
from server.imports.fec import read_fec, siren_of
from server.imports.fec_text import is_fec_header
from server.imports.files import UserFileError, check_size, file_label, sniff
from server.imports.ledgers import LedgerFile, Stored, changes, store_ledger
from server.records import records
from server.store import customers as customer_store
from server.store import ledger as store

#: Whose a file is when neither --company nor its name says it.
DEFAULT_COMPANY = "default"
MAX_SIZE_MB = 600
_HEAD_BYTES = 65_536
KINDS = ("auto", FEC, OPEN_ITEMS, CUSTOMERS)


@dataclass(frozen=True)
class ImportOptions:
    """What the user says beside the files; `at` is the instant of the import, ISO."""

    at: str
    kind: str = "auto"
    company: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    default_terms: str | None = None
    accept_vanished: bool = False
    listed_only: bool = False
    max_bytes: int = MAX_SIZE_MB * 1_000_000


def import_files(engine: Engine, paths: Sequence[Path], options: ImportOptions) -> list[dict[str, Any]]:
    """Import files, all or nothing: ledgers in the order of their years, then lists, then customers."""
    with engine.begin() as connection:
        if options.default_terms is not None:
            parse_terms(options.default_terms)
        parts: list[LedgerFile | customer_lists.CustomerFile] = []
        for path in paths:
            parts += _read(connection, path, options)
        ledgers = sorted((part for part in parts if isinstance(part, LedgerFile)), key=lambda part: part.first_day)
        found = [_store_ledger(connection, part, options) for part in ledgers]
        others = [part for part in parts if isinstance(part, customer_lists.CustomerFile)]
        return found + [customer_lists.store_customers(connection, part, options.at) for part in others]


def _read(
    connection: Connection, path: Path, options: ImportOptions
) -> Sequence[LedgerFile | customer_lists.CustomerFile]:
    check_size(path, options.max_bytes)
    is_text = sniff(path) == "text"
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if options.kind == FEC or (options.kind == "auto" and is_text and _starts_like_fec(data)):
        if not is_text:
            raise UserFileError(f"{file_label(path)} is a workbook; a FEC is a text file.")
        return [_read_ledger(connection, path, data, sha256, options)]
    return lists.read_list(
        connection, path, sha256, options.kind, options.company or DEFAULT_COMPANY, options.mapping, options.listed_only
    )


def _starts_like_fec(data: bytes) -> bool:
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").decode("cp1252", "replace").lstrip()
    return is_fec_header(head.splitlines()[0] if head else "")


def _read_ledger(connection: Connection, path: Path, data: bytes, sha256: str, options: ImportOptions) -> LedgerFile:
    scope = store.load_scope(connection)
    name = file_label(path)
    fec = read_fec(data, name, scope)
    return LedgerFile(
        company=options.company or siren_of(name) or DEFAULT_COMPANY, kind=FEC, file_name=name, sha256=sha256,
        options={"scope": [[row.prefix, row.treatment] for row in scope]}, rows=fec.rows, first_day=fec.first_day,
        last_day=fec.last_day, opening_day=fec.opening_day, accounts=fec.accounts, lines=fec.lines,
        balances=fec.balances, sales=fec.sales, problems=fec.problems,
    )  # fmt: skip


def _store_ledger(connection: Connection, file: LedgerFile, options: ImportOptions) -> dict[str, Any]:
    if options.default_terms is not None:
        store.set_default_terms(connection, store.company_id(connection, file.company), options.default_terms)
    stored = store_ledger(connection, file, options.at, options.accept_vanished)
    return summary(connection, stored)


def summary(connection: Connection, stored: Stored) -> dict[str, Any]:
    """The object of the command contract for one stored ledger or list."""
    file = stored.file
    found = stored.after
    table = reports.balance_table(found)
    table = table[table["treatment"] == IN]
    by_currency = {
        code: _sums(table[table["currency"] == code], code) for code in sorted(set(table["currency"])) or ["EUR"]
    }
    only = next(iter(by_currency.values())) if len(by_currency) == 1 else dict.fromkeys(_sums(table[:0], "EUR"))
    in_scope = found.accounts["treatment"].reindex(found.items["account_id"]).to_numpy() == IN
    return {
        "kind": file.kind, "company": file.company, "file": file.file_name, "as_of": iso(found.on), "rows": file.rows,
        "accounts": len(file.accounts), "open_items": int(in_scope.sum()), "total_open": only["total_open"],
        "by_currency": by_currency, "control": _control(connection, found, file),
        "debit_balances": only["debit_balances"], "credit_balances": only["credit_balances"],
        "problems": [{"row": p.row, "code": p.code, "message": p.message} for p in file.problems],
        "changed": changes(stored), "mapping": file.options.get("mapping", {}),
        "settled_cause_unknown": len(stored.vanished), "attached_to_vanished": orphans(connection, file.company),
    }  # fmt: skip


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
    """Notes attached to items that no file of the company holds any more: listed, never dropped."""
    notes = customer_store.load_notes(connection)
    notes = notes[notes["company"] == company]
    if notes.empty:
        return []
    imports = store.load_imports(connection)
    own = imports[(imports["company"] == company) & imports["is_active"]]
    held = set(store.load_lines(connection, own)["item"].tolist())
    return [
        {"item": item_text(row["item"]), "account": row["account"], "number": row["number"], "text": row["text"]}
        for row in records(notes)
        if row["item"] not in held
    ]


def undo_last(connection: Connection) -> dict[str, Any]:
    """Take the last import back. Raises UserError where there is none, or what it replaced is gone."""
    imports = store.load_imports(connection)
    if imports.empty:
        raise UserError("There is no import to take back.")
    last = imports.iloc[-1]
    replaced = imports[imports["replaced_by"] == last["id"]]
    if replaced["is_purged"].any():
        raise UserError(
            f"The import of {last['file_name']} cannot be taken back: only the last import keeps what it replaced."
        )
    customer_lists.restore(connection, last)
    store.remove_import(connection, int(last["id"]), int(last["first_line"]), int(last["last_line"]))
    return {
        "undone": last["file_name"],
        "kind": last["kind"],
        "company": last["company"],
        "restored": [str(name) for name in replaced["file_name"]],
    }
