"""The first of two approvals outlives the proposal it was given in: a new one that asks for just the same keeps it."""

from sqlalchemy import Connection

from receivables.dunning.procedure import TWO
from server.store import campaign_states as states
from server.store.campaign_messages import Message, add_steps, message_before, run_messages, set_values


def keep_first_approvals(connection: Connection, run_id: int, at: str) -> None:
    """Give messages of a run just proposed the first approval of those they replace, where these asked the same
    customer for the same items and sums by the same way."""
    for message in (one for one in run_messages(connection, run_id) if one.approver == TWO):
        before = message_before(connection, message)
        if before is None or before.state != states.WITHDRAWN or not before.approved_by:
            continue
        if _asked(before) == _asked(message):
            by = before.approved_by
            set_values(connection, message.id, states.PLANNED, approved_by=by, approved_at=before.approved_at)
            add_steps(connection, [message.id], states.PLANNED, at, by, f"approved first in run {before.run_id}")


def _asked(message: Message) -> tuple[object, ...]:
    return message.procedure, message.segment, message.channel, message.recipient, message.amount, message.items
