"""A store with approved messages, and a channel in memory, for tests of the sender."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from server.campaigns.approval.approving import approve
from server.campaigns.proposal.runs import put_down
from server.campaigns.sending.ledger import Ledger
from server.campaigns.sending.process import Sending
from server.campaigns.sending.worker import begin
from server.rights import User
from server.store.campaign_messages import Draft, Message
from server.store.companies import company_id
from server.store.database import sharing
from server.transports.port import Answer, BeforeData, End, Mail

#: A Tuesday, 10:00 in Paris.
NOW = "2026-11-24T09:00:00Z"
ON = 20_781
MANAGER, SECOND = User("Claire", "manager"), User("Denis", "manager")
_LEDGERS: list[Ledger] = []


def close_ledgers() -> None:
    """Those of a test that is over."""
    while _LEDGERS:
        _LEDGERS.pop().close()


def drafts(company: int, count: int, first: int = 0, **other: Any) -> list[Draft]:
    """So many messages of customers of their own, an item each."""
    common: dict[str, Any] = {"company_id": company, "currency": "EUR", "segment": "business", "procedure": "business",
                              "level": "r1", "channel": "email", "amount": 10_000}  # fmt: skip
    own: list[dict[str, Any]] = [
        {"account": f"C{number}", "items": ((number + 1, 10_000, ON - 5),), "recipient": f"c{number}@example.org"}
        for number in range(first, first + count)
    ]
    return [Draft(**(common | one | other)) for one in own]


def approved_run(engine: Engine, count: int, **other: Any) -> int:
    """A run with so many messages, approved."""
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        run, _ = put_down(connection, ON, drafts(company, count, **other), [], NOW, "Claire")
        approve(connection, run, MANAGER, NOW, lambda _, message: '{"account":"' + message.account + '"}')
    return run


def mail_of(message: Message) -> Mail:
    """A small mail whose Message-ID is the message's and the attempt's."""
    key = f"<{message.id}.{message.attempt}@example.com>"
    text = f"From: a@example.com\r\nTo: {message.recipient}\r\nMessage-ID: {key}\r\nSubject: x\r\n\r\n.\r\nx\r\n"
    return Mail(text.encode(), "a@example.com", message.recipient, key)


class Channel:
    """Takes everything, or ends as told: account -> Answer or exception; `taken`: Message-IDs that left."""

    def __init__(self, ends: dict[str, Answer] | None = None) -> None:
        self.taken: list[str] = []
        self.ends = ends or {}

    def open(self) -> None:
        """Ready."""

    def hand_over(self, mail: Mail, before_data: BeforeData) -> Answer:
        """One message."""
        before_data()
        end = self.ends.get(mail.recipient.partition("@")[0].upper(), Answer(End.ACCEPTED, "250 ok"))
        if end.end in (End.ACCEPTED, End.DOUBT):
            self.taken.append(mail.message_id)
        return end

    def close(self) -> None:
        """Nothing."""


def sending(
    engine: Engine, folder: Path, channel: object, *, at: str = NOW,
    recheck: Callable[[Connection, Message], str | None] = lambda _, __: None, **other: Any,
) -> Sending:  # fmt: skip
    """A process that sends, in this one."""
    ledger = begin(engine, folder, at)
    _LEDGERS.append(ledger)
    own: dict[str, Any] = {"engine": engine, "ledger": ledger, "transport": channel, "render": mail_of,
                           "recheck": recheck, "clock": lambda: at}  # fmt: skip
    return Sending(**(own | other))
