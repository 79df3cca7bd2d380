"""Approved messages looked at again just before they leave: every reason of their day, on the facts of the moment."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from receivables.dunning.channels import INTERNAL, directory
from receivables.dunning.ground import Ground
from receivables.dunning.groups import groups_of
from receivables.dunning.judged import Judged, judge
from receivables.dunning.procedure import Procedure, checked
from receivables.dunning.stops import FREE, PLACES, REASONS, Reason
from receivables.sums import Ints

#: (item id, due day) of an open item or instalment.
ItemKey = tuple[int, int]


@dataclass(frozen=True)
class Approved:
    """A message as it was approved: the procedure it follows, its level and channel, what it asks of each item."""

    company: str
    account: str
    currency: str
    level: str
    channel: str
    amounts: Mapping[ItemKey, int]


@dataclass(frozen=True)
class Checked:
    """What the facts of the moment say: `code` of the first reason not to send ('' none), what each item owes now.

    amounts: what could be asked of each item of the message, 0 where it is paid.
    """

    code: str
    amounts: Mapping[ItemKey, int]


@dataclass(frozen=True)
class _Sight:
    """A ground with all its items taken to be at one level. rows: (company, currency, item, due day) -> its row, of
    what is open; items: (company, item) of it"""

    ground: Ground
    procedure: Procedure
    judged: Judged
    rows: Mapping[tuple[str, str, int, int], int]
    items: Set[tuple[str, int]]


def recheck(ground: Ground, procedure: Procedure, messages: Sequence[Approved]) -> list[Checked]:
    """Whether messages of a procedure may leave exactly as they were approved.

    ground: of today, of the payers' accounts and those they pay for, all their open items and credits; the messages'
    own rows of HISTORY (is_sent False) may be in it. A message of which one item is stopped, or owes another sum than
    approved, does not leave: the next proposal has it right. Raises ReceivablesError for a level of no procedure.
    """
    sights: dict[str, _Sight] = {}
    for level in dict.fromkeys(message.level for message in messages):
        sights[level] = _sight(ground, procedure, level)
    return [_checked(sights[message.level], message) for message in messages]


def _sight(ground: Ground, procedure: Procedure, level: str) -> _Sight:
    judged = judge(ground, [procedure], (0, checked(procedure).place(level)))
    rows = np.flatnonzero((ground.items["open"] > 0).to_numpy(bool))
    names = ("company", "currency", "item", "due_day")
    keys = list(zip(*(ground.items[name].to_numpy(object)[rows].tolist() for name in names), strict=True))
    items = {(company, item) for company, _, item, _ in keys}
    return _Sight(ground, procedure, judged, dict(zip(keys, rows.tolist(), strict=True)), items)


def _checked(sight: _Sight, message: Approved) -> Checked:
    keys = [(message.company, message.currency, *key) for key in message.amounts]
    own = {key[2:]: sight.rows[key] for key in keys if key in sight.rows}
    judged = sight.judged
    amounts = dict.fromkeys(message.amounts, 0) | {key: int(judged.asked[row]) for key, row in own.items()}
    if len(own) < len(message.amounts):
        return Checked(_why_gone(sight, message, own), amounts)
    rows = np.array(sorted(own.values()), dtype=np.int64)
    if (stop := int(judged.stop[rows].min())) != FREE:
        return Checked(REASONS[stop].value, amounts)
    if any(amounts[key] != amount for key, amount in message.amounts.items()):
        is_paid = any(amounts[key] < amount for key, amount in message.amounts.items())
        return Checked(Reason.PAID if is_paid else Reason.CHANGED, amounts)
    return Checked(_of_message(sight, message, rows), amounts)


def _why_gone(sight: _Sight, message: Approved, own: Mapping[ItemKey, int]) -> str:
    """An item that is open no longer is paid; one that is, but for another day, is changed."""
    missing = [item for item, due_day in message.amounts if (item, due_day) not in own]
    return Reason.CHANGED if all((message.company, item) in sight.items for item in missing) else Reason.PAID


def _of_message(sight: _Sight, message: Approved, rows: Ints) -> str:
    """The reason of the message as a whole, '' where it may leave over the channel it was approved for."""
    ground, procedure, judged = sight.ground, sight.procedure, sight.judged
    groups = groups_of(ground, [procedure], judged.sums, rows, judged.chosen, judged.next.place, judged.asked)
    if len(groups.stop) > 1:
        return Reason.CHANGED  # its items are no longer paid by one account
    stop, payer = int(groups.stop[0]), int(groups.payer[0])
    if ground.accounts["account"].iloc[payer] != message.account:
        return Reason.CHANGED
    if stop != FREE and stop != PLACES[Reason.NO_ADDRESS]:
        return REASONS[stop].value
    is_reachable = message.channel == INTERNAL or bool(directory(ground)[message.channel].get(payer))
    return "" if is_reachable else Reason.NO_ADDRESS
