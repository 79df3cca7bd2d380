"""What is left for a person to do, noted on the account where whoever follows it reads it."""

import hashlib

from sqlalchemy import Connection

from server.account_events import add_event
from server.errors import UserError
from server.store.campaign_messages import Message


def note_task(connection: Connection, message: Message, text: str, at: str, who: str, about: str) -> str:
    """Note a task (French) on the account of a message, once; the task with its account. about: what makes it one"""
    number = message.account.rpartition("/")[2]
    key = hashlib.sha256(f"{message.id}|{about}".encode()).hexdigest()[:32]
    for account in dict.fromkeys((message.account, number)):
        try:
            add_event(
                connection, account, "note", {"text": text}, at, company=message.company, who=who, event_id=key
            )  # fmt: skip
            break
        except UserError:
            continue  # the account has gone, or is called otherwise: the sentence is told all the same
    return f"{message.account}: {text}"
