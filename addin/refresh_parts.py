"""What a refresh writes into the file: the cells of a sheet, and tables, names, rules and lists that grow with them."""

import re
from dataclasses import dataclass, field

from addin.cell_marks import parse_range, shown_place
from addin.markup import Element, Splice, attribute, elements, escaped
from addin.patched_sheet import SheetWriter
from addin.refresh_rows import Rows
from addin.row_names import LIST_PREFIX
from addin.serial_days import DAY_0
from addin.sheet_grid import TableRange
from addin.workbook_parts import Workbook

RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^\s'!(),&:]+))!(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?")


@dataclass
class Changes:
    """What to do to one sheet: cells with styles, tables that grow, and by how far."""

    rows: Rows = field(default_factory=Rows)
    grown: list[tuple[TableRange, int]] = field(default_factory=list)


def write_sheet(book: Workbook, sheet: str, part: str, changes: Changes) -> None:
    """Cells and styles of one sheet; tables that grow with their names and rules."""
    data = book.archive.read(part)
    if changes.rows.cells:
        writer = SheetWriter(data, changes.rows.cells, DAY_0, styles=changes.rows.styles)
        book.splice(part, writer.splices())
    for table, last in changes.grown:
        book.splice(part, _longer_rules(data, table, last))
        _grow_table(book, table, last)
        _grow_names(book, sheet, table, last)


def name_lists(mine: Workbook, fresh: Workbook) -> None:
    """The lists are as long as in the fresh workbook, whose hidden sheets were taken over."""
    wanted = {name.lower(): one.text for name, one in _lists(fresh)}
    for name, one in _lists(mine):
        text = wanted.get(name.lower(), one.text)
        if _bare(text) != _bare(one.text):
            mine.splice(mine.main, [_text(one, text)])


def forget_chain(book: Workbook) -> None:
    """Leave out the order in which the formulas were computed: the spreadsheet finds a new one."""
    chain = next((one for one in book.relations(book.main) if one.kind == "calcChain"), None)
    if chain is not None and chain.target in book.archive:
        book.leave_out(book.main, chain)


def _grow_table(book: Workbook, table: TableRange, last: int) -> None:
    data = book.archive.read(table.part)
    for one in elements(data, "table", "autoFilter"):
        if one.name == "table" or one.depth == 1:
            top, left, bottom, right = parse_range(one.attributes.get("ref", ""))
            bottom += last - table.last
            ref = f"{shown_place((top, left))}:{shown_place((bottom, right))}"
            book.splice(table.part, [attribute(data, one, "ref", ref)])


def _grow_names(book: Workbook, sheet: str, table: TableRange, last: int) -> None:
    """Names that end with the table's last row end with its new one."""
    data = book.archive.read(book.main)
    for one in elements(data, "definedName"):
        text = one.text.strip()
        found = RANGE.fullmatch(text)
        if found is None or found[4] is None or (found[1] or found[2]).replace("''", "'") != sheet:
            continue
        row, column, *_ = parse_range(found[4])
        top, left, *_ = parse_range(found[3])
        is_ours = (row == table.last and top > table.top) or (row == table.bottom and top <= table.top)
        if is_ours and left <= table.right:
            mark = re.sub(r"(\D+)(\d+)", r"$\1$\2", shown_place((row + last - table.last, column)))
            book.splice(book.main, [_text(one, text[: found.start(4)] + mark)])


def _lists(book: Workbook) -> list[tuple[str, Element]]:
    data = book.archive.read(book.main)
    found = [(one.attributes.get("name", ""), one) for one in elements(data, "definedName")]
    return [(name, one) for name, one in found if name.lower().startswith(LIST_PREFIX)]


def _text(one: Element, text: str) -> Splice:
    return (*one.content, escaped(text))


def _bare(reference: str) -> str:
    return reference.replace("'", "").replace("$", "").strip()


def _longer_rules(data: bytes, table: TableRange, last: int) -> list[Splice]:
    """Lists, checks, bars and colours that reach the last row of a table reach its new last row."""
    splices: list[Splice] = []
    for one in elements(data, "dataValidation", "conditionalFormatting", "sqref"):
        old = one.text if one.name == "sqref" else one.attributes.get("sqref", "")
        new = " ".join(_longer(marks, table, last) for marks in old.split())
        if new != " ".join(old.split()):
            splices.append(_text(one, new) if one.name == "sqref" else attribute(data, one, "sqref", new))
    return splices


def _longer(marks: str, table: TableRange, last: int) -> str:
    top, left, bottom, right = parse_range(marks)
    if bottom != table.last or top <= table.top or not table.left <= left <= table.right:
        return marks
    return f"{shown_place((top, left))}:{shown_place((last, right))}"
