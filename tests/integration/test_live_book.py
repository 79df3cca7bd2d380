"""The same sync in live Excel: xlwings' own Windows code cleans the values, only COM itself is stood in for."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import coordinate_to_tuple, range_boundaries

from addin.live_book import LiveBook
from addin.synchronise import synchronise
from tests.shared_desk import AGENDA, FIRST_ROW, PROMISES, Desk, mark, set_cells
from tests.sync_world import World
from tests.xlhost import CVERR, ERROR_BASE, com_value, server


class Cells:
    """A COM Range over cells of an openpyxl sheet."""

    def __init__(self, sheet: "Sheet", rows: tuple[int, int], columns: tuple[int, int]) -> None:
        self._sheet, self._rows, self._columns = sheet, rows, columns
        self.Row, self.Column = rows[0], columns[0]
        self.Worksheet, self.Count = sheet, (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1)
        self.Rows = SimpleNamespace(Count=rows[1] - rows[0] + 1)
        self.Columns = SimpleNamespace(Count=columns[1] - columns[0] + 1)

    def _grid(self) -> list[list[Any]]:
        own = self._sheet.own
        return [[own.cell(row, column) for column in range(self._columns[0], self._columns[1] + 1)]
                for row in range(self._rows[0], self._rows[1] + 1)]  # fmt: skip

    def _told(self, read: Any) -> Any:
        rows = tuple(tuple(read(cell) for cell in row) for row in self._grid())
        return rows[0][0] if self.Count == 1 else rows

    @property
    def Value(self) -> Any:  # noqa: N802 - as COM names it
        """What COM hands over."""
        return self._told(
            lambda cell: ERROR_BASE + CVERR[cell.value] if cell.data_type == "e" else com_value(cell.value)
        )

    @Value.setter
    def Value(self, value: Any) -> None:  # noqa: N802
        told = value if isinstance(value, tuple | list) else [[value]]
        for row, values in zip(self._grid(), told, strict=True):
            for cell, one in zip(row, values, strict=True):
                kept = cell.number_format
                cell.value = one.replace(tzinfo=None) if isinstance(one, dt.datetime) else (None if one == "" else one)
                if isinstance(one, str) and kept == "@":
                    cell.data_type = "s"
                cell.number_format = kept

    @property
    def Formula(self) -> Any:  # noqa: N802
        """Constants as their text."""
        return self._told(lambda cell: "" if cell.value is None else str(cell.value))

    @property
    def NumberFormat(self) -> Any:  # noqa: N802
        """None where there are several."""
        found = {cell.number_format for row in self._grid() for cell in row}
        return found.pop() if len(found) == 1 else None

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:  # noqa: N802
        for row in self._grid():
            for cell in row:
                cell.number_format = value

    def __call__(self, row: int, column: int) -> "Cells":
        return Cells(self._sheet, (self.Row + row - 1,) * 2, (self.Column + column - 1,) * 2)


class Name:
    """A defined name of a sheet."""

    def __init__(self, sheet: str, one: Any) -> None:
        self.Name, self._own = f"{sheet}!{one.name}", one

    @property
    def RefersTo(self) -> str:  # noqa: N802
        """With its sign."""
        return f"={self._own.attr_text}"

    @RefersTo.setter
    def RefersTo(self, text: str) -> None:  # noqa: N802
        self._own.attr_text = text.removeprefix("=")


class Listed:
    """A COM collection."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items, self.Count = items, len(items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __call__(self, key: Any) -> Any:
        return self._items[key - 1] if isinstance(key, int) else next(one for one in self._items if one.Name == key)


