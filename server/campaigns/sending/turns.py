"""`relance worker`: what one turn of a home comes to; the ticker only says when."""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.approval.sales_notices import advance
from server.campaigns.proposal.ahead import Ahead
from server.campaigns.proposal.planning import Computed, plan, plan_ahead
from server.campaigns.proposal.ticks import DueDay
from server.campaigns.sending.handovers import hand_over
from server.campaigns.sending.ledger import Ledger
from server.campaigns.sending.one_run import NO_SERVER, make_all_letters, sending_of
from server.campaigns.sending.worker import once
from server.campaigns.settings.environment import Environment
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.errors import UserError
from server.store import campaign_runs as runs
from server.store.database import is_trouble, reading
from server.transports.port import Answer, BeforeData, ChannelError, Mail, Transport

LOG = logging.getLogger("relance.campaigns")
WHO = "worker"


class NoServer:
    """The channel of a home that names no mail server: everything waits."""

    def open(self) -> None:
        """Never."""
        raise ChannelError(f"{NO_SERVER}.")

    def hand_over(self, mail: Mail, before_data: BeforeData) -> Answer:
        """Never."""
        raise ChannelError(f"{NO_SERVER}.")

    def close(self) -> None:
        """Nothing."""


class Turns:
    """The turns of one process: its ledger, its channel, and the ledgers of days it has read."""

    def __init__(
        self, engine: Engine, home: Path, environment: Environment, clock: Callable[[], str], ledger: Ledger,
        transport: Transport,
    ) -> None:  # fmt: skip
        self._engine, self._home, self._environment, self._clock = engine, home, environment, clock
        self._ledger, self._transport = ledger, transport
        self._rechecks = Rechecks(self._today)
        self._ahead: Ahead[Computed] | None = None

    def __call__(self) -> dict[str, Any]:
        """One turn: letters written, proposals made, mails sent, books closed (see `worker.once`)."""
        letters = Counter({"rendered": 0, "skipped": 0, "failed": 0})
        for run_id in self._open_runs():
            try:
                letters.update(self._unmailed(run_id))
            except Exception as error:
                if is_trouble(error):
                    raise
                LOG.exception("the letters of run %s", run_id)  # no reason to keep the others from leaving
        sending = sending_of(
            self._engine, self._environment, self._clock, self._ledger, self._transport, self._rechecks
        )  # fmt: skip
        return once(sending, self._propose, self._prepare) | {"letters": dict(letters)}

    def _unmailed(self, run_id: int) -> dict[str, int]:
        """What is done of a run without a mail: letters, hand-overs, and who waits for his sales contact."""
        advance(self._engine, run_id, self._rechecks, WHO, self._clock())
        made = make_all_letters(self._engine, self._home, run_id, self._clock, self._rechecks)
        hand_over(self._engine, run_id, self._rechecks, self._clock())
        return made

    def _prepare(self, due: DueDay) -> None:
        """Compute the proposal of a due day while others write."""
        self._ahead = None
        with suppress(UserError):  # told by `_propose`
            self._ahead = plan_ahead(self._engine, due.on, company=due.company)

    def _propose(self, connection: Connection, due: DueDay) -> int:
        """The proposal of a due day; 0 for a company that has no ledger yet."""
        try:
            return plan(
                connection, due.on, self._clock(), WHO, company=due.company, late_days=due.late_days, kind=runs.TICK,
                ahead=self._ahead,
            )  # fmt: skip
        except UserError:
            return 0

    def _open_runs(self) -> list[int]:
        with reading(self._engine) as connection:
            return [run.id for run in runs.load_runs(connection) if run.state == runs.APPROVED]

    def _today(self) -> int:
        with reading(self._engine) as connection:  # asked while the sender's own transaction is open
            return local_day(load_sending(connection).window, self._clock())
