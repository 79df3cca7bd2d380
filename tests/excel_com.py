# ruff: noqa: N802 - names are Excel's own
"""The part of Excel's object model that the buttons use, over a real file: what xlwings' own Windows code talks to.

Cells behave as Excel's do where it matters: what looks like a formula, a number or a day becomes one, unless the cell
was formatted as text before.
"""

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from tests.xlhost import CVERR, ERROR_BASE, PyTime

AUTOMATIC, MANUAL = -4105, -4135
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


class Application:
    """Excel itself. `said` is every text its status bar showed, `modes` every mode of calculation it was put in."""

    def __init__(self, user: str = "Anne") -> None:
        self.UserName, self.Name, self.Version, self.Hwnd = user, "Microsoft Excel", "16.0", 1
        self.ScreenUpdating = self.EnableEvents = True
        self.Selection: Any = None
        self.ActiveWorkbook: Any = None
        self.said: list[str] = []
        self.modes: list[int] = []
        self._mode = AUTOMATIC

    @property
    def StatusBar(self) -> object:
        return self.said[-1] if self.said else False

    @StatusBar.setter
    def StatusBar(self, text: str) -> None:
        self.said.append(text)

    @property
    def Calculation(self) -> int:
        return self._mode

    @Calculation.setter
    def Calculation(self, mode: int) -> None:
        self._mode = mode
        self.modes.append(mode)


class Workbook:
    """An open workbook; `saved_modes` says in which mode of calculation it was saved each time."""

    def __init__(self, path: Path, app: Application | None = None) -> None:
        self.Application = app or Application()
        self.Application.ActiveWorkbook = self
        self.ReadOnly, self.FileFormat = False, 51
        self.saved_modes: list[int] = []
        self._path = path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.cells = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
            self.results = openpyxl.load_workbook(path, data_only=True)
        self.Worksheets = _Worksheets(self)
        self.Names = _Names(self.cells.defined_names, "")
        self.ActiveSheet = next(iter(self.Worksheets))
        self.Application.Selection = self.ActiveSheet.Cells(1, 1)

    Name = property(lambda self: self._path.name)
    FullName = property(lambda self: str(self._path))
    Path = property(lambda self: str(self._path.parent))

    def Save(self) -> None:
        self.saved_modes.append(self.Application.Calculation)
        self.cells.save(self._path)

    def SaveCopyAs(self, path: str) -> None:
        self.cells.save(path)

    def Activate(self) -> None:
        self.Application.ActiveWorkbook = self

    def sheet(self, name: str) -> "Worksheet":
        """One of its sheets."""
        return self.Worksheets(name)

    def select(self, sheet: str, mark: str) -> None:
        """As a person does with the mouse."""
        self.sheet(sheet).Activate()
        self.sheet(sheet).Range(mark).Select()


class _Worksheets:
    def __init__(self, book: Workbook) -> None:
        self._sheets = {one.title: Worksheet(book, one) for one in book.cells.worksheets}
        self.Parent = book

    Count = property(lambda self: len(self._sheets))

    def __call__(self, which: str | int) -> "Worksheet":
        return self._sheets[which] if isinstance(which, str) else list(self._sheets.values())[which - 1]

    def __iter__(self) -> Iterator["Worksheet"]:
        return iter(self._sheets.values())


class Worksheet:
    """A sheet."""

    def __init__(self, book: Workbook, cells: Any) -> None:
        self.Parent, self.cells = book, cells
        self.Name = cells.title
        self.Application = book.Application
        self.Names = _Names(cells.defined_names, f"{cells.title}!")
        self.ListObjects = _Tables(self)

    @property
    def UsedRange(self) -> "Range":
        return Range(self, 1, 1, self.cells.max_row, self.cells.max_column)

    def Cells(self, row: int, column: int) -> "Range":
        return Range(self, row, column, row, column)

    def Range(self, first: Any, last: Any = None) -> "Range":
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first)
            return Range(self, top, left, bottom, right)
        end = last or first
        return Range(self, first.Row, first.Column, end.bottom, end.right)

    def Activate(self) -> None:
        self.Parent.ActiveSheet = self


