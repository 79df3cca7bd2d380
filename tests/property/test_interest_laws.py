"""Laws of interest: arrays equal a count by hand, day by day, with fractions; lines add up; time only adds."""

import datetime as dt
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.days import NO_DAY, date_of, day_number
from receivables.late_payment.interest import (
    Change,
    Changes,
    Counting,
    DayCount,
    Imputation,
    Items,
    Method,
    interest_lines,
    interest_totals,
)
from receivables.late_payment.rate_clauses import fixed
from receivables.late_payment.rates import PERCENT, RateTable, published_rates

FIRST, LAST = day_number(dt.date(2022, 11, 1)), day_number(dt.date(2026, 12, 31))
BOOK = published_rates()
TABLES = st.sampled_from(
    [BOOK.default(), BOOK.public(), BOOK.legal("individual"), BOOK.judgment(dt.date(2024, 8, 31)), fixed(123_456)]
)
METHODS = st.builds(Method, st.sampled_from(DayCount), st.sampled_from(Counting), st.sampled_from(Imputation))
DAYS = st.integers(FIRST, LAST)


class One(NamedTuple):
    """One item and what was paid on it: (day, amount, kind)."""

    principal: int
    start: int
    until: int
    opening: int
    changes: list[tuple[int, int, Change]]


ITEMS = st.builds(
    One,
    st.one_of(st.integers(-(10**6), 10**8), st.integers(1, 10**15)),
    DAYS,
    DAYS,
    st.one_of(st.just(NO_DAY), DAYS),
    st.lists(st.tuples(DAYS, st.integers(1, 10**7), st.sampled_from(Change)), max_size=4),
)


def _arrays(rows: list[One]) -> tuple[Items, Changes]:
    principal = np.array([row.principal for row in rows], dtype=np.int64)
    start, until, opening = (
        np.array([getattr(row, name) for row in rows], dtype=np.int32) for name in ("start", "until", "opening")
    )
    flat = [(number, *change) for number, row in enumerate(rows) for change in row.changes]
    columns = zip(*flat, strict=True) if flat else [()] * 4
    changes = [
        np.array(column, kind) for column, kind in zip(columns, (np.int64, np.int32, np.int64, np.int8), strict=True)
    ]
    return Items(principal, start, until, opening), Changes(*changes)


def _by_hand(one: One, rates: RateTable, method: Method) -> tuple[int, int, int, int]:
    """(days, interest, principal left, interest left), walking through the calendar."""
    lag = 1 if method.counting is Counting.NEXT_DAY else 0
    first, last = one.start + lag, one.until + lag - 1
    if one.opening != NO_DAY:
        last = min(last, one.opening - 1)
    principal, interest, paid, days, run = one.principal, 0, 0, 0, []

    def close() -> int:
        """Round the days since the last change, line by line."""
        total = Fraction(0)
        for _, line in groupby(run, key=lambda day: day[0]):
            total += floor(sum(share for _, share in line) + Fraction(1, 2))
        run.clear()
        return int(total)

    def moment(change: tuple[int, int, Change]) -> int:
        day, _, kind = change
        return first - 1 if kind is Change.CORRECTION else day if kind is Change.PAYMENT and lag else day - 1

    waiting = sorted((c for c in one.changes if c[0] <= one.until), key=lambda c: (moment(c), c[2]))
    moments = [first, last, *map(moment, waiting)]
    for day in range(min(moments) - 1, max(moments) + 1):
        if first <= day <= last and principal > 0:
            days += 1
            run.append(_day_share(day, principal, rates, method, first))
        while waiting and moment(waiting[0]) == day:
            _, amount, kind = waiting.pop(0)
            interest += close()
            principal, paid = _pay(amount, kind, principal, interest, paid, method)
    interest += close()
    return days, interest, principal, interest - paid


def _pay(amount: int, kind: Change, principal: int, interest: int, paid: int, method: Method) -> tuple[int, int]:
    due = interest - paid if kind is Change.PAYMENT else 0
    if method.imputation is Imputation.INTEREST_FIRST:
        on_interest = min(amount, due)
        return principal - min(amount - on_interest, max(principal, 0)), paid + on_interest
    on_principal = min(amount, max(principal, 0))
    return principal - on_principal, paid + min(amount - on_principal, due)


