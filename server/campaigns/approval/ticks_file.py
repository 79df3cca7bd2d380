"""The ticks of a workbook's sheet « Proposition », read back: which messages of which run somebody approves."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.errors import UserError
from server.imports.files.cells import text_of
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import Cell, Grid, read_grids
from server.imports.files.opening import check_size
from workbooks.words import WORDS

_MAX_BYTES = 50_000_000
_MOST_COLUMNS, _MOST_HEADING_ROWS = 60, 200
_YES = frozenset({"x", "☑", "☒", "✓", "✔", "✗", "v", "o", "oui", "y", "yes", "ok", "1", "vrai", "true"})
_NO = frozenset({"", "☐", "-", "n", "non", "no", "0", "faux", "false"})
_SHEETS = {name.lower() for name in WORDS["sheet.proposal"]}


@dataclass(frozen=True)
class Ticked:
    """A row that is ticked. row: as the user sees it"""

    row: int
    run: int
    message: str


def read_ticks(path: Path, run: int) -> list[str]:
    """The ids of the messages ticked for a run, in order, at least one. Raises UserError where the file is none of
    ours, a tick cannot be understood, stands beside nothing to approve, or is of another run."""
    check_size(path, _MAX_BYTES)
    ticked = _ticked(_sheet(path), file_label(path))
    if others := sorted({one.run for one in ticked} - {run}):
        raise UserError(f"{file_label(path)} proposes campaign {others[0]}, not {run}: take a new workbook.")
    if not ticked:
        raise UserError(f"{file_label(path)}: nothing is ticked in the sheet « {WORDS['sheet.proposal'][0]} ».")
    return list(dict.fromkeys(one.message for one in ticked))


def _sheet(path: Path) -> Grid:
    for grid in read_grids(path):
        if grid.name.strip().lower() in _SHEETS:
            return grid
    raise UserFileError(f"{file_label(path)} holds no sheet « {WORDS['sheet.proposal'][0]} ».")


def _ticked(grid: Grid, name: str) -> list[Ticked]:
    top, (tick, run, message) = _columns(grid, name)
    found = []
    for number, row in enumerate(grid.rows[top + 1 :], top + 2):
        if _is_yes(_cell(row, tick), f"{name}, row {number}"):
            key, told = text_of(_cell(row, message)).strip().lower(), text_of(_cell(row, run)).strip()
            if not key or not told.isascii() or not told.isdigit() or len(told) > 9:
                raise UserFileError(f"{name}, row {number}: there is nothing to approve in that row, untick it.")
            found.append(Ticked(number, int(told), key))
    return found


def _columns(grid: Grid, name: str) -> tuple[int, list[int]]:
    """Row of the headings, and where tick, run and message stand."""
    wanted = [[text.casefold() for text in WORDS[key]] for key in ("col.approve", "col.run", "col.message")]
    for place, row in enumerate(grid.rows[:_MOST_HEADING_ROWS]):
        texts = [text_of(cell).strip().casefold() for cell in row[:_MOST_COLUMNS]]
        at = [_first(texts, labels) for labels in wanted]
        if all(one is not None for one in at):
            return place, [one for one in at if one is not None]
    raise UserFileError(f"{name}: the headings of the sheet are not found in one row; take a new workbook.")


def _first(texts: list[str], labels: Iterable[str]) -> int | None:
    return next((texts.index(label) for label in labels if label in texts), None)


def _cell(row: list[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def _is_yes(cell: Cell, where: str) -> bool:
    if isinstance(cell, bool):
        return cell
    told = text_of(cell).strip().casefold()
    if told in _YES:
        return True
    if told in _NO:
        return False
    raise UserFileError(f"{where}: « {told[:40]} » is no tick; write x, or leave the cell empty.")
