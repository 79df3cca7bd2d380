"""Every reason to stop, read again just before a message leaves, in the transaction that lets it leave."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from receivables.dunning.recheck import Approved, recheck
from server.campaigns.facts import Ledger, load_facts, load_ledger
from server.campaigns.procedures import load_procedures, procedure_named
from server.campaigns.shown import details_of
from server.errors import UserError
from server.store import campaign_facts as store
from server.store.campaign_messages import Message

CHANGED = "changed"


class Rechecks:
    """The recheck of a process. The ledger is read again when an import or the customers changed, or the day; what
    people share and what was sent is read each time, of the one customer.

    The rules take a good part of a second: `prepare` asks them while nobody waits, and where marks prove that nothing
    changed since, its answer stands in the transaction; else they are asked there.
    """

    def __init__(self, day: Callable[[], int]) -> None:
        """day: where the company is, today."""
        self._day = day
        self._known: dict[tuple[str, int], tuple[tuple[object, ...], Ledger]] = {}
        self._prepared: tuple[str, tuple[object, ...], str | None] | None = None
        self._lock = threading.Lock()

    def prepare(self, connection: Connection, message: Message) -> None:
        """Ask the rules beforehand; nothing need be locked. For one message at a time."""
        mark = self._mark(connection, message)  # first: what changes from here on makes another mark
        self._prepared = message.id, mark, self._asked(connection, message)

    def __call__(self, connection: Connection, message: Message) -> str | None:
        """Why a message must not leave after all, None where it may."""
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared[:2] == (message.id, self._mark(connection, message)):
            return prepared[2]
        return self._asked(connection, message)

    def _mark(self, connection: Connection, message: Message) -> tuple[object, ...]:
        own = store.account_mark(connection, message.company_id, message.account)
        return self._day(), store.ledger_mark(connection), store.shared_mark(connection), own

    def _asked(self, connection: Connection, message: Message) -> str | None:
        try:
            ledger = self._ledger(connection, message.company)
            facts = load_facts(connection, ledger, [(message.company, message.account)])
            procedure = procedure_named(load_procedures(connection)[1], message.procedure)
        except UserError:
            return CHANGED  # the books or the procedure it stood on are gone
        return recheck(facts.ground, procedure, approved(message)).code or None

    def _ledger(self, connection: Connection, company: str) -> Ledger:
        day, mark = self._day(), store.ledger_mark(connection)
        with self._lock:
            known = self._known.get((company, day))
            if known is None or known[0] != mark:
                self._known = {key: value for key, value in self._known.items() if key[1] == day}
                known = self._known[company, day] = (mark, load_ledger(connection, day, company))
        return known[1]


def approved(message: Message) -> Approved:
    """A message as the rules take it."""
    parts: list[list[Any]] = details_of(message).get("parts") or [
        [message.account, item, due, amount, 0] for item, amount, due in message.items
    ]  # fmt: skip
    amounts = {(int(item), int(due)): int(asked) for _, item, due, asked, _ in parts}
    return Approved(message.company, message.account, message.currency, message.level, message.channel, amounts)
