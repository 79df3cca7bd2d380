"""Styles that show a day: a day written into a cell that shows none would be a number to the eye.

The new style is the cell's own with Excel's date format 14 (the short date of whoever reads it) in place of its number
format; a file without styles, which no spreadsheet writes, stays without.
"""

from collections.abc import Sequence

from addin.cell_marks import parse_number
from addin.markup import Element, attribute, elements, spliced
from addin.read_sheet import Shown, bounded, formats
from addin.workbook_parts import Workbook

_SHORT_DATE = "14"


class DayStyles:
    """The styles of one workbook, with those added to it. Raises ArchiveError."""

    def __init__(self, book: Workbook) -> None:
        parts = [one.target for one in book.relations(book.main) if one.kind == "styles" and one.target in book.archive]
        self._book, self._part = book, next(iter(parts), "")
        self._data = bounded(book.archive, self._part) if self._part else b""
        found = elements(self._data, "cellXfs", "xf") if self._part else []
        self._list = next((one for one in found if one.name == "cellXfs"), None)
        self._shown: Sequence[Shown] = formats(self._data if self._part else None)
        self._added: dict[str, bytes] = {}

    def of(self, style: str | None) -> str | None:
        """The style of a cell that is to hold a day: its own where that shows days."""
        own = style or "0"
        known = self._list.children if self._list is not None else []
        number = parse_number(own)
        if number >= len(known) or self._shown[number] is Shown.DAY:
            return style
        self._added.setdefault(own, self._with_date(known[number]))
        return str(len(known) + list(self._added).index(own))

    def save(self) -> None:
        """Add what was asked for to the workbook."""
        if self._list is None or not self._added:
            return
        count = str(len(self._list.children) + len(self._added))
        end = self._list.content[1]
        self._book.splice(self._part, [
            attribute(self._data, self._list, "count", count), (end, end, b"".join(self._added.values())),
        ])  # fmt: skip

    def _with_date(self, one: Element) -> bytes:
        told = {"numFmtId": _SHORT_DATE, "applyNumberFormat": "1"}
        changed = spliced(self._data[: one.end], [attribute(self._data, one, *each) for each in told.items()])
        return changed[one.tag[0] :]
