"""Sheet Fiche compte, below: the account's open items and the lines of its penalties, found one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks import campaign_sheets, open_items, penalty_lines
from workbooks.book import Book
from workbooks.cards import keys_of
from workbooks.columns import Column
from workbooks.panel import write_section
from workbooks.tables import MAX_ROWS

#: Rows of each list on a card; columns of the page, and the hidden one that holds row numbers.
MOST_ROWS = 40
COLUMNS, HELPER = 10, 11


@dataclass(frozen=True)
class Listing:
    """The rows of a sheet that bear the number of a card, in its last column.

    positions: places (from 1) of the rows of the card shown first; columns: the sheet's, of these rows;
    shown: heading and grid columns of what the card shows.
    """

    key: str
    sheet: str
    header_row: int
    row_count: int
    positions: list[int]
    columns: Sequence[Column]
    shown: Sequence[tuple[str, int]]

    def range_of(self, place: int, *, last_only: bool = False) -> str:
        """The data cells of a column as a formula names them, or the last of them."""
        letter, first = xl_col_to_name(place), self.header_row + 2
        end = f"${letter}${self.header_row + 1 + self.row_count}"
        return f"'{self.sheet}'!{end}" if last_only else f"'{self.sheet}'!${letter}${first}:{end}"

    @property
    def numbers(self) -> str:
        """The cells that hold the numbers of the cards."""
        return self.range_of(len(self.columns) - 1)


def items_of_card(book: Book, items: pd.DataFrame, shown: int) -> Listing:
    """Open items, those of their first sheet."""
    names = ("number", "kind", "document_date", "due_date", "amount", "open", f"days.{book.report.basis}", "bucket")
    spans = [*((f"col.{name}", 1) for name in names), ("col.note", 2)]
    columns = open_items.item_columns
    return _listing(book, "items", items, shown, spans, (open_items.HEADER_ROW, lambda rows: columns(book, rows)))


def penalties_of_card(book: Book, rows: pd.DataFrame, shown: int) -> Listing:
    """Certain lines of penalties, those of their first sheet."""
    names = ("number", "paid_day", "what", "principal", "from_day", "to_day", "rate", "penalty", "fixed")
    spans = [(f"col.{name}", 1) for name in names]
    columns = penalty_lines.penalty_columns
    made = (penalty_lines.HEADER_ROW, lambda own: columns(book, "penalties", own))
    return _listing(book, "penalties", rows, shown, spans, made)


def sent_of_card(book: Book, rows: pd.DataFrame, shown: int) -> Listing:
    """Reminders that were approved, those in doubt first."""
    names = ("sent_day", "level", "channel", "campaign_state", "asked", "documents", "evidence", "outcome")
    spans = [(f"col.{name}", 2 if name in ("campaign_state", "documents") else 1) for name in names]
    columns = campaign_sheets.sent_columns
    made = (campaign_sheets.SENT_HEADER_ROW, lambda own: columns(book, own))
    return _listing(book, "sent", rows, shown, spans, made)


def _listing(
    book: Book, key: str, rows: pd.DataFrame, shown: int, spans: Sequence[tuple[str, int]],
    made: tuple[int, Callable[[pd.DataFrame], list[Column]]],
) -> Listing:  # fmt: skip
    """`made`: the row of the sheet's header, and what makes its columns."""
    first_sheet = rows.head(MAX_ROWS)
    numbers = np.array([book.cards.get(one, 0) for one in keys_of(first_sheet)], dtype=np.int64)
    own = np.flatnonzero(numbers == shown)
    columns = made[1](first_sheet.iloc[own].reset_index(drop=True))
    told = [(book.words(name), span) for name, span in spans]
    return Listing(key, book.words.sheet(key), made[0], len(first_sheet), (own + 1).tolist(), columns, told)


