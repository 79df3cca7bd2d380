"""What one late invoice owes: interest with its lines, the fixed compensation, and every doubt as a warning.

The rules are those of `interest` and `compensation`, on one row.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days, date_of, day_number
from receivables.errors import OutOfRangeError, ReceivablesError, UnknownError
from receivables.late_payment.compensation import compensation, interest_start
from receivables.late_payment.interest import (
    LINE_COLUMNS,
    Change,
    Changes,
    Imputed,
    Items,
    Method,
    Totals,
    interest_lines,
)
from receivables.late_payment.neighbours import (
    FRANCE,
    JURISDICTIONS,
    NEIGHBOURS,
    is_without_compensation,
    neighbour_compensation,
    neighbour_rates,
    neighbour_start,
)
from receivables.late_payment.penalty_words import WARNINGS
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind, is_too_low, low_warning, rates_of
from receivables.late_payment.rates import RateBook, RateTable, published_rates
from receivables.money import MAX_MINOR
from receivables.sums import Ints

DEBTORS = ("business", "consumer", "public")


@dataclass(frozen=True)
class Debt:
    """One invoice and the way its late payment is counted; money in minor units.

    `notice` is the formal notice to a consumer, `opening` the judgment that opens an insolvency, `creditor` the
    quality that chooses the column of the legal rate ('professional' or 'individual'), `jurisdiction` one of
    JURISDICTIONS.
    """

    principal_minor: int
    due: dt.date
    until: dt.date
    debtor: str = "business"
    clause: RateClause = field(default_factory=lambda: RateClause(RateKind.DEFAULT))
    changes: tuple[tuple[dt.date, int, Change], ...] = ()
    notice: dt.date | None = None
    opening: dt.date | None = None
    method: Method = field(default_factory=Method)
    below_floor: BelowFloor = BelowFloor.KEEP
    creditor: str = "professional"
    jurisdiction: str = FRANCE


@dataclass(frozen=True)
class PenaltyLine:
    """Interest of the days `first` to `last`, both included, on one principal at one rate (`rates.PERCENT` units)."""

    first: dt.date
    last: dt.date
    days: int
    principal_minor: int
    rate_units: int
    amount_minor: int
    source: str


@dataclass(frozen=True)
class ImputedChange:
    """What one payment or credit note paid; the rest of it is in excess."""

    day: dt.date
    kind: Change
    amount_minor: int
    on_interest_minor: int
    on_principal_minor: int


@dataclass(frozen=True)
class Penalty:
    """What is owed on `computed_until`; `interest_minor` is the sum of the lines, `warnings` are keys of `WARNINGS`."""

    days: int
    interest_minor: int
    compensation_minor: int
    principal_remaining_minor: int
    interest_remaining_minor: int
    lines: tuple[PenaltyLine, ...]
    imputations: tuple[ImputedChange, ...]
    warnings: tuple[str, ...]
    computed_until: dt.date

    @property
    def total_due_minor(self) -> int:
        """Principal and interest left, and the compensation."""
        return self.principal_remaining_minor + self.interest_remaining_minor + self.compensation_minor

    @property
    def sentences(self) -> tuple[str, ...]:
        """The warnings as a clerk reads them."""
        day = self.computed_until.strftime("%d/%m/%Y")
        return tuple(WARNINGS[code].format(day=day) for code in self.warnings)


def penalty(debt: Debt, book: RateBook | None = None) -> Penalty:
    """Interest, compensation and remainders of one invoice (sources: `interest`, `compensation`, `rates_of`).

    Raises OutOfRangeError for an amount that is not positive or larger than `MAX_MINOR`, ReceivablesError for a debtor
    not in `DEBTORS` or a floor where the law sets none, UnknownError where interest starts before the first rate known;
    past the last one it is computed up to the last day covered, with a warning.
    """
    _check(debt)
    book = book or published_rates()
    rates = _rates(debt, book)
    kinds, due, until = pd.Series([debt.debtor], dtype=object), _day(debt.due), _day(debt.until)
    items = Items(_money(debt.principal_minor), _start(debt, due, kinds), until, _day(debt.opening))
    totals, table, imputed = interest_lines(items, rates, debt.method, _changes(debt))
    computed = date_of(int(totals.computed_until[0]))
    if computed is None:
        first_day = date_of(rates.first_day)
        raise UnknownError(f"No such rate is known before {first_day}: interest from {debt.due} cannot be computed.")
    return Penalty(
        int(totals.days[0]),
        int(totals.interest[0]),
        _compensation(debt, items, kinds),
        int(totals.principal_remaining[0]),
        int(totals.interest_remaining[0]),
        _lines(table, rates),
        tuple(_imputed_change(one) for one in imputed),
        tuple(_warnings(debt, totals, table, rates, book, computed)),
        computed,
    )


def penalty_amount(debt: Debt, book: RateBook | None = None) -> int:
    """The interest of one invoice in minor units, whole or not at all: what a single cell may show.

    Raises what `penalty` raises, and UnknownError where no rate is published for all the days asked for.
    """
    found = penalty(debt, book)
    if found.computed_until < debt.until:
        raise UnknownError(
            f"No rate is published after {found.computed_until}: interest up to {debt.until} cannot be computed."
        )
    return found.interest_minor


def _start(debt: Debt, due: Days, kinds: pd.Series) -> Days:
    notice = _day(_notice(debt))
    if debt.jurisdiction != FRANCE:
        return neighbour_start(debt.jurisdiction, due, notice)
    return interest_start(due, notice, kinds)


def _compensation(debt: Debt, items: Items, kinds: pd.Series) -> int:
    """By what was unpaid at the end of the due day."""
    unpaid, due = _unpaid_at_due(debt), _day(debt.due)
    if debt.jurisdiction != FRANCE:
        return int(neighbour_compensation(debt.jurisdiction, unpaid, due, items.until, debt.debtor, debt.clause)[0])
    return int(compensation(unpaid, due, items.until, items.opening, kinds)[0])


def _rates(debt: Debt, book: RateBook, below: BelowFloor | None = None) -> RateTable:
    if debt.jurisdiction != FRANCE:
        return neighbour_rates(debt.jurisdiction, debt.clause, debt.debtor, book)
    return rates_of(debt.clause, debt.debtor, book, debt.creditor, below or debt.below_floor)


def _check(debt: Debt) -> None:
    if debt.jurisdiction not in JURISDICTIONS:
        raise ReceivablesError(f"The jurisdiction is {', '.join(JURISDICTIONS)}; not {debt.jurisdiction}.")
    if debt.jurisdiction != FRANCE and (debt.opening is not None or debt.below_floor is not BelowFloor.KEEP):
        raise ReceivablesError("The floor of a clause and the effect of an insolvency are those of French law only.")
    if debt.debtor not in DEBTORS:
        raise ReceivablesError(f"The debtor is {', '.join(DEBTORS)}; not {debt.debtor}.")
    for amount in (debt.principal_minor, *(amount for _, amount, _ in debt.changes)):
        if not 0 < amount <= MAX_MINOR:
            raise OutOfRangeError(
                "Amounts, payments and credit notes are above zero, and none is larger than a ledger."
            )


def _notice(debt: Debt) -> dt.date | None:
    """A judgment is at the latest the notice of a consumer: what it orders to pay bears interest (C. civ. 1231-7)."""
    return debt.notice or debt.clause.day


def _day(day: dt.date | None) -> Days:
    return np.array([NO_DAY if day is None else day_number(day)], dtype=np.int32)


def _money(minor: int) -> Ints:
    return np.array([minor], dtype=np.int64)


def _changes(debt: Debt) -> Changes:
    return Changes(
        row=np.zeros(len(debt.changes), dtype=np.int64),
        day=np.array([day_number(day) for day, _, _ in debt.changes], dtype=np.int32),
        amount=np.array([amount for _, amount, _ in debt.changes], dtype=np.int64),
        kind=np.array([kind for _, _, kind in debt.changes], dtype=np.int8),
    )


def _unpaid_at_due(debt: Debt) -> Ints:
    """What was owed at the end of the due day; a correction counts from the start, whenever it was made."""
    by_due = (
        amount
        for day, amount, kind in debt.changes
        if day <= debt.due or (kind is Change.CORRECTION and day <= debt.until)
    )
    return _money(debt.principal_minor - sum(by_due))


def _lines(table: pd.DataFrame, rates: RateTable) -> tuple[PenaltyLine, ...]:
    columns = (table[name].tolist() for name in LINE_COLUMNS[1:])
    return tuple(
        PenaltyLine(_date(first), _date(last), days, principal, units, amount, rates.steps[step].source)
        for first, last, days, principal, units, step, amount in zip(*columns, strict=True)
    )


def _imputed_change(one: Imputed) -> ImputedChange:
    return ImputedChange(
        _date(int(one.changes.day[0])), Change(int(one.changes.kind[0])), int(one.changes.amount[0]),
        int(one.on_interest[0]), int(one.on_principal[0]),
    )  # fmt: skip


def _date(number: int) -> dt.date:
    return date_of(number) or dt.date.min


def _warnings(
    debt: Debt, totals: Totals, table: pd.DataFrame, rates: RateTable, book: RateBook, computed: dt.date
) -> list[str]:
    is_forbidden = debt.opening is not None and debt.opening <= debt.due
    is_french, is_consumer = debt.jurisdiction == FRANCE, debt.debtor == "consumer"
    counts_notice = is_consumer if is_french else NEIGHBOURS[debt.jurisdiction].has_notice
    found = {
        "not_late": debt.until <= debt.due,
        low_warning(debt.debtor, debt.below_floor): _is_low(debt, table, book),
        "rate_not_published": computed < debt.until,
        "rate_to_check": any(rates.steps[step].is_to_check for step in table["step"].unique()),
        "no_notice": is_french and is_consumer and _notice(debt) is None,
        "agreed_day": not is_french and is_consumer and debt.notice is None,
        "notice_not_needed": not counts_notice and debt.notice is not None,
        "no_compensation": not is_french and is_without_compensation(debt.jurisdiction, debt.clause),
        "payment_forbidden": is_forbidden,
        "interest_stopped": not is_forbidden and debt.opening is not None and debt.opening <= debt.until,
        "change_not_counted": any(
            day > (debt.until if kind is Change.CORRECTION else computed) for day, _, kind in debt.changes
        ),
        "paid_too_much": int(totals.excess[0]) > 0,
    }
    return [code for code, is_so in found.items() if is_so]


def _is_low(debt: Debt, table: pd.DataFrame, book: RateBook) -> bool:
    """Whether a clause lies below what the law lets one agree to, on a day that bears interest."""
    if debt.jurisdiction != FRANCE or table.empty:
        return False
    first, last = (table[name].to_numpy(np.int32) for name in ("first", "last"))
    own, start = _rates(debt, book, BelowFloor.KEEP), np.full(len(first), first.min())
    units = own.units[own.step_of(first)]
    return bool(is_too_low(debt.clause.kind, debt.debtor, units, first, last, start, book).any())
