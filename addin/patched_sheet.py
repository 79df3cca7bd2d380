"""Cells spliced into the XML of one sheet."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from addin.archive import ArchiveError
from addin.cell_marks import Place, parse_number, parse_place, parse_range, shown_place
from addin.markup import Element, Splice, attribute, elements, walk, without
from addin.patched_cell import CellMarkup, Formula, Value
from addin.workbook_parts import without_result

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_PREFIX = re.compile(rb"<([\w.-]+:)?")


class SheetWriter:
    """The changes of one sheet. Raises ArchiveError.

    data: the sheet's part | cells: (row, column) from 1 -> value | day_0: the day serial numbers count from
    drops_results: formulas that stay lose the results kept beside them
    styles: numbers of the styles some cells get; others keep theirs
    day_style: number of a cell's style -> that of the same cell showing a day
    """

    def __init__(
        self, data: bytes, cells: Mapping[Place, Value], day_0: dt.datetime, *, drops_results: bool = False,
        styles: Mapping[Place, str] | None = None, day_style: Callable[[str | None], str | None] = lambda style: style,
    ) -> None:  # fmt: skip
        self._styles, self._day_style = styles or {}, day_style
        self._data, self._cells, self._drops_results = data, cells, drops_results
        self._rows: dict[int, list[int]] = {}
        for row, column in sorted(cells):
            if not (1 <= row <= MAX_ROWS and 1 <= column <= MAX_COLUMNS):
                raise ArchiveError(f"There is no cell in row {row}, column {column}.")
            self._rows.setdefault(row, []).append(column)
        self._waiting = sorted(self._rows, reverse=True)
        self._splices: list[Splice] = []
        self._last_row = 0
        self._columns: list[Element] = []
        self._markup = CellMarkup(b"", day_0)
        self.lost_formula = False

    def splices(self) -> list[Splice]:
        """What to splice into the sheet."""
        parts = elements(self._data, "sheetData", "dimension", "col", "mergeCell")
        frame = next((one for one in parts if one.name == "sheetData"), None)
        if frame is None:
            raise ArchiveError("The sheet holds no cells: it is a chart, or damaged.")
        self._columns = [one for one in parts if one.name == "col"]
        prefix = _PREFIX.match(self._data, frame.tag[0])[1] or b""  # type: ignore[index]
        self._markup = replace(self._markup, prefix=prefix)
        self._refuse_merged([one for one in parts if one.name == "mergeCell"])
        walk(self._data, {"row", "c", "f", "v"}, self._visit_row)
        self._append(frame, b"".join(self._new_rows(MAX_ROWS + 1)))
        self._widen([one for one in parts if one.name == "dimension"])
        return self._splices

    def _visit_row(self, row: Element) -> None:
        """A row that is there: new rows before it, and its own cells."""
        if row.name != "row":
            return
        number = parse_number(row.attributes.get("r", str(self._last_row + 1)))
        self._insert(row.tag[0], b"".join(self._new_rows(number)))
        self._last_row = number
        places = self._places(row, number)
        for place, cell in places.items():
            self._refuse_in_array(place, cell)
            if self._drops_results and place not in self._cells and cell.child("f") is not None:
                self._splices += without_result(self._data, cell)
        if self._waiting and self._waiting[-1] == number:
            self._write_row(row, self._waiting.pop(), places)

    def _write_row(self, row: Element, number: int, places: dict[Place, Element]) -> None:
        known = sorted(column for _, column in places)
        inserted: dict[int, bytes] = {}
        for column in self._rows[number]:
            old = places.get((number, column))
            if old is not None:
                self._splices.append((old.tag[0], old.end, self._replaced(old, (number, column))))
                continue
            at = bisect_right(known, column)
            place = places[number, known[at]].tag[0] if at < len(known) else row.content[1]
            style = self._style(row, (number, column))
            inserted[place] = inserted.get(place, b"") + self._cell((number, column), style)
        if not inserted:
            return
        self._splices += without(self._data, row, "spans")
        if known or not _is_closed_at_once(self._data, row):
            for place, content in inserted.items():
                self._insert(place, content)
        else:
            self._append(row, b"".join(inserted.values()))

    def _replaced(self, old: Element, place: Place) -> bytes:
        """A cell written anew, with its style."""
        formula = old.child("f")
        if formula is not None and not isinstance(self._cells[place], Formula):
            self.lost_formula = True
        return self._cell(place, self._styles.get(place, old.attributes.get("s")))

    def _new_rows(self, before: int) -> Iterator[bytes]:
        """The rows waited for that were not there, up to a row; they are no longer waited for."""
        tag = self._markup.prefix + b"row"
        while self._waiting and self._waiting[-1] < before:
            number = self._waiting.pop()
            cells = b"".join(self._cell((number, one), self._style(None, (number, one))) for one in self._rows[number])
            yield b'<%s r="%d">%s</%s>' % (tag, number, cells, tag)

    def _cell(self, place: Place, style: str | None) -> bytes:
        value = self._cells[place]
        return self._markup.cell(place, self._day_style(style) if isinstance(value, dt.date) else style, value)

    def _style(self, row: Element | None, place: Place) -> str | None:
        """The style a new cell is given, or has from its row, or from its column."""
        if place in self._styles:
            return self._styles[place]
        column = place[1]
        if row is not None and row.attributes.get("customFormat") in ("1", "true"):
            return row.attributes.get("s")
        for one in self._columns:
            if parse_number(one.attributes.get("min", "0")) <= column <= parse_number(one.attributes.get("max", "0")):
                return one.attributes.get("style")
        return None

    def _places(self, row: Element, number: int) -> dict[Place, Element]:
        """The cells of a row by their places; where a cell does not say its own, it is the next."""
        found: dict[Place, Element] = {}
        column = 0
        for cell in row.children:
            column = parse_place(cell.attributes["r"])[1] if "r" in cell.attributes else column + 1
            found[number, column] = cell
        return found

    def _refuse_in_array(self, place: Place, cell: Element) -> None:
        """Other cells hang on an array, a data table, or the source of a shared formula."""
        formula = cell.child("f")
        told = formula.attributes if formula is not None else {}
        if told.get("t") not in ("array", "dataTable", "shared") or "ref" not in told:
            return
        top, left, bottom, right = parse_range(told["ref"])
        if (top, left) == (bottom, right):
            return
        if told["t"] == "shared" and all(
            (row, column) in self._cells for row in range(top, bottom + 1) for column in range(left, right + 1)
        ):
            return  # those that follow it are written anew too
        touched = [
            one for one in self._cells
            if one == place or (told["t"] != "shared" and top <= one[0] <= bottom and left <= one[1] <= right)
        ]  # fmt: skip
        if touched:
            raise ArchiveError(f"{shown_place(touched[0])} is part of a formula of several cells ({told['ref']}).")

    def _refuse_merged(self, merged: list[Element]) -> None:
        for one in merged:
            marks = one.attributes.get("ref", "")
            top, left, bottom, right = parse_range(marks)
            for place in self._cells:
                if top <= place[0] <= bottom and left <= place[1] <= right and place != (top, left):
                    raise ArchiveError(
                        f"{shown_place(place)} is hidden behind the merged cell {one.attributes['ref']}."
                    )

    def _append(self, element: Element, content: bytes) -> None:
        """Content at the end of an element, which may have been written `<row/>`."""
        if not content:
            return
        start, end = element.tag
        if not _is_closed_at_once(self._data, element):
            self._insert(element.content[1], content)
            return
        name = re.match(rb"<([^\s/>]+)", self._data[start:end])[1]  # type: ignore[index]
        self._splices.append((end - 2, end, b">%s</%s>" % (content, name)))

    def _insert(self, place: int, content: bytes) -> None:
        if content:
            self._splices.append((place, place, content))

    def _widen(self, dimensions: list[Element]) -> None:
        """The told extent of the sheet takes in the new cells."""
        for one in dimensions if self._cells else []:
            top, left, bottom, right = parse_range(one.attributes.get("ref", "A1"))
            rows, columns = [row for row, _ in self._cells], [column for _, column in self._cells]
            first = shown_place((min(top, *rows), min(left, *columns)))
            last = shown_place((max(bottom, *rows), max(right, *columns)))
            self._splices.append(attribute(self._data, one, "ref", f"{first}:{last}"))


def _is_closed_at_once(data: bytes, element: Element) -> bool:
    """Written `<row/>`."""
    return data[element.tag[1] - 2 : element.tag[1]] == b"/>"
