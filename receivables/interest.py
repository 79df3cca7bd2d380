"""Late-payment interest of a million items at once, exact to the cent; one item is the same rule on one row.

A line is a stretch of days with one principal and one rate: it ends where the rate of the half-year ends (never under
a fixed or frozen rate), where the principal changes, and on 31 December when years count 365 or 366 days. Every line
is rounded half-up to the minor unit, and the interest of an item is the sum of its lines (what is printed adds up).

Sources: from the day after the due date, without reminder, to the payment day included (C. com. L441-10 II, in force
since 26 April 2019, ord. 2019-359; CCP L2192-13, R2192-32); payments on interest first (C. civ. 1343-1, since
1 October 2016); interest stops the day before an insolvency opens (C. com. L622-28). Days over 365, leap years
included, is usage; the law sets no basis.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days, date_of, day_number
from receivables.rates import PERCENT, RateTable
from receivables.sums import Ints, rank_within

Mask = NDArray[np.bool_]


class DayCount(StrEnum):
    """Days over 365 always, or over the days of their own year."""

    ACT365 = "act365"
    ACTACT = "actact"


class Counting(StrEnum):
    """First and last day: day after due to payment day included, or due day included to payment day excluded."""

    NEXT_DAY = "next-day"
    DUE_DAY = "due-day"


class Imputation(StrEnum):
    """What a payment pays first: interest (C. civ. 1343-1), or principal where the creditor agrees (1342-10)."""

    INTEREST_FIRST = "interest-first"
    PRINCIPAL_FIRST = "principal-first"


class Change(IntEnum):
    """What lowers the principal: a credit note that corrects the invoice does from the start, one that grants a
    discount or takes goods back from its own day, a payment from the day after it (or that day: `Counting`)."""

    CORRECTION = 0
    CREDIT_NOTE = 1
    PAYMENT = 2


@dataclass(frozen=True)
class Method:
    """The conventions of a calculation."""

    day_count: DayCount = DayCount.ACT365
    counting: Counting = Counting.NEXT_DAY
    imputation: Imputation = Imputation.INTEREST_FIRST


@dataclass(frozen=True)
class Items:
    """n items: principal in minor units, the day after which interest runs (due day, or a later notice), the day up
    to which it is counted, the day an insolvency opened (NO_DAY where none did). A credit bears no interest."""

    principal: Ints
    start: Days
    until: Days
    opening: Days


@dataclass(frozen=True)
class Changes:
    """m changes of principal: the row of their item, their day, amount in minor units (positive), kind (`Change`)."""

    row: Ints
    day: Days
    amount: Ints
    kind: NDArray[np.int8]


@dataclass(frozen=True)
class Totals:
    """For n items, in minor units: interest accrued, what is left of principal and interest, what was paid too much.

    `days` bear interest. `computed_until` is the day the figures hold for: earlier than asked where no rate is
    published, NO_DAY (and no figures) where interest starts before the first rate known.
    """

    days: Ints
    interest: Ints
    principal_remaining: Ints
    interest_remaining: Ints
    excess: Ints
    computed_until: Days


def no_changes() -> Changes:
    """Nothing paid, nothing credited."""
    return Changes(*(np.zeros(0, dtype) for dtype in (np.int64, np.int32, np.int64, np.int8)))


def interest_totals(items: Items, rates: RateTable, method: Method, changes: Changes) -> Totals:
    """Interest of n items under one rate table."""
    return _Run(items, rates, method).totals(changes, lambda *_: None)


def interest_lines(
    items: Items, rates: RateTable, method: Method, changes: Changes
) -> tuple[Totals, pd.DataFrame]:
    """The same with its lines: row, first, last (both included), days, principal, units (of rate), step, amount."""
    pieces: list[pd.DataFrame] = []
    totals = _Run(items, rates, method).totals(changes, lambda *piece: pieces.append(_frame(*piece)))
    lines = pd.concat(pieces, ignore_index=True) if pieces else _frame(*[np.zeros(0, np.int64)] * 8)
    return totals, lines.sort_values(["row", "first"], ignore_index=True)
