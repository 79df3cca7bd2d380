"""Conflicts: two wrote the same field, and a person decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, bindparam, insert, select, update

from server.store.rows import frame_of
from server.store.shared_tables import conflicts, shared_accounts
from server.store.sync import ticks
from server.store.tables import companies


@dataclass(frozen=True)
class Conflict:
    """`who` wanted `mine` where `base` had stood and `theirs` (of `their_author`) stands; its id is the edit's `op`.

    choice: '' while it is open; mine, theirs, other
    """

    id: str
    seq: int
    uid: str
    field: str
    base: str
    mine: str
    theirs: str
    who: str
    their_author: str
    workbook: str
    at: str
    choice: str = ""
    settled_by: str = ""
    settled_at: str = ""


def find_conflicts(connection: Connection, ids: Iterable[str]) -> dict[str, Conflict]:
    """id -> conflict of those that are known."""
    query = select(conflicts).where(conflicts.c.id.in_(sorted(set(ids))))
    return {row.id: conflict_of(row) for row in connection.execute(query)}


def conflict_of(row: Any) -> Conflict:
    """A row of the table as a value."""
    return Conflict(**row._mapping)


def load_open(connection: Connection) -> pd.DataFrame:
    """id | uid | company | account | name | field | base | mine | theirs | who | their_author | at, oldest first."""
    columns = conflicts.c
    query = (
        select(
            columns.id, columns.uid, companies.c.name.label("company"), shared_accounts.c.account,
            shared_accounts.c.name, columns.field, columns.base, columns.mine, columns.theirs, columns.who,
            columns.their_author, columns.at,
        )
        .join(shared_accounts, shared_accounts.c.uid == columns.uid)
        .join(companies, companies.c.id == shared_accounts.c.company_id)
        .where(columns.choice == "")
        .order_by(columns.at, columns.seq)
    )  # fmt: skip
    return frame_of(connection, query)


def add_conflicts(connection: Connection, added: Sequence[Conflict]) -> None:
    """Keep new conflicts."""
    if added:
        connection.execute(insert(conflicts), [vars(one) for one in added])


def settle_conflicts(connection: Connection, choices: Sequence[tuple[str, str]], who: str, at: str) -> None:
    """Close conflicts: (id, choice) of open ones."""
    if choices:
        change = update(conflicts).where(conflicts.c.id == bindparam("told"))
        change = change.values(choice=bindparam("new_choice"), seq=bindparam("new"), settled_by=who, settled_at=at)
        numbers = ticks(connection, len(choices))
        rows = [
            {"told": one, "new_choice": choice, "new": seq} for (one, choice), seq in zip(choices, numbers, strict=True)
        ]
        connection.execute(change, rows)


def move_conflicts(connection: Connection, source: str, target: str) -> None:
    """Conflicts of an account that was merged belong to the other one."""
    ids = list(connection.scalars(select(conflicts.c.id).where(conflicts.c.uid == source).order_by(conflicts.c.seq)))
    if ids:
        change = update(conflicts).where(conflicts.c.id == bindparam("told")).values(uid=target, seq=bindparam("new"))
        numbers = ticks(connection, len(ids))
        connection.execute(change, [{"told": one, "new": seq} for one, seq in zip(ids, numbers, strict=True)])
