"""The shared columns of a workbook, read row by row: whose row it is, what a person left in it, what to write back.

Rows are joined on the hidden id alone: sorting, filtering, inserting or deleting moves no edit to another account. A
row that cannot be told for certain gives nothing and gets nothing, and is named with its address.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from addin.cell_marks import Place, shown_place
from addin.read_sheet import Held, Raw, unescaped
from addin.shared_cells import canonical_cell, cell_value, same_number, shown_number
from addin.shared_state import Json, Key, SharedBook, Sheet
from addin.shared_tables import Table, Writes
from addin.sheet_names import ACCOUNT, CONFLICT_ID, EVENT_ID, ID, NOT_SHARED, field_name
from addin.sync_client import is_merged
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError

#: So many rows whose account is not that of their id are no slips: the sheet was sorted without its id column.
_MOST_STRANGERS = 20


class Refused(NamedTuple):
    """A cell that was not sent, and the sentence that says why."""

    cell: str
    why: str


class Found(NamedTuple):
    """One cell of an account's field: its canonical text, None where it cannot be read."""

    table: Table
    place: Place
    value: str | None

    @property
    def cell(self) -> str:
        """`Agenda!C7`."""
        return f"{self.table.sheet}!{shown_place(self.place)}"


class AccountNumbers:
    """Ids by account number: several companies may have the same."""

    def __init__(self, book: SharedBook) -> None:
        self._ids: defaultdict[str, list[str]] = defaultdict(list)
        for uid, account in book.accounts.items():
            for number in {account.number, account.number.lstrip("0")}:
                if uid not in book.gone:
                    self._ids[number].append(uid)
        self._numbers = {uid: one.number for uid, one in book.accounts.items()}

    def of(self, raw: Raw) -> list[str]:
        """The accounts whose number a cell shows."""
        try:
            return [uid for uid in self._ids.get(shown_number(raw), ()) if same_number(raw, self._numbers[uid])]
        except ReceivablesError:
            return []


@dataclass
class Reading:
    """All that was read: the values for the protocol, where they stand, what was refused, what to tell.

    ids: hidden ids to write anew, by sheet and row | faulty: sheets that were left out | doubtful: accounts whose id
    stands beside another account's number, or the other way round
    """

    sheet: Sheet = field(default_factory=lambda: Sheet(is_file=True))
    found: defaultdict[Key, list[Found]] = field(default_factory=lambda: defaultdict(list))
    refused: list[Refused] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    numbers: "AccountNumbers" = field(default_factory=lambda: AccountNumbers(SharedBook()))

    def cell(self, key: Key) -> str:
        """Where a field of an account stands first; '' where nowhere."""
        return self.found[key][0].cell if key in self.found else ""


def read_accounts(book: SharedBook, tables: Iterable[Table]) -> Reading:
    """The shared fields of all accounts in all sheets; sheets at fault are left out, and named."""
    reading = Reading(numbers=AccountNumbers(book))
    for table in tables:
        if EVENT_ID in table.columns or CONFLICT_ID in table.columns:
            continue
        fault = table.fault or heading_fault(book, table) or _rejoin(book, table, reading) or _id_fault(book, table)
        if fault:
            reading.faulty.add(table.sheet)
            reading.refused.append(Refused(table.sheet, f"This sheet was not synchronised. {fault}"))
            continue
        _note_deleted(book, table, reading)
        for row in table.rows():
            _read_row(book, table, row, reading)
    for key, found in reading.found.items():
        _weigh(book, key, found, reading)
    return reading


def writes_of(book: SharedBook, reading: Reading) -> Writes:
    """The cells whose value others changed."""
    writes: Writes = {}
    for table in {id(one.table): one.table for found in reading.found.values() for one in found}.values():
        ids = {
            (row, table.columns[ID]): uid or None for (sheet, row), uid in reading.ids.items() if sheet == table.sheet
        }
        if ids:
            writes[table.sheet] = dict(ids)
    lang = book.marks.get("lang", "fr")
    for key, found in reading.found.items():
        value = reading.sheet.values.get(key)
        for one in found if value is not None else ():
            if one.value != value:
                shown = one.table.cells.at(one.place).shown
                writes.setdefault(one.table.sheet, {})[one.place] = cell_value(
                    ACCOUNT_FIELDS[key[1]], value or "", shown, lang
                )
    return writes


