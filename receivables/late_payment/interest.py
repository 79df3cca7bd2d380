"""Late-payment interest of a million items at once, exact to the cent; one item is the same rule on one row.

A line is a stretch of days with one principal and one rate: it ends where the rate of the half-year ends (never under
a fixed or frozen rate), where the principal changes, and on 31 December when years count 365 or 366 days. Every line
is rounded half-up to the minor unit, and the interest of an item is the sum of its lines (what is printed adds up).

Sources: from the day after the due date, without reminder, to the payment day included (C. com. L441-10 II, in force
since 26 April 2019, ord. 2019-359; CCP L2192-13, R2192-32); payments on interest first (C. civ. 1343-1, since
1 October 2016); interest stops the day before an insolvency opens (C. com. L622-28). Days over 365, leap years
included, is usage; the law sets no basis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.late_payment.interest_periods import periods, rounded
from receivables.late_payment.rates import RateTable
from receivables.sums import Ints, Mask, rank_within

#: Columns of the line table: item, first and last day, days, principal, rate and its step in the table, interest.
LINE_COLUMNS = ("row", "first", "last", "days", "principal", "units", "step", "amount")
Line = tuple[NDArray[Any], ...]
#: Rows worked on together: few enough to stay in a processor's cache, which halves the time.
_BLOCK = 65_536


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
class Imputed:
    """What m changes paid, in the order in which they counted, each beside its part on interest and on principal."""

    changes: Changes
    on_interest: Ints
    on_principal: Ints


@dataclass(frozen=True)
class Totals:
    """For n items, in minor units: interest accrued, what is left of principal and interest, what was paid too much.

    `days` bear interest. `computed_until` is the day the figures hold for: earlier than asked where no rate is
    published (never before the due day: up to it none is needed), NO_DAY (and no figures) where interest starts before
    the first rate known.
    """

    days: Ints
    interest: Ints
    principal_remaining: Ints
    interest_remaining: Ints
    excess: Ints
    computed_until: Days


def no_changes() -> Changes:
    """Nothing paid, nothing credited."""
    return Changes(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int8))


def interest_totals(items: Items, rates: RateTable, method: Method, changes: Changes) -> Totals:
    """Interest of n items under one rate table, with their m changes; arrays of n, sources at the head of the module.

    Days for which no rate is known are left out, and `computed_until` says so.
    """
    return _Run(items, rates, method).totals(changes)


def interest_lines(
    items: Items, rates: RateTable, method: Method, changes: Changes
) -> tuple[Totals, pd.DataFrame, list[Imputed]]:
    """The same with its lines, one row of `LINE_COLUMNS` each, in the order of items and days (both included).

    Principal and amount are int64 minor units, `units` those of a rate (`rates.PERCENT`). And what the changes paid:
    the first of each item, then the second of each that has two, and so on.
    """
    lines: list[Line] = []
    imputed: list[Imputed] = []
    totals = _Run(items, rates, method, lines, imputed).totals(changes)
    columns = [np.concatenate(parts) for parts in zip(*lines, strict=True)] or [np.zeros(0, np.int64)] * 8
    order = np.argsort(columns[0], kind="stable")  # an item's lines are made in the order of their days
    table = pd.DataFrame({name: column[order] for name, column in zip(LINE_COLUMNS, columns, strict=True)})
    return totals, table, imputed


class _Run:
    """The state of n items while their changes are worked through, each item's first change first."""

    def __init__(
        self,
        items: Items,
        rates: RateTable,
        method: Method,
        lines: list[Line] | None = None,
        imputed: list[Imputed] | None = None,
    ) -> None:
        is_known = items.start != NO_DAY
        self.rates, self.method, self.until = rates, method, items.until
        self.lines, self.imputed = lines, imputed
        self.is_next_day = method.counting is Counting.NEXT_DAY
        self.first = np.where(is_known, items.start, items.until) + np.int32(self.is_next_day)
        last = items.until - np.int32(not self.is_next_day)
        last = np.where(items.opening == NO_DAY, last, np.minimum(last, items.opening - np.int32(1)))
        self.is_unknown = ~is_known | ((self.first < rates.first_day) & (self.first <= last))
        self.last = np.where(self.is_unknown, self.first - np.int32(1), last)
        self.units = rates.units
        self.steps = rates.step_of(self.first) if rates.is_frozen else None
        is_endless = rates.is_frozen & (self.first <= rates.last_day)
        self.is_cut = ~is_endless & (self.last > rates.last_day)  # more days asked for than rates are published
        self.covered = np.maximum(items.start, np.int32(rates.last_day))  # no rate is needed up to the due day
        self.rows, self.next = np.arange(len(last)), self.first.copy()
        self.principal = items.principal.astype(np.int64)
        self.interest, self.paid, self.excess, self.days = (np.zeros(len(last), np.int64) for _ in range(4))

    def totals(self, changes: Changes) -> Totals:
        """Each change in its turn, with the interest up to it; then the interest up to the end."""
        ends = np.where(self.is_cut, np.int32(self.rates.last_day), self.last)
        for one in self._in_turn(changes):
            is_early = (one.day <= self.covered[one.row]) | (one.kind == Change.CORRECTION)
            is_computable = ~self.is_cut[one.row] | is_early | (self.principal[one.row] <= 0)
            part = _taken(one, is_computable)
            if not len(part.row):
                continue
            self._accrue(part.row, np.minimum(self._last_day_before(part), ends[part.row]))
            self._impute(part)
        for low in range(0, len(ends), _BLOCK):
            rows = slice(low, low + _BLOCK)
            self._accrue(rows, ends[rows])
        is_short = self.is_cut & (self.first <= self.last) & (self.principal > 0)
        computed = np.where(is_short, self.covered, self.until)
        return Totals(
            self.days, self.interest, self.principal, self.interest - self.paid, self.excess,
            np.where(self.is_unknown, np.int32(NO_DAY), computed),
        )  # fmt: skip

    def _in_turn(self, changes: Changes) -> Iterator[Changes]:
        """The changes up to each item's day: the first of every item, then the second ..."""
        known = _taken(changes, changes.day <= self.until[changes.row])
        order = np.lexsort((known.kind, self._last_day_before(known), known.row))
        known = _taken(known, order)
        turns = rank_within(known.row)
        for turn in range(int(turns.max(initial=-1)) + 1):
            yield _taken(known, turns == turn)

    def _last_day_before(self, changes: Changes) -> Days:
        """The last day that still bears interest on the principal before each change."""
        is_inclusive = (changes.kind == Change.PAYMENT) & self.is_next_day
        own_day = changes.day - np.where(is_inclusive, np.int32(0), np.int32(1))
        return np.where(changes.kind == Change.CORRECTION, self.first[changes.row] - np.int32(1), own_day)

    def _accrue(self, rows: Ints | slice, until: Days) -> None:
        """Interest of some rows from their next day to `until`, on their present principal."""
        principal, first = self.principal[rows], self.next[rows]
        last = np.where(principal > 0, until, first - np.int32(1))
        is_by_year = self.method.day_count is DayCount.ACTACT
        for period in periods(self.rates, int(first.min()), int(last.max()), is_by_year):
            begin, end = np.maximum(first, np.int32(period.first)), np.minimum(last, np.int32(period.last))
            days = np.maximum(end - begin + np.int32(1), 0).astype(np.int64)
            units = self.units[period.step if self.steps is None else self.steps[rows]]
            amount = rounded(np.maximum(principal, 0), days * units, period.denominator)
            self.interest[rows] += amount
            self.days[rows] += days
            if self.lines is not None:
                steps = np.full(len(days), period.step) if self.steps is None else self.steps[rows]
                values = (self.rows[rows], begin, end, days, principal, self.units[steps], steps, amount)
                self.lines.append(tuple(value[days > 0] for value in values))
        self.next[rows] = np.maximum(first, until + np.int32(1))

    def _impute(self, part: Changes) -> None:
        """What each payment or credit note pays; a credit note never pays interest."""
        principal = np.maximum(self.principal[part.row], 0)
        interest = np.where(part.kind == Change.PAYMENT, self.interest[part.row] - self.paid[part.row], 0)
        if self.method.imputation is Imputation.INTEREST_FIRST:
            on_interest = np.minimum(part.amount, interest)
            on_principal = np.minimum(part.amount - on_interest, principal)
        else:
            on_principal = np.minimum(part.amount, principal)
            on_interest = np.minimum(part.amount - on_principal, interest)
        self.principal[part.row] -= on_principal
        self.paid[part.row] += on_interest
        self.excess[part.row] += part.amount - on_principal - on_interest
        if self.imputed is not None:
            self.imputed.append(Imputed(part, on_interest, on_principal))


def _taken(changes: Changes, chosen: Mask | NDArray[np.intp]) -> Changes:
    return Changes(changes.row[chosen], changes.day[chosen], changes.amount[chosen], changes.kind[chosen])
