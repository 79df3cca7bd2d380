"""Approved messages looked at again just before they leave: every reason of their day, on the facts of the moment."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from receivables.dunning.channels import INTERNAL, Directory, directory
from receivables.dunning.ground import Ground
from receivables.dunning.groups import Groups, groups_of
from receivables.dunning.judged import Judged, judge
from receivables.dunning.procedure import CALL, EMAIL, Procedure, checked
from receivables.dunning.stops import FREE, PARTS, PLACES, REASONS, Reason

#: (account, item id, due day) of an open item or instalment: a document may stand in several accounts of who pays.
ItemKey = tuple[str, int, int]


@dataclass(frozen=True)
class Approved:
    """A message as it was approved: its level and channel, to whom, what it asks of each item, what it deducts.

    recipient: e-mail address of an e-mail, postal address of a letter ('' where it is not known)
    segment, tone: whom and how its words address
    amounts: asked of each item | left_out: what was open of each besides, in dispute or promised | credits: deducted
    """

    company: str
    account: str
    currency: str
    level: str
    channel: str
    recipient: str
    segment: str
    tone: str
    amounts: Mapping[ItemKey, int]
    left_out: Mapping[ItemKey, int]
    credits: int


@dataclass(frozen=True)
class Checked:
    """What the facts of the moment say: `code` of the first reason not to send ('' none), what each item owes now.

    amounts: what could be asked of each item of the message, 0 where it is paid.
    """

    code: str
    amounts: Mapping[ItemKey, int]


@dataclass(frozen=True)
class _Sight:
    """A ground with all its items taken to be at one level. known: who can be reached
    rows: (company, currency, account, item, due day) -> its rows, of what is open; items: (company, item) of it"""

    ground: Ground
    procedure: Procedure
    judged: Judged
    known: Directory
    rows: Mapping[tuple[str, str, str, int, int], list[int]]
    items: Set[tuple[str, int]]

    def own(self, message: Approved) -> dict[ItemKey, list[int]]:
        """Rows of the items of a message that are open still."""
        keys = [(message.company, message.currency, *key) for key in message.amounts]
        return {key[2:]: self.rows[key] for key in keys if key in self.rows}


def recheck(ground: Ground, procedure: Procedure, messages: Sequence[Approved]) -> list[Checked]:
    """Whether messages of a procedure may leave exactly as they were approved.

    ground: of today, of the payers' accounts and those they pay for, all their open items and credits; the messages'
    own rows of HISTORY (is_sent False) may be in it. A message of which one item is stopped, or owes another sum than
    approved, does not leave, nor one to an address, of a tone or to a kind of debtor it no longer has: the next
    proposal has it right. Raises ReceivablesError for a level of no procedure.
    """
    known = directory(ground)
    told: dict[int, Checked] = {}
    for level in {message.level for message in messages}:
        sight = _sight(ground, procedure, level, known)
        own = {place: message for place, message in enumerate(messages) if message.level == level}
        told |= _checked(sight, own)
    return [told[place] for place in range(len(messages))]


def _sight(ground: Ground, procedure: Procedure, level: str, known: Directory) -> _Sight:
    judged = judge(ground, [procedure], (0, checked(procedure).place(level)))
    rows = np.flatnonzero((ground.items["open"] > 0).to_numpy(bool))
    names = ("company", "currency", "account", "item", "due_day")
    keys = list(zip(*(ground.items[name].to_numpy(object)[rows].tolist() for name in names), strict=True))
    found: dict[tuple[str, str, str, int, int], list[int]] = {}
    for key, row in zip(keys, rows.tolist(), strict=True):
        found.setdefault(key, []).append(row)
    return _Sight(ground, procedure, judged, known, found, {(key[0], key[3]) for key in keys})


def _checked(sight: _Sight, messages: Mapping[int, Approved]) -> dict[int, Checked]:
    """By place. What each says of its items, then what those that may leave say of their accounts, one of each payer
    at a time: of two of a day one would wait for the other."""
    found = {place: _of_items(sight, message) for place, message in messages.items()}
    left = {place: message for place, message in messages.items() if not found[place].code}
    while left:
        wave = {(message.company, message.account): place for place, message in left.items()}
        codes = _of_accounts(sight, {place: left.pop(place) for place in wave.values()})
        found |= {place: replace(found[place], code=code) for place, code in codes.items()}
    return found


def _of_items(sight: _Sight, message: Approved) -> Checked:
    own, judged = sight.own(message), sight.judged
    amounts = dict.fromkeys(message.amounts, 0) | {key: int(judged.asked[rows].sum()) for key, rows in own.items()}
    if len(own) < len(message.amounts):
        return Checked(_why_gone(sight, message, own), amounts)
    stop = min((int(judged.stop[rows].min()) for rows in own.values()), default=FREE)
    if stop != FREE:
        return Checked(REASONS[stop].value, amounts)
    fallen = [key for key, amount in message.amounts.items() if amounts[key] < amount]
    if fallen:
        return Checked(_why_less(sight, message, {key: own[key] for key in fallen}), amounts)
    return Checked(Reason.CHANGED if amounts != message.amounts else "", amounts)


def _why_less(sight: _Sight, message: Approved, own: Mapping[ItemKey, list[int]]) -> str:
    """Less may be asked for of these items: paid in part, or a part of them is in dispute or promised."""
    items = sight.ground.items
    for key, rows in own.items():
        if int(items["open"].iloc[rows].sum()) < message.amounts[key] + message.left_out[key]:
            return Reason.PAID
    parts = (
        reason for column, (reason, _) in PARTS.items() if any(items[column].iloc[rows].any() for rows in own.values())
    )
    return next(parts, Reason.CHANGED)


def _why_gone(sight: _Sight, message: Approved, own: Collection[ItemKey]) -> str:
    """An item that is open no longer is paid; one that is, but for another day, is changed."""
    missing = [key[1] for key in message.amounts if key not in own]
    return Reason.CHANGED if all((message.company, item) in sight.items for item in missing) else Reason.PAID


def _of_accounts(sight: _Sight, messages: Mapping[int, Approved]) -> dict[int, str]:
    """The reason of each message as a whole, '' where it may leave over the channel it was approved for."""
    judged = sight.judged
    rows_of = {place: sorted(chain(*sight.own(one).values())) for place, one in messages.items()}
    rows = np.array([row for rows in rows_of.values() for row in rows], dtype=np.int64)
    groups = groups_of(
        sight.ground, [sight.procedure], judged.sums, sight.known, rows, judged.chosen, judged.next.place, judged.asked
    )
    group_of = dict(zip(rows.tolist(), groups.of_item.tolist(), strict=True))
    return {
        place: _of_group(sight, message, groups, {group_of[row] for row in rows_of[place]})
        for place, message in messages.items()
    }


def _of_group(sight: _Sight, message: Approved, groups: Groups, own: Set[int]) -> str:
    if len(own) != 1:
        return Reason.CHANGED  # its items are no longer paid by one account
    (group,) = own
    stop, payer = int(groups.stop[group]), int(groups.payer[group])
    if sight.ground.accounts["account"].iloc[payer] != message.account:
        return Reason.CHANGED
    if stop != FREE and stop != PLACES[Reason.NO_ADDRESS]:
        return REASONS[stop].value
    segment, tone = str(sight.ground.accounts["segment"].iloc[payer]), sight.procedure.level(message.level).tone
    told = (segment, tone, int(groups.credits[group]))
    if told != (message.segment, message.tone, message.credits):
        return Reason.CHANGED
    return _why_unreachable(sight, message, payer)


def _why_unreachable(sight: _Sight, message: Approved, payer: int) -> str:
    """It goes to the very address that was approved, as long as it is one of who pays and what is sent there
    arrives."""
    if message.channel == INTERNAL:
        return ""
    people = sight.known[message.channel].get(payer, [])
    if message.channel == CALL or not message.recipient:
        return "" if people else Reason.NO_ADDRESS
    contacts = sight.ground.contacts
    column = "email" if message.channel == EMAIL else "address"
    if message.recipient in {contacts[column].iloc[row] for row, _ in people}:
        return ""
    is_suspended = (contacts["is_suspended"] & (contacts["email"] == message.recipient)).any()
    return Reason.NO_ADDRESS if is_suspended or not people else Reason.CHANGED
