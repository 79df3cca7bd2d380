"""A shared workbook that is open in Excel, read and written through xlwings; the engine may be any of its own."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addin.archive import ArchiveError
from addin.cell_marks import Place
from addin.cells import ERROR_CODES
from addin.live_cells import write_cells
from addin.patched_cell import Value
from addin.read_sheet import BLANK, Held, Raw, SheetCells, Shown, shown_by
from addin.serial_days import DAY_0
from addin.shared_tables import State, Table, Writes
from addin.sheet_names import KNOWN_NAMES, NamedColumns, add_name, reference
from addin.state_sheets import STATE_SHEETS, read_state, state_cells

_MOST_CHUNKS = 10_000


class LiveBook:
    """Host of a workbook of xlwings (`xlwings.Book`). Raises ArchiveError; the workbook's own errors fly."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def place(self) -> str:
        """Its full name, a path or an address."""
        return str(self._book.fullname)

    def state(self) -> State:
        """See `Host`."""
        sheets = {sheet.name: sheet for sheet in self._book.sheets}
        if not set(STATE_SHEETS) <= sheets.keys():
            raise ArchiveError(f"{self._book.name} is no shared workbook: make it one with « relance attach ».")
        return {name.lstrip("_"): read_state(name, _chunks(sheets[name])) for name in STATE_SHEETS}

    def tables(self) -> list[Table]:
        """See `Host`."""
        found = []
        for sheet in self._book.sheets:
            named = NamedColumns()
            for one in sheet.names:
                name = str(one.name).rpartition("!")[2].lower()
                if name in KNOWN_NAMES:
                    add_name(named, sheet.name, name, str(one.refers_to).lstrip("="))
            if named.columns or named.fault:
                found.append(_table(sheet, named))
        return found

    def write(self, sheet: str, cells: Mapping[Place, Value]) -> None:
        """Write cells, and save nothing."""
        write_cells(self._book.sheets[sheet], cells)

    def save(self, state: State, writes: Writes, last_rows: Mapping[str, int]) -> None:
        """See `Host`."""
        for sheet, cells in writes.items():
            self.write(sheet, cells)
        for sheet, last in last_rows.items():
            self._lengthen(self._book.sheets[sheet], last)
        for name in STATE_SHEETS:
            _write_chunks(self._book.sheets[name], state_cells(state[name.lstrip("_")]))
        self._book.save()

    def _lengthen(self, sheet: Any, last: int) -> None:
        """Let the names of a sheet end further down."""
        for one in sheet.names:
            name, named = str(one.name).rpartition("!")[2].lower(), NamedColumns()
            if name in KNOWN_NAMES:
                add_name(named, sheet.name, name, str(one.refers_to).lstrip("="))
                if not named.fault:
                    one.refers_to = "=" + reference(sheet.name, named.columns[name], (named.first, last))


def _table(sheet: Any, named: NamedColumns) -> Table:
    table = Table(sheet.name, named.columns, named.first, named.last, named.fault)
    if table.fault:
        return table
    bottom = max(table.last, int(sheet.used_range.last_cell.row))
    first = table.first - 1
    cells: dict[Place, Raw] = {}
    for name, column in table.columns.items():
        raws = _column(sheet, column, first, bottom)
        table.headings[name] = raws[0].text
        for row, raw in enumerate(raws[1:], table.first):
            if raw.held is not Held.BLANK or row <= table.last:
                cells[row, column] = raw
    table.cells = SheetCells(cells, dict.fromkeys(table.columns.values(), Shown.DAY))
    return table


def _column(sheet: Any, column: int, first: int, last: int) -> list[Raw]:
    """The cells of one column: one question for its values, one for its formulas, one for its format."""
    cells = sheet.range((first, column), (last, column))
    values = [row[0] for row in cells.options(ndim=2, err_to_str=True).value]
    formulas = cells.formula
    texts = [row[0] for row in formulas] if isinstance(formulas, tuple | list) else [formulas]
    code = cells.number_format
    return [
        _raw(value, text, code if isinstance(code, str) else lambda at=at: sheet.range((at, column)).number_format)
        for at, (value, text) in enumerate(zip(values, texts, strict=True), first)
    ]


def _raw(value: Any, formula: Any, code: Any) -> Raw:
    """A cell; `code` is its number format, or asks for it where the column has several."""
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return Raw(Held.FORMULA, "" if value is None else str(value), Shown.OTHER)
    if value is None or value == "":
        return BLANK._replace(shown=Shown.DAY)
    if isinstance(value, bool | str):
        held = Held.BOOLEAN if isinstance(value, bool) else Held.ERROR if value in ERROR_CODES else Held.TEXT
        return Raw(held, str(value), Shown.PLAIN)
    return _number(value, code)


def _number(value: Any, code: Any) -> Raw:
    if isinstance(value, dt.datetime):
        return Raw(Held.NUMBER, repr((value.replace(tzinfo=None) - DAY_0) / dt.timedelta(days=1)), Shown.DAY)
    if isinstance(value, Decimal):  # a cell formatted as money
        return Raw(Held.NUMBER, str(value), Shown.OTHER)
    told = code if isinstance(code, str) else code()
    return Raw(Held.NUMBER, repr(float(value)), shown_by(told) if isinstance(told, str) else Shown.OTHER)


def _chunks(sheet: Any) -> list[str]:
    """The texts of column A down to the first empty cell."""
    texts: list[str] = []
    while len(texts) < _MOST_CHUNKS:
        value = sheet.range((len(texts) + 1, 1)).value
        if not isinstance(value, str):
            break
        texts.append(value)
    return texts


def _write_chunks(sheet: Any, texts: list[str]) -> None:
    known = _chunks(sheet)
    cells: dict[Place, Value] = {(row, 1): text for row, text in enumerate(texts, 1) if known[row - 1 : row] != [text]}
    write_cells(sheet, cells | {(row, 1): None for row in range(len(texts) + 1, len(known) + 1)})