def remember(book: SharedBook, tables: Iterable[Table], faulty: Collection[str]) -> None:
    """Keep what the sheets look like: their headings, and their ids. What is at fault stays as it was known."""
    sheets = book.marks.setdefault("sheets", {})
    for table in tables:
        if not table.fault and table.sheet not in faulty:
            ids = _ids(table)
            told = {"headings": dict(sorted(table.headings.items())), "rows": len(ids), "ids": _checksum(ids)}
            sheets.setdefault(table.sheet, {}).update(told)


def heading_fault(book: SharedBook, table: Table) -> str:
    """A heading that is not what it was, in a sentence: who renames a column may mean something else by it."""
    known = book.marks.get("sheets", {}).get(table.sheet, {}).get("headings", {})
    for name, text in table.headings.items():
        if name in known and " ".join(text.split()) != " ".join(known[name].split()):
            cell = shown_place((table.first - 1, table.columns[name]))
            return f"The heading in {cell} was « {known[name][:40]} » and is « {text[:40]} » now: put it back."
    return ""


def _rejoin(book: SharedBook, table: Table, reading: Reading) -> str:
    """Ids beside a table or a filter of the user's own, which sorts all its columns but not the one of the ids.

    Where every account number stands once and all of them had a row here before, the rows were only moved: each takes
    the id of the account it shows. Anything else is left to the check of each row.
    """
    if not _marked(book, table).get("by_account") or ACCOUNT not in table.columns or ID not in table.columns:
        return ""
    shown = {row: reading.numbers.of(table.raw(row, ACCOUNT)) for row in table.rows()}
    ids = {row: uids[0] for row, uids in shown.items() if len(uids) == 1}
    is_moved = len(set(ids.values())) == len(ids) and set(ids.values()) <= set(_ids(table))
    if not is_moved or any(len(uids) > 1 for uids in shown.values()):
        return ""
    for row in table.rows():
        place, raw = (row, table.columns[ID]), table.raw(row, ID)
        if raw.held in (Held.TEXT, Held.BLANK) and raw.text != ids.get(row, "") and raw.text != NOT_SHARED:
            reading.ids[table.sheet, row] = ids.get(row, "")
            table.cells.cells[place] = Raw(Held.TEXT if row in ids else Held.BLANK, ids.get(row, ""), raw.shown)
    return ""


# -- rows --------------------------------------------------------------------------------------------------------------


def _id_fault(book: SharedBook, table: Table) -> str:
    """What makes the id column of a whole sheet useless, in a sentence."""
    if ID not in table.columns or ACCOUNT not in table.columns:
        return "Its column of ids, or that of account numbers, is not named any more."
    rows = [row for row in table.rows() if not table.is_blank(row)]
    ids = {row: table.raw(row, ID) for row in rows}
    damaged = [row for row, raw in ids.items() if raw.held not in (Held.TEXT, Held.BLANK)]
    if damaged:
        return f"Its hidden column of ids is damaged ({table.address(damaged[0], ID)}): take an older copy of it."
    texts = [raw.text for raw in ids.values() if raw.held is Held.TEXT]
    if rows and not texts and _marked(book, table).get("rows"):
        return "Its hidden column of ids is empty: take an older copy of the sheet."
    strange = sum(text != NOT_SHARED and not _is_known(book, text) for text in texts)
    if strange * 2 > len(texts):
        return "Its hidden column of ids is damaged: take an older copy of the sheet."
    strangers = [row for row, raw in ids.items() if _is_stranger(book, table, row, raw.text)]
    if len(strangers) > _MOST_STRANGERS:
        cell = table.address(strangers[0], ACCOUNT)
        return (
            f"In {len(strangers)} rows the account is not that of the hidden id (first in {cell}): was it sorted "
            "without its last columns? Undo that, or take an older copy."
        )
    return ""


def _read_row(book: SharedBook, table: Table, row: int, reading: Reading) -> None:
    raw, keys = table.raw(row, ID), [key for key in ACCOUNT_FIELDS if field_name(key) in table.columns]
    if raw.text == NOT_SHARED or table.is_blank(row):
        return
    cell = table.address(row, ACCOUNT)
    if raw.held is Held.BLANK:
        _refuse_without_id(table, row, reading)
    elif not _is_known(book, raw.text):
        reading.refused.append(Refused(cell, "This row belongs to an account that this workbook does not know."))
    elif table.raw(row, ACCOUNT).held is Held.BLANK:
        reading.notices.append(f"{cell}: the row was emptied; nothing of it was sent, the next refresh fills it again.")
    elif _is_stranger(book, table, row, raw.text):
        reading.doubtful |= {raw.text, *reading.numbers.of(table.raw(row, ACCOUNT))}
        number = book.accounts[raw.text].number
        reading.refused.append(Refused(cell, f"The account in this row is not {number}, to which the row belongs."))
    else:
        for key in keys:
            reading.found[raw.text, key].append(_read_cell(book, table, (row, raw.text), key, reading))


