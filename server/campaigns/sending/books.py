"""The books of a run: what was approved is sent, skipped, failed, uncertain or waiting, to the last message."""

from collections import Counter
from typing import Any

from sqlalchemy import Connection

from server.campaigns.proposal.invoice_copies import COPIES
from server.campaigns.proposal.runs import the_run
from server.campaigns.proposal.sales import SALES_TOLD
from server.store import campaign_runs as runs
from server.store import campaign_states as states
from server.store.campaign_messages import state_counts

_PAPER_WAITING = (states.QUEUED, states.RENDERED, states.PRINTED)


def books(connection: Connection, run_id: int) -> dict[str, Any]:
    """`{"planned", "sent", "skipped": {reason: n}, "failed", "uncertain", "waiting", "waiting_for": {what: n},
    "to_approve", "told_sales": {column: n}, "state", "alarm"}`.

    planned: messages approved; waiting_for: window, cap, one_a_day..., post (letters nobody said were posted), call;
    told_sales: what became of the mails to sales contacts, which are no messages to customers.
    """
    run = the_run(connection, run_id)
    told: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    sales: Counter[str] = Counter()
    for (state, channel, reason), count in state_counts(connection, run_id).items():
        if channel == states.SALES:
            sales[_column(state)] += count
            continue
        told[_column(state)] += count
        if state == states.SKIPPED:
            skipped[reason] += count
        elif state in states.WAITING:
            waiting[_awaited(state, channel, reason)] += count
    approved = sum(told.values()) - told["to_approve"] - told["withdrawn"]
    return {
        "planned": approved, "sent": told["sent"], "skipped": dict(sorted(skipped.items())), "failed": told["failed"],
        "uncertain": told["uncertain"], "waiting": told["waiting"], "waiting_for": dict(sorted(waiting.items())),
        "to_approve": told["to_approve"], "told_sales": dict(sorted(sales.items())), "state": run.state,
        "alarm": run.alarm,
    }  # fmt: skip


def _column(state: str) -> str:
    if state in states.LEFT:
        return "sent"
    if state in states.WAITING:
        return "waiting"
    return {states.PLANNED: "to_approve"}.get(state, state)


def _awaited(state: str, channel: str, reason: str) -> str:
    """What a message waits for: a person, or the reason it was put off for, '' while nothing keeps it."""
    if state == states.OPEN:
        return "call"
    if channel in states.PAPER and state in _PAPER_WAITING and reason not in (SALES_TOLD, COPIES):
        return "post"
    return reason or "turn"


def close_books(connection: Connection, run_id: int, at: str) -> dict[str, Any]:
    """Close them where nothing waits any more; an alarm where the columns do not add up. The books."""
    told = books(connection, run_id)
    columns = ("sent", "failed", "uncertain", "waiting")
    ended = sum(told[name] for name in columns) + sum(told["skipped"].values())
    if ended != told["planned"]:
        alarm = f"{told['planned']} planned, {ended} accounted for"
        runs.set_run(connection, run_id, (runs.APPROVED, runs.CLOSED), alarm=alarm)
    elif not told["waiting"] and not told["to_approve"] and told["state"] == runs.APPROVED:
        runs.set_run(connection, run_id, (runs.APPROVED,), state=runs.CLOSED, closed_at=at)
    return books(connection, run_id)


def close_all(connection: Connection, at: str) -> list[str]:
    """The same for every run that is open; the alarms there are."""
    told = [(run_id, close_books(connection, run_id, at)["alarm"]) for run_id in runs.open_runs(connection)]
    return [f"Run {run_id}: {alarm}" for run_id, alarm in told if alarm]
