"""Late-payment interest, its printed lines, the fixed compensation, the claim of one account, rates, discount."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NOT_KNOWN, NUM, VALUE, ErrorCell, euros, serial
from addin.functions.aging import accounts_of, without_total
from addin.tables import CellFaultError, Table
from receivables.days import NO_DAY, Days, date_of
from receivables.late_payment.compensation import compensation, interest_start
from receivables.late_payment.discount import discount_cost
from receivables.late_payment.interest import Items, Method, Totals, interest_totals, no_changes
from receivables.late_payment.penalty import Debt, penalty
from receivables.late_payment.rate_clauses import RateClause, RateKind, rates_of
from receivables.late_payment.rates import PERCENT, RateTable, published_rates
from receivables.sums import Ints, Mask

LEGAL_DEFAULT = RateClause(RateKind.DEFAULT)
_UNKNOWN_DEBTOR = ErrorCell(NOT_KNOWN, "Le débiteur est inconnu : professionnel, consommateur ou public ?")
_NO_NOTICE = ErrorCell(
    NOT_KNOWN,
    "Un consommateur ne doit pas d'intérêts de retard avant la mise en demeure (C. civ. 1231-6) : donner sa date.",
)
_NO_FLOOR = ErrorCell(VALUE, "Le plancher de 3 fois le taux légal ne vaut qu'entre professionnels (L441-10 II).")
_SEVERAL_ACCOUNTS = ErrorCell(
    VALUE, "La plage a plusieurs comptes : un décompte est celui d'un seul (pas de compensation entre clients)."
)
_NEGATIVE = ErrorCell(NUM, "Un montant négatif (avoir, règlement) ne porte pas d'intérêts.")
_DETAIL = ["Du", "Au", "Jours", "Principal", "Taux", "Intérêts", "Source"]
_CLAIM = ["Pièce", "Échéance", "Principal", "Jours de retard", "Intérêts", "Indemnité", "Total"]
_MAX_DAYS = 3_660


def interest(amount: Ints, due: Days, until_day: Days, debtor: Any, rate: Any, notice: Days) -> list[int | ErrorCell]:
    """Interest of each debt in minor units, whole or not at all (sources: `receivables.late_payment.interest`)."""
    found: list[int | ErrorCell] = [0] * len(amount)
    for kind, clause, rows in _groups(debtor, rate):
        cells = _group_interest(amount[rows], due[rows], until_day[rows], kind, clause, notice[rows])
        for row, cell in zip(rows.tolist(), cells, strict=True):
            found[row] = cell
    return found


def interest_detail(
    amount: int, due: int, until_day: int, debtor: str, rate: RateClause, notice: int
) -> list[list[Any]]:
    """The printed lines of one debt; they add up to `interest`."""
    whole = _interest_of_one(amount, due, until_day, debtor, rate, notice)
    if isinstance(whole, ErrorCell):
        raise CellFaultError(whole)
    if not amount:
        return [_DETAIL]
    debt = Debt(int(amount), _date(due), _date(until_day), debtor, rate, notice=date_of(int(notice)))
    return [_DETAIL, *(_detail_row(line) for line in penalty(debt).lines)]


def compensations(due: Days, until_day: Days, debtor: Any) -> list[int | ErrorCell]:
    """EUR 40 for each invoice late on its day; 0 for a consumer (C. com. D441-5)."""
    opening = np.full(len(due), NO_DAY, dtype=np.int32)
    owed = compensation(np.ones(len(due), dtype=np.int64), due, until_day, opening, pd.Series(debtor, dtype=object))
    return [_UNKNOWN_DEBTOR if kind == "unknown" else int(minor) for kind, minor in zip(debtor, owed, strict=True)]


def claim(items: Table, until_day: int, debtor: str, rate: RateClause, notice: int) -> list[list[Any]]:
    """All the sums of one account: its late items with interest and compensation, its credits, their total.

    What is not due stands below the total, not in it.
    """
    items = without_total(items, "number")
    if "account" in items.columns and len(accounts_of(items)[0]) > 1:
        raise CellFaultError(_SEVERAL_ACCOUNTS)
    amount, due = items.columns["amount"], items.columns["due_date"]
    is_late: Mask = (amount > 0) & (due != NO_DAY) & (due < until_day)
    numbers = items.columns["number"][is_late]
    owed = _once_an_invoice(_owed(amount[is_late], due[is_late], until_day, debtor, rate, notice), numbers)
    rows = zip(numbers, due[is_late].tolist(), amount[is_late].tolist(), owed, strict=True)
    body = [
        [number, serial(day), euros(minor), float(until_day - day), euros(accrued), euros(fixed),
         euros(minor + accrued + fixed)]
        for number, day, minor, (accrued, fixed) in rows
    ]  # fmt: skip
    credit, waiting = int(amount[amount < 0].sum()), int(amount[(amount > 0) & ~is_late].sum())
    if credit:
        body.append(["Crédits non affectés", "", euros(credit), "", "", "", euros(credit)])
    principal = int(amount[is_late].sum()) + credit
    accrued, fixed = sum(one for one, _ in owed), sum(one for _, one in owed)
    total = ["Total", "", euros(principal), "", euros(accrued), euros(fixed), euros(principal + accrued + fixed)]
    below = [["Non échu ou sans date, hors décompte", "", euros(waiting), "", "", "", ""]] if waiting else []
    return [_CLAIM, *body, total, *below]


def rates(on_day: Days, debtor: Any, rate: Any) -> list[int | ErrorCell]:
    """Yearly rate units in force each day; for a public buyer those of a debt whose interest starts then."""
    found: list[int | ErrorCell] = [0] * len(on_day)
    for kind, clause, rows in _groups(debtor, rate):
        table = _rates(clause, kind)
        for row in rows.tolist():
            found[row] = table if isinstance(table, ErrorCell) else _rate_on(table, int(on_day[row]))
    return found


def discount_gains(amount: Ints, discount: Ints, days_earlier: Ints, cost: Ints) -> list[int | ErrorCell]:
    """What granting each discount brings: the cost of waiting it saves, less the discount itself; minor units."""
    return [
        _gain(*row)
        for row in zip(amount.tolist(), discount.tolist(), days_earlier.tolist(), cost.tolist(), strict=True)
    ]


def _gain(amount: int, discount: int, days_earlier: int, cost: int) -> int | ErrorCell:
    if not 0 < discount < 100 * PERCENT or not 1 <= days_earlier <= _MAX_DAYS:
        return ErrorCell(NUM, "L'escompte est entre 0 et 100 %, pour un jour gagné au moins.")
    found = discount_cost(np.array([amount], dtype=np.int64), discount, days_earlier, cost)
    return int(found.cost_of_waiting[0] - found.discount[0])


def _owed(amount: Ints, due: Days, until_day: int, debtor: str, rate: RateClause, notice: int) -> list[tuple[int, int]]:
    """Interest and compensation of each late item. Raises CellFaultError."""
    size = len(amount)
    until, noticed = np.full(size, until_day, dtype=np.int32), np.full(size, notice, dtype=np.int32)
    kinds, clauses = (np.repeat(one, size) for one in _objects(debtor, rate))
    accrued = interest(amount, due, until, kinds, clauses, noticed)
    fixed = compensations(due, until, kinds)
    fault = next((cell for cell in (*accrued, *fixed) if isinstance(cell, ErrorCell)), None)
    if fault:
        raise CellFaultError(fault)
    return list(zip(accrued, fixed, strict=True))  # type: ignore[arg-type]


def _once_an_invoice(owed: list[tuple[int, int]], numbers: Any) -> list[tuple[int, int]]:
    """One compensation for each invoice, though it be due in several parts (D441-5); one without number is its own."""
    is_again = (pd.Series(numbers).duplicated() & (pd.Series(numbers) != "")).tolist()
    return [(accrued, 0 if again else fixed) for (accrued, fixed), again in zip(owed, is_again, strict=True)]


def _interest_of_one(amount: int, due: int, until: int, debtor: str, rate: RateClause, notice: int) -> int | ErrorCell:
    kind, clause = _objects(debtor, rate)
    (found,) = interest(*_columns(amount, due, until), kind, clause, np.array([notice], dtype=np.int32))
    return found


def _group_interest(
    amount: Ints, due: Days, until: Days, kind: str, clause: RateClause, notice: Days
) -> list[int | ErrorCell]:
    """Debts of one kind of debtor under one clause."""
    table = _rates(clause, kind)
    if isinstance(table, ErrorCell):
        return [table] * len(amount)
    noticed = np.full(len(due), _day_of(clause), dtype=np.int32) if clause.day else notice
    start = interest_start(due, noticed, pd.Series([kind] * len(due), dtype=object))
    nothing = np.full(len(due), NO_DAY, dtype=np.int32)
    totals = interest_totals(Items(amount, start, until, nothing), table, Method(), no_changes())
    lacks_notice = (noticed == NO_DAY) & (until > due) if kind == "consumer" else np.zeros(len(due), dtype=bool)
    faults = _faults(amount, until, totals, lacks_notice)
    return [faults.get(row, minor) for row, minor in enumerate(totals.interest.tolist())]


def _faults(amount: Ints, until: Days, totals: Totals, lacks_notice: Mask) -> dict[int, ErrorCell]:
    """What has no figure, by position: the weightiest reason last."""
    faults: dict[int, ErrorCell] = {}
    for row in np.flatnonzero((totals.computed_until < until) & (amount > 0)).tolist():
        faults[row] = _not_published(int(totals.computed_until[row]))
    faults |= dict.fromkeys(np.flatnonzero(lacks_notice).tolist(), _NO_NOTICE)
    return faults | dict.fromkeys(np.flatnonzero(amount < 0).tolist(), _NEGATIVE)


def _not_published(last: int) -> ErrorCell:
    if last == NO_DAY:
        return ErrorCell(NOT_KNOWN, "Les taux ne sont pas connus si loin en arrière : pas de calcul partiel.")
    return ErrorCell(
        NOT_KNOWN, f"Aucun taux n'est publié après le {_date(last):%d/%m/%Y} : pas de calcul partiel au-delà."
    )


@cache
def _rates(clause: RateClause, debtor: str) -> RateTable | ErrorCell:
    if debtor == "unknown":
        return _UNKNOWN_DEBTOR
    if clause.kind is RateKind.FLOOR and debtor != "business":
        return _NO_FLOOR
    return rates_of(clause, debtor, published_rates())


def _rate_on(table: RateTable, day: int) -> int | ErrorCell:
    if not table.first_day <= day <= table.last_day:
        return _not_published(NO_DAY if day < table.first_day else table.last_day)
    return table.steps[int(table.step_of(np.array([day], dtype=np.int32))[0])].units


def _groups(debtor: Any, rate: Any) -> Iterator[tuple[str, RateClause, Ints]]:
    """Rows of one kind of debtor and one clause."""
    codes, keys = pd.factorize(pd.Series(list(zip(debtor, rate, strict=True)), dtype=object))
    for code, (kind, clause) in enumerate(keys):
        yield str(kind), clause, np.flatnonzero(codes == code)


def _detail_row(line: Any) -> list[Any]:
    return [
        serial(line.first.toordinal() - _EPOCH), serial(line.last.toordinal() - _EPOCH), float(line.days),
        euros(line.principal_minor), line.rate_units / (100 * PERCENT), euros(line.amount_minor), line.source,
    ]  # fmt: skip


_EPOCH = dt.date(1970, 1, 1).toordinal()


def _day_of(clause: RateClause) -> int:
    return NO_DAY if clause.day is None else clause.day.toordinal() - _EPOCH


def _columns(amount: int, due: int, until: int) -> tuple[Ints, Days, Days]:
    return (
        np.array([amount], dtype=np.int64), np.array([due], dtype=np.int32), np.array([until], dtype=np.int32)
    )  # fmt: skip


def _objects(*values: Any) -> list[Any]:
    """Each value as a column of one."""
    found = [np.empty(1, dtype=object) for _ in values]
    for column, value in zip(found, values, strict=True):
        column[0] = value
    return found


def _date(number: int) -> dt.date:
    return date_of(int(number)) or dt.date.min