def _refuse_without_id(table: Table, row: int, reading: Reading) -> None:
    """A row somebody typed. Its account is never guessed; below the table it may be anything, a total say."""
    names = [name for name in map(field_name, ACCOUNT_FIELDS) if table.raw(row, name).held is not Held.BLANK]
    if names and (row <= table.last or reading.numbers.of(table.raw(row, ACCOUNT))):
        why = "This row has no hidden id: it was typed or pasted. Write into the account's own row."
        reading.refused.append(Refused(table.address(row, names[0]), why))


def _read_cell(book: SharedBook, table: Table, row: tuple[int, str], key: str, reading: Reading) -> Found:
    place = row[0], table.columns[field_name(key)]
    raw = table.cells.at(place)
    known = _known_texts(book, (row[1], key)) if raw.text.lstrip().startswith("=") else ()
    try:
        value = canonical_cell(ACCOUNT_FIELDS[key], raw, known, is_1904=table.is_1904)
    except ReceivablesError as error:
        found = Found(table, place, None)
        reading.refused.append(Refused(found.cell, str(error)))
        return found
    base = book.known((row[1], key)).value
    if "_x" in base and value == unescaped(base):  # openpyxl takes the escape of `_x0041_` away as it reads and saves
        value = base
    return Found(table, place, value)


def _weigh(book: SharedBook, key: Key, found: list[Found], reading: Reading) -> None:
    """One value for a field that may stand in several cells; held where they contradict one another."""
    values = {one.value for one in found}
    per_sheet = Counter(one.table.sheet for one in found)
    is_doubled = any(len({one.value for one in found if one.table.sheet == sheet}) > 1
                     for sheet, count in per_sheet.items() if count > 1)  # fmt: skip
    changed = values - {book.known(key).value}
    if key[0] in reading.doubtful:
        reading.sheet.held.add(key)
    elif is_doubled or (len(values) > 1 and len(changed) > 1):
        reading.sheet.held.add(key)
        number = book.accounts[key[0]].number
        why = f"Account {number} stands here more than once with different values: make them alike, or delete a row."
        reading.refused += [Refused(one.cell, why) for one in found if one.value is not None]
    elif None in values:
        reading.sheet.held.add(key)
    else:
        value = next(iter(changed or values)) or ""
        reading.sheet.values[key] = value
        if is_merged(book, key[0]) and changed:
            reading.refused.append(Refused(found[0].cell, "This account was merged into another one: write there."))


def _note_deleted(book: SharedBook, table: Table, reading: Reading) -> None:
    ids, marked = _ids(table), _marked(book, table)
    missing = int(marked.get("rows", 0)) - len(ids)
    if missing > 0 and marked.get("ids") != _checksum(ids):
        rows = "1 row was" if missing == 1 else f"{missing} rows were"
        reading.notices.append(
            f"{table.sheet}: {rows} deleted; no account was changed, the next refresh brings it back."
        )


def _marked(book: SharedBook, table: Table) -> Json:
    return dict(book.marks.get("sheets", {}).get(table.sheet, {}))


def _ids(table: Table) -> list[str]:
    """The ids in a sheet, each once."""
    raws = [table.raw(row, ID) for row in table.rows()] if ID in table.columns else []
    return sorted({raw.text for raw in raws if raw.held is Held.TEXT} - {NOT_SHARED})


def _checksum(ids: list[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode("utf-8", "surrogatepass")).hexdigest()


def _is_known(book: SharedBook, uid: str) -> bool:
    return uid in book.accounts


def _is_stranger(book: SharedBook, table: Table, row: int, uid: str) -> bool:
    """Whether the account number people see in a row is not that of its id."""
    is_shown = table.raw(row, ACCOUNT).held is not Held.BLANK
    return is_shown and uid in book.accounts and not same_number_of(table, row, book.accounts[uid].number)


def same_number_of(table: Table, row: int, number: str) -> bool:
    """Whether a row shows an account number."""
    try:
        return same_number(table.raw(row, ACCOUNT), number)
    except ReceivablesError:
        return False


def _known_texts(book: SharedBook, key: Key) -> set[str]:
    """What a cell may hold without a person having typed it."""
    conflicts = {one.mine for one in book.conflicts.values() if one.key == key}
    remote = {book.remote[key].value} if key in book.remote else set()
    return {book.known(key).value} | remote | conflicts
