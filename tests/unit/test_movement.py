"""What became of open items between two days, on three worked cases."""

import pandas as pd

from receivables.days import NO_DAY
from receivables.movement import movement


def items(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """(item, open, due day) in euros of one company."""
    table = pd.DataFrame(rows, columns=["item", "open", "due_day"])
    return table.assign(company="A", currency="EUR")


def test_paid_new_and_newly_late() -> None:
    """Day 10 to day 20: 1 is paid, 2 in part; 3 is new and not due; 4 fell due; 5 was late; 6 is new and late."""
    before = items((1, 100, 5), (2, 300, 30), (4, 50, 15), (5, 70, 5))
    now = items((2, 200, 30), (3, 40, 40), (4, 50, 15), (5, 70, 5), (6, 9, 12))
    (row,) = movement(before, 10, now, 20).to_dict("records")
    assert (row["paid_count"], row["paid"]) == (2, 200)
    assert (row["new_count"], row["new"]) == (2, 49)
    assert (row["newly_late_count"], row["newly_late"]) == (2, 59)


def test_credits_are_no_items_to_collect_and_undated_items_are_never_late() -> None:
    """A payment that pays nothing yet is neither new nor paid; an item without due day is no delay."""
    (row,) = movement(items((1, -100, NO_DAY)), 10, items((2, -50, NO_DAY), (3, 10, NO_DAY)), 20).to_dict("records")
    assert (row["paid"], row["new"], row["newly_late"]) == (0, 10, 0)


def test_instalments_of_an_item_are_one_and_currencies_stay_apart() -> None:
    """The first of two instalments fell due: one item, its amount alone; dollars have a row of their own."""
    before, now = items((1, 60, 15), (1, 40, 45)), items((1, 60, 15), (1, 40, 45), (7, 5, 90))
    now.loc[2, "currency"] = "USD"
    rows = {row["currency"]: row for row in movement(before, 10, now, 20).to_dict("records")}
    assert (rows["EUR"]["newly_late_count"], rows["EUR"]["newly_late"], rows["EUR"]["paid"]) == (1, 60, 0)
    assert (rows["USD"]["new_count"], rows["USD"]["new"]) == (1, 5)
