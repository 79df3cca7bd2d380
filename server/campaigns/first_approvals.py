"""The first of two approvals outlives the proposal it was given in: a new one that asks for just the same keeps it."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from server.store import campaign_states as states
from server.store.campaign_messages import Message, add_steps, message_of, messages_of, set_values
from server.store.campaign_tables import campaign_messages

#: A message needs two persons.
TWO = "two"
_COLUMNS = campaign_messages.c


def keep_first_approvals(connection: Connection, keys: Sequence[str], at: str) -> None:
    """Give messages just proposed the first approval of those they replace, where these asked the same customer for
    the same items and sums by the same way."""
    needy = select(_COLUMNS.id).where(_COLUMNS.id.in_(keys), _COLUMNS.approver == TWO) if keys else None
    for message in messages_of(connection, needy) if needy is not None else []:
        before = _before(connection, message)
        if before is not None and before.approved_by and _asked(before) == _asked(message):
            by = before.approved_by
            set_values(connection, message.id, states.PLANNED, approved_by=by, approved_at=before.approved_at)
            add_steps(connection, [message.id], states.PLANNED, at, by, f"approved first in run {before.run_id}")


def _before(connection: Connection, message: Message) -> Message | None:
    """The message of the same level the customer had last, where it was withdrawn."""
    query = select(_COLUMNS.id).where(
        _COLUMNS.company_id == message.company_id, _COLUMNS.account == message.account,
        _COLUMNS.currency == message.currency, _COLUMNS.level == message.level, _COLUMNS.run_id < message.run_id,
    )  # fmt: skip
    key = connection.scalar(query.order_by(_COLUMNS.run_id.desc(), _COLUMNS.place.desc()).limit(1))
    found = None if key is None else message_of(connection, key)
    return found if found is not None and found.state == states.WITHDRAWN else None


def _asked(message: Message) -> tuple[object, ...]:
    return message.procedure, message.segment, message.channel, message.recipient, message.amount, message.items
