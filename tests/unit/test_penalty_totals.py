"""What is left to claim after waivers and invoices."""

from typing import Any

import numpy as np
import pandas as pd

from receivables.late_payment.penalty_totals import decided

PARTS = pd.DataFrame({"account_id": [1, 1, 1, 2], "item": [11, 12, 13, 21], "due_day": [10, 20, 30, 10]})
OWED = np.array([100, 100, 100, 100])
ALL_CERTAIN = np.ones(4, dtype=bool)


def _decisions(*rows: tuple[int, int, str, int | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account_id", "item", "kind", "amount", "day"])
    return frame.astype({"amount": object}).assign(amount=pd.Series([row[3] for row in rows], dtype=object))


def _taken(*rows: tuple[int, int, str, int | None, int], certain: Any = ALL_CERTAIN) -> dict[str, list[int]]:
    return {kind: taken.tolist() for kind, taken in decided(PARTS, OWED, certain, _decisions(*rows)).items()}


def test_nothing_decided_nothing_taken() -> None:
    assert _taken() == {"waived": [0, 0, 0, 0], "invoiced": [0, 0, 0, 0]}


def test_a_sum_of_an_item_is_taken_from_it_alone_and_never_more_than_it_owes() -> None:
    taken = _taken((1, 12, "waived", 30, 99), (1, 12, "invoiced", 500, 99))
    assert taken == {"waived": [0, 30, 0, 0], "invoiced": [0, 70, 0, 0]}


def test_all_of_an_item_is_whatever_it_owes() -> None:
    assert _taken((1, 13, "waived", None, 99))["waived"] == [0, 0, 100, 0]


def test_a_decision_on_an_account_concerns_the_items_due_up_to_its_day() -> None:
    assert _taken((1, 0, "waived", None, 20))["waived"] == [100, 100, 0, 0]
    assert _taken((1, 0, "invoiced", 1000, 20))["invoiced"] == [100, 100, 0, 0]


def test_a_sum_of_an_account_goes_to_certain_items_first_then_the_earliest_due() -> None:
    assert _taken((1, 0, "waived", 150, 99))["waived"] == [100, 50, 0, 0]
    doubtful = np.array([False, True, True, True])
    assert _taken((1, 0, "waived", 150, 99), certain=doubtful)["waived"] == [0, 100, 50, 0]
