"""A refresh of a workbook that is open in Excel: worked out on a copy of it, then written into it through xlwings.

The rules of a refresh stay where they are (`addin.refresh`); here the cells in which the renewed copy differs from the
workbook are written, its tables get their new rows, its names reach as far as theirs.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from addin.archive import ArchiveError
from addin.cell_marks import Place
from addin.live_book import LiveBook
from addin.live_cells import write_cells
from addin.markup import elements
from addin.patched_cell import Value
from addin.refresh import refreshed
from addin.refresh_rows import value_of
from addin.shared_bytes import state_of
from addin.shared_state import SharedBook, to_json
from addin.sheet_grid import FORMULA, Grid, GridCell, read_grids
from addin.sheet_names import scoped_names
from addin.state_sheets import STATE_SHEETS
from addin.workbook_parts import Workbook


def refresh_live(book: Any, fresh: Callable[[SharedBook], bytes], progress: Callable[[str], None]) -> list[str]:
    """Bring an open workbook (`xlwings.Book`) up to date and save it; the sheets that were renewed.

    fresh: the workbook as the office builds it now, for a state. Raises ReceivablesError; the workbook is then as it
    was.
    """
    content = _copy(book)
    new = fresh(state_of(content))
    progress("comparing")
    changed, sheets = refreshed(content, new)
    if changed != content:
        progress("writing")
        with _calculating_later(book.app):
            _apply(book, Workbook(content), Workbook(changed))
        LiveBook(book).save(to_json(state_of(changed)), {}, {})
    return sheets


def _copy(book: Any) -> bytes:
    """The workbook as it stands, what is not saved included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"copy{Path(str(book.name)).suffix}"
        book.api.SaveCopyAs(str(path))
        try:
            return path.read_bytes()
        except OSError as error:
            raise ArchiveError("Excel could not write a copy of this workbook: save it first.") from error


@contextmanager
def _calculating_later(app: Any) -> Iterator[None]:
    """Formulas wait until all is written; the workbook is saved in the user's own mode, which goes into the file."""
    before = app.calculation
    app.calculation = "manual"
    try:
        yield
    finally:
        app.calculation = before


def _apply(book: Any, before: Workbook, after: Workbook) -> None:
    grids, renewed = read_grids(before), read_grids(after)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for name, grid in renewed.items():
        if name not in STATE_SHEETS:
            _grow(sheets[name], grids[name], grid)
    _rename(book, sheets, before, after)
    for name, grid in renewed.items():
        if name not in STATE_SHEETS:
            write_cells(sheets[name], _differing(grids[name], grid))


def _grow(sheet: Any, before: Grid, after: Grid) -> None:
    """Give tables their new rows: Excel brings formats, lists and checks along, and moves a row of totals down."""
    last = {table.name: table.last for table in before.tables}
    for table in after.tables:
        for _ in range(table.last - last[table.name]):
            sheet.tables[table.name].api.ListRows.Add()


def _rename(book: Any, sheets: Mapping[str, Any], before: Workbook, after: Workbook) -> None:
    """Names that reach further, or over other lists, than they did."""
    for (sheet, name), text in _names(after).items():
        if _names(before).get((sheet, name)) != text:
            for one in sheets[sheet].names if sheet else book.names:
                if str(one.name).rpartition("!")[2].lower() == name:
                    one.refers_to = f"={text}"


def _names(book: Workbook) -> dict[tuple[str, str], str]:
    """Sheet ('' of the whole workbook) and name in lower case -> what it stands for."""
    found = {(sheet, one.attributes["name"].lower()): one.text.strip() for sheet, one in scoped_names(book)}
    for one in elements(book.archive.read(book.main), "definedName"):
        if "localSheetId" not in one.attributes and "name" in one.attributes:
            found["", one.attributes["name"].lower()] = one.text.strip()
    return {key: text for key, text in found.items() if not key[1].startswith("_xlnm.")}


def _differing(before: Grid, after: Grid) -> dict[Place, Value]:
    """The cells to write; formulas that stayed as they were are computed by Excel itself."""
    places = before.cells.keys() | after.cells.keys()
    return {place: value_of(after.at(*place)) for place in places if not _is_alike(before.at(*place), after.at(*place))}


def _is_alike(mine: GridCell, new: GridCell) -> bool:
    if mine.kind != new.kind:
        return False
    return mine.formula == new.formula if mine.kind == FORMULA else mine.text == new.text
