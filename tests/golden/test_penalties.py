"""Published and derived penalty cases (penalties.json beside this file), each to the cent."""

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from receivables.days import NO_DAY, day_number
from receivables.late_payment.interest import (
    Change,
    Counting,
    DayCount,
    Imputation,
    Items,
    Method,
    interest_totals,
    no_changes,
)
from receivables.late_payment.penalty import Debt, Penalty, penalty
from receivables.late_payment.rate_clauses import fixed, parse_rate_clause
from receivables.late_payment.rates import PERCENT, RateTable, Step, parse_percent, published_rates
from tests.conftest import SHARED

FILE = Path(__file__).with_name("penalties.json")
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
CLAUSES = {"default_ecb_plus_10": "default", "floor_3x_legal": "floor", "legal": "legal",
           "contract_3x_legal_variable": "contract:3xlegal"}  # fmt: skip
#: Cases that say more than one debt under one rate; each has its own test below.
SPECIAL = {"P08", "P20", "D18"}
BARE = {name for name, case in CASES.items() if "days_late" in case["inputs"]}


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _method(inputs: dict[str, Any]) -> Method:
    return Method(
        DayCount.ACTACT if inputs.get("day_count") == "ACT/ACT" else DayCount.ACT365,
        Counting.DUE_DAY if inputs.get("convention") == "due_inclusive_stop_exclusive" else Counting.NEXT_DAY,
        Imputation.PRINCIPAL_FIRST if inputs.get("allocation") == "principal_first" else Imputation.INTEREST_FIRST,
    )


def _debt(inputs: dict[str, Any]) -> Debt:
    rate, opening = inputs["rate"], inputs.get("collective_proceedings_opening")
    is_consumer = rate["type"] == "legal"
    clause = f"contract:{rate['percent']}" if rate["type"] == "contract_fixed" else CLAUSES[rate["type"]]
    return Debt(
        inputs["principal_cents"],
        _date(inputs["due_date"]),
        _date(inputs.get("stop_date") or "2026-06-30"),  # an insolvency has stopped interest long before
        "consumer" if is_consumer else "business",
        parse_rate_clause(clause),
        tuple(
            (_date(one["date"]), one["amount_cents"], Change.CREDIT_NOTE if one["kind"] == "credit" else Change.PAYMENT)
            for one in inputs.get("payments", [])
        ),
        notice=_date(inputs["due_date"]) if is_consumer else None,
        opening=None if opening is None else _date(opening),
        method=_method(inputs),
        creditor=rate.get("creditor", "professional"),
    )


def _figures(result: Penalty) -> dict[str, Any]:
    """Our result under the names of the cases."""
    total = result.total_due_minor
    return {
        "days": result.days,
        "interest_cents": result.interest_minor,
        "interest_accrued_cents": result.interest_minor,
        "interest_due_cents": result.interest_remaining_minor,
        "principal_remaining_cents": result.principal_remaining_minor,
        "declarable_principal_cents": result.principal_remaining_minor,
        "indemnity_cents": result.compensation_minor,
        "total_cents": total,
        "total_due_cents": total,
        "contract_below_floor": "below_floor" in result.warnings,
        "allocations": [
            {"date": one.day.isoformat(), "kind": "payment" if one.kind is Change.PAYMENT else "credit",
             "amount_cents": one.amount_minor, "on_interest_cents": one.on_interest_minor,
             "on_principal_cents": one.on_principal_minor}
            for one in result.imputations
        ],
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES.keys() - SPECIAL - BARE))
def test_case_to_the_cent(name: str) -> None:
    """Every expected figure of the case."""
    found = _figures(penalty(_debt(CASES[name]["inputs"])))
    assert {key: found[key] for key in CASES[name]["expected"]} == CASES[name]["expected"]


def _interest(principal: int, start: str, until: str, rates: RateTable, method: Method) -> int:
    days = [np.array([number], dtype=np.int32) for number in (*map(_number, (start, until)), NO_DAY)]
    return int(interest_totals(Items(np.array([principal]), *days), rates, method, no_changes()).interest[0])


def _number(text: str) -> int:
    return day_number(_date(text))


@pytest.mark.parametrize("name", sorted(BARE))
def test_bare_arithmetic(name: str) -> None:
    """Principal, rate, days: from any day on; EUR 40 where the case adds them."""
    inputs, expected = CASES[name]["inputs"], CASES[name]["expected"]
    until = (_date("2026-01-01") + dt.timedelta(days=inputs["days_late"])).isoformat()
    rates = fixed(parse_percent(str(inputs["annual_rate_percent"])))
    found = _interest(inputs["principal_cents"], "2026-01-01", until, rates, Method())
    figures = {
        "interest_cents": found, "indemnity_cents": 4000, "claim_cents": found + 4000,
        "total_cents": inputs["principal_cents"] + found + 4000,
    }  # fmt: skip
    assert {key: figures[key] for key in expected} == expected


