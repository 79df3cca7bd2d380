"""One call of a worksheet function: arguments as a host has them in, cells out. Every host goes through here."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from addin.catalogue import by_name
from addin.cells import NUM, VALUE, Cell, ErrorCell, Faults, Scalar, error_of, is_blank, read, without_zeros, write
from addin.signature import Argument, Function, Kind
from addin.tables import CellFaultError, Grid, read_table
from receivables.aging import bucket_names
from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.sums import Mask

Raw = Scalar | Grid
Rows = list[list[Cell]]
LOG = logging.getLogger("relance.addin")
_BUCKETS = "Les tranches sont des nombres de jours croissants, par exemple 30;60;90."
_NO_FUNCTION = "#NAME?"
_BUG = "Erreur interne de Relance : le calcul n'a pas été fait ; le journal de Relance en dit plus."
#: A column longer than this is a whole-column reference nobody trimmed and no host sends.
_MAX_CELLS = 2_000_000
#: Rows of a sheet, today's and that of old files: a reference to a whole column.
_WHOLE_COLUMNS = (1_048_576, 65_536)


@dataclass(frozen=True)
class Answer:
    """A scalar, or rows of cells; `message`: the sentence of the first error in it, '' where there is none."""

    value: Cell | Rows
    message: str = ""


def evaluate(name: str, arguments: Sequence[Raw]) -> Answer:
    """The answer to `=NAME(arguments)`. Never raises: what is wrong is an error cell with a sentence."""
    try:
        function = by_name(name)
    except KeyError:
        return _answer(ErrorCell(_NO_FUNCTION, f"La fonction {name[:60]} n'existe pas dans cette version."))
    try:
        return _answer(_value(function, arguments))
    except CellFaultError as fault:
        return _answer(fault.cell)
    except ReceivablesError as error:
        return _answer(error_of(error))
    except Exception:
        LOG.exception("%s failed", name)
        return _answer(ErrorCell(VALUE, _BUG))


def _answer(value: Cell | Rows) -> Answer:
    cells = (cell for row in value for cell in row) if isinstance(value, list) else (value,)
    message = next((cell.message for cell in cells if isinstance(cell, ErrorCell)), "")
    return Answer(value, message)


def _value(function: Function, arguments: Sequence[Raw]) -> Cell | Rows:
    if function.is_host:
        return ""
    if len(arguments) > len(function.arguments):
        raise CellFaultError(ErrorCell(VALUE, f"{function.name} n'a que {len(function.arguments)} arguments."))
    given = [*arguments, *[None] * (len(function.arguments) - len(arguments))]
    pairs = list(zip(function.arguments, given, strict=True))
    whole = {one.name: _whole(one, value) for one, value in pairs if one.is_whole}
    grids = [(one, _untrimmed(value)) for one, value in pairs if not one.is_whole]
    shape = _shape([grid for _, grid in grids])
    columns = [_read(one, grid, shape) for one, grid in grids]
    states = _states(columns, shape[0] * shape[1], bool(whole))
    if function.is_table:
        return _table(function, whole, columns, states)
    return _shaped(_cells(function, whole, columns, states), shape)


def _whole(argument: Argument, raw: Raw) -> Any:
    """A range taken as one value: a table, or the edges of the buckets."""
    grid = trimmed(raw)
    if len(grid) == len(grid[0]) == 1:
        grid = [without_zeros(argument.kind, grid[0])]
    if argument.kind is Kind.TABLE:
        return read_table(grid, argument.columns, argument.name)
    cells = [cell for row in grid for cell in row if not is_blank(cell)]
    if not cells:
        return argument.default
    texts = [part for cell in cells for part in _parts(cell)]
    values, faults = read(Kind.COUNT, texts, argument.name)
    edges = tuple(int(value) for value in values)
    if faults or not _is_rising(edges):
        raise CellFaultError(faults[min(faults)] if faults else ErrorCell(NUM, _BUCKETS))
    return edges


def _is_rising(edges: tuple[int, ...]) -> bool:
    try:
        bucket_names(edges)
    except OutOfRangeError:
        return False
    return True


def _parts(cell: Scalar) -> list[Scalar]:
    """`30;60,90` in one text are three edges."""
    if not isinstance(cell, str):
        return [cell]
    return [part for part in cell.replace(";", ",").split(",") if part.strip()]


def _untrimmed(raw: Raw) -> Grid:
    """An elementwise argument as rows: results keep its height, but for whole columns, as long as their data."""
    return trimmed(raw) if isinstance(raw, (list, tuple)) and len(raw) in _WHOLE_COLUMNS else _grid(raw)


def trimmed(raw: Raw) -> Grid:
    """Any argument as rows, without the empty ones at its end."""
    rows = _grid(raw)
    last = len(rows)
    while last > 1 and all(map(is_blank, rows[last - 1])):
        last -= 1
    return rows[:last]


def _grid(raw: Raw) -> Grid:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        return [[raw]]
    if set(map(type, raw)) <= {list, tuple}:
        rows: Sequence[Sequence[Scalar]] = raw
    else:
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in raw]  # type: ignore[list-item]
    if len(set(map(len, rows))) > 1:
        raise CellFaultError(ErrorCell(VALUE, "Une plage a des lignes de longueurs différentes."))
    return rows if rows and rows[0] else [[None]]


def _table(
    function: Function, whole: dict[str, Any], columns: list["_Column"], states: list[Cell | None]
) -> Cell | Rows:
    """Rows of a function that gives a table; its other arguments are single values."""
    if len(states) != 1:
        several = next(one.argument.name for one in columns if one.is_several)
        raise CellFaultError(ErrorCell(VALUE, f"L'argument « {several} » de {function.name} prend une seule valeur."))
    if states[0] is not None:
        return states[0]
    return _rows(function.compute(**whole, **{one.argument.name: one.values[0] for one in columns}))


def _cells(
    function: Function, whole: dict[str, Any], columns: list["_Column"], states: list[Cell | None]
) -> list[Cell] | Rows:
    """One cell for each position; or rows, where a rule asked about no account in particular gives a table."""
    rows = [row for row, state in enumerate(states) if state is None]
    if not rows:
        return [cell for cell in states if cell is not None]
    chosen = slice(None) if len(rows) == len(states) else rows
    found = function.compute(**whole, **{one.argument.name: one.values[chosen] for one in columns})
    if isinstance(found, list) and found and isinstance(found[0], list):
        return _rows(found)
    written = iter([write(function.returns, value) for value in found])
    return [next(written) if state is None else state for state in states]


def _rows(found: Sequence[Sequence[Any]]) -> Rows:
    return [[value if type(value) is float else write(Kind.TABLE, value) for value in row] for row in found]


def _shaped(cells: list[Cell] | Rows, shape: tuple[int, int]) -> Cell | Rows:
    """Cells in the shape of the arguments: a single one as itself."""
    if isinstance(cells[0], list) or shape == (1, 1):
        return cells if isinstance(cells[0], list) else cells[0]
    width = shape[1]
    return [cells[at : at + width] for at in range(0, len(cells), width)]


# -- elementwise arguments ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """One argument, at every position of the common shape: its values, which of them are empty, what is unreadable."""

    argument: Argument
    values: Any
    is_blank: Mask
    faults: Faults
    is_several: bool


def _shape(grids: Sequence[Grid]) -> tuple[int, int]:
    """The common shape: columns may be shorter than others (they end in empty cells), never narrower than two."""
    height = max((len(grid) for grid in grids), default=1)
    width = max((len(grid[0]) for grid in grids), default=1)
    if any(len(grid[0]) not in (1, width) for grid in grids):
        raise CellFaultError(ErrorCell(VALUE, "Les plages n'ont pas le même nombre de colonnes."))
    if height * width > _MAX_CELLS:
        raise CellFaultError(ErrorCell(NUM, "Trop de cellules en un seul appel."))
    return height, width


def _read(argument: Argument, grid: Grid, shape: tuple[int, int]) -> _Column:
    size = shape[0] * shape[1]
    is_single = len(grid) == len(grid[0]) == 1
    cells = without_zeros(argument.kind, grid[0] if is_single else _flat(grid, shape))
    values, faults = read(argument.kind, cells, argument.name)
    blanks = np.array([is_blank(cell) for cell in cells], dtype=bool)
    if argument.is_optional and argument.default is not None and blanks.any():
        values[blanks] = argument.default
    if is_single and size > 1:
        values, blanks = np.repeat(values, size), np.repeat(blanks, size)
        faults = dict.fromkeys(range(size), faults[0]) if faults else {}
    return _Column(argument, values, blanks, faults, not is_single)


def _flat(grid: Grid, shape: tuple[int, int]) -> list[Scalar]:
    """A range row by row: a column beside wider ranges counts for each of theirs, a row for each row."""
    height, width = shape
    rows = [row if len(row) == width else list(row) * width for row in grid]
    rows = rows * height if len(rows) == 1 else [*rows, *[[None] * width] * (height - len(rows))]
    return [cell for row in rows for cell in row]


def _states(columns: Sequence[_Column], size: int, has_range: bool) -> list[Cell | None]:
    """What each position shows without any calculation: '' where its row is empty, an error; None where it has to be
    computed."""
    required = [one for one in columns if not one.argument.is_optional]
    making = [one.is_blank for one in required if not one.argument.is_view]
    if not making and not has_range:  # the day is all there is: AR_RATE
        making = [one.is_blank for one in required]
    is_empty = np.logical_and.reduce(making) if making else np.zeros(size, dtype=bool)
    states: list[Cell | None] = ["" if empty else None for empty in is_empty.tolist()]
    for one in columns:
        for row, fault in one.faults.items():
            states[row] = fault if states[row] is None else states[row]
        if not one.argument.is_optional:
            missing = ErrorCell(VALUE, f"Il manque l'argument « {one.argument.name} ».")
            for row in np.flatnonzero(one.is_blank).tolist():
                states[row] = missing if states[row] is None else states[row]
    return states
