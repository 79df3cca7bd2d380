"""Cells and formulas written into a user's closed .xlsx or .xlsm; every other cell and part keeps its bytes.

A cell keeps its style, a new one takes that of its row or column; a day shows as a day. The spreadsheet computes all as
it opens the file.
"""

from collections.abc import Mapping
from pathlib import Path

from addin.archive import ArchiveError
from addin.cell_marks import Place, parse_range, shown_place
from addin.closed_file import read_closed, write_beside
from addin.day_styles import DayStyles
from addin.markup import elements
from addin.patched_cell import Value
from addin.patched_sheet import SheetWriter
from addin.serial_days import DAY_0, DAY_0_OF_1904
from addin.workbook_parts import Workbook

#: Row and column, from 1 -> value.
Cells = Mapping[Place, Value]


def patch_file(
    path: Path, sheets: Mapping[str, Cells], out: Path | None = None, *, drops_results: bool = False
) -> None:
    """`patch` of a file, or of a copy of it. Raises ArchiveError; the file is then as it was."""
    content = patch(read_closed(path), sheets, drops_results=drops_results)
    write_beside(out or path.resolve(), content)


def patch(content: bytes, sheets: Mapping[str, Cells], *, drops_results: bool = False) -> bytes:
    """The workbook with cells written: sheet name -> cells. Raises ArchiveError.

    Excel computes every formula as it opens the file. LibreOffice trusts the results it finds (7.4), also those that
    hang on a written cell: `drops_results` takes them all away, in all sheets, so that it computes too.

    Refused: a sheet that is not there, a cell in the midst of an array formula, the source of a shared formula (those
    that follow it would lose theirs), the header of a table (its columns have names of their own).
    """
    book = Workbook(content)
    parts = book.sheets()
    start = DAY_0_OF_1904 if is_1904(book) else DAY_0
    lost_formula, days = False, DayStyles(book)
    unknown = next((name for name in sheets if name not in parts), None)
    if unknown is not None:
        raise ArchiveError(f"The workbook has no sheet « {unknown[:60]} ».")
    for name, part in parts.items():
        cells = sheets.get(name, {})
        if not cells and not (drops_results and book.is_worksheet(part)):
            continue
        _refuse_headers(book, part, cells)
        writer = SheetWriter(book.archive.read(part), cells, start, drops_results=drops_results, day_style=days.of)
        book.splice(part, writer.splices())
        lost_formula = lost_formula or writer.lost_formula
    days.save()
    if any(sheets.values()):
        _forget_order(book, lost_formula)
        book.recalculate_on_load()
    return book.content()


def _forget_order(book: Workbook, lost_formula: bool) -> None:
    """The order of calculation names formula cells; where one is gone Excel would find the file damaged."""
    chain = next((one for one in book.relations(book.main) if one.kind == "calcChain"), None)
    if lost_formula and chain is not None:
        book.leave_out(book.main, chain)


def is_1904(book: Workbook) -> bool:
    """Whether days count from 1904, as on old Macs."""
    found = elements(book.archive.read(book.main), "workbookPr")
    return any(one.attributes.get("date1904") in ("1", "true") for one in found)


def _refuse_headers(book: Workbook, part: str, cells: Cells) -> None:
    for relation in book.relations(part):
        if relation.kind != "table":
            continue
        (table,) = elements(book.archive.read(relation.target), "table")
        top, left, _, right = parse_range(table.attributes.get("ref", ""))
        if table.attributes.get("headerRowCount") != "0":
            for place in cells:
                if place[0] == top and left <= place[1] <= right:
                    raise ArchiveError(f"{shown_place(place)} is the heading of a table: change it in the spreadsheet.")
