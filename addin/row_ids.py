"""The hidden ids of a sheet's rows: whose row it is, and what makes them useless.

Rows are joined on the hidden id alone. It is written anew only where the account numbers leave no doubt: beside a table
that was sorted without it, and in a row that was added to a table of the user's own.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable

from addin.cell_marks import shown_place
from addin.read_sheet import Held, Raw
from addin.shared_reading import Reading, same_number_of
from addin.shared_state import Json, SharedBook
from addin.shared_tables import Table
from addin.sheet_names import ACCOUNT, COMPANY, ID, NOT_SHARED

#: So many rows whose account is not that of their id are no slips: the sheet was sorted without its id column.
_MOST_STRANGERS = 20
#: The mark of a workbook that was built by the server: each of its accounts has its row there.
_BUILT = "figures"


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


def id_fault(book: SharedBook, table: Table) -> str:
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
    strange = sum(text != NOT_SHARED and not is_known(book, text) for text in texts)
    if strange * 2 > len(texts):
        return "Its hidden column of ids is damaged: take an older copy of the sheet."
    strangers = [row for row, raw in ids.items() if is_stranger(book, table, row, raw.text)]
    if len(strangers) > _MOST_STRANGERS:
        cell = table.address(strangers[0], ACCOUNT)
        return (
            f"In {len(strangers)} rows the account is not that of the hidden id (first in {cell}): was it sorted "
            "without its last columns? Undo that, or take an older copy."
        )
    return ""


def rejoin(book: SharedBook, table: Table, reading: Reading) -> str:
    """Ids beside a table or a filter of the user's own, which sorts all its columns but not the one of the ids.

    Where every account number stands once, and none went while another came, the rows were only moved: each takes the
    id of the account it shows. Anything else is left to the check of each row.
    """
    if not _marked(book, table).get("by_account") or not {ACCOUNT, ID} <= table.columns.keys():
        return ""
    shown = {row: reading.numbers.of(table.raw(row, ACCOUNT)) for row in table.rows()}
    ids, before = {row: uids[0] for row, uids in shown.items() if len(uids) == 1}, set(_ids(table))
    now = set(ids.values())
    is_moved = len(now) == len(ids) and (now <= before or (before <= now and _may_grow(book)))
    if not is_moved or any(len(uids) > 1 for uids in shown.values()):
        return ""
    for row in table.rows():
        raw = table.raw(row, ID)
        if raw.held in (Held.TEXT, Held.BLANK) and raw.text != ids.get(row, "") and raw.text != NOT_SHARED:
            _give(table, row, ids.get(row, ""), reading)
    for uid in now - before:
        _begin_anew(book, uid)
    return ""


def adopt(book: SharedBook, table: Table, reading: Reading) -> None:
    """Rows that were added to a table of the user's own: each takes the id of the one account that it alone shows."""
    if not _may_grow(book):
        return
    before = set(_ids(table))
    companies = {book.accounts[uid].company for uid in before & book.accounts.keys()}
    shown = {row: _accounts(book, table, row, reading) for row in table.rows()}
    counts = Counter(uid for uids in shown.values() for uid in uids)
    for row, uids in shown.items():
        found = [uid for uid in uids if len(companies) != 1 or book.accounts[uid].company in companies]
        is_free = table.raw(row, ID).held is Held.BLANK and len(found) == 1
        if is_free and found[0] not in before and counts[found[0]] == 1:
            _give(table, row, found[0], reading)
            _begin_anew(book, found[0])


def _may_grow(book: SharedBook) -> bool:
    """Whether rows may be given an account now. What the server builds holds a row of each; a push that is under way
    may speak of the account."""
    return _BUILT not in book.marks and not (book.pending or book.waiting or book.recover)


def _accounts(book: SharedBook, table: Table, row: int, reading: Reading) -> list[str]:
    """The accounts a row may be of, by its number, and its company where it names one."""
    company = table.raw(row, COMPANY).text.strip().casefold()
    found = reading.numbers.of(table.raw(row, ACCOUNT))
    return [uid for uid in found if company in ("", book.accounts[uid].company.casefold())]


def _give(table: Table, row: int, uid: str, reading: Reading) -> None:
    reading.ids[table.sheet, row] = uid
    place = row, table.columns[ID]
    table.cells.cells[place] = Raw(Held.TEXT if uid else Held.BLANK, uid, table.cells.at(place).shown)


def _begin_anew(book: SharedBook, uid: str) -> None:
    """A new row is based on nothing: empty cells wish nothing, filled ones have not seen what the server has."""
    for key in [key for key in book.base if key[0] == uid]:
        book.remote.setdefault(key, book.base.pop(key))


def note_deleted(book: SharedBook, table: Table, reading: Reading) -> None:
    """Tell how many rows are gone."""
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


def is_known(book: SharedBook, uid: str) -> bool:
    """Whether an account is one of this workbook's."""
    return uid in book.accounts


def is_stranger(book: SharedBook, table: Table, row: int, uid: str) -> bool:
    """Whether the account number people see in a row is not that of its id."""
    is_shown = table.raw(row, ACCOUNT).held is not Held.BLANK
    return is_shown and uid in book.accounts and not same_number_of(table, row, book.accounts[uid].number)
