"""What a reader of the penalties must know first, and what the remarks beside the items mean."""

from collections.abc import Iterable

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.late_payment.penalty_words import SENTENCES
from receivables.report import PenaltyReport
from workbooks.book import Book
from workbooks.words import Words

_DEFAULT_RATE = "legal_default"


def write_notes(book: Book, sheet: Worksheet, row: int, report: PenaltyReport) -> int:
    """One sentence a row: since when, up to when, which rate stands in; returns the next row."""
    for name, sentence in notes(book.words, report):
        sheet.write_string(row, 0, sentence, book.styles.of(name))
        row += 1
    return row


def notes(words: Words, report: PenaltyReport) -> Iterable[tuple[str, str]]:
    """Style and sentence: up to when, which rate, since when."""
    if report.computed_until < report.as_of:
        yield "bad", words("penalty.computed_until", day=words.day(report.computed_until))
    if report.rate_note:
        yield "doubt", words("penalty.check_terms")
    if report.paid_since is not None:
        yield "note", words("penalty.paid_since", day=words.day(report.paid_since))


def remarks(words: Words, warnings: pd.Series) -> list[str]:
    """Codes of each item -> short remarks, one text a row; each set of codes is worded once.

    That the law's rate stands in for a clause is said on top of the sheet, and by the source of each line.
    """
    keys = [tuple(codes) for codes in warnings.tolist()]
    told = {
        codes: " · ".join(words(f"remark.{code}") for code in codes if code != _DEFAULT_RATE) for codes in set(keys)
    }
    return [told[codes] for codes in keys]


def meanings(words: Words, report: PenaltyReport) -> list[tuple[str, str]]:
    """(remark, sentence) of every doubt the report tells; the sentences are those of the French law."""
    day = report.computed_until.strftime("%d/%m/%Y")
    return [(words(f"remark.{code}"), SENTENCES[code].format(day=day)) for code in report.warnings]
