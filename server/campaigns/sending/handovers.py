"""Hand-overs: nothing is written to anybody; what was approved is noted, and is a task for a person."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from receivables.money import to_text
from server.campaigns.approval.tasks import note_task
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.store import audit
from server.store import campaign_states as states
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message, move, run_messages
from server.store.database import sharing
from server.store.sync import locked_clock


def hand_over(
    engine: Engine, run_id: int, recheck: Callable[[Connection, Message], str | None], at: str
) -> dict[str, int]:
    """Carry out the hand-overs of a run that were approved, each asked once more: `{"done", "skipped"}`."""
    ends = {states.DONE: 0, states.SKIPPED: 0}
    with sharing(engine) as connection:
        if workers.why_paused(connection):
            return ends
        queued = run_messages(connection, run_id, (states.QUEUED,))
    for message in (one for one in queued if one.channel == states.INTERNAL):
        with sharing(engine) as connection:
            locked_clock(connection)
            end = _ended(connection, message, recheck(connection, message), at)
            if end:
                ends[end] += 1
    return ends


def _ended(connection: Connection, message: Message, reason: str | None, at: str) -> str:
    who = ", ".join(one for one in (message.approved_by, message.second_by) if one)
    if reason:
        is_ours = move(connection, message.id, states.QUEUED, states.SKIPPED, at, who, detail=reason, reason=reason)
        return states.SKIPPED if is_ours else ""
    day = local_day(load_sending(connection).window, at)
    if not move(connection, message.id, states.QUEUED, states.DONE, at, who, sent_at=at, sent_day=day):
        return ""  # somebody dropped it meanwhile
    amount = to_text(message.amount, message.currency)
    text = f"Passage au contentieux décidé par {who} : {amount} {message.currency} à confier au recouvrement."
    note_task(connection, message, text, at, "campaign", "handover")
    audit.append(connection, at, who, "campaign_handed_over", message.id, {"account": message.account})
    return states.DONE
