"""The clock of what is shared, the answers already given, the workbooks seen.

Every shared change draws its number from the clock's one row, which its transaction keeps locked to the end: numbers
are committed in their order, so a cursor never passes a change that is not there yet.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, text, update

from addin.protocol import EPOCH_GAP
from server.store.rows import frame_of
from server.store.shared_tables import account_cells, batches, clock, restores, shared_workbooks


@dataclass(frozen=True)
class Clock:
    """server: this store's identity | epoch: another one after each restore | seq: of the last change
    restored_from: the lowest number a backup was restored at, 0 where none was."""

    server: str
    epoch: str
    seq: int
    restored_from: int


@dataclass(frozen=True)
class Gap:
    """Numbers above `after` and up to `until` were given to changes a restore may have forgotten."""

    after: int
    until: int

    def holds(self, number: int) -> bool:
        """Whether a number is one of them."""
        return self.after < number <= self.until


def read_clock(connection: Connection) -> Clock | None:
    """The clock; None before anything was ever shared."""
    found = connection.execute(_CLOCK).first()
    return None if found is None else Clock(found[0], found[1], int(found[2]), int(found[3]))


def last_number(connection: Connection) -> int:
    """The number of the last change."""
    return int(connection.scalar(select(clock.c.seq)) or 0)


def locked_clock(connection: Connection) -> Clock:
    """The clock, made on first use, locked to the end of the transaction: other writers of shared state wait.

    Call it first; what else is locked afterwards is then locked in one order by everybody.
    """
    connection.execute(_MAKE_CLOCK, {"server": _new_id(), "epoch": _new_id()})
    found = connection.execute(_CLOCK.with_for_update()).one()
    return Clock(found[0], found[1], int(found[2]), int(found[3]))


def tick(connection: Connection) -> int:
    """The number of one change."""
    return ticks(connection, 1)[0]


def ticks(connection: Connection, count: int) -> range:
    """The numbers of several changes, in order."""
    moved = update(clock).values(seq=clock.c.seq + count).returning(clock.c.seq)
    last = connection.scalar(moved)
    if last is None:
        locked_clock(connection)
        last = connection.execute(moved).scalar_one()
    return range(int(last) - count + 1, int(last) + 1)


def new_epoch(connection: Connection, at: str) -> Clock:
    """Begin another epoch, after this database was put back from a backup; the clock as it is then.

    at: the instant, ISO with its offset from UTC. Workbooks find the epoch changed, and offer again what they know with
    a number above that of the backup.
    """
    before = locked_clock(connection)
    at_ms = int(dt.datetime.fromisoformat(at).timestamp() * 1000)
    # No number is given twice: the milliseconds since 1970 go up where one restore follows another from one backup.
    gap = Gap(before.seq, max(before.seq + EPOCH_GAP, at_ms))
    lowest = min((one.after for one in [*load_gaps(connection), gap]), default=0)
    after = Clock(before.server, _new_id(), gap.until, lowest)
    connection.execute(insert(restores).values(epoch=after.epoch, after=gap.after, until=gap.until, at=at))
    connection.execute(update(clock).values(epoch=after.epoch, seq=after.seq, restored_from=after.restored_from))
    connection.execute(update(account_cells).values(recovered=0))
    return after


def load_gaps(connection: Connection) -> list[Gap]:
    """What restores may have forgotten, oldest first; empty where none ever was."""
    rows = connection.execute(select(restores.c.after, restores.c.until).order_by(restores.c.until))
    return [Gap(int(after), int(until)) for after, until in rows]


def find_batch(connection: Connection, batch: str) -> tuple[str, str] | None:
    """Hash and answer (JSON) of a push that was answered, None where it is new."""
    found = connection.execute(select(batches.c.sha256, batches.c.answer).where(batches.c.id == batch)).first()
    return None if found is None else (str(found[0]), str(found[1]))


def save_batch(connection: Connection, batch: str, sha256: str, answer: str, at: str) -> None:
    """Keep what a push was answered."""
    connection.execute(insert(batches).values(id=batch, sha256=sha256, answer=answer, at=at))


def drop_batches(connection: Connection, before: str) -> int:
    """Forget the answers older than an instant; how many there were. Edits stay known by their `op`."""
    return connection.execute(delete(batches).where(batches.c.at < before)).rowcount


def see_workbook(connection: Connection, workbook: str, user: str, cursor: int, at: str) -> None:
    """Note that a workbook asked, up to where it knows."""
    connection.execute(_SEE, {"id": workbook, "user": user, "cursor": cursor, "at": at})


def load_workbooks(connection: Connection) -> pd.DataFrame:
    """id | user | cursor | synced_at of the workbooks that ever asked, the latest first."""
    query = select(shared_workbooks).order_by(shared_workbooks.c.synced_at.desc(), shared_workbooks.c.id)
    return frame_of(connection, query)


_CLOCK = select(clock.c.server, clock.c.epoch, clock.c.seq, clock.c.restored_from)
_MAKE_CLOCK = text(
    "INSERT INTO clock (one, server, epoch, seq, restored_from) VALUES (1, :server, :epoch, 0, 0) "
    "ON CONFLICT DO NOTHING"
)
_SEE = text(
    'INSERT INTO shared_workbooks (id, "user", cursor, synced_at) VALUES (:id, :user, :cursor, :at) '
    'ON CONFLICT (id) DO UPDATE SET "user" = excluded."user", cursor = excluded.cursor, synced_at = excluded.synced_at'
)


def _new_id() -> str:
    return uuid.uuid4().hex
