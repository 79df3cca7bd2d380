"""Storing a ledger or a list: whose it is, what it replaces, which items it brings back, what changed.

One file of one company is a `LedgerFile`, whatever its format. The caller owns the transaction: all or nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, iso
from receivables.identity import assign_items, item_keys
from receivables.ledger import continued_documents
from receivables.schema import NO_LINE, Kind, Problem
from receivables.scope import account_roots
from receivables.sums import Ints
from server.balance import FEC, LEDGER_KINDS, OPEN_ITEMS, Position, position, start_days
from server.errors import UserError
from server.records import records
from server.store import companies as company_store
from server.store import imports as import_store
from server.store import lines as line_store
from server.store.imports import ImportRecord

#: Ledgers that open within this many days of each other are of the same year.
_SAME_OPENING_DAYS = 90
#: A ledger without opening entries that begins at most this much later than another may replace it.
_SAME_START_DAYS = 31
#: A list from which more than this share of the open items is gone stops and asks.
MOST_VANISHED = 0.20


@dataclass(frozen=True)
class LedgerFile:
    """One company's part of a file; see `fec.Fec` for the tables. `balances` None: the list prints no total."""

    company: str
    kind: str
    file_name: str
    sha256: str
    options: Mapping[str, Any]
    rows: int
    first_day: int
    last_day: int
    opening_day: int
    accounts: pd.DataFrame
    lines: pd.DataFrame
    open_letters: pd.DataFrame
    balances: Mapping[str, int | None]
    sales: pd.DataFrame
    problems: list[Problem]

    @property
    def start_day(self) -> int:
        """The day it begins, as `balance.start_days` tells it of an import."""
        return self.first_day if self.opening_day == NO_DAY else self.opening_day


@dataclass(frozen=True)
class Stored:
    """What came of storing a file: open amounts by item before it (`vanished`: those it does not hold), all after."""

    file: LedgerFile
    before: pd.Series
    vanished: pd.Series
    after: Position


def store_ledger(
    connection: Connection,
    file: LedgerFile,
    at: str,
    accept_vanished: bool = False,
    default_terms: str | None = None,
) -> Stored:
    """Store one company's file, and its default terms where they are told.

    Raises UserError where it cannot live beside what is there, or too much vanishes.
    """
    company = company_store.company_id(connection, file.company)
    undo = _set_terms(connection, company, default_terms)
    imports = import_store.load_imports(connection)
    own = imports[(imports["company_id"] == company) & imports["kind"].isin(LEDGER_KINDS)]
    active = own[own["is_active"]]
    _check_kind(active, file)
    standing = position(connection, company=file.company) if len(active) else None
    before = pd.Series(dtype=np.int64) if standing is None else open_by_item(standing)
    if standing is not None and _is_known(active, file):
        return Stored(file, before, before[:0], standing)
    ids, renamed = company_store.place_accounts(connection, company, file.accounts)
    known = line_store.load_lines(connection, own[~own["is_purged"].astype(bool)])
    lines = _with_items(connection, file, file.lines.assign(account_id=ids[file.lines["account"].to_numpy()]), known)
    vanished = before[~before.index.isin(lines["item"])] if file.kind == OPEN_ITEMS else before[:0]
    _check_vanished(vanished, before, file, accept_vanished)
    replaced = _replaced(active, file)
    _check_overlap(active[~active["id"].isin(replaced)], file)
    import_store.purge_replaced(connection, company)
    lines = import_store.number_lines(connection, lines)
    import_id = import_store.add_import(connection, _record(file, at, undo + renamed), lines)
    import_store.replace_imports(connection, replaced, import_id)
    import_store.add_sales(connection, import_id, file.sales)
    import_store.add_open_letters(connection, import_id, _as_stored(file.open_letters, ids, lines))
    return Stored(file, before, vanished, position(connection, company=file.company, in_hand=lines))


def changes(stored: Stored) -> dict[str, int]:
    """How many open items are new, closed, amended, unchanged since before the import."""
    both = pd.concat({"before": stored.before, "after": open_by_item(stored.after)}, axis=1).fillna(0)
    return {
        "new": int((both["before"] == 0).sum()),
        "closed": int((both["after"] == 0).sum()),
        "amended": int(((both["before"] != both["after"]) & (both["before"] != 0) & (both["after"] != 0)).sum()),
        "unchanged": int((both["before"] == both["after"]).sum()),
    }


def _as_stored(letters: pd.DataFrame, ids: Ints, lines: pd.DataFrame) -> pd.DataFrame:
    """Letters of a file under the accounts and numbers that its stored lines have."""
    codes = letters.assign(account_id=ids[letters["account"].to_numpy(np.int64)]).drop(columns="account")
    return codes.assign(letter=codes["letter"] + lines["line"].min()) if len(codes) else codes


def _set_terms(connection: Connection, company: int, terms: str | None) -> list[dict[str, Any]]:
    """Set the default terms told with a file; what takes that back."""
    return [{"default_terms": company_store.set_default_terms(connection, company, terms)}] if terms else []


def _check_kind(active: pd.DataFrame, file: LedgerFile) -> None:
    others = set(active["kind"]) - {file.kind}
    if others:
        raise UserError(
            f"The company « {file.company} » is fed by {'ledgers' if FEC in others else 'lists'}; "
            f"{file.file_name} would count its items twice: import it under another --company."
        )


