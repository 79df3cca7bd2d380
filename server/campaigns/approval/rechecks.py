"""Every reason to stop, read again just before a message leaves, in the transaction that lets it leave."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from receivables.dunning.ground import Ground
from receivables.dunning.procedure import Procedure
from receivables.dunning.recheck import Approved, ItemKey, recheck
from receivables.dunning.stops import Reason
from server.campaigns.facts.day import Ledger, load_facts, load_ledger
from server.campaigns.proposal.details import details_of, parts_of
from server.campaigns.settings.procedures import load_procedures
from server.errors import UserError
from server.letters.frozen import addressee_of
from server.store import campaign_facts as store
from server.store import campaign_states as states
from server.store.campaign_addresses import one_line
from server.store.campaign_messages import Message, queued_beside

#: Messages asked about at once.
_AHEAD = 200

Mark = tuple[object, ...]


class Rechecks:
    """The recheck of a process. The ledger is read again when an import or the customers changed, or the day; what
    people share and what was sent is read each time, of the one customer.

    The rules take a good part of a second whether for one message or for many: `prepare` asks them for those that come
    next too, while nobody waits; where marks prove that nothing changed since, the answer stands in the transaction,
    else they are asked there.
    """

    def __init__(self, day: Callable[[], int]) -> None:
        """day: where the company is, today."""
        self._day = day
        self._known: dict[tuple[str, int], tuple[tuple[object, ...], Ledger]] = {}
        self._prepared: dict[str, tuple[Mark, str | None]] = {}
        self._lock = threading.Lock()

    def prepare(self, connection: Connection, message: Message) -> None:
        """Ask the rules beforehand, in one thread at a time; nothing need be locked."""
        known = self._prepared.get(message.id)
        if self._holds(connection, message):
            return
        # One that was asked in vain is asked alone: where people write all the time, so would all the others be.
        self._prepare(connection, [message] if known is not None else queued_beside(connection, message, _AHEAD))

    def prepare_all(self, connection: Connection, messages: Sequence[Message]) -> None:
        """The same of messages of any companies."""
        for company in dict.fromkeys(one.company for one in messages):
            own = [one for one in messages if one.company == company]
            stale = [one for one in own if not self._holds(connection, one)]
            for start in range(0, len(stale), _AHEAD):
                self._prepare(connection, stale[start : start + _AHEAD])

    def _holds(self, connection: Connection, message: Message) -> bool:
        known = self._prepared.get(message.id)
        return known is not None and known[0] == self._mark(connection, message)

    def _prepare(self, connection: Connection, messages: Sequence[Message]) -> None:
        """Of one company."""
        common = self._common(connection)  # marks first: what changes from here on makes another one
        marks = [(*common, _own(connection, one)) for one in messages]
        answers = self._asked(connection, messages)
        self._prepared |= {one.id: told for one, told in zip(messages, zip(marks, answers, strict=True), strict=True)}

    def __call__(self, connection: Connection, message: Message) -> str | None:
        """Why a message must not leave after all, None where it may."""
        if self._holds(connection, message):
            return self._prepared[message.id][1]
        return self._asked(connection, [message])[0]

    def _mark(self, connection: Connection, message: Message) -> Mark:
        return *self._common(connection), _own(connection, message)

    def _common(self, connection: Connection) -> Mark:
        """Of what any message may depend on."""
        return self._day(), store.ledger_mark(connection), store.shared_mark(connection)

    def _asked(self, connection: Connection, messages: Sequence[Message]) -> list[str | None]:
        """Messages of one company -> why each must not leave."""
        try:
            ledger = self._ledger(connection, messages[0].company)
            facts = load_facts(connection, ledger, {(one.company, one.account) for one in messages})
            procedures = load_procedures(connection)[1]
        except UserError:
            return [Reason.CHANGED for _ in messages]  # the books it stood on are gone
        return _answers(facts.ground, procedures, messages)

    def _ledger(self, connection: Connection, company: str) -> Ledger:
        day, mark = self._day(), store.ledger_mark(connection)
        with self._lock:
            known = self._known.get((company, day))
            if known is None or known[0] != mark:
                self._known = {key: value for key, value in self._known.items() if key[1] == day}
                known = self._known[company, day] = (mark, load_ledger(connection, day, company))
        return known[1]


def _own(connection: Connection, message: Message) -> Mark:
    return store.account_mark(connection, message.company_id, message.account)


def _answers(ground: Ground, procedures: Sequence[Procedure], messages: Sequence[Message]) -> list[str | None]:
    answers: dict[str, str | None] = {one.id: Reason.CHANGED for one in messages}  # where what it stood on is gone
    for procedure in procedures:
        levels = {level.code for level in procedure.levels}
        own = [one for one in messages if one.procedure == procedure.name and one.level in levels]
        told = recheck(ground, procedure, [approved(one) for one in own])
        answers |= {one.id: answer.code or None for one, answer in zip(own, told, strict=True)}
    return [answers[one.id] for one in messages]


def approved(message: Message) -> Approved:
    """A message as the rules take it."""
    details = details_of(message)
    asked: Counter[ItemKey] = Counter()
    left_out: Counter[ItemKey] = Counter()
    for part in parts_of(message):
        key = part.account, part.item, part.due_day
        asked[key] += part.amount
        left_out[key] += part.left_out
    is_posted = message.channel in states.PAPER and message.content != ""
    recipient = one_line(addressee_of(message.content)[1]) if is_posted else message.recipient
    return Approved(
        message.company, message.account, message.currency, message.level, message.channel, recipient,
        message.segment, str(details.get("tone", "")), dict(asked), dict(left_out),
        int(details.get("credits", 0)),
    )  # fmt: skip
