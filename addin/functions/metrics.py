"""DSO by two methods, best possible DSO, average delay, collection effectiveness, instalment plans."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from addin.cells import NOT_KNOWN, NUM, ErrorCell, euros, serial
from addin.tables import CellFaultError, Table
from receivables.days import Days, date_of, day_number
from receivables.late_payment.instalments import MAX_PARTS, instalment_plan, monthly_days
from receivables.late_payment.rate_clauses import RateClause, rates_of
from receivables.late_payment.rates import published_rates
from receivables.metrics.formulas import (
    MonthSales,
    collection_effectiveness,
    count_back_days,
    days_sales_outstanding,
    rounded,
)
from receivables.sums import Ints

_DIGITS = 2
_NO_SALES = ErrorCell(NUM, "Le chiffre d'affaires et le nombre de jours sont au-dessus de zéro.")
_SHORT = ErrorCell(NOT_KNOWN, "Les ventes données ne suffisent pas à épuiser l'encours : ajouter des mois.")
_LESS_THAN_NOTHING = ErrorCell(NUM, "Un mois a des ventes négatives : l'épuisement mois par mois n'a pas de sens.")
_NOTHING = ErrorCell(NUM, "Il n'y avait rien à encaisser : le taux n'a pas de sens.")
_NO_RATE = ErrorCell(
    NOT_KNOWN, "Aucun taux n'est publié pour tout l'échéancier : convenir d'un taux fixe, par exemple 12 %."
)
_PLAN = ["N°", "Date", "Principal", "Intérêts", "Échéance", "Reste dû"]


def sales_outstanding(receivables: Ints, sales: Ints, days: Ints) -> list[float | ErrorCell]:
    """DSO by the accounting method; with what is not due, the best possible DSO."""
    return _each(
        lambda owed, sold, length: days_sales_outstanding(owed, sold, length) if length > 0 else None,
        _NO_SALES, receivables, sales, days,
    )  # fmt: skip


def count_back(receivables: Ints, sales: Table, on_day: Days) -> list[float | ErrorCell]:
    """DSO by exhaustion: sales by month, the latest first, up to each day; a month without a row sold nothing."""
    months = sales.columns["month"].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    sold: dict[int, int] = {}
    for month, amount in zip(months.tolist(), sales.columns["amount"].tolist(), strict=True):
        sold[month] = sold.get(month, 0) + amount
    if any(amount < 0 for amount in sold.values()):
        return [_LESS_THAN_NOTHING] * len(receivables)
    return [
        _shown(count_back_days(owed, _months(sold, int(day))), _SHORT)
        for owed, day in zip(receivables.tolist(), on_day.tolist(), strict=True)
    ]


def average_delays(dso: Any, bpdso: Any) -> list[float]:
    """ADD: DSO less best possible DSO."""
    return [round(float(one) - float(best), _DIGITS) for one, best in zip(dso, bpdso, strict=True)]


def effectiveness(opening: Ints, sales: Ints, closing: Ints, not_due: Ints) -> list[float | ErrorCell]:
    """CEI in percent, 0 to 100."""
    return _each(collection_effectiveness, _NOTHING, opening, sales, closing, not_due)


def instalments(amount: int, count: int, first_date: int, rate: RateClause | None, start: int) -> list[list[Any]]:
    """Header and parts; interest on the declining balance from the day after `start` (the first part's day if none)."""
    first = date_of(int(first_date)) or dt.date.min
    begin = date_of(int(start)) or first
    if not 1 <= count <= MAX_PARTS or amount < count:
        raise CellFaultError(ErrorCell(NUM, f"Un échéancier a 1 à {MAX_PARTS} échéances, d'un centime au moins."))
    if begin > first:
        raise CellFaultError(ErrorCell(NUM, "Le départ des intérêts n'est pas après la première échéance."))
    table = None if rate is None else rates_of(rate, "business", published_rates())
    days = monthly_days(first, int(count))
    if table is not None and not table.first_day <= day_number(begin) <= int(days[-1]) <= table.last_day:
        raise CellFaultError(_NO_RATE)
    plan = instalment_plan(int(amount), days, begin, table)
    return [_PLAN, *(_plan_row(row) for row in plan.itertuples())]


def _plan_row(row: Any) -> list[Any]:
    return [float(row.number), serial(row.day), *map(euros, (row.principal, row.interest, row.total, row.remaining))]


def _months(sold: dict[int, int], on: int) -> list[MonthSales]:
    """Months since 1970 -> those up to the day, the latest first; the day's own month counts its days up to it."""
    last = int(np.datetime64(on, "D").astype("datetime64[M]").astype(np.int64))
    months = []
    for month in range(last, min(sold, default=last + 1) - 1, -1):
        begin, end = (int(np.datetime64(at, "M").astype("datetime64[D]").astype(np.int64)) for at in (month, month + 1))
        months.append(MonthSales(begin, min(on, end - 1) - begin + 1, sold.get(month, 0)))
    return months


def _each(formula: Callable[..., Fraction | None], without: ErrorCell, *columns: Ints) -> list[float | ErrorCell]:
    return [_shown(formula(*row), without) for row in zip(*(one.tolist() for one in columns), strict=True)]


def _shown(value: Fraction | None, without: ErrorCell) -> float | ErrorCell:
    return without if value is None else float(rounded(value, _DIGITS))
