"""A new row of a sheet of events, opened for the account of the row a person has selected."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from addin.cell_marks import Place
from addin.live_book import LiveBook
from addin.patched_cell import Value
from addin.read_sheet import Held, Raw, Shown
from addin.shared_reading import AccountNumbers
from addin.shared_state import SharedBook
from addin.shared_tables import Table
from addin.sheet_names import ACCOUNT, COMPANY, EVENT_DAY, EVENT_ID, EVENT_WHO, ID, event_name
from receivables.errors import ReceivablesError
from receivables.followup.events import EVENT_KINDS

#: An account is looked for in so many cells of a row, and of the head of a page that shows a single one.
_WIDTH, _HEAD = 40, 8
#: Between the number and the name of an account, in the choice of the account card.
CARD_SEPARATOR = " · "


class NoSheetError(ReceivablesError):
    """The workbook has no sheet for events of this kind."""


@dataclass(frozen=True)
class Entry:
    """The row that was opened. account: its number, '' where the selected row shows none"""

    sheet: str
    row: int
    account: str


def open_entry(book: Any, state: SharedBook, kind: str, today: dt.date, who: str) -> Entry:
    """Fill day, account, company and author into the next free row, and go there. Raises ReceivablesError."""
    host = LiveBook(book)
    tables = host.tables()
    table = _table_of(tables, kind)
    uid = selected_account(book, state, tables)
    row = _free_row(table)
    account = state.accounts[uid] if uid else None
    wanted: dict[str, Value] = {EVENT_DAY: today, EVENT_WHO: who}
    if account is not None:
        wanted |= {ACCOUNT: account.number, COMPANY: account.company}
    host.write(table.sheet, {(row, table.columns[name]): value for name, value in wanted.items()
                             if name in table.columns})  # fmt: skip
    go_to(book, table.sheet, (row, _first_input(table, kind, is_known=account is not None)))
    return Entry(table.sheet, row, account.number if account else "")


def selected_account(book: Any, state: SharedBook, tables: Iterable[Table]) -> str:
    """The id of the one account that the selected row shows, else the head of its page; '' where there is none."""
    selection = book.app.selection
    if selection is None or selection.sheet.book.name != book.name:
        return ""
    sheet, row = selection.sheet, int(selection.row)
    for table in tables:
        if table.sheet == sheet.name and ACCOUNT in table.columns:
            return _of_table(table, row, state) if row >= table.first else ""
    numbers = AccountNumbers(state)
    for texts in (_texts(sheet, row), *(_texts(sheet, head) for head in range(1, _HEAD))):
        for text in texts:
            if uid := _only(state, _accounts(numbers, text), texts):
                return uid
    return ""


def go_to(book: Any, sheet: str, place: Place) -> None:
    """Show a cell of the active workbook and select it. xlwings' own way would take the screen from other programs."""
    found = book.sheets[sheet]
    found.api.Activate()
    found.range(place).api.Select()


def _of_table(table: Table, row: int, state: SharedBook) -> str:
    """By the hidden id, else by the number and the company that the row shows."""
    uid = table.raw(row, ID).text
    if uid in state.accounts:
        return uid
    return _only(state, AccountNumbers(state).of(table.raw(row, ACCOUNT)), [table.raw(row, COMPANY).text])


def _only(state: SharedBook, found: list[str], companies: list[str]) -> str:
    """The one account; of those of several companies the one whose company is named too."""
    if len(found) > 1:
        named = {one.strip().casefold() for one in companies}
        found = [uid for uid in found if state.accounts[uid].company.casefold() in named]
    return found[0] if len(found) == 1 else ""


def _accounts(numbers: AccountNumbers, text: str) -> list[str]:
    """The accounts a text names: with the whole of it, or with its beginning, as the account card's choice does."""
    for candidate in (text, text.partition(CARD_SEPARATOR)[0]):
        if found := numbers.of(Raw(Held.TEXT, candidate, Shown.PLAIN)):
            return found
    return []


def _texts(sheet: Any, row: int) -> list[str]:
    """The texts of a row; a figure is no account, whatever its digits."""
    (values,) = sheet.range((row, 1), (row, _WIDTH)).options(ndim=2).value
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def _table_of(tables: Iterable[Table], kind: str) -> Table:
    prefix = event_name(kind, "")
    for table in tables:
        if EVENT_ID in table.columns and any(name.startswith(prefix) for name in table.columns):
            if table.fault:
                raise NoSheetError(f"« {table.sheet} »: {table.fault}")
            return table
    raise NoSheetError("This workbook has no sheet for it: make a shared one with « relance workbook --shared ».")


def _free_row(table: Table) -> int:
    """The first row below all that is filled in."""
    filled = [row for row in table.rows() if not table.is_blank(row)]
    return max([table.first - 1, *filled]) + 1


def _first_input(table: Table, kind: str, *, is_known: bool) -> int:
    """Where the person goes on: the kind's first field; the account where it is not known."""
    if not is_known and ACCOUNT in table.columns:
        return table.columns[ACCOUNT]
    names = [event_name(kind, one.key) for one in EVENT_KINDS[kind].fields]
    return next(table.columns[name] for name in names if name in table.columns)
