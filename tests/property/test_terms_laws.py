"""Laws of payment terms: arrays equal scalars, later documents are never due earlier, parts add up."""

import datetime as dt
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from receivables.days import date_of, day_number, end_of_month
from receivables.terms import Delay, MonthEnd, Terms, due_date, due_days, is_same_terms, parse_terms, split_amounts

DAYS = st.integers(day_number(dt.date(1990, 1, 1)), day_number(dt.date(2090, 12, 31)))
DELAYS = st.one_of(
    st.builds(Delay, st.integers(0, 120)),
    st.builds(Delay, st.integers(1, 120), st.just(MonthEnd.BEFORE_DAYS)),
    st.builds(Delay, st.integers(0, 120), st.just(MonthEnd.AFTER_DAYS), st.integers(0, 31)),
)
SINGLE = st.builds(lambda delay: Terms(((Fraction(1), delay),)), DELAYS)
PARTS = st.lists(st.tuples(st.integers(1, 999), DELAYS), min_size=2, max_size=9)
SPLIT = st.builds(
    lambda parts: Terms(tuple((Fraction(weight, sum(w for w, _ in parts)), delay) for weight, delay in parts)), PARTS
)
AMOUNTS = st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20)


@given(SINGLE, st.lists(DAYS, min_size=1, max_size=30))
def test_arrays_equal_scalars(terms: Terms, days: list[int]) -> None:
    """A million rows or one: the same rule."""
    due = due_days(terms, np.array(days, dtype=np.int32))
    assert [date_of(day) for day in due.tolist()] == [due_date(date_of(day) or dt.date.min, terms.text) for day in days]


@given(st.one_of(SINGLE, SPLIT))
def test_canonical_text_reads_back(terms: Terms) -> None:
    """`Terms.text` is a spelling of its own terms."""
    assert parse_terms(terms.text) == terms
    assert is_same_terms(parse_terms(terms.text), terms)


@given(SINGLE, DAYS, st.integers(0, 400))
def test_a_later_document_is_never_due_earlier(terms: Terms, day: int, later: int) -> None:
    """Monotonic, and never due before the document."""
    first, second = due_days(terms, np.array([day, day + later], dtype=np.int32)).tolist()
    assert day <= first <= second


@given(DAYS, st.integers(0, 120))
def test_readings_of_end_of_month(day: int, days: int) -> None:
    """Both readings are at least the net term; A falls on an end of month; B is at most the days past the month."""
    document = np.array([day], dtype=np.int32)
    net, after, before = (
        int(due_days(Terms(((Fraction(1), Delay(days, end)),)), document)[0])
        for end in (MonthEnd.NO, MonthEnd.AFTER_DAYS, MonthEnd.BEFORE_DAYS)
    )
    assert net <= min(after, before)
    assert after == int(end_of_month(np.array([after], dtype=np.int32))[0])
    assert max(after, before) - net <= 30


@given(SPLIT, AMOUNTS)
def test_parts_add_up_and_keep_the_sign(terms: Terms, amounts: list[int]) -> None:
    """To the cent, each part within one minor unit of its share unless the rest ran out."""
    array = np.array(amounts, dtype=np.int64)
    parts = split_amounts(terms, array)
    assert (parts.sum(axis=1) == array).all()
    assert (parts * np.sign(array)[:, np.newaxis] >= 0).all()
    for row, amount in zip(parts.tolist(), amounts, strict=True):
        for part, (share, _) in zip(row, terms.parts, strict=True):
            assert abs(part - amount * share) <= Fraction(len(row), 2)
