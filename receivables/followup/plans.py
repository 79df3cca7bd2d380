"""Instalment plans (échéancier, moratoire): what each line still waits for, and what a missed line changes.

Payments go to the lines in their order. A line unpaid once receipts are posted beyond its day plus the grace is a
breach; with an acceleration clause the rest falls due at once. Penalties are waived only if the plan is kept.
"""

from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.followup.promises import CANCELLED, DUE_TO_CHECK, KEPT, OPEN, SUPERSEDED
from receivables.followup.working_days import GRACE_DAYS, NONE, working_days_after
from receivables.schema import NO_ITEM
from receivables.sums import Ints, Mask

TO_APPROVE, IN_FORCE, BREACHED = "to_approve", "in_force", "breached"
PAID, PAID_LATE, MISSED, ACCELERATED = "paid", "paid_late", "missed", "accelerated"
#: Units of the currency above which a plan needs a manager, until one edits the criteria.
APPROVAL_LIMIT = 10_000
_NEVER = int(np.iinfo(np.int32).max)
PLAN_STATES: dict[str, tuple[str, str]] = {
    TO_APPROVE: ("à approuver", "to be approved"),
    IN_FORCE: ("en cours", "in force"),
    KEPT: ("tenu", "kept"),
    BREACHED: ("rompu", "breached"),
    SUPERSEDED: ("remplacé", "superseded"),
    CANCELLED: ("annulé", "cancelled"),
}


def plan_claims(
    plans: pd.DataFrame, lines: pd.DataFrame, holidays: Days = NONE, grace_days: int = GRACE_DAYS
) -> pd.DataFrame:
    """What the lines of plans in force take of receipts up to the end of their grace, before promises due later.

    plans, lines: as `plan_states` asks -> group | made | by | until | amount | items, as `promises_and_rest` takes them
    """
    plans = plans.assign(end=np.array(_replaced_on(plans), dtype=np.int64)).set_index("plan")
    counts = ~plans["is_cancelled"].astype(bool) & ~plans["needs_approval"].astype(bool)
    own = lines[lines["plan"].isin(plans.index[counts])]
    deadline = working_days_after(own["by"].to_numpy(np.int32), grace_days, holidays).astype(np.int64)
    told = {name: plans[name].reindex(own["plan"]).to_numpy() for name in ("group", "made", "items", "end")}
    until = np.minimum(deadline, told.pop("end").astype(np.int64) - 1)
    return own[["by", "amount"]].assign(**told, until=until).reset_index(drop=True)


