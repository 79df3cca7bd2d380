"""Table arguments: a range whose columns are recognised by its header, or stand in the order the function declares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from addin.cells import VALUE, ErrorCell, Scalar, is_blank, read, without_zeros
from addin.signature import Column, Kind
from receivables.texts import without_accents

Grid = Sequence[Sequence[Scalar]]


class CellFaultError(ValueError):
    """A range that cannot be used: what its cell shows."""

    def __init__(self, cell: ErrorCell) -> None:
        super().__init__(cell.message)
        self.cell = cell


@dataclass(frozen=True)
class Table:
    """The rows of a range that hold something: columns by name (those found), and the row of each in the range."""

    columns: dict[str, Any]
    rows: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, name: str, blank: Any, dtype: Any) -> Any:
        """A column, or one of blanks where the table has none."""
        return self.columns.get(name, np.full(len(self), blank, dtype=dtype))


def read_table(grid: Grid, columns: Sequence[Column], what: str) -> Table:
    """Rows of a range -> columns of domain values. Raises CellFaultError with the row of the first wrong cell."""
    places, first = _places(grid, columns)
    missing = [column.fr for column in columns if column.is_required and column.name not in places]
    if missing:
        raise CellFaultError(ErrorCell(VALUE, f"Il manque à la plage {what} : {', '.join(missing)}."))
    rows = [row for row in range(first, len(grid)) if not all(map(is_blank, grid[row]))]
    found = {
        column.name: _column([grid[row][places[column.name]] for row in rows], column, rows)
        for column in columns
        if column.name in places
    }
    return Table(found, rows)


def _column(given: list[Scalar], column: Column, rows: list[int]) -> Any:
    cells = without_zeros(column.kind, given)
    values, faults = read(column.kind, cells, column.fr)
    if faults:
        at = min(faults)
        raise CellFaultError(ErrorCell(faults[at].code, f"Ligne {rows[at] + 1} : {faults[at].message}"))
    if not column.is_optional_cell:
        empty = next((at for at, cell in enumerate(cells) if is_blank(cell)), None)
        if empty is not None:
            raise CellFaultError(ErrorCell(VALUE, f"Ligne {rows[empty] + 1} : il manque {column.fr}."))
    return values


def _places(grid: Grid, columns: Sequence[Column]) -> tuple[dict[str, int], int]:
    """Column name -> its place in the range, and the first row below the header (0 without one)."""
    first = next((row for row, cells in enumerate(grid) if not all(map(is_blank, cells))), len(grid))
    if first == len(grid):
        return {column.name: at for at, column in enumerate(columns)}, first
    named = _named(grid[first], columns)
    if named:
        return named, first + 1
    in_order = {column.name: at for at, column in enumerate(columns) if at < len(grid[first])}
    return in_order, first + _is_header(grid[first], columns)


def _named(cells: Sequence[Scalar], columns: Sequence[Column]) -> dict[str, int]:
    """The columns a header line names; {} where it leaves out one that is required."""
    texts = [_folded(cell) if isinstance(cell, str) else "" for cell in cells]
    places: dict[str, int] = {}
    for column in columns:
        free = [at for at in range(len(texts)) if at not in places.values()]
        at = next((at for word in column.words for at in free if re.match(rf"{word}\b", texts[at])), None)
        if at is not None:
            places[column.name] = at
    return places if all(column.name in places for column in columns if column.is_required) else {}


def _is_header(cells: Sequence[Scalar], columns: Sequence[Column]) -> bool:
    """A first line of texts where values are expected: a header in words not known here."""
    values = [
        cell
        for cell, column in zip(cells, columns, strict=False)
        if column.kind in (Kind.AMOUNT, Kind.DAY) and not is_blank(cell)
    ]
    return bool(values) and all(isinstance(cell, str) and not re.search(r"\d", cell) for cell in values)


def _folded(text: str) -> str:
    """Lower case without accents, signs as blanks: `Date d'échéance` -> `date d echeance`."""
    return re.sub(r"[^a-z0-9]+", " ", without_accents(text).lower()).strip()
