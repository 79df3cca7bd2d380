"""Synthèse, one currency: three panels side by side, buckets, their chart, origins of due dates."""

from xlsxwriter.worksheet import Worksheet

from receivables.aging import UNALLOCATED
from receivables.schema import DUE_ORIGINS
from workbooks.book import Book
from workbooks.figures import Totals, due_origins
from workbooks.panel import FIRST, Cells, Heading, grid_width, write_panel, write_section
from workbooks.styles import LINE, bucket_colours

#: Grid columns of the three panels.
_BUCKETS_SPAN, _CHART_SPAN, _ORIGINS_SPAN = 4, 5, 3
_ROW_PIXELS = 20


def write_buckets(book: Book, sheet: Worksheet, row: int, currency: str, totals: Totals) -> int:
    """Amount and share of each column of the balance, and their total; returns the first row after."""
    words, cells, last = book.words, Cells(book), Cells(book, "sum")
    row = write_section(book, sheet, row, words("block.buckets"), span=_BUCKETS_SPAN)
    headings = [Heading(words("col.bucket"), 2, False), Heading(words("col.amount")), Heading(words("col.share"))]
    rows = [
        [
            cells.label(words.bucket(name, book.report.basis)),
            cells.amount(minor, currency),
            cells.share(None if name == UNALLOCATED else totals.share(minor)),
        ]
        for name, minor in totals.columns.items()
    ]
    rows.append([last.label(words("col.total")), last.amount(totals.total, currency), last.label("")])
    return write_panel(book, sheet, row, headings, rows)


def add_chart(book: Book, sheet: Worksheet, section_row: int) -> None:
    """Column chart of the bucket panel that begins with the section heading at `section_row`."""
    columns = book.report.columns
    first, last = section_row + 2, section_row + 1 + len(columns)
    name = book.words.sheet("summary")
    chart = book.workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": book.words("block.buckets"),
            "categories": [name, first, FIRST, last, FIRST],
            "values": [name, first, FIRST + 2, last, FIRST + 2],
            "gap": 45,
            "points": [{"fill": {"color": colour}} for colour in bucket_colours(book.report.buckets)],
            "data_labels": {"value": True, "num_format": "#,##0", "font": {"size": 9}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_x_axis({"num_font": {"size": 9}, "label_position": "low", "line": {"color": LINE}})
    chart.set_y_axis(
        {
            "num_format": "#,##0",
            "num_font": {"size": 9},
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": _grid_pixels(book) * _CHART_SPAN - 10, "height": (len(columns) + 3) * _ROW_PIXELS})
    sheet.insert_chart(section_row, FIRST + _BUCKETS_SPAN, chart, {"x_offset": 5, "object_position": 2})


def write_origins(book: Book, sheet: Worksheet, row: int, currency: str) -> None:
    """Where the due dates of the open debits come from, as shares of their amount, beside the chart."""
    words, cells, column = book.words, Cells(book), FIRST + _BUCKETS_SPAN + _CHART_SPAN
    amounts = due_origins(book.report.items[book.report.items["currency"] == currency])
    total = sum(amounts.values())
    row = write_section(book, sheet, row, words("block.origins"), column=column, span=_ORIGINS_SPAN)
    headings = [Heading(words("kpi.debits"), 2, False), Heading(words("col.share"))]
    rows = [
        [cells.label(words.code("origin", origin)), cells.share(amounts.get(origin, 0) / total if total else None)]
        for origin in DUE_ORIGINS
    ]
    write_panel(book, sheet, row, headings, rows, column=column)


def _grid_pixels(book: Book) -> int:
    """Width of a grid column on screen: seven pixels a character and five around."""
    return round(grid_width(book) * 7) + 5
