"""What a message leaves for a person to do: a note of its account, once."""

import hashlib

from sqlalchemy import Connection

from server.account_events import add_event
from server.errors import UserError
from server.store.campaign_messages import Message

_WHO = "returned mail"


def note_task(connection: Connection, message: Message, text: str, about: str, at: str) -> None:
    """Note what is to be done; about: what makes the task of a message another one than the last."""
    number = message.account.rpartition("/")[2]
    key = hashlib.sha256(f"{message.id}|{about}".encode()).hexdigest()[:32]
    for account in dict.fromkeys((message.account, number)):
        try:
            add_event(connection, account, "note", {"text": text}, at, company=message.company, who=_WHO, event_id=key)
            return
        except UserError:
            continue  # the account has gone, or is called otherwise: the sentence is told all the same
