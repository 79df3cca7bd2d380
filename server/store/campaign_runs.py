"""Dunning runs: what a proposal asks for and what it leaves out; and the due days, each owned by one process."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from server.store import campaign_states as states
from server.store.campaign_messages import Draft, add_messages, add_steps
from server.store.campaign_tables import (
    campaign_days,
    campaign_message_items,
    campaign_messages,
    campaign_runs,
    campaign_stops,
)
from server.store.rows import new_id

PROPOSED, APPROVED, CLOSED, WITHDRAWN = "proposed", "approved", "closed", "withdrawn"
PLAN, TICK, LEDGER, TAKEOVER = "plan", "tick", "ledger", "takeover"
TAKEN, DONE = "taken", "done"


@dataclass(frozen=True)
class Stop:
    """Items of an account a run does not ask for. items: (item, amount) | facts: JSON values the sentence says"""

    company_id: int
    account: str
    items: tuple[tuple[int, int], ...]
    reason: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A run as the store has it; company_id 0: of all companies; freshness: JSON."""

    id: int
    company_id: int
    on_day: int
    procedure: str
    kind: str
    state: str
    late_days: int
    freshness: str
    made_by: str
    made_at: str
    approved_at: str
    closed_at: str
    alarm: str


def add_run(
    connection: Connection, on: int, at: str, who: str, *, company_id: int = 0, procedure: str = "", kind: str = PLAN,
    late_days: int = 0, freshness: dict[str, Any] | None = None, state: str = PROPOSED,
) -> int:  # fmt: skip
    """A new run; its number."""
    row = insert(campaign_runs).values(
        company_id=company_id, on_day=on, procedure=procedure, kind=kind, state=state, late_days=late_days,
        freshness=json.dumps(freshness or {}, ensure_ascii=False), made_by=who, made_at=at, approved_at="",
        closed_at="", alarm="",
    )  # fmt: skip
    return new_id(connection, row)


def add_proposal(
    connection: Connection, run_id: int, drafts: Sequence[Draft], stops: Sequence[Stop], at: str, who: str
) -> list[str]:
    """What a run proposes and what it leaves out; the ids of its messages, in order."""
    ids = add_messages(connection, run_id, drafts, at, who)
    rows = [
        {"run_id": run_id, "place": place, "company_id": stop.company_id, "account": stop.account,
         "items": json.dumps(stop.items), "reason": stop.reason, "facts": json.dumps(stop.facts, ensure_ascii=False)}
        for place, stop in enumerate(stops)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(campaign_stops), rows)
    return ids


def load_run(connection: Connection, run_id: int) -> Run | None:
    """One run; None where there is none of that number."""
    found = connection.execute(select(campaign_runs).where(campaign_runs.c.id == run_id)).mappings().first()
    return None if found is None else Run(**found)


def load_runs(connection: Connection, most: int = 100) -> list[Run]:
    """The last runs, the newest first."""
    query = select(campaign_runs).order_by(campaign_runs.c.id.desc()).limit(most)
    return [Run(**row) for row in connection.execute(query).mappings()]


def open_runs(connection: Connection) -> list[int]:
    """The runs whose books are open."""
    query = select(campaign_runs.c.id).where(campaign_runs.c.state == APPROVED).order_by(campaign_runs.c.id)
    return [int(run) for run in connection.scalars(query)]


def find_run(connection: Connection, kind: str, on: int) -> int | None:
    """The first run of a kind and day; None where there is none."""
    where = (campaign_runs.c.kind == kind) & (campaign_runs.c.on_day == on)
    found = connection.scalar(select(func.min(campaign_runs.c.id)).where(where))
    return None if found is None else int(found)


