"""The aged-balance workbook: its sheets from a `BalanceReport` and the `MorningReport` beside it.

The same reports give the same bytes.
"""

import datetime as dt
from pathlib import Path
from typing import BinaryIO

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from receivables.errors import ReceivablesError
from receivables.morning import MorningReport
from receivables.pause import garbage_collection_paused
from receivables.report import BalanceReport
from receivables.shared_report import SharedReport
from workbooks.account_card import write_account_card
from workbooks.aged import write_balance
from workbooks.agenda import write_agenda
from workbooks.book import Book
from workbooks.campaign_sheets import write_objections, write_procedures, write_proposal, write_sent
from workbooks.cards import card_numbers
from workbooks.committee import write_committee
from workbooks.criteria import write_criteria_sheet
from workbooks.event_sheets import write_conflicts, write_event_sheets
from workbooks.figures import sorted_items
from workbooks.findings import write_anomalies, write_imports, write_proposals
from workbooks.help_sheet import SHARED_SHEETS, SHEETS, with_campaigns, write_help
from workbooks.lists import Lists
from workbooks.metrics import write_metrics
from workbooks.open_items import item_anchors, write_items
from workbooks.payment_terms import write_payment_terms
from workbooks.penalty_accounts import write_penalty_accounts
from workbooks.penalty_figures import penalty_rows
from workbooks.penalty_lines import of_sheet, penalty_anchors, write_penalties
from workbooks.rates import write_rates
from workbooks.shared_agenda import SharedAgenda
from workbooks.shared_summary import write_control, write_shared_summary
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


def write_balance_workbook(
    report: BalanceReport, out: Path | BinaryIO, lang: str, morning: MorningReport | None = None
) -> None:
    """Write the workbook to a path or an open binary file; `lang` is 'fr' or 'en'; without `morning` the balance alone.

    Raises ReceivablesError for another language, or where the file cannot be written (open in Excel).
    """
    with garbage_collection_paused():
        _build(report, morning, out, Words(lang))


def write_shared_workbook(
    report: BalanceReport, out: BinaryIO, lang: str, morning: MorningReport, shared: SharedReport
) -> None:
    """Write the workbook several people fill in together, to an open binary file; its hidden state is not in it yet.

    The sheets of a clerk's day: what managers need once a month stands in the other workbook.
    """
    with garbage_collection_paused():
        words = Words(lang)
        items = sorted_items(report)
        workbook = Workbook(out, _OPTIONS)
        _set_properties(workbook, report, words)
        numbers = card_numbers(report, morning)
        book = Book(workbook, report, words, Styles(workbook, lang), item_anchors(words, items), numbers, True)
        _write_shared_sheets(book, items, morning, shared)
        workbook.close()


def _build(report: BalanceReport, morning: MorningReport | None, out: Path | BinaryIO, words: Words) -> None:
    items = sorted_items(report)
    workbook = Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS)
    _set_properties(workbook, report, words)
    numbers = {} if morning is None else card_numbers(report, morning)
    book = Book(workbook, report, words, Styles(workbook, words.lang), item_anchors(words, items), numbers)
    if morning is None:
        _write_balance_sheets(book, items)
    else:
        _write_all_sheets(book, items, morning)
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


def _write_balance_sheets(book: Book, items: pd.DataFrame) -> None:
    write_summary(book)
    write_balance(book)
    write_items(book, items)
    write_committee(book)
    write_payment_terms(book)
    write_anomalies(book)
    write_proposals(book)
    write_imports(book)
    write_help(book)


def _write_shared_sheets(book: Book, items: pd.DataFrame, morning: MorningReport, shared: SharedReport) -> None:
    rows, lists = penalty_rows(morning.penalties), Lists(shared, book.words)
    agenda = SharedAgenda(book, morning, shared, lists)
    write_shared_summary(book)
    agenda.write()
    write_event_sheets(book, shared, lists)
    write_conflicts(book, lists)
    write_balance(book)
    write_items(book, items)
    write_account_card(book, morning, items, of_sheet(rows, "penalties"), agenda)
    write_penalties(book, morning.penalties, rows)
    write_anomalies(book)
    write_proposals(book)
    write_control(book)
    write_imports(book)
    write_help(book, SHARED_SHEETS)
    lists.write(book)


def _write_all_sheets(book: Book, items: pd.DataFrame, morning: MorningReport) -> None:
    """In the order of a working day: what to do, on what it rests, what to discuss, what to check."""
    rows = penalty_rows(morning.penalties)
    write_summary(book, morning.since_import)
    write_agenda(book, morning.worklist)
    campaigns = morning.campaigns
    if campaigns is not None:
        write_proposal(book, campaigns)
        write_sent(book, campaigns)
    write_balance(book)
    write_items(book, items)
    write_account_card(book, morning, items, of_sheet(rows, "penalties"))
    write_penalty_accounts(book, morning.penalties, penalty_anchors(book.words, rows))
    write_penalties(book, morning.penalties, rows)
    write_committee(book)
    write_payment_terms(book)
    write_metrics(book, morning.metrics)
    if campaigns is not None:
        write_objections(book)
    write_anomalies(book)
    write_proposals(book)
    write_criteria_sheet(book, morning.worklist.criteria, morning.worklist.criteria_version)
    if campaigns is not None:
        write_procedures(book, campaigns)
    write_rates(book, morning.rates)
    write_imports(book)
    write_help(book, SHEETS if campaigns is None else with_campaigns(SHEETS))
