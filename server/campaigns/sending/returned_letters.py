"""A letter the post brings back because nobody is known at its address: nothing more is posted there."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from server.store import customers as customer_store
from server.store.campaign_addresses import postal_key, postal_lines, suspend
from server.store.campaign_messages import Message

_REASON = "unknown_address"


def suspend_postal(connection: Connection, message: Message, at: str) -> None:
    """No letter goes to where this one went, as long as the customer's address is that."""
    if lines := letter_lines(connection, message):
        suspend(connection, postal_key(lines), _REASON, message.id, at)


def letter_lines(connection: Connection, message: Message) -> Sequence[str]:
    """The address of the letter as it was frozen; of a message a ledger put back, the customer's."""
    if message.content:
        return tuple(json.loads(message.content).get("debtor", {}).get("address", ()))
    told = customer_store.load_customers(connection)
    numbers = (message.account, message.account.rpartition("/")[2])
    own = told.loc[(told["company"] == message.company) & told["account"].isin(numbers), "address"]
    return postal_lines(str(own.iloc[0])) if len(own) else ()
