"""The rows of a table brought up to date in place: each is found again by its key, and what people wrote beside stays.

A row whose key is gone is emptied; where people wrote beside it, it keeps what names it and loses its figures. New rows
fill emptied ones, then follow the last.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from addin.archive import ArchiveError
from addin.cell_marks import Place
from addin.patched_cell import Formula, Value
from addin.sheet_grid import BLANK, BOOLEAN, FORMULA, NUMBER, TEXT, Grid, GridCell, TableRange

#: So many columns name a row: company, collective, account, name, number; one less after a rank.
_NAMING = 5


@dataclass
class Rows:
    """What to write into one sheet; last: the last data row the table then has."""

    cells: dict[Place, Value] = field(default_factory=dict)
    styles: dict[Place, str] = field(default_factory=dict)
    last: int = 0


@dataclass(frozen=True)
class Side:
    """A table of one of the two workbooks: heading -> column, key -> rows that bear it, from the first."""

    grid: Grid
    table: TableRange
    columns: Mapping[str, int]
    keys: Mapping[str, list[int]]


def side_of(grid: Grid, table: TableRange, key_heading: str) -> Side:
    """A table with its rows by their keys. Raises ArchiveError where the column of keys is gone."""
    columns = grid.headings(table)
    if key_heading not in columns:
        raise ArchiveError(f"« {grid.name} » has lost its hidden column « {key_heading} »: take an older copy of it.")
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for row in range(table.top + 1, table.last + 1):
        text = grid.at(row, columns[key_heading]).text
        if text:
            keys[text].append(row)
    return Side(grid, table, columns, keys)


def renewed_rows(
    mine: Side, fresh: Side, shared: Mapping[str, Callable[[str], Value]], stays: Callable[[str], bool]
) -> Rows:
    """The cells to write. shared: heading of a column people fill in -> what a new row with a key holds there.

    stays: whether a key is that of an account: its row never goes, and its shared cells are not ours to fill in.
    Raises ArchiveError.
    """
    return _Renewal(mine, fresh, shared, stays).rows()


class _Renewal:
    def __init__(
        self, mine: Side, fresh: Side, shared: Mapping[str, Callable[[str], Value]], stays: Callable[[str], bool]
    ) -> None:
        missing = [name for name in fresh.columns if name not in mine.columns]
        if missing:
            told = ", ".join(missing[:3])
            raise ArchiveError(f"« {mine.grid.name} » lacks the column « {told} »: put its heading back.")
        self._mine, self._fresh, self._shared, self._stays = mine, fresh, shared, stays
        self._found = Rows(last=mine.table.last)
        ours = {mine.columns[name] for name in fresh.columns}
        self._own_rows = {row for (row, column), cell in mine.grid.cells.items()
                          if column not in ours and cell.kind != BLANK}  # fmt: skip

    def rows(self) -> Rows:
        """All of it."""
        mine, fresh = self._mine, self._fresh
        for key, rows in mine.keys.items():
            for row in rows:
                if key in fresh.keys:
                    self._renew(row, fresh.keys[key][0])
                else:
                    self._empty(row, key)
        new = [(key, rows[0]) for key, rows in fresh.keys.items() if key not in mine.keys]
        free = self._free_rows()
        places = [*free[: len(new)], *range(mine.table.last + 1, mine.table.last + 1 + max(len(new) - len(free), 0))]
        self._found.last = max([mine.table.last, *places])
        self._refuse_taken()
        self._move_totals()
        for row, (key, source) in zip(places, new, strict=True):
            self._add(row, key, source)
        return self._found

    def _renew(self, row: int, source: int) -> None:
        """The facts of a row; shared cells are whoever's filled them in. A row of no account says so there."""
        for name, column in self._fresh.columns.items():
            if name not in self._shared:
                self._put(row, self._mine.columns[name], self._fresh.grid.at(source, column))

    def _add(self, row: int, key: str, source: int) -> None:
        for name, column in self._fresh.columns.items():
            place = row, self._mine.columns[name]
            cell = self._fresh.grid.at(source, column)
            if name in self._shared and self._stays(key):
                self._found.cells[place] = self._shared[name](key)
            else:
                self._put(*place, cell, always=row > self._mine.table.last)
            if row > self._mine.table.last:
                self._found.cells.setdefault(place, None)
                self._found.styles[place] = self._usual_style(place[1])

    def _empty(self, row: int, key: str) -> None:
        keeps = row in self._own_rows or self._stays(key)
        named = self._naming() if keeps else set()
        for name in self._fresh.columns:
            column = self._mine.columns[name]
            if name in named or (keeps and name in self._shared):
                continue
            if self._mine.grid.at(row, column).kind != BLANK:
                self._found.cells[row, column] = None

    def _naming(self) -> set[str]:
        """The headings of what names a row: hidden keys, and the texts before the first figure."""
        found: set[str] = set()
        grid, keys = self._fresh.grid, self._fresh.keys
        rows = [rows[0] for rows in list(keys.values())[:50]]
        texts = {name for name, column in self._fresh.columns.items()
                 if all(grid.at(row, column).kind in (TEXT, BLANK) for row in rows)}  # fmt: skip
        headings = list(self._fresh.columns)
        for place, name in enumerate(headings[: _NAMING if headings[0] in texts else _NAMING - 1]):
            if name in texts:
                found.add(name)
            elif place:
                break
        return found | {name for name in list(self._fresh.columns)[-2:] if name in texts}

    def _free_rows(self) -> list[int]:
        """Rows of the table where nothing stands, or nothing will."""
        mine = self._mine
        emptied = {place for place, value in self._found.cells.items() if value is None}
        return [
            row for row in range(mine.table.top + 1, mine.table.last + 1)
            if row not in self._own_rows
            and all(mine.grid.at(row, column).kind == BLANK or (row, column) in emptied
                    for column in range(mine.table.left, mine.table.right + 1))
        ]  # fmt: skip

    def _refuse_taken(self) -> None:
        table, shift = self._mine.table, self._found.last - self._mine.table.last
        columns, name = range(table.left, table.right + 1), self._mine.grid.name
        for row in range(table.bottom + 1, table.bottom + shift + 1):
            if any(self._mine.grid.at(row, column).kind != BLANK for column in columns):
                raise ArchiveError(
                    f"« {name} » needs {shift} more row(s), and row {row} below its table is taken: move what is there."
                )

    def _move_totals(self) -> None:
        """The row of totals with its new results, below the new last row."""
        mine, fresh, last = self._mine, self._fresh, self._found.last
        if not (mine.table.has_totals and fresh.table.has_totals):
            return
        for name, column in mine.columns.items():
            old = mine.grid.at(mine.table.last + 1, column)
            told = fresh.grid.at(fresh.table.last + 1, fresh.columns[name]) if name in fresh.columns else old
            place = last + 1, column
            is_moved = last > mine.table.last
            if is_moved or (old.kind == FORMULA and told.kind == FORMULA and not is_same(old, told)):
                self._found.cells[place] = value_of(told)
                self._found.styles[place] = old.style

    def _put(self, row: int, column: int, cell: GridCell, *, always: bool = False) -> None:
        if always or not is_same(self._mine.grid.at(row, column), cell):
            self._found.cells[row, column] = value_of(cell)
        else:  # of a row that was to be emptied
            self._found.cells.pop((row, column), None)

    def _usual_style(self, column: int) -> str:
        """The style most cells of a column have: a row somebody coloured is not the rule."""
        table = self._mine.table
        rows = range(max(table.top + 1, table.last - 200), table.last + 1)
        styles = Counter(self._mine.grid.at(row, column).style for row in rows)
        return styles.most_common(1)[0][0]


def is_same(mine: GridCell, fresh: GridCell) -> bool:
    """Whether two cells hold the same."""
    if fresh.kind == FORMULA:
        return mine.kind == FORMULA and mine.formula == fresh.formula and _same_text(mine.text, fresh.text)
    return mine.kind == fresh.kind and _same_text(mine.text, fresh.text)


def value_of(cell: GridCell) -> Value:
    """What to write for a cell of the fresh workbook."""
    if cell.kind == FORMULA:
        return Formula(
            cell.formula, cell.text if cell.is_text else Decimal(cell.text) if _is_number(cell.text) else None
        )
    if cell.kind == NUMBER:
        return Decimal(cell.text)
    if cell.kind == BOOLEAN:
        return cell.text == "1"
    return cell.text if cell.kind == TEXT else None


def _same_text(mine: str, fresh: str) -> bool:
    if mine == fresh:
        return True
    first, second = _number(mine), _number(fresh)
    return first is not None and first == second


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
