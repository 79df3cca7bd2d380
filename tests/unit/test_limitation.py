"""Limitation periods by kind of customer, worked with a calendar."""

import datetime as dt

import pandas as pd
import pytest

from receivables.days import NO_DAY, date_of
from receivables.limitation import limitation_days
from tests.lines import days


@pytest.mark.parametrize(
    ("kind", "due", "last"),
    [
        ("business", "2021-03-15", "2026-03-15"),  # C. com. L110-4 I
        ("business", "2020-02-29", "2025-02-28"),
        ("business", "2023-02-28", "2028-02-28"),
        ("business", "2021-12-31", "2026-12-31"),
        ("consumer", "2024-03-15", "2026-03-15"),  # C. conso. L218-2
        ("unknown", "2024-03-15", "2026-03-15"),  # the shortest
        ("public", "2021-06-15", "2025-12-31"),  # loi 68-1250 art. 1: from 1 January 2022, four years
        ("public", "2021-01-10", "2024-12-31"),  # the right arose in 2020
    ],
)
def test_last_day_to_sue(kind: str, due: str, last: str) -> None:
    """The day the article gives, worked by hand; that day itself still counts."""
    assert date_of(int(limitation_days(days(due), pd.Series([kind]))[0])) == dt.date.fromisoformat(last)


def test_rows_keep_their_own_rule() -> None:
    """One call, four kinds and a missing date."""
    due = days(*["2022-05-10"] * 4, None)
    kinds = pd.Series(["business", "consumer", "public", "unknown", "business"])
    expected = days("2027-05-10", "2024-05-10", "2026-12-31", "2024-05-10")
    assert limitation_days(due, kinds).tolist() == [*expected.tolist(), NO_DAY]
