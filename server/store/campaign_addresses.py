"""Addresses mail came back from: suspended at once after a hard bounce, after three soft ones, or by a complaint.

A postal address a letter came back from stands among them, in one line: no other text looks like it.
"""

import re
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, select, text

from server.store.campaign_tables import campaign_addresses
from server.store.rows import frame_of

SUSPENDED, COMPLAINT = "suspended", "complaint"
_MOST_SOFT = 3
_HOUSE = re.compile(r"^((?:n° ?)?\d{1,4}(?: ?[-/] ?\d{1,4})?(?: ?(?:bis|ter|quater|[a-d]))?)\n([^\d\n])", re.I | re.M)
#: `12 rue Basse 31000 Toulouse`; the number of a post box is no post code.
_TOWN = re.compile(r"^([^\n]*?(?<!\bBP)(?<!\bCS)(?<!\bTSA)) ((?:F-)?\d{5} [^\W\d].*)$", re.I)


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
    """The lines of a postal address, however a customers file separates them: the comma French writes after the number
    of a house parts nothing, post code and town have a line of their own."""
    parts = [part for text in address.replace("\n", ",").split(",") if (part := " ".join(text.split()))]
    told = "\n".join(_TOWN.sub(r"\1\n\2", part) for part in parts)
    return tuple(_HOUSE.sub(r"\1, \2", told).split("\n")) if told else ()


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
