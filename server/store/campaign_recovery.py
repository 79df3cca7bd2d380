"""Putting back what a restored database forgot, as the send ledgers tell it."""

from typing import Any

from sqlalchemy import Connection, and_, select, update

from server.store import campaign_states as states
from server.store.campaign_messages import add_steps
from server.store.campaign_tables import campaign_message_items, campaign_messages

_ITEMS = campaign_message_items.c
#: What two messages must not both ask for.
_SAME = ("company_id", "account", "currency", "level", "item", "due_day")


def tell_sent(
    connection: Connection, key: str, state: str, at: str, who: str, why: str = "as a ledger tells", **values: Any
) -> None:  # fmt: skip
    """Bring a message to the state a ledger (or a person) proves, whatever the database thought of it; what was
    planned of its items since is taken back, for it left already; unless it came back."""
    is_live = state not in states.OVER
    for other in _rivals(connection, key) if is_live else ():
        _take_back(connection, other, at, who)
    own = campaign_messages.c.id == key
    connection.execute(update(campaign_messages).where(own).values(state=state, token="", lease_ms=0, **values))
    live = 1 if is_live else None
    connection.execute(update(campaign_message_items).where(_ITEMS.message_id == key).values(live=live))
    add_steps(connection, [key], state, at, who, why)


def _rivals(connection: Connection, key: str) -> list[str]:
    """Other live messages of an item at the same level."""
    mine, other = campaign_message_items.alias(), campaign_message_items.alias()
    same = and_(*(mine.c[name] == other.c[name] for name in _SAME))
    query = select(other.c.message_id).distinct().select_from(mine.join(other, same))
    query = query.where(mine.c.message_id == key, other.c.message_id != key, other.c.live == 1)
    return [str(found) for found in connection.scalars(query)]


def _take_back(connection: Connection, key: str, at: str, who: str) -> None:
    """Take a rival's items out of what is live; one that has not left is skipped."""
    chosen = (campaign_messages.c.id == key) & campaign_messages.c.state.in_((*states.NOT_BEGUN, states.CLAIMED))
    values = {"state": states.SKIPPED, "reason": "already_sent", "token": "", "lease_ms": 0}
    if connection.execute(update(campaign_messages).where(chosen).values(**values)).rowcount:
        add_steps(connection, [key], states.SKIPPED, at, who, "already_sent")
    connection.execute(update(campaign_message_items).where(_ITEMS.message_id == key).values(live=None))
