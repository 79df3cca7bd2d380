"""Which open items a payment pays: the items named, then one of the same amount, a sum, the earliest."""

import numpy as np
import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.errors import OutOfRangeError
from receivables.payment_matching import Allocation, items_paid

ITEMS = [("FA-001", 10, 12_000), ("FA-002", 20, 8_000), ("FA-003", 30, 20_000), ("FA-004", 40, 5_050)]


def paid(payment: int, reference: str = "", items: list[tuple[str, int, int]] = ITEMS) -> Allocation:
    numbers, due, opened = zip(*items, strict=True)
    days = np.array(due, dtype=np.int32)
    return items_paid(payment, reference, pd.Series(numbers), days, np.array(opened, dtype=np.int64))


def test_the_reference_decides_first() -> None:
    found = paid(12_000, "VIR FA 003")
    assert found.paid.tolist() == [0, 0, 12_000, 0]
    assert found.rule == ["", "", "named", ""]


def test_what_is_over_pays_on() -> None:
    """FA-004 named; of the rest 80.00 is FA-002 to the cent."""
    found = paid(5_050 + 8_000, "FA004")
    assert found.paid.tolist() == [0, 8_000, 0, 5_050]
    assert found.rule == ["", "equal", "", "named"]


def test_one_item_of_the_amount_comes_before_a_sum() -> None:
    """200.00 is FA-003, and also FA-001 + FA-002."""
    assert paid(20_000).rule == ["", "", "equal", ""]


def test_the_fewest_items_that_add_up() -> None:
    found = paid(25_050)
    assert found.paid.tolist() == [0, 0, 20_000, 5_050]
    assert set(found.rule) == {"", "sum"}


def test_equally_few_the_earliest() -> None:
    items = [("A", 10, 100), ("B", 20, 300), ("C", 30, 200), ("D", 40, 200)]
    assert paid(400, items=items).paid.tolist() == [100, 300, 0, 0]


def test_else_the_earliest_due_and_an_undated_one_last() -> None:
    items = [("A", NO_DAY, 100), ("B", 20, 100), ("C", 10, 100)]
    found = paid(150, items=items)
    assert found.paid.tolist() == [0, 50, 100]
    assert found.rule == ["", "earliest", "earliest"]


def test_what_pays_nothing_is_left() -> None:
    found = paid(100_000)
    assert found.left == 100_000 - 45_050
    assert found.paid.tolist() == [12_000, 8_000, 20_000, 5_050]


def test_a_credit_note_named_is_taken_with_the_payment() -> None:
    """200.20 less the credit note of 30.00: both are settled, nothing is left open."""
    items = [("FA101", 10, 20_020), ("AV7", 15, -3_000), ("FA102", 20, 5_000)]
    found = paid(17_020, "FA101 moins AV7", items=items)
    assert found.paid.tolist() == [20_020, -3_000, 0]
    assert found.left == 0


def test_credits_are_passed_over() -> None:
    assert paid(100, items=[("A", 10, -100), ("B", 20, 100)]).paid.tolist() == [0, 100]


def test_many_items_do_not_hang_and_nothing_is_invented() -> None:
    items = [(f"N{at}", at, 1_000_003 + 7_919 * at * at) for at in range(200)]
    found = paid(99_999_999, items=items)
    assert int(found.paid.sum()) + found.left == 99_999_999
    assert set(found.rule) <= {"", "earliest", "sum"}


@pytest.mark.parametrize("payment", [0, -5])
def test_a_payment_is_above_zero(payment: int) -> None:
    with pytest.raises(OutOfRangeError):
        paid(payment)


SERIES = [(f"FA{at}", at, 10_000 + at) for at in (100, 101, 102, 103, 104)]


@pytest.mark.parametrize(
    "reference",
    ["FA101-103", "FA101 à FA103", "fa 101 à fa 103", "Fact. FA-101 - FA-103", "VIR du FA101 au FA103", "FA101 à 03",
     "FA101 à n° FA103", "FA101-FA103", "FA101 – 103"],
)  # fmt: skip
def test_a_range_names_the_items_between(reference: str) -> None:
    """Whichever way it is written: all three, and those beside are left open."""
    found = paid(10_101 + 10_102 + 10_103, reference, items=SERIES)
    assert found.rule == ["", "named", "named", "named", ""]
    assert found.left == 0


def test_a_range_with_a_gap_and_with_a_year() -> None:
    """FA-2026-102 is paid already; leading zeros of bare numbers do not count."""
    items = [("FA-2026-101", 1, 500), ("FA-2026-103", 2, 700), ("FA-2026-104", 3, 900), ("FA-2025-102", 4, 1_200)]
    assert paid(1_200, "FA-2026-101 à 103", items=items).rule == ["named", "named", "", ""]
    bare = [("000997", 1, 500), ("000998", 2, 700), ("001001", 3, 900), ("001002", 4, 2_100)]
    assert paid(2_100, "factures 000997 à 001001", items=bare).rule == ["named", "named", "named", ""]


@pytest.mark.parametrize(
    "reference", ["FA101-2026", "FA101 au 31/12/2026", "FA103-101", "FA101-FB103", "FA101 / FA103", "FA101, FA103"]
)
def test_what_is_no_range_names_nothing_between(reference: str) -> None:
    """An invoice of 2026, a day, another series, two numbers side by side."""
    items = [*SERIES, ("FB103", 1, 77_777), ("FA131", 2, 88_888)]
    assert paid(10_101, reference, items=items).paid[2] == 0
    assert "named" not in paid(99_999, reference, items=items).rule[2]


def test_a_hostile_reference_is_answered_at_once() -> None:
    """A cell holds 32,767 characters."""
    for reference in ("FA101-" * 5_000, "FA101 à " + "9" * 30_000, "-" * 30_000, " " * 30_000):
        assert paid(10_101, reference, items=SERIES).left == 0
