"""Sheets of cells out of a text file or a workbook; cell values as they stand, nothing evaluated, no float left."""

import csv
import datetime as dt
import io
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from server.imports.files import archives
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.opening import read_text, sniff

SEPARATORS = (";", "\t", "|", ",")
#: What spreadsheets write for an error, in English, French, German and Italian.
ERROR_TEXTS = frozenset({
    "#N/A", "#N/D", "#NV", "#NULL!", "#NUL!", "#NULLO!", "#DIV/0!", "#VALUE!", "#VALEUR!", "#WERT!", "#VALORE!",
    "#REF!", "#RIF!", "#BEZUG!", "#NAME?", "#NOM?", "#NOME?", "#NUM!", "#NOMBRE!", "#ZAHL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#GETTING_DATA",
})  # fmt: skip
_SAMPLE_ROWS = 300
#: Between semicolons it cuts amounts, not cells.
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_MAX_FIELD = 1_000_000


@dataclass(frozen=True)
class CellError:
    """A cell that shows an error instead of a value, such as `#N/A`."""

    text: str


Cell = str | Decimal | dt.date | bool | None | CellError


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[i]` is line i + 1 as the user sees it; widths differ; `name` is '' for a text file."""

    name: str
    rows: list[list[Cell]]
    is_hidden: bool = False


def read_grids(path: Path | str) -> list[Grid]:
    """Sheets of a file, visible ones first, empty ones left out. Raises UserFileError with one sentence."""
    path = Path(path)
    grids = _read_workbook(path) if sniff(path) == "workbook" else [_read_delimited(path)]
    grids = [grid for grid in grids if any(any(_is_filled(cell) for cell in row) for row in grid.rows)]
    if not grids:
        raise UserFileError(f"{file_label(path)} holds no value: export it again.")
    return grids


def _is_filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


# -- text ------------------------------------------------------------------------------------------------------------


def _read_delimited(path: Path) -> Grid:
    name = file_label(path)
    text = read_text(path).replace("\r\r\n", "\r\n").rstrip("\x1a")
    told = text[:6].lower()
    separator = told[4] if told.startswith("sep=") and len(told) > 4 else find_separator(text)
    rows: list[list[Cell]] = []
    for number, record in _records(text, separator, name):
        rows.extend([] for _ in range(number - 1 - len(rows)))  # the lines a quoted cell went on over
        rows.append([_text_cell(cell) if cell[:1] in ("#", "=") else cell for cell in record])
    return Grid("", rows)


def _text_cell(cell: str) -> Cell:
    """An error, or the `="00042"` some programs write so that a spreadsheet keeps the zeros."""
    if cell in ERROR_TEXTS:
        return CellError(cell)
    return cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' and '"' not in cell[2:-1] and len(cell) > 2 else cell


def find_separator(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, more cells first; ';' where none does."""
    lines = list(_lines(text, _SAMPLE_ROWS))
    sample = "".join(lines)
    without_decimals = _DECIMAL_COMMA.sub("", sample) if 2 * sum(";" in line for line in lines) > len(lines) else sample
    return max(SEPARATORS, key=lambda one: _regularity(without_decimals if one == "," else sample, one))


def _regularity(sample: str, separator: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row)
    except csv.Error:  # a cell without end: told, with its row, when the records are read
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()) * math.sqrt(width - 1)


def _lines(text: str, count: int) -> Iterator[str]:
    for line, _ in zip(io.StringIO(text, newline=""), range(count), strict=False):
        yield line


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line each begins on. A quote opened and never closed would swallow rows: refused."""
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    start, width = 1, 0
    try:
        for record in reader:
            if reader.line_num > start and any(_swallows(cell, separator, width) for cell in record):
                raise UserFileError(f"{name}, row {start}: a quote is opened there and not closed; mend that cell.")
            yield start, record
            start, width = reader.line_num + 1, max(width, len(record))
    except csv.Error as error:
        raise UserFileError(f"{name}, row {start}: a cell there has no end, look for a quote left open.") from error


def _swallows(cell: str, separator: str, width: int) -> bool:
    """Does this cell of several lines hold what looks like whole rows?"""
    return "\n" in cell and any(line.count(separator) >= max(2, width // 2) for line in cell.splitlines())


# -- workbooks -------------------------------------------------------------------------------------------------------


def _read_workbook(path: Path) -> list[Grid]:
    name = file_label(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
            grids = [
                Grid(sheet.name, _sheet_rows(book, sheet.name), sheet.visible != SheetVisibleEnum.Visible)
                for sheet in sheets
            ]
    except PasswordError as error:
        raise UserFileError(f"{name} is protected by a password: save a copy of it without the password.") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UserFileError(f"{name} is damaged or cut short: export it again.") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader ends on what its author did not foresee
            raise
        raise UserFileError(f"{name} is damaged or cut short: export it again.") from error
    if not zipfile.is_zipfile(path):
        return grids  # .xls: its error cells come as empty ones
    for sheet_name, errors in archives.error_cells(path).items():
        _mark_errors(next((grid for grid in grids if grid.name == sheet_name), None), errors)
    return grids


def _sheet_rows(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    """Rows from the first on, columns from A on (the reader leaves out empty columns at the left)."""
    sheet = book.get_sheet_by_name(name)
    margin: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    return [margin + [_cell(value) for value in row] for row in sheet.iter_rows()]


def _cell(value: Any) -> Cell:
    """One value of the reader -> Cell; text first, it is the most common."""
    if isinstance(value, str):
        return CellError(value) if value[:1] == "#" and value in ERROR_TEXTS else value
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, bool | dt.date):
        return value
    return Decimal(value) if isinstance(value, int) else str(value)


def _mark_errors(grid: Grid | None, errors: dict[tuple[int, int], str]) -> None:
    """Put error cells where the reader left blanks."""
    if grid is None:
        return
    for (row, column), text in errors.items():
        if row < len(grid.rows):
            cells = grid.rows[row]
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = CellError(text)
