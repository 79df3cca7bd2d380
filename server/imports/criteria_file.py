"""Reading back the sheet of criteria a credit manager edited: each cell checked, all or nothing."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from receivables.errors import ReceivablesError
from receivables.money import parse_amount
from receivables.priority.criteria import Criterion, by_name
from server.imports.files.cells import is_blank, shown, text_of
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import Cell, CellError, Grid, read_grids

#: Names of the sheet and of the columns read, in both languages of our workbooks.
SHEETS = ("critères", "criteria")
_HEADERS = {"code": ("code",), "weight": ("poids", "weight"), "threshold": ("seuil", "threshold")}
_MOST_COLUMNS = 26


def read_criteria(path: Path, known: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria of the sheet « Critères » of a workbook of ours, in the order of `known`.

    Raises UserFileError with one sentence that names the cell.
    """
    name = file_label(path)
    grids = [grid for grid in read_grids(path) if grid.name.strip().lower() in SHEETS]
    if not grids:
        raise UserFileError(f"{name} holds no sheet « Critères »: load a workbook Relance wrote.")
    where = f"{name}, sheet « {shown(grids[0].name)} »"
    top, columns = _header(grids[0], where)
    found: dict[str, Criterion] = {}
    for number, row in enumerate(grids[0].rows[top + 1 :], top + 2):
        code = text_of(_cell(row, columns["code"]))
        if not code:
            _check_nothing_left(row, columns, number, where)
            continue
        place = f"{where}, cell {_address(columns['code'], number)}"
        if code not in by_name(known):
            raise UserFileError(f"{place}: there is no criterion « {shown(code)} ».")
        if code in found:
            raise UserFileError(f"{place}: the criterion « {code} » stands there a second time.")
        found[code] = _edited(by_name(known)[code], row, columns, number, where)
    missing = next((one.name for one in known if one.name not in found), None)
    if missing is not None:
        raise UserFileError(f"{where}: the criterion « {missing} » is missing; put its row back.")
    return tuple(found[one.name] for one in known)


def _header(grid: Grid, where: str) -> tuple[int, dict[str, int]]:
    """The row of the headings and the column of each."""
    for at, row in enumerate(grid.rows):
        texts = [text_of(cell).lower() for cell in row[:_MOST_COLUMNS]]
        columns = {
            name: texts.index(word) for name, words in _HEADERS.items() for word in words if texts.count(word) == 1
        }
        if len(columns) == len(_HEADERS):
            return at, columns
    raise UserFileError(f"{where}: the headings « Code », « Poids » and « Seuil » are not found in one row.")


def _check_nothing_left(row: list[Cell], columns: dict[str, int], number: int, where: str) -> None:
    for column in columns.values():
        if not is_blank(_cell(row, column)):
            raise UserFileError(f"{where}, cell {_address(columns['code'], number)}: the code of the row is missing.")


def _edited(criterion: Criterion, row: list[Cell], columns: dict[str, int], number: int, where: str) -> Criterion:
    for name in ("weight", "threshold"):  # one after the other, so that the sentence names the cell that is wrong
        place = f"{where}, cell {_address(columns[name], number)}"
        value = _whole(_cell(row, columns[name]), place)
        weight, threshold = (value, criterion.threshold) if name == "weight" else (criterion.weight, value)
        try:
            criterion = criterion.edited(weight, threshold)
        except ReceivablesError as error:
            raise UserFileError(f"{place}: {error}, not {value}.") from error
    return criterion


def _whole(cell: Cell, place: str) -> int:
    """A whole number, as a number or as text. Raises UserFileError."""
    if is_blank(cell):
        raise UserFileError(f"{place} is empty: write a whole number.")
    value = cell
    if isinstance(cell, str):
        try:
            value = parse_amount(cell)
        except ReceivablesError:
            value = None
    if isinstance(cell, CellError) or not isinstance(value, Decimal) or value != value.to_integral_value():
        raise UserFileError(f"{place}: « {shown(cell)} » is no whole number.")
    return int(value)


def _cell(row: list[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else None


def _address(column: int, number: int) -> str:
    """Column 1 of row 7 -> `B7`; the sheet has fewer than 26 columns."""
    return f"{chr(65 + column)}{number}"
