"""Published worked examples of the metrics (metrics.json beside this file), to the digits they print."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from receivables.metrics.formulas import (
    MonthSales,
    collection_effectiveness,
    count_back_days,
    days_sales_outstanding,
    rounded,
    weighted_days,
)
from tests.conftest import SHARED

CASES: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("metrics.json").read_text("utf-8"))


def _check(case: dict[str, Any], found: Fraction | None) -> None:
    """Equal at the digits printed, or within the tolerance the source gives."""
    assert found is not None
    expected = Decimal(case["expected"])
    if "within" in case:
        assert abs(found - Fraction(expected)) <= Fraction(case["within"])
    else:
        exponent = expected.as_tuple().exponent
        assert isinstance(exponent, int)
        assert rounded(found, -exponent) == expected


def _of(kind: str) -> Any:
    return pytest.mark.parametrize("case", CASES[kind], ids=[case["id"] for case in CASES[kind]])


@_of("accounting")
def test_accounting(case: dict[str, Any]) -> None:
    _check(case, days_sales_outstanding(case["receivables"], case["sales"], case["days"]))


@_of("count_back")
def test_count_back(case: dict[str, Any]) -> None:
    months = [MonthSales(0, days, sales) for sales, days in case["months"]]
    _check(case, count_back_days(case["receivables"], months))


@_of("best_possible")
def test_best_possible(case: dict[str, Any]) -> None:
    _check(case, days_sales_outstanding(case["receivables"], case["sales"], case["days"]))


@_of("delinquent")
def test_days_delinquent(case: dict[str, Any]) -> None:
    dso, best = (days_sales_outstanding(case[name], case["sales"], case["days"]) for name in ("receivables", "current"))
    assert dso is not None
    assert best is not None
    _check(case, dso - best)


@_of("effectiveness")
def test_effectiveness(case: dict[str, Any]) -> None:
    _check(case, collection_effectiveness(case["begin"], case["sales"], case["end_total"], case["end_current"]))


@_of("weighted_delay")
def test_weighted_delay(case: dict[str, Any]) -> None:
    amounts, days = (np.array(column, dtype=np.int64) for column in zip(*case["paid"], strict=True))
    _check(case, weighted_days(amounts, days))


@pytest.mark.shared
def test_no_case_was_left_behind() -> None:
    """Expected values of every metric case of the shared files stand here."""
    mine = {Decimal(case["expected"]) for cases in CASES.values() for case in cases}
    kpi = json.loads((SHARED / "cases/kpi_cases.json").read_text("utf-8"))
    peers = json.loads((SHARED / "cases/peers/kpi_examples.json").read_text("utf-8"))
    theirs = [case["expected_days"] for case in kpi["dso"]]
    theirs += [case["example"]["expected"] for case in kpi["indicators"]]
    expected = [case["expect"] for case in peers["cases"]]
    theirs += [one["dso"] if isinstance(one, dict) else one for one in expected]
    assert {Decimal(str(value)) for value in theirs} <= mine
