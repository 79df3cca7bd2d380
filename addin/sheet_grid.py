"""A sheet read whole: its cells with their formulas and styles, and its table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from addin.archive import ArchiveError
from addin.cell_marks import Place, parse_number, parse_place, parse_range
from addin.markup import Element, elements, walk
from addin.read_sheet import bounded, read_strings, unescaped
from addin.sheet_names import sheet_parts
from addin.workbook_parts import Workbook

#: Kinds of cells; a formula's text is its last result.
TEXT, NUMBER, BOOLEAN, ERROR, FORMULA, BLANK = "text", "number", "boolean", "error", "formula", ""
_KINDS = {"s": TEXT, "inlineStr": TEXT, "str": TEXT, "b": BOOLEAN, "e": ERROR}


class GridCell(NamedTuple):
    """kind, text (of a number: its digits), formula without its sign, number of the style ('' : none).

    is_text: the result of a formula is a text, whatever it looks like
    """

    kind: str
    text: str
    formula: str = ""
    style: str = ""
    is_text: bool = False


NOTHING = GridCell(BLANK, "")


@dataclass(frozen=True)
class TableRange:
    """An Excel table: its name and part, row of its header, columns, last row of its data; has_totals: one below."""

    name: str
    part: str
    top: int
    left: int
    right: int
    last: int
    has_totals: bool

    @property
    def bottom(self) -> int:
        """The last row, that of the totals included."""
        return self.last + self.has_totals


@dataclass(frozen=True)
class Grid:
    """One sheet: name, part, cells by place (from 1), tables."""

    name: str
    part: str
    cells: Mapping[Place, GridCell] = field(default_factory=dict)
    tables: tuple[TableRange, ...] = ()

    def at(self, row: int, column: int) -> GridCell:
        """A cell."""
        return self.cells.get((row, column), NOTHING)

    def headings(self, table: TableRange) -> dict[str, int]:
        """Heading -> column of a table."""
        return {self.at(table.top, one).text: one for one in range(table.left, table.right + 1)}


def read_grids(book: Workbook, wanted: set[str] | None = None) -> dict[str, Grid]:
    """The sheets of a workbook that hold cells, or those wanted, by their names. Raises ArchiveError."""
    grids = {}
    shared: dict[str, dict[Place, int]] = {}
    for name, part, _ in sheet_parts(book):
        if part in book.archive and book.is_worksheet(part) and (wanted is None or name in wanted):
            reader = _Reader()
            walk(bounded(book.archive, part), {"row", "c", "f", "v", "is", "r", "t"}, reader.visit)
            grids[name] = Grid(name, part, reader.cells, tables_of(book, part))
            shared[name] = reader.shared
    texts = _strings(book, {number for places in shared.values() for number in places.values()})
    for name, places in shared.items():
        cells = dict(grids[name].cells)
        for place, number in places.items():
            if number not in texts:
                raise ArchiveError("The workbook is damaged: a text of it is missing.")
            cells[place] = cells[place]._replace(text=texts[number])
        grids[name] = Grid(name, grids[name].part, cells, grids[name].tables)
    return grids


def tables_of(book: Workbook, part: str) -> tuple[TableRange, ...]:
    """The tables of a sheet."""
    found = []
    for relation in book.relations(part):
        if relation.kind == "table" and relation.target in book.archive:
            (told,) = [one for one in elements(book.archive.read(relation.target), "table") if one.depth == 0]
            top, left, bottom, right = parse_range(told.attributes.get("ref", ""))
            totals = told.attributes.get("totalsRowCount", "0") != "0"
            name = told.attributes.get("displayName") or told.attributes.get("name", "")
            found.append(TableRange(name, relation.target, top, left, right, bottom - totals, totals))
    return tuple(found)


def _strings(book: Workbook, wanted: set[int]) -> dict[int, str]:
    part = next((one.target for one in book.relations(book.main) if one.kind == "sharedStrings"), "")
    return read_strings(bounded(book.archive, part), wanted) if wanted else {}


class _Reader:
    """Rows and cells that do not say their place are the next ones."""

    def __init__(self) -> None:
        self.cells: dict[Place, GridCell] = {}
        self.shared: dict[Place, int] = {}
        self._row = 0

    def visit(self, one: Element) -> None:
        if one.name == "row":
            self._row = parse_number(one.attributes["r"]) if "r" in one.attributes else self._row + 1
            column = 0
            for cell in one.children:
                if cell.name == "c":
                    column = parse_place(cell.attributes["r"])[1] if "r" in cell.attributes else column + 1
                    self._take((self._row, column), cell)

    def _take(self, place: Place, cell: Element) -> None:
        kind, formula, value = cell.attributes.get("t", "n"), cell.child("f"), cell.child("v")
        text = value.text if value is not None else ""
        if kind == "inlineStr":
            text = unescaped("".join(one.text for one in _texts(cell.child("is"))))
        elif kind == "str":
            text = unescaped(text)
        elif kind == "s" and text:
            self.shared[place] = parse_number(text.strip())
        style = cell.attributes.get("s", "")
        if formula is not None:
            self.cells[place] = GridCell(FORMULA, text, formula.text, style, kind == "str")
        else:
            self.cells[place] = GridCell(_KINDS.get(kind, NUMBER) if text else BLANK, text, "", style)


def _texts(inline: Element | None) -> list[Element]:
    """The texts of an inline string, one by one."""
    if inline is None:
        return []
    runs = [[one] if one.name == "t" else one.children for one in inline.children if one.name in ("t", "r")]
    return [text for run in runs for text in run]
