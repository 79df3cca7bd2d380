"""What became of letters once they were posted."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from receivables.days import NO_DAY
from server.store import campaign_states as states
from server.store.campaign_tables import campaign_letters, campaign_messages, campaign_steps
from server.store.rows import frame_of


@dataclass(frozen=True)
class Letter:
    """number: of the registered letter, '' of a plain one | days: NO_DAY while unknown
    outcome: '', received, unclaimed, unknown_address | proof: what is attached, and its sha256"""

    message_id: str
    number: str
    posted_day: int
    presented_day: int
    outcome: str
    outcome_day: int
    proof: str


def load_letter(connection: Connection, message: str) -> Letter | None:
    """Of a message; None before it was posted."""
    query = select(campaign_letters).where(campaign_letters.c.message_id == message)
    found = connection.execute(query).mappings().first()
    return None if found is None else Letter(**found)


def load_letters(connection: Connection) -> pd.DataFrame:
    """The columns of `Letter` with company_id | account | level of every letter posted."""
    columns = campaign_messages.c
    query = select(campaign_letters, columns.company_id, columns.account, columns.level)
    return frame_of(connection, query.join(campaign_messages, columns.id == campaign_letters.c.message_id))


def said_since(connection: Connection, step: int) -> dict[str, int]:
    """Message -> last step after `step` in which somebody said that it was posted or called, or what came of it."""
    columns = campaign_steps.c
    query = select(columns.message_id, func.max(columns.id)).where(columns.id > step)
    query = query.where(columns.state.in_((states.POSTED, states.DONE))).group_by(columns.message_id)
    return {str(key): int(last) for key, last in connection.execute(query)}


def save_letter(connection: Connection, message: str, **values: Any) -> None:
    """Set what is known by now."""
    if load_letter(connection, message) is None:
        blank = {"number": "", "posted_day": NO_DAY, "presented_day": NO_DAY, "outcome": "", "outcome_day": NO_DAY,
                 "proof": ""}  # fmt: skip
        connection.execute(insert(campaign_letters).values(message_id=message, **(blank | values)))
    elif values:
        change = update(campaign_letters).where(campaign_letters.c.message_id == message)
        connection.execute(change.values(**values))
