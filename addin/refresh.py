"""A shared workbook brought up to date: imported facts renewed in place out of one built afresh.

Cells are written, tables, names and rules made longer; nothing else of the file is touched. What people filled in and
did not send yet, their own columns, colours and sheets stay. Where that is not certain, nothing is written.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from addin.archive import ArchiveError
from addin.cell_marks import Place, parse_range, shown_place
from addin.closed_file import read_closed, write_beside
from addin.markup import elements
from addin.patch import is_1904
from addin.patched_cell import Formula, Value
from addin.refresh_parts import RANGE, Changes, forget_chain, name_lists, write_sheet
from addin.refresh_rows import Rows, Side, is_same, renewed_rows, side_of, value_of
from addin.row_names import ROW_KEY, STATE
from addin.shared_bytes import remembering, state_of
from addin.shared_cells import cell_value
from addin.shared_state import SharedBook
from addin.sheet_grid import BLANK, FORMULA, TEXT, Grid, TableRange, read_grids
from addin.sheet_names import CONFLICT_ID, EVENT_ID, ID, NOT_SHARED, field_name, scoped_names
from addin.state_sheets import STATE_SHEETS
from addin.workbook_parts import Workbook
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError

#: So much of a page's own texts must stand in their places, else somebody moved them.
_LEAST_SHARE = 0.8


def refresh_file(path: Path, fresh: Callable[[SharedBook], bytes]) -> dict[str, Any]:
    """Bring a closed file up to date. fresh: the workbook as the office builds it now, for a state.

    Raises ReceivablesError; the file is then as it was.
    """
    content = read_closed(path)
    book = state_of(content)
    new = fresh(book)
    changed, sheets = refreshed(content, new)
    told = state_of(new).marks.get("figures", {})
    if changed != content:
        if read_closed(path) != content:
            raise ArchiveError(f"{path.name} was changed by another program meanwhile; nothing was written.")
        write_beside(path.resolve(), changed)
    return {"sheets": sheets, **told}


def refreshed(content: bytes, fresh: bytes) -> tuple[bytes, list[str]]:
    """The workbook with renewed facts, and the sheets that were brought up to date. Raises ReceivablesError."""
    book = state_of(content)
    newer = state_of(fresh)
    if book.server != newer.server:
        raise ReceivablesError("This workbook belongs to another server; nothing was changed.")
    changed, sheets = _Refresh(Workbook(content), Workbook(fresh), book).run()
    if changed == content:
        return content, sheets
    book.marks["figures"] = newer.marks.get("figures", {})
    return remembering(changed, book), sheets


class _Refresh:
    def __init__(self, mine: Workbook, fresh: Workbook, state: SharedBook) -> None:
        self._mine, self._fresh, self._state = mine, fresh, state
        if is_1904(mine):
            raise ArchiveError("The days of this workbook count from 1904: it cannot be brought up to date.")
        self._grids, self._new = read_grids(mine), read_grids(fresh)
        self._names = _by_sheet(fresh)
        self._changes: dict[str, Changes] = {}
        #: Sheet of the fresh workbook -> its own sheet here, and how their tables lie on one another.
        self._pairs: dict[str, tuple[str, Side, Side, int]] = {}

    def run(self) -> tuple[bytes, list[str]]:
        """The changed workbook, and the sheets it concerns."""
        done = []
        for name, grid in self._new.items():
            if name in STATE_SHEETS:
                continue
            names = self._names.get(name, {})
            if ROW_KEY in names:
                done += self._table_sheet(grid, names)
            elif EVENT_ID in names and STATE in names:
                done += self._events(grid, names)
        for name, grid in self._new.items():
            if name not in STATE_SHEETS and not self._names.get(name):
                done += self._page(grid)
        for name, changes in self._changes.items():
            write_sheet(self._mine, name, self._grids[name].part, changes)
        name_lists(self._mine, self._fresh)
        if any(one.rows.cells for one in self._changes.values()):
            self._mine.recalculate_on_load()
            forget_chain(self._mine)
        return self._mine.content(), done

    def _table_sheet(self, fresh: Grid, names: Mapping[str, int]) -> list[str]:
        """A sheet that is one table under a heading."""
        (table,) = fresh.tables
        found = [(grid, one) for grid in self._grids.values() for one in grid.tables if one.name == table.name]
        if not found:
            if fresh.name in self._grids:
                raise ArchiveError(f"« {fresh.name} » has lost its table: take an older copy of it.")
            return []
        grid, own = found[0]
        heading = fresh.at(table.top, names[ROW_KEY]).text
        mine, new = side_of(grid, own, heading), side_of(fresh, table, heading)
        ids = {fresh.at(rows[0], names[ID]).text for rows in new.keys.values()} - {NOT_SHARED} if ID in names else set()
        rows = renewed_rows(mine, new, self._shared(fresh, table, names),
                            lambda key: key in ids or (ID in names and key in self._state.accounts))  # fmt: skip
        self._heading(grid, own, fresh, table, rows)
        self._pairs[fresh.name] = (grid.name, mine, new, rows.last)
        changes = Changes(rows)
        if rows.last > own.last:
            changes.grown.append((own, rows.last))
        self._changes[grid.name] = changes
        return [grid.name]

    def _shared(self, fresh: Grid, table: TableRange, names: Mapping[str, int]) -> dict[str, Callable[[str], Value]]:
        """Heading -> what a row that is new here holds in a shared column: what this workbook last knew."""
        found: dict[str, Callable[[str], Value]] = {}
        for key in ACCOUNT_FIELDS:
            if ID in names and field_name(key) in names:
                found[fresh.at(table.top, names[field_name(key)]).text] = _Known(self._state, key)
        return found

    def _heading(self, mine: Grid, own: TableRange, fresh: Grid, table: TableRange, rows: Rows) -> None:
        """What stands above a table; found again by its title where rows were put above it."""
        title = min((place for place, cell in fresh.cells.items() if cell.text), default=(1, 1))
        shift = 0
        if own.top != table.top:
            text = fresh.cells[title].text
            at = [row for row in range(1, own.top) if mine.at(row, title[1]).text == text]
            if not at:
                raise ArchiveError(f"« {mine.name} » has lost its title « {text[:40]} »: put it back above the table.")
            shift = at[0] - title[0]
        for (row, column), cell in fresh.cells.items():
            is_above = row < table.top and row + shift < own.top and cell.kind != BLANK
            if is_above and not is_same(mine.at(row + shift, column), cell):
                rows.cells[row + shift, column] = value_of(cell)

    def _events(self, fresh: Grid, names: Mapping[str, int]) -> list[str]:
        """What became of each event; the events themselves come with a sync."""
        mine_names = _by_sheet(self._mine)
        found = [name for name, own in mine_names.items() if EVENT_ID in own and STATE in own and name in self._grids
                 and {one for one in own if one.count(".") == 2} & {one for one in names if one.count(".") == 2}
                 - {STATE, "relance.event.day", "relance.event.who"}]  # fmt: skip
        if not found:
            return []
        grid, own = self._grids[found[0]], mine_names[found[0]]
        states = {fresh.at(row, names[EVENT_ID]).text: cell for (row, column), cell in fresh.cells.items()
                  if column == names[STATE]}  # fmt: skip
        rows = Rows()
        for (row, column), cell in grid.cells.items():
            state = states.get(cell.text)
            if column == own[EVENT_ID] and cell.kind == TEXT and state and not is_same(grid.at(row, own[STATE]), state):
                rows.cells[row, own[STATE]] = value_of(state)
        self._changes[grid.name] = Changes(rows)
        return [grid.name]

    def _page(self, fresh: Grid) -> list[str]:
        """A sheet whose cells keep their places: the account card, and hidden lists."""
        mine = self._grids.get(fresh.name)
        if mine is None:
            return []
        is_hidden = _is_hidden(self._fresh, fresh.name)
        inputs = set() if is_hidden else _inputs(self._fresh.archive.read(fresh.part))
        if not is_hidden:
            _refuse_moved(mine, fresh, inputs)
        is_other = any(not is_same(mine.at(*place), fresh.at(*place)) for place in inputs)
        rows = Rows()
        for place, cell in fresh.cells.items():
            if place in inputs or cell.kind == BLANK:
                continue
            own = mine.at(*place)
            if cell.kind == FORMULA:
                formula = RANGE.sub(self._moved, cell.formula)
                if own.kind != FORMULA or own.formula != formula or (not is_other and own.text != cell.text):
                    told = value_of(cell._replace(formula=formula))
                    rows.cells[place] = Formula(formula) if is_other or not isinstance(told, Formula) else told
            elif not is_same(own, cell):
                rows.cells[place] = value_of(cell)
        if is_hidden:
            rows.cells |= {place: None for place, cell in mine.cells.items()
                           if cell.kind != BLANK and fresh.at(*place).kind == BLANK}  # fmt: skip
        self._changes[mine.name] = Changes(rows)
        return [] if is_hidden else [mine.name]

    def _moved(self, found: re.Match[str]) -> str:
        """A range of a fresh table as it lies here."""
        name = (found[1] or found[2]).replace("''", "'")
        if name not in self._pairs:
            return found[0]
        sheet, mine, new, last = self._pairs[name]
        places = []
        for mark in (found[3], found[4] or found[3]):
            row, column, *_ = parse_range(mark)
            heading = next((one for one, at in new.columns.items() if at == column), "")
            if row == new.table.top + 1 and mark == found[3] and found[4]:
                row = mine.table.top + 1
            elif row == new.table.last:
                row = last
            places.append(re.sub(r"(\D+)(\d+)", r"$\1$\2", shown_place((row, mine.columns.get(heading, column)))))
        quoted = sheet.replace("'", "''")
        return f"'{quoted}'!{places[0]}" + (f":{places[1]}" if found[4] else "")


@dataclass(frozen=True)
class _Known:
    """What a workbook last knew of a field."""

    state: SharedBook
    key: str

    def __call__(self, uid: str) -> Value:
        value = self.state.known((uid, self.key)).value
        return cell_value(ACCOUNT_FIELDS[self.key], value, self.state.marks.get("lang", "fr"))


def _by_sheet(book: Workbook) -> dict[str, dict[str, int]]:
    """Sheet -> name of ours in lower case -> its column."""
    found: dict[str, dict[str, int]] = {}
    for sheet, one in scoped_names(book):
        name = one.attributes["name"].lower()
        match = RANGE.fullmatch(one.text.strip())
        if name.startswith("relance.") and match is not None:
            found.setdefault(sheet, {})[name] = parse_range(match[3])[1]
    return {sheet: names for sheet, names in found.items() if CONFLICT_ID not in names or len(names) > 1}


def _is_hidden(book: Workbook, name: str) -> bool:
    found = elements(book.archive.read(book.main), "sheet")
    states = {one.attributes.get("name"): one.attributes.get("state", "visible") for one in found}
    return states.get(name) != "visible"


def _inputs(data: bytes) -> set[Place]:
    """The cells people fill in: those with a list or a check."""
    places: set[Place] = set()
    for one in elements(data, "dataValidation"):
        for marks in one.attributes.get("sqref", "").split():
            top, left, bottom, right = parse_range(marks)
            places |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return places


def _refuse_moved(mine: Grid, fresh: Grid, inputs: set[Place]) -> None:
    texts = [(place, cell.text) for place, cell in fresh.cells.items() if cell.kind == TEXT and place not in inputs]
    here = sum(mine.at(*place).text == text for place, text in texts)
    if here < _LEAST_SHARE * len(texts):
        raise ArchiveError(f"On « {mine.name} » rows or columns were moved: undo that, or take an older copy of it.")
