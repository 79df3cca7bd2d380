"""Noting the events of a follow-up workbook: each under an id that follows from what it says, and so once."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from addin.wire import Event
from server.account_events import machine_user
from server.errors import UserError
from server.rights import User
from server.store.rows import MOST_AT_ONCE
from server.store.sync import load_gaps
from server.sync.events import apply_events
from server.sync.parts import Sender


def hashed_id(what: str, told: str) -> str:
    """32 hexadecimal digits."""
    return hashlib.sha256(f"{what}\n{told}".encode()).hexdigest()[:32]


def note_all(connection: Connection, events: Sequence[Event], at: str, file_name: str) -> None:
    """Add events as whoever sits at the machine. Raises UserError where one is refused."""
    sender = Sender(User(machine_user(), "admin"), "", at, load_gaps(connection))
    for start in range(0, len(events), MOST_AT_ONCE):
        part = events[start : start + MOST_AT_ONCE]
        for one, result in zip(part, apply_events(connection, sender, part), strict=True):
            if result.r == "rejected":
                raise UserError(f"{file_name}: an event of the kind {one.kind} was refused: {result.sentence}")
