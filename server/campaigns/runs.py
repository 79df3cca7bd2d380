"""A proposal put down, shown, taken back; letters made; the two switches that stop and start everything."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from receivables.dunning.procedure import TWO
from receivables.dunning.stops import PASSING
from server.campaigns.first_approvals import keep_first_approvals
from server.errors import TranslatedError, UserError
from server.store import audit
from server.store import campaign_runs as store
from server.store import campaign_states as states
from server.store import campaign_workers as workers
from server.store.campaign_messages import Draft, Message, find_messages, message_of, move, run_messages
from server.store.database import is_trouble, sharing
from server.store.sync import locked_clock

_UNPOSTED = (states.QUEUED, states.RENDERED, states.PRINTED)


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


def pause(connection: Connection, who: str, at: str) -> None:
    """The kill switch: nothing that has not begun leaves any more."""
    workers.set_paused(connection, workers.BY_HAND, who, at)
    audit.append(connection, at, who, "campaigns_paused", "", {})


def resume(connection: Connection, who: str, at: str) -> None:
    """Let messages leave again. Raises UserError after a restore, while ledgers are neither read nor waived."""
    workers.ensure_control(connection)
    if workers.is_restored(connection):
        names = ", ".join(one.name for one in workers.load_workers(connection)) or "none known"
        raise TranslatedError(
            f"The store was restored: the send ledgers of its workers are to be read first ({names}): "
            "relance campaign ledgers [FILES], with --waive NAME for one that is lost.",
            f"La base a été restaurée : lisez d'abord les registres d'envoi ({names}) : relance campaign ledgers "
            "[FICHIERS], avec --waive NOM pour celui qui est perdu.",
        )
    workers.set_paused(connection, "", who, at)
    audit.append(connection, at, who, "campaigns_resumed", "", {})


def make_letters(
    engine: Engine, run_id: int, render: Callable[[Message], None],
    recheck: Callable[[Connection, Message], str | None], at: str, who: str,
) -> dict[str, int]:  # fmt: skip
    """Write the letters of a run that were approved; each is asked once more whether it may leave (those written
    before and not posted yet too), and one that cannot be written fails alone: `{"rendered", "skipped", "failed"}`.
    Only a person says that a letter was posted."""
    ends = {states.RENDERED: 0, states.SKIPPED: 0, states.FAILED: 0}
    with sharing(engine) as connection:
        if workers.why_paused(connection):
            return ends
        letters = [one for one in run_messages(connection, run_id, _UNPOSTED) if one.channel in states.PAPER]
    for message in (one for one in letters if one.state != states.QUEUED):
        with sharing(engine) as connection:
            locked_clock(connection)
            if (reason := recheck(connection, message)) and reason not in PASSING:
                ends[states.SKIPPED] += move(connection, message.id, message.state, states.SKIPPED, at, who,
                                             detail=reason, reason=reason)  # fmt: skip
    for message in (one for one in letters if one.state == states.QUEUED and one.not_before <= at):
        fault = _fault(render, message)
        with sharing(engine) as connection:
            locked_clock(connection)
            reason = recheck(connection, message)
            end = states.FAILED if fault else states.SKIPPED if reason else states.RENDERED
            told = "fault" if fault else reason or ""
            ends[end] += move(connection, message.id, states.QUEUED, end, at, who, detail=fault or told, reason=told)
    return ends


def _fault(render: Callable[[Message], None], message: Message) -> str:
    try:
        render(message)
    except Exception as error:  # one account's fault must not stop the others
        if is_trouble(error):
            raise
        return f"{type(error).__name__}: {error}"
    return ""
