"""A user's own closed workbook made a shared one: a hidden column of ids on the right, names, hidden sheets.

What is there already is left alone: the values of its cells are offered to the office at the first sync as what they
are, this workbook's; where the office has another value, a person decides.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from addin.added_sheets import NewName, NewSheet, put_names, put_sheets
from addin.archive import ArchiveError
from addin.cell_marks import parse_number, parse_place, parse_range, shown_place
from addin.closed_file import read_closed, write_beside
from addin.conflict_page import CONFLICTS, conflict_page, marks_of_conflicts
from addin.markup import Element, Splice, elements, escape_value, walk
from addin.patch import patch
from addin.patched_cell import Value
from addin.patched_sheet import MAX_ROWS
from addin.read_sheet import Held, bounded
from addin.shared_file import cells_of, opened, with_state
from addin.shared_reading import AccountNumbers
from addin.shared_state import SharedBook, Sheet, to_json
from addin.sheet_names import (
    ACCOUNT,
    CONFLICT_COLUMNS,
    ID,
    conflict_name,
    field_name,
    named_columns,
    reference,
    sheet_parts,
)
from addin.state_sheets import STATE_SHEETS
from addin.sync_client import pulled
from addin.synchronise import Line, own_nonce
from addin.workbook_parts import Workbook
from receivables.account_fields import account_field
from receivables.errors import ReceivablesError
from receivables.texts import shortened

_HEADING = "Relance (id)"
_MOST_COLUMN, _MOST_PAGES = 16_383, 10_000


@dataclass(frozen=True)
class Columns:
    """What a user says of their sheet: where the account numbers stand, and the shared fields; letters or headings."""

    sheet: str
    account: str
    fields: Mapping[str, str]
    company: str = ""


@dataclass(frozen=True)
class Attached:
    """Rows that belong to an account now, and the cells of account numbers the office does not know."""

    rows: int
    unknown: Sequence[str]


def attach(
    path: Path, columns: Columns, line: Line, *, lang: str = "fr",
    random_id: Callable[[], str] = lambda: secrets.token_hex(16),
) -> Attached:  # fmt: skip
    """Make the file a shared workbook, ready for its first sync. Raises ReceivablesError; it is then as it was."""
    content = read_closed(path)
    workbook = opened(content)
    for key in columns.fields:
        account_field(key)
    known = {name.lower(): name for name, _, _ in sheet_parts(workbook)}
    if named_columns(workbook) or set(STATE_SHEETS) & known.keys():
        raise ArchiveError(f"{path.name} is a shared workbook already.")
    if columns.sheet.lower() not in known:
        raise ArchiveError(f"The workbook has no sheet « {shortened(columns.sheet, 60)} ».")
    sheet = known[columns.sheet.lower()]
    book = _first_book(line, lang, random_id, str(path.resolve()))
    plan = _Plan(workbook, replace(columns, sheet=sheet), book)
    attached = plan.attached(content)
    if read_closed(path) != content:  # the server was asked meanwhile: the rows may not be where they were
        raise ArchiveError(f"{path.name} was changed by another program meanwhile; nothing was written.")
    write_beside(path.resolve(), attached)
    return Attached(len(plan.ids), plan.unknown)


def _first_book(line: Line, lang: str, random_id: Callable[[], str], place: str) -> SharedBook:
    """A book that knows whose it is and the accounts, and has synchronised nothing."""
    book = SharedBook(workbook=random_id(), nonce=own_nonce(place))
    for _ in range(_MOST_PAGES):
        page = line.pull(book.cursor, book.epoch, book.workbook)
        pulled(book, Sheet(is_file=True), page)
        if page["status"] == "ok" and not page["more"]:
            break
    book.base, book.remote, book.events, book.conflicts, book.cursor = {}, {}, {}, {}, 0
    book.marks = {"lang": lang, "lineage": book.workbook}
    return book


class _Plan:
    """Where everything goes. Raises ArchiveError."""

    def __init__(self, workbook: Workbook, columns: Columns, book: SharedBook) -> None:
        self._book, self._columns = book, columns
        self._part = {name: part for name, part, _ in sheet_parts(workbook)}[columns.sheet]
        if not workbook.is_worksheet(self._part):
            raise ArchiveError(f"« {columns.sheet} » is no sheet of cells.")
        self._data = bounded(workbook.archive, self._part)
        self._width = _last_column(self._data)
        self._cells = cells_of(workbook, self._part, range(1, self._width + 1), (1, MAX_ROWS))
        self._spans = list(_spans(workbook, self._part, self._data))
        self._account, self._header = self._find_account()
        self._fields = {key: self._column(text) for key, text in columns.fields.items()}
        if len({self._account, *self._fields.values()}) != len(self._fields) + 1:
            raise ArchiveError("A column is named twice: each field has a column of its own.")
        self.ids: dict[int, str] = {}
        self.unknown: list[str] = []
        self._match()

    def attached(self, content: bytes) -> bytes:
        """The file with ids, names and hidden sheets."""
        sheet, right = self._columns.sheet, self._width + 1
        if right > _MOST_COLUMN:
            raise ArchiveError("The sheet has no free column on its right.")
        first, last = self._header + 1, max(self.ids)
        cells: dict[tuple[int, int], Value] = {(self._header, right): _HEADING}
        cells |= {(row, right): uid for row, uid in self.ids.items()}
        self._mark(right)
        workbook = opened(patch(content, {sheet: cells}))
        data = workbook.archive.read(self._part)
        page = _free_name(workbook, CONFLICTS)
        marks = marks_of_conflicts(data, page, self._account, self._fields, (first, last))
        workbook.splice(self._part, [_hidden(data, right), *marks])
        put_sheets(workbook, [NewSheet(page, conflict_page(self._book.marks["lang"]))])
        order = [*(name for name, _, _ in sheet_parts(workbook)), page]
        columns = {ID: right, ACCOUNT: self._account, **{field_name(key): one for key, one in self._fields.items()}}
        names = [NewName(name, sheet, reference(sheet, column, (first, last))) for name, column in columns.items()]
        names += [NewName(conflict_name(column), page, reference(page, place, (2, 201)))
                  for place, column in enumerate(CONFLICT_COLUMNS, 1)]  # fmt: skip
        put_names(workbook, names, order)
        return with_state(workbook.content(), to_json(self._book))

    def _find_account(self) -> tuple[int, int]:
        """The column of account numbers and the row of the headings."""
        by_letter = _letters(self._columns.account)
        named = {column for (_, column), raw in self._cells.cells.items() if _same(raw.text, self._columns.account)}
        for column in [*sorted(named), *([by_letter] if by_letter else [])]:
            row = self._header_of(column)
            if row:
                return column, row
        raise ArchiveError(
            f"No account number the server knows stands in column « {shortened(self._columns.account, 40)} »."
        )

    def _header_of(self, column: int) -> int:
        """The row above the first account the office knows that holds a heading; 0 where there is none."""
        numbers, cells = AccountNumbers(self._book), self._cells
        known = sorted(row for (row, one), raw in cells.cells.items() if one == column and numbers.of(raw))
        if not known:
            return 0
        for top, left, bottom, right in self._spans:
            if left <= column <= right and top < known[0] <= bottom:
                return top
        above = known[0] - 1
        while (
            above
            and cells.at((above, column)).held is Held.TEXT
            and any(map(str.isdigit, cells.at((above, column)).text))
        ):
            above -= 1
        return above

    def _column(self, text: str) -> int:
        """A column by its heading or its letters."""
        headings = [column for column in range(1, self._width + 1)
                    if _same(self._cells.at((self._header, column)).text, text)]  # fmt: skip
        column = headings[0] if headings else _letters(text)
        if not column or column > self._width or len(headings) > 1:
            raise ArchiveError(f"The sheet has no single column « {shortened(text, 40)} ».")
        return column

    def _match(self) -> None:
        """The id of each row; a number that several companies have needs the company."""
        numbers, company = AccountNumbers(self._book), self._columns.company.casefold()
        for (row, column), raw in sorted(self._cells.cells.items()):
            if column != self._account or row <= self._header or raw.held is Held.BLANK:
                continue
            uids = [uid for uid in numbers.of(raw) if company in ("", self._book.accounts[uid].company.casefold())]
            if len(uids) > 1:
                raise ArchiveError(
                    f"Several companies have the account in {shown_place((row, column))}: name one with --company."
                )
            if uids:
                self.ids[row] = uids[0]
            else:
                self.unknown.append(f"{self._columns.sheet}!{shown_place((row, column))}")
        if not self.ids:
            raise ArchiveError("No row of the sheet shows an account that the server knows.")

    def _mark(self, right: int) -> None:
        """Whether a table or filter of the user's own sorts all columns but that of the ids."""
        is_beside = any(
            left <= column <= end < right
            for top, left, bottom, end in self._spans
            for column in (self._account,)
            if top <= self._header <= bottom
        )
        if is_beside:
            self._book.marks["sheets"] = {self._columns.sheet: {"by_account": True}}


