"""Excel tables, written a column at a time, with headings, totals, links and widths."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from addin.row_names import ROW_KEY
from addin.sheet_names import reference
from workbooks.book import MAX_LINKS, Book
from workbooks.columns import Column

#: Rows of a table on one sheet: Excel's 1,048,576 less room for headings.
MAX_ROWS = 1_000_000
#: Word of the heading of the hidden keys.
KEY_HEADING = "col.row_key"
_STYLE = "Table Style Light 1"
_NARROWEST, _FILTER_BUTTON = 7.0, 3.0
_LINE_HEIGHT, _MOST_LINES = 14.0, 10
#: Letters of running text are narrower than the digits column widths are counted in.
_TEXT_PER_WIDTH = 1.15


def write_table(
    book: Book, sheet: Worksheet, top: int, name: str, columns: Sequence[Column], *, with_widths: bool = True,
    row_key: Sequence[str] = (),
) -> int:  # fmt: skip
    """Excel table with its header at row `top`, a total row where a column has a total; returns the first row after.

    row_key: words of the headings that tell a row from the others; a shared workbook keeps them in a hidden column.
    """
    rows = len(columns[0].values)
    if book.is_shared and row_key:
        columns = _keyed(book, columns, [book.words(one) for one in row_key])
        rows = len(columns[0].values)
    if not rows:
        sheet.write_string(top, 0, book.words("none"), book.styles.of("note"))
        return top + 1
    has_total = any(column.total is not None for column in columns)
    last = top + rows + has_total
    told = [_table_column(book, column, has_total and not place) for place, column in enumerate(columns)]
    options = {"name": name, "style": _STYLE, "total_row": has_total, "columns": told}
    sheet.add_table(top, 0, last, len(columns) - 1, options)
    is_long = any(len(column.header) + _FILTER_BUTTON > _width(column) for column in columns)
    sheet.set_row(top, 32 if is_long else 20)
    for place, column in enumerate(columns):
        write_values(sheet, top + 1, place, column)
        if has_total:
            _write_total(book, sheet, last, place, (name, column))
        if with_widths:
            sheet.set_column(place, place, _width(column), None, {"hidden": 1} if column.is_hidden else {})
    if columns[-1].header == book.words(KEY_HEADING):
        define_cells(book, sheet, ROW_KEY, (top + 1, top + rows), len(columns) - 1)
    _raise_rows(sheet, top + 1, [column for column in columns if column.is_wrapped])
    return last + 1


def write_long_table(
    book: Book,
    key: str,
    name: str,
    rows: pd.DataFrame,
    *sentences: str,
    columns: Callable[[pd.DataFrame], list[Column]],
    lead: Sequence[Column] = (),
    row_key: Sequence[str] = (),
) -> None:
    """A sheet that is one table, after a small `lead` table if any; continued on further sheets past `MAX_ROWS`."""
    for part, start in enumerate(range(0, max(len(rows), 1), MAX_ROWS), 1):
        sheet = book.add_sheet(key, f"({part})" if part > 1 else "")
        top = book.write_heading(sheet, key, *sentences)
        if lead and part == 1:
            top = write_table(book, sheet, top, f"{name}Counts", lead) + 1
        else:
            sheet.freeze_panes(top + 1, 0)
        own = columns(rows[start : start + MAX_ROWS])
        write_table(book, sheet, top, name if part == 1 else f"{name}_{part}", own, row_key=row_key)
        sheet.repeat_rows(top)


def define_cells(book: Book, sheet: Worksheet, name: str, rows: tuple[int, int], place: int) -> None:
    """The name of a column's cells, of this sheet alone; rows and place from 0."""
    cells = reference(sheet.get_name(), place + 1, (rows[0] + 1, rows[1] + 1))
    book.workbook.define_name(f"'{sheet.get_name()}'!{name}", f"={cells}")


