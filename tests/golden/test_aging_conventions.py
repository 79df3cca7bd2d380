"""Aging as other systems do it, and as we do: the same figures, our convention stated beside each of theirs.

Ours: due today is not due and has a column; 30 days overdue is in 1-30, 90 in 61-90; a credit that pays nothing is in
`unallocated`; on a past day, what was posted up to that day.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from receivables.aging import aged_table, column_index, column_names
from receivables.days import NO_DAY, Days, day_number
from receivables.matching import PROPOSED, match
from receivables.schema import NO_LETTER
from tests.conftest import SHARED
from tests.lines import line, table

HERE = Path(__file__).parent
NAMES = ("aging_boundary_matrix", "tryton_aging_boundary", "pyaccounting_aging")
MATRIX, TRYTON, PYACCOUNTING = (json.loads((HERE / f"{name}.json").read_text("utf-8")) for name in NAMES)
EDGES = (30, 60, 90, 120)


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def columns(due: Days, open_minor: list[int], on: int, edges: tuple[int, ...] = (30, 60, 90)) -> dict[str, int]:
    """The columns of one account that are not zero."""
    opened = np.array(open_minor, dtype=np.int64)
    names = column_names(edges)
    cells = aged_table(np.zeros(len(opened), np.int64), column_index(due, opened, on, edges), opened, 1, len(names))[0]
    return {name: int(cell) for name, cell in zip(names, cells, strict=True) if cell}


def our_band(days_overdue: int, edges: tuple[int, ...] = EDGES) -> str:
    (name,) = columns(np.array([-days_overdue], dtype=np.int32), [1], 0, edges)
    return name


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_the_figures_are_those_of_the_shared_cases(name: str) -> None:
    """They were carried over whole."""
    assert json.loads((SHARED / "cases" / "peers" / f"{name}.json").read_text("utf-8")) == json.loads(
        (HERE / f"{name}.json").read_text("utf-8")
    )


# -- five vendors side by side -------------------------------------------------------------------------------------

#: What we call each column of theirs. Where a system puts a boundary day elsewhere, our column is named below.
SAME = {
    "oca_aged_partner_balance": {"current": "not_due", "91-120": "91-120", ">120": "121+"},
    "oca_partner_statement": {"current": "not_due", "91-120": "91-120", ">120": "121+"},
    "erpnext": {"no range (not due)": "not_due", "0-30": "1-30", "91-120": "91-120", "121+": "121+"},
    "invoice_ninja": {"current": "not_due", "0-30": "1-30", "91-120": "91-120", "120+": "121+"},
    "tryton": {"none (balance only)": "not_due", "term0": "1-30", "term1": "31-60", "term2": "61-90"},
    "finovrelance_due_mode": {"current": "not_due", "0-30": "1-30", "91-120": "91-120", "121+": "121+"},
}
#: Days overdue on which we differ: (theirs, ours).
DIFFERENT = {
    "oca_aged_partner_balance": {},
    "oca_partner_statement": {
        30: ("31-60", "1-30"), 60: ("61-90", "31-60"), 90: ("91-120", "61-90"), 120: (">120", "91-120"),
    },
    "erpnext": {0: ("0-30", "not_due")},
    "invoice_ninja": {0: ("0-30", "not_due")},
    "tryton": {0: ("term0", "not_due"), 30: ("term1", "1-30"), 60: ("term2", "31-60"), 90: ("term3", "61-90")},
    "finovrelance_due_mode": {},
}  # fmt: skip


@pytest.mark.parametrize("system", MATRIX["columns"])
def test_our_column_beside_each_systems(system: str) -> None:
    """Fifteen days around the boundaries: the same column, or a difference that is named here."""
    edges = (30, 60, 90) if system == "tryton" else EDGES
    names = {"term3": "91+"} | SAME[system]
    for days, theirs in zip(MATRIX["days_overdue"], MATRIX["columns"][system], strict=True):
        expected = DIFFERENT[system].get(days, (theirs, names.get(theirs, theirs)))
        assert (theirs, our_band(days, edges)) == expected, f"{days} days overdue"


# -- Tryton: run, and its figures written down ----------------------------------------------------------------------


@pytest.mark.parametrize("days", TRYTON["input"]["days_overdue_at_2025_06_30"])
def test_an_item_not_due_has_a_column_with_us(days: int) -> None:
    """Tryton's terms leave it out: they add up to its balance only from day 0 on; ours always do."""
    row = TRYTON["expected"]["2025-06-30"][f"{days:+d} days overdue"]
    theirs = {name: float(row[name]) for name in ("term0", "term1", "term2", "term3") if float(row[name])}
    on = day("2025-06-30")
    ours = columns(np.array([on - days], dtype=np.int32), [100], on)
    assert sum(ours.values()) == float(row["balance"])
    assert bool(theirs) == (days >= 0)
    expected = {
        "term0": "1-30" if days else "not_due",
        "term1": "1-30" if days == 30 else "31-60",
        "term2": "31-60" if days == 60 else "61-90",
        "term3": "61-90" if days == 90 else "91+",
    }
    shown = {expected[name]: amount for name, amount in theirs.items()}
    assert ours == (shown if days >= 0 else {"not_due": 100})