def write_listing(book: Book, sheet: Worksheet, row: int, listing: Listing, card: str) -> int:
    """Title with the count, headings, rows; `card` is the cell of the card's number. Returns the first row after."""
    row = write_section(book, sheet, row, book.words(f"card.list.{listing.key}"), column=0, span=COLUMNS)
    if not listing.row_count:
        sheet.write_string(row, 0, book.words("none"), book.styles.of("note"))
        return row + 2
    _write_count(book, sheet, row, listing, card)
    _write_headings(book, sheet, row + 1, listing)
    first = row + 2
    for offset in range(MOST_ROWS):
        at = offset if offset < len(listing.positions) else None
        before = xl_rowcol_to_cell(first + offset - 1, HELPER) if offset else ""
        position = 0 if at is None else listing.positions[at]
        sheet.write_formula(first + offset, HELPER, _next_row(listing, card, before), book.styles.of("note"), position)
        _write_row(book, sheet, first + offset, listing, at)
    return first + MOST_ROWS + 1


def _write_count(book: Book, sheet: Worksheet, row: int, listing: Listing, card: str) -> None:
    """How many rows there are, and where those past the last one shown stand."""
    words, own = book.words(f"card.count.{listing.key}"), len(listing.positions)
    more = book.words("card.more", most=MOST_ROWS, sheet=listing.sheet)
    count = f"COUNTIF({listing.numbers},{card})"
    formula = f'=IF({card}=0,"",{count}&" {words}"&IF({count}>{MOST_ROWS}," {more}",""))'
    text = f"{own} {words}" + (f" {more}" if own > MOST_ROWS else "")
    sheet.write_formula(row, 0, formula, book.styles.of("note"), text)


def _write_headings(book: Book, sheet: Worksheet, row: int, listing: Listing) -> None:
    sheet.set_row(row, 30)
    place, columns = 0, {column.header: column for column in listing.columns}
    for heading, span in listing.shown:
        right = [] if _is_text(columns[heading]) else ["right"]
        style = book.styles.of("panel_header", *right, "wrapped")
        sheet.write_string(row, place, heading, style)
        for blank in range(place + 1, place + span):
            sheet.write_blank(row, blank, None, style)
        place += span


def _next_row(listing: Listing, card: str, before: str) -> str:
    """Formula of the place (from 1) of the card's next row after the one in cell `before`; 0 where none is left."""
    cells = listing.numbers
    if not before:
        return f"=IF({card}=0,0,IFERROR(MATCH({card},{cells},0),0))"
    last = listing.range_of(len(listing.columns) - 1, last_only=True)
    rest = f"INDEX({cells},{before}+1):{last}"
    is_done = f"OR({before}=0,{before}>=ROWS({cells}))"
    return f"=IF({is_done},0,IFERROR({before}+MATCH({card},{rest},0),0))"


def _write_row(book: Book, sheet: Worksheet, row: int, listing: Listing, at: int | None) -> None:
    """What the row found holds; `at` is its place in the columns of the card shown first, None where it has none."""
    place, number = 0, xl_rowcol_to_cell(row, HELPER, col_abs=True)
    headings = [column.header for column in listing.columns]
    for heading, span in listing.shown:
        index = headings.index(heading)
        column = listing.columns[index]
        style = _style(book, column)
        found = f"INDEX({listing.range_of(index)},{number})"
        value = None if at is None else column.values[at]
        formula = f'=IF({number}=0,"",IF({found}="","",{found}))'
        sheet.write_formula(row, place, formula, style, "" if value is None else value)
        for blank in range(place + 1, place + span):
            sheet.write_blank(row, blank, None, style)
        place += span


def _is_text(column: Column) -> bool:
    return not column.is_centered


def _style(book: Book, column: Column) -> Format:
    """That of the column; a formula in a cell of the format Text would show itself once somebody edits it."""
    if _is_text(column):
        return book.styles.of("row")
    style: Any = column.style if isinstance(column.style, Format) else next(iter(column.style), None)
    return style or book.styles.of("row")
