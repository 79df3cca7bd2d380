"""Excel tables from columns of figures: one `Column` per column, written a column at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbooks.book import MAX_LINKS, Book
from workbooks.cells import amount, amounts, looks_like_formula, safe_text, safe_texts, serial_days

#: Rows of a table on one sheet: Excel's 1,048,576 less room for headings.
MAX_ROWS = 1_000_000
_STYLE = "Table Style Light 1"
_WIDEST, _NARROWEST, _FILTER_BUTTON, _PROSE_WIDTH = 42.0, 7.0, 3.0, 90.0


@dataclass(frozen=True)
class Column:
    """One column: values (texts are safe already; None is blank), one style or one per value, total shown below.

    `links`: internal link of each value, or None; at most `MAX_LINKS` are kept.
    """

    header: str
    values: Sequence[Any]
    style: Format | Sequence[Format]
    width: float
    total: float | None = None
    total_style: Format | None = None
    links: Sequence[str | None] = ()
    is_centered: bool = True


class Columns:
    """Makes columns of the kinds there are: text of a ledger, label of ours, amount, day, count, input."""

    def __init__(self, book: Book) -> None:
        self._book, self._styles = book, book.styles

    def text(self, header: str, values: pd.Series, *names: str, links: Sequence[str | None] = ()) -> Column:
        """Text that comes from data: it stays text whatever it looks like."""
        texts = safe_texts(values.tolist())
        plain, quoted = self._styles.of("row", *names, "data"), self._styles.of("row", *names, "quoted")
        hostile = [looks_like_formula(text) for text in texts]
        style = [quoted if flag else plain for flag in hostile] if any(hostile) else plain
        return Column(header, texts, style, _text_width(texts), links=links, is_centered=False)

    def linked(self, header: str, values: pd.Series, links: Sequence[str | None]) -> Column:
        """Text that comes from data and leads to another place of the workbook."""
        return self.text(header, values, "link", links=links)

    def prose(self, header: str, values: pd.Series) -> Column:
        """Sentences that come from data, wrapped."""
        return replace(self.text(header, values, "wrapped"), width=_PROSE_WIDTH)

    def label(self, header: str, labels: list[str], grey: Sequence[bool] = ()) -> Column:
        """Text of ours, in the workbook's language."""
        style = self._styles.of("row")
        styles = self._greyed(style, self._styles.of("row", "estimated"), grey)
        return Column(header, labels, styles, _text_width(labels), is_centered=False)

    def amount(self, header: str, minor: pd.Series, currency: pd.Series, with_total: bool = False) -> Column:
        """Amounts in minor units; a total only where all are of one currency."""
        values, codes = amounts(minor, currency), currency.unique().tolist()
        formats = {code: self._styles.amount(code, "row", dash=True) for code in codes or ["EUR"]}
        one = next(iter(formats))
        style = formats[one] if len(formats) == 1 else [formats[code] for code in currency.tolist()]
        column = Column(header, values, style, _number_width(values))
        if not with_total or len(formats) > 1:
            return column
        total = amount(int(minor.sum()), one)
        width = max(column.width, _number_width([total]))
        return replace(column, total=total, total_style=self._styles.amount(one, "sum"), width=width)

    def day(self, header: str, days: pd.Series, grey: Sequence[bool] = ()) -> Column:
        """Days since 1970."""
        style = self._styles.of("row", "day")
        styles = self._greyed(style, self._styles.of("row", "estimated", "day"), grey)
        return Column(header, serial_days(days), styles, 12.0)

    def count(self, header: str, values: Sequence[int | None], *names: str) -> Column:
        """Whole numbers."""
        return Column(header, values, self._styles.of("row", "count", *names), 9.0)

    def change(self, header: str, minor: list[int | None], currency: pd.Series) -> Column:
        """Amounts that may be unknown, of one currency."""
        code = str(currency.iloc[0])
        values = [amount(each, code) for each in minor]
        width = _number_width([value for value in values if value is not None])
        return Column(header, values, self._styles.amount(code, "row"), width)

    def codes(self, family: str, codes: pd.Series) -> list[str]:
        """Labels of a column of codes, each looked up once; a code nobody named yet stands for itself."""
        labels = {code: safe_text(self._book.words.code(family, str(code))) for code in codes.unique()}
        return [labels[code] for code in codes.tolist()]

    def input(self, header: str, rows: int, width: float, *names: str) -> Column:
        """Empty cells for people to fill in."""
        return Column(header, [None] * rows, self._styles.of(*names, "input"), width)

    def _greyed(self, style: Format, grey_style: Format, grey: Sequence[bool]) -> Format | list[Format]:
        return [grey_style if flag else style for flag in grey] if any(grey) else style