def test_an_item_paid_after_the_day_is_open_on_the_day() -> None:
    """Case A, paid on 15 July: 60 days overdue on 30 June is Tryton's third column and our 31-60."""
    rows = (
        line(500, letter=1, posted=day("2025-04-01"), due_day=day("2025-05-01")),
        line(-500, letter=1, posted=day("2025-07-15")),
    )
    on = day("2025-06-30")
    lines = table(*(row for row in rows if row["posted"] <= on))
    theirs = TRYTON["expected"]["2025-06-30"]["A: paid 2025-07-15, reconciled"]
    assert theirs["term2"] == "500"
    assert columns(lines["due_day"].to_numpy(), match(lines).remaining.tolist(), on) == {"31-60": 500}


@pytest.mark.parametrize(
    ("on", "theirs", "ours"),
    [
        ("2025-06-30", {"term0": "-200", "term2": "500"}, {"31-60": 500, "unallocated": -200}),
        ("2025-07-31", {"term1": "-200", "term3": "500"}, {"91+": 500, "unallocated": -200}),
    ],
)
def test_a_credit_without_a_letter_is_unallocated_with_us(
    on: str, theirs: dict[str, str], ours: dict[str, int]
) -> None:
    """Case B: Tryton ages it on its own date, so it makes a column look smaller; the proposed view pays the invoice."""
    row = TRYTON["expected"][on]["B: partial payment not reconciled"]
    assert {name: row[name] for name in theirs} == theirs
    lines = table(line(500, posted=day("2025-04-01"), due_day=day("2025-05-01")), line(-200, posted=day("2025-06-20")))
    due = lines["due_day"].to_numpy()
    assert columns(due, match(lines).remaining.tolist(), day(on)) == ours
    assert sum(columns(due, match(lines, PROPOSED).remaining.tolist(), day(on)).values()) == float(row["balance"])


def test_due_on_the_day_is_not_due_with_us() -> None:
    """Case C: due on 31 July, in Tryton's first column that day."""
    assert TRYTON["expected"]["2025-07-31"]["C: invoice dated after as-of date"]["term0"] == "500"
    assert columns(np.array([day("2025-07-31")], dtype=np.int32), [500], day("2025-07-31")) == {"not_due": 500}


# -- python-accounting: by document date; which day a payment counts from ---------------------------------------------


def days_old(age: str) -> int:
    """`8 months` as days; whichever day the months started, the bracket is the same."""
    number, unit = age.split()
    return round(int(number) * {"day": 1, "month": 30.44, "year": 365.25}[unit.rstrip("s")])


