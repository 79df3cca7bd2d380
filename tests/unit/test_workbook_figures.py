"""Figures the sheets show: shares, rankings, freshness, order of items."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.report import Freshness
from tests.unit.report_fixture import NORTH, report
from workbooks.figures import (
    changes_since_close,
    control_state,
    due_origins,
    first_positions,
    is_stale,
    largest_overdue,
    sorted_items,
    totals_of,
)

REPORT = report()


@pytest.mark.parametrize(
    ("receipt", "on", "stale"),
    [
        (dt.date(2026, 1, 5), dt.date(2026, 1, 7), False),  # Monday, two working days before Wednesday
        (dt.date(2026, 1, 2), dt.date(2026, 1, 7), True),  # Friday, three
        (dt.date(2026, 1, 1), dt.date(2026, 1, 5), False),  # Thursday before a week-end, two
        (dt.date(2025, 12, 31), dt.date(2026, 1, 5), True),
        (dt.date(2026, 1, 7), dt.date(2026, 1, 11), False),  # the balance of a Sunday is that of its Friday
        (None, dt.date(2026, 1, 7), True),
    ],
)
def test_is_stale_counts_working_days(receipt: dt.date | None, on: dt.date, stale: bool) -> None:
    """Two working days may pass; week-ends do not count."""
    assert is_stale(Freshness(NORTH, receipt, None), on) is stale


def test_shares_rest_on_open_debits() -> None:
    """Worked by hand: 50 not due, 30 overdue, 20 unknown, -60 unallocated: total 40, overdue is 30 % of 100."""
    row = dict.fromkeys(REPORT.columns, 0)
    row |= {"not_due": 5_000, "31-60": 3_000, "age_unknown": 2_000, "unallocated": -6_000}
    totals = totals_of(REPORT, pd.DataFrame([row | {"total": 4_000}]))
    assert (totals.total, totals.overdue, totals.open_debits) == (4_000, 3_000, 10_000)
    assert totals.share(totals.overdue) == 0.3
    assert totals_of(REPORT, pd.DataFrame([row | dict.fromkeys(row, 0) | {"total": 0}])).share(0) is None


def test_items_are_sorted_by_account_then_due_date_unknown_last() -> None:
    """Company, account, currency, due date."""
    items = sorted_items(REPORT)
    far = items["due_day"].where(items["due_day"] != NO_DAY, 10**9)
    keys = list(zip(items["company"], items["account"], items["collective"], items["currency"], far, strict=True))
    assert keys == sorted(keys)
    assert len(items) == len(REPORT.items)


def test_first_positions_point_at_the_first_item_of_each_account() -> None:
    """Every account with items has one."""
    items = sorted_items(REPORT)
    keys = ["company", "account", "collective", "currency"]
    assert set(first_positions(items)) == set(items[keys].itertuples(index=False, name=None))
    for key, position in first_positions(items).items():
        here = items[(items["company"] == key[0]) & (items["account"] == key[1]) & (items["currency"] == key[3])]
        assert position == here.index[0]


def test_largest_overdue_is_ranked_and_one_currency_at_a_time() -> None:
    """Falling amounts; each is the sum of the account's overdue items; the oldest age is its own."""
    ranked = largest_overdue(REPORT, "USD", 3)
    assert list(ranked["overdue"]) == sorted(ranked["overdue"], reverse=True)
    assert set(ranked["currency"]) == {"USD"}
    late = REPORT.items[REPORT.items["bucket"].isin(REPORT.buckets[1:])]
    for row in ranked.to_dict("records"):
        mine = late[(late["account"] == row["account"]) & (late["company"] == row["company"])]
        assert (row["overdue"], row["oldest_days"]) == (mine["open"].sum(), mine["days_overdue"].max())


def test_an_account_under_two_collectives_is_one_row_of_the_committee() -> None:
    """Its rows are added, and the change is counted once."""
    twin = REPORT.balance[REPORT.balance["account"] == "000002"]
    assert len(twin) == 1
    both = pd.concat([REPORT.balance, twin.assign(collective="416")], ignore_index=True)
    doubled = replace(
        REPORT,
        balance=both,
        previous=pd.DataFrame([(NORTH, "EUR", "000002", 100)], columns=["company", "currency", "account", "total"]),
    )
    ranked = largest_overdue(doubled, "EUR", 40)
    mine = ranked["account"] == "000002"
    assert mine.sum() == 1
    total = 2 * int(twin["total"].iloc[0])
    changes = changes_since_close(doubled, ranked)
    assert (int(ranked.loc[mine, "total"].iloc[0]), changes[ranked.index[mine][0]]) == (total, total - 100)


def test_change_is_unknown_without_a_close_and_the_whole_total_for_a_new_account() -> None:
    """No earlier close: nothing to compare with."""
    ranked = largest_overdue(REPORT, "EUR", 5)
    assert changes_since_close(replace(REPORT, previous_month=None), ranked) == [None] * 5
    nobody = replace(REPORT, previous=REPORT.previous.iloc[:0])
    assert changes_since_close(nobody, ranked) == list(ranked["total"])


def test_due_origins_add_up_to_the_open_debits() -> None:
    """Credits have no part in them."""
    assert sum(due_origins(REPORT.items).values()) == REPORT.items["open"].clip(lower=0).sum()


@pytest.mark.parametrize(
    ("differences", "state"),
    [
        ([0, 0], ("ties", 0)),
        ([0, None], ("partly", 0)),
        ([None, None], ("unknown", 0)),
        ([0, 1], ("differs", 1)),
        ([None, -7], ("differs", 1)),
        ([0, float("nan")], ("partly", 0)),
    ],
)
def test_control_state(differences: list[int | None], state: tuple[str, int]) -> None:
    """One cent is enough to differ; what no list prints is never called equal."""
    control = REPORT.control.head(2).assign(difference=pd.Series(differences, dtype="object"))
    assert control_state(replace(REPORT, control=control)) == state
