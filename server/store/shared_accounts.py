"""Shared accounts: a customer's number in a company, under an id of its own that never changes."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, bindparam, case, delete, insert, literal, select, union_all, update

from server.store.people_tables import portfolios
from server.store.rows import chunks, frame_of
from server.store.shared_tables import account_cells, shared_accounts
from server.store.sync import locked_clock, ticks
from server.store.tables import accounts, companies, customers


@dataclass(frozen=True)
class SharedAccount:
    """One account as it stands; merged_into: uid of the account it became part of, '' where it stands for itself."""

    uid: str
    company_id: int
    account: str
    name: str
    merged_into: str
    is_archived: bool
    seq: int


def ensure_accounts(connection: Connection) -> int:
    """Give every customer of the ledgers and of the customers files a uid, and follow their names; how many changed.

    To be called after each import, and before the first pull.
    """
    wanted = _wanted_names(connection)
    known = {(one.company_id, one.account): one for one in _all(connection)}
    new = [key for key in wanted if key not in known]
    renamed = [(known[key].uid, name) for key, name in wanted.items() if key in known and known[key].name != name]
    if new or renamed:
        locked_clock(connection)
        numbers = iter(ticks(connection, len(new) + len(renamed)))
        _add(connection, [(*key, wanted[key], next(numbers)) for key in new])
        _rename(connection, [(*one, next(numbers)) for one in renamed])
    return len(new) + len(renamed)


def lacks_accounts(connection: Connection) -> bool:
    """Whether a customer has no uid yet (reads alone)."""
    known = {(one.company_id, one.account) for one in _all(connection)}
    return any(key not in known for key in _wanted_names(connection))


def find_accounts(connection: Connection, uids: Iterable[str]) -> dict[str, SharedAccount]:
    """uid as told -> the account it stands for now (merges followed); uids nobody knows are left out."""
    found: dict[str, SharedAccount] = {}
    wanted = set(uids)
    while wanted:
        for some in chunks(wanted):
            rows = connection.execute(_query().where(shared_accounts.c.uid.in_(some)))
            found |= {row.uid: _account(row) for row in rows}
        wanted = {one.merged_into for one in found.values() if one.merged_into} - found.keys()
    return {uid: _end_of(found, uid) for uid in found}


def load_accounts(connection: Connection) -> pd.DataFrame:
    """uid | company_id | company | account | name | merged_into | is_archived | seq, by company and number."""
    query = (
        select(shared_accounts, companies.c.name.label("company"))
        .join(companies)
        .order_by(shared_accounts.c.company_id, shared_accounts.c.account)
    )
    return frame_of(connection, query)


def touch(connection: Connection, uids: Sequence[str]) -> None:
    """Deliver accounts anew, with all that is theirs: to be called when somebody may see them now, or no more."""
    if uids:
        change = update(shared_accounts).where(shared_accounts.c.uid == bindparam("told")).values(seq=bindparam("new"))
        numbers = ticks(connection, len(uids))
        connection.execute(change, [{"told": uid, "new": seq} for uid, seq in zip(uids, numbers, strict=True)])


def touch_all(connection: Connection) -> None:
    """The same for every account: somebody sees all of them from now on, or no more."""
    touch(connection, [one.uid for one in _all(connection)])


def mark_merged(connection: Connection, source: str, target: str) -> None:
    """`source` stands for `target` from now on, also in portfolios; its fields are the caller's to bring over."""
    key = shared_accounts.c.uid == source
    connection.execute(update(shared_accounts).where(key).values(merged_into=target))
    connection.execute(delete(account_cells).where(account_cells.c.uid == source))
    own, others = (select(portfolios.c.user_id).where(portfolios.c.uid == uid) for uid in (source, target))
    holders = set(connection.scalars(own)) - set(connection.scalars(others))
    if holders:
        connection.execute(insert(portfolios), [{"user_id": user, "uid": target} for user in sorted(holders)])
    connection.execute(delete(portfolios).where(portfolios.c.uid == source))
    touch(connection, [source, target])


def set_archived(connection: Connection, uid: str, is_archived: bool) -> None:
    """Take an account out of the workbooks, or back into them; its history stays."""
    connection.execute(update(shared_accounts).where(shared_accounts.c.uid == uid).values(is_archived=is_archived))
    touch(connection, [uid])


def _account(row: Any) -> SharedAccount:
    return SharedAccount(*row)


def _query() -> Select[Any]:
    columns = shared_accounts.c
    return select(
        columns.uid, columns.company_id, columns.account, columns.name, columns.merged_into, columns.is_archived,
        columns.seq,
    )  # fmt: skip


def _all(connection: Connection) -> list[SharedAccount]:
    return [_account(row) for row in connection.execute(_query().order_by(shared_accounts.c.seq))]


def _end_of(found: dict[str, SharedAccount], uid: str) -> SharedAccount:
    while found[uid].merged_into:
        uid = found[uid].merged_into
    return found[uid]


def _wanted_names(connection: Connection) -> dict[tuple[int, str], str]:
    """(company, customer's number) -> name: as `receivables.scope` numbers customers; the customers file names first,
    then the newest account of the ledger that has a name of its own."""
    number = case((accounts.c.auxiliary != "", accounts.c.auxiliary), else_=accounts.c.ledger_account)
    ledger = select(accounts.c.company_id, number.label("number"), accounts.c.name, accounts.c.id)
    told = select(customers.c.company_id, customers.c.account, customers.c.name, literal(2**31 - 1))
    names: dict[tuple[int, str], str] = {}
    for company, account, name, _ in sorted(connection.execute(union_all(ledger, told)), key=lambda row: int(row[3])):
        key = (int(company), str(account))
        if name or key not in names:
            names[key] = str(name)
    return dict(sorted(names.items()))


def _add(connection: Connection, rows: Sequence[tuple[int, str, str, int]]) -> None:
    if rows:
        values = [
            {"uid": uuid.uuid4().hex, "company_id": company, "account": account, "name": name, "merged_into": "",
             "is_archived": False, "seq": seq}
            for company, account, name, seq in rows
        ]  # fmt: skip
        connection.execute(insert(shared_accounts), values)


def _rename(connection: Connection, rows: Sequence[tuple[str, str, int]]) -> None:
    if rows:
        change = update(shared_accounts).where(shared_accounts.c.uid == bindparam("told"))
        change = change.values(name=bindparam("new_name"), seq=bindparam("new_seq"))
        connection.execute(change, [{"told": uid, "new_name": name, "new_seq": seq} for uid, name, seq in rows])
