"""OpenDocument sheets walked cell by cell: where values stand (repeat counts lie) and which are errors.

The reader shows an error cell empty, and allocates whatever rectangle the repeat counts span.
"""

import itertools
from collections.abc import Iterator
from typing import IO, NamedTuple

from defusedxml import ElementTree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
#: sheet name -> (row, column) from 0 -> what the cell shows
ErrorCells = dict[str, dict[tuple[int, int], str]]


class _Cell(NamedTuple):
    sheet: str
    row: int
    rows: int
    column: int
    columns: int
    error: str | None


def spread(content: IO[bytes]) -> int:
    """Number of cells of the largest rectangle a sheet's values span, from the bytes of content.xml."""
    corners: dict[str, tuple[int, int]] = {}
    for cell in _cells(content):
        rows, columns = corners.get(cell.sheet, (0, 0))
        corners[cell.sheet] = max(rows, cell.row + cell.rows), max(columns, cell.column + cell.columns)
    return max((rows * columns for rows, columns in corners.values()), default=0)


def error_cells(content: IO[bytes]) -> ErrorCells:
    """Cells that hold an error value; call it on what `spread` found bounded."""
    errors: ErrorCells = {}
    for cell in _cells(content):
        if cell.error is not None:
            rows, columns = range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)
            errors.setdefault(cell.sheet, {}).update(dict.fromkeys(itertools.product(rows, columns), cell.error))
    return errors


def _cells(content: IO[bytes]) -> Iterator[_Cell]:
    """Cells of an OpenDocument workbook that hold a value, with their repeat counts."""
    sheet, row, column, waiting = "", 0, 0, list[_Cell]()
    for event, element in ElementTree.iterparse(content, ("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                sheet, row = element.get(f"{_TABLE}name", ""), 0
        elif element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            columns = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            if any(key.endswith("}value-type") for key in element.attrib):
                shown = "".join(element.itertext()) if "error" in element.attrib.values() else None
                waiting.append(_Cell(sheet, row, 1, column, columns, shown))
            column += columns
            element.clear()
        elif element.tag == f"{_TABLE}table-row":
            rows = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            yield from (cell._replace(rows=rows) for cell in waiting)
            row, column, waiting = row + rows, 0, []
            element.clear()