def test_aging_by_document_date() -> None:
    """The schedule of its test suite, with its brackets as our edges; what is paid of an invoice is lettered."""
    theirs = {
        "current": "1-30", "31 - 90 days": "31-90", "91 - 180 days": "91-180", "181 - 270 days": "181-270",
        "271 - 365 days": "271-365", "365+ days (bad debts)": "366+",
    }  # fmt: skip
    rows = []
    for letter, item in enumerate(
        (item for client in ("client1", "client2") for item in PYACCOUNTING["table"][client]), 1
    ):
        rows.append(line(item["amount"], letter=letter, document_day=-days_old(item["age"])))
        if "assigned" in item:
            rows.append(line(-item["assigned"], letter=letter))
    lines = table(*rows)
    found = columns(lines["document_day"].to_numpy(), match(lines).remaining.tolist(), 0, (30, 90, 180, 270, 365))
    assert found == {theirs[name]: total for name, total in PYACCOUNTING["table"]["totals"].items()}


CASES = {case["id"]: case for case in PYACCOUNTING["as_of"]}


def on_day(text: str) -> int:
    """`Y-02-15` in 2026; what is after the day's date is the time of day, which a ledger does not keep."""
    return day(text.replace("Y", "2026")[:10])


def invoice_open(invoice: int, paid: list[tuple[int, int]], on: int, is_lettered: bool = True) -> int:
    """What is open of an invoice of January on a day, paid on some days under one letter."""
    rows = [line(invoice, posted=on_day("Y-01-15"), due_day=NO_DAY, letter=1)]
    rows += [line(-amount, posted=posted, letter=1) for amount, posted in paid]
    known = [row if is_lettered else row | {"letter": NO_LETTER} for row in rows if row["posted"] <= on]
    return int(match(table(*known)).remaining[0])


@pytest.mark.parametrize("case", ["assignment date governs", "second assignment", "last microsecond"])
def test_payments_count_from_the_day_they_are_posted(case: str) -> None:
    """Where payment and assignment fall on one day both systems agree, on every day of the case."""
    given: dict[str, Any] = CASES[case]["input"]
    paid = [(amount, on_day(posted)) for amount, posted in given["assigned"]]
    for on, still_open in CASES[case]["expect"]:
        assert invoice_open(given["invoice"][0], paid, on_day(on)) == still_open, on


def test_paid_in_january_lettered_in_february() -> None:
    """Theirs is open at the end of January; ours is paid, unless letters count from their own day (an option)."""
    assert CASES["paid Jan, assigned Feb"]["expect"] == [["Y-01-31", 100]]
    paid = [(100, on_day("Y-01-20"))]
    assert invoice_open(100, paid, on_day("Y-01-31")) == 0
    assert invoice_open(100, paid, on_day("Y-01-31"), is_lettered=False) == 100


def test_paid_in_february_lettered_back_into_january() -> None:
    """Theirs empties January; ours never counts a payment before it is posted, whatever day the letter bears."""
    assert CASES["paid Feb, assigned Jan"]["expect"] == [["Y-01-31", 0]]
    paid = [(100, on_day("Y-02-10"))]
    assert [invoice_open(100, paid, on_day(on)) for on in ("Y-01-31", "Y-02-10")] == [100, 0]


def test_more_paid_than_owed() -> None:
    """Theirs refuses; a ledger holds it, and ours leaves the rest on the credit."""
    assert CASES["overclearance"]["expect"] == "refused"
    assert match(table(line(100, letter=1), line(-130, letter=1))).remaining.tolist() == [0, -30]


def test_one_payment_over_several_invoices_goes_to_the_oldest() -> None:
    """Of 100, 60 to the second invoice and 40 to the third; the first is paid already."""
    assert CASES["bulk assign 100"]["expect"] == "oldest first: 60 to the second invoice then 40 to the third"
    lines = table(
        line(35, letter=1, due_day=1), line(-35, letter=1), line(60, due_day=2), line(75, due_day=3), line(-100)
    )
    pairs = match(lines, PROPOSED).pairs
    assert pairs[["debit", "amount"]].to_numpy().tolist() == [[2, 60], [3, 40]]
