"""Sheet Délais L441: invoices issued, overdue and unpaid, as the table annexed to article D441-6 asks.

Source: code de commerce, D441-6 and its model table (A441-2): (A) bands of late payment, (B) invoices excluded,
(C) reference terms. Credits that pay no invoice are no part of it.
"""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.report import PaymentTermsTable
from receivables.schema import DUE_ORIGINS, KINDS, DueOrigin, Kind
from workbooks.book import Book
from workbooks.cells import safe_text
from workbooks.figures import due_origins
from workbooks.panel import Cell, Cells, Heading, grid_width, write_panel, write_section

_LABEL_WIDTH, _BAND_WIDTH = 72, 21
_MOST_TERMS = 4
_ESTIMATED = (DueOrigin.DEFAULT_TERMS, DueOrigin.LABEL)
#: Sentence of part (C) -> the origins of due dates it speaks of.
_REFERENCES = (
    ("contractual", (DueOrigin.FILE, DueOrigin.CUSTOMER_TERMS)),
    ("default", _ESTIMATED),
    ("unknown", (DueOrigin.UNKNOWN,)),
)


def write_payment_terms(book: Book) -> None:
    """One table per company and currency, one under the other."""
    sheet = book.add_sheet("terms")
    row = book.write_heading(sheet, "terms") + 1
    if not book.report.payment_terms:
        sheet.write_string(row, 0, book.words("terms.nothing"), book.styles.of("note"))
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1 + len(book.report.buckets), max(_BAND_WIDTH, grid_width(book)))
    for table in book.report.payment_terms:
        row = _write_table(book, sheet, row, table)


def _write_table(book: Book, sheet: Worksheet, row: int, table: PaymentTermsTable) -> int:
    words, width = book.words, len(table.bands) + 2
    row = write_section(book, sheet, row, safe_text(f"{table.company} · {table.currency}"), column=0, span=width)
    headings = [
        Heading(words("terms.section_a"), 1, False),
        *(Heading(words.legal_band(str(band))) for band in table.bands["band"]),
        Heading(words("terms.total")),
    ]
    row = write_panel(book, sheet, row, headings, _band_rows(book, table), column=0)
    row = _write_note(book, sheet, row, _sales_sentence(book, table)) + 1
    headings = [Heading(words("terms.section_b"), 1, False), Heading("")]
    row = write_panel(book, sheet, row, headings, _excluded_rows(book, table), column=0) + 1
    row = write_panel(book, sheet, row, [Heading(words("terms.section_c"), 1, False)], [], column=0)
    for sentence in _reference_sentences(book, table):
        row = _write_note(book, sheet, row, sentence)
    return row + 2


def _band_rows(book: Book, table: PaymentTermsTable) -> list[list[Cell]]:
    words, cells = book.words, Cells(book)
    counts, amounts = _with_total(table.bands["count"]), _with_total(table.bands["amount"])
    unknown = cells.label(words("terms.no_share"), "note", "right")
    shares = [cells.share(amount / table.sales) if table.sales else unknown for amount in amounts]
    return [
        [cells.label(words("terms.count")), *(cells.count(count) for count in counts)],
        [
            cells.label(words("terms.amount", currency=table.currency)),
            *(cells.amount(amount, table.currency) for amount in amounts),
        ],
        [cells.label(words("terms.share")), *shares],
    ]


def _with_total(values: pd.Series) -> list[int]:
    return [*(int(value) for value in values), int(values.sum())]


def _excluded_rows(book: Book, table: PaymentTermsTable) -> list[list[Cell]]:
    words, cells = book.words, Cells(book)
    return [
        [cells.label(words("terms.excluded_count")), cells.count(table.disputed_count)],
        [
            cells.label(words("terms.excluded_amount", currency=table.currency)),
            cells.amount(table.disputed_amount, table.currency),
        ],
    ]


def _sales_sentence(book: Book, table: PaymentTermsTable) -> str:
    words = book.words
    if not table.sales:
        return words("terms.no_sales")
    sales = words.amount(table.sales, table.currency)
    if table.year_start is None:
        return words("terms.sales_no_start", amount=sales)
    return words("terms.sales", amount=sales, start=words.day(table.year_start))


def _reference_sentences(book: Book, table: PaymentTermsTable) -> list[str]:
    """(C): how far due dates are contractual, and the default terms used elsewhere, from the open invoices."""
    items = book.report.items
    invoices = items[
        (items["company"] == table.company)
        & (items["currency"] == table.currency)
        & (items["kind"] == KINDS[Kind.INVOICE])
        & (items["open"] > 0)
    ]
    origins = due_origins(invoices)
    total = sum(origins.values())
    if not total:
        return []
    terms = _default_terms(book, invoices)
    amounts = {key: sum(origins.get(DUE_ORIGINS[origin], 0) for origin in members) for key, members in _REFERENCES}
    return [
        safe_text(book.words(f"terms.{key}", share=book.words.share(amount / total), terms=terms))
        for key, amount in amounts.items()
        if amount
    ]


def _default_terms(book: Book, invoices: pd.DataFrame) -> str:
    """The default terms used, a few of them where there are several."""
    used = sorted(set(invoices.loc[invoices["due_origin"].isin([DUE_ORIGINS[each] for each in _ESTIMATED]), "terms"]))
    return ", ".join([*map(book.words.terms, used[:_MOST_TERMS]), *(["…"] if len(used) > _MOST_TERMS else [])])


def _write_note(book: Book, sheet: Worksheet, row: int, sentence: str) -> int:
    sheet.write_string(row, 0, sentence, book.styles.of("note"))
    return row + 1
