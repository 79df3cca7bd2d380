"""`relance import`: files in, one transaction, one object of the command contract for each company's part."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from receivables.days import parse_day
from receivables.pause import garbage_collection_paused
from receivables.terms import parse_terms
from server.balance import CUSTOMERS, FEC, FOLLOWUP, OPEN_ITEMS, SALES
from server.errors import UserError
from server.imports import customer_files, followup_files, sales_files
from server.imports.fec.reading import read_fec, siren_of
from server.imports.fec.text import is_fec_header, plain_bytes
from server.imports.files.opening import UserFileError, check_size, file_label, sniff
from server.imports.ledgers import LedgerFile, Stored, store_ledger
from server.imports.list_files import DEFAULT_COMPANY, ListSource, read_list
from server.imports.summaries import ledger_summary
from server.store import companies as company_store
from server.store.database import trying, writing
from server.store.shared_accounts import ensure_accounts
from server.store.sync import read_clock

MAX_SIZE_MB = 600
_HEAD_BYTES = 65_536

#: Goes up when more is read out of a ledger than before: the same file imported again is then read anew.
#: 2: the sales that receivable accounts bear, month by month.
_READING = 2

Part = LedgerFile | customer_files.CustomerFile | sales_files.SalesFile | followup_files.FollowupFile
KINDS = ("auto", FEC, OPEN_ITEMS, CUSTOMERS, SALES, FOLLOWUP)


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
    """Import files, all or nothing; one object a file, in their order."""
    with writing(engine) as connection:
        return import_into(connection, paths, options)


def preview_files(engine: Engine, paths: Sequence[Path], options: ImportOptions) -> list[dict[str, Any]]:
    """What `import_files` would answer; nothing of it stays in the store."""
    with trying(engine) as connection:
        return import_into(connection, paths, options)


def import_into(connection: Connection, paths: Sequence[Path], options: ImportOptions) -> list[dict[str, Any]]:
    """`import_files` in the caller's transaction, which `writing` began.

    Ledgers are stored in the order of their years whatever the order of the files; customers and sales come last.
    """
    with garbage_collection_paused():
        if options.default_terms is not None:
            parse_terms(options.default_terms)
        files = [_read(connection, path, options) for path in paths]
        ledgers = [part for parts in files for part in parts if isinstance(part, LedgerFile)]
        stored = {
            id(part): _store_ledger(connection, part, options) for part in sorted(ledgers, key=lambda p: p.first_day)
        }
        answers = [_answer(connection, parts, stored, options) for parts in files]
        if read_clock(connection) is not None:  # accounts are shared: the new ones are too, at once
            ensure_accounts(connection)
        return answers


def read_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Field -> column of texts such as `amount=Solde`. Raises UserError."""
    mapping = {}
    for pair in pairs:
        name, _, column = pair.partition("=")
        if not (name.strip() and column.strip()):
            raise UserError(f"--map {pair} is not understood; write field=column, such as --map amount=Solde.")
        mapping[name.strip()] = column.strip()
    return mapping


def _answer(
    connection: Connection, parts: Sequence[Part], stored: Mapping[int, Stored], options: ImportOptions
) -> dict[str, Any]:
    for part in parts:
        if isinstance(part, sales_files.SalesFile):
            return sales_files.store_sales(connection, part, options.at)
        if isinstance(part, followup_files.FollowupFile):
            return followup_files.store_followup(connection, part, options.at)
    lists_of_customers = [part for part in parts if isinstance(part, customer_files.CustomerFile)]
    if lists_of_customers:
        return customer_files.store_customers(connection, lists_of_customers, options.at)
    return ledger_summary(connection, [stored[id(part)] for part in parts])


def _read(connection: Connection, path: Path, options: ImportOptions) -> Sequence[Part]:
    check_size(path, options.max_bytes)
    is_text = sniff(path) == "text"
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if options.kind == FEC or (options.kind == "auto" and is_text and _starts_like_fec(data)):
        if not is_text:
            raise UserFileError(f"{file_label(path)} is a workbook; a FEC is a text file.")
        if options.mapping:
            raise UserFileError(f"{file_label(path)} is a ledger (FEC), whose columns the law fixes: leave out --map.")
        return [_read_ledger(connection, path, data, sha256, options)]
    if is_text and _starts_like_fec(data):
        raise UserFileError(f"{file_label(path)} is a ledger (FEC), not a list: import it without --kind.")
    if options.kind == SALES:
        return [sales_files.read_sales(path, sha256, options.company, options.mapping)]
    if options.kind == FOLLOWUP:
        return [followup_files.read_followup(path, sha256, options.company, options.mapping)]
    return read_list(connection, ListSource(
        path, sha256, options.kind, options.company, options.mapping, options.listed_only, parse_day(options.at)
    ))  # fmt: skip


def _starts_like_fec(data: bytes) -> bool:
    head = plain_bytes(data[:_HEAD_BYTES]).decode("cp1252", "replace").lstrip()
    return is_fec_header(head.splitlines()[0] if head else "")


def _read_ledger(connection: Connection, path: Path, data: bytes, sha256: str, options: ImportOptions) -> LedgerFile:
    scope = company_store.load_scope(connection)
    name = file_label(path)
    fec = read_fec(data, name, scope)
    return LedgerFile(
        company=options.company or siren_of(name) or DEFAULT_COMPANY, kind=FEC, file_name=name, sha256=sha256,
        options={"scope": [[row.prefix, row.treatment] for row in scope], "reading": _READING},
        rows=fec.rows, first_day=fec.first_day, last_day=fec.last_day, opening_day=fec.opening_day,
        accounts=fec.accounts, lines=fec.lines, open_letters=fec.open_letters, balances=fec.balances, sales=fec.sales,
        problems=fec.problems,
    )  # fmt: skip


def _store_ledger(connection: Connection, file: LedgerFile, options: ImportOptions) -> Stored:
    return store_ledger(connection, file, options.at, options.accept_vanished, options.default_terms)
