"""Synthèse, one currency: cards, panels of buckets, totals of companies, largest overdue accounts."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.aging import AGE_UNKNOWN, UNALLOCATED
from receivables.money import to_decimal
from workbooks.book import Book, write_cell
from workbooks.cells import unsigned_zero
from workbooks.figures import Totals, largest_overdue, totals_of
from workbooks.panel import FIRST, SPAN, Cell, Cells, Heading, write_block
from workbooks.styles import AMBER_BAR, add_bars
from workbooks.summary_buckets import add_chart, write_buckets, write_origins

_LARGEST = 10


def write_currency(book: Book, sheet: Worksheet, row: int, currency: str) -> int:
    """The block of one currency; returns the first row after it."""
    balance = book.report.balance[book.report.balance["currency"] == currency]
    totals = totals_of(book.report, balance)
    row = _write_block_title(book, sheet, row, currency)
    row = _write_cards(book, sheet, row, currency, totals) + 1
    write_origins(book, sheet, row, currency)
    add_chart(book, sheet, row)
    row = write_buckets(book, sheet, row, currency, totals) + 1
    row = _write_companies(book, sheet, row, currency, balance)
    return _write_largest(book, sheet, row, currency)


def _write_block_title(book: Book, sheet: Worksheet, row: int, currency: str) -> int:
    style = book.styles.of("block")
    sheet.set_row(row, 24)
    sheet.write_string(row, FIRST, book.words("block.currency", currency=currency), style)
    for column in range(FIRST + 1, FIRST + SPAN):
        sheet.write_blank(row, column, None, style)
    return row + 2


def _write_cards(book: Book, sheet: Worksheet, row: int, currency: str, totals: Totals) -> int:
    """Six cards of two grid columns: a label, the figure, what it is part of."""
    report, words = book.report, book.words
    items = int((report.items["currency"] == currency).sum())
    count = words("kpi.accounts", count=totals.accounts, items=items)
    oldest = report.buckets[-1]
    cards = [(words("kpi.total"), totals.total, count)]
    cards += [
        (label, minor, _share_note(book, totals, minor))
        for label, minor in (
            (words(f"kpi.not_due.{report.basis}"), totals.columns[report.buckets[0]]),
            (words(f"kpi.overdue.{report.basis}"), totals.overdue),
            (words.bucket(oldest, report.basis), totals.columns[oldest]),
            (words("kpi.unallocated"), totals.columns[UNALLOCATED]),
            (words("kpi.age_unknown"), totals.columns[AGE_UNKNOWN]),
        )
    ]
    sheet.set_row(row + 1, 28)
    for place, (label, minor, note) in enumerate(cards):
        lines = (
            Cell(label, book.styles.of("card_label")),
            Cell(_whole(minor, currency), book.styles.amount(currency, "card_value", whole=True, align="left")),
            Cell(note, book.styles.of("card_note")),
        )
        _write_card(sheet, row, FIRST + 2 * place, lines)
    return row + 3


def _whole(minor: int, currency: str) -> float:
    """Amount as a card shows it, without decimals: some cents are nothing, with no sign."""
    return unsigned_zero(float(to_decimal(minor, currency)), 0)


def _share_note(book: Book, totals: Totals, minor: int) -> str:
    share = totals.share(minor)
    return book.words("kpi.nothing") if share is None else book.words("kpi.share", share=book.words.share(share))


def _write_card(sheet: Worksheet, row: int, column: int, lines: tuple[Cell, ...]) -> None:
    for number, cell in enumerate(lines, row):
        sheet.merge_range(number, column, number, column + 1, "", cell.style)
        write_cell(sheet, number, column, cell.value, cell.style)


def _write_largest(book: Book, sheet: Worksheet, row: int, currency: str) -> int:
    words, accounts = book.words, largest_overdue(book.report, currency, _LARGEST)
    headings = [
        Heading(words("col.account"), 2, False),
        Heading(words("col.name"), 4, False),
        Heading(words("col.company"), 3, False),
        Heading(words("col.oldest")),
        Heading(words(f"kpi.overdue.{book.report.basis}")),
        Heading(words("col.total")),
    ]
    linked = zip(accounts.to_dict("records"), book.links_of(accounts), strict=True)
    rows = [_largest_row(Cells(book), account, link, currency) for account, link in linked]
    after = write_block(book, sheet, row, "largest", headings, rows)
    if rows:
        add_bars(sheet, FIRST + SPAN - 2, after - 1 - len(rows), after - 2, AMBER_BAR)
    return after


def _largest_row(cells: Cells, account: Mapping[Hashable, Any], link: str | None, currency: str) -> list[Cell]:
    return [
        cells.text(account["account"], link),
        cells.text(account["name"]),
        cells.text(account["company"]),
        cells.count(int(account["oldest_days"])),
        cells.amount(int(account["overdue"]), currency),
        cells.amount(int(account["total"]), currency),
    ]


def _write_companies(book: Book, sheet: Worksheet, row: int, currency: str, balance: pd.DataFrame) -> int:
    """Totals of each company; nothing where there is one."""
    report, words = book.report, book.words
    companies = sorted(set(balance["company"]))
    headings = [
        Heading(words("col.company"), 5, False),
        Heading(words(f"kpi.not_due.{report.basis}")),
        Heading(words(f"kpi.overdue.{report.basis}")),
        Heading(words.bucket(report.buckets[-1], report.basis)),
        Heading(words("kpi.age_unknown")),
        Heading(words("kpi.unallocated")),
        Heading(words("col.total"), 2),
    ]
    rows = [
        _company_row(Cells(book), name, totals_of(report, balance[balance["company"] == name]), currency)
        for name in companies
    ]
    return write_block(book, sheet, row, "companies", headings, rows if len(rows) > 1 else [])


def _company_row(cells: Cells, company: str, totals: Totals, currency: str) -> list[Cell]:
    names = list(totals.columns)
    minors = [
        totals.columns[names[0]],
        totals.overdue,
        totals.columns[names[-3]],
        totals.columns[AGE_UNKNOWN],
        totals.columns[UNALLOCATED],
        totals.total,
    ]
    return [cells.text(company), *(cells.amount(minor, currency) for minor in minors)]
