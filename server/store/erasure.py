"""Where persons' texts lie beside the audit, and their replacement in place."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update

from server.store.campaign_tables import (
    campaign_addresses,
    campaign_letters,
    campaign_messages,
    campaign_steps,
    campaign_stops,
)
from server.store.shared_tables import account_cells, batches, cell_changes, conflicts, events
from server.store.tables import contacts, interruptions, item_notes

#: Table -> its columns of plain text; of JSON.
_PLAIN: dict[Table, tuple[str, ...]] = {
    cell_changes: ("old", "seen", "new"),
    conflicts: ("base", "mine", "theirs"),
    contacts: ("name", "phone", "email"),
    item_notes: ("text",),
    interruptions: ("note",),
    campaign_messages: ("recipient", "answer"),
    campaign_steps: ("detail",),
    campaign_letters: ("proof",),
    campaign_addresses: ("reason",),
}
_JSON: dict[Table, tuple[str, ...]] = {
    events: ("data",), batches: ("answer",), campaign_messages: ("content", "reasons"), campaign_stops: ("facts",),
}  # fmt: skip


def cells_with(connection: Connection, is_theirs: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """(uid, field, value) of the shared fields that stand with such a text."""
    query = select(account_cells.c.uid, account_cells.c.field, account_cells.c.value).where(account_cells.c.value != "")
    return [(row[0], row[1], row[2]) for row in connection.execute(query) if is_theirs(row[2])]


def replaced(connection: Connection, change: Callable[[str], str]) -> dict[str, int]:
    """Pass every text through `change`; table -> how many rows it changed."""
    counts = Counter({campaign_addresses.name: _without_addresses(connection, change)})
    for table, names in _PLAIN.items():
        counts[table.name] += _replaced(connection, table, names, change)
    for table, names in _JSON.items():
        counts[table.name] += _replaced(connection, table, names, lambda text: _in_json(text, change))
    return {name: count for name, count in counts.items() if count}


def messages_with(connection: Connection, is_theirs: Callable[[str], bool]) -> list[str]:
    """The messages that go to such an address, or say such a text."""
    columns = campaign_messages.c
    query = select(columns.id, columns.recipient, columns.content, columns.reasons).order_by(columns.id)
    return [key for key, recipient, *texts in connection.execute(query)
            if is_theirs(recipient) or any(_says(text, is_theirs) for text in texts)]  # fmt: skip


def texts(connection: Connection) -> Iterator[str]:
    """Every text there is in these places, and in the shared fields."""
    yield from connection.scalars(select(account_cells.c.value))
    yield from connection.scalars(select(campaign_addresses.c.address))
    for table, names in _PLAIN.items():
        for row in connection.execute(select(*(table.columns[name] for name in names))):
            yield from filter(None, row)
    for table, names in _JSON.items():
        for row in connection.execute(select(*(table.columns[name] for name in names))):
            for told in filter(None, row):
                yield from _texts_in(json.loads(told))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(one)


def _says(text: str, is_theirs: Callable[[str], bool]) -> bool:
    return _in_json(text, lambda one: "" if one and is_theirs(one) else one) != text


def _without_addresses(connection: Connection, change: Callable[[str], str]) -> int:
    """Forget what is known of such addresses; how many."""
    column = campaign_addresses.c.address
    theirs = [address for address in connection.scalars(select(column)) if change(address) != address]
    for address in theirs:
        connection.execute(delete(campaign_addresses).where(column == address))
    return len(theirs)


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
    if not text:
        return text
    told = json.loads(text)
    new = in_value(told, change)
    return text if new == told else json.dumps(new, ensure_ascii=False)
