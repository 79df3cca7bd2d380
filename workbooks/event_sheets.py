"""Sheets Appels, Promesses, Litiges, Échéanciers: what was noted, and empty rows to note more; and sheet Conflits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from addin.row_names import STATE
from addin.shared_cells import shown_lines
from addin.sheet_names import (
    ACCOUNT,
    COMPANY,
    CONFLICT_COLUMNS,
    EVENT_DAY,
    EVENT_ID,
    EVENT_WHO,
    conflict_name,
    event_name,
)
from receivables.fields import TEXT, Field
from receivables.followup.events import EVENT_KINDS, EventKind
from receivables.shared_report import SharedEvent, SharedReport
from workbooks.book import Book
from workbooks.cells import safe_text, serial_day
from workbooks.columns import Column
from workbooks.lists import ACCOUNTS, COMPANIES, CONFLICT_CHOICES, DIRECTORY, KINDS, Lists, list_name
from workbooks.shared_columns import add_check, cell_style, day_rule, label, list_rule, shown_cell, width_of
from workbooks.tables import define_cells, write_table

#: Empty rows to fill in; row of the header, from 0.
EMPTY_ROWS = 200
HEADER_ROW = 3
_LINES = Field("lines", TEXT, 8_000, "Échéances", "Instalments")
_NAMES = {"day": EVENT_DAY, "account": ACCOUNT, "company": COMPANY, "who": EVENT_WHO, "state": STATE, "id": EVENT_ID}
_CONFLICT_WIDTHS = {"account": 14, "name": 26, "field": 22, "base": 26, "mine": 26, "theirs": 26, "by": 14, "at": 20,
                    "choice": 26, "id": 8}  # fmt: skip


def write_event_sheets(book: Book, shared: SharedReport, lists: Lists) -> None:
    """One sheet for each kind that has one."""
    for kind in KINDS:
        _EventSheet(book, EVENT_KINDS[kind], shared, lists).write()


@dataclass(frozen=True)
class _Part:
    """A column: its key, heading, width, values of the events there are; whether people fill it in; its field."""

    key: str
    heading: str
    width: float
    values: Sequence[Any]
    is_input: bool = True
    field: Field | None = None


class _EventSheet:
    def __init__(self, book: Book, kind: EventKind, shared: SharedReport, lists: Lists) -> None:
        self._book, self._kind, self._shared, self._lists = book, kind, shared, lists
        self._events = shared.events_of(kind.key)[::-1]

    def write(self) -> None:
        """A table of the events, oldest first, then the empty rows."""
        book, kind = self._book, self._kind
        sheet = book.add_sheet(kind.key)
        book.write_heading(sheet, kind.key, book.words(f"intro.{kind.key}"))
        parts = self._parts()
        rows = (HEADER_ROW + 1, HEADER_ROW + len(self._events) + EMPTY_ROWS)
        end = write_table(book, sheet, HEADER_ROW, f"Events_{kind.key}", [self._column(part) for part in parts])
        sheet.freeze_panes(HEADER_ROW + 1, [part.key for part in parts].index("name") + 1)
        sheet.repeat_rows(HEADER_ROW)
        sheet.print_area(0, 0, end - 1, len(parts) - 2)
        sheet.set_zoom(85)
        for place, part in enumerate(parts):
            self._check(sheet, rows, place, part)
            name = _NAMES.get(part.key) or (event_name(kind.key, part.key) if part.field else None)
            if name is not None:
                define_cells(book, sheet, name, rows, place)
        self._write_names(sheet, rows, [part.key for part in parts])

    def _parts(self) -> list[_Part]:
        """Day, account and fields to fill in; then what became of it, and who told it when."""
        words, events = self._book.words, self._events
        names = [self._shared.names[one.uid] for one in events]
        company = _Part("company", words("col.event_company"), 16, [one.company for one in names])
        fields = [*self._kind.fields, *([_LINES] if self._kind.lines else [])]
        return [
            _Part("day", words("col.event_day"), 12, [serial_day(one.day) for one in events]),
            *([company] if len(self._lists.values[COMPANIES]) > 1 else []),
            _Part("account", words("col.event_account"), 14, [one.account for one in names]),
            _Part("name", words("col.name"), 26, [safe_text(one.name) for one in names], is_input=False),
            *(self._field_part(one) for one in fields),
            _Part("state", words("col.event_state"), 20, [words.one_of(one.state) for one in events], is_input=False),
            _Part("who", words("col.event_who"), 14, [one.who for one in events], is_input=False),
            _Part("at", words("col.event_at"), 18, [one.at[:16].replace("T", " ") for one in events], is_input=False),
            _Part("id", words("col.event_id"), 8, [one.id for one in events], is_input=False),
        ]

    def _field_part(self, one: Field) -> _Part:
        lang = self._book.words.lang
        values = [shown_cell(one, _canonical(event, one.key), lang) for event in self._events]
        heading = label(self._book, one)
        return _Part(one.key, heading, width_of(one), values, field=one)

    def _column(self, part: _Part) -> Column:
        """What was noted is white, what may be noted yellow."""
        book, empty = self._book, [None] * EMPTY_ROWS
        if part.key == "day":
            styles = [book.styles.of("row", "day")] * len(part.values) + [book.styles.of("input", "day")] * EMPTY_ROWS
            return Column(part.heading, [*part.values, *empty], styles, part.width)
        one = part.field or Field(part.key, TEXT, 0, "", "")
        told = [cell_style(book, one, value, "row", "wrapped") for value in part.values]
        fresh = cell_style(book, one, None, *(["input"] if part.is_input else ["row", "estimated"]))
        return Column(part.heading, [*part.values, *empty], [*told, *[fresh] * EMPTY_ROWS], part.width,
                      is_centered=False, is_hidden=part.key == "id")  # fmt: skip

    def _check(self, sheet: Worksheet, rows: tuple[int, int], place: int, part: _Part) -> None:
        book, words = self._book, self._book.words
        if part.field is not None:
            add_check(book, sheet, self._lists, self._kind.key, part.field, rows, place)
        rule = None
        if part.key == "day":
            rule = day_rule(book)
        elif part.key == "account" and self._lists.values[ACCOUNTS]:
            rule = list_rule(book, list_name(ACCOUNTS), words("shared.account_help"))
        elif part.key == "company":
            rule = list_rule(book, list_name(COMPANIES), words("shared.company_help"))
        elif part.key == "lines":
            rule = {"validate": "any", "input_title": part.heading, "input_message": words("shared.lines_help")}
        if rule is not None:
            sheet.data_validation(rows[0], place, rows[1], place, rule)

    def _write_names(self, sheet: Worksheet, rows: tuple[int, int], keys: list[str]) -> None:
        """In the empty rows: whose number was chosen."""
        book, place = self._book, keys.index("name")
        style, unknown = book.styles.of("row", "estimated"), book.words("event.unknown_account")
        for row in range(rows[1] - EMPTY_ROWS + 1, rows[1] + 1):
            cell = xl_rowcol_to_cell(row, keys.index("account"), col_abs=True)
            found = f"VLOOKUP({cell},{list_name(DIRECTORY)},2,FALSE)"
            sheet.write_formula(row, place, f'=IF({cell}="","",IFERROR({found},"{unknown}"))', style, "")


def write_conflicts(book: Book, lists: Lists) -> None:
    """The sheet of conflicts, empty: each sync lists those of this workbook."""
    words, sheet = book.words, book.add_sheet("conflicts")
    book.write_heading(sheet, "conflicts", words("intro.conflicts"))
    keys = [*(key for key in CONFLICT_COLUMNS if key != "id"), "id"]
    headings = {"account": words("col.event_account"), "name": words("col.name")}
    columns = []
    for key in keys:
        style = book.styles.of("input" if key == "choice" else "row", "data", "wrapped")
        heading = headings.get(key) or words(f"col.conflict_{key}")
        column = Column(heading, [None] * EMPTY_ROWS, style, _CONFLICT_WIDTHS[key], is_centered=False)
        columns.append(replace(column, is_hidden=key == "id"))
    write_table(book, sheet, HEADER_ROW, "Conflicts", columns)
    rows = (HEADER_ROW + 1, HEADER_ROW + EMPTY_ROWS)
    for place, key in enumerate(keys):
        define_cells(book, sheet, conflict_name(key), rows, place)
    rule = list_rule(book, list_name(CONFLICT_CHOICES), words("intro.conflicts")[:250], is_strict=False)
    sheet.data_validation(rows[0], keys.index("choice"), rows[1], keys.index("choice"), rule)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.repeat_rows(HEADER_ROW)


def _canonical(event: SharedEvent, key: str) -> str:
    return shown_lines(event.data.get("lines", ())) if key == "lines" else str(event.data.get(key, ""))
