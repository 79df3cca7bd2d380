"""Table arguments: a range whose columns are recognised by its header, or stand in the order the function declares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from addin.cells import VALUE, ErrorCell, Scalar, first_blank, is_blank, read, without_zeros
from addin.signature import Column, Kind
from receivables.month_names import named_month
from receivables.texts import without_accents

Grid = Sequence[Sequence[Scalar]]
#: A text that is a date or an amount, so of no header.
_VALUE = re.compile(r"[-+(€$£]?[\d\s\u00a0\u202f.,/'’-]*\d[\d\s\u00a0\u202f.,/'’)-]*(?:eur|€|\$|£)?", re.IGNORECASE)

#: What stands below a printed list, folded: `Édité le 31/12/2026`, `Page 1/3`.
_FOOTER = re.compile(
    r"(?:date d )?(?:(?:edit|imprim|gener|export|tir|arret)ee?s?|extraite?s?|edition|impression|export|extraction)"
    r" (?:le|du|par|au|a)\b|(?:printed|created|generated|exported) (?:on|by|at)\b|page \d"
)


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

    def taken(self, rows: Sequence[int]) -> "Table":
        """Some of its rows."""
        return Table(
            {name: values[list(rows)] for name, values in self.columns.items()}, [self.rows[at] for at in rows]
        )

    def get(self, name: str, blank: Any, dtype: Any) -> Any:
        """A column, or one of blanks where the table has none."""
        return self.columns.get(name, np.full(len(self), blank, dtype=dtype))


def read_table(grid: Grid, columns: Sequence[Column], what: str) -> Table:
    """Rows of a range -> columns of domain values. Raises CellFaultError with the row of the first wrong cell."""
    _refuse_errors(grid)
    places, first = _places(grid, columns, what)
    needed = [one for one in columns if one.name in places and not one.is_optional_cell]
    keys = [places[one.name] for one in needed if one.kind is Kind.KEY]
    figures = [places[one.name] for one in needed if one.kind is not Kind.KEY]
    rows = _without_footer(grid, _used_rows(grid, first), keys, figures)
    used = [grid[row] for row in rows]
    found = {
        column.name: _column([cells[places[column.name]] for cells in used], column, rows)
        for column in columns
        if column.name in places
    }
    return Table(found, rows)


def _refuse_errors(grid: Grid) -> None:
    """An error cell refuses its whole range, in a column that is not read too: other hosts never hand such a range."""
    for row, cells in enumerate(grid):
        if ErrorCell in map(type, cells):
            code = next(cell.code for cell in cells if isinstance(cell, ErrorCell))
            raise CellFaultError(
                ErrorCell(VALUE, f"Ligne {row + 1} : Erreur {code} dans une cellule : à corriger d'abord.")
            )


def _used_rows(grid: Grid, first: int) -> list[int]:
    """The rows that hold something; a look at their first cells is mostly enough."""
    if first_blank([row[0] for row in grid[first:]]) is None:
        return list(range(first, len(grid)))
    return [row for row in range(first, len(grid)) if not all(map(is_blank, grid[row]))]


def _without_footer(grid: Grid, rows: list[int], keys: Sequence[int], figures: Sequence[int]) -> list[int]:
    """The rows without those at the end that a program prints below its lists; one with key and figures is data."""
    last = len(rows)
    while last:
        cells = grid[rows[last - 1]]
        is_short = any(is_blank(cells[at]) for at in keys) or any(_is_printed(cells[at]) for at in figures)
        if not (is_short and _is_printed(next(cell for cell in cells if not is_blank(cell)))):
            break
        last -= 1
    return rows[:last]


def _is_printed(cell: Scalar) -> bool:
    """Nothing, or what a program prints below its lists."""
    return is_blank(cell) or (isinstance(cell, str) and _FOOTER.match(_folded(cell)) is not None)


def _column(given: list[Scalar], column: Column, rows: list[int]) -> Any:
    cells = without_zeros(column.kind, given)
    values, faults = read(column.kind, cells, column.fr)
    if faults:
        at = min(faults)
        raise CellFaultError(ErrorCell(faults[at].code, f"Ligne {rows[at] + 1} : {faults[at].message}"))
    if not column.is_optional_cell:
        empty = first_blank(cells)
        if empty is not None:
            raise CellFaultError(ErrorCell(VALUE, f"Ligne {rows[empty] + 1} : il manque {column.fr}."))
    return values


def _places(grid: Grid, columns: Sequence[Column], what: str) -> tuple[dict[str, int], int]:
    """Column name -> its place in the range, and the first row below the header (0 without one)."""
    first = next((row for row, cells in enumerate(grid) if not all(map(is_blank, cells))), len(grid))
    if first == len(grid):
        return {column.name: at for at, column in enumerate(columns)}, first
    is_header = _is_header(grid[first])
    named = _named(grid[first], columns) if is_header else {}
    if not named:
        return _in_order(grid, columns, what), first + is_header
    missing = [column.fr for column in columns if column.is_required and column.name not in named]
    if missing:
        raise CellFaultError(ErrorCell(VALUE, f"Aucun en-tête de la plage {what} ne dit {', '.join(missing)}."))
    return named, first + 1


def _in_order(grid: Grid, columns: Sequence[Column], what: str) -> dict[str, int]:
    """Without headers that are understood: the required columns and nothing else, for more could be anything."""
    required = [column for column in columns if column.is_required]
    width = max(at + 1 for row in grid for at, cell in enumerate(row) if not is_blank(cell))
    if width != len(required):
        told = ", ".join(column.fr for column in required)
        raise CellFaultError(
            ErrorCell(VALUE, f"Sans en-têtes compris, la plage {what} a {len(required)} colonnes : {told}.")
        )
    return {column.name: at for at, column in enumerate(required)}


def _named(cells: Sequence[Scalar], columns: Sequence[Column]) -> dict[str, int]:
    """The columns a header line names. Raises CellFaultError where two headers name the same one equally well."""
    texts = [_folded(cell) if isinstance(cell, str) else "" for cell in cells]
    places: dict[str, int] = {}
    for column in columns:
        free = {at: text for at, text in enumerate(texts) if text and at not in places.values()}
        at = _place(column, {at: text for at, text in free.items() if not set(text.split()) & set(column.excludes)})
        if at is not None:
            places[column.name] = at
    return places


def _place(column: Column, texts: dict[int, str]) -> int | None:
    for word in column.words:
        found = [at for at, text in texts.items() if re.match(rf"{word}\b", text)]
        exact = [at for at in found if texts[at] == word]
        if len(exact or found) > 1:
            told = ", ".join(f"« {texts[at]} »" for at in exact or found)
            raise CellFaultError(ErrorCell(VALUE, f"Plusieurs colonnes pourraient dire {column.fr} : {told}."))
        if found:
            return (exact or found)[0]
    return None


def _is_header(cells: Sequence[Scalar]) -> bool:
    """Texts alone, none of them a date or an amount."""
    texts = [cell for cell in cells if not is_blank(cell)]
    return all(isinstance(cell, str) and not _VALUE.fullmatch(cell.strip()) and not named_month(cell) for cell in texts)


def _folded(text: str) -> str:
    """Lower case without accents, signs as blanks: `Date d'échéance` -> `date d echeance`."""
    return re.sub(r"[^a-z0-9]+", " ", without_accents(text).lower().replace("°", " ")).strip()
