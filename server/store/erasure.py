"""Where persons' texts lie beside the audit, and their replacement in place."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update

from server.store.shared_tables import account_cells, batches, cell_changes, conflicts, events
from server.store.tables import contacts, interruptions, item_notes

#: Table -> its columns of plain text; of JSON.
_PLAIN: dict[Table, tuple[str, ...]] = {
    cell_changes: ("old", "seen", "new"),
    conflicts: ("base", "mine", "theirs"),
    contacts: ("name", "phone", "email"),
    item_notes: ("text",),
    interruptions: ("note",),
}
_JSON: dict[Table, tuple[str, ...]] = {events: ("data",), batches: ("answer",)}


def cells_with(connection: Connection, is_theirs: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """(uid, field, value) of the shared fields that stand with such a text."""
    query = select(account_cells.c.uid, account_cells.c.field, account_cells.c.value).where(account_cells.c.value != "")
    return [(row[0], row[1], row[2]) for row in connection.execute(query) if is_theirs(row[2])]


def replaced(connection: Connection, change: Callable[[str], str]) -> dict[str, int]:
    """Pass every text through `change`; table -> how many rows it changed."""
    counts: dict[str, int] = {}
    for table, names in _PLAIN.items():
        counts[table.name] = _replaced(connection, table, names, change)
    for table, names in _JSON.items():
        counts[table.name] = _replaced(connection, table, names, lambda text: _in_json(text, change))
    return {name: count for name, count in counts.items() if count}


def in_value(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every text in it passed through `change`; names of keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [in_value(one, change) for one in value]
    if isinstance(value, dict):
        return {key: in_value(one, change) for key, one in value.items()}
    return value


def _replaced(connection: Connection, table: Table, names: tuple[str, ...], change: Callable[[str], str]) -> int:
    key = list(table.primary_key.columns)
    columns: list[Column[Any]] = [table.columns[name] for name in names]
    count = 0
    for row in connection.execute(select(*key, *columns)).all():
        told = row[len(key) :]
        new = [change(text) for text in told]
        if list(told) != new:
            count += 1
            values = dict(zip(names, new, strict=True))
            is_it = [column == value for column, value in zip(key, row[: len(key)], strict=True)]
            connection.execute(update(table).where(*is_it).values(**values))
    return count


def _in_json(text: str, change: Callable[[str], str]) -> str:
    """Texts of a JSON text; one that is unchanged stays as it was written."""
    told = json.loads(text)
    new = in_value(told, change)
    return text if new == told else json.dumps(new, ensure_ascii=False)
