"""Taking a follow-up workbook back, and what comes of one that is imported again after that."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from addin.wire import Event
from receivables.days import iso
from receivables.followup.events import CANCELLED
from server.imports.followup_noted import hashed_id, note_all
from server.store.events import StoredEvent, find_corrections, find_events
from server.store.sync import locked_clock


def undo_followup(connection: Connection, record: Mapping[str, Any], at: str) -> tuple[int, int]:
    """Cancel what an import noted, but for what people corrected since; `record`: a row of `load_imports`.

    Returns how many events were cancelled and how many left as they were corrected.
    """
    locked_clock(connection)
    noted = find_events(connection, json.loads(record["undo"]))
    corrected = find_corrections(connection, noted)
    back = [_cancelling(one) for one in noted.values() if one.id not in corrected]
    note_all(connection, back, at, str(record["file_name"]))
    return len(back), len(corrected)


def _cancelling(one: StoredEvent) -> Event:
    """The correction that takes an event back, from the day it was noted for on."""
    data = {**one.data, "status": CANCELLED}
    return Event(id=_undo_id(one.id), acc=one.uid, kind=one.kind, day=iso(one.day), data=data, corrects=one.id)


def _undo_id(event_id: str) -> str:
    return hashed_id("undone", event_id)


def since_undone(connection: Connection, told: list[Event]) -> list[Event]:
    """Events under another id where an earlier import noted them and was taken back."""
    while True:
        corrections = find_corrections(connection, [one.id for one in told])
        undone = {key for key, one in corrections.items() if one.id == _undo_id(key)}
        if not undone:
            return told
        told = [one.model_copy(update={"id": hashed_id("again", one.id)}) if one.id in undone else one for one in told]
