"""What a payer owes in one currency: overdue, collectible, and the credits nobody has matched yet."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.dunning.credits import Credits, credits_of
from receivables.dunning.ground import Ground
from receivables.dunning.stops import FREE, Places, Rows, askable
from receivables.sums import Ints, Mask, sum_by

#: A credit of the last few days is perhaps the payment of what would be asked for.
RECENT_DAYS = 5
#: So is one of more than a tenth of what is overdue.
_MOST_TENTHS = 10


@dataclass(frozen=True)
class Sums:
    """By purse, that is (company, payer, currency): int64 minor units; `of_item` the purse of each item.

    overdue: past its due day | credits: unallocated, above 0 | credit_day: of the last of them (NO_DAY)
    collectible: overdue that may be asked for, less the credits that lessen it (`deductible`)
    """

    of_item: Ints
    payer: Ints
    currency: list[str]
    overdue: Ints
    credits: Ints
    credit_day: Ints
    collectible: Ints
    deductible: Credits


def is_overdue(ground: Ground) -> Mask:
    """Which items are debits past their due day; without a due day nothing is overdue."""
    due, opened = (ground.items[name].to_numpy(np.int64) for name in ("due_day", "open"))
    found: Mask = (opened > 0) & (due != NO_DAY) & (due < ground.on)
    return found


def sums_of(ground: Ground, rows: Rows, debt: Places) -> Sums:
    """Sums of every purse; debt: the `debt_stops` of the items."""
    codes, found = pd.factorize(ground.items["currency"])
    names = [str(name) for name in found]
    keys, of_item = np.unique(rows.payer * len(names) + codes, return_inverse=True)
    of_item, size = of_item.astype(np.int64), len(keys)
    opened, late = ground.items["open"].to_numpy(np.int64), is_overdue(ground)
    credits = sum_by(of_item, np.where(opened < 0, -opened, 0), size)
    credit_day = np.full(size, NO_DAY, dtype=np.int64)
    at = np.flatnonzero(opened < 0)
    np.maximum.at(credit_day, of_item[at], ground.items["posted"].to_numpy(np.int64)[at])
    deductible, asked = credits_of(ground, rows, of_item, size), np.where(late & (debt == FREE), askable(ground), 0)
    every, purses = np.arange(len(of_item), dtype=np.int64), np.arange(size, dtype=np.int64)
    collectible = sum_by(of_item, asked, size) - deductible.deducted(every, of_item, purses, asked)
    return Sums(
        of_item, keys // max(len(names), 1), [names[code] for code in (keys % max(len(names), 1)).tolist()],
        sum_by(of_item, np.where(late, opened, 0), size), credits, credit_day, collectible, deductible,
    )  # fmt: skip


def is_to_check(sums: Sums, purse: Ints, asked_before_due: Ints, on: int) -> Mask:
    """Of messages to purses: whether unallocated credits are recent or over a tenth of what is overdue.

    asked_before_due: what each message asks for that is not overdue yet.
    """
    credits, day = sums.credits[purse], sums.credit_day[purse]
    is_recent = (day != NO_DAY) & (day >= on - RECENT_DAYS)
    is_much = credits * _MOST_TENTHS > sums.overdue[purse] + asked_before_due
    found: Mask = (credits > 0) & (is_recent | is_much)
    return found
