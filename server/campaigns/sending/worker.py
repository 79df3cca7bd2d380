"""`relance worker`: beats, makes the proposals that are due, sends what is approved, closes the books.

The ticker only says "now"; what is done then is the store's to know. The sign of life is written by the loop itself.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from server.campaigns.proposal.ticks import Prepare, Propose, tick
from server.campaigns.sending.books import close_all
from server.campaigns.sending.ledger import Ledger, open_ledger
from server.campaigns.sending.process import Sending
from server.campaigns.sending.recovery import note_said, start
from server.campaigns.sending.sender import send_all
from server.store import campaign_workers as workers
from server.store.database import sharing
from server.store.sync import locked_clock
from server.transports.port import ChannelError

LOG = logging.getLogger("relance.campaigns")
TICK_S = 60
FOLDER = "ledgers"


def begin(engine: Engine, folder: Path, at: str) -> Ledger:
    """A ledger of this process's own, read before anything is sent, and a first sign of life. Raises UserError."""
    with sharing(engine) as connection:
        server = locked_clock(connection).server
    ledger = open_ledger(folder, server)
    with sharing(engine) as connection:
        start(connection, ledger.path, at, ledger.name)
        note_said(connection, ledger, at)
    return ledger


def tell_ledger(engine: Engine, folder: Path, at: str) -> None:
    """Tell a ledger at once what people said of letters and calls. Raises UserError."""
    begin(engine, folder, at).close()


def once(
    sending: Sending, propose: Propose | None = None, prepare: Prepare = lambda _: None
) -> dict[str, Any]:  # fmt: skip
    """One turn: `{"runs": made, "ends": {end: n}, "paused", "channel": sentence, "alarms"}`."""
    now = sending.clock()
    with sharing(sending.engine) as connection:
        workers.beat(connection, sending.ledger.name, str(sending.ledger.path), now)
        note_said(connection, sending.ledger, now)
        paused = workers.why_paused(connection)
    made = [] if propose is None else tick(
        sending.engine, propose, now, prepare=prepare, owner=sending.ledger
    )  # fmt: skip
    ends: Mapping[str, int] = {}
    channel = ""
    try:
        ends = send_all(sending)
    except ChannelError as error:
        channel = str(error)
    with sharing(sending.engine) as connection:
        alarms = close_all(connection, sending.clock())
    return {"runs": made, "ends": dict(ends), "paused": paused, "channel": channel, "alarms": alarms}


def forever(turn: Callable[[], object], every_s: int = TICK_S) -> None:
    """Take a turn every minute until the process is told to stop; a turn that fails is logged, the next one comes."""
    from apscheduler.schedulers.blocking import (  # type: ignore[import-untyped]  # noqa: PLC0415
        BlockingScheduler,
    )

    scheduler = BlockingScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    def guarded() -> None:
        try:
            turn()
        except Exception:
            LOG.exception("a turn of the worker failed")
        except SystemExit:  # in a thread of the scheduler's it would end nothing
            if not scheduler.running:
                raise
            scheduler.shutdown(wait=False)

    guarded()
    scheduler.add_job(guarded, "interval", seconds=every_s)
    with suppress(KeyboardInterrupt, SystemExit):
        scheduler.start()