def write_table(book: Book, sheet: Worksheet, top: int, name: str, columns: Sequence[Column],
                *, with_widths: bool = True) -> int:
    """Excel table with its header at row `top`, a total row where a column has a total; returns the first row after."""
    rows = len(columns[0].values)
    if not rows:
        sheet.write_string(top, 0, book.words("none"), book.styles.of("note"))
        return top + 1
    has_total = any(column.total is not None for column in columns)
    last = top + rows + has_total
    sheet.add_table(top, 0, last, len(columns) - 1, {
        "name": name, "style": _STYLE, "total_row": has_total,
        "columns": [_table_column(book, column, has_total and not place) for place, column in enumerate(columns)]})
    is_long = any(len(column.header) + _FILTER_BUTTON > column.width for column in columns)
    sheet.set_row(top, 32 if is_long else 20)
    for place, column in enumerate(columns):
        _write_values(sheet, top + 1, place, column)
        if has_total:
            _write_total(book, sheet, last, place, (name, column))
        if with_widths:
            sheet.set_column(place, place, max(column.width, _header_width(column.header)))
    return last + 1


def write_long_table(book: Book, key: str, name: str, rows: pd.DataFrame, *sentences: str,
                     columns: Callable[[pd.DataFrame], list[Column]], lead: Sequence[Column] = ()) -> None:
    """A sheet that is one table, after a small `lead` table if any; continued on further sheets past `MAX_ROWS`."""
    for part, start in enumerate(range(0, max(len(rows), 1), MAX_ROWS), 1):
        sheet = book.add_sheet(key, f"({part})" if part > 1 else "")
        top = book.write_heading(sheet, key, *sentences)
        if lead and part == 1:
            top = write_table(book, sheet, top, f"{name}Counts", lead) + 1
        else:
            sheet.freeze_panes(top + 1, 0)
        write_table(book, sheet, top, name if part == 1 else f"{name}_{part}", columns(rows[start:start + MAX_ROWS]))
        sheet.repeat_rows(top)


def _table_column(book: Book, column: Column, is_label: bool) -> dict[str, Any]:
    style = book.styles.of("header", *(["center"] if column.is_centered else []))
    options: dict[str, Any] = {"header": column.header, "header_format": style}
    if column.total is not None:
        return options | {"total_function": "sum", "total_value": column.total}
    return options | {"total_string": book.words("col.total")} if is_label else options


def _write_values(sheet: Worksheet, first: int, place: int, column: Column) -> None:
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


def _text_width(texts: Sequence[str]) -> float:
    return min(max(map(len, texts), default=0) + 1.5, _WIDEST)


def _number_width(values: Sequence[Any]) -> float:
    """Width of amounts: digits, thousands marks, decimals, sign."""
    return max((len(f"{value:,.2f}") for value in (min(values, default=0), max(values, default=0))), default=0) + 3.5


def _header_width(header: str) -> float:
    """A heading wraps at spaces on two lines; its longest word and the filter button must fit."""
    longest = max(len(word) for word in header.split(" "))
    return max(longest + _FILTER_BUTTON, len(header) / 2 + _FILTER_BUTTON, _NARROWEST)
