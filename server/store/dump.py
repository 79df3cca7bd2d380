"""All rows of a store, table by table, out of it and into it: the same for SQLite and PostgreSQL."""

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from server.errors import UserError
from server.store.database import is_busy, known_revisions, revision, upgrade
from server.store.people_tables import sessions
from server.store.tables import metadata

#: Whoever is signed in signs in again.
_LEFT_OUT = {sessions.name}
_CHUNK = 2_000
#: How long a restore waits for a moment in which nobody works, and how often it looks.
_WAIT_S, _AGAIN_S = 30.0, 0.02


def tables() -> list[tuple[str, list[str]]]:
    """Name and columns of the tables a backup holds, those others refer to first."""
    return [(one.name, [column.name for column in one.columns]) for one in metadata.sorted_tables
            if one.name not in _LEFT_OUT]  # fmt: skip


def dumped(connection: Connection, name: str) -> Iterator[Sequence[Any]]:
    """The rows of a table, in the order of its key."""
    table = metadata.tables[name]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_CHUNK)
    yield from connection.execute(query)


def taken_alone(connection: Connection, wait_s: float = _WAIT_S) -> None:
    """Keep everybody else out of our tables to the end of the transaction: of PostgreSQL's, all at once or none, so
    that nobody waits crosswise for somebody who waits. Raises DBAPIError where others work all that time."""
    if connection.dialect.name != "postgresql":
        return  # one writes at a time
    names = sorted({*metadata.tables, "alembic_version"} & set(inspect(connection).get_table_names()))
    lock = text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE NOWAIT")
    until = time.monotonic() + wait_s
    while True:
        try:
            with connection.begin_nested():
                connection.execute(lock)
        except DBAPIError as error:
            if not is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def emptied(connection: Connection, wanted: str) -> None:
    """Drop our tables, make those of a revision, in the caller's transaction; others keep theirs. Raises UserError."""
    if wanted not in known_revisions():
        raise UserError("The backup was written by a newer Relance: update this one.")
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables or name == "alembic_version")
    found.drop_all(connection)
    upgrade(connection, wanted)


def fill(connection: Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Put rows into a table as it is at the moment; how many. Raises UserError for a table or column it has not."""
    table = Table(name, MetaData(), autoload_with=connection)
    if missing := set(columns) - set(table.columns.keys()):
        raise UserError(f"The backup has columns of {name} that are not known: {', '.join(sorted(missing))}.")
    count, source = 0, iter(rows)
    while chunk := list(itertools.islice(source, _CHUNK)):
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in chunk])
        count += len(chunk)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)
    return count


def finished(connection: Connection) -> None:
    """Bring the tables to the present revision."""
    upgrade(connection, "head")


def store_revision(connection: Connection) -> str:
    """The revision of the store."""
    return revision(connection) or ""


def is_empty(connection: Connection) -> bool:
    """Whether nobody has put anything into the store yet."""
    return all(connection.execute(select(metadata.tables[name]).limit(1)).first() is None
               for name in ("companies", "users", "clock", "imports"))  # fmt: skip


def _count_on(connection: Connection, table: Table) -> None:
    """The next id PostgreSQL gives is above those that were put in."""
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:name, :column)"), {"name": f'"{table.name}"', "column": column.name}
        )
        if sequence:
            highest = connection.scalar(select(column).order_by(column.desc()).limit(1)) or 0
            told = {"sequence": sequence, "value": max(1, highest), "is_used": highest > 0}
            connection.execute(text("SELECT setval(:sequence, :value, :is_used)"), told)
