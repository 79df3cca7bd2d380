"""Sheets of events: rows typed there become events, a changed row becomes a correction, others' events fill free rows.

An event's id comes from what it says, not from chance: a file restored from before its sync says the same event again,
and the server knows it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from addin.patched_cell import Value
from addin.read_sheet import Held
from addin.row_ids import heading_fault
from addin.shared_cells import LINES, canonical_cell, cell_value, lines_of, shown_lines
from addin.shared_reading import AccountNumbers, Refused, same_number_of
from addin.shared_state import Json, SharedBook
from addin.shared_tables import Table, Writes
from addin.sheet_names import ACCOUNT, COMPANY, EVENT_DAY, EVENT_ID, EVENT_WHO, NAME, PREFIX, event_name
from addin.sync_client import add_event
from addin.sync_sent import merged_into
from receivables.errors import ReceivablesError
from receivables.fields import DAY, TEXT, Field
from receivables.followup.events import EVENT_KINDS, EventKind, checked_event

_DAY_FIELD = Field("day", DAY, 10, "Date", "Date")
_TEXT_FIELD = Field("text", TEXT, 1000, "Texte", "Text")


@dataclass
class EventReading:
    """What was read of the sheets of events: the event of each row, rows to leave alone, what was refused."""

    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    kinds: dict[str, tuple[Table, EventKind]] = field(default_factory=dict)
    kept: set[tuple[str, int]] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    def cell(self, event: str) -> str:
        """Where an event stands; '' where nowhere."""
        for (sheet, row), name in self.rows.items():
            if name == event:
                table = next(table for table, _ in self.kinds.values() if table.sheet == sheet)
                return table.address(row, ACCOUNT)
        return ""


def read_events(book: SharedBook, tables: Iterable[Table]) -> EventReading:
    """Take the events that people typed into the book; rows that say nothing whole are named and left alone."""
    reading, numbers = EventReading(), AccountNumbers(book)
    for table in tables:
        if EVENT_ID not in table.columns:
            continue
        kind = _kind_of(table)
        fault = table.fault or heading_fault(book, table) or ("" if kind else "Its columns are not named any more.")
        if fault or kind is None:
            reading.faulty.add(table.sheet)
            reading.refused.append(Refused(table.sheet, f"This sheet was not synchronised. {fault}"))
            continue
        reading.kinds[kind.key] = table, kind
        for row in table.rows():
            if not table.is_blank(row):
                _Row(book, table, kind, row).read(reading, numbers)
    return reading


def event_writes(book: SharedBook, reading: EventReading, new: Iterable[str]) -> tuple[Writes, dict[str, int]]:
    """Cells of rows whose event others corrected, and of free rows for `new` events; where sheets end now."""
    writes: Writes = {}
    heads, last_rows = _heads(book), dict[str, int]()
    for table, kind in reading.kinds.values():
        cells = writes.setdefault(table.sheet, {})
        shown = set()
        for (sheet, row), event in reading.rows.items():
            if sheet == table.sheet and event in book.events:
                head = _head(heads, event)
                shown.add(head)
                if (sheet, row) not in reading.kept:
                    cells |= _row_writes(book, table, kind, row, book.events[head])
        wanted = [book.events[one] for one in new if one in book.events]
        added = [one for one in wanted if one["kind"] == kind.key and one["id"] not in heads and one["id"] not in shown]
        last = table.last
        known = sorted((one for one in added if one["acc"] in book.accounts), key=lambda one: int(one["seq"]))
        for row, one in zip(_free_rows(table, reading), known, strict=False):
            cells |= _row_writes(book, table, kind, row, one)
            last = max(last, row)
        if last > table.last:
            last_rows[table.sheet] = last
    return writes, last_rows


class _Row:
    """One row of a sheet of events."""

    def __init__(self, book: SharedBook, table: Table, kind: EventKind, row: int) -> None:
        self._book, self._table, self._kind, self._row = book, table, kind, row

    def read(self, reading: EventReading, numbers: AccountNumbers) -> None:
        """Its event: one there already, a correction of it, or a new one."""
        place = self._table.sheet, self._row
        raw = self._table.raw(self._row, EVENT_ID)
        try:
            told = self._told()
            if raw.held is Held.BLANK:
                reading.rows[place] = self._added(self._account(numbers), told, None)
            elif raw.text not in self._book.events:
                raise ReceivablesError("The hidden id of this row is damaged: type the entry in an empty row.")
            else:
                reading.rows[place] = self._known(raw.text, told, reading, numbers)
        except ReceivablesError as error:
            sentence = str(error) if not isinstance(error, _CellError) else error.sentence
            cell = error.cell if isinstance(error, _CellError) else self._table.address(self._row, ACCOUNT)
            reading.refused.append(Refused(cell, sentence))
            reading.kept.add(place)
            if raw.text in self._book.events:
                reading.rows[place] = raw.text

    def _known(self, name: str, told: Json, reading: EventReading, numbers: AccountNumbers) -> str:
        """The event of a row that has an id; a correction where the row says something else."""
        event = self._book.events[name]
        is_moved = self._is_moved(name)
        shown = told.keys() | {key for key in event["data"] if event_name(self._kind.key, key) in self._table.columns}
        if not is_moved and all(told.get(key, "") == event["data"].get(key, "") for key in shown):
            return name
        if name in reading.rows.values():
            raise ReceivablesError("This row is a copy of another one: type a new entry in an empty row.")
        if _is_pending(self._book, name):
            raise ReceivablesError("The entry is being sent: change it after the next sync.")
        data = {**{key: value for key, value in event["data"].items() if key not in shown}, **told}
        if event["seq"]:
            if name in _heads(self._book):
                raise ReceivablesError("Somebody else corrected this entry meanwhile: see it after the next refresh.")
            return self._added(event["acc"], data, name)
        uid = event["acc"] if self._shows(event["acc"]) else self._account(numbers)
        del self._book.events[name]
        return self._added(uid, data, event["corrects"] and _head(_heads(self._book), event["corrects"]))

    def _is_moved(self, name: str) -> bool:
        """Whether the row names another account or day than its entry: what was not sent yet follows the row.

        Raises ReceivablesError for one that was sent: it would correct an account that the row does not show.
        """
        event, day = self._book.events[name], self._text(EVENT_DAY, _DAY_FIELD)
        is_there, is_then = self._shows(event["acc"]), day in {"", *_days(self._book, name)}
        if (event["seq"] or event["corrects"]) and not is_there:
            raise ReceivablesError(
                f"This row belongs to an entry of account {self._book.accounts[event['acc']].number}: put that back, "
                "and type a new entry in an empty row."
            )
        if (event["seq"] or event["corrects"]) and not is_then:
            cell = self._table.address(self._row, EVENT_DAY)
            raise _CellError(cell, "The day of an entry that was sent stands: cancel the entry and type a new one.")
        return not (is_there and is_then)

    def _shows(self, uid: str) -> bool:
        """Whether the row shows an account, or one that became one with it; an emptied cell says nothing."""
        book, raw = self._book, self._table.raw(self._row, ACCOUNT)
        company = self._table.raw(self._row, COMPANY).text.strip().casefold()
        final = merged_into(book, uid)
        return raw.held is Held.BLANK or any(
            company in ("", one.company.casefold()) and same_number_of(self._table, self._row, one.number)
            for other, one in book.accounts.items()
            if other == uid or merged_into(book, other) == final
        )

    def _told(self) -> Json:
        """The filled fields of the row, canonical."""
        told: Json = {}
        for one in self._kind.fields:
            text = self._text(event_name(self._kind.key, one.key), one)
            if text:
                told[one.key] = text
        if self._kind.lines and event_name(self._kind.key, LINES) in self._table.columns:
            lines = lines_of(self._table.raw(self._row, event_name(self._kind.key, LINES)))
            if lines:
                told[LINES] = checked_event(self._kind.key, {LINES: lines})[LINES]
        return told

    def _text(self, name: str, one: Field) -> str:
        raw = self._table.raw(self._row, name)
        event = self._book.events.get(self._table.raw(self._row, EVENT_ID).text)
        known = [str(event["data"].get(one.key, ""))] if event is not None else []
        try:
            return canonical_cell(one, raw, known, is_1904=self._table.is_1904)
        except ReceivablesError as error:
            raise _CellError(self._table.address(self._row, name), str(error)) from error

    def _account(self, numbers: AccountNumbers) -> str:
        """The one account whose number the row shows. Raises ReceivablesError."""
        found = numbers.of(self._table.raw(self._row, ACCOUNT))
        company = self._table.raw(self._row, COMPANY).text.strip().casefold()
        if company:
            found = [uid for uid in found if self._book.accounts[uid].company.casefold() == company]
        if not found:
            raise ReceivablesError("The account of this row is not known: write its number as the ledger has it.")
        if len(found) > 1:
            raise ReceivablesError("Several companies have an account of this number: name the company.")
        return found[0]

    def _added(self, uid: str, data: Mapping[str, Any], corrects: str | None) -> str:
        """The id of a new event that says this. Raises ReceivablesError where it says nothing whole."""
        event = {
            "acc": uid, "kind": self._kind.key, "data": checked_event(self._kind.key, data), "corrects": corrects,
            "day": self._text(EVENT_DAY, _DAY_FIELD) or None,
        }  # fmt: skip
        name = _content_id(self._book, event)
        add_event(self._book, {"id": name, **event})
        return name


class _CellError(ReceivablesError):
    """A cell that cannot be read."""

    def __init__(self, cell: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cell, self.sentence = cell, sentence


def _kind_of(table: Table) -> EventKind | None:
    """The kind of the events in a sheet: that of its columns."""
    kinds = {name.removeprefix(PREFIX).partition(".")[0] for name in table.columns} & EVENT_KINDS.keys()
    return EVENT_KINDS[next(iter(kinds))] if len(kinds) == 1 and ACCOUNT in table.columns else None


def _content_id(book: SharedBook, event: Json) -> str:
    """An id from what the event says, and who says it; the next one where just this has been said before."""
    text = json.dumps([book.marks.get("lineage", book.workbook), book.user, event], sort_keys=True)
    names = (hashlib.sha256(f"{count}{text}".encode()).hexdigest()[:32] for count in range(1_000_000))
    return next(name for name in names if name not in book.events)


def _heads(book: SharedBook) -> dict[str, str]:
    """Corrected event -> the one that corrects it, as the server has them."""
    return {one["corrects"]: name for name, one in book.events.items() if one["corrects"] and one["seq"]}


def _head(heads: Mapping[str, str], event: str) -> str:
    """The last correction of an event."""
    seen = {event}
    while event in heads and heads[event] not in seen:
        event = heads[event]
        seen.add(event)
    return event


def _days(book: SharedBook, event: str | None) -> set[str]:
    """The days of an event and of those it corrects: a row shows the first or the last of them."""
    days: dict[str, str] = {}
    while event in book.events and event not in days:
        days[event] = book.events[event]["day"] or ""
        event = book.events[event]["corrects"]
    return set(days.values())


def _is_pending(book: SharedBook, event: str) -> bool:
    pushes = [push for push in (book.pending, book.waiting) if push is not None]
    return any(one["id"] == event for push in pushes for one in push["events"])


def _free_rows(table: Table, reading: EventReading) -> Iterable[int]:
    """Rows nothing stands in, those below the sheet's named rows last."""
    used = {row for row in table.rows() if not table.is_blank(row)} | {
        row for sheet, row in reading.rows if sheet == table.sheet
    }
    end = max([table.last, *used])
    yield from (row for row in range(table.first, end + 1) if row not in used)
    yield from range(end + 1, end + 10_000)


