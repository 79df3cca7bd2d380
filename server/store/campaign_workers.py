"""Who sends, whether anything may leave, and how campaigns are set."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from server.store.campaign_tables import campaign_control, campaign_settings, campaign_workers
from server.store.sync import load_gaps, locked_clock, read_clock

BY_HAND, DATABASE_BEHIND = "by_hand", "database_behind"
#: Instead of the workers a backup put back elsewhere knows nothing of.
OTHERS = "since-the-backup"


@dataclass(frozen=True)
class Worker:
    """A process that sends, or did. read_to: bytes of its ledger the database knows | read_epoch: in which its ledger
    was last read, or waived"""

    name: str
    ledger: str
    started_at: str
    seen_at: str
    read_to: int
    read_epoch: str
    waived_by: str


@dataclass(frozen=True)
class Control:
    """Whether anything may leave. paused: '', by_hand, database_behind | epoch: of the clock, when every ledger was
    last read; another one than the clock's means that the database was restored since | said_step: up to which a ledger
    has what people said"""

    paused: str
    who: str
    at: str
    epoch: str
    said_step: int


def read_control(connection: Connection) -> Control:
    """As it stands; nothing is paused in a new store."""
    found = connection.execute(_CONTROL).first()
    return Control("", "", "", "", 0) if found is None else Control(*found)


def is_restored(connection: Connection) -> bool:
    """Whether the database was put back from a backup, and not every ledger was read since."""
    clock, found = read_clock(connection), connection.execute(_CONTROL).first()
    if found is None:
        return bool(load_gaps(connection))  # of a backup older than the first message
    return clock is None or clock.epoch != found.epoch


def why_paused(connection: Connection) -> str:
    """'' while messages may leave, else by_hand, database_behind or restored."""
    return read_control(connection).paused or ("restored" if is_restored(connection) else "")


def set_paused(connection: Connection, paused: str, who: str, at: str) -> None:
    """Stop everything that has not begun, or let it go on ('')."""
    ensure_control(connection)
    connection.execute(update(campaign_control).values(paused=paused, who=who, at=at))


def ensure_control(connection: Connection) -> None:
    """The control row, made on first use with the epoch of the clock; with none where the store was restored and its
    ledgers are still to be read."""
    clock = locked_clock(connection)
    connection.execute(_MAKE, {"epoch": "" if load_gaps(connection) else clock.epoch})


def note_ledgers_read(connection: Connection) -> None:
    """Every ledger was read or waived under the present epoch."""
    ensure_control(connection)
    connection.execute(update(campaign_control).values(epoch=locked_clock(connection).epoch))


def beat(connection: Connection, name: str, ledger: str, at: str) -> None:
    """A sign of life of a worker, written by the loop that works."""
    connection.execute(_BEAT, {"name": name, "ledger": ledger, "at": at})


def load_workers(connection: Connection) -> list[Worker]:
    """Every worker there ever was, by name."""
    query = select(campaign_workers).order_by(campaign_workers.c.name)
    return [Worker(**row) for row in connection.execute(query).mappings()]


def kept_workers(connection: Connection) -> list[dict[str, Any]]:
    """The workers known before a restore, to be kept through it: what they sent may be unknown to the backup."""
    return [vars(worker) for worker in load_workers(connection)]


def keep_workers(connection: Connection, kept: list[dict[str, Any]]) -> None:
    """Know them again after the restore."""
    for worker in kept:
        beat(connection, worker["name"], worker["ledger"], worker["seen_at"])


def know_others(connection: Connection, at: str) -> None:
    """After a restore into an empty store: whoever sent since the backup is known to nobody here."""
    beat(connection, OTHERS, "", at)


def note_read_to(connection: Connection, name: str, size: int) -> None:
    """The database knows what the ledger of a worker tells up to so many bytes."""
    connection.execute(update(campaign_workers).where(campaign_workers.c.name == name).values(read_to=size))


def note_said(connection: Connection, step: int) -> None:
    """A ledger has what people said up to a step."""
    connection.execute(update(campaign_control).values(said_step=step))


def note_ledger_read(connection: Connection, name: str, epoch: str, waived_by: str = "") -> None:
    """The ledger of a worker was read under an epoch, or somebody goes without it."""
    change = update(campaign_workers).where(campaign_workers.c.name == name)
    connection.execute(change.values(read_epoch=epoch, waived_by=waived_by))


def load_setting(connection: Connection, name: str) -> Any:
    """A setting as it was set, None where nobody did."""
    found = connection.scalar(select(campaign_settings.c.value).where(campaign_settings.c.name == name))
    return None if found is None else json.loads(found)


def save_setting(connection: Connection, name: str, value: Any, who: str, at: str) -> None:
    """Set one; None forgets it."""
    connection.execute(delete(campaign_settings).where(campaign_settings.c.name == name))
    if value is not None:
        row = {"name": name, "value": json.dumps(value, ensure_ascii=False), "set_by": who, "set_at": at}
        connection.execute(insert(campaign_settings), [row])


_CONTROL = select(campaign_control.c.paused, campaign_control.c.who, campaign_control.c.at, campaign_control.c.epoch,
                  campaign_control.c.said_step)  # fmt: skip
_MAKE = text(
    "INSERT INTO campaign_control (one, paused, who, at, epoch, said_step) VALUES (1, '', '', '', :epoch, 0) "
    "ON CONFLICT DO NOTHING"
)
_BEAT = text(
    "INSERT INTO campaign_workers (name, ledger, started_at, seen_at, read_to, read_epoch, waived_by) "
    "VALUES (:name, :ledger, :at, :at, 0, '', '') "
    "ON CONFLICT (name) DO UPDATE SET ledger = excluded.ledger, seen_at = excluded.seen_at"
)
