"""Sheets Anomalies, Rapprochement proposé and Imports: lists of what was found, proposed and read."""

from functools import partial

import pandas as pd

from workbooks.book import Book
from workbooks.columns import Column, Columns
from workbooks.tables import write_long_table

_SHORT_SHA = 12


def write_anomalies(book: Book) -> None:
    """Counts by code on top, then every anomaly with its sentence, in the order of the report."""
    rows = book.report.anomalies
    write_long_table(
        book,
        "anomalies",
        "Anomalies",
        rows,
        columns=partial(_anomaly_columns, book),
        lead=() if book.is_shared else _count_columns(book, rows),
        row_key=("col.anomaly", "col.company", "col.account", "col.number"),
    )


def _count_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    if rows.empty:
        return []
    counts = rows["code"].value_counts(sort=False)
    make, words = Columns(book), book.words
    return [
        make.label(words("col.anomaly"), make.codes("anomaly", pd.Series(counts.index))),
        make.count(words("col.count"), counts.tolist()),
    ]


def _anomaly_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, words = Columns(book), book.words
    return [
        make.label(words("col.anomaly"), make.codes("anomaly", rows["code"])),
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.account"), rows["account"]),
        make.text(words("col.number"), rows["number"]),
        make.amount(words("col.amount"), rows["amount"], rows["currency"]),
        make.text(words("col.currency"), rows["currency"]),
        make.prose(words("col.sentence"), rows[f"sentence_{words.lang}"]),
    ]


def write_proposals(book: Book) -> None:
    """What the accountant can key in: each credit beside the document it pays."""
    rows = book.report.proposals.sort_values(["company", "account", "credit_day"], kind="stable")
    write_long_table(
        book,
        "proposals",
        "ProposedMatching",
        rows,
        book.words("intro.proposals"),
        columns=partial(_proposal_columns, book),
        row_key=("col.company", "col.account", "col.credit_number", "col.document_number"),
    )


def _proposal_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, words = Columns(book), book.words
    return [
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.account"), rows["account"]),
        make.text(words("col.name"), rows["name"]),
        make.text(words("col.credit_number"), rows["credit_number"]),
        make.day(words("col.credit_date"), rows["credit_day"]),
        make.text(words("col.document_number"), rows["document_number"]),
        make.day(words("col.paid_date"), rows["document_day"]),
        make.amount(words("col.matched_amount"), rows["amount"], rows["currency"], with_total=True),
        make.text(words("col.currency"), rows["currency"]),
        make.label(words("col.rule"), make.codes("rule", rows["rule"])),
    ]


def write_imports(book: Book) -> None:
    """The files these figures rest on."""
    columns, key = partial(_import_columns, book), ("col.sha256", "col.company")
    write_long_table(book, "imports", "Imports", book.report.imports, columns=columns, row_key=key)


def _import_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, words = Columns(book), book.words
    return [
        make.text(words("col.file_name"), rows["file_name"]),
        make.text(words("col.company"), rows["company"]),
        make.label(words("col.kind"), make.codes("import", rows["kind"])),
        make.day(words("col.first_day"), rows["first_day"]),
        make.day(words("col.last_day"), rows["last_day"]),
        make.count(words("col.rows"), rows["rows"].tolist()),
        make.count(words("col.problems"), rows["problems"].tolist()),
        make.text(words("col.sha256"), rows["sha256"].astype(str).str[:_SHORT_SHA]),
    ]
