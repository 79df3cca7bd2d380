"""Sheet Synthèse: the position on one page, each currency in its own block."""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.report import Freshness
from workbooks.book import Book
from workbooks.cells import safe_text
from workbooks.figures import control_state, is_stale
from workbooks.panel import FIRST, SPAN, grid_width
from workbooks.summary_changes import write_changes
from workbooks.summary_control import write_apart, write_bridges, write_control, write_matching
from workbooks.summary_currency import write_currency

_MARGIN_WIDTH = 2
#: Characters of the body font on one line across the page.
_LINE_LENGTH = 250
_MARKS = {"good": "✓", "bad": "✗", "doubt": "!"}


def write_summary(book: Book, changes: pd.DataFrame | None = None) -> None:
    """The sheet: state of the figures, currencies, what changed, control, matching, accounts apart, bridge."""
    sheet = book.add_sheet("summary")
    sheet.set_column(0, 0, _MARGIN_WIDTH)
    sheet.set_column(FIRST, FIRST + SPAN - 1, grid_width(book))
    sheet.set_zoom(85)
    row = _write_title(book, sheet)
    row = _write_states(book, sheet, row)
    breaks = []
    for currency in book.currencies:
        row = write_currency(book, sheet, row, currency)
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks)
    if changes is not None:
        row = write_changes(book, sheet, row, changes)
    for write_block in (write_control, write_matching, write_apart, write_bridges):
        row = write_block(book, sheet, row)


def _write_title(book: Book, sheet: Worksheet) -> int:
    report, words = book.report, book.words
    sheet.set_row(0, 34)
    sheet.write_string(0, FIRST, book.title("summary"), book.styles.of("title", font_size=24))
    companies = sorted(set(report.balance["company"]) | {row.company for row in report.freshness})
    names = safe_text(", ".join(companies)) or words("no_company")
    sheet.merge_range(1, FIRST, 1, FIRST + SPAN - 1, "", book.styles.of("subtitle", "bold"))
    sheet.write_string(1, FIRST, names, book.styles.of("subtitle", "bold", "data"))
    context = " · ".join([book.day, words(f"view.{report.view}"), words(f"basis.{report.basis}")])
    sheet.write_string(2, FIRST, context, book.styles.of("subtitle"))
    return 4


def _write_states(book: Book, sheet: Worksheet, row: int) -> int:
    """Sentences a reader must see first: does it tie, is it fresh, are ages reliable."""
    words = book.words
    state, count = control_state(book.report)
    style = {"ties": "good", "partly": "good", "differs": "bad", "unknown": "doubt"}[state]
    states = [(style, words(f"verdict.{state}", count=count))]
    states += [_freshness(book, freshness) for freshness in book.report.freshness]
    states += [
        ("bad", words("unreliable", company=quality.company))
        for quality in book.report.matching
        if not quality.is_reliable
    ]
    for place, (name, sentence) in enumerate(states, row):
        _write_sentence(book, sheet, place, name, safe_text(f"{_MARKS[name]}  {sentence}"))
    return row + len(states) + 1


def _write_sentence(book: Book, sheet: Worksheet, row: int, name: str, sentence: str) -> None:
    style = book.styles.of("paragraph", name)
    sheet.merge_range(row, FIRST, row, FIRST + SPAN - 1, "", style)
    sheet.write_string(row, FIRST, sentence, style)
    sheet.set_row(row, 15 * (1 + len(sentence) // _LINE_LENGTH))


def _freshness(book: Book, freshness: Freshness) -> tuple[str, str]:
    """Style and sentence on the last bank receipt of one company."""
    words, company, receipt = book.words, freshness.company, freshness.last_receipt
    if receipt is None:
        style, sentence = "doubt", words("freshness.unknown", company=company)
    else:
        state = "stale" if is_stale(freshness, book.report.as_of) else "fresh"
        style = "doubt" if state == "stale" else "good"
        sentence = words(f"freshness.{state}", company=company, receipt=words.day(receipt))
    if freshness.last_day is not None:
        sentence += " " + words("freshness.last_day", day=words.day(freshness.last_day))
    return style, sentence
