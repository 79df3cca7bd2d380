"""Dates of a column: the order of day and month is proved by the column, and doubts are named."""

import datetime as dt
from decimal import Decimal

import pytest

from receivables.days import NO_DAY, day_number, iso
from receivables.errors import ReceivablesError
from receivables.schema import Problem
from server.imports.files.grids import Cell, CellError
from server.imports.lists.dates import DateColumn, read_dates, read_day


def read(*columns: list[Cell]) -> tuple[list[list[str | None]], list[Problem]]:
    """Columns of cells, first at row 2 -> ISO dates and problems."""
    named = {str(at): DateColumn(f"D{at}", cells, list(range(2, 2 + len(cells)))) for at, cells in enumerate(columns)}
    days, problems = read_dates(named)
    return [[iso(int(day)) for day in column] for column in days.values()], problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/01/2026", (2026, 1, 31)), ("31.1.26", (2026, 1, 31)), ("20260131", (2026, 1, 31)),
        ("2026-01-31 12:25:01.718", (2026, 1, 31)), ("31 janv. 2026", (2026, 1, 31)), ("1er août 2026", (2026, 8, 1)),
        ("07-Apr-2025", (2025, 4, 7)), ("Jan 31, 2026", (2026, 1, 31)), ("31-DÉC-26", (2026, 12, 31)),
    ],
)  # fmt: skip
def test_forms_of_one_day(text: str, expected: tuple[int, int, int]) -> None:
    """The forms accounting systems print."""
    assert read_day(text) == day_number(dt.date(*expected))


@pytest.mark.parametrize("text", ["", "0", "00/00/0000", "0000-00-00", "-", "NULL", "NaT"])
def test_no_date_is_no_error(text: str) -> None:
    """How systems write that there is none."""
    assert read_day(text) == NO_DAY


@pytest.mark.parametrize("cell", ["31/02/2026", "31/12/9999", "soon", CellError("#N/A"), Decimal("1.5"), True])
def test_unreadable(cell: Cell) -> None:
    """Refused with a sentence, never turned into some day."""
    with pytest.raises(ReceivablesError):
        read_day(cell)


def test_one_value_proves_the_month_first() -> None:
    """The whole column is read by its proof."""
    assert read(["4/6/2013", "1/31/2013"]) == ([["2013-04-06", "2013-01-31"]], [])


def test_one_value_proves_the_day_first() -> None:
    """The same ambiguous text, the other way."""
    assert read(["4/6/2013", "31/1/2013"]) == ([["2013-06-04", "2013-01-31"]], [])


def test_nothing_proves_the_order() -> None:
    """Day first, said once."""
    days, problems = read(["4/6/2013", "5/6/2013"])
    assert days == [["2013-06-04", "2013-06-05"]]
    assert [problem.code for problem in problems] == ["ambiguous_dates"]


def test_another_column_proves_the_order() -> None:
    """Two columns of one file are written alike; it is said all the same."""
    days, problems = read(["4/6/2013"], ["4/30/2013"])
    assert days == [["2013-04-06"], ["2013-04-30"]]
    assert [problem.code for problem in problems] == ["ambiguous_dates"]


def test_same_day_and_month_need_no_proof() -> None:
    """5/5 is one day in both orders."""
    assert read(["5/5/2013"]) == ([["2013-05-05"]], [])


def test_proofs_both_ways_name_the_rows() -> None:
    """Each proved value is read as it proves; the fewer are named."""
    days, problems = read(["31/01/2026", "28/02/2026", "01/31/2026", "05/06/2026"])
    assert days == [["2026-01-31", "2026-02-28", "2026-01-31", "2026-06-05"]]
    assert [(problem.row, problem.code) for problem in problems] == [(4, "swapped_dates")]


def test_dates_a_day_first_spreadsheet_swapped() -> None:
    """4/6/2013 meant April; the spreadsheet made a date of June of it and left 1/31/2013 as text."""
    cells: list[Cell] = [dt.date(2013, 6, 4), "1/31/2013", dt.date(2013, 5, 1), "2/28/2013"]
    days, problems = read(cells)
    assert days == [["2013-06-04", "2013-01-31", "2013-05-01", "2013-02-28"]]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "swapped_dates")]
    assert "2 dates (rows 2, 4)" in problems[0].message


def test_real_dates_past_the_12th_were_not_swapped() -> None:
    """A mixed column whose real dates reach past the 12th was only typed by two people."""
    _, problems = read([dt.date(2013, 6, 14), "31/01/2013"])
    assert problems == []


def test_bare_day_counts_are_said() -> None:
    """45000 is 2023-03-15 where a spreadsheet counts from 1900."""
    days, problems = read([Decimal("45000")])
    assert days == [["2023-03-15"]]
    assert [problem.code for problem in problems] == ["serial_dates"]
