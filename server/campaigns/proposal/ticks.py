"""Due days: each working day of a company has one proposal, whoever ticks; missed ones are made good together.

A tick is a date, not a moment: nothing is lost by a process that was down, and nothing is made twice by four that run.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine

from server.campaigns.settings.sending_settings import SendingSettings, load_sending
from server.campaigns.settings.window import Window, due_days, local_day
from server.clock import machine_ms
from server.store import campaign_runs as store
from server.store.companies import load_companies
from server.store.database import sharing

#: A proposal over a large ledger takes seconds; its owner is dead after this.
LEASE_MS = 600_000
#: Days further back are not looked at: one proposal covers them anyway.
_MOST_MISSED = 400


@dataclass(frozen=True)
class DueDay:
    """What a tick owns. days: all it makes good, the last is the proposal's | late_days: working days missed before"""

    company_id: int
    company: str
    days: tuple[int, ...]
    token: str

    @property
    def on(self) -> int:
        """The day the proposal is for."""
        return self.days[-1]

    @property
    def late_days(self) -> int:
        """How many due days were missed."""
        return len(self.days) - 1


#: Makes and stores the proposal of a due day in the transaction given; the run's number, 0 where there is nothing.
Propose = Callable[[Connection, DueDay], int]


class _TakenOverError(Exception):
    """Another process owns the days by now: its proposal stands, this one is taken back."""


class Owner(Protocol):
    """A process that takes due days."""

    def new_token(self) -> str:
        """What tells whose days they are."""

    def has_ended(self, token: str) -> bool:
        """Whether the process of a token is certainly no more."""


#: What can be done for a due day beforehand, while nothing is locked.
Prepare = Callable[[DueDay], None]


def tick(
    engine: Engine, propose: Propose, at: str, lease_ms: int = LEASE_MS, *, prepare: Prepare = lambda _: None,
    owner: Owner | None = None,
) -> list[int]:  # fmt: skip
    """Make the proposals that are due at an instant; the runs made by this call. owner: this process"""
    with sharing(engine) as connection:
        settings = load_sending(connection)
        companies = [(int(row["id"]), str(row["name"])) for _, row in load_companies(connection).iterrows()]
    made = []
    for one in companies:
        owned = _owned(engine, settings, one, at, lease_ms, owner)
        if owned is not None:
            prepare(owned)
            made.append(_made(engine, propose, owned))
    return [run for run in made if run]


def begin(connection: Connection, company_id: int, day: int, at: str) -> None:
    """The first due day of a company is the one after this: nothing before is made good."""
    token = uuid.uuid4().hex
    if store.take_days(connection, company_id, [day], token, machine_ms(), LEASE_MS, at):
        store.finish_days(connection, company_id, [day], token, 0)


def _made(engine: Engine, propose: Propose, owned: DueDay) -> int:
    try:
        with sharing(engine) as connection:
            run_id = propose(connection, owned)
            if not store.finish_days(connection, owned.company_id, owned.days, owned.token, run_id):
                raise _TakenOverError
    except _TakenOverError:
        return 0
    return run_id


def _owned(
    engine: Engine, settings: SendingSettings, company: tuple[int, str], at: str, lease_ms: int, owner: Owner | None
) -> DueDay | None:  # fmt: skip
    """The due days of a company nobody has, taken by this process; None where there are none. What a dead process left
    is made good by the newest of them: where that has its proposal already, it says all there is to say."""
    number, name = company
    with sharing(engine) as connection:
        now, token = machine_ms(), owner.new_token() if owner else uuid.uuid4().hex
        if owner:
            store.free_days(connection, {one for one in store.day_tokens(connection, number) if owner.has_ended(one)})
        last = store.last_due_day(connection, number)
        left = store.unfinished_days(connection, number, now)
        window = settings.window
        every = due_days(window, _before(window, at) if last is None else last, at, settings.plan_minute)
        wanted = sorted({*left, *(every[-1:] if last is None else every)})
        days = store.take_days(connection, number, wanted, token, now, lease_ms, at)
        if days and days[-1] < (store.last_due_day(connection, number) or 0):
            store.finish_days(connection, number, days, token, 0)
            return None
    return DueDay(number, name, tuple(days), token) if days else None


def _before(window: Window, at: str) -> int:
    return local_day(window, at) - _MOST_MISSED
