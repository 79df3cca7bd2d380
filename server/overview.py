"""What the home page shows: who synced when, open conflicts by age, the last imports, the aged balance."""

import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables import aging
from receivables.days import iso
from receivables.scope import IN
from server.balance import CUSTOMERS, SALES, active_ledgers, position
from server.followup_books import account_uids
from server.records import records
from server.reports import item_table
from server.rights import User
from server.store import companies as company_store
from server.store import imports as import_store
from server.store import sync as sync_store
from server.store import users as user_store

#: Ages of conflicts in days: up to and with each.
CONFLICT_AGES = (0, 2, 7)


@dataclass(frozen=True)
class Person:
    """synced_at: of the latest of their workbooks, '' where none ever asked"""

    name: str
    role: str
    workbooks: int
    synced_at: str


@dataclass(frozen=True)
class Imported:
    """A file that was imported. is_last: it is the one that can be taken back"""

    id: int
    file: str
    kind: str
    companies: tuple[str, ...]
    at: str
    until: str | None
    rows: int
    problems: int
    is_active: bool
    is_last: bool


@dataclass(frozen=True)
class Aged:
    """The open amounts of one currency by column of the aged balance, in minor units; accounts: how many."""

    as_of: str
    currency: str
    columns: Mapping[str, int]
    accounts: int

    @property
    def total(self) -> int:
        """All that is open."""
        return sum(self.columns.values())


def people(connection: Connection, user: User) -> list[Person]:
    """Active people with their last sync: everybody for those who answer for others, else oneself."""
    synced: dict[str, list[str]] = {}
    for row in records(sync_store.load_workbooks(connection)):
        synced.setdefault(row["user"], []).append(row["synced_at"])
    sees_all = user.may("audit") or user.may("users")
    return [
        Person(one.name, one.role, len(synced.get(one.name, ())), max(synced.get(one.name, ()), default=""))
        for one in user_store.all_users(connection)
        if one.is_active and (sees_all or one.name == user.name)
    ]


def by_age(conflicts: Sequence[Mapping[str, Any]]) -> list[tuple[int, int | None, int]]:
    """(from day, to day or None, how many) of each age of open conflicts, youngest first."""
    starts = (0, *(last + 1 for last in CONFLICT_AGES))
    ends: tuple[int | None, ...] = (*CONFLICT_AGES, None)
    ages = [int(one["age_days"]) for one in conflicts]
    return [
        (first, last, sum(first <= age and (last is None or age <= last) for age in ages))
        for first, last in zip(starts, ends, strict=True)
    ]


def last_imports(connection: Connection, count: int) -> list[Imported]:
    """The last files imported, newest first; one file may hold several companies."""
    table = import_store.load_imports(connection)
    if table.empty:
        return []
    found = []
    for _, own in table.groupby(["imported_at", "sha256"], sort=False):
        rows = records(own)
        first, last = rows[0], rows[-1]
        found.append(Imported(
            id=int(last["id"]), file=str(first["file_name"]), kind=str(first["kind"]),
            companies=tuple(str(row["company"]) for row in rows), at=str(first["imported_at"]),
            until=None if first["kind"] in (CUSTOMERS, SALES) else iso(max(int(row["last_day"]) for row in rows)),
            rows=sum(int(row["rows"]) for row in rows),
            problems=sum(import_store.problem_count(row["problems"]) for row in rows),
            is_active=any(row["is_active"] for row in rows), is_last=int(last["id"]) == int(table["id"].iloc[-1]),
        ))  # fmt: skip
    return sorted(found, key=lambda one: -one.id)[:count]


class AgedBalances:
    """The aged balance of the page, counted again only after another import."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: Hashable = None
        self._held: tuple[str, pd.DataFrame, pd.DataFrame] | None = None

    def of(self, connection: Connection, user: User) -> list[Aged]:
        """One for each currency, of the accounts a person sees; none where there is no ledger yet."""
        imports = import_store.load_imports(connection)
        if active_ledgers(imports).empty:
            return []
        scope = company_store.load_scope(connection)
        key = (tuple(imports[["id", "replaced_by", "is_purged"]].itertuples(index=False, name=None)), tuple(scope))
        with self._lock:
            if self._held is None or key != self._key:
                self._key, self._held = key, _counted(connection)
            as_of, accounts, table = self._held
        if user.uids is not None:
            uids = account_uids(connection, accounts)
            table = table[table["account_id"].isin(uids.index[uids.isin(user.uids)])]
        return [_aged(as_of, str(code), own) for code, own in table.groupby("currency")]


def _counted(connection: Connection) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """The day, the accounts, and account_id | currency | column | open of what counts."""
    found = position(connection)
    items = item_table(found)
    items = items[items["treatment"] == IN]
    keys = ["account_id", "currency", "column"]
    table = items.groupby(keys, as_index=False)[["open"]].sum()
    return iso(found.on) or "", found.accounts[["company", "customer"]], table


def _aged(as_of: str, currency: str, table: pd.DataFrame) -> Aged:
    sums = table.groupby("column")["open"].sum()
    columns = {name: int(sums.get(at, 0)) for at, name in enumerate(aging.column_names())}
    return Aged(as_of, currency, columns, int(table["account_id"].nunique()))
