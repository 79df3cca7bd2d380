"""Discounts against waiting, and instalment plans, with figures worked by hand."""

import datetime as dt

import numpy as np
import pytest

from receivables.days import date_of, day_number
from receivables.errors import OutOfRangeError, UnknownError
from receivables.late_payment.discount import discount_cost
from receivables.late_payment.instalments import MAX_PARTS, equal_parts, instalment_plan, monthly_days
from receivables.late_payment.rate_clauses import fixed
from receivables.late_payment.rates import PERCENT, published_rates

START = dt.date(2026, 11, 22)


def test_two_percent_for_twenty_days_costs_36_7_percent_a_year() -> None:
    """2/98 x 360/20 = 36.7347 %; 12 000.00: 240.00 against 11 760.00 x 12.4 % x 20 / 360 = 81.01."""
    found = discount_cost(np.array([1_200_000]), 2 * PERCENT, 20, 124_000)
    assert found.yearly_units.tolist() == [367_347]
    assert (found.discount.tolist(), found.cost_of_waiting.tolist()) == ([24_000], [8_101])
    assert found.is_better.tolist() == [False]


def test_a_small_discount_for_long_waiting_is_worth_it() -> None:
    """0.5 % for 60 days: 0.5/99.5 x 6 = 3.0151 %, less than money at 5 %."""
    found = discount_cost(np.array([100_000, 0]), PERCENT // 2, 60, 5 * PERCENT)
    assert found.yearly_units.tolist() == [30_151, 30_151]
    assert found.is_better.all()


def test_years_of_365_days_on_request() -> None:
    """2/98 x 365/20 = 37.2449 %."""
    assert discount_cost(np.array([1]), 2 * PERCENT, 20, 0, year_days=365).yearly_units.tolist() == [372_449]


@pytest.mark.parametrize(("discount", "days", "rate"), [(0, 20, 0), (100 * PERCENT, 20, 0), (1, 0, 0), (1, 1, -1)])
def test_what_is_no_discount_is_refused(discount: int, days: int, rate: int) -> None:
    with pytest.raises(OutOfRangeError):
        discount_cost(np.array([100]), discount, days, rate)


def test_the_last_part_takes_the_cents() -> None:
    assert equal_parts(100_000, 3).tolist() == [33_333, 33_333, 33_334]
    for amount, count in ((2, 3), (100, 0), (10**6, MAX_PARTS + 1), (-5, 1)):
        with pytest.raises(OutOfRangeError):
            equal_parts(amount, count)


def test_months_keep_the_day_or_end_with_the_month() -> None:
    days = monthly_days(dt.date(2027, 1, 31), 4)
    assert [str(date_of(int(day))) for day in days] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    assert str(date_of(int(monthly_days(dt.date(2026, 11, 15), 2, months=3)[1]))) == "2027-02-15"


def test_a_plan_without_interest() -> None:
    plan = instalment_plan(100_000, monthly_days(dt.date(2027, 1, 31), 3), START)
    assert plan["total"].tolist() == [33_333, 33_333, 33_334]
    assert plan["remaining"].tolist() == [66_667, 33_334, 0]


def test_interest_runs_on_what_is_still_owed() -> None:
    """12 000.00 in 3 at 6 %: 23 days on 12 000 (45.37), 31 on 8 000 (40.77), 31 on 4 000 (20.38)."""
    plan = instalment_plan(1_200_000, monthly_days(dt.date(2026, 12, 15), 3), START, fixed(6 * PERCENT))
    assert plan["interest"].tolist() == [4_537, 4_077, 2_038]
    assert plan["total"].tolist() == [404_537, 404_077, 402_038]


def test_a_rate_not_published_yet_is_not_invented() -> None:
    days = monthly_days(dt.date(2030, 1, 15), 3)
    with pytest.raises(UnknownError, match="fixed rate"):
        instalment_plan(1_200_000, days, START, published_rates().default())


def test_the_days_of_a_plan_rise() -> None:
    for days in ([5, 5], [6, 5], [day_number(START) - 1]):
        with pytest.raises(OutOfRangeError):
            instalment_plan(1_000, np.array(days, dtype=np.int32), START)
