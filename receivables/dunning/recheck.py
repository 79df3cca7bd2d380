"""One approved message looked at again just before it leaves: every reason of its day, on the facts of the moment."""

from collections.abc import Mapping
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


def recheck(ground: Ground, procedure: Procedure, message: Approved) -> Checked:
    """Whether a message may leave exactly as it was approved.

    ground: of today, of the payer's account and those it pays for, all their open items and credits; the message's own
    row of HISTORY (is_sent False) may be in it. A message of which one item is stopped, or owes another sum than
    approved, does not leave: the next proposal has it right. Raises ReceivablesError for a level of no procedure.
    """
    place = checked(procedure).place(message.level)
    judged = judge(ground, [procedure], (0, place))
    own = _rows(ground, message)
    amounts = dict.fromkeys(message.amounts, 0) | {key: int(judged.asked[row]) for key, row in own.items()}
    if len(own) < len(message.amounts):
        return Checked(_why_gone(ground, message, own), amounts)
    rows = np.array(sorted(own.values()), dtype=np.int64)
    if (stop := int(judged.stop[rows].min())) != FREE:
        return Checked(REASONS[stop].value, amounts)
    if any(amounts[key] != amount for key, amount in message.amounts.items()):
        is_paid = any(amounts[key] < amount for key, amount in message.amounts.items())
        return Checked(Reason.PAID if is_paid else Reason.CHANGED, amounts)
    return Checked(_of_message(ground, procedure, message, judged, rows), amounts)


def _rows(ground: Ground, message: Approved) -> dict[ItemKey, int]:
    """Rows of the items of a message that are open still."""
    items = ground.items
    is_own = (items["company"] == message.company) & (items["currency"] == message.currency) & (items["open"] > 0)
    rows = np.flatnonzero(is_own.to_numpy(bool))
    keys = zip(*(items[name].to_numpy(np.int64)[rows].tolist() for name in ("item", "due_day")), strict=True)
    return {key: row for key, row in zip(keys, rows.tolist(), strict=True) if key in message.amounts}


def _why_gone(ground: Ground, message: Approved, own: Mapping[ItemKey, int]) -> str:
    """An item that is open no longer is paid; one that is, but for another day, is changed."""
    is_open = ground.items["open"] > 0
    known = set(ground.items.loc[(ground.items["company"] == message.company) & is_open, "item"].tolist())
    missing = [item for item, due_day in message.amounts if (item, due_day) not in own]
    return Reason.CHANGED if all(item in known for item in missing) else Reason.PAID


def _of_message(ground: Ground, procedure: Procedure, message: Approved, judged: Judged, rows: Ints) -> str:
    """The reason of the message as a whole, '' where it may leave over the channel it was approved for."""
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
