"""A shared workbook as a closed .xlsx or .xlsm: read, patched and replaced whole; other parts keep their bytes."""

from collections.abc import Collection, Mapping
from pathlib import Path

from addin.added_sheets import NewSheet, change_names, put_sheets, text_sheet
from addin.archive import Archive, ArchiveError
from addin.closed_file import read_closed, write_beside
from addin.patch import is_1904, patch
from addin.patched_sheet import MAX_ROWS
from addin.read_sheet import (
    Held,
    SheetCells,
    bounded,
    formats,
    read_cells,
    read_strings,
    with_texts,
)
from addin.shared_tables import State, Table, Writes
from addin.sheet_names import NamedColumns, named_columns, reference, scoped_names, sheet_parts
from addin.state_sheets import STATE_SHEETS, read_state, state_cells
from addin.workbook_parts import TYPES, Workbook

_SMALL_PART = 8 * 1024 * 1024


class SharedFile:
    """Host of a closed file. Raises ArchiveError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._content = read_closed(path)
        self._book = opened(self._content)

    @property
    def place(self) -> str:
        """Its full path."""
        return str(self._path.resolve())

    @property
    def book(self) -> Workbook:
        """Its parts."""
        return self._book

    def state(self) -> State:
        """See `Host`."""
        parts = {name: part for name, part, _ in sheet_parts(self._book)}
        if not set(STATE_SHEETS) <= parts.keys():
            raise ArchiveError(f"{self._path.name} is no shared workbook: make it one with « relance attach ».")
        told = {}
        for name in STATE_SHEETS:
            sheet = cells_of(self._book, parts[name], [1], (1, 1_000_000))
            told[name.lstrip("_")] = read_state(name, [raw.text for _, raw in sorted(sheet.cells.items())])
        return told

    def tables(self) -> list[Table]:
        """See `Host`."""
        named = named_columns(self._book)
        parts = {name: part for name, part, _ in sheet_parts(self._book)}
        return [self._table(sheet, parts[sheet], named[sheet]) for sheet in parts if sheet in named]

    def save(self, state: State, writes: Writes, last_rows: Mapping[str, int]) -> None:
        """See `Host`. The file is as it was where this fails; nothing is written where nothing changes."""
        content = written(self._content, state, writes, last_rows)
        if content != self._content:
            if read_closed(self._path) != self._content:
                raise ArchiveError(f"{self._path.name} was changed by another program meanwhile; nothing was written.")
            write_beside(self._path.resolve(), content)
            self._content, self._book = content, opened(content)

    def _table(self, sheet: str, part: str, named: NamedColumns) -> Table:
        table = Table(sheet, named.columns, named.first, named.last, named.fault)
        if not table.fault and not self._book.is_worksheet(part):
            table.fault = "It holds no cells."
        if table.fault:
            return table
        first = table.first - 1
        cells = cells_of(self._book, part, table.columns.values(), (first, MAX_ROWS))
        table.headings = {name: cells.at((first, column)).text for name, column in table.columns.items()}
        kept = {place: raw for place, raw in cells.cells.items()
                if place[0] > first and (raw.held is not Held.BLANK or place[0] <= table.last)}  # fmt: skip
        table.cells = SheetCells(kept, cells.columns)
        table.is_1904 = is_1904(self._book)
        return table


def cells_of(book: Workbook, part: str, columns: Collection[int], rows: tuple[int, int]) -> SheetCells:
    """The cells of some columns and rows of a sheet, their texts included. Raises ArchiveError."""
    archive = book.archive
    parts = {one.kind: one.target for one in book.relations(book.main) if one.kind in ("sharedStrings", "styles")}
    styles = formats(bounded(archive, parts["styles"]) if parts.get("styles", "") in archive else None)
    sheet, shared = read_cells(bounded(archive, part), columns, styles, rows)
    if shared:
        texts = read_strings(bounded(archive, parts.get("sharedStrings", "")), set(shared.values()))
        with_texts(sheet, shared, texts)
    return sheet


def opened(content: bytes) -> Workbook:
    """The parts of a file, once those that are read whole are known to be of bearable size. Raises ArchiveError."""
    archive = Archive(content)
    small = [name for name in archive.names if name.lower().endswith((".rels", TYPES.lower()))]
    if any(archive.size(name) > _SMALL_PART for name in small):
        raise ArchiveError("The workbook is too large to be synchronised.")
    book = Workbook(content)
    bounded(archive, book.main)
    return book


def written(content: bytes, state: State, writes: Writes, last_rows: Mapping[str, int]) -> bytes:
    """The file with cells, names and state; the same bytes where all of it stands there already."""
    writes = {sheet: cells for sheet, cells in writes.items() if cells}
    if writes:
        content = patch(content, writes)
    if last_rows:
        book = opened(content)
        named, found = named_columns(book), scoped_names(book)
        longer = {
            (sheet, name): reference(sheet, column, (named[sheet].first, last))
            for sheet, last in last_rows.items()
            for name, column in named[sheet].columns.items()
        }
        change_names(book, longer, found)
        content = book.content()
    return with_state(content, state)


def with_state(content: bytes, state: State) -> bytes:
    """The file with its hidden sheets; the same bytes where they say so already."""
    book = opened(content)
    new = [NewSheet(name, text_sheet([[text] for text in state_cells(state[name.lstrip("_")])]), is_hidden=True)
           for name in STATE_SHEETS]  # fmt: skip
    parts = {name: part for name, part, _ in sheet_parts(book)}
    put_sheets(book, [one for one in new if not _says_already(book, parts.get(one.name, ""), one.data)])
    return book.content()


def _says_already(book: Workbook, part: str, data: bytes) -> bool:
    """Whether a hidden sheet, as whichever spreadsheet last wrote it, holds just these bytes."""
    return part in book.archive and book.archive.size(part) == len(data) and book.archive.read(part) == data
