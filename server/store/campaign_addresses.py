"""Addresses mail came back from: suspended at once after a hard bounce, after three soft ones, or by a complaint.

A postal address a letter came back from stands among them, in one line: no other text looks like it.
"""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, select, text

from server.store.campaign_tables import campaign_addresses
from server.store.rows import frame_of

SUSPENDED, COMPLAINT = "suspended", "complaint"
_MOST_SOFT = 3


def suspend(
    connection: Connection, address: str, reason: str, message: str, at: str, state: str = SUSPENDED
) -> None:  # fmt: skip
    """No automatic mail goes there any more."""
    _note(connection, address, state, 0, reason, message, at)


def soft_bounce(connection: Connection, address: str, reason: str, message: str, at: str) -> bool:
    """Mail came back for a while; whether that was once too often."""
    columns = campaign_addresses.c
    key = columns.address == address.strip().casefold()
    count = int(connection.scalar(select(columns.soft).where(key)) or 0) + 1
    before = str(connection.scalar(select(columns.state).where(key)) or "")
    _note(connection, address, SUSPENDED if count >= _MOST_SOFT else before, count, reason, message, at)
    return count >= _MOST_SOFT


def restore_address(connection: Connection, address: str, who: str, at: str) -> None:
    """A person says that the address is good."""
    _note(connection, address, "", 0, f"by {who}", "", at)


def postal_lines(address: str) -> tuple[str, ...]:
    """The lines of a postal address, however a customers file separates them."""
    return tuple(line for part in address.replace("\n", ",").split(",") if (line := " ".join(part.split())))


def postal_key(lines: Iterable[str]) -> str:
    """What a postal address is suspended under."""
    return ", ".join(lines).casefold()


def load_addresses(connection: Connection) -> pd.DataFrame:
    """address (folded) | state | soft | reason | message_id | at of those mail ever came back from."""
    return frame_of(connection, select(campaign_addresses).order_by(campaign_addresses.c.address))


def is_suspended(connection: Connection, address: str) -> bool:
    """Whether no automatic mail goes to an address."""
    columns = campaign_addresses.c
    return bool(connection.scalar(select(columns.state).where(columns.address == address.strip().casefold())))


def _note(
    connection: Connection, address: str, state: str, soft: int, reason: str, message: str, at: str
) -> None:  # fmt: skip
    told = {"address": address.strip().casefold(), "state": state, "soft": soft, "reason": reason[:500],
            "message": message, "at": at}  # fmt: skip
    connection.execute(_NOTE, told)


_NOTE = text(
    "INSERT INTO campaign_addresses (address, state, soft, reason, message_id, at) "
    "VALUES (:address, :state, :soft, :reason, :message, :at) ON CONFLICT (address) DO UPDATE SET "
    "state = excluded.state, soft = excluded.soft, reason = excluded.reason, message_id = excluded.message_id, "
    "at = excluded.at"
)