def _day_share(
    day: int, principal: int, rates: RateTable, method: Method, first: int
) -> tuple[tuple[int, int], Fraction]:
    """(what line the day belongs to, its exact interest)."""
    date = date_of(day) or dt.date.min
    is_actual = method.day_count is DayCount.ACTACT
    step = max(number for number, step in enumerate(rates.steps) if step.first <= (first if rates.is_frozen else day))
    year = (dt.date(date.year + 1, 1, 1) - dt.date(date.year, 1, 1)).days if is_actual else 365
    share = Fraction(principal * rates.steps[step].units, 100 * PERCENT * year)
    return (step, date.year if is_actual else 0), share


@settings(max_examples=60)
@given(st.lists(ITEMS, min_size=1, max_size=5), TABLES, METHODS)
def test_arrays_equal_a_count_by_hand(rows: list[One], rates: RateTable, method: Method) -> None:
    """Every figure of every row, whatever its neighbours."""
    totals = interest_totals(*_with(rows, rates, method))
    found = zip(totals.days, totals.interest, totals.principal_remaining, totals.interest_remaining, strict=True)
    assert list(found) == [_by_hand(row, rates, method) for row in rows]


@given(st.lists(ITEMS, min_size=1, max_size=8), TABLES, METHODS)
def test_arrays_equal_scalars(rows: list[One], rates: RateTable, method: Method) -> None:
    """All at once or one by one, with or without lines: the same."""
    together = interest_totals(*_with(rows, rates, method))
    with_lines, _, _ = interest_lines(*_with(rows, rates, method))
    for number, row in enumerate(rows):
        alone = interest_totals(*_with([row], rates, method))
        for name in vars(alone):
            assert getattr(alone, name)[0] == getattr(together, name)[number] == getattr(with_lines, name)[number]


@given(st.lists(ITEMS, min_size=1, max_size=8), TABLES, METHODS)
def test_lines_add_up_and_follow_each_other(rows: list[One], rates: RateTable, method: Method) -> None:
    """Days and interest of an item are those of its lines, and no day stands in two of them."""
    totals, lines, imputed = interest_lines(*_with(rows, rates, method))
    sums = lines.groupby("row")[["days", "amount"]].sum().reindex(range(len(rows)), fill_value=0)
    assert sums["days"].tolist() == totals.days.tolist()
    assert sums["amount"].tolist() == totals.interest.tolist()
    assert (lines["last"] - lines["first"] + 1 == lines["days"]).all()
    after = lines.groupby("row")["first"].shift(-1).dropna()
    assert (after > lines["last"].loc[after.index]).all()
    paid = sum(int((one.on_interest).sum()) for one in imputed)
    assert paid == int((totals.interest - totals.interest_remaining).sum())


@given(ITEMS, TABLES, METHODS, st.integers(1, 400))
def test_time_only_adds(one: One, rates: RateTable, method: Method, more: int) -> None:
    """A later day never means less interest accrued, nor more principal.

    But for correcting credit notes: once known, they lower the base from the due date, days and interest with it.
    """
    one = one._replace(changes=[change for change in one.changes if change[2] is not Change.CORRECTION])
    totals = interest_totals(*_with([one, one._replace(until=min(one.until + more, LAST))], rates, method))
    assert totals.interest[0] <= totals.interest[1]
    assert totals.days[0] <= totals.days[1]
    assert totals.principal_remaining[0] >= totals.principal_remaining[1]


@given(st.integers(1, 10**8), st.lists(DAYS, min_size=3, max_size=3), TABLES, METHODS)
def test_splitting_a_period_changes_no_day(principal: int, days: list[int], rates: RateTable, method: Method) -> None:
    """Counted in two parts: the same days, and interest within the rounding of the lines."""
    first, middle, last = sorted(days)
    rows = [One(principal, *span, NO_DAY, []) for span in ((first, last), (first, middle), (middle, last))]
    totals = interest_totals(*_with(rows, rates, method))
    assert totals.days[0] == totals.days[1] + totals.days[2]
    if not rates.is_frozen:
        assert abs(int(totals.interest[0] - totals.interest[1] - totals.interest[2])) <= 1


@given(ITEMS, METHODS)
def test_what_is_paid_goes_somewhere(one: One, method: Method) -> None:
    """Payments equal what left the principal, what left the interest, and the excess."""
    items, changes = _arrays([one])
    totals = interest_totals(items, BOOK.default(), method, changes)
    if totals.computed_until[0] == NO_DAY:
        return
    counted = sum(amount for day, amount, _ in one.changes if day <= one.until)
    gone = one.principal - totals.principal_remaining[0] + totals.interest[0] - totals.interest_remaining[0]
    assert counted == gone + totals.excess[0]


def _with(rows: list[One], rates: RateTable, method: Method) -> tuple[Items, RateTable, Method, Changes]:
    items, changes = _arrays(rows)
    return items, rates, method, changes
