"""One cleaning rule for each declared type: what Excel, LibreOffice and a clerk's typing may hold is one value."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from addin.cells import ErrorCell, Scalar, is_blank, read, serial, write
from addin.signature import Kind
from receivables.days import NO_DAY, day_number
from receivables.late_payment.rate_clauses import RateKind

DAY = day_number(dt.date(2026, 1, 31))
#: 31 January 2026 as Excel counts: 46053 days from 30 December 1899.
SERIAL = 46053


def one(kind: Kind, cell: Scalar) -> Any:
    """The domain value of a cell; an ErrorCell where it cannot be read."""
    values, faults = read(kind, [cell], "cell")
    return faults.get(0, values[0])


@pytest.mark.parametrize(
    "cell",
    [
        SERIAL, float(SERIAL), SERIAL + 0.75, Decimal(SERIAL), dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 18, 5),
        dt.datetime(2026, 1, 31, tzinfo=dt.UTC), "31/01/2026", "31.01.26", "2026-01-31", "20260131", " 31/1/2026 ",
    ],
    ids=repr,
)  # fmt: skip
def test_all_forms_of_a_day_are_one(cell: Scalar) -> None:
    assert one(Kind.DAY, cell) == DAY


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("demain", "#VALUE!"), ("31/02/2026", "#VALUE!"), (True, "#VALUE!"), (0.0, "#NUM!"), (-5, "#NUM!"),
        (float("nan"), "#NUM!"), (float("inf"), "#NUM!"), (1e300, "#NUM!"), (dt.date(1900, 1, 1), "#NUM!"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_day_says_so(cell: Scalar, code: str) -> None:
    found = one(Kind.DAY, cell)
    assert isinstance(found, ErrorCell)
    assert found.code == code
    assert found.message


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        (1234.5, 123_450), (1234, 123_400), (Decimal("1234.5000"), 123_450), ("1 234,50", 123_450),
        ("1.234,50 €", 123_450), ("(12,50)", -1250), (-0.01, -1), (0.005, 1), (1.005, 101), (2.675, 268),
        (-2.675, -268),
        (0.1 + 0.2, 30), (9_999_999_999_999.99, 999_999_999_999_999), (1e-9, 0),
    ],
    ids=repr,
)  # fmt: skip
def test_amounts_are_exact(cell: Scalar, minor: int) -> None:
    """Half a cent goes away from zero, as it is printed: 2.675 is 2.68 although the double is a little less."""
    assert one(Kind.AMOUNT, cell) == minor


@pytest.mark.parametrize("cell", [True, dt.date(2026, 1, 1), "abc", "12 50", float("nan"), 1e15], ids=repr)
def test_what_is_no_amount_is_refused(cell: Scalar) -> None:
    assert isinstance(one(Kind.AMOUNT, cell), ErrorCell)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TABLE, Kind.BUCKETS)])
@pytest.mark.parametrize("code", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_cell_is_never_read_as_empty(kind: Kind, code: str) -> None:
    found = one(kind, ErrorCell(code))
    assert isinstance(found, ErrorCell)
    assert found.code == "#VALUE!"
    assert code in found.message


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0"], ids=repr)
def test_empty_cells_are_blank(cell: Scalar) -> None:
    assert is_blank(cell)
    assert one(Kind.DAY, cell) == NO_DAY
    assert one(Kind.AMOUNT, cell) == 0


def test_zero_and_false_are_not_blank() -> None:
    assert not is_blank(0)
    assert not is_blank(False)


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (0.12, 120_000),
        (12, 120_000),
        ("12 %", 120_000),
        ("12,5", 125_000),
        (0.005, 5_000),
        (1, 10_000),
        ("0,5 %", 5_000),
    ],
    ids=repr,
)
def test_a_rate_is_a_share_or_percents(cell: Scalar, units: int) -> None:
    """A sheet holds 12 % as 0.12; nobody agrees on 1200 %. A text counts percents."""
    assert one(Kind.PERCENT, cell) == units
    clause = one(Kind.RATE, cell)
    assert (clause.kind, clause.units) == (RateKind.FIXED, units)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("3 x légal", RateKind.THREE_TIMES_LEGAL), ("contract:3xlegal", RateKind.THREE_TIMES_LEGAL),
        ("BCE + 10", RateKind.DEFAULT), ("default", RateKind.DEFAULT), ("plancher", RateKind.FLOOR),
        ("taux légal", RateKind.LEGAL), ("contract:12.5", RateKind.FIXED),
    ],
)  # fmt: skip
def test_clauses_in_words(cell: str, kind: RateKind) -> None:
    assert one(Kind.RATE, cell).kind is kind


@pytest.mark.parametrize(
    ("cell", "debtor"),
    [("Professionnel", "business"), ("business", "business"), ("CONSOMMATEUR", "consumer"), ("particulier", "consumer"),
     ("public", "public"), ("Acheteur public", "public"), ("inconnu", "unknown")],
)  # fmt: skip
def test_debtors_in_words(cell: str, debtor: str) -> None:
    assert one(Kind.DEBTOR, cell) == debtor


def test_numbers_become_keys_as_they_are_shown() -> None:
    """411001 typed as a number and as a text is one account."""
    assert one(Kind.KEY, 411001.0) == one(Kind.KEY, "411001") == "411001"


def test_each_fault_stands_at_its_row() -> None:
    values, faults = read(Kind.AMOUNT, [10.0, "x", None, ErrorCell("#N/A"), 5], "amount")
    assert sorted(faults) == [1, 3]
    assert [values[0], values[2], values[4]] == [1000, 0, 500]


def test_only_cell_values_leave() -> None:
    assert write(Kind.AMOUNT, 1050) == 10.5
    assert write(Kind.DAY, DAY) == serial(DAY) == SERIAL
    assert write(Kind.DAY, NO_DAY) == ""
    assert write(Kind.TEXT, None) == ""
    assert write(Kind.PERCENT, 121_500) == 0.1215
    assert write(Kind.COUNT, 3) == 3.0
    assert isinstance(write(Kind.COUNT, 3), float)
    assert len(str(write(Kind.TEXT, "x" * 400))) <= 255
