"""The aged-balance workbook: nine sheets from one `BalanceReport`, the same bytes for the same report."""

import datetime as dt
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from receivables.errors import ReceivablesError
from receivables.pause import garbage_collection_paused
from receivables.report import BalanceReport
from workbooks.aged import write_balance
from workbooks.book import Book
from workbooks.committee import write_committee
from workbooks.figures import sorted_items
from workbooks.findings import write_anomalies, write_imports, write_proposals
from workbooks.help_sheet import write_help
from workbooks.open_items import item_anchors, write_items
from workbooks.payment_terms import write_payment_terms
from workbooks.styles import Styles
from workbooks.summary import write_summary
from workbooks.words import Words

#: No text ever becomes a formula, a link or a number because of what it looks like.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write_balance_workbook(report: BalanceReport, out: Path | BinaryIO, lang: str) -> None:
    """Write the workbook to a path or an open binary file; `lang` is 'fr' or 'en'.

    Raises ReceivablesError for another language, or where the file cannot be written (open in Excel).
    """
    with garbage_collection_paused():
        _build(report, out, Words(lang))


def _build(report: BalanceReport, out: Path | BinaryIO, words: Words) -> None:
    items = sorted_items(report)
    workbook = Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS)
    _set_properties(workbook, report, words)
    _write_sheets(Book(workbook, report, words, Styles(workbook, words.lang), item_anchors(words, items)), items)
    try:
        workbook.close()
    except FileCreateError as error:
        name = out.name if isinstance(out, Path) else ""
        raise ReceivablesError(words("error.cannot_write", name=name)) from error


def _set_properties(workbook: Workbook, report: BalanceReport, words: Words) -> None:
    """Fixed properties: the creation time is the day of the balance, so that the same report gives the same bytes."""
    created = dt.datetime.combine(report.as_of, dt.time(), tzinfo=dt.UTC)
    workbook.set_properties({"title": words("title.summary"), "author": "Relance", "created": created})
    workbook.set_size(2400, 1600)


def _write_sheets(book: Book, items: pd.DataFrame) -> None:
    write_summary(book)
    write_balance(book)
    write_items(book, items)
    write_committee(book)
    write_payment_terms(book)
    write_anomalies(book)
    write_proposals(book)
    write_imports(book)
    write_help(book)