def load_stops(connection: Connection, run_id: int) -> list[Stop]:
    """What a run leaves out, in order."""
    query = select(campaign_stops).where(campaign_stops.c.run_id == run_id).order_by(campaign_stops.c.place)
    return [
        Stop(row["company_id"], row["account"], tuple((int(item), int(amount)) for item, amount in
             json.loads(row["items"])), row["reason"], json.loads(row["facts"]))
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def set_run(connection: Connection, run_id: int, before: Sequence[str], **values: Any) -> bool:
    """Set columns of a run that is in one of these states; whether it was."""
    where = (campaign_runs.c.id == run_id) & campaign_runs.c.state.in_(before)
    return connection.execute(update(campaign_runs).where(where).values(**values)).rowcount == 1


def withdraw_proposals(connection: Connection, company_id: int, at: str, who: str) -> list[int]:
    """Take back what nobody approved yet, for another proposal of that company (0: of all); the runs touched.

    Of a run approved in part, what still waits for approval goes as well.
    """
    columns = campaign_messages.c
    chosen = columns.state == states.PLANNED
    if company_id:
        chosen &= columns.company_id == company_id
    found = connection.execute(select(columns.id, columns.run_id).where(chosen)).all()
    ids = [row.id for row in found]
    connection.execute(update(campaign_messages).where(chosen).values(state=states.WITHDRAWN))
    for start in range(0, len(ids), 500):
        part = campaign_message_items.c.message_id.in_(ids[start : start + 500])
        connection.execute(update(campaign_message_items).where(part).values(live=None))
    add_steps(connection, ids, states.WITHDRAWN, at, who)
    runs = {int(row.run_id) for row in found}
    empty = select(columns.run_id).where(columns.state == states.PLANNED)
    over = (campaign_runs.c.state == PROPOSED) & campaign_runs.c.id.not_in(empty)
    if company_id:
        over &= campaign_runs.c.company_id.in_((0, company_id))
    connection.execute(update(campaign_runs).where(over).values(state=WITHDRAWN))
    return sorted(runs)


def usual_sizes(connection: Connection, before_run: int, most: int = 10) -> list[int]:
    """How many messages each of the last approved runs had."""
    columns = campaign_messages.c
    approved = select(campaign_runs.c.id).where(
        campaign_runs.c.state.in_((APPROVED, CLOSED)), campaign_runs.c.id != before_run,
        campaign_runs.c.kind.in_((PLAN, TICK)),
    )  # fmt: skip
    last = approved.order_by(campaign_runs.c.id.desc()).limit(most)
    query = select(func.count()).where(columns.run_id.in_(last.scalar_subquery()), columns.state != states.WITHDRAWN,
                                              columns.channel != states.SALES)  # fmt: skip
    return [int(count) for count in connection.scalars(query.group_by(columns.run_id))]


# -- due days ------------------------------------------------------------------------------------------------------


def last_due_day(connection: Connection, company_id: int) -> int | None:
    """The last day a proposal was made for, or is being made; None before the first."""
    last = connection.scalar(select(func.max(campaign_days.c.due_on)).where(campaign_days.c.company_id == company_id))
    return None if last is None else int(last)


def take_days(
    connection: Connection, company_id: int, days: Sequence[int], token: str, now_ms: int, lease_ms: int, at: str
) -> list[int]:
    """Own due days: those nobody has, or whose owner did not finish in time; the ones now owned."""
    values = {"company": company_id, "token": token, "now": now_ms, "lease": now_ms + lease_ms, "at": at}
    return [day for day in days if connection.execute(_TAKE, {**values, "day": day}).rowcount == 1]


def day_tokens(connection: Connection, company_id: int) -> set[str]:
    """Of the due days somebody took and did not finish."""
    columns = campaign_days.c
    where = (columns.company_id == company_id) & (columns.state == TAKEN)
    return {str(token) for token in connection.scalars(select(columns.token).where(where))}


def free_days(connection: Connection, tokens: Collection[str]) -> None:
    """Let others have the days of processes that are no more."""
    own = (campaign_days.c.state == TAKEN) & campaign_days.c.token.in_(tokens)
    connection.execute(update(campaign_days).where(own).values(lease_ms=0))


def finish_days(connection: Connection, company_id: int, days: Sequence[int], token: str, run_id: int) -> bool:
    """Note the run of the days owned; False where another process has one of them by now: write nothing then."""
    columns = campaign_days.c
    where = (columns.company_id == company_id) & columns.due_on.in_(days) & (columns.token == token)
    change = update(campaign_days).where(where, columns.state == TAKEN)
    return connection.execute(change.values(state=DONE, run_id=run_id)).rowcount == len(days)


def unfinished_days(connection: Connection, company_id: int, now_ms: int) -> list[int]:
    """Due days whose owner did not finish in time."""
    columns = campaign_days.c
    where = (columns.company_id == company_id) & (columns.state == TAKEN) & (columns.lease_ms < now_ms)
    return [int(day) for day in connection.scalars(select(columns.due_on).where(where).order_by(columns.due_on))]


_TAKE = text(
    "INSERT INTO campaign_days (company_id, due_on, state, token, lease_ms, run_id, at) "
    "VALUES (:company, :day, 'taken', :token, :lease, 0, :at) "
    "ON CONFLICT (company_id, due_on) DO UPDATE SET token = excluded.token, lease_ms = excluded.lease_ms, "
    "at = excluded.at WHERE campaign_days.state = 'taken' AND campaign_days.lease_ms < :now"
)