def plan_states(
    plans: pd.DataFrame, lines: pd.DataFrame, receipts: pd.DataFrame, on: int, holidays: Days = NONE,
    grace_days: int = GRACE_DAYS,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """The plans with their state, and their lines with theirs.

    plans: plan (any key) | group int64 | made int32 | items object (tuple of item ids, () for all of the account)
        | needs_approval, is_accelerating, waives_penalties, is_cancelled bool | posted_until int32, see `promises`
    lines: plan | by int32 | amount int64, in the order of days
    receipts: as `promises_and_rest` leaves them; of several plans a cent pays one only, the one made first
    -> plans with received int64 (all paid while it was the last one) | breach_day int32 (NO_DAY: none) | state
        | is_waiving bool: kept, and so the penalties are waived
    -> lines with deadline int32 | rest int64 | state, in the order given
    """
    ends = _replaced_on(plans)
    left, told = receipts.reset_index(drop=True), []
    for plan, end in zip(plans.itertuples(index=False), ends, strict=True):
        dated = lines[lines["plan"] == plan.plan]
        since = min([plan.made, *dated["by"].tolist()])  # one noted after its first line's day counts from that day
        own = left[_is_own(plan, left, since) & (left["posted"] < end).to_numpy()]
        told.append(_one(plan, dated, own, on, holidays, grace_days))
        if not plan.is_cancelled and not plan.needs_approval:
            left = _without(left, own, told[-1][2])
    states = _states(plans, [one[0] for one in told], [one[2] for one in told], np.array(ends) != _NEVER)
    is_waiving = plans["waives_penalties"].to_numpy(bool) & (states == KEPT)
    found = plans.assign(
        received=np.array([one[1] for one in told], dtype=np.int64),
        breach_day=np.array([one[0] for one in told], dtype=np.int32),
        state=pd.Series(states, index=plans.index, dtype=object), is_waiving=is_waiving,
    )  # fmt: skip
    shown = [one[2] for one in told]
    empty = lines.assign(deadline=np.int32(0), rest=np.int64(0), state="").iloc[:0]
    return found, (pd.concat(shown).sort_index() if shown else empty)


def _is_own(plan: Any, receipts: pd.DataFrame, since: int) -> Mask:
    """The receipts a plan may count: of its group since a day, for its documents or for none."""
    found: Mask = (receipts["group"] == plan.group).to_numpy() & (receipts["posted"] >= since).to_numpy()
    if plan.items:
        found &= np.isin(receipts["item"].to_numpy(np.int64), np.array([NO_ITEM, *plan.items], dtype=np.int64))
    return found


def _without(receipts: pd.DataFrame, own: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The receipts less what paid the lines of a plan, the earliest of its own first."""
    amounts = own["amount"].to_numpy(np.int64)
    paid = int((lines["amount"] - lines["rest"]).sum())
    taken = pd.Series(np.clip(paid - (np.cumsum(amounts) - amounts), 0, amounts), index=own.index)
    return receipts.assign(amount=receipts["amount"].sub(taken, fill_value=0).astype(np.int64))


def _one(
    plan: Any, lines: pd.DataFrame, receipts: pd.DataFrame, on: int, holidays: Days, grace_days: int
) -> tuple[int, int, pd.DataFrame]:
    """Breach day, receipts and lines of one plan; receipts: its own."""
    posted, amounts = receipts["posted"].to_numpy(np.int32), receipts["amount"].to_numpy(np.int64)
    deadline = working_days_after(lines["by"].to_numpy(np.int32), grace_days, holidays)
    asked = np.cumsum(lines["amount"].to_numpy(np.int64))
    paid: Ints = np.concatenate([[0], np.cumsum(amounts)])
    is_missed = (plan.posted_until > deadline) & (paid[np.searchsorted(posted, deadline, side="right")] < asked)
    total = int(paid[-1])
    breach = int(deadline[is_missed].min()) + 1 if is_missed.any() else NO_DAY
    is_paid = total >= asked
    is_due_at_once = np.full(len(lines), plan.is_accelerating and breach != NO_DAY)
    choices = {
        PAID_LATE: is_paid & is_missed, PAID: is_paid, MISSED: is_missed, ACCELERATED: is_due_at_once,
        DUE_TO_CHECK: lines["by"].to_numpy(np.int32) < on,
    }  # fmt: skip
    states = np.select(list(choices.values()), list(choices), OPEN).astype(object)
    rest = np.clip(asked - total, 0, lines["amount"].to_numpy(np.int64))
    return breach, total, lines.assign(deadline=deadline, rest=rest, state=states)


def _states(plans: pd.DataFrame, breaches: list[int], lines: list[pd.DataFrame], is_replaced: Mask) -> Any:
    is_breached = np.array(breaches, dtype=np.int64) != NO_DAY
    is_paid = np.array([(one["rest"] == 0).all() for one in lines], dtype=bool)
    choices = {
        CANCELLED: plans["is_cancelled"].to_numpy(bool), TO_APPROVE: plans["needs_approval"].to_numpy(bool),
        KEPT: is_paid & ~is_breached, SUPERSEDED: is_replaced, BREACHED: is_breached,
    }  # fmt: skip
    return np.select(list(choices.values()), list(choices), IN_FORCE).astype(object)


def _replaced_on(plans: pd.DataFrame) -> list[int]:
    """The day a later plan in force of the same documents took the place of each: what is paid from then on is its."""
    counts = ~plans["is_cancelled"].to_numpy(bool) & ~plans["needs_approval"].to_numpy(bool)
    groups, made = plans["group"].tolist(), plans["made"].tolist()
    items = [frozenset(one) for one in plans["items"]]
    found = [_NEVER] * len(plans)
    for row in range(len(plans)):
        for later in range(row + 1, len(plans)):
            is_same = not items[row] or not items[later] or items[row] & items[later]
            if counts[later] and groups[later] == groups[row] and is_same:
                found[row] = made[later]
                break
    return found
