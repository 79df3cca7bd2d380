"""Amounts of a column: the decimal mark is the column's, and `1,234` alone is never taken in silence."""

from decimal import Decimal

import pytest

from server.imports.files.grids import Cell, CellError
from server.imports.lists.amounts import read_amounts


def values(*cells: Cell) -> list[str | None]:
    """Cells -> amounts as text."""
    return [None if value is None else str(value) for value in read_amounts(list(cells)).values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("777,18", "777.18"), ("+000000069,40", "69.40"), ("1 234,56", "1234.56"), ("1.234,56", "1234.56"),
        ("(12.50)", "-12.50"), ("12,50-", "-12.50"), ("−3,00", "-3.00"), ("1,234.00 CR", "-1234.00"),
        ("100.00CR", "-100.00"), ("12.00 DR", "12.00"),
        ("2309.7899999999995", "2309.7899999999995"), ("1'234.50", "1234.50"), ("1.234.567,8", "1234567.8"),
    ],
)  # fmt: skip
def test_styles(text: str, expected: str) -> None:
    """One value, as accounting systems of several countries print it."""
    assert values(text) == [expected]


def test_a_value_with_cents_proves_the_mark() -> None:
    """1,234 in an English column is a thousand, in a French one it is a little over one."""
    assert values("1,234", "12.50") == ["1234", "12.50"]
    assert values("1,234", "12,50") == ["1.234", "12.50"]


def test_nothing_proves_the_mark() -> None:
    """Read as thousands, and the first such cell is told."""
    column = read_amounts(["850", "1,200"])
    assert [str(value) for value in column.values] == ["850", "1200"]
    assert column.grouped == 1


def test_contradictory_column_cannot_read_a_lone_mark() -> None:
    """12.50 and 12,50 in one column: 1,200 may be either."""
    column = read_amounts(["12.50", "12,50", "1,200"])
    assert column.values[2] is None
    assert column.unreadable == {2: "1,200"}


@pytest.mark.parametrize("cell", ["N/A", "abc", "12 apples", "10%", "1e999", CellError("#REF!"), True])
def test_unreadable_is_handed_back(cell: Cell) -> None:
    """Never a zero."""
    column = read_amounts([cell])
    assert column.values == [None]
    assert set(column.unreadable) == {0}


def test_blank_and_dash_are_blank() -> None:
    """An accountant's dash stands for nothing."""
    assert values("", None, " - ", "-") == [None] * 4


def test_numbers_of_a_workbook_stay_exact() -> None:
    """Decimals pass through."""
    assert values(Decimal("0.1")) == ["0.1"]


def test_currency_in_the_cell() -> None:
    """Symbol or code, before or after."""
    column = read_amounts(["€ 5", "12.00 USD", "3,00"])
    assert column.currencies == {0: "EUR", 1: "USD"}