class Range:
    """Cells of a sheet, from a first to a last row and column."""

    def __init__(self, sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
        self.Worksheet, self.Row, self.Column, self.bottom, self.right = sheet, top, left, bottom, right
        self.Rows, self.Columns = SimpleNamespace(Count=bottom - top + 1), SimpleNamespace(Count=right - left + 1)
        self.Count = self.Rows.Count * self.Columns.Count
        self.Parent, self.Application = sheet, sheet.Application
        self.Address = f"${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"

    def Cells(self, row: int, column: int) -> "Range":
        return self.Worksheet.Cells(self.Row + row - 1, self.Column + column - 1)

    def __call__(self, row: int, column: int | None = None) -> "Range":
        if column is None:  # the number of a cell, row by row
            row, column = (each + 1 for each in divmod(row - 1, self.Columns.Count))
        return self.Cells(row, column)

    def Select(self) -> None:
        assert self.Worksheet.Parent.ActiveSheet is self.Worksheet, "Excel selects on the active sheet only"
        self.Application.Selection = self

    @property
    def Value(self) -> Any:
        return self._read(self._value)

    @Value.setter
    def Value(self, value: Any) -> None:
        self._write(value, _put)

    @property
    def Formula(self) -> Any:
        return self._read(_formula)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self._write(value, _put)

    @property
    def NumberFormat(self) -> str | None:
        codes = {cell.number_format for row in self._cells() for cell in row}
        return codes.pop() if len(codes) == 1 else None

    @NumberFormat.setter
    def NumberFormat(self, code: str) -> None:
        for row in self._cells():
            for cell in row:
                cell.number_format = code

    def _cells(self) -> list[list[Any]]:
        cells = self.Worksheet.cells
        columns = range(self.Column, self.right + 1)
        return [[cells.cell(row, column) for column in columns] for row in range(self.Row, self.bottom + 1)]

    def _read(self, read: Any) -> Any:
        rows = tuple(tuple(read(cell) for cell in row) for row in self._cells())
        return rows[0][0] if self.Count == 1 else rows

    def _write(self, value: Any, put: Any) -> None:
        for row, cells in enumerate(self._cells()):
            for column, cell in enumerate(cells):
                put(cell, value[row][column] if isinstance(value, (list, tuple)) else value)

    def _value(self, cell: Any) -> Any:
        value = cell.value
        if cell.data_type == "f":
            value = self.Worksheet.Parent.results[self.Worksheet.Name][cell.coordinate].value
        if value is None or value == "":
            return None
        if cell.data_type == "e" and value in CVERR:
            return ERROR_BASE + CVERR[value]
        if isinstance(value, dt.datetime):
            return PyTime(*value.timetuple()[:6], tzinfo=dt.UTC)
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _formula(cell: Any) -> str:
    value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
    return "" if value is None else str(value)


def _put(cell: Any, value: Any) -> None:
    """As if it were typed."""
    if value is None or value == "":
        cell.value = None
    elif not isinstance(value, str):
        cell.value = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
    elif cell.number_format == "@":
        cell.value, cell.data_type = value, "s"
    elif _NUMBER.fullmatch(value.strip()):
        cell.value = float(value.replace(",", "."))
    else:
        cell.value = value


class _Names:
    """Names of a sheet, or of a workbook."""

    def __init__(self, names: Any, prefix: str) -> None:
        self._names, self._prefix = names, prefix

    Count = property(lambda self: len(self._names))

    def __call__(self, index: int) -> "_Name":
        name = list(self._names)[index - 1]
        return _Name(self._names[name], self._prefix)

    def __iter__(self) -> Iterator["_Name"]:
        return iter([_Name(one, self._prefix) for one in self._names.values()])


class _Name:
    def __init__(self, name: Any, prefix: str) -> None:
        self._name = name
        self.Name = f"{prefix}{name.name}"

    @property
    def RefersTo(self) -> str:
        return f"={self._name.attr_text}"

    @RefersTo.setter
    def RefersTo(self, text: str) -> None:
        self._name.attr_text = text.removeprefix("=")


class _Tables:
    """Tables of a sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet

    Count = property(lambda self: len(self._sheet.cells.tables))

    def Item(self, name: str) -> Any:
        table, cells = self._sheet.cells.tables[name], self._sheet.cells

        def add() -> None:
            """A row above that of the totals, which moves down."""
            left, top, right, bottom = range_boundaries(table.ref)
            last = bottom - (1 if table.totalsRowCount else 0)
            for column in range(left, right + 1):
                new, above = cells.cell(bottom + 1, column), cells.cell(last, column)
                assert new.value is None, "Excel would move what stands below"
                if table.totalsRowCount:
                    total = cells.cell(bottom, column)
                    new.value, new._style, total.value = total.value, copy(total._style), None
                cells.cell(last + 1, column)._style = copy(above._style)
            table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + 1}"
            if table.autoFilter is not None:
                table.autoFilter.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{last + 1}"

        return SimpleNamespace(Name=name, ListRows=SimpleNamespace(Add=add))
