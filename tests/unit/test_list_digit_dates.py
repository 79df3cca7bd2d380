"""Days of bare digits: the order the whole column allows; a slip proves nothing."""

from decimal import Decimal

import pytest

from receivables.days import iso
from server.imports.files.grids import Cell
from server.imports.lists.dates import DateColumn, read_dates
from server.imports.lists.digit_dates import is_digit_day


def read(*columns: list[Cell]) -> tuple[list[list[str | None]], list[str]]:
    """Columns of cells -> ISO dates and problem codes."""
    named = {str(at): DateColumn(f"D{at}", cells, list(range(2, 2 + len(cells)))) for at, cells in enumerate(columns)}
    days, problems = read_dates(named)
    return [[iso(int(day)) for day in column] for column in days.values()], [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("cells", "days", "codes"),
    [
        (["150326", "010226"], ["2026-03-15", "2026-02-01"], []),
        ([Decimal("10226"), Decimal("150326"), Decimal("30326")], ["2026-02-01", "2026-03-15", "2026-03-03"], []),
        (["10226", "150326"], ["2026-02-01", "2026-03-15"], []),
        (["013126", "021526"], ["2026-01-31", "2026-02-15"], ["digit_dates"]),
        (["260131", "260215", "251230"], ["2026-01-31", "2026-02-15", "2025-12-30"], ["digit_dates"]),
        (["010226", "030426"], ["2026-02-01", "2026-04-03"], ["ambiguous_dates"]),
        (["310226", "140126", "150126"], [None, "2026-01-14", "2026-01-15"], ["unreadable_date"]),
        (["150326", "000000", ""], ["2026-03-15", None, None], []),
        (["45000", "46100"], ["2023-03-15", "2026-03-19"], ["serial_dates"]),
        ([Decimal("1022026"), "14012026"], ["2026-02-01", "2026-01-14"], []),
    ],
)  # fmt: skip
def test_orders(cells: list[Cell], days: list[str | None], codes: list[str]) -> None:
    """JJMMAA with and without its zero, American, year first, doubtful, impossible, none, counted from 1900."""
    assert read(cells) == ([days], codes)


def test_one_column_proves_the_order_for_the_other() -> None:
    """15 is no month."""
    assert read(["150326"], ["030426"]) == ([["2026-03-15"], ["2026-04-03"]], [])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("150326", True),
        (Decimal("10226"), True),
        ("411000", False),
        ("000000", False),
        ("999999", False),
        ("1503", False),
    ],
)
def test_what_can_be_a_day(cell: Cell, expected: bool) -> None:
    assert is_digit_day(cell) is expected
