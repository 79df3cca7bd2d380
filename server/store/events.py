"""Events of accounts: added, never changed; a correction is an event that names the one before."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.store.rows import chunks
from server.store.shared_tables import events
from server.store.sync import ticks


@dataclass(frozen=True)
class StoredEvent:
    """One event; day: as in `receivables.days`; data: as `receivables.followup.events` has it; corrects: id or None."""

    id: str
    seq: int
    uid: str
    kind: str
    day: int
    data: dict[str, Any]
    corrects: str | None
    who: str
    at: str


def load_events(connection: Connection, uids: Iterable[str] | None = None) -> list[StoredEvent]:
    """The events of some accounts (None: of all), oldest first, corrected ones with their corrections.

    `uid` is always that of an account that stands for itself.
    """
    query = select(events).order_by(events.c.seq)
    if uids is None:
        return [stored_event(row) for row in connection.execute(query)]
    queries = (query.where(events.c.uid.in_(part)) for part in chunks(uids))
    return sorted((stored_event(row) for one in queries for row in connection.execute(one)), key=lambda one: one.seq)


def find_events(connection: Connection, ids: Iterable[str]) -> dict[str, StoredEvent]:
    """id -> event of those that are known."""
    queries = (select(events).where(events.c.id.in_(part)) for part in chunks(ids))
    return {row.id: stored_event(row) for one in queries for row in connection.execute(one)}


def find_corrections(connection: Connection, ids: Iterable[str]) -> dict[str, StoredEvent]:
    """id of an event -> the event that corrects it, of those that are corrected."""
    queries = (select(events).where(events.c.corrects.in_(part)) for part in chunks(ids))
    return {row.corrects: stored_event(row) for one in queries for row in connection.execute(one)}


def add_events(connection: Connection, added: Sequence[StoredEvent]) -> None:
    """Keep new events."""
    if added:
        rows = [{**vars(one), "data": json.dumps(one.data, ensure_ascii=False)} for one in added]
        connection.execute(insert(events), rows)


def move_events(connection: Connection, source: str, target: str) -> None:
    """Events of an account that was merged belong to the other one; workbooks receive them anew."""
    ids = list(connection.scalars(select(events.c.id).where(events.c.uid == source).order_by(events.c.seq)))
    if ids:
        change = update(events).where(events.c.id == bindparam("told")).values(uid=target, seq=bindparam("new"))
        numbers = ticks(connection, len(ids))
        connection.execute(change, [{"told": one, "new": seq} for one, seq in zip(ids, numbers, strict=True)])


def stored_event(row: Any) -> StoredEvent:
    """A row of the table as a value."""
    return StoredEvent(
        row.id, int(row.seq), row.uid, row.kind, int(row.day), json.loads(row.data), row.corrects, row.who, row.at
    )
