"""What a reader of the penalties must know first, and what the remarks beside the items mean."""

from collections.abc import Iterable, Sequence

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.report import PenaltyReport
from workbooks.book import Book
from workbooks.cells import safe_text
from workbooks.words import Words

_DEFAULT_RATE = "legal_default"
_MOST_NAMED = 5


def write_notes(book: Book, sheet: Worksheet, row: int, report: PenaltyReport) -> int:
    """One sentence a row: since when, up to when, which rate stands in; returns the next row."""
    for name, sentence in notes(book.words, report):
        sheet.write_string(row, 0, sentence, book.styles.of(name))
        row += 1
    return row


def notes(words: Words, report: PenaltyReport) -> Iterable[tuple[str, str]]:
    """Style and sentence: up to when, which rate, since when."""
    accounts = report.warned_accounts
    if report.computed_until < report.as_of:
        until = words("penalty.computed_until", day=words.day(report.computed_until))
        yield "bad", f"{until} {of_accounts(words, accounts.get('rate_not_published', []))}".strip()
    if report.rate_note:
        yield "doubt", f"{words('penalty.check_terms')} {of_accounts(words, accounts.get(_DEFAULT_RATE, []))}".strip()
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
    """(remark, sentence with the accounts it speaks of) of every doubt the report tells."""
    day = words.day(report.computed_until)
    return [
        (words(f"remark.{code}"), f"{words(f'meaning.{code}', day=day)} {of_accounts(words, accounts)}")
        for code, accounts in report.warned_accounts.items()
    ]


def of_accounts(words: Words, accounts: Sequence[str]) -> str:
    """`Comptes : C1, C2 et 5 autres.`; '' for none."""
    if not accounts:
        return ""
    named = accounts if len(accounts) <= _MOST_NAMED + 1 else accounts[:_MOST_NAMED]
    told, left = ", ".join(named), len(accounts) - len(named)
    told = words("penalty.more", accounts=told, count=left) if left else told
    return words("penalty.accounts", accounts=safe_text(told))
