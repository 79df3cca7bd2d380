"""Sheet Balance âgée: one table per currency, one row per account; below it the accounts shown apart."""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from workbooks.book import Book, currency_tags
from workbooks.columns import Column, Columns
from workbooks.figures import overdue_of
from workbooks.styles import AMBER_BAR, BLUE_BAR, add_bars
from workbooks.tables import write_table

_KEY = ("col.company", "col.collective", "col.account")
_LABELS = ["company", "collective", "account", "name"]


def write_balance(book: Book) -> None:
    """One sheet per currency: they are never added together."""
    for place, (currency, tag) in enumerate(currency_tags(book.currencies).items()):
        _write_currency(book, currency, tag if place else "")


def _write_currency(book: Book, currency: str, tag: str) -> None:
    sheet = book.add_sheet("balance", tag)
    top = book.write_heading(sheet, "balance", book.words("amounts_in", currency=currency), book.words("intro.balance"))
    rows = book.report.balance[book.report.balance["currency"] == currency].sort_values(["company", "account"])
    columns = _columns(book, rows)
    suffix = f"_{tag}" if tag else ""
    after = write_table(book, sheet, top, f"AgedBalance{suffix}", columns, row_key=_KEY)
    if len(rows):
        for column, colour in ((len(columns) - 3, BLUE_BAR), (len(columns) - 2, AMBER_BAR)):
            add_bars(sheet, column, top + 1, top + len(rows), colour)
    sheet.freeze_panes(top + 1, len(_LABELS))
    sheet.repeat_rows(top)
    sheet.set_zoom(90)
    if not book.is_shared:  # there they are told on the summary alone
        _write_apart(book, sheet, after + 2, currency, suffix)


def _columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, report, words = Columns(book), book.report, book.words
    amounts = [
        make.amount(words.bucket(name, report.basis), rows[name], rows["currency"], with_total=True)
        for name in report.columns
    ]
    return [
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.collective"), rows["collective"]),
        make.linked(words("col.account"), rows["account"], book.links_of(rows)),
        make.text(words("col.name"), rows["name"]),
        *amounts,
        make.amount(words("col.total"), rows["total"], rows["currency"], with_total=True),
        make.amount(
            words(f"col.of_which_overdue.{report.basis}"), overdue_of(report, rows), rows["currency"], with_total=True
        ),
        make.amount(words("col.collectible"), rows["collectible"], rows["currency"], with_total=True),
    ]


def _write_apart(book: Book, sheet: Worksheet, top: int, currency: str, suffix: str) -> None:
    """Deposits, credit notes to issue, unbilled: listed below the balance, outside its total."""
    rows = book.report.apart[book.report.apart["currency"] == currency].sort_values(["company", "account"])
    if rows.empty:
        return
    make, words = Columns(book), book.words
    sheet.write_string(top, 0, words("block.apart"), book.styles.of("subtitle", "bold"))
    columns = [make.text(words(f"col.{name}"), rows[name]) for name in _LABELS]
    columns.append(make.amount(words("col.total"), rows["total"], rows["currency"]))
    write_table(book, sheet, top + 1, f"AccountsApart{suffix}", columns, with_widths=False)
