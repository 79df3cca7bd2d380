"""Instalment plan (échéancier) of a debt in equal parts, with or without interest on what is still owed.

A judge may spread a debt over two years at most (C. civ. 1343-5); the parties may agree on more. A signed plan
acknowledges the debt and interrupts its limitation (C. civ. 2240).
"""

import calendar
import datetime as dt

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days, date_of, day_number
from receivables.errors import OutOfRangeError, UnknownError
from receivables.late_payment.interest import Change, Changes, Imputation, Items, Method, interest_lines
from receivables.late_payment.rates import RateTable
from receivables.money import MAX_MINOR
from receivables.sums import Ints

#: Parts of a plan at most: ten years of months.
MAX_PARTS = 120
_METHOD = Method(imputation=Imputation.PRINCIPAL_FIRST)


def monthly_days(first: dt.date, count: int, months: int = 1) -> Days:
    """`count` days, each `months` after the one before, on the day of the month of the first (or the month's last)."""
    days = []
    for turn in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + turn * months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        days.append(day_number(dt.date(year, month + 1, min(first.day, last))))
    return np.array(days, dtype=np.int32)


def equal_parts(amount: int, count: int) -> Ints:
    """Minor units -> `count` equal parts, the last one with the cents that are left. Raises OutOfRangeError."""
    if not 1 <= count <= MAX_PARTS or not count <= amount <= MAX_MINOR:
        raise OutOfRangeError(f"A plan has 1 to {MAX_PARTS} parts, of a cent at least each.")
    parts = np.full(count, amount // count, dtype=np.int64)
    parts[-1] += amount - int(parts.sum())
    return parts


def instalment_plan(amount: int, days: Days, start: dt.date, rates: RateTable | None = None) -> pd.DataFrame:
    """A debt in minor units, the days of its parts -> number | day | principal | interest | total | remaining.

    Interest runs from the day after `start` on the declining balance, each part's with that part; None: no interest.
    Raises OutOfRangeError for days that do not rise from `start`, UnknownError where no rate is published for them all.
    """
    principal = equal_parts(amount, len(days))
    if (np.diff(days, prepend=np.int32(day_number(start))) < 0).any() or (np.diff(days) == 0).any():
        raise OutOfRangeError("The days of a plan rise, and none is before its start.")
    interest = np.zeros(len(days), dtype=np.int64) if rates is None else _interest(principal, days, start, rates)
    return pd.DataFrame({
        "number": np.arange(1, len(days) + 1), "day": days, "principal": principal, "interest": interest,
        "total": principal + interest, "remaining": amount - np.cumsum(principal),
    })  # fmt: skip


def _interest(principal: Ints, days: Days, start: dt.date, rates: RateTable) -> Ints:
    """Interest of each part's stretch, by the rule of late payment: the parts are payments on principal."""
    first, last = (np.array([day], dtype=np.int32) for day in (day_number(start), int(days[-1])))
    items = Items(np.array([principal.sum()], dtype=np.int64), first, last, np.array([NO_DAY], dtype=np.int32))
    kinds = np.full(len(days), Change.PAYMENT, dtype=np.int8)
    changes = Changes(np.zeros(len(days), dtype=np.int64), days, principal, kinds)
    totals, lines, _ = interest_lines(items, rates, _METHOD, changes)
    computed = int(totals.computed_until[0])
    if computed < int(days[-1]):
        known = "" if computed == NO_DAY else f" past {date_of(computed)}"
        raise UnknownError(f"No rate is published{known} for the whole plan: agree on a fixed rate (contract:PERCENT).")
    at = np.searchsorted(days, lines["last"].to_numpy(np.int32), side="left")
    result = np.zeros(len(days), dtype=np.int64)
    np.add.at(result, at, lines["amount"].to_numpy(np.int64))
    return result
