"""A letter the post brings back because nobody is known at its address: nothing more is posted to them there."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.letters.frozen import addressee_of
from server.records import records
from server.store import customers as customer_store
from server.store.campaign_addresses import postal_key, postal_lines, suspend
from server.store.campaign_messages import Message

_REASON = "unknown_address"


def suspend_postal(connection: Connection, message: Message, at: str) -> None:
    """No letter goes to where this one went, as long as the customer's name and address are those."""
    name, lines = addressee(connection, message)
    if lines:
        suspend(connection, postal_key(name, lines), _REASON, message.id, at)


def addressee(connection: Connection, message: Message) -> tuple[str, Sequence[str]]:
    """Name and address of the letter as it was frozen; of a message a ledger put back, the customer's."""
    if message.content:
        return addressee_of(message.content)
    numbers = (message.account, message.account.rpartition("/")[2])
    told = customer_store.load_customers(connection, numbers)
    own = records(told[told["company"] == message.company])
    return (str(own[0]["name"]), postal_lines(str(own[0]["address"]))) if own else ("", ())