class Sheet:
    """A COM Worksheet."""

    def __init__(self, own: Any, book: "Book") -> None:
        self.own, self.Name, self.Parent, self.Application = own, own.title, book, book.Application
        self.Names = Listed([Name(own.title, one) for one in own.defined_names.values()])

    @property
    def UsedRange(self) -> Cells:  # noqa: N802
        """From the first cell."""
        return Cells(self, (1, self.own.max_row), (1, self.own.max_column))

    def Cells(self, row: int, column: int) -> Cells:  # noqa: N802
        """One cell."""
        return Cells(self, (row, row), (column, column))

    def Range(self, one: Any, other: Any = None) -> Cells:  # noqa: N802
        """By two corners or by its address."""
        if isinstance(one, str):
            left, top, right, bottom = range_boundaries(one.replace("$", ""))
            return Cells(self, (top, bottom), (left, right))
        end = other or one
        return Cells(self, (one.Row, end.Row), (one.Column, end.Column))


class Book:
    """A COM Workbook; saving writes the file."""

    def __init__(self, path: Path) -> None:
        self.own, self.path = openpyxl.load_workbook(path), path
        self.Application = SimpleNamespace(Hwnd=1, Name="Microsoft Excel")
        self.Name, self.FullName, self.Path, self.FileFormat = path.name, str(path), str(path.parent), 51
        self.Worksheets = Listed([Sheet(one, self) for one in self.own.worksheets])

    def Save(self) -> None:  # noqa: N802
        """On the disk."""
        self.own.save(self.path)


def live(path: Path) -> LiveBook:
    """A file open in Excel."""
    server()
    import xlwings  # noqa: PLC0415 - the stubs have to stand first
    from xlwings import _xlwindows  # noqa: PLC0415

    return LiveBook(xlwings.Book(impl=_xlwindows.Book(xl=Book(path))))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Anne's desk; three accounts."""
    return Desk(World(3), tmp_path)


def test_a_live_book_and_a_closed_one(desk: Desk) -> None:
    """What is typed in Excel reaches the file, and the other way round; texts stay texts, days are days."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    set_cells(
        mine, AGENDA, {mark("owner", 0): "=x", mark("next_date", 1): dt.date(2026, 12, 4), mark("phone", 2): "06"}
    )
    set_cells(mine, PROMISES, {f"A{FIRST_ROW}": "C1", f"B{FIRST_ROW}": 12.5, f"C{FIRST_ROW}": dt.date(2026, 12, 31)})
    done = synchronise(live(mine), desk.line)
    assert [one.cell for one in done.rejected] == [f"{AGENDA}!{mark('owner', 0)}"]
    assert desk.world.cells() == {("uid-C1", "next_date"): "2026-12-04", ("uid-C2", "phone"): "06"}
    assert desk.sync(other).pulled == 3
    set_cells(other, AGENDA, {mark("owner", 1): "00123", mark("next_date", 1): None})
    set_cells(other, PROMISES, {f"B{FIRST_ROW}": 13})
    desk.sync(other)
    assert synchronise(live(mine), desk.line).pulled == 3
    book = openpyxl.load_workbook(mine)
    assert (book[AGENDA][mark("owner", 1)].value, book[AGENDA][mark("next_date", 1)].value) == ("00123", None)
    assert (book[PROMISES][f"B{FIRST_ROW}"].value, book[AGENDA][mark("owner", 0)].value) == (13, "=x")
    assert desk.sync(mine).pushed == 0


def test_what_a_live_cell_may_hold(desk: Desk) -> None:
    """Errors and formulas are refused with their address; money and dates in a text column too."""
    path = desk.book()
    nasty = {mark("owner", 0): "#N/A", mark("next_action", 0): "=1+1", mark("email", 1): dt.datetime(2026, 5, 12),
             mark("phone", 1): 612345678, mark("owner", 2): 42}  # fmt: skip
    set_cells(path, AGENDA, nasty)
    done = synchronise(live(path), desk.line)
    refused = {f"{AGENDA}!{cell}" for cell in nasty} - {f"{AGENDA}!{mark('owner', 2)}"}
    assert {one.cell for one in done.rejected} >= refused
    assert coordinate_to_tuple(mark("owner", 0))[0] == FIRST_ROW
