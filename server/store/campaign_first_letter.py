"""The first letter a collector sent to a debtor: every later step recalls it (CPCE R124-4)."""

from sqlalchemy import Connection, select

from receivables.days import NO_DAY
from server.store import campaign_states as states
from server.store.campaign_tables import campaign_messages


def first_letters(connection: Connection, company: int, account: str) -> list[tuple[str, int]]:
    """(frozen content, day) of what was written to an account and went out, the oldest first."""
    own = campaign_messages.c
    query = select(own.content, own.sent_day).where(
        own.company_id == company, own.account == account, own.state.in_(states.WENT_OUT),
        own.channel.in_(states.WRITTEN), own.content != "", own.sent_day != NO_DAY,
    )  # fmt: skip
    found = connection.execute(query.order_by(own.sent_day, own.sent_at, own.id))
    return [(str(content), int(day)) for content, day in found]