def _spans(workbook: Workbook, part: str, data: bytes) -> list[tuple[int, int, int, int]]:
    """The tables and filters of a sheet."""
    tables = [one.target for one in workbook.relations(part) if one.kind == "table"]
    found = [one for target in tables for one in elements(bounded(workbook.archive, target), "table")]
    found += elements(data, "autoFilter")
    return [parse_range(one.attributes["ref"]) for one in found if "ref" in one.attributes]


def _last_column(data: bytes) -> int:
    """The last column anything stands in."""
    last = 1

    def visit(row: Element) -> None:
        nonlocal last
        column = 0
        for cell in row.children if row.name == "row" else ():
            column = parse_place(cell.attributes["r"])[1] if "r" in cell.attributes else column + 1
            last = max(last, column)

    walk(data, {"row", "c"}, visit)
    return last


def _hidden(data: bytes, column: int) -> Splice:
    """The splice that hides a column; a run of columns that holds it is parted."""
    found = elements(data, "cols", "col", "sheetData")
    frame = next((one for one in found if one.name == "cols"), None)
    cells = next(one for one in found if one.name == "sheetData")
    prefix = data[cells.tag[0] + 1 : data.index(b"sheetData", cells.tag[0])]
    kept = [one.attributes for one in found if one.name == "col"]
    runs = [run for told in kept for run in _parted(told, column)]
    runs.append({"min": str(column), "max": str(column), "width": "9", "hidden": "1", "customWidth": "1"})
    runs.sort(key=lambda told: parse_number(told["min"]))
    inner = b"".join(
        b"<%scol %s/>" % (prefix, b" ".join(b'%s="%s"' % (name.encode(), escape_value(text))
                                             for name, text in told.items() if " " not in name))
        for told in runs
    )  # fmt: skip
    whole = b"<%scols>%s</%scols>" % (prefix, inner, prefix)
    return (frame.tag[0], frame.end, whole) if frame else (cells.tag[0], cells.tag[0], whole)


def _parted(told: Mapping[str, str], column: int) -> list[dict[str, str]]:
    """A run of columns without one of them."""
    first, last = parse_number(told.get("min", "0")), parse_number(told.get("max", "0"))
    if not first <= column <= last:
        return [dict(told)]
    parts = [(first, column - 1), (column + 1, last)]
    return [{**told, "min": str(start), "max": str(end)} for start, end in parts if start <= end]


def _free_name(workbook: Workbook, name: str) -> str:
    taken = {one.lower() for one, _, _ in sheet_parts(workbook)}
    names = (f"{name}{f' ({count})' if count else ''}" for count in range(1_000))
    return next(one for one in names if one.lower() not in taken)


def _letters(text: str) -> int:
    """A column of its letters; 0 where they are none."""
    try:
        column = parse_place(f"{text.strip()}1")[1] if text.strip().isalpha() else 0
    except ReceivablesError:
        return 0
    return column if column <= _MOST_COLUMN else 0


def _same(text: str, other: str) -> bool:
    return " ".join(text.split()).casefold() == " ".join(other.split()).casefold() != ""
