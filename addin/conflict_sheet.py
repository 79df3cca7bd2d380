"""Sheet Conflits: both values of a cell two people changed, and the column where a person chooses."""

import datetime as dt
from collections.abc import Iterable

from addin.patched_cell import Value
from addin.protocol import MINE, OTHER, THEIRS
from addin.read_sheet import Held
from addin.shared_cells import canonical_cell
from addin.shared_reading import Refused
from addin.shared_state import Conflict, SharedBook, Sheet
from addin.shared_tables import Table, Writes
from addin.sheet_names import CONFLICT_COLUMNS, CONFLICT_ID, conflict_name
from addin.sync_client import resolve
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.fields import DAY, Field

#: Choice -> what people choose from (fr, en); anything else that is typed is the value they want.
CHOICE_WORDS = {MINE: ("garder le mien", "keep mine"), THEIRS: ("prendre l'autre", "take theirs")}
_MEANT = {word: choice for choice, words in CHOICE_WORDS.items() for word in words}


def apply_choices(book: SharedBook, sheet: Sheet, tables: Iterable[Table]) -> list[Refused]:
    """Carry out what people chose; the choices that cannot be are named."""
    refused = []
    for table in _conflict_tables(tables):
        for row in table.rows() if not table.fault else ():
            conflict = book.conflicts.get(table.raw(row, CONFLICT_ID).text)
            if conflict is not None and table.raw(row, conflict_name("choice")).held is not Held.BLANK:
                why = _apply(book, sheet, table, row, conflict)
                refused += [Refused(table.address(row, conflict_name("choice")), why)] if why else []
    return refused


def conflict_writes(book: SharedBook, sheet: Sheet, tables: Iterable[Table]) -> tuple[Writes, dict[str, int]]:
    """The open conflicts, a row each from the top; what stood below is emptied. Where the sheet ends now."""
    writes: Writes = {}
    last_rows = {}
    for table in _conflict_tables(tables):
        if table.fault:
            continue
        rows = [_texts(book, sheet, one) for one in book.conflicts.values()]
        choices = {table.raw(row, CONFLICT_ID).text: table.raw(row, conflict_name("choice")) for row in table.rows()}
        cells: dict[tuple[int, int], Value] = {}
        filled = [row for row in table.rows() if not table.is_blank(row)]
        for row in range(table.first, max([table.first + len(rows) - 1, *filled]) + 1):
            told = rows[row - table.first] if row - table.first < len(rows) else {}
            if told and (kept := choices.get(told["id"])) and kept.held is Held.TEXT:
                told["choice"] = kept.text
            for column in CONFLICT_COLUMNS:
                name, text = conflict_name(column), told.get(column, "")
                if name in table.columns and table.raw(row, name).text != text:
                    cells[row, table.columns[name]] = text or None
        writes[table.sheet] = cells
        if table.first + len(rows) - 1 > table.last:
            last_rows[table.sheet] = table.first + len(rows) - 1
    return writes, last_rows


def standing(book: SharedBook, conflict: Conflict) -> tuple[str, str, str]:
    """What the server holds now, by whom and when; '' where it changed again since: whose it is then is not told."""
    theirs = book.remote[conflict.key].value if conflict.key in book.remote else conflict.theirs
    return (theirs, conflict.by, conflict.at) if theirs == conflict.theirs else (theirs, "", "")


def _conflict_tables(tables: Iterable[Table]) -> Iterable[Table]:
    return (table for table in tables if CONFLICT_ID in table.columns)


def _apply(book: SharedBook, sheet: Sheet, table: Table, row: int, conflict: Conflict) -> str:
    """Why a choice cannot be carried out, '' where it was."""
    raw, one = table.raw(row, conflict_name("choice")), ACCOUNT_FIELDS[conflict.field]
    choice = _MEANT.get(raw.text.strip().casefold().replace("’", "'"), OTHER)
    try:
        value = canonical_cell(one, raw, is_1904=table.is_1904) if choice == OTHER else ""
    except ReceivablesError as error:
        return str(error)
    if resolve(book, sheet, conflict.id, choice, value):
        return ""
    return "The account's own cell cannot be read now: put it right first."


def _texts(book: SharedBook, sheet: Sheet, conflict: Conflict) -> dict[str, str]:
    """A row as people read it: mine is what the cell holds now, theirs what the server holds now."""
    one, lang = ACCOUNT_FIELDS[conflict.field], book.marks.get("lang", "fr")
    account = book.accounts.get(conflict.account)
    mine = sheet.values.get(conflict.key, conflict.mine)
    theirs, by, at = standing(book, conflict)
    base, mine, theirs = (_shown(one, text, lang) for text in (conflict.base, mine, theirs))
    return {
        "id": conflict.id, "account": account.number if account else "", "name": account.name if account else "",
        "field": one.label_en if lang == "en" else one.label_fr, "base": base, "mine": mine, "theirs": theirs,
        "by": by, "at": at[:16].replace("T", " "), "choice": "",
    }  # fmt: skip


def _shown(one: Field, canonical: str, lang: str) -> str:
    if one.holds == DAY and canonical:
        return dt.date.fromisoformat(canonical).strftime("%d/%m/%Y")
    return one.shown(canonical, lang)