def _keyed(book: Book, columns: Sequence[Column], headings: Sequence[str]) -> list[Column]:
    """The columns with one more, hidden: a text that is another in each row; and one empty row where there is none."""
    parts = [column.values for column in columns if column.header in headings]
    seen: dict[str, int] = {}
    keys = []
    for row in zip(*parts, strict=True):
        text = "|".join("" if one is None else str(one) for one in row)
        seen[text] = seen.get(text, 0) + 1
        keys.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    style = book.styles.of("row", "note", "data")
    told = [*columns, Column(book.words(KEY_HEADING), keys, style, 8.0, is_hidden=True)]
    return told if keys else [_blank(book, column) for column in told]


def _blank(book: Book, column: Column) -> Column:
    """A column of one empty cell: a table has at least one row."""
    style = column.style if isinstance(column.style, Format) else book.styles.of("row")
    return replace(column, values=[None], style=style, links=(), is_wrapped=False)


def _table_column(book: Book, column: Column, is_label: bool) -> dict[str, Any]:
    style = book.styles.of("header", *(["center"] if column.is_centered else []))
    options: dict[str, Any] = {"header": column.header, "header_format": style}
    if column.total is not None:
        return options | {"total_function": "sum", "total_value": column.total}
    return options | {"total_string": book.words("col.total")} if is_label else options


def write_values(sheet: Worksheet, first: int, place: int, column: Column) -> None:
    """The cells of a column from row `first` down."""
    if column.links:
        _write_links(sheet, first, place, column)
        return
    styles = repeat(column.style) if isinstance(column.style, Format) else column.style
    write_text, write_number, write_blank = sheet.write_string, sheet.write_number, sheet.write_blank
    for row, (value, style) in enumerate(zip(column.values, styles, strict=False), first):
        if value is None or value == "":
            write_blank(row, place, None, style)
        elif isinstance(value, str):
            write_text(row, place, value, style)
        else:
            write_number(row, place, value, style)


def _raise_rows(sheet: Worksheet, first: int, wrapped: Sequence[Column]) -> None:
    """Rows high enough for their wrapped texts: not every spreadsheet fits them by itself."""
    wrapped = [one for one in wrapped if max(map(len, one.values), default=0) > one.width * _TEXT_PER_WIDTH]
    rooms = [column.width * _TEXT_PER_WIDTH for column in wrapped]
    for row, texts in enumerate(zip(*(column.values for column in wrapped), strict=True), first):
        lines = max(1 + int(len(text) / room) for text, room in zip(texts, rooms, strict=True))
        if lines > 1:
            sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))


def _write_links(sheet: Worksheet, first: int, place: int, column: Column) -> None:
    """Texts that lead to their items; past Excel's limit of links they are plain texts."""
    styles = repeat(column.style) if isinstance(column.style, Format) else column.style
    left = MAX_LINKS - 1  # the way back to the summary is one
    for row, (text, link, style) in enumerate(zip(column.values, column.links, styles, strict=False), first):
        if link is None or not text or not left:
            sheet.write_string(row, place, text, style)
        else:
            sheet.write_url(row, place, link, style, text)
            left -= 1


def _write_total(book: Book, sheet: Worksheet, row: int, place: int, named: tuple[str, Column]) -> None:
    """The total's cell, with a style of its own; its cached value comes from the integers.

    The formula names the table, as Excel itself stores it: LibreOffice 7.4 reads no reference without the name.
    """
    style, (table, column) = book.styles.of("sum"), named
    if column.total is not None:
        sheet.write_formula(row, place, f"=SUBTOTAL(109,{table}[{column.header}])", column.total_style, column.total)
    elif place:
        sheet.write_blank(row, place, None, style)
    else:
        sheet.write_string(row, place, book.words("col.total"), style)


def _width(column: Column) -> float:
    """Width of a column: a heading wraps at spaces on two lines; its longest word and the filter button must fit."""
    longest = max(len(word) for word in column.header.split(" "))
    heading = max(longest, len(column.header) / 2) + _FILTER_BUTTON
    return max(column.width, heading, _NARROWEST)
