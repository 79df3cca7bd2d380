"""When each item goes to which level: counted from its own day, after what was really sent of it, one level at a time.

A new invoice moves no other, an old one that is paid moves no anchor, and a day nobody ran anything loses nothing: a
level that is ripe stays so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, end_of_month
from receivables.dunning.ground import Ground
from receivables.dunning.procedure import (
    BUSINESS,
    CALLING,
    CONSUMER,
    DOCUMENT,
    END_OF_MONTH,
    NOTICE,
    PRE,
    PREVIOUS,
    PUBLIC,
    REMINDER,
    Level,
    Procedure,
    stage_of,
)
from receivables.dunning.stops import Rows
from receivables.sums import Ints, Mask

NOTHING = -1
NEVER = int(np.iinfo(np.int32).max)
#: For items of no procedure.
NO_LEVELS = Procedure("", BUSINESS, ())

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Past:
    """What was sent of each item, in the terms of its procedure: int64 arrays aligned with the items.

    sent: place of the highest level sent (NOTHING) | day: it was sent (NO_DAY) | waiting: place of the highest level
    that waits in an approved message or is in doubt | is_reminded: whether a reminder was sent of it
    """

    sent: Ints
    day: Ints
    waiting: Ints
    is_reminded: Mask


@dataclass(frozen=True)
class Next:
    """The level each item is at: place in its procedure (`len(levels)`: none is left), and from which day on."""

    place: Ints
    from_day: Ints


def procedures_of(ground: Ground, rows: Rows, procedures: Sequence[Procedure]) -> Ints:
    """Which procedure each item follows: its own, its account's, the payer's, that of the payer's segment; NOTHING
    where there is none. A key account without a procedure of its own, and who is not known, follow that of a business.
    """
    accounts, items = ground.accounts, ground.items
    company, named = accounts["company"].to_numpy(object), accounts["procedure"].to_numpy(object)
    has_own = accounts["segment"].isin({one.segment for one in procedures} | {CONSUMER, PUBLIC})
    segment = accounts["segment"].where(has_own, BUSINESS).to_numpy(object)
    is_named = named != ""
    by_name = _chosen(procedures, company, named, [one.name for one in procedures])
    of_account = np.where(is_named, by_name, _chosen(procedures, company, segment, [one.segment for one in procedures]))
    found = np.where(is_named[rows.debtor], of_account[rows.debtor], of_account[rows.payer])
    own = np.flatnonzero(items["procedure"].to_numpy(object) != "")
    names = items["procedure"].to_numpy(object)[own]
    found[own] = _chosen(procedures, company[rows.payer[own]], names, [one.name for one in procedures])
    return found


def _chosen(procedures: Sequence[Procedure], companies: Texts, keys: Texts, by: Sequence[str]) -> Ints:
    """The first procedure of each key: the company's own before one of all companies."""
    found = np.full(len(keys), NOTHING, dtype=np.int64)
    order = sorted(range(len(procedures)), key=lambda place: (bool(procedures[place].company), -place))
    for place in order:
        of_company = procedures[place].company
        found[(keys == by[place]) & ((companies == of_company) if of_company else True)] = place
    return found


def past_of(ground: Ground, procedures: Sequence[Procedure], chosen: Ints) -> Past:
    """What HISTORY says of each item."""
    size, history = len(ground.items), joined(ground)
    at = history["at"].to_numpy(np.int64)
    codes, names = pd.factorize(history["level"])
    table = np.array([[_place(one, str(code)) for code in names] for one in (*procedures, NO_LEVELS)], dtype=np.int64)
    table = table.reshape(len(procedures) + 1, len(names))
    places = table[chosen[at], codes]
    is_sent, days = history["is_sent"].to_numpy(bool), history["day"].to_numpy(np.int64)
    sent, waiting, day = (np.full(size, start, dtype=np.int64) for start in (NOTHING, NOTHING, NO_DAY))
    np.maximum.at(sent, at[is_sent], places[is_sent])
    np.maximum.at(waiting, at[~is_sent], places[~is_sent])
    np.maximum.at(day, at[is_sent], days[is_sent])
    reminders = np.array([stage_of(str(code)) == REMINDER for code in names], dtype=bool)
    is_reminded = np.zeros(size, dtype=bool)
    is_reminded[at[is_sent & (reminders[codes] if len(codes) else is_sent)]] = True
    return Past(sent, day, waiting, is_reminded)


def joined(ground: Ground) -> pd.DataFrame:
    """HISTORY with `at`, the row of the item it speaks of: of an instalment what was sent of it or of a later one.

    A due day that was corrected since, however it moved, leaves what was sent: an instalment has had all that was sent
    for any day after that of the one before it.
    """
    items = ground.items[["company", "item", "after_day"]].assign(at=np.arange(len(ground.items)))
    known = ground.history[ground.history["item"].isin(items["item"])]
    found = known.merge(items, on=["company", "item"])
    is_meant = (found["due_day"] == NO_DAY) | (found["due_day"] > found["after_day"])
    return found[is_meant]


