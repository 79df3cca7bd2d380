"""What the sentence of each stop tells: which level, what day, how much, who."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.dunning.ground import Ground
from receivables.dunning.groups import Groups, is_in_doubt
from receivables.dunning.judged import Judged
from receivables.dunning.procedure import Procedure
from receivables.dunning.stops import FREE, PARTS, PLACES, REASONS, Places, Reason
from receivables.dunning.timing import NEVER, NOTHING, aged
from receivables.sums import Ints, Mask

Texts = NDArray[np.object_]
_ITEM_COLUMNS = ("company", "account", "currency", "item", "due_day", "number", "open")
#: Reasons told with a day of their account, with a text of their account or of their item.
_ACCOUNT_DAYS = {Reason.HOLD: "held_until", Reason.INSOLVENCY: "insolvency_day",
                 Reason.OVER_INDEBTED: "over_indebted_day"}  # fmt: skip
_ACCOUNT_TEXTS = {Reason.HOLD: "held_by", Reason.HANDED_OVER: "handed_to", Reason.CONFLICT: "conflict"}
_ITEM_TEXTS = {Reason.DISPUTE: "owner", Reason.REFUSED: "refused"}
_MOST_MATCHES = 3
_SENT = (Reason.ALREADY_SENT, Reason.HANDED_OVER)


def stop_facts(
    ground: Ground, procedures: Sequence[Procedure], judged: Judged, groups: Groups, stop: Places, at: Ints
) -> pd.DataFrame:
    """The `stopped` table of a proposal, of the items at these rows; stop: the places of all items."""
    own, stops = ground.items.iloc[at], stop[at]
    is_of = {reason: stops == PLACES[reason] for reason in REASONS}
    table = {name: own[name].to_numpy() for name in _ITEM_COLUMNS}
    table["payer"] = ground.accounts["account"].to_numpy(object)[judged.rows.payer[at]]
    table["reason"] = np.array([*(reason.value for reason in REASONS), ""], dtype=object)[stops]
    was_sent = np.isin(stops, [PLACES[reason] for reason in _SENT])
    place = np.where(was_sent, np.maximum(judged.past.sent, judged.past.waiting)[at], judged.next.place[at])
    table["level"] = _codes(procedures, judged.chosen[at], place)
    _tell_start(table, ground, procedures, judged, at, is_of[Reason.START_LEVEL])
    from_day = judged.next.from_day[at]
    table["next_day"] = np.where(from_day == NEVER, NO_DAY, from_day)
    table["day"] = _days(ground, judged, groups, at, is_of)
    table["amount"] = _amounts(ground, judged, groups, at, is_of)
    table["who"] = _texts(ground, judged, at, is_of)
    found = pd.DataFrame(table)
    return found.sort_values(["company", "account", "due_day", "item"], kind="stable", ignore_index=True)


def _tell_start(
    table: dict[str, Any], ground: Ground, procedures: Sequence[Procedure], judged: Judged, at: Ints, is_meant: Mask
) -> None:
    """Of a first campaign the level each item would have been sent by its age, '' of those that leave no doubt, and
    from how many days overdue on."""
    table["from_days"] = np.zeros(len(at), dtype=np.int64)
    if not is_meant.any():
        return
    reached = aged(ground, procedures, judged.chosen)
    is_meant = is_meant & is_in_doubt(ground, procedures, judged.chosen)[at]
    levels = _codes(procedures, judged.chosen[at], reached.place[at])
    stops_start = table["reason"] == Reason.START_LEVEL.value
    table["level"] = np.where(stops_start, np.where(is_meant, levels, ""), table["level"])
    days = reached.day[at] - ground.items["due_day"].to_numpy(np.int64)[at]
    table["from_days"] = np.where(is_meant, days, 0)


def _codes(procedures: Sequence[Procedure], chosen: Ints, place: Ints) -> Texts:
    """Level codes, '' where no level is left or none was sent."""
    most = max((len(one.levels) for one in procedures), default=0) + 1
    table = np.full((len(procedures) + 1, most + 1), "", dtype=object)
    for number, one in enumerate(procedures):
        table[number, : len(one.levels)] = [level.code for level in one.levels]
    found: Texts = table[chosen, np.where(place == NOTHING, most, place)]
    return found


def _of_groups(groups: Groups, size: int, values: Ints, default: int) -> Ints:
    """Values of groups at the rows of their items."""
    found = np.full(size, default, dtype=np.int64)
    found[groups.items] = values[groups.of_item]
    return found


def _days(ground: Ground, judged: Judged, groups: Groups, at: Ints, is_of: Mapping[Reason, NDArray[np.bool_]]) -> Ints:
    day, accounts, rows = np.full(len(at), NO_DAY, dtype=np.int64), ground.accounts, judged.rows
    of_item = {reason: column for reason, column in PARTS.values() if column} | {Reason.SUSPENDED: "suspended_day"}
    for reason, column in of_item.items():
        day = np.where(is_of[reason], ground.items[column].to_numpy(np.int64)[at], day)
    for reason, column in _ACCOUNT_DAYS.items():
        told = accounts[column].to_numpy(np.int64)
        day = np.where(is_of[reason], np.maximum(told[rows.debtor[at]], told[rows.payer[at]]), day)
    day = np.where(is_of[Reason.OVER_INDEBTED] & (day == ground.on), NO_DAY, day)  # nobody told which day
    receipts = ground.companies.set_index("company")["last_receipt_day"].reindex(accounts["company"]).fillna(NO_DAY)
    day = np.where(is_of[Reason.STALE_MONEY], receipts.to_numpy(np.int64)[rows.payer[at]], day)
    day = np.where(is_of[Reason.CHECK_FIRST], judged.sums.credit_day[judged.sums.of_item[at]], day)
    day = np.where(is_of[Reason.ALREADY_SENT] & (judged.past.waiting < judged.next.place)[at], judged.past.day[at], day)
    day = np.where(is_of[Reason.HANDED_OVER], judged.past.day[at], day)
    day = np.where(is_of[Reason.START_LEVEL], ground.on, day)
    contact = accounts[["last_message_day", "last_contact_day"]].to_numpy(np.int64).max(axis=1)[rows.payer[at]]
    second = _of_groups(groups, len(ground.items), groups.is_second.astype(np.int64), 0)[at] > 0
    return np.where(is_of[Reason.RECENT_CONTACT], np.where(second, NO_DAY, contact), day)


def _amounts(
    ground: Ground, judged: Judged, groups: Groups, at: Ints, is_of: Mapping[Reason, NDArray[np.bool_]]
) -> Ints:
    """The part that is not asked for; of too little what there is in all; of a doubt the credits."""
    amount = ground.items["open"].to_numpy(np.int64)[at]
    for column, (reason, _) in PARTS.items():
        amount = np.where(is_of[reason], np.minimum(ground.items[column].to_numpy(np.int64)[at], amount), amount)
    base = _of_groups(groups, len(ground.items), groups.base, 0)
    base = np.where(judged.stop == FREE, base, judged.asked)
    amount = np.where(is_of[Reason.UNDER_MINIMUM], base[at], amount)
    return np.where(is_of[Reason.CHECK_FIRST], judged.sums.credits[judged.sums.of_item[at]], amount)


def _texts(ground: Ground, judged: Judged, at: Ints, is_of: Mapping[Reason, NDArray[np.bool_]]) -> Texts:
    found = np.full(len(at), "", dtype=object)
    for reason, column in _ITEM_TEXTS.items():
        found = np.where(is_of[reason], ground.items[column].to_numpy(object)[at], found)
    for reason, column in _ACCOUNT_TEXTS.items():
        told = ground.accounts[column].to_numpy(object)
        debtor, payer = told[judged.rows.debtor[at]], told[judged.rows.payer[at]]
        found = np.where(is_of[reason], np.where(debtor != "", debtor, payer), found)
    is_check = is_of[Reason.CHECK_FIRST]
    if is_check.any():
        purses = judged.sums.of_item[at]
        likely = _likely_matches(ground, judged, purses[is_check])
        found = np.where(is_check, [likely.get(purse, "") for purse in purses.tolist()], found)
    return found


def _likely_matches(ground: Ground, judged: Judged, purses: Ints) -> dict[int, str]:
    """Purse -> numbers of the documents its unallocated credits probably pay: those of an equal amount."""
    at = np.flatnonzero(np.isin(judged.sums.of_item, purses))
    rows = ground.items.iloc[at].assign(purse=judged.sums.of_item[at])
    found = {}
    for purse in np.unique(rows["purse"]).tolist():
        own = rows[rows["purse"] == purse]
        credits = -own["open"][own["open"] < 0]
        is_equal = own["open"].isin({*credits.tolist(), int(credits.sum())})
        numbers = [number for number in own["number"][is_equal].tolist() if number]
        if numbers:
            found[purse] = ", ".join(numbers[:_MOST_MATCHES])
    return found
