"""Small grids of the Synthèse: cells of several grid columns, without merging where a text may simply run on."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbooks.book import Book, data_text, write_cell
from workbooks.cells import Value, amount, amounts, safe_text, unsigned_zero
from workbooks.columns import number_width

#: The page is a margin and twelve columns.
FIRST, SPAN = 1, 12


_NARROWEST = 15.5


def grid_width(book: Book) -> float:
    """Width of a grid column: the largest amount of the balance must fit."""
    report = book.report
    balance = amounts(report.balance["total"], report.balance["currency"])
    largest = sum(abs(value) for value in balance)
    return max(_NARROWEST, number_width([largest]))


@dataclass(frozen=True)
class Cell:
    """A value with its style; a number stands in the last grid column of its heading, a text begins in the first."""

    value: Value
    style: Format
    link: str | None = None


@dataclass(frozen=True)
class Heading:
    """Heading of a panel's column, over `span` columns of the grid."""

    text: str
    span: int = 1
    is_number: bool = True


class Cells:
    """Makes cells of the kinds there are, in the row style of a panel (or the `sum` style of its last row)."""

    def __init__(self, book: Book, row_style: str = "row") -> None:
        self._book, self._row, self._styles = book, row_style, book.styles

    def text(self, value: object, link: str | None = None) -> Cell:
        """Text that comes from data."""
        return Cell(*data_text(self._book, value, self._row, *(["link"] if link else [])), link)

    def label(self, text: str, *names: str) -> Cell:
        """Text of ours."""
        return Cell(safe_text(text), self._styles.of(self._row, *names))

    def amount(self, minor: int | None, currency: str, *names: str) -> Cell:
        """Amount in minor units."""
        return Cell(amount(minor, currency), self._styles.amount(currency, self._row, *names))

    def share(self, share: float | None) -> Cell:
        """Ratio shown in percent, to a tenth; a dash where there is none."""
        return Cell("–" if share is None else unsigned_zero(share, 3), self._styles.of(self._row, "share"))

    def count(self, number: int | None) -> Cell:
        """Whole number; a dash where there is none."""
        return Cell("–" if number is None else number, self._styles.of(self._row, "count"))


def write_section(book: Book, sheet: Worksheet, row: int, text: str, *, column: int = FIRST, span: int = SPAN) -> int:
    """Heading of a block over `span` columns; returns the next row."""
    style = book.styles.of("section")
    sheet.write_string(row, column, text, style)
    for place in range(column + 1, column + span):
        sheet.write_blank(row, place, None, style)
    sheet.set_row(row, 20)
    return row + 1


def write_block(
    book: Book, sheet: Worksheet, row: int, key: str, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]]
) -> int:
    """A titled panel over the page and an empty row after it, nothing where it has no rows; returns the next row."""
    if not rows:
        return row
    return write_panel(book, sheet, write_section(book, sheet, row, book.words(f"block.{key}")), headings, rows) + 1


def write_panel(
    book: Book,
    sheet: Worksheet,
    row: int,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Cell]],
    *,
    column: int = FIRST,
) -> int:
    """Headings and rows of cells from grid column `column` on; returns the first row after them."""
    for heading, place in zip(headings, _places(headings, column), strict=True):
        style = book.styles.of("panel_header", *(["right"] if heading.is_number else []))
        _write_spanned(sheet, row, place, heading, Cell(heading.text, style))
    for number, cells in enumerate(rows, row + 1):
        for heading, place, cell in zip(headings, _places(headings, column), cells, strict=True):
            _write_spanned(sheet, number, place, heading, cell)
    return row + 1 + len(rows)


def _places(headings: Sequence[Heading], column: int) -> list[int]:
    """First grid column of each heading."""
    return [column + sum(heading.span for heading in headings[:index]) for index in range(len(headings))]


def _write_spanned(sheet: Worksheet, row: int, place: int, heading: Heading, cell: Cell) -> None:
    shown = place + heading.span - 1 if heading.is_number else place
    for column in range(place, place + heading.span):
        if column != shown:
            sheet.write_blank(row, column, None, cell.style)
        elif cell.link and cell.value:
            sheet.write_url(row, column, cell.link, cell.style, str(cell.value))
        else:
            write_cell(sheet, row, column, cell.value, cell.style)
