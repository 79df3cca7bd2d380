"""What all rooms of the store need: a query as a table, the id of a new row, many rows at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Insert, Table

#: Values of one IN: SQLite takes 32,766 of them, PostgreSQL 65,535, and there may be more customers than that.
MOST_AT_ONCE = 5_000


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Texts, each once and in order, as many at a time as one query takes."""
    found = sorted(set(values))
    for start in range(0, len(found), MOST_AT_ONCE):
        yield found[start : start + MOST_AT_ONCE]


def new_id(connection: Connection, statement: Insert) -> int:
    """Insert one row; its id."""
    key = connection.execute(statement).inserted_primary_key
    return int(key[0]) if key else 0


def frame_of(connection: Connection, query: Any) -> pd.DataFrame:
    """Result of a query as a DataFrame with its column names, whatever the number of rows."""
    result = connection.execute(query)
    names = list(result.keys())
    return pd.DataFrame([tuple(row) for row in result.all()], columns=names)


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, list[Any]]) -> None:
    """Insert rows given as columns of plain values, as fast as the driver takes them."""
    names = ", ".join(quoted(connection, name) for name in columns)
    rows = zip(*columns.values(), strict=True)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 (names of ours)


def quoted(connection: Connection, name: str) -> str:
    """A column's name as the database wants it."""
    return connection.dialect.identifier_preparer.quote(name)
