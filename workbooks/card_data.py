"""The hidden sheet behind the account cards: one row an account, in the order of the cards' numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from receivables.morning import MorningReport
from workbooks.book import Book
from workbooks.cards import CONTACT, DEFAULT_RATE, MOST_CONTACTS, card_table, first_card
from workbooks.cells import amount, safe_text
from workbooks.columns import Column, Columns
from workbooks.tables import write_values

_TEXTS = {"company", "shared_id", "account", "currency", "label", "name", "action", "reasons", DEFAULT_RATE} | {
    f"{name}_{place}" for name in CONTACT for place in range(MOST_CONTACTS)
}
_COUNTS = {"score"}


@dataclass(frozen=True)
class CardData:
    """Where each column of `card_table` stands, and the card shown first (from 1)."""

    table: pd.DataFrame
    sheet: str
    shown: int

    def range_of(self, name: str) -> str:
        """The cells of a column as a formula names them."""
        letter = xl_col_to_name(list(self.table.columns).index(name))
        return f"'{self.sheet}'!${letter}$2:${letter}${len(self.table) + 1}"

    def shown_value(self, name: str, *, is_amount: bool) -> Any:
        """What the card shown first holds; '' where nothing."""
        row = self.table.iloc[self.shown - 1]
        value = row[name]
        if value is None:
            return ""
        if is_amount:
            return amount(int(value), str(row["currency"]))
        return int(value) if name in _COUNTS else safe_text(value)


def write_card_data(
    book: Book, morning: MorningReport, shared_ids: Mapping[tuple[str, str], str] | None = None
) -> CardData:
    """Write the hidden sheet; shared_ids: (company, account) -> id of its shared account, of a shared workbook."""
    table = card_table(book.report, morning, book.cards, book.words.lang)
    if shared_ids is not None:
        keys = zip(table["company"], table["account"], strict=True)
        table = table.assign(shared_id=[shared_ids.get(key, "") for key in keys])
    sheet = book.add_sheet("cards")
    sheet.hide()
    for place, name in enumerate(table.columns):
        sheet.write_string(0, place, str(name), book.styles.of("panel_header"))
        write_values(sheet, 1, place, _column(book, table, str(name)))
    return CardData(table, book.words.sheet("cards"), first_card(book.cards, morning))


def _column(book: Book, table: pd.DataFrame, name: str) -> Column:
    make = Columns(book)
    if name in _TEXTS:
        return make.text(name, table[name])
    if name in _COUNTS:
        return make.count(name, table[name].tolist())
    return make.maybe_amount(name, table[name], table["currency"])
