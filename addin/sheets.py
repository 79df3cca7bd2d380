"""The shared columns of a workbook, read row by row: whose row it is, what a person left in it, what to write back.

Rows are joined on the hidden id alone: sorting, filtering, inserting or deleting moves no edit to another account. A
row that cannot be told for certain gives nothing and gets nothing, and is named with its address.
"""

from collections import Counter
from collections.abc import Iterable

from addin.read_sheet import Held, unescaped
from addin.row_ids import adopt, heading_fault, id_fault, is_known, is_stranger, note_deleted, rejoin
from addin.shared_cells import canonical_cell, cell_value
from addin.shared_reading import AccountNumbers, Found, Reading, Refused
from addin.shared_state import Key, SharedBook
from addin.shared_tables import Table, Writes
from addin.sheet_names import ACCOUNT, CONFLICT_ID, EVENT_ID, ID, NOT_SHARED, field_name
from addin.sync_sent import is_merged
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.texts import shortened


def read_accounts(book: SharedBook, tables: Iterable[Table]) -> Reading:
    """The shared fields of all accounts in all sheets; sheets at fault are left out, and named."""
    reading = Reading(numbers=AccountNumbers(book))
    for table in tables:
        if EVENT_ID in table.columns or CONFLICT_ID in table.columns:
            continue
        fault = table.fault or heading_fault(book, table) or rejoin(book, table, reading) or id_fault(book, table)
        if fault:
            reading.faulty.add(table.sheet)
            reading.refused.append(Refused(table.sheet, f"This sheet was not synchronised. {fault}"))
            continue
        adopt(book, table, reading)
        note_deleted(book, table, reading)
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
                said = cell_value(ACCOUNT_FIELDS[key[1]], value or "", lang)
                writes.setdefault(one.table.sheet, {})[one.place] = said
    return writes


def _read_row(book: SharedBook, table: Table, row: int, reading: Reading) -> None:
    raw, keys = table.raw(row, ID), [key for key in ACCOUNT_FIELDS if field_name(key) in table.columns]
    if raw.text == NOT_SHARED or table.is_blank(row):
        return
    cell = table.address(row, ACCOUNT)
    if raw.held is Held.BLANK:
        _refuse_without_id(table, row, reading)
    elif not is_known(book, raw.text):
        reading.refused.append(Refused(cell, "This row belongs to an account that this workbook does not know."))
    elif table.raw(row, ACCOUNT).held is Held.BLANK:
        reading.notices.append(f"{cell}: the row was emptied; nothing of it was sent, the next refresh fills it again.")
    elif is_stranger(book, table, row, raw.text):
        reading.doubtful |= {raw.text, *reading.numbers.of(table.raw(row, ACCOUNT))}
        number = book.accounts[raw.text].number
        reading.refused.append(Refused(cell, f"The account in this row is not {number}, to which the row belongs."))
    else:
        for key in keys:
            reading.found[raw.text, key].append(_read_cell(book, table, (row, raw.text), key, reading))


def _refuse_without_id(table: Table, row: int, reading: Reading) -> None:
    """A row somebody typed whose account is not certain; below the table it may be anything, a total say."""
    names = [name for name in map(field_name, ACCOUNT_FIELDS) if table.raw(row, name).held is not Held.BLANK]
    raw = table.raw(row, ACCOUNT)
    accounts = reading.numbers.of(raw)
    if names and (row <= table.last or accounts or any(map(str.isdigit, raw.text))):
        why = "This row has no hidden id: it was typed or pasted. Write into the account's own row."
        if raw.held is not Held.BLANK and not accounts:
            why = f"Account {shortened(raw.text, 40)} is not known to the server, or is not yours."
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


def _known_texts(book: SharedBook, key: Key) -> set[str]:
    """What a cell may hold without a person having typed it."""
    conflicts = {one.mine for one in book.conflicts.values() if one.key == key}
    remote = {book.remote[key].value} if key in book.remote else set()
    return {book.known(key).value} | remote | conflicts
