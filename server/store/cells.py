"""The shared fields of accounts as they stand, and every change of them there ever was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, insert, select, text

from server.store.rows import chunks, frame_of
from server.store.shared_tables import account_cells, cell_changes


@dataclass(frozen=True)
class Cell:
    """One field of one account: canonical value, number and author of its last change.

    recovered: as in `shared_tables.account_cells`
    """

    value: str = ""
    seq: int = 0
    recovered: int = 0
    who: str = ""
    at: str = ""


@dataclass(frozen=True)
class Change:
    """One change: old -> new; seen: what whoever changed it had before them."""

    seq: int
    op: str
    uid: str
    field: str
    old: str
    seen: str
    new: str
    who: str
    at: str
    recovered: int = 0


def load_cells(connection: Connection, uids: Iterable[str]) -> dict[tuple[str, str], Cell]:
    """(uid, field) -> cell of some accounts; a field nobody ever filled has none."""
    query = select(account_cells, cell_changes.c.who, cell_changes.c.at)
    query = query.outerjoin(cell_changes, cell_changes.c.seq == account_cells.c.seq)
    return {
        (uid, field): Cell(value, int(seq), int(recovered), who or "", at or "")
        for part in chunks(uids)
        for uid, field, value, seq, recovered, who, at in connection.execute(query.where(account_cells.c.uid.in_(part)))
    }


def load_fields(connection: Connection) -> pd.DataFrame:
    """uid | field | value of every field that is filled, of all accounts."""
    query = select(account_cells.c.uid, account_cells.c.field, account_cells.c.value)
    return frame_of(connection, query.where(account_cells.c.value != ""))


def known_ops(connection: Connection, ops: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """op -> (uid, field, new) of the edits that were made already."""
    columns = cell_changes.c
    query = select(columns.op, columns.uid, columns.field, columns.new)
    return {
        op: (uid, field, new)
        for part in chunks(ops)
        for op, uid, field, new in connection.execute(query.where(columns.op.in_(part)))
    }


def save_changes(connection: Connection, changes: Sequence[Change]) -> None:
    """Write changes in their order; the cells hold the last one."""
    if not changes:
        return
    names = [column.name for column in cell_changes.columns]
    connection.execute(insert(cell_changes), [{name: getattr(one, name) for name in names} for one in changes])
    last = {(one.uid, one.field): one for one in changes}
    rows = [
        {"uid": one.uid, "field": one.field, "value": one.new, "seq": one.seq, "recovered": one.recovered}
        for one in last.values()
    ]
    connection.execute(_SET, rows)


_SET = text(
    "INSERT INTO account_cells (uid, field, value, seq, recovered) VALUES (:uid, :field, :value, :seq, :recovered) "
    "ON CONFLICT (uid, field) DO UPDATE "
    "SET value = excluded.value, seq = excluded.seq, recovered = excluded.recovered"
)
