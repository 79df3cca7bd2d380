"""After a crash or a restore: what the ledgers tell is settled before anything is sent again.

A ledger line is written after the database knew of the transmission; so a database that knows less than a ledger was
put back from an earlier time, however that was done.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from server.campaigns.sending.ledger import ACK, NAK, SAID, Ledger, facts_of
from server.campaigns.sending.ledger_texts import (
    LedgerText,
    Transmission,
    all_said,
    ledgers_in,
    read_ledger,
    transmissions,
)
from server.campaigns.sending.taken_over import add_letter, take_over, take_over_said
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.errors import UserError
from server.store import campaign_sending as store
from server.store import campaign_states as states
from server.store import campaign_workers as workers
from server.store.campaign_letters import load_letter, said_since
from server.store.campaign_messages import Message, message_of, move
from server.store.database import sharing
from server.store.sync import locked_clock

LOG = logging.getLogger("relance.campaigns")
_OPEN = (states.UNCERTAIN, states.TRANSMITTING)
#: A process that stood still between its last look at the clock and the content, and wakes after this, finds its line
#: closed: mail servers end a silent one after five minutes (RFC 5321, 4.5.3.2.7). Before, nobody may say « not sent »;
#: where its ledger is at hand, not before it has ended or gone on either (`standstill`): no server's word is needed.
STANDSTILL_MS = 3_600_000


def settle_expired(
    connection: Connection, folder: Path, at: str, now_ms: int, who: str, ended: Collection[str] = ()
) -> int:  # fmt: skip
    """End the transmissions nobody told the end of: as a ledger of this machine has it, else uncertain; how many.

    ended: tokens of processes that are certainly no more
    """
    expired = store.expired_transmissions(connection, now_ms, ended)
    if not expired:
        return 0
    told = transmissions(ledgers_in(folder, locked_clock(connection).server))
    for message in expired:
        _settle(connection, message, told.get((message.id, message.tries)), at, who, message.token in ended)
    return len(expired)


def _settle(
    connection: Connection, message: Message, told: Transmission | None, at: str, who: str, has_ended: bool
) -> None:  # fmt: skip
    end = told.end if told else ""
    if end == ACK:
        _tell_sent(connection, message, told, at, who)
    elif end == NAK:
        move(connection, message.id, message.state, states.QUEUED, at, who, token=message.token, detail="ledger: nak",
             **store.FREE)  # fmt: skip
        store.free_contact_days(connection, message.id)
    else:
        left = store.FREE if has_ended else {"lease_ms": message.transmitted_ms + STANDSTILL_MS}
        move(connection, message.id, message.state, states.UNCERTAIN, at, who, token=message.token,
             detail="no answer was written down", **left)  # fmt: skip


def _tell_sent(connection: Connection, message: Message, told: Transmission | None, at: str, who: str) -> None:
    sent_at = str(told.told.get("at") or at) if told else at
    day = local_day(load_sending(connection).window, sent_at)
    move(connection, message.id, message.state, states.SENT, at, who, detail="ledger: ack", sent_at=sent_at,
         sent_day=day, **store.FREE)  # fmt: skip


def is_behind(connection: Connection, ledger: LedgerText) -> bool:
    """Whether the database knows less than a ledger: it was put back from an earlier time."""
    return any(_is_unknown(message_of(connection, one.message), one) for one in ledger.transmissions.values()) or any(
        _is_unsaid(message_of(connection, key), told) for key, told in ledger.said.items()
    )


def _is_unknown(message: Message | None, one: Transmission) -> bool:
    return message is None or message.tries < one.tries


def _is_unsaid(message: Message | None, told: Mapping[str, Any]) -> bool:
    known = (states.BOUNCED,) if told.get("state") == states.BOUNCED else states.LEFT
    return message is None or message.state not in known


def start(connection: Connection, path: Path, at: str, who: str) -> None:
    """What a process does before it sends: give a sign of life, and read what its own ledger tells beyond what the
    database knows. That is settled; where the database is behind it, campaigns are paused for a person."""
    locked_clock(connection)
    workers.ensure_control(connection)
    is_known = path.stem in {one.name for one in workers.load_workers(connection)}
    workers.beat(connection, path.stem, str(path), at)
    read_to = next(one.read_to for one in workers.load_workers(connection) if one.name == path.stem)
    ledger = read_ledger(path, read_to)
    if ledger.faults:
        LOG.warning("the ledger %s has %s lines that cannot be read", path, len(ledger.faults))
    if is_behind(connection, ledger):
        workers.set_paused(connection, workers.DATABASE_BEHIND, who, at)
    _apply(connection, [ledger], at, who)
    if not (is_known or ledger.transmissions or ledger.said):  # of after a restore it tells nothing of before
        workers.note_ledger_read(connection, path.stem, locked_clock(connection).epoch)
    workers.note_read_to(connection, path.stem, ledger.size)


def note_said(connection: Connection, ledger: Ledger, at: str) -> int:
    """Write into the ledger what people said of letters and calls since it was last done: a restored database is told
    again; of how many messages."""
    locked_clock(connection)
    workers.ensure_control(connection)
    said = said_since(connection, workers.read_control(connection).said_step)
    for key in said:
        message, letter = message_of(connection, key), load_letter(connection, key)
        if message is not None:
            own = {"tries": message.tries, "state": message.state, "sent_at": message.sent_at,
                   "sent_day": message.sent_day, "letter": vars(letter) if letter else {}}  # fmt: skip
            ledger.append(SAID, message=key, at=at, **own, **facts_of(message))
    if said:
        workers.note_said(connection, max(said.values()))
    return len(said)


def read_ledgers(
    engine: Engine, files: Iterable[Path], at: str, who: str, waived: Iterable[str] = ()
) -> dict[str, Any]:
    """After a restore: take over what the ledgers tell. Campaigns may go on once those of all known workers were read,
    or a person waived them: `{"read", "waived", "missing": [workers], "sent", "uncertain", "faults": {worker: lines}}`.

    Raises UserError for the ledger of another store.
    """
    ledgers = [read_ledger(path) for path in files]
    with sharing(engine) as connection:
        clock = locked_clock(connection)
        workers.ensure_control(connection)
        for ledger in ledgers:
            if ledger.server and ledger.server != clock.server:
                raise UserError(f"The ledger {ledger.worker} is of another store.")
        ends = _apply(connection, ledgers, at, who)
        whole = [ledger.worker for ledger in ledgers if not ledger.faults]
        known = {one.name: one.read_epoch for one in workers.load_workers(connection)}
        if any(known.get(name) != clock.epoch for name in whole):  # one of before the restore
            workers.note_ledger_read(connection, workers.OTHERS, clock.epoch)
        for name in whole:
            workers.note_ledger_read(connection, name, clock.epoch)
        for name in waived:
            workers.note_ledger_read(connection, name, clock.epoch, who)
        missing = [one.name for one in workers.load_workers(connection) if one.read_epoch != clock.epoch]
        if not missing:
            workers.note_ledgers_read(connection)
            if workers.read_control(connection).paused == workers.DATABASE_BEHIND:
                workers.set_paused(connection, "", who, at)
    faults = {ledger.worker: list(ledger.faults) for ledger in ledgers if ledger.faults}
    return {"read": whole, "waived": sorted(waived), "missing": missing, **ends, "faults": faults}


def _apply(connection: Connection, ledgers: list[LedgerText], at: str, who: str) -> Mapping[str, int]:
    """Bring the database up to what ledgers tell; how many messages came to each state: sent, uncertain, others."""
    ends = Counter({states.SENT: 0, states.UNCERTAIN: 0})
    for one in sorted(transmissions(ledgers).values(), key=lambda one: (one.message, one.tries)):
        message = message_of(connection, one.message)
        if message is None or message.tries < one.tries:
            ends[take_over(connection, message, one, at, who)] += 1
        elif message.tries == one.tries and message.state in _OPEN and one.end == ACK:
            _tell_sent(connection, message, one, at, who)
            ends[states.SENT] += 1
    for key, told in all_said(ledgers).items():
        message = message_of(connection, key)
        if _is_unsaid(message, told):
            ends[take_over_said(connection, message, told, at, who)] += 1
        else:
            add_letter(connection, told)
    return dict(ends)


def with_kin(files: Iterable[Path], server: str) -> list[Path]:
    """Ledgers, and those of the store that lie beside them: a machine has one for each process that sent. A folder is
    all of its ledgers."""
    found: list[Path] = []
    for path in (one.resolve() for one in files):
        found += known_ledgers(path, server) if path.is_dir() else [path, *known_ledgers(path.parent, server)]
    return list(dict.fromkeys(found))


def known_ledgers(folder: Path, server: str) -> list[Path]:
    """The ledgers of a store there are on this machine."""
    return [folder / f"{one.worker}.ledger" for one in ledgers_in(folder, server)]
