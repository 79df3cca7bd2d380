"""Columns of Excel tables: values, styles, width and total of each kind of figure there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from workbooks.book import Book
from workbooks.cells import amount, amounts, looks_like_formula, safe_text, safe_texts, serial_days

_WIDEST, _PROSE_WIDTH = 42.0, 120.0


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
    is_wrapped: bool = False


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
        column = self.text(header, values, "wrapped")
        longest = max(map(len, column.values), default=0)
        return replace(column, width=min(max(column.width, longest), _PROSE_WIDTH), is_wrapped=True)

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
        column = Column(header, values, style, number_width(values))
        if not with_total or len(formats) > 1:
            return column
        total = amount(int(minor.sum()), one)
        width = max(column.width, number_width([total]))
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
        width = number_width([value for value in values if value is not None])
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


def _text_width(texts: Sequence[str]) -> float:
    return min(max(map(len, texts), default=0) + 1.5, _WIDEST)


def number_width(values: Sequence[Any]) -> float:
    """Width of amounts: digits, thousands marks, decimals, sign."""
    return max((len(f"{value:,.2f}") for value in (min(values, default=0), max(values, default=0))), default=0) + 3.5