def _place(procedure: Procedure, code: str) -> int:
    """Place of a level sent under this or another procedure: its own, else the last that ranks no higher."""
    if (place := procedure.position(code)) != NOTHING:
        return place
    lower = [place for place, level in enumerate(procedure.levels) if rank(level.code) <= rank(code)]
    return max(lower, default=NOTHING)


def rank(code: str) -> int:
    """Order of levels over procedures: pre, r1, call, r2 ... notice, hand-over."""
    stage = stage_of(code)
    if stage not in (PRE, CALLING, REMINDER):
        return 200 if stage == NOTICE else 300
    digits = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    number = int(digits) if digits.isdigit() else 1
    return {PRE: number - 20, REMINDER: 10 * number, CALLING: 10 * number + 5}[stage]


def next_levels(ground: Ground, procedures: Sequence[Procedure], chosen: Ints, past: Past) -> Next:
    """The level each item is at and the day it is ripe, int64 arrays; what follows no procedure is never ripe."""
    size = len(ground.items)
    place, from_day = np.full(size, NOTHING, dtype=np.int64), np.full(size, NEVER, dtype=np.int64)
    for number, procedure in enumerate(procedures):
        own = np.flatnonzero(chosen == number)
        if len(own):
            place[own], from_day[own] = _next(
                ground.items.iloc[own], procedure, past.sent[own], past.day[own], ground.on
            )
    return Next(place, from_day)


@dataclass(frozen=True)
class Aged:
    """What an item would have been sent by its age alone, pre-reminders and calls apart: how many levels, the place of
    the last of them (NOTHING: none) and the day it was ripe (NEVER)."""

    count: Ints
    place: Ints
    day: Ints


def aged(ground: Ground, procedures: Sequence[Procedure], chosen: Ints, on: Ints | None = None) -> Aged:
    """The levels each item has reached by age, whatever was sent: int64 arrays aligned with the items.

    on: the day that counts for each (default: that of the ground)
    """
    until = np.full(len(ground.items), ground.on, dtype=np.int64) if on is None else on
    size = len(ground.items)
    count, place, day = (np.full(size, start, dtype=np.int64) for start in (0, NOTHING, NEVER))
    for number, procedure in enumerate(procedures):
        own = np.flatnonzero(chosen == number)
        items, before = ground.items.iloc[own], np.full(len(own), NO_DAY, dtype=np.int64)
        for at, level in enumerate(procedure.levels):
            if level.is_passed_over:
                continue
            before = _ripe_day(items, level, before)
            is_reached = before <= until[own]
            reached = own[is_reached]
            count[reached] += 1
            place[reached], day[reached] = at, before[is_reached]
    return Aged(count, place, day)


def _next(items: pd.DataFrame, procedure: Procedure, sent: Ints, day: Ints, on: int) -> tuple[Ints, Ints]:
    """Of items of one procedure: from the last level back, the one that is left and not passed over."""
    levels, due = procedure.levels, items["due_day"].to_numpy(np.int64)
    place, from_day = np.full(len(items), len(levels), dtype=np.int64), np.full(len(items), NEVER, dtype=np.int64)
    is_next_ripe = np.zeros(len(items), dtype=bool)  # whether the next level nobody passes over is ripe
    for number in range(len(levels) - 1, -1, -1):
        level, ripe = levels[number], _ripe_day(items, levels[number], day)
        is_left = sent < number
        if level.is_passed_over:
            is_left &= ~is_next_ripe
            is_left &= (on <= due) if level.stage == PRE else True
        else:
            is_next_ripe = ripe <= on
        place, from_day = np.where(is_left, number, place), np.where(is_left, ripe, from_day)
    return place, from_day


def _ripe_day(items: pd.DataFrame, level: Level, day: Ints) -> Ints:
    """The first day a level may go: NEVER for an item that has no due day. Nothing but a pre-reminder goes before an
    item is overdue, however its days are counted."""
    due, was_sent = items["due_day"].to_numpy(np.int64), day != NO_DAY
    anchor = due
    if level.basis == END_OF_MONTH:
        anchor = end_of_month(items["due_day"].to_numpy(np.int32)).astype(np.int64)
    elif level.basis == DOCUMENT:
        document = items["document_day"].to_numpy(np.int64)
        anchor = np.where(document == NO_DAY, due, document)
    elif level.basis == PREVIOUS:
        anchor = np.where(was_sent, day, due)
    ripe = np.where(was_sent, np.maximum(anchor + level.days, day + level.gap_days), anchor + level.days)
    if level.stage != PRE:
        ripe = np.maximum(ripe, due + 1)
    return np.where(due == NO_DAY, NEVER, ripe)