def _row_writes(book: SharedBook, table: Table, kind: EventKind, row: int, event: Json) -> dict[tuple[int, int], Value]:
    """The cells of a row that do not say yet what the event says."""
    lang, account = book.marks.get("lang", "fr"), book.accounts[event["acc"]]
    cells: dict[tuple[int, int], Value] = {}

    def write(name: str, one: Field, text: str) -> None:
        column = table.columns.get(name)
        if column is None:
            return
        raw = table.cells.at((row, column))
        try:
            is_said = canonical_cell(one, raw, [text], is_1904=table.is_1904) == text
        except ReceivablesError:
            is_said = False
        if not is_said:
            cells[row, column] = cell_value(one, text, lang)

    for one in kind.fields:
        write(event_name(kind.key, one.key), one, str(event["data"].get(one.key, "")))
    if kind.lines:
        write(event_name(kind.key, LINES), _TEXT_FIELD, shown_lines(event["data"].get(LINES, [])))
    for name, text in ((EVENT_ID, event["id"]), (EVENT_WHO, event["who"]), (ACCOUNT, account.number),
                       (COMPANY, account.company), (NAME, account.name)):  # fmt: skip
        if name not in (ACCOUNT, NAME) or table.raw(row, name).held is Held.BLANK:
            write(name, _TEXT_FIELD, text)
    write(EVENT_DAY, _DAY_FIELD, event["day"] or "")
    return cells
