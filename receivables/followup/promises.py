"""Promises to pay: open, due, kept, partly kept, broken; superseded by a later one or cancelled.

Kept, partly kept or broken is said once receipts are posted beyond the day plus the grace (a receipt of before may
come back unpaid), until then the promise is open, then due, to check; what it brought is received all the same.
Anchor: promise to pay of SAP Collections Management.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.followup.working_days import GRACE_DAYS, NONE, working_days_after
from receivables.schema import NO_ITEM
from receivables.sums import Ints, Mask

OPEN, DUE_TO_CHECK, KEPT, PARTLY_KEPT, BROKEN = "open", "due_to_check", "kept", "partly_kept", "broken"
SUPERSEDED, CANCELLED = "superseded", "cancelled"
#: The row of what is no promise.
_CLAIM = -1
#: What is still waited for.
AWAITED = (OPEN, DUE_TO_CHECK)
STATES: dict[str, tuple[str, str]] = {
    OPEN: ("en cours", "open"),
    DUE_TO_CHECK: ("échue, à vérifier", "due, to check"),
    KEPT: ("tenue", "kept"),
    PARTLY_KEPT: ("tenue en partie", "partly kept"),
    BROKEN: ("non tenue", "broken"),
    SUPERSEDED: ("remplacée", "superseded"),
    CANCELLED: ("annulée", "cancelled"),
}


@dataclass(frozen=True)
class _Paid:
    """deadline, `ends` (int32), received (int64), is_kept (on time, in full) of each promise; left of each receipt."""

    deadline: Days
    ends: Days
    received: Ints
    is_kept: Mask
    left: Ints


def promise_states(
    promises: pd.DataFrame, receipts: pd.DataFrame, on: int, holidays: Days = NONE, grace_days: int = GRACE_DAYS
) -> pd.DataFrame:
    """`promises_and_rest` where nothing but promises was agreed: the promises alone."""
    return promises_and_rest(promises, receipts, on, holidays, grace_days)[0]


def promises_and_rest(
    promises: pd.DataFrame, receipts: pd.DataFrame, on: int, holidays: Days = NONE, grace_days: int = GRACE_DAYS,
    claims: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """PROMISES with deadline int32 | received int64 | rest int64 | state | broken_day int32 (NO_DAY: not broken).

    promises: group int64 (accounts and currency that pay together) | made, by int32 day | amount int64 minor units
        | items object (tuple of item ids, () for all of the account) | is_cancelled bool
        | posted_until int32, the last day a bank receipt is posted for (NO_DAY: none is); in the order they were made
    receipts: group | posted | amount | item (NO_ITEM: unallocated), those posted up to day `on`, in the order of days
    claims: `plans.plan_claims`, what instalments take of the receipts before promises due later
    -> also the receipts with the `amount` that no promise took, in the same rows
    A cent pays one promise or instalment only: the one due first. A payment counts from the day the promise was made
    (of one noted after its own day, from that day) to the deadline; one that pays other documents than those named
    does not count.
    """
    paid = _paid(promises, receipts, holidays, grace_days, claims)
    is_known = promises["posted_until"].to_numpy(np.int32) > paid.deadline
    choices = {
        CANCELLED: promises["is_cancelled"].to_numpy(bool), SUPERSEDED: (paid.ends < paid.deadline) & ~paid.is_kept,
        KEPT: is_known & paid.is_kept, PARTLY_KEPT: is_known & (paid.received > 0), BROKEN: is_known,
        DUE_TO_CHECK: promises["by"].to_numpy(np.int32) < on,
    }  # fmt: skip
    state = np.select(list(choices.values()), list(choices), OPEN).astype(object)
    is_broken = np.isin(state, (BROKEN, PARTLY_KEPT))
    found = promises.assign(
        deadline=paid.deadline, received=paid.received, rest=promises["amount"].to_numpy(np.int64) - paid.received,
        state=pd.Series(state, index=promises.index),
        broken_day=np.where(is_broken, paid.deadline + 1, NO_DAY).astype(np.int32),
    )  # fmt: skip
    return found, receipts.assign(amount=paid.left)


def _paid(
    promises: pd.DataFrame, receipts: pd.DataFrame, holidays: Days, grace_days: int, claims: pd.DataFrame | None
) -> _Paid:
    """Receipts laid on promises and claims, the one due first before the others."""
    deadline = working_days_after(promises["by"].to_numpy(np.int32), grace_days, holidays)
    ends = np.minimum(deadline, _replaced_on(promises, deadline))
    table = promises.assign(until=ends, row=np.arange(len(promises)))
    asked = _asked(table[~promises["is_cancelled"].to_numpy(bool)])
    asked += [] if claims is None else _asked(claims.assign(row=_CLAIM))
    groups = receipts["group"].to_numpy(np.int64)
    own = {group: np.flatnonzero(groups == group) for group in {one[3] for one in asked}}
    named = sorted({item for one in asked for item in one[6]})
    left = receipts["amount"].to_numpy(np.int64, copy=True)
    free = left.copy()  # `left` is less what promises took, `free` less what claims took too
    received, is_kept = np.zeros(len(promises), dtype=np.int64), np.zeros(len(promises), dtype=bool)
    for by, made, row, group, until, amount, items in sorted(asked, key=lambda one: one[:2]):
        rows = own[group]
        taken = _taken(receipts, free, rows, items, named, (min(made, by), until), amount)
        if row != _CLAIM:
            is_kept[row] = int(taken.sum()) == amount
            if not is_kept[row] and ends[row] < deadline[row]:
                continue  # the promise that took its place has the money
            left[rows] -= taken
            received[row] = int(taken.sum())
        free[rows] -= taken
    return _Paid(deadline, ends, received, is_kept, left)


def _asked(table: pd.DataFrame) -> list[tuple[int, int, int, int, int, int, tuple[int, ...]]]:
    """by | made | row | group | until | amount | items of each row."""
    names = ("by", "made", "row", "group", "until", "amount", "items")
    return list(zip(*(table[name].tolist() for name in names), strict=True))


def _replaced_on(promises: pd.DataFrame, deadline: Days) -> Days:
    """The day a later promise of the same documents took the place of each; far away where none did in time.

    What was due and its grace over when the next was made is judged for itself.
    """
    found = np.full(len(promises), np.iinfo(np.int32).max, dtype=np.int32)
    groups, made = promises["group"].to_numpy(np.int64), promises["made"].to_numpy(np.int32)
    items, is_cancelled = [frozenset(one) for one in promises["items"]], promises["is_cancelled"].to_numpy(bool)
    for row in range(len(promises)):
        later = np.flatnonzero((groups == groups[row]) & ~is_cancelled & (made <= deadline[row]))
        for other in later[later > row].tolist():
            if not items[row] or not items[other] or items[row] & items[other]:
                found[row] = max(made[other], made[row])
                break
    return np.where(found == np.iinfo(np.int32).max, found, np.minimum(found, deadline - 1)).astype(np.int32)


def _taken(
    receipts: pd.DataFrame, left: Ints, rows: Ints, items: Sequence[int], named: Sequence[int], days: tuple[int, int],
    amount: int,
) -> Ints:  # fmt: skip
    """What of each of these receipts pays a promise: those of its documents first, then unallocated ones.

    One of all the account takes those of documents that others name (`named`) last.
    """
    posted, item = receipts["posted"].to_numpy(np.int32)[rows], receipts["item"].to_numpy(np.int64)[rows]
    is_free = item == NO_ITEM
    is_own = np.isin(item, np.array(items, dtype=np.int64)) if items else ~is_free
    is_last = np.isin(item, np.array([] if items else named, dtype=np.int64))
    usable = np.where((posted >= days[0]) & (posted <= days[1]) & (is_own | is_free), left[rows], 0)
    order = np.lexsort((posted, ~is_own, is_last))
    before = np.cumsum(usable[order]) - usable[order]
    taken = np.zeros(len(rows), dtype=np.int64)
    taken[order] = np.clip(amount - before, 0, usable[order])
    return taken
