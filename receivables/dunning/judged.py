"""Every item of a ground judged: its procedure, what was sent of it, the level it is at, and what stops it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from receivables.dunning.ground import Ground
from receivables.dunning.notices import notice_limits
from receivables.dunning.procedure import HANDOVER, NOTICE, PRE, Procedure
from receivables.dunning.stops import (
    FREE,
    PLACES,
    Places,
    Reason,
    Rows,
    askable,
    before_due_stops,
    conflict_stops,
    debt_stops,
    notice_stops,
    rows_of,
)
from receivables.dunning.sums import Sums, sums_of
from receivables.dunning.timing import NOTHING, Next, Past, next_levels, past_of, procedures_of
from receivables.sums import Ints, Mask


@dataclass(frozen=True)
class Judged:
    """The items of a ground, each with what is asked for, its procedure, what was sent, its next level, its stop."""

    rows: Rows
    asked: Ints
    sums: Sums
    chosen: Ints
    past: Past
    next: Next
    stop: Places


def judge(ground: Ground, procedures: Sequence[Procedure], at: tuple[int, int] | None = None) -> Judged:
    """Every item with its level and the first reason that stops it (those of its message not yet).

    at: (procedure, level place) all items are taken to be at, whatever the day: to check a message once more.
    """
    rows = rows_of(ground)
    debt = debt_stops(ground, rows)
    chosen = procedures_of(ground, rows, procedures)
    if at is not None:
        chosen = np.full(len(chosen), at[0], dtype=np.int64)
    past = past_of(ground, procedures, chosen)
    following = next_levels(ground, procedures, chosen, past)
    limit = notice_limits(ground, rows)
    following = _after_notice(procedures, chosen, following, limit)
    moment = _timing_stops(ground, procedures, chosen, past, following)
    if at is not None:
        following = Next(np.full(len(chosen), at[1], dtype=np.int64), following.from_day)
        moment = np.where(past.sent >= at[1], PLACES[Reason.ALREADY_SENT], FREE).astype(np.int8)
        moment[_is_too_early(ground, procedures[at[0]], at[1], past, limit)] = PLACES[Reason.NOT_YET]
    level = _level_stops(ground, rows, procedures, chosen, following, past)
    stop = np.minimum.reduce([debt, moment, level, conflict_stops(ground, rows)])
    return Judged(rows, askable(ground), sums_of(ground, rows, debt), chosen, past, following, stop)


def _is_too_early(ground: Ground, procedure: Procedure, place: int, past: Past, limit: Ints) -> Mask:
    """Of a hand-over: the time the formal notice left is not over, or the notice came back and reached nobody."""
    if procedure.levels[place].stage != HANDOVER:
        return np.zeros(len(limit), dtype=bool)
    before = [at for at, level in enumerate(procedure.levels[:place]) if level.stage == NOTICE]
    found: Mask = (limit >= ground.on) | (past.sent < max(before, default=NOTHING))
    return found


def _after_notice(procedures: Sequence[Procedure], chosen: Ints, following: Next, limit: Ints) -> Next:
    """A hand-over waits until the time the formal notice left is over."""
    is_handover = _at_stage(procedures, chosen, following.place, HANDOVER)
    from_day = np.where(is_handover, np.maximum(following.from_day, limit + 1), following.from_day)
    return Next(following.place, from_day)


def _timing_stops(ground: Ground, procedures: Sequence[Procedure], chosen: Ints, past: Past, following: Next) -> Places:
    """Sent already, waiting to be sent, not ripe yet, with the lawyer."""
    stop = np.full(len(chosen), FREE, dtype=np.int8)
    is_ripe = following.from_day <= ground.on
    is_waiting = (past.waiting != NOTHING) & (past.waiting >= following.place)
    was_sent = past.sent != NOTHING
    stop[~is_ripe] = PLACES[Reason.NOT_YET]
    stop[(~is_ripe & was_sent) | is_waiting] = PLACES[Reason.ALREADY_SENT]
    stop[_at_stage(procedures, chosen, past.sent, HANDOVER)] = PLACES[Reason.HANDED_OVER]
    stop[chosen == NOTHING] = PLACES[Reason.NO_PROCEDURE]
    return stop


def _level_stops(
    ground: Ground, rows: Rows, procedures: Sequence[Procedure], chosen: Ints, following: Next, past: Past
) -> Places:
    """Stops of the level an item is at: of pre-reminders, of formal notices and hand-overs, and its tolerance."""
    stop = np.full(len(chosen), FREE, dtype=np.int8)
    stop[_within_tolerance(ground, procedures, chosen, following)] = PLACES[Reason.UNDER_MINIMUM]
    is_pre = _at_stage(procedures, chosen, following.place, PRE)
    is_notice = _at_stage(procedures, chosen, following.place, NOTICE)
    is_grave = is_notice | _at_stage(procedures, chosen, following.place, HANDOVER)
    for is_meant, own in ((is_pre, before_due_stops(ground, rows)), (is_grave, notice_stops(ground, rows))):
        stop[is_meant] = np.minimum(stop[is_meant], own[is_meant])
    stop[is_notice & ~past.is_reminded] = PLACES[Reason.NOT_YET]
    return stop


def _at_stage(procedures: Sequence[Procedure], chosen: Ints, place: Ints, stage: str) -> Mask:
    """Which items are at (or were sent) a level of a stage."""
    found = np.zeros(len(chosen), dtype=bool)
    for number, procedure in enumerate(procedures):
        for at, level in enumerate(procedure.levels):
            if level.stage == stage:
                found |= (chosen == number) & (place == at)
    return found


def _within_tolerance(ground: Ground, procedures: Sequence[Procedure], chosen: Ints, following: Next) -> Mask:
    """Which items owe no more than their level tolerates."""
    asked, currencies = askable(ground), ground.items["currency"].to_numpy(object)
    found = np.zeros(len(chosen), dtype=bool)
    for number, procedure in enumerate(procedures):
        for at, level in enumerate(procedure.levels):
            for currency, most in level.tolerance.items():
                is_meant = (chosen == number) & (following.place == at) & (currencies == currency)
                found |= is_meant & (asked <= most)
    return found
