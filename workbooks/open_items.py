"""Sheet Pièces ouvertes: every item behind the balance, by company, account, due date."""

from functools import partial

import numpy as np
import pandas as pd

from receivables.schema import DUE_ORIGINS, DueOrigin
from workbooks.book import Anchors, Book
from workbooks.columns import Column, Columns
from workbooks.figures import first_positions, is_dated
from workbooks.tables import MAX_ROWS, write_long_table
from workbooks.words import Words

#: Row of the table's header, and column of the account: where links from other sheets lead.
HEADER_ROW = 3
_ACCOUNT_COLUMN = "C"
#: Origins of due dates nobody agreed upon: estimated, and proposed.
_ESTIMATED = [DUE_ORIGINS[origin] for origin in (DueOrigin.DEFAULT_TERMS, DueOrigin.LABEL)]


def item_anchors(words: Words, items: pd.DataFrame) -> Anchors:
    """Where the first item of each account will stand: (company, account, collective, currency) -> link."""
    anchors = {}
    for key, position in first_positions(items).items():
        part, row = divmod(position, MAX_ROWS)
        name = words.sheet("items", f"({part + 1})" if part else "")
        anchors[key] = f"internal:'{name}'!{_ACCOUNT_COLUMN}{HEADER_ROW + row + 2}"
    return anchors


def write_items(book: Book, items: pd.DataFrame) -> None:
    """The sheet, from sorted items. A total is shown only where there is one currency."""
    columns, key = partial(item_columns, book), ("col.item_key", "col.due_date")
    write_long_table(book, "items", "OpenItems", items, book.words("intro.items"), columns=columns, row_key=key)


def item_columns(book: Book, items: pd.DataFrame) -> list[Column]:
    """The columns of the sheet, for some of its rows."""
    make, words, basis = Columns(book), book.words, book.report.basis
    estimated = items["due_origin"].isin(_ESTIMATED).tolist()
    return [
        make.text(words("col.company"), items["company"]),
        make.text(words("col.collective"), items["collective"]),
        make.text(words("col.account"), items["account"]),
        make.text(words("col.name"), items["name"]),
        make.text(words("col.number"), items["number"]),
        make.label(words("col.kind"), make.codes("kind", items["kind"])),
        make.day(words("col.document_date"), items["document_day"]),
        make.day(words("col.due_date"), items["due_day"], estimated),
        make.label(words("col.due_origin"), make.codes("origin", items["due_origin"]), estimated),
        make.text(
            words("col.terms"), items["terms"].map({text: words.terms(text) for text in items["terms"].unique()})
        ),
        make.amount(words("col.amount"), items["amount"], items["currency"]),
        make.amount(words("col.open"), items["open"], items["currency"], with_total=True),
        make.text(words("col.currency"), items["currency"]),
        make.count(words(f"col.days.{basis}"), _days_overdue(items)),
        make.label(words("col.bucket"), _bucket_labels(book, items["bucket"])),
        make.text(words("col.note"), items["note"]),
        *([make.key(words("col.item_key"), items["item"])] if book.is_shared else []),
        *make.card(items),
    ]


def _bucket_labels(book: Book, buckets: pd.Series) -> list[str]:
    labels = {name: book.words.bucket(name, book.report.basis) for name in book.report.columns}
    return [labels[name] for name in buckets.tolist()]


def _days_overdue(items: pd.DataFrame) -> list[int | None]:
    """Days overdue; blank where the item has no age."""
    shown = is_dated(items["bucket"]).to_numpy(np.bool_)
    return [days if flag else None for days, flag in zip(items["days_overdue"].tolist(), shown.tolist(), strict=True)]
