"""Approving a proposal: what it says is frozen, and from then on messages may leave.

Formal notices and hand-overs need two persons; so does nothing else. A run much larger than usual, or made good late,
is approved only by somebody who says so.
"""

import statistics
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection

from receivables.dunning.procedure import TWO
from receivables.dunning.words import RUN_STATES, word
from server.campaigns.approval.sales_notices import begin_telling
from server.campaigns.facts.freshness import books_changed
from server.campaigns.proposal.runs import the_run
from server.campaigns.settings.sending_settings import load_sending
from server.errors import TranslatedError, UserError
from server.rights import User
from server.store import audit
from server.store import campaign_runs as runs
from server.store import campaign_states as states
from server.store.campaign_messages import Message, move, run_messages, set_values
from server.store.database import is_trouble
from server.store.sync import locked_clock

RIGHT = "approve"
_FIRST_STATE = {states.CALL: states.OPEN}


def approve(
    connection: Connection, run_id: int, who: User, at: str, freeze: Callable[[Connection, Message], str], *,
    only: Collection[str] = (), messages: Collection[str] = (), is_size_confirmed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Approve the messages of a run, those of some accounts or some of them by id alone: `{"run", "approved",
    "waiting_for_second", "failed": [{"message", "account", "sentence", "sentence_fr"}], "to_approve",
    "books_changed"}`.

    freeze: the content of a message as JSON, which is what leaves; one that cannot be made fails alone. A message that
    needs two persons leaves once a second one approves it. books_changed: a sentence for each company whose
    books are not those of the proposal any more: its messages are checked again before they leave. Raises UserError
    where somebody may not, for a run that is withdrawn, an account it has not, an alarm not confirmed.
    """
    locked_clock(connection)
    run = the_run(connection, run_id)
    chosen = _named(_chosen(connection, run, who, only), messages)
    if not is_size_confirmed:
        _check_alarms(connection, run, len(chosen))
    told: dict[str, Any] = {"run": run_id, "approved": 0, "waiting_for_second": 0, "failed": []}
    for message in chosen:
        fault = _approve_one(connection, message, who.name, at, freeze, told)
        if fault:
            told["failed"].append({"message": message.id, "account": message.account, **fault})
    begin_telling(connection, run_id, [message.id for message in chosen], who.name, at)
    runs.set_run(connection, run_id, (runs.PROPOSED,), state=runs.APPROVED, approved_at=at)
    told["to_approve"] = len(run_messages(connection, run_id, (states.PLANNED,)))
    changed = books_changed(connection, run)
    told["books_changed"] = [f"{company}: {both[1]}" for company, both in changed.items()]
    audit.append(connection, at, who.name, "campaign_approved", str(run_id), told | {"only": sorted(only)})
    return told


def _chosen(connection: Connection, run: runs.Run, who: User, only: Collection[str]) -> list[Message]:
    if not who.may(RIGHT):
        raise TranslatedError(
            f"{who.name} may not approve: that is for the credit manager.",
            f"{who.name} ne peut pas approuver : c'est au responsable crédit de le faire.",
        )
    planned = run_messages(connection, run.id, (states.PLANNED,))
    if not planned and (newer := _newer(connection, run)):
        raise TranslatedError(
            f"What waited in run {run.id} was taken back for a newer proposal: look at run {newer}. A first approval "
            "counts there for the same items and sums.",
            f"Ce qui attendait dans la campagne {run.id} a été repris dans une proposition plus récente : voyez la "
            f"campagne {newer}. Une première approbation y vaut pour les mêmes pièces et les mêmes sommes.",
        )
    if run.state not in (runs.PROPOSED, runs.APPROVED):
        raise TranslatedError(
            f"Run {run.id} is {run.state}: nothing of it can be approved any more.",
            f"La campagne {run.id} n'attend plus d'approbation (état : {word(RUN_STATES, run.state, 'fr')}).",
        )
    if unknown := sorted(set(only) - {message.account for message in planned}):
        raise UserError(f"Run {run.id} has nothing to approve of account « {unknown[0]} ».")
    chosen = [message for message in planned if not only or message.account in only]
    if not chosen and run.state == runs.APPROVED:
        raise TranslatedError(
            f"All of run {run.id} is approved already.", f"Toute la campagne {run.id} est déjà approuvée."
        )
    return chosen


def _newer(connection: Connection, run: runs.Run) -> int:
    """The proposal that took the place of one's messages; 0 where none did."""
    if not run_messages(connection, run.id, (states.WITHDRAWN,)):
        return 0
    later = (one.id for one in runs.load_runs(connection) if one.id > run.id and one.state == runs.PROPOSED
             and (not run.company_id or one.company_id in (0, run.company_id)))  # fmt: skip
    return next(later, 0)


def _named(planned: list[Message], ids: Collection[str]) -> list[Message]:
    """Those of these ids; all where none is told. Raises UserError where one waits no more."""
    if missing := set(ids) - {message.id for message in planned}:
        gone = f"{len(missing)} of the messages chosen wait" if len(missing) > 1 else "A message chosen waits"
        raise TranslatedError(
            f"{gone} for approval no more, or of another run: look at the proposal again.",
            "Des messages cochés n'attendent plus d'approbation, ou sont d'une autre campagne : revoyez-la.",
        )
    return [message for message in planned if not ids or message.id in ids]


def _check_alarms(connection: Connection, run: runs.Run, count: int) -> None:
    settings = load_sending(connection)
    usual = runs.usual_sizes(connection, run.id)
    most = max(settings.size_floor, settings.size_factor * statistics.median(usual)) if usual else None
    if most is not None and count > most:
        raise TranslatedError(
            f"Run {run.id} has {count} messages, the usual run {round(statistics.median(usual))}: approve part of it, "
            "or say that the size is right.",
            f"{count} messages, contre {round(statistics.median(usual))} d'habitude : n'en approuvez qu'une partie, ou "
            "confirmez la taille.",
        )
    if run.late_days > settings.late_days:
        many = "s" if run.late_days > 1 else ""
        raise TranslatedError(
            f"Run {run.id} makes good {run.late_days} missed day{many}: look at it, then say that it is right.",
            f"La campagne {run.id} rattrape {run.late_days} jour{many} manqué{many} : lisez-la, puis confirmez que "
            "c'est voulu.",
        )


def _approve_one(
    connection: Connection, message: Message, who: str, at: str, freeze: Callable[[Connection, Message], str],
    told: dict[str, Any],
) -> dict[str, str]:  # fmt: skip
    """{} or why its content cannot be made: `sentence`, in French where there is one `sentence_fr`."""
    needs_second = message.approver == TWO
    if needs_second and not message.approved_by:
        set_values(connection, message.id, states.PLANNED, approved_by=who, approved_at=at)
        told["waiting_for_second"] += 1
        return {}
    if needs_second and message.approved_by == who:
        told["waiting_for_second"] += 1
        return {}
    try:
        content = freeze(connection, message)
    except Exception as error:  # one account's fault must not stop the others
        if is_trouble(error):
            raise
        fault = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        move(connection, message.id, states.PLANNED, states.FAILED, at, who, detail=fault, reason="fault")
        return {"sentence": fault, "sentence_fr": getattr(error, "french", fault)}
    by = {"second_by": who} if needs_second else {"approved_by": who, "approved_at": at}
    after = _FIRST_STATE.get(message.channel, states.QUEUED)
    told["approved"] += move(connection, message.id, states.PLANNED, after, at, who, content=content, **by)
    return {}
