"""Sheet Indicateurs: each figure beside its definition, the amounts it rests on, and the trend over the closes."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.days import date_of
from receivables.report import MetricsReport
from workbooks.book import Book, currency_tags, write_cell
from workbooks.cells import Value, amount, safe_text
from workbooks.columns import number_width
from workbooks.trend import has_trend, write_trend

_NAME_WIDTH, _VALUE_WIDTH = 36.0, 16.0
#: Grid columns of a definition, and characters of it on one line there.
_TEXT_SPAN, _LINE_LENGTH, _LINE_HEIGHT = 7, 145, 14.5
_AMOUNTS = ("receivables", "not_due", "overdue", "age_unknown", "unallocated", "opening", "sales")
#: How a value of each unit is shown.
STYLES = {"days": "days_value", "percent": "percent_value", "share": "share", "index": "index_value"}


def write_metrics(book: Book, report: MetricsReport) -> None:
    """One block a currency: figures, amounts, notes, trend."""
    words = book.words
    sheet = book.add_sheet("metrics")
    row = book.write_heading(sheet, "metrics", words(f"view.{report.view}"), words("intro.metrics")) + 1
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 40, _value_width(report))
    sheet.set_zoom(85)
    breaks: list[int] = []
    for currency, tag in currency_tags(dict.fromkeys(report.amounts["currency"])).items():
        row = _Block(book, sheet, report, currency).write(row)
        if has_trend(report, currency):
            breaks.append(row)
        row = write_trend(book, sheet, row, report, (currency, tag))
    sheet.set_h_pagebreaks(breaks)
    if report.amounts.empty:
        sheet.write_string(row, 0, words("none"), book.styles.of("note"))


def _value_width(report: MetricsReport) -> float:
    """The largest amount must fit."""
    amounts = [abs(int(value)) / 100 for name in _AMOUNTS for value in report.amounts[name] if value is not None]
    return max(_VALUE_WIDTH, number_width([max(amounts, default=0.0)]))


class _Block:
    """The figures of one currency: of all companies together, then of each where there are several."""

    def __init__(self, book: Book, sheet: Worksheet, report: MetricsReport, currency: str) -> None:
        self.book, self.sheet, self.report, self.currency = book, sheet, report, currency
        names = report.amounts.loc[report.amounts["currency"] == currency, "company"].tolist()
        self.companies: list[str] = names if len(names) > 2 else names[:1]  # one alone is all there is

    def write(self, row: int) -> int:
        """Title, figures, amounts, notes; returns the first row after."""
        title, style = self.book.words("block.currency", currency=self.currency), self.book.styles.of("block")
        for place in range(len(self.companies) + 1 + _TEXT_SPAN):
            write_cell(self.sheet, row, place, title if not place else "", style)
        self.sheet.set_row(row, 24)
        row = self._write_figures(row + 2) + 1
        row = self._write_amounts(row)
        return self._write_notes(row) + 1

    def _write_headings(self, row: int, first: str, last: str) -> None:
        words, style = self.book.words, self.book.styles.of("panel_header")
        together = words("col.all_companies" if len(self.companies) > 1 else "col.value")
        names = [safe_text(name) or together for name in self.companies]
        self.sheet.write_string(row, 0, words(first), style)
        for place, name in enumerate(names, 1):
            self.sheet.write_string(row, place, name, self.book.styles.of("panel_header", "right"))
        self._write_spanned(row, words(last), "panel_header")

    def _write_spanned(self, row: int, text: str, *names: str) -> None:
        """A text over the last columns of the block."""
        first, style = len(self.companies) + 1, self.book.styles.of(*names, indent=1)
        self.sheet.merge_range(row, first, row, first + _TEXT_SPAN - 1, "", style)
        self.sheet.write_string(row, first, text, style)

    def _write_figures(self, row: int) -> int:
        """Name, one value a company, definition with the reason of what is missing."""
        lang, told = self.book.words.lang, self.report.definitions
        figures = self.report.figures[self.report.figures["currency"] == self.currency].set_index(["company", "name"])
        self._write_headings(row, "col.metric", "col.definition")
        columns = (told["name"], told[f"name_{lang}"], told["unit"], told[f"sentence_{lang}"])
        for place, (name, label, unit, sentence) in enumerate(zip(*columns, strict=True), row + 1):
            own = figures.loc[[(company, name) for company in self.companies]]
            values = [None if value is None else float(value) for value in own["value"].tolist()]
            self._write_values(place, label, values, self.book.styles.of("row", STYLES[unit]))
            text = " → ".join([sentence, *dict.fromkeys(filter(None, own[f"reason_{lang}"].tolist()))])
            self._write_spanned(place, safe_text(text), "row", "wrapped")
            self.sheet.set_row(place, _LINE_HEIGHT * (1 + len(text) // _LINE_LENGTH) + 4)
        return row + 1 + len(told)

    def _write_values(self, row: int, label: str, values: Sequence[Any], style: Any) -> None:
        """A dash where there is no figure."""
        self.sheet.write_string(row, 0, label, self.book.styles.of("row"))
        for place, value in enumerate(values, 1):
            shown: Value = "–" if value is None else value
            write_cell(self.sheet, row, place, shown, style)

    def _write_amounts(self, row: int) -> int:
        """What the figures are computed from."""
        rows = self.report.amounts[self.report.amounts["currency"] == self.currency].set_index("company")
        self._write_headings(row, "col.base", "col.period")
        style = self.book.styles.amount(self.currency, "row")
        for place, name in enumerate(_AMOUNTS, row + 1):
            minors = rows[name].reindex(self.companies).tolist()
            values = [None if minor is None else amount(int(minor), self.currency) for minor in minors]
            self._write_values(place, self.book.words(f"base.{name}"), values, style)
            period = self._period(rows.reindex(self.companies[:1])) if name == "sales" else ""
            self._write_spanned(place, period, "row")
        return row + 1 + len(_AMOUNTS)

    def _period(self, row: pd.DataFrame) -> str:
        """The days the sales of a row are of; '' where none are known."""
        start, end, count = (int(row[name].tolist()[0]) for name in ("period_start", "period_end", "period_days"))
        first, last = date_of(start), date_of(end)
        if first is None or last is None:
            return ""
        words = self.book.words
        return words("base.period", first=words.day(first), last=words.day(last), days=count)

    def _write_notes(self, row: int) -> int:
        notes = self.report.notes[self.report.notes["currency"] == self.currency]
        for company, text in zip(notes["company"], notes[f"sentence_{self.book.words.lang}"], strict=True):
            told = safe_text(f"{company} : {text}" if company else text)
            self.sheet.write_string(row, 0, told, self.book.styles.of("note"))
            row += 1
        return row