def _is_known(active: pd.DataFrame, file: LedgerFile) -> bool:
    """The same bytes read the same way, still in force: importing them again changes nothing."""
    options = import_store.options_text(file.options)
    return bool(((active["sha256"] == file.sha256) & (active["options"] == options)).any())


def _replaced(active: pd.DataFrame, file: LedgerFile) -> list[int]:
    """A list replaces the list before it; a ledger the ledger of the same year.

    Two openings less than a quarter apart are one year's, others never are. Without them the new file stands for one
    that it begins as early as and shares more than half of the shorter period with.
    """
    if file.kind == OPEN_ITEMS:
        return [int(i) for i in active["id"]]
    start, first = start_days(active), file.start_day
    overlap = np.minimum(active["last_day"], file.last_day) - np.maximum(start, first) + 1
    shorter = np.minimum(active["last_day"] - start, file.last_day - first) + 1
    is_same = (overlap * 2 > shorter) & (first <= start + _SAME_START_DAYS)
    if file.opening_day != NO_DAY:
        has_opening = active["opening_day"] != NO_DAY
        is_near = (active["opening_day"] - file.opening_day).abs() <= _SAME_OPENING_DAYS
        is_same = is_near.where(has_opening, is_same)
    return [int(i) for i in active["id"][is_same]]


def _check_overlap(others: pd.DataFrame, file: LedgerFile) -> None:
    """A file that continues another must not repeat its days: the entries of these would count twice."""
    if file.kind == OPEN_ITEMS or others.empty:
        return
    start, first = start_days(others), file.start_day
    later_opening = np.where(start > first, others["opening_day"], file.opening_day)
    shared = (np.maximum(start, first) <= np.minimum(others["last_day"], file.last_day)) & (later_opening == NO_DAY)
    if shared.any():
        other = records(others[shared])[0]
        raise UserError(
            f"{file.file_name} covers {iso(first)} to {iso(file.last_day)}, of which {other['file_name']} (until "
            f"{iso(other['last_day'])}) already holds a part: those entries would count twice. Import one ledger for "
            "the whole period, or take the other back first (relance undo-import); nothing was stored."
        )


def _with_items(connection: Connection, file: LedgerFile, lines: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Lines with the item each is, old ids first."""
    known = line_store.add_texts(connection, known, np.arange(len(known)))
    roots = account_roots(company_store.load_accounts(connection))
    customers = f"{file.company}|" + roots
    new_keys = item_keys(lines, customers)
    known_keys = item_keys(known, customers).assign(item=known["item"].to_numpy())
    continues = lines["continues"].to_numpy(np.int64)
    is_own = continues == NO_LINE
    items = np.zeros(len(lines), dtype=np.int64)
    items[is_own] = assign_items(new_keys[is_own].reset_index(drop=True), known_keys)
    lines = lines.assign(item=np.where(is_own, items, items[continues]))  # a moved item is still that item
    return _reopened(lines, known, roots)


def _reopened(lines: pd.DataFrame, known: pd.DataFrame, roots: pd.Series) -> pd.DataFrame:
    """Returned payments whose document only an earlier file holds are that document again, with its dates."""
    is_lost = (lines["kind"] == Kind.RETURNED) & (lines["reverses"] == NO_LINE) & (lines["continues"] == NO_LINE)
    documents = known[(known["kind"] == Kind.INVOICE) & (known["amount"] > 0)]
    if not is_lost.any() or documents.empty:
        return lines
    both = pd.concat([documents, lines[is_lost]], ignore_index=True)
    alone = np.arange(len(both))
    customers = roots.reindex(both["account_id"]).reset_index(drop=True)
    found = continued_documents(both, customers, alone, np.full(len(both), NO_LINE, dtype=np.int64))[len(documents) :]
    rows = np.flatnonzero(is_lost.to_numpy())[found != NO_LINE]
    for column in ("item", "document_day", "due_day", "number"):
        values = lines[column].to_numpy(copy=True)
        values[rows] = documents[column].to_numpy()[found[found != NO_LINE]]
        lines[column] = values
    return lines


def _check_vanished(vanished: pd.Series, before: pd.Series, file: LedgerFile, accept: bool) -> None:
    if accept or not len(before) or len(vanished) <= MOST_VANISHED * len(before):
        return
    raise UserError(
        f"{len(vanished)} of the {len(before)} open items of « {file.company} » are not in {file.file_name} any more; "
        "if they are settled, import it again with --accept-vanished; nothing was stored."
    )


def open_by_item(found: Position) -> pd.Series:
    """item -> open minor units."""
    return found.items.groupby("item")["open"].sum()


def restore(connection: Connection, record: Mapping[str, Any]) -> None:
    """Put back the names and terms an import changed; `record`: a row of `load_imports`."""
    for entry in json.loads(record["undo"]):
        if "default_terms" in entry:
            company_store.set_default_terms(connection, int(record["company_id"]), entry["default_terms"])
        else:
            company_store.set_name(connection, entry["account_id"], entry["name"])


def _record(file: LedgerFile, at: str, undo: Sequence[Any]) -> ImportRecord:
    return ImportRecord(
        company=file.company, kind=file.kind, file_name=file.file_name, sha256=file.sha256, options=file.options,
        first_day=file.first_day, last_day=file.last_day, opening_day=file.opening_day, rows=file.rows,
        balances=file.balances, problems=file.problems, imported_at=at, undo=undo,
    )  # fmt: skip
