"""Sheet Comité: the twenty accounts most overdue, with room for reason, owner, decision and date."""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from workbooks.book import Book, currency_tags
from workbooks.columns import Column, Columns
from workbooks.figures import changes_since_close, largest_overdue
from workbooks.tables import write_table

_COUNT = 20
_ROW_HEIGHT = 24
_REASON_PLACE = 8


def write_committee(book: Book) -> None:
    """One table per currency, one under the other."""
    words, month = book.words, book.report.previous_month
    close = words("committee.previous", month=month) if month else words("committee.no_previous")
    sheet = book.add_sheet("committee")
    row = book.write_heading(sheet, "committee", words("intro.committee"), close)
    sheet.repeat_rows(0, row)
    sheet.set_zoom(90)
    for currency, tag in currency_tags(book.currencies).items():
        row = _write_currency(book, sheet, row, currency, tag)


def _write_currency(book: Book, sheet: Worksheet, row: int, currency: str, tag: str) -> int:
    accounts = largest_overdue(book.report, currency, _COUNT)
    sheet.write_string(row, 0, book.words("amounts_in", currency=currency), book.styles.of("subtitle", "bold"))
    if accounts.empty:
        sheet.write_string(row + 1, 0, book.words("committee.nothing"), book.styles.of("note"))
        return row + 3
    after = write_table(book, sheet, row + 1, f"Committee_{tag}", _columns(book, accounts))
    for data_row in range(row + 2, after):
        sheet.set_row(data_row, _ROW_HEIGHT)
    _add_choices(book, sheet, row + 2, after - 1)
    return after + 1


def _columns(book: Book, accounts: pd.DataFrame) -> list[Column]:
    make, words, basis = Columns(book), book.words, book.report.basis
    count, currency = len(accounts), accounts["currency"]
    return [
        make.count(words("col.rank"), list(range(1, count + 1)), "center"),
        make.text(words("col.company"), accounts["company"]),
        make.linked(words("col.account"), accounts["account"], book.links_of(accounts)),
        make.text(words("col.name"), accounts["name"]),
        make.amount(words("col.total"), accounts["total"], currency),
        make.amount(words(f"kpi.overdue.{basis}"), accounts["overdue"], currency),
        make.count(words("col.oldest"), accounts["oldest_days"].tolist()),
        make.change(words("col.change"), changes_since_close(book.report, accounts), currency),
        make.input(words("col.reason"), count, 22),
        make.input(words("col.owner"), count, 16),
        make.input(words("col.decision"), count, 30),
        make.input(words("col.decision_date"), count, 12, "day"),
    ]


def _add_choices(book: Book, sheet: Worksheet, first: int, last: int) -> None:
    """A list to choose the reason from; something else may be typed."""
    sheet.data_validation(
        first,
        _REASON_PLACE,
        last,
        _REASON_PLACE,
        {"validate": "list", "source": book.words("committee.reasons").split("|"), "error_type": "information"},
    )
