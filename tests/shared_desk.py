"""Shared workbooks on a desk: built as a spreadsheet would save them, edited as people do, synchronised in memory."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from addin.shared_file import SharedFile, with_state
from addin.shared_state import Json, SharedBook, to_json
from addin.sheet_names import CONFLICT_COLUMNS, EVENT_DAY, EVENT_ID, EVENT_WHO, conflict_name, event_name, field_name
from addin.synchronise import Outcome, synchronise
from server.rights import User
from tests.sync_world import World

AGENDA, PROMISES, CONFLICTS = "Agenda", "Promesses", "Conflits"
FIRST_ROW = 4
ANNE = User("Anne", "clerk", None)
FIELDS = ("owner", "next_action", "next_date", "phone", "email", "hold")
#: Columns of Agenda: account, a column of the user's own, the shared fields, the hidden id.
COLUMNS = {"account": 1, "own": 2, **{key: place for place, key in enumerate(FIELDS, 3)}, "id": 3 + len(FIELDS)}
PROMISE_COLUMNS = ("account", "amount", "by", "comment", "day", "who", "id")


@dataclass
class Line:
    """The way to a server in memory, for one user; every message goes through JSON."""

    world: World
    user: User
    pushes: list[Json] = field(default_factory=list)

    def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
        """One page."""
        return self.world.pull(cursor, epoch, workbook, self.user)

    def push(self, batch: Json) -> Json:
        """The answer to a batch."""
        self.pushes.append(batch)
        return self.world.push(json.dumps(batch), self.user)


@dataclass
class Desk:
    """A clerk, the server, and a folder."""

    world: World
    folder: Path
    user: User = ANNE

    @property
    def line(self) -> Line:
        """A way to the server."""
        return Line(self.world, self.user)

    def book(self, name: str = "a.xlsx", order: Sequence[int] | None = None) -> Path:
        """A new shared workbook with a row for each account, synchronised with nothing yet."""
        path = self.folder / name
        uids = self.world.uids()
        book = openpyxl.Workbook()
        _write_agenda(book, [uids[place] for place in order or range(len(uids))])
        _write_promises(book)
        _write_conflicts(book)
        book.save(path)
        state = SharedBook(workbook=f"wb-{name.partition('.')[0]}")
        path.write_bytes(with_state(path.read_bytes(), to_json(state)))
        return path

    def sync(self, path: Path, line: Line | None = None) -> Outcome:
        """One sync, as the command does it."""
        return synchronise(SharedFile(path), line or self.line)

    def told(self, uid: str, key: str) -> str:
        """What the server holds."""
        return self.world.cells().get((uid, key), "")


def set_cells(path: Path, sheet: str, cells: Mapping[str, Any]) -> None:
    """Type into cells, in a spreadsheet that saves as openpyxl does."""
    book = openpyxl.load_workbook(path)
    for mark, value in cells.items():
        book[sheet][mark] = value
    book.save(path)


def grid(path: Path, sheet: str = AGENDA) -> list[list[Any]]:
    """The data rows of a sheet."""
    found = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=FIRST_ROW, values_only=True)
    return [list(row) for row in found]


def mark(key: str, place: int) -> str:
    """`C5`: the cell of a column of Agenda in the n-th data row, from 0."""
    return f"{chr(64 + COLUMNS[key])}{FIRST_ROW + place}"


def copied(path: Path, name: str) -> Path:
    """A copy of a file beside it."""
    return Path(shutil.copy2(path, path.with_name(name)))


def _write_agenda(book: openpyxl.Workbook, uids: Sequence[str]) -> None:
    sheet: Worksheet = book.active
    sheet.title = AGENDA
    sheet["A1"] = "Agenda de relance"
    for key, column in COLUMNS.items():
        sheet.cell(FIRST_ROW - 1, column, f"Colonne {key}")
    for row, uid in enumerate(uids, FIRST_ROW):
        sheet.cell(row, COLUMNS["account"], uid.removeprefix("uid-"))
        sheet.cell(row, COLUMNS["id"], uid)
        sheet.cell(row, COLUMNS["own"], f"note {uid}")
        for key in FIELDS:
            cell: Cell = sheet.cell(row, COLUMNS[key])
            cell.number_format = "dd/mm/yyyy" if key == "next_date" else "@"
    sheet.column_dimensions[chr(64 + COLUMNS["id"])].hidden = True
    names = {"relance.account": COLUMNS["account"], "relance.id": COLUMNS["id"],
             **{field_name(key): COLUMNS[key] for key in FIELDS}}  # fmt: skip
    _name(sheet, names, (FIRST_ROW, FIRST_ROW + len(uids) - 1))


def _write_promises(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet(PROMISES)
    special = {"account": "relance.account", "day": EVENT_DAY, "who": EVENT_WHO, "id": EVENT_ID}
    for column, key in enumerate(PROMISE_COLUMNS, 1):
        sheet.cell(FIRST_ROW - 1, column, f"Colonne {key}")
        for row in range(FIRST_ROW, FIRST_ROW + 5):
            sheet.cell(row, column).number_format = "dd/mm/yyyy" if key in ("by", "day") else "General"
    names = {special.get(key) or event_name("promise", key): column for column, key in enumerate(PROMISE_COLUMNS, 1)}
    _name(sheet, names, (FIRST_ROW, FIRST_ROW + 4))


def _write_conflicts(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet(CONFLICTS)
    for column, key in enumerate(CONFLICT_COLUMNS, 1):
        sheet.cell(FIRST_ROW - 1, column, f"Colonne {key}")
    names = {conflict_name(key): column for column, key in enumerate(CONFLICT_COLUMNS, 1)}
    _name(sheet, names, (FIRST_ROW, FIRST_ROW + 1))


def _name(sheet: Worksheet, names: Mapping[str, int], rows: tuple[int, int]) -> None:
    for name, column in names.items():
        letter = chr(64 + column)
        text = f"'{sheet.title}'!${letter}${rows[0]}:${letter}${rows[1]}"
        sheet.defined_names[name] = DefinedName(name, attr_text=text)
