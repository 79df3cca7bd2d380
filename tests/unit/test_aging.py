"""Aging: the column of an open amount, and columns that add up."""

import numpy as np
import pytest

from receivables.aging import DEFAULT_EDGES, aged_table, bucket_names, column_index, column_names, days_overdue
from receivables.days import NO_DAY
from receivables.errors import OutOfRangeError

ON = 20_000


def column(days: int, amount: int = 1, edges: tuple[int, ...] = DEFAULT_EDGES) -> str:
    """The column of one amount so many days overdue."""
    found = column_index(np.array([ON - days], dtype=np.int32), np.array([amount], dtype=np.int64), ON, edges)
    return column_names(edges)[found[0]]


@pytest.mark.parametrize(
    ("days", "name"),
    [(-400, "not_due"), (-1, "not_due"), (0, "not_due"), (1, "1-30"), (29, "1-30"), (30, "1-30"), (31, "31-60"),
     (59, "31-60"), (60, "31-60"), (61, "61-90"), (89, "61-90"), (90, "61-90"), (91, "91+"), (10_000, "91+")],
)  # fmt: skip
def test_the_bands_of_d441_6(days: int, name: str) -> None:
    """Due today is not due; 30 days overdue is in 1-30."""
    assert column(days) == name


def test_a_debit_without_a_date_has_a_column_of_its_own() -> None:
    """Never a silent zero in `not_due`."""
    found = column_index(np.array([NO_DAY], dtype=np.int32), np.array([1], dtype=np.int64), ON)
    assert column_names()[found[0]] == "age_unknown"


@pytest.mark.parametrize("due", [ON - 100, ON + 100, NO_DAY])
def test_a_credit_is_unallocated_whatever_its_age(due: int) -> None:
    """A payment that pays nothing is not overdue."""
    found = column_index(np.array([due], dtype=np.int32), np.array([-1], dtype=np.int64), ON)
    assert column_names()[found[0]] == "unallocated"


def test_other_bands_by_choice() -> None:
    """Two edges, at their boundaries."""
    edges = (15, 45)
    assert column_names(edges) == ["not_due", "1-15", "16-45", "46+", "age_unknown", "unallocated"]
    assert [column(days, edges=edges) for days in (0, 15, 16, 45, 46)] == ["not_due", "1-15", "16-45", "16-45", "46+"]


def test_a_hundred_bands_are_told_apart() -> None:
    """The index of a column is one byte: all bands that are allowed fit."""
    edges = tuple(range(1, 101))
    assert [column(days, edges=edges) for days in (1, 100, 101)] == ["1-1", "100-100", "101+"]
    assert column(101, amount=-1, edges=edges) == "unallocated"


@pytest.mark.parametrize("edges", [(), (0, 30), (-1,), (30, 30), (60, 30), (30, 40_000), tuple(range(1, 102))])
def test_bands_that_do_not_rise_are_refused(edges: tuple[int, ...]) -> None:
    """As are those past a century or past a hundred."""
    with pytest.raises(OutOfRangeError, match="Buckets are rising numbers"):
        bucket_names(edges)


def test_days_overdue_are_never_negative() -> None:
    """Not due, due today and no date count 0."""
    due = np.array([ON + 5, ON, ON - 7, NO_DAY], dtype=np.int32)
    assert days_overdue(due, ON).tolist() == [0, 0, 7, 0]


def test_columns_of_every_row_add_up() -> None:
    """Two accounts, all kinds of amounts; account 1 has none."""
    rows = np.array([0, 0, 2, 2, 2], dtype=np.int64)
    due = np.array([ON - 1, ON - 40, ON, NO_DAY, ON - 95], dtype=np.int32)
    opened = np.array([100, 250, 40, 7, -60], dtype=np.int64)
    columns = column_index(due, opened, ON)
    assert aged_table(rows, columns, opened, 3, 7).tolist() == [
        [0, 100, 250, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [40, 0, 0, 0, 0, 7, -60],
    ]
