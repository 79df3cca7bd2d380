"""What planning keeps beside a message: its reasons by language, and what it asks for, account by account."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection

from server.store.campaign_messages import Message, run_messages


class Part(NamedTuple):
    """One document of one account. amount: asked for | left_out: open, and not asked for"""

    account: str
    item: int
    due_day: int
    amount: int
    left_out: int


def details_of(message: Message) -> dict[str, Any]:
    """All of it: fr, en: reasons | parts | credits, contact, tone, sales; {} where a ledger put it back."""
    told = json.loads(message.reasons)
    found: dict[str, Any] = told[0] if told and isinstance(told[0], dict) else {}
    return found


def parts_of(message: Message) -> list[Part]:
    """What a message asks for; of one put back from a ledger, as if all of it stood in the account written to."""
    kept = [Part(*one) for one in details_of(message).get("parts", ())]
    return kept or [Part(message.account, item, due, amount, 0) for item, amount, due in message.items]


def payers_of(connection: Connection, run_id: int, accounts: Iterable[str]) -> list[str]:
    """Accounts as a proposal tells them -> those its messages go to: of a debtor for whom somebody pays, who pays."""
    told = {part.account: one.account for one in run_messages(connection, run_id) for part in parts_of(one)}
    return list(dict.fromkeys(told.get(account, account) for account in accounts))
