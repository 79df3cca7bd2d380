"""Columns of Excel tables: values, styles, width and total of each kind of figure there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from receivables.late_payment.rates import PERCENT
from workbooks.book import Book
from workbooks.cards import keys_of
from workbooks.cells import (
    amount,
    amounts,
    looks_like_formula,
    safe_text,
    safe_texts,
    serial_days,
    unsigned_zero,
)

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
    is_hidden: bool = False


class Columns:
    """Makes columns of the kinds there are: text of a ledger, label of ours, amount, day, count, rate, share, input.

    `names`: styles all its cells have, such as 'estimated' for a table in grey italics.
    """

    def __init__(self, book: Book, *names: str) -> None:
        self._book, self._styles = book, book.styles
        self._row = ("row", *names)

    def text(self, header: str, values: pd.Series, *names: str, links: Sequence[str | None] = ()) -> Column:
        """Text that comes from data: it stays text whatever it looks like."""
        texts = safe_texts(values.tolist())
        plain, quoted = self._styles.of(*self._row, *names, "data"), self._styles.of(*self._row, *names, "quoted")
        hostile = [looks_like_formula(text) for text in texts]
        style = [quoted if flag else plain for flag in hostile] if any(hostile) else plain
        return Column(header, texts, style, _text_width(texts), links=links, is_centered=False)

    def linked(self, header: str, values: pd.Series, links: Sequence[str | None]) -> Column:
        """Text that comes from data and leads to another place of the workbook."""
        return self.text(header, values, "link", links=links)

    def prose(self, header: str, values: pd.Series, widest: float = _PROSE_WIDTH) -> Column:
        """Sentences that come from data, wrapped."""
        column = self.text(header, values, "wrapped")
        longest = max(map(len, column.values), default=0)
        return replace(column, width=min(max(column.width, longest), widest), is_wrapped=True)

    def label(self, header: str, labels: list[str], grey: Sequence[bool] = ()) -> Column:
        """Text of ours, in the workbook's language."""
        style = self._styles.of(*self._row)
        styles = self._greyed(style, self._styles.of(*self._row, "estimated"), grey)
        return Column(header, labels, styles, _text_width(labels), is_centered=False)

    def amount(self, header: str, minor: pd.Series, currency: pd.Series, with_total: bool = False) -> Column:
        """Amounts in minor units; a total only where all are of one currency."""
        values, codes = amounts(minor, currency), currency.unique().tolist()
        formats = {code: self._styles.amount(code, *self._row, dash=True) for code in codes or ["EUR"]}
        one = next(iter(formats))
        style = formats[one] if len(formats) == 1 else [formats[code] for code in currency.tolist()]
        column = Column(header, values, style, number_width(values))
        if not with_total or len(formats) > 1:
            return column
        total = amount(int(minor.sum()), one)
        width = max(column.width, number_width([total]))
        total_style = self._styles.amount(one, "sum", *self._row[1:])
        return replace(column, total=total, total_style=total_style, width=width)

    def maybe_amount(self, header: str, minor: pd.Series, currency: pd.Series) -> Column:
        """Amounts of which some are None (object); no total."""
        values = minor.astype("Int64")
        column = self.amount(header, values.fillna(0).astype("int64"), currency)
        is_blank = values.isna().tolist()
        shown = [None if flag else one for one, flag in zip(column.values, is_blank, strict=True)]
        return replace(column, values=shown)

    def day(self, header: str, days: pd.Series, grey: Sequence[bool] = ()) -> Column:
        """Days since 1970."""
        style = self._styles.of(*self._row, "day")
        styles = self._greyed(style, self._styles.of(*self._row, "estimated", "day"), grey)
        return Column(header, serial_days(days), styles, 12.0)

    def count(self, header: str, values: Sequence[int | None], *names: str) -> Column:
        """Whole numbers."""
        return Column(header, values, self._styles.of(*self._row, "count", *names), 9.0)

    def rate(self, header: str, units: Sequence[int | None]) -> Column:
        """Rates of a year in units (`rates.PERCENT` a percent), shown in percent with their decimals."""
        values = [None if one is None else one / (100 * PERCENT) for one in units]
        return Column(header, values, self._styles.of(*self._row, "rate"), 10.0)

    def share(self, header: str, values: Sequence[float | None]) -> Column:
        """Ratios, shown in percent to a tenth."""
        shown = [None if value is None else unsigned_zero(value, 3) for value in values]
        return Column(header, shown, self._styles.of(*self._row, "share"), 10.0)

    def card(self, rows: pd.DataFrame) -> list[Column]:
        """The number of each row's account card, by which the sheet Fiche compte finds it; no column without cards."""
        numbers = self._book.cards
        if not numbers:
            return []
        values = [numbers.get(key) for key in keys_of(rows)]
        return [Column(self._book.words("col.card"), values, self._styles.of("row", "note", "count"), 8.0)]

    def key(self, header: str, values: pd.Series) -> Column:
        """What rows are found again by: texts nobody needs to see."""
        return replace(self.text(header, values), is_hidden=True)

    def change(self, header: str, minor: list[int | None], currency: pd.Series) -> Column:
        """Amounts that may be unknown, of one currency."""
        code = str(currency.iloc[0])
        values = [amount(each, code) for each in minor]
        width = number_width([value for value in values if value is not None])
        return Column(header, values, self._styles.amount(code, *self._row), width)

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
