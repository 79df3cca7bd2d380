"""Penalties of a million items at once: interest and the fixed compensation of each, by one call for each rate table.

One item is the same rule on one row: see `penalty` for the scalar form, with which it agrees to the cent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.late_payment.compensation import compensation, interest_start
from receivables.late_payment.interest import (
    Change,
    Changes,
    Imputation,
    Items,
    Method,
    Totals,
    interest_lines,
    interest_totals,
)
from receivables.late_payment.rate_agreements import Agreement
from receivables.late_payment.rate_clauses import is_too_low, low_warning, rates_of
from receivables.late_payment.rates import RateBook, RateTable
from receivables.sums import Ints, Mask, sum_by

#: Legal kinds a rate is known for, by code; a customer of unknown kind is computed as a business and shown apart.
KINDS = ("business", "consumer", "public")
#: In workbooks and letters payments go on principal first: the ledger's matching is the creditor's agreement to it
#: (C. civ. 1343-1 lets the creditor agree).
METHOD = Method(imputation=Imputation.PRINCIPAL_FIRST)
LINE_COLUMNS = ("row", "first", "last", "days", "principal", "units", "amount", "source")


@dataclass(frozen=True)
class Debts:
    """n debts in minor units of their own currency.

    principal: before any change | due int32 | kind int8, see KINDS | opening int32, the day an insolvency of the debtor
    opened (NO_DAY: none) | agreement: code into a list of `Agreement` | can_compensate: False for what is no invoice
    """

    principal: Ints
    due: Days
    kind: NDArray[np.int8]
    opening: Days
    agreement: Ints
    can_compensate: Mask
    changes: Changes


@dataclass(frozen=True)
class Penalties:
    """For n debts: interest-bearing days, interest and compensation in minor units, and the day they are computed up to
    (NO_DAY: interest starts before the first rate known, and there are no figures)."""

    days: Ints
    interest: Ints
    compensation: Ints
    computed_until: Days


@dataclass(frozen=True)
class Detail:
    """lines: LINE_COLUMNS, `row` counts in the rows asked for; warnings: of each, keys of `penalty_words.WARNINGS`."""

    lines: pd.DataFrame
    warnings: list[list[str]]


def penalties(debts: Debts, agreements: Sequence[Agreement], on: int, book: RateBook) -> Penalties:
    """What n debts owe at the end of day `on`."""
    size = len(debts.principal)
    days, interest = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    computed = np.full(size, on, dtype=np.int32)
    for group in _groups(debts, agreements, on, book):
        totals = interest_totals(group.items, group.rates, METHOD, group.changes)
        days[group.rows], interest[group.rows] = totals.days, totals.interest
        computed[group.rows] = totals.computed_until
    return Penalties(days, interest, _compensation(debts, on), computed)


def penalty_detail(debts: Debts, rows: Ints, agreements: Sequence[Agreement], on: int, book: RateBook) -> Detail:
    """The lines and warnings of some debts."""
    chosen = debts_at(debts, rows)
    tables: list[pd.DataFrame] = []
    warnings: list[list[str]] = [[] for _ in rows]
    for group in _groups(chosen, agreements, on, book):
        totals, lines, _ = interest_lines(group.items, group.rates, METHOD, group.changes)
        at = np.arange(len(rows))[group.rows]
        sources = np.array([step.source for step in group.rates.steps], dtype=object)
        for code, is_so in _doubts(group, totals, lines, book, on).items():
            for row in at[is_so].tolist():
                warnings[row].append(code)
        tables.append(lines.assign(row=at[lines["row"].to_numpy(np.int64)], source=sources[lines["step"].to_numpy()]))
    if not tables:
        return Detail(pd.DataFrame({name: [] for name in LINE_COLUMNS}), warnings)
    table = pd.concat(tables, ignore_index=True).sort_values("row", kind="stable").reset_index(drop=True)
    return Detail(table[list(LINE_COLUMNS)], warnings)


def _compensation(debts: Debts, on: int) -> Ints:
    is_by_due = (debts.changes.day <= debts.due[debts.changes.row]) | (debts.changes.kind == Change.CORRECTION)
    lowered = sum_by(debts.changes.row[is_by_due], debts.changes.amount[is_by_due], len(debts.principal))
    until = np.full(len(debts.due), on, dtype=np.int32)
    kinds = pd.Series(np.array(KINDS, dtype=object)[debts.kind], dtype=object)
    owed = compensation(debts.principal - lowered, debts.due, until, debts.opening, kinds)
    return np.where(debts.can_compensate, owed, 0)


@dataclass(frozen=True)
class _Group:
    """Debts of one rate table and kind of debtor."""

    rows: Ints | slice
    agreement: Agreement
    kind: str
    rates: RateTable
    items: Items
    changes: Changes
    due: Days


def _groups(debts: Debts, agreements: Sequence[Agreement], on: int, book: RateBook) -> Iterator[_Group]:
    """The debts, those of one rate table together."""
    codes = debts.agreement * len(KINDS) + debts.kind
    present = np.flatnonzero(np.bincount(codes)).tolist()
    for code in present:
        agreement, kind = agreements[code // len(KINDS)], KINDS[code % len(KINDS)]
        rows: Ints | slice = slice(None) if len(present) == 1 else np.flatnonzero(codes == code)
        own = debts if len(present) == 1 else debts_at(debts, np.flatnonzero(codes == code))
        kinds = pd.Series(kind, index=range(len(own.due)), dtype=object)
        start = interest_start(own.due, np.full(len(own.due), NO_DAY, np.int32), kinds)
        items = Items(own.principal, start, np.full(len(own.due), on, dtype=np.int32), own.opening)
        rates = rates_of(agreement.clause, kind, book, below=agreement.below_floor)
        yield _Group(rows, agreement, kind, rates, items, own.changes, own.due)


def debts_at(debts: Debts, rows: Ints) -> Debts:
    """Some of the debts (each row once), in that order, with their changes."""
    position = np.full(len(debts.principal), -1, dtype=np.int64)
    position[rows] = np.arange(len(rows))
    own = debts.changes
    is_own = position[own.row] >= 0
    changes = Changes(position[own.row[is_own]], own.day[is_own], own.amount[is_own], own.kind[is_own])
    return Debts(
        debts.principal[rows], debts.due[rows], debts.kind[rows], debts.opening[rows], debts.agreement[rows],
        debts.can_compensate[rows], changes,
    )  # fmt: skip


def _doubts(group: _Group, totals: Totals, lines: pd.DataFrame, book: RateBook, on: int) -> dict[str, Mask]:
    """Warning code -> the rows of the group it concerns."""
    size, row = len(group.due), lines["row"].to_numpy(np.int64)
    is_low = _is_low(group, lines, book)
    to_check = np.array([step.is_to_check for step in group.rates.steps])[lines["step"].to_numpy(np.int64)]
    opening = group.items.opening
    is_forbidden = (opening != NO_DAY) & (opening <= group.due)
    return {
        low_warning(group.kind, group.agreement.below_floor): _any_of(row[is_low], size),
        "rate_not_published": (totals.computed_until != NO_DAY) & (totals.computed_until < on),
        "change_not_counted": _any_of(_not_counted(group.changes, totals.computed_until), size),
        "no_rate": totals.computed_until == NO_DAY,
        "rate_to_check": _any_of(row[to_check], size),
        "no_notice": np.full(size, group.kind == "consumer"),
        "payment_forbidden": is_forbidden,
        "interest_stopped": (opening != NO_DAY) & (opening <= on) & ~is_forbidden,
    }


def _is_low(group: _Group, lines: pd.DataFrame, book: RateBook) -> Mask:
    """Lines of a clause below what the law lets one agree to."""
    clause = group.agreement.clause
    first, last = (lines[name].to_numpy(np.int32) for name in ("first", "last"))
    own = rates_of(clause, group.kind, book)
    start = group.items.start[lines["row"].to_numpy(np.int64)] + np.int32(1)
    return is_too_low(clause.kind, group.kind, own.units[own.step_of(first)], first, last, start, book)


def _not_counted(changes: Changes, computed_until: Days) -> Ints:
    """Rows of the payments and credit notes after the day up to which their item is computed."""
    until = computed_until[changes.row]
    rows: Ints = changes.row[(until != NO_DAY) & (changes.day > until) & (changes.kind != Change.CORRECTION)]
    return rows


def _any_of(rows: Ints, size: int) -> Mask:
    found: Mask = np.bincount(rows, minlength=size) > 0
    return found
