"""A proposal put down, taken back; a run, or a message, as somebody names it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from receivables.dunning.procedure import TWO
from server.campaigns.proposal.first_approvals import keep_first_approvals
from server.errors import TranslatedError, UserError
from server.store import campaign_runs as store
from server.store.campaign_messages import Draft, Message, find_messages, message_of
from server.store.sync import locked_clock


def put_down(
    connection: Connection, on: int, drafts: Sequence[Draft], stops: Sequence[store.Stop], at: str, who: str, *,
    company_id: int = 0, procedure: str = "", kind: str = store.PLAN, late_days: int = 0,
    freshness: dict[str, Any] | None = None,
) -> tuple[int, list[str]]:  # fmt: skip
    """Store a proposal instead of what nobody approved yet; the run and the ids of its messages, in order.

    What is proposed already counts for nothing in the facts it is made from: it is taken back here.
    """
    take_back(connection, company_id, at, who)
    run_id = store.add_run(
        connection, on, at, who, company_id=company_id, procedure=procedure, kind=kind, late_days=late_days,
        freshness=freshness,
    )  # fmt: skip
    keys = store.add_proposal(connection, run_id, drafts, stops, at, who)
    if any(one.approver == TWO for one in drafts):
        keep_first_approvals(connection, run_id, at)
    return run_id, keys


def take_back(connection: Connection, company_id: int, at: str, who: str) -> list[int]:
    """Withdraw the proposals nobody approved; the clock is locked from here on, so that two plans follow each other."""
    locked_clock(connection)
    return store.withdraw_proposals(connection, company_id, at, who)


def the_run(connection: Connection, run_id: int) -> store.Run:
    """A run. Raises UserError where there is none."""
    found = store.load_run(connection, run_id)
    if found is None:
        raise UserError(f"There is no run {run_id}; relance campaign show lists them.")
    return found


def the_message(connection: Connection, told: str) -> Message:
    """A message by its id, or by the beginning of it that no other has. Raises UserError."""
    key = told.strip().lower()
    found = message_of(connection, key)
    if found is not None:
        return found
    known = find_messages(connection, key) if len(key) >= 4 else []
    if len(known) != 1:
        english = "is the beginning of several messages" if known else "is no message"
        french = "commence plusieurs messages" if known else "n'est aucun message"
        raise TranslatedError(f"« {told} » {english}; relance campaign show RUN lists them.", f"« {told} » {french}.")
    return known[0]
