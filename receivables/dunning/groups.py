"""Messages of a day: items of one payer, currency and level together, and why some of these do not leave today."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.dunning.channels import AUTOMATIC, WRITTEN, Directory, way_of
from receivables.dunning.ground import Ground
from receivables.dunning.procedure import STAGES, Level, Procedure
from receivables.dunning.stops import FREE, PLACES, Places, Reason
from receivables.dunning.sums import Sums, is_overdue, is_to_check
from receivables.dunning.timing import aged
from receivables.followup.working_days import last_working_day, working_days_after
from receivables.sums import Ints, Mask, sum_by

#: A company whose last bank receipt was posted longer ago asks for nothing: it may be paid already.
RECEIPT_WORKING_DAYS = 2


@dataclass(frozen=True)
class Groups:
    """Messages there would be: of each its purse (see `Sums`), procedure, level, amounts in minor units, channel.

    items: rows of the items | of_item: the group of each of those rows | stop: first reason not to send, or FREE
    credits: deducted of the amount | base: what limits and tiers compare, the payer's collectible and what is asked
    before it is due
    is_second: whether it waits because a graver message goes to the customer today
    """

    items: Ints
    of_item: Ints
    purse: Ints
    payer: Ints
    procedure: Ints
    place: Ints
    amount: Ints
    credits: Ints
    base: Ints
    channel: NDArray[np.object_]
    contact: Ints
    stop: Places
    is_second: Mask


def groups_of(
    ground: Ground, procedures: Sequence[Procedure], sums: Sums, known: Directory, items: Ints, chosen: Ints,
    place: Ints, asked: Ints,
) -> Groups:  # fmt: skip
    """Put items together. known: who can be reached | items: rows of those that are ripe and free; the other arrays
    are of all items."""
    most = max((len(one.levels) for one in procedures), default=0) + 1
    keys = (sums.of_item[items] * (len(procedures) + 1) + chosen[items]) * most + place[items]
    found, of_item = np.unique(keys, return_inverse=True)
    of_item, size = of_item.astype(np.int64), len(found)
    purse, number = found // most // (len(procedures) + 1), found // most % (len(procedures) + 1)
    late = is_overdue(ground)[items]
    before_due = sum_by(of_item, np.where(late, 0, asked[items]), size)
    base = sums.collectible[purse] + before_due
    levels = [procedures[one].levels[at] for one, at in zip(number.tolist(), (found % most).tolist(), strict=True)]
    payer = sums.payer[purse]
    channel, contact = _ways(levels, payer, base, [sums.currency[one] for one in purse.tolist()], known)
    stop = np.full(size, FREE, dtype=np.int8)
    _stop(stop, Reason.START_LEVEL, _is_of_doubt(ground, payer, is_in_doubt(ground, procedures, chosen)[items], items))
    _stop_for_account(stop, sums, purse, levels, base, before_due, ground.on)
    _stop(stop, Reason.NO_ADDRESS, channel == "")
    quiet = np.array([procedures[one].quiet_days for one in number.tolist()], dtype=np.int64)
    amount = sum_by(of_item, asked[items], size)
    _stop(stop, Reason.RECENT_CONTACT, np.isin(channel, AUTOMATIC) & is_too_soon(ground, payer, quiet))
    is_second = _is_second((stop == FREE) & np.isin(channel, WRITTEN), payer, levels, amount)
    _stop(stop, Reason.RECENT_CONTACT, is_second)
    _stop(stop, Reason.STALE_MONEY, is_stale(ground)[payer])
    credits = sums.deductible.deducted(items, of_item, purse, asked)
    return Groups(
        items, of_item, purse, payer, number, found % most, amount, credits, base, channel, contact, stop, is_second
    )


def _stop(stop: Places, reason: Reason, is_so: Mask) -> None:
    """What is free no longer is."""
    stop[is_so & (stop == FREE)] = PLACES[reason]


def _ways(
    levels: Sequence[Level], payer: Ints, base: Ints, currencies: Sequence[str], known: Directory
) -> tuple[NDArray[np.object_], Ints]:
    ways = [way_of(*each, known) for each in zip(levels, payer.tolist(), base.tolist(), currencies, strict=True)]
    channels = np.empty(len(ways), dtype=object)
    channels[:] = [channel for channel, _ in ways]
    return channels, np.array([contact for _, contact in ways], dtype=np.int64)


def is_in_doubt(ground: Ground, procedures: Sequence[Procedure], chosen: Ints) -> Mask:
    """Items of a company whose campaigns begin here that were old enough for two levels when its first plan was made:
    what was sent of them before nobody told. What was old enough for its first level only leaves no doubt."""
    names = ground.items["company"]
    companies = ground.companies.set_index("company")
    started = companies.index[companies["has_history"].astype(bool)]
    watched = companies["watched_day"].reindex(names).fillna(NO_DAY).to_numpy(np.int64)
    until = np.where(watched == NO_DAY, ground.on, np.minimum(watched, ground.on))
    found: Mask = ~names.isin(started).to_numpy(bool) & (aged(ground, procedures, chosen, until).count > 1)
    return found


def _is_of_doubt(ground: Ground, payer: Ints, is_doubtful: Mask, items: Ints) -> Mask:
    """Of messages: whether their company has an item in doubt, then none of it leaves."""
    companies = set(ground.items["company"].to_numpy(object)[items[is_doubtful]])
    found: Mask = ground.accounts["company"].isin(companies).to_numpy(bool)[payer]
    return found


def _stop_for_account(
    stop: Places, sums: Sums, purse: Ints, levels: Sequence[Level], base: Ints, before_due: Ints, on: int
) -> None:  # fmt: skip
    """Reasons of the account at this moment: credits, too little."""
    _stop(stop, Reason.CHECK_FIRST, is_to_check(sums, purse, before_due, on))
    currencies = [sums.currency[one] for one in purse.tolist()]
    least = [level.minimum.get(currency, 0) for level, currency in zip(levels, currencies, strict=True)]
    _stop(stop, Reason.UNDER_MINIMUM, base < np.array(least, dtype=np.int64))


def is_too_soon(ground: Ground, payer: Ints, quiet: Ints) -> Mask:
    """Of account rows: whether an automatic message would come within `quiet` days of the last message or contact.

    A promise broken, a payment returned, a call-back or a confirmation agreed for since then lets it pass, but for a
    second message of one day.
    """
    last = {name: ground.accounts[name].to_numpy(np.int64)[payer] for name in ("last_message_day", "last_contact_day")}
    message, contact = last["last_message_day"], last["last_contact_day"]
    event = passing_day(ground)[payer]
    latest = np.maximum(message, contact)
    is_soon = (latest != NO_DAY) & (ground.on - latest < quiet)
    is_passing = (event != NO_DAY) & (event > message) & (event >= contact) & (message < ground.on)
    found: Mask = is_soon & ~is_passing
    return found


def passing_day(ground: Ground) -> Ints:
    """Of each account the last day that lets a message pass: int64, NO_DAY where there is none yet."""
    names = ("broken_day", "returned_day", "call_back_day", "confirmation_day")
    days = np.stack([ground.accounts[name].to_numpy(np.int64) for name in names])
    found: Ints = np.where(days <= ground.on, days, NO_DAY).max(axis=0)
    return found


def _is_second(can_go: Mask, payer: Ints, levels: Sequence[Level], amount: Ints) -> Mask:
    """Written messages that wait for another day, so that a customer gets one a day: the gravest goes first, then the
    largest."""
    stage = np.array([STAGES.index(level.stage) for level in levels], dtype=np.int64)
    days = np.array([level.days for level in levels], dtype=np.int64)
    order = np.lexsort((-amount, -days, -stage, ~can_go, payer))
    is_second = np.zeros(len(order), dtype=bool)
    is_second[order[1:]] = (payer[order][1:] == payer[order][:-1]) & can_go[order][1:]
    return is_second


def is_stale(ground: Ground) -> Mask:
    """Of each account: whether the last bank receipt of its company is older than two working days, or unknown."""
    receipts = ground.companies.set_index("company")["last_receipt_day"]
    last = receipts.reindex(ground.accounts["company"]).fillna(NO_DAY).to_numpy(np.int64).astype(np.int32)
    return are_stale(last, ground.on, ground.holidays)


def are_stale(receipts: Days, on: int, holidays: Days) -> Mask:
    """Of last bank receipts (n): whether they are older than two working days on a day, or unknown (NO_DAY)."""
    found: Mask = (receipts == NO_DAY) | (fresh_until(receipts, holidays) < last_working_day(on, holidays))
    return found


def fresh_until(receipts: Days, holidays: Days) -> Days:
    """The last working day on which the last bank receipt of a company lets messages leave: int32 (n) of days (n);
    NO_DAY stays NO_DAY."""
    return working_days_after(receipts, RECEIPT_WORKING_DAYS, holidays)
