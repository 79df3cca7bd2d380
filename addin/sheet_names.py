"""The defined names that say what a shared workbook's columns are.

Every name belongs to its sheet and stands for the data cells of one column, below its heading (docs/workbook.md).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from addin.archive import ArchiveError
from addin.cell_marks import parse_place, shown_place
from addin.markup import Element, elements
from addin.workbook_parts import Workbook, relation_id
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.followup.events import EVENT_KINDS

PREFIX = "relance."
ID, ACCOUNT, COMPANY, NAME = "relance.id", "relance.account", "relance.company", "relance.name"
EVENT_ID, EVENT_DAY, EVENT_WHO = "relance.event_id", "relance.event.day", "relance.event.who"
CONFLICT_ID = "relance.conflict.id"
#: Columns of the sheet of conflicts, in their order.
CONFLICT_COLUMNS = ("id", "account", "name", "field", "base", "mine", "theirs", "by", "at", "choice")
#: An id column's cell for a row that is deliberately not shared (a customer's second row).
NOT_SHARED = "-"
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Za-z]{1,3}\$?\d+)(?::(\$?[A-Za-z]{1,3}\$?\d+))?")


def field_name(key: str) -> str:
    """Name of the column of an account's field."""
    return f"{PREFIX}{key}"


def event_name(kind: str, key: str) -> str:
    """Name of the column of an event's field; `lines` of a plan too."""
    return f"{PREFIX}{kind}.{key}"


def conflict_name(column: str) -> str:
    """Name of a column of the sheet of conflicts."""
    return f"{PREFIX}conflict.{column}"


def _known_names() -> frozenset[str]:
    events = [event_name(kind.key, one.key) for kind in EVENT_KINDS.values() for one in kind.fields]
    lines = [event_name(kind.key, "lines") for kind in EVENT_KINDS.values() if kind.lines]
    fields, conflicts = map(field_name, ACCOUNT_FIELDS), map(conflict_name, CONFLICT_COLUMNS)
    others = (ID, ACCOUNT, COMPANY, NAME, EVENT_ID, EVENT_DAY, EVENT_WHO)
    return frozenset([*events, *lines, *fields, *conflicts, *others])


KNOWN_NAMES = _known_names()


@dataclass
class NamedColumns:
    """The named columns of one sheet: name -> column, the rows they span, why they cannot be used ('' if they can)."""

    columns: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    fault: str = ""


def named_columns(book: Workbook) -> dict[str, NamedColumns]:
    """The sheets that have names of ours. Raises ArchiveError."""
    found: defaultdict[str, NamedColumns] = defaultdict(NamedColumns)
    for sheet, one in scoped_names(book):
        name = one.attributes["name"].lower()
        if name in KNOWN_NAMES:
            add_name(found[sheet], sheet, name, one.text)
    return dict(found)


def scoped_names(book: Workbook) -> list[tuple[str, Element]]:
    """Defined names that belong to a sheet, with its name. Raises ArchiveError."""
    data = book.archive.read(book.main)
    sheets = [one.attributes.get("name", "") for one in elements(data, "sheet")]
    found = []
    for one in elements(data, "definedName"):
        place = one.attributes.get("localSheetId", "")
        if place.isdecimal() and int(place) < len(sheets) and "name" in one.attributes:
            found.append((sheets[int(place)], one))
    return found


def add_name(columns: NamedColumns, sheet: str, name: str, reference: str) -> None:
    """Take a name in; the whole sheet is at fault where it cannot be used."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None or (match[1] or match[2]).replace("''", "'") != sheet:
        columns.fault = columns.fault or f"The column of « {name} » was deleted or moved to another sheet."
        return
    (top, left), (bottom, right) = parse_place(match[3]), parse_place(match[4] or match[3])
    if left != right or not 1 < top <= bottom:
        columns.fault = columns.fault or f"« {name} » is not the data of one column."
        return
    if columns.columns and columns.first != top:
        columns.fault = columns.fault or f"« {name} » begins in another row than the other columns."
    columns.columns[name] = left
    columns.first, columns.last = top, max(columns.last, bottom)


def reference(sheet: str, column: int, rows: tuple[int, int]) -> str:
    """The text of a name: `'Agenda'!$C$5:$C$90`."""
    marks = [re.sub(r"(\D+)(\d+)", r"$\1$\2", shown_place((row, column))) for row in rows]
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{marks[0]}:{marks[1]}"


def sheet_parts(book: Workbook) -> list[tuple[str, str, Element]]:
    """Name, part and element of each sheet, in the order of the tabs; '' where the part is missing."""
    targets = {one.id: one.target for one in book.relations(book.main)}
    found = elements(book.archive.read(book.main), "sheet")
    if len({one.attributes.get("name", "").lower() for one in found}) != len(found):
        raise ArchiveError("The workbook is damaged: two sheets have one name.")
    return [(one.attributes.get("name", ""), targets.get(relation_id(one), ""), one) for one in found]