def test_p08_a_rate_that_changes_in_a_contract() -> None:
    """10 %, then 20 % from 1 July."""
    inputs = CASES["P08"]["inputs"]
    steps = tuple(Step(_number(day), percent * PERCENT, "") for day, percent in inputs["rate"]["steps"])
    rates = RateTable(steps, _number("2030-12-31"))
    found = _interest(inputs["principal_cents"], inputs["due_date"], inputs["stop_date"], rates, _method(inputs))
    assert found == CASES["P08"]["expected"]["interest_cents"]


def test_p20_two_invoices_of_a_formal_notice() -> None:
    """Legal rate + 5 points gives the upper bound printed; 40 EUR each; the clause of 12 % is the notice's own."""
    inputs, expected = CASES["P20"]["inputs"], CASES["P20"]["expected"]
    stop, raised = inputs["stop_date"], parse_rate_clause("judgment:2025-01-01")
    results = [
        penalty(Debt(one["principal_cents"], _date(one["due_date"]), _date(stop), clause=raised))
        for one in inputs["invoices"]
    ]
    assert sum(result.interest_minor for result in results) == expected["interest_range_published_cents"][1]
    owed = sum(result.principal_remaining_minor for result in results)
    costs = sum(result.compensation_minor for result in results)
    assert (owed, costs) == (expected["principal_cents"], expected["indemnity_cents"])
    assert owed + costs + expected["clause_penale_cents"] == expected["total_excluding_interest_cents"]
    clauses = [
        penalty(
            Debt(one["principal_cents"], _date(one["due_date"]), _date(stop), clause=parse_rate_clause("contract:7.76"))
        )
        for one in inputs["invoices"]
    ]
    assert all("below_floor" in result.warnings for result in clauses)


def test_d18_interest_capitalised_after_a_year() -> None:
    """The second year bears interest on the first one's (C. civ. 1343-2)."""
    inputs, expected = CASES["D18"]["inputs"], CASES["D18"]["expected"]
    rates = published_rates().legal(inputs["rate"]["creditor"])
    first = _interest(inputs["principal_cents"], "2024-06-30", "2025-06-30", rates, Method())
    second = _interest(inputs["principal_cents"] + first, "2025-06-30", inputs["last_day"], rates, Method())
    assert (first, second) == (expected["interest_year1_cents"], expected["interest_year2_cents"])
    assert first + second == expected["total_interest_cents"]


def test_rates_of_the_half_years_are_the_published_ones() -> None:
    """ECB decisions and the half-yearly arrêtés: default, floor, public, both legal columns."""
    printed = {
        "2023-01-01": ("12.50", "6.18", "10.50", "2.06", "4.47"),
        "2024-01-01": ("14.50", "15.21", "12.50", "5.07", "8.01"),
        "2024-07-01": ("14.25", "14.76", "12.25", "4.92", "8.16"),
        "2025-12-31": ("12.15", "8.28", "10.15", "2.76", "6.65"),
        "2026-06-30": ("12.15", "7.86", "10.15", "2.62", "6.67"),
        "2026-12-31": ("12.40", "8.25", "10.40", "2.75", "6.84"),
    }
    book = published_rates()
    tables = (book.default(), book.floor(), book.public(), book.legal(), book.legal("individual"))
    for day, percents in printed.items():
        at = np.array([_number(day)], dtype=np.int32)
        found = [Fraction(int(table.units[table.step_of(at)[0]]), PERCENT) for table in tables]
        assert found == [Fraction(percent) for percent in percents], day


@pytest.mark.shared
def test_no_penalty_case_was_left_behind() -> None:
    """Every case of the shared file stands here unchanged."""
    theirs = json.loads((SHARED / "cases/penalty_cases.json").read_text(encoding="utf-8"))["cases"]
    assert {case["id"]: (case["inputs"], case["expected"]) for case in theirs} == {
        name: (case["inputs"], case["expected"]) for name, case in CASES.items()
    }


@pytest.mark.shared
def test_carried_rates_are_those_of_the_shared_tables() -> None:
    """Half-year by half-year: default, floor, public."""
    lines = (SHARED / "facts/rates/fr_penalty_by_semester.csv").read_text(encoding="utf-8").splitlines()[1:]
    book = published_rates()
    for line in lines:
        _, day, last, _, default, _, floor, _, public = line.split(",")
        for table, percent in ((book.default(), default), (book.floor(), floor), (book.public(), public)):
            for one in (day, last):
                step = table.steps[int(table.step_of(np.array([_number(one)], dtype=np.int32))[0])]
                assert step.units == parse_percent(percent), (one, step)
    assert book.default().last_day == _number(lines[-1].split(",")[2])
