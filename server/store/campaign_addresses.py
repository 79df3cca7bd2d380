"""Addresses mail came back from: suspended at once after a hard bounce or a complaint, after three soft ones in a row.

A postal address a letter came back from stands among them, in one line after who is unknown there.
"""

import re
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, select, text
from sqlalchemy import func as sql

from server.store import campaign_states as states
from server.store.campaign_messages import Message, add_steps
from server.store.campaign_tables import campaign_addresses, campaign_messages, campaign_steps
from server.store.rows import frame_of

SUSPENDED, COMPLAINT = "suspended", "complaint"
RETURNED_MAIL = "returned mail"
_MOST_SOFT = 3
_SOFT = "soft: "
_HOUSE = re.compile(r"^((?:n° ?)?\d{1,4}(?: ?[-/] ?\d{1,4})?(?: ?(?:bis|ter|quater|[a-d]))?)\n([^\d\n])", re.I | re.M)
#: `12 rue Basse 31000 Toulouse`; the number of a post box is no post code.
_TOWN = re.compile(r"^([^\n]*?(?<!\bBP)(?<!\bCS)(?<!\bTSA)) ((?:F-)?\d{5} [^\W\d].*)$", re.I)


def suspend(
    connection: Connection, address: str, reason: str, message: str, at: str, state: str = SUSPENDED
) -> None:  # fmt: skip
    """No automatic mail goes there any more."""
    _note(connection, address, state, 0, reason, message, at)


def soft_bounce(connection: Connection, message: Message, reason: str, at: str) -> bool:
    """A message came back for a while; whether so did too many to its address, none that arrived between them."""
    add_steps(connection, [message.id], message.state, at, RETURNED_MAIL, f"{_SOFT}{reason}")
    good_at = _said_good(connection, message.recipient)
    count = _in_a_row(connection, message, good_at)
    state = SUSPENDED if count >= _MOST_SOFT else _state(connection, message.recipient)
    # no message is named while a person's word stands: the row keeps its instant
    _note(connection, message.recipient, state, count, reason, "" if good_at else message.id, good_at or at)
    return count >= _MOST_SOFT


def _said_good(connection: Connection, address: str) -> str:
    """When a person said that an address is good, '' where nobody did since it was suspended."""
    columns = campaign_addresses.c
    is_it = (columns.address == address.strip().casefold()) & (columns.message_id == "")
    return str(connection.scalar(select(columns.at).where(is_it)) or "")


def _in_a_row(connection: Connection, message: Message, since: str) -> int:
    """How many messages to an address came back one after the other, this one among them: of what was sent, in
    whatever order it came back."""
    columns, steps = campaign_messages.c, campaign_steps.c
    address = message.recipient.strip().casefold()
    back = select(steps.id).where(
        steps.message_id == columns.id, steps.who == RETURNED_MAIL, steps.detail.startswith(_SOFT)
    )
    sent = select(columns.id, back.exists()).where(
        sql.lower(sql.trim(columns.recipient)) == address, columns.transmitted_at >= since,
        columns.state.in_((states.SENT, states.DELIVERED, states.UNCERTAIN, states.BOUNCED)),
    )  # fmt: skip
    count, has_met = 0, False
    for key, is_back in connection.execute(sent.order_by(columns.transmitted_at, columns.transmitted_ms)):
        if not is_back and has_met:
            break
        count = count + 1 if is_back else 0
        has_met |= key == message.id
    return count


def restore_address(connection: Connection, address: str, who: str, at: str) -> None:
    """A person says that the address is good."""
    _note(connection, address, "", 0, f"by {who}", "", at)


def postal_lines(address: str) -> tuple[str, ...]:
    """The lines of a postal address, however a customers file separates them: the comma French writes after the number
    of a house parts nothing, post code and town have a line of their own."""
    parts = [part for text in address.replace("\n", ",").split(",") if (part := " ".join(text.split()))]
    told = "\n".join(_TOWN.sub(r"\1\n\2", part) for part in parts)
    return tuple(_HOUSE.sub(r"\1, \2", told).split("\n")) if told else ()


def postal_key(name: str, lines: Iterable[str]) -> str:
    """What a postal address is suspended under: who is unknown there, and where; others are reached there still."""
    return one_line((" ".join(name.split()), *lines))


def one_line(lines: Iterable[str]) -> str:
    """A postal address as it is compared; as addresses were suspended before who is unknown there was kept, too."""
    return ", ".join(lines).casefold()


def load_addresses(connection: Connection) -> pd.DataFrame:
    """address (folded) | state | soft | reason | message_id | at of those mail ever came back from."""
    return frame_of(connection, select(campaign_addresses).order_by(campaign_addresses.c.address))


def is_suspended(connection: Connection, address: str) -> bool:
    """Whether no automatic mail goes to an address."""
    return bool(_state(connection, address))


def _state(connection: Connection, address: str) -> str:
    columns = campaign_addresses.c
    return str(connection.scalar(select(columns.state).where(columns.address == address.strip().casefold())) or "")


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
