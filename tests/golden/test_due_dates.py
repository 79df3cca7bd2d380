"""Published and derived due dates (due_dates.json beside this file): scalar and array agree with every one."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from receivables.days import day_number
from receivables.terms import due_date, due_days, parse_terms
from tests.conftest import SHARED

FILE = Path(__file__).with_name("due_dates.json")
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
READING = {
    "A": "45 end of month",
    "B": "end of month 45",
    "net30": "30 net",
    "net45": "45 net",
    "net60": "60 net",
    "method_A_45d_then_eom": "45 end of month",
    "method_B_eom_then_45d": "end of month 45",
    "net_60": "60 net",
    "periodic_45": "45 net",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['date']} {case['terms']}")
def test_due_date_is_the_published_one(case: dict[str, Any]) -> None:
    """One document, terms as text."""
    document = dt.date.fromisoformat(case["date"])
    due = due_date(document, case["terms"])
    assert due.isoformat() == case["due"]
    if "days" in case:  # the source prints the count too
        assert (due - document).days == case["days"]


def test_arrays_give_the_same_dates() -> None:
    """All documents of one text at once."""
    for text in sorted({case["terms"] for case in CASES}):
        rows = [case for case in CASES if case["terms"] == text]
        days, due = (
            np.array([day_number(dt.date.fromisoformat(row[name])) for row in rows], dtype=np.int32)
            for name in ("date", "due")
        )
        assert due_days(parse_terms(text), days).tolist() == due.tolist()


@pytest.mark.shared
def test_no_figure_of_the_shared_cases_was_left_behind() -> None:
    """Every figure of the two shared files stands here (dates marked as page errors are not figures)."""
    web = json.loads((SHARED / "cases/peers/due_date_45_days_end_of_month.json").read_text(encoding="utf-8"))["cases"]
    law = json.loads((SHARED / "cases/penalty_cases.json").read_text(encoding="utf-8"))["due_date_cases"]
    given = {
        (row.get("date") or row["invoice_date"], READING[name], value)
        for row in (*web, *law)
        for name, value in row.items()
        if name in READING
    }
    assert given - {(case["date"], case["terms"], case["due"]) for case in CASES} == set()
