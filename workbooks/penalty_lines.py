"""Sheets Pénalités and Pénalités incertaines: the calculation line by line, to be redone by hand."""

from dataclasses import replace
from functools import partial

import pandas as pd

from receivables.report import PenaltyReport
from workbooks.book import Anchors, Book
from workbooks.columns import Column, Columns
from workbooks.penalty_figures import INTEREST
from workbooks.penalty_notes import notes, remarks
from workbooks.tables import MAX_ROWS, write_long_table
from workbooks.words import Words

#: Sheet -> name of its table.
SHEETS = {"penalties": "Penalties", "uncertain": "UncertainPenalties"}
#: Rows above the table's header: title, day, way back.
HEADER_ROW = 3
_ACCOUNT_COLUMN = "B"
_KEY = ["company", "account", "currency"]
_ROW_KEY = ("col.company", "col.account", "col.number", "col.due_date", "col.what", "col.from_day")
_REMARK_WIDTH, _SOURCE_WIDTH = 46.0, 72.0


def of_sheet(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Those of `penalty_rows` that stand on a sheet."""
    own: pd.DataFrame = rows[rows["is_uncertain"] == (key == "uncertain")]
    return own.reset_index(drop=True)


def penalty_anchors(words: Words, rows: pd.DataFrame) -> Anchors:
    """(company, account, currency) -> link to its first line: a certain one where there is any."""
    anchors: Anchors = {}
    for key in SHEETS:
        firsts = of_sheet(rows, key).drop_duplicates(_KEY)
        for *account, position in zip(*(firsts[name].astype(str) for name in _KEY), firsts.index.tolist(), strict=True):
            part, row = divmod(position, MAX_ROWS)
            sheet = words.sheet(key, f"({part + 1})" if part else "")
            anchors.setdefault(tuple(account), f"internal:'{sheet}'!{_ACCOUNT_COLUMN}{HEADER_ROW + row + 2}")
    return anchors


def write_penalties(book: Book, report: PenaltyReport, rows: pd.DataFrame) -> None:
    """Certain lines of what is open and what was paid late; on a sheet of their own, in grey, the doubtful ones."""
    sentences = [sentence for _, sentence in notes(book.words, report)]
    for key, name in SHEETS.items():
        columns = partial(penalty_columns, book, key)
        told = book.words(f"intro.{key}"), *sentences
        write_long_table(book, key, name, of_sheet(rows, key), *told, columns=columns, row_key=_ROW_KEY)


def penalty_columns(book: Book, key: str, rows: pd.DataFrame) -> list[Column]:
    """The columns of a sheet, for some of its rows."""
    make, words = Columns(book, *(["estimated"] if key == "uncertain" else [])), book.words
    currency = rows["currency"]
    return [
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.account"), rows["account"]),
        make.text(words("col.name"), rows["name"]),
        make.text(words("col.number"), rows["number"]),
        make.day(words("col.due_date"), rows["due_day"]),
        _paid_days(book, make, rows),
        make.label(words("col.what"), _whats(book, rows)),
        make.maybe_amount(words("col.principal"), rows["principal"], currency),
        make.day(words("col.from_day"), rows["first"]),
        make.day(words("col.to_day"), rows["last"]),
        make.count(words("col.bearing_days"), rows["days"].tolist()),
        make.rate(words("col.rate"), rows["units"].tolist()),
        make.amount(words("col.penalty"), rows["amount"], currency, with_total=True),
        make.amount(words("col.fixed"), rows["compensation"], currency, with_total=True),
        make.text(words("col.currency"), currency),
        make.prose(words("col.source"), rows["source"], _SOURCE_WIDTH),
        make.prose(words("col.remarks"), pd.Series(remarks(words, rows["warnings"]), dtype="str"), _REMARK_WIDTH),
        *make.card(rows),
    ]


def _paid_days(book: Book, make: Columns, rows: pd.DataFrame) -> Column:
    """When each item was paid late; a word where it still is to be paid."""
    column, still_open = make.day(book.words("col.paid_day"), rows["paid_day"]), book.words("penalty.open")
    return replace(column, values=[still_open if day is None else day for day in column.values])


def _whats(book: Book, rows: pd.DataFrame) -> list[str]:
    """Interest under the name the law gives it, or nothing at all."""
    is_public = (rows["debtor"] == "public") & (rows["kind"] == INTEREST)
    codes = rows["kind"].where(~is_public, "interest_public")
    return Columns(book).codes("what", codes)
