"""Sheet Indicateurs, below the figures of a currency: the closes as a table, and their charts."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.report import MetricsReport
from workbooks.book import Book
from workbooks.columns import Column, Columns
from workbooks.styles import AMBER, BLUE_BAR, LATE, LINE, NAVY, NOT_DUE
from workbooks.tables import write_table

#: A chart says nothing of fewer closes.
_LEAST_CLOSES = 2
_VALUES = {"share_overdue": "share", "dso_accounting": "days_value", "dso_count_back": "days_value",
           "bpdso": "days_value", "add": "days_value", "cei": "percent_value"}  # fmt: skip
#: Charts: their columns in the table (from 0), colours, kind.
_CHARTS: tuple[tuple[str, str, Sequence[tuple[int, str]]], ...] = (
    ("amounts", "column", ((1, BLUE_BAR), (2, LATE[1]))),
    ("days", "line", ((4, NAVY), (5, AMBER), (6, NOT_DUE))),
)
_CHART_ROWS, _CHART_WIDTH, _ROW_PIXELS = 15, 640, 20


def has_trend(report: MetricsReport, currency: str) -> bool:
    """Whether there are closes enough to compare."""
    return len(_of_all(report, currency)) >= _LEAST_CLOSES


def _of_all(report: MetricsReport, currency: str) -> pd.DataFrame:
    """The closes of all companies of a currency together."""
    own: pd.DataFrame = report.trend[(report.trend["currency"] == currency) & (report.trend["company"] == "")]
    return own


def write_trend(book: Book, sheet: Worksheet, row: int, report: MetricsReport, named: tuple[str, str]) -> int:
    """The months every company closed, the oldest first, with charts below; or the sentence why there are none.

    `named`: the currency and its tag. Returns the first row after.
    """
    currency, tag = named
    words = book.words
    trend = _of_all(report, currency)
    sheet.write_string(row, 0, words("block.trend"), book.styles.of("subtitle", "bold"))
    if not has_trend(report, currency):
        sheet.write_string(row + 1, 0, words("metrics.no_trend", count=len(trend)), book.styles.of("note"))
        return row + 3
    top = row + 1
    names = {row["name"]: row[f"name_{words.lang}"] for row in report.definitions.to_dict("records")}
    after = write_table(book, sheet, top, f"Trend_{tag}", _columns(book, trend, names), with_widths=False)
    sheet.set_row(top, 46)
    for place, (key, kind, series) in enumerate(_CHARTS):
        chart = _chart(book, kind, series, (top, len(trend)))
        chart.set_title({"name": words(f"chart.{key}"), "name_font": {"size": 11, "color": NAVY}})
        chart.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * _ROW_PIXELS})
        sheet.insert_chart(after + 1, 0, chart, {"x_offset": 5 + place * (_CHART_WIDTH + 10), "object_position": 2})
    return after + _CHART_ROWS + 3


def _columns(book: Book, trend: pd.DataFrame, names: dict[Any, str]) -> list[Column]:
    make, words = Columns(book), book.words
    columns = [make.label(words("col.month"), trend["month"].tolist())]
    for name in ("receivables", "overdue"):
        columns.append(make.amount(words(f"base.{name}"), trend[name].astype("int64"), trend["currency"]))
    for name, style in _VALUES.items():
        values = [None if value is None else float(value) for value in trend[name].tolist()]
        columns.append(Column(names[name], values, book.styles.of("row", style), 16.0))
    return columns


def _chart(book: Book, kind: str, series: Sequence[tuple[int, str]], rows: tuple[int, int]) -> Any:
    """Columns or lines over the months of the table whose header is at `rows[0]`, with `rows[1]` months."""
    name, (top, count) = book.words.sheet("metrics"), rows
    chart = book.workbook.add_chart({"type": kind})
    for place, colour in series:
        paint = {"line": {"color": colour, "width": 2.25}} if kind == "line" else {"fill": {"color": colour}}
        marks = {"marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}}
        chart.add_series(
            {
                "name": [name, top, place],
                "categories": [name, top + 1, 0, top + count, 0],
                "values": [name, top + 1, place, top + count, place],
                **paint,
                **(marks if kind == "line" else {"gap": 60}),
            }
        )
    font = {"size": 9}
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font, "line": {"color": LINE}})
    grid = {"major_gridlines": {"visible": True, "line": {"color": LINE}}}
    chart.set_y_axis({"num_format": "#,##0", "num_font": font, "line": {"none": True}, "min": 0, **grid})
    chart.set_chartarea({"border": {"none": True}})
    return chart
