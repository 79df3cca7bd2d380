"""Synthèse: what became of the open items since the last import of each company."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.days import date_of
from receivables.morning import CHANGES
from workbooks.book import Book
from workbooks.panel import FIRST, Cell, Cells, Heading, write_block


def write_changes(book: Book, sheet: Worksheet, row: int, changes: pd.DataFrame) -> int:
    """A row a company and currency: paid, new, newly late, each as count and amount; and by what one is called paid."""
    if changes.empty:
        return row
    words = book.words
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.since"), 2, False),
        Heading(words("col.currency"), 1, False),
    ]
    for name in CHANGES:
        headings += [Heading(words(f"col.{name}_count")), Heading(words(f"col.{name}"))]
    rows = [_change_row(book, one) for one in changes.to_dict("records")]
    row = write_block(book, sheet, row, "changes", headings, rows)
    sheet.write_string(row - 1, FIRST, words(f"changes.paid.{book.report.view}"), book.styles.of("note"))
    return row + 1


def _change_row(book: Book, row: Mapping[Hashable, Any]) -> list[Cell]:
    cells, since = Cells(book), date_of(int(row["since"]))
    figures = [
        cell
        for name in CHANGES
        for cell in (cells.count(int(row[f"{name}_count"])), cells.amount(int(row[name]), str(row["currency"])))
    ]
    day = cells.label("" if since is None else book.words.day(since))
    return [cells.text(row["company"]), day, cells.text(row["currency"]), *figures]
