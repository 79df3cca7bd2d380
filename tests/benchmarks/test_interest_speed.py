"""Interest of a million items over six half-years, against the numpy reference of aging."""

import datetime as dt
from collections.abc import Callable

import numpy as np

from receivables.days import NO_DAY, day_number
from receivables.late_payment.interest import Changes, Items, Method, interest_totals, no_changes
from receivables.late_payment.rates import published_rates
from tests.benchmarks.ratio import Ratio, best_of

ITEMS, ACCOUNTS = 1_000_000, 20_000
UNTIL = day_number(dt.date(2026, 9, 30))


def test_interest_in_memory(record: Callable[[Ratio], None]) -> None:
    """All open, then a third of them partly paid."""
    draw = np.random.default_rng(1)
    accounts = draw.integers(0, ACCOUNTS, ITEMS)
    due = draw.integers(day_number(dt.date(2024, 1, 1)), UNTIL, ITEMS).astype(np.int32)
    amounts = draw.integers(-50_000, 2_000_000, ITEMS)
    items = Items(amounts, due, np.full(ITEMS, UNTIL, np.int32), np.full(ITEMS, NO_DAY, np.int32))
    rows = np.arange(0, ITEMS, 3)
    paid = Changes(rows, due[rows] + np.int32(40), np.abs(amounts[rows]) // 2 + 1, np.full(len(rows), 2, np.int8))
    rates = published_rates().default()

    def reference() -> np.ndarray:
        buckets = np.searchsorted(np.array([0, 30, 60, 90]), UNTIL - due, side="left")
        return np.bincount(accounts * 5 + buckets, weights=amounts, minlength=ACCOUNTS * 5)

    yardstick = best_of(reference, 15)
    for what, changes in (("", no_changes()), (", a third partly paid", paid)):
        ours = best_of(lambda changes=changes: interest_totals(items, rates, Method(), changes), 7)
        record(Ratio(f"interest of 1,000,000 items over six half-years{what} / numpy", ours, yardstick, 20))
