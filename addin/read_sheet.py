"""Cells of a closed workbook as they lie in the file: what they hold, whether a formula or an error stands there.

Excel, LibreOffice and openpyxl write the same cell in different ways; here it is one. Parts are read within bounds.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from xml.parsers import expat

from addin.archive import Archive, ArchiveError
from addin.cell_marks import Place, parse_number, parse_place, parse_range
from addin.markup import elements, refuse_entities

#: A sheet with shared cells is at most this large: it is read whole at each sync.
MAX_PART, MAX_MARKS = 64 * 1024 * 1024, 3_000_000
MAX_CELLS_IN_ROW = 16_384
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
_PLAIN_FORMATS = frozenset([0, 1, 49])


class Held(StrEnum):
    """What a cell holds."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"


class Shown(StrEnum):
    """How a number shows: as its digits, as a day, in another way."""

    PLAIN = "plain"
    DAY = "day"
    OTHER = "other"


class Raw(NamedTuple):
    """A cell: what it holds, its text (of a number: its digits; of a formula: its last result)."""

    held: Held
    text: str
    shown: Shown


BLANK = Raw(Held.BLANK, "", Shown.PLAIN)


@dataclass
class SheetCells:
    """Cells of some columns by place; how the columns show numbers in cells that are not there yet."""

    cells: dict[Place, Raw] = field(default_factory=dict)
    columns: dict[int, Shown] = field(default_factory=dict)

    def at(self, place: Place) -> Raw:
        """A cell; blank where the file has none."""
        return self.cells.get(place) or Raw(Held.BLANK, "", self.columns.get(place[1], Shown.PLAIN))


def bounded(archive: Archive, part: str) -> bytes:
    """The bytes of a part that is read whole. Raises ArchiveError where it is too large for that."""
    if archive.size(part) > MAX_PART:
        raise _too_large(part)
    data = archive.read(part)
    if data.count(b"<") > MAX_MARKS:
        raise _too_large(part)
    return data


def formats(styles: bytes | None) -> Sequence[Shown]:
    """How each style of a workbook shows numbers, in the order of their numbers."""
    if styles is None:
        return ()
    found = elements(styles, "numFmt", "xf", "cellXfs")
    codes = {one.attributes.get("numFmtId", ""): one.attributes.get("formatCode", "") for one in found
             if one.name == "numFmt"}  # fmt: skip
    numbers = [one.attributes.get("numFmtId", "0") for one in found if one.name == "xf" and one.parent is not None]
    return [_shown(parse_number(number), codes.get(number)) for number in numbers]


def _shown(number: int, code: str | None) -> Shown:
    if code is None:
        return Shown.PLAIN if number in _PLAIN_FORMATS else Shown.DAY if number in _DAY_FORMATS else Shown.OTHER
    return shown_by(code)


def shown_by(code: str) -> Shown:
    """How a number format, in the code files and Excel keep it in, shows a number."""
    if code.lower() in ("general", "@", "0", "#"):
        return Shown.PLAIN
    bare = _NOT_CODE.sub("", code).lower()
    is_day = bool(re.search("[dy]", bare)) or ("m" in bare and not re.search("[hs0#]", bare))
    return Shown.DAY if is_day else Shown.OTHER


def read_strings(data: bytes, wanted: Collection[int]) -> dict[int, str]:
    """The shared texts of some numbers."""
    reader = _StringReader(wanted)
    _parse(data, reader.start, reader.end, reader.characters)
    return reader.found


def read_cells(
    data: bytes, columns: Collection[int], styles: Sequence[Shown], rows: tuple[int, int]
) -> tuple[SheetCells, dict[Place, int]]:
    """The cells of some columns in some rows, and those whose text is a shared one, with its number."""
    reader = _CellReader(columns, styles, rows)
    _parse(data, reader.start, reader.end, reader.characters)
    if len(reader.arrays) * len(reader.sheet.cells) > MAX_MARKS:
        raise _too_large("formulas over many cells")
    for place in [one for one in reader.sheet.cells if any(_is_in(one, span) for span in reader.arrays)]:
        reader.sheet.cells[place] = reader.sheet.cells[place]._replace(held=Held.FORMULA)
    return reader.sheet, {place: one for place, one in reader.shared.items() if place in reader.sheet.cells}


def with_texts(sheet: SheetCells, shared: Mapping[Place, int], texts: Mapping[int, str]) -> None:
    """Put shared texts into their cells. Raises ArchiveError where one is missing."""
    for place, number in shared.items():
        if number not in texts:
            raise ArchiveError("The workbook is damaged: a text of it is missing.")
        raw = sheet.cells[place]
        held = raw.held if raw.held is Held.FORMULA else Held.TEXT if texts[number] else Held.BLANK
        sheet.cells[place] = Raw(held, texts[number], raw.shown)


def unescaped(text: str) -> str:
    """`_x000D_` -> the sign it stands for, as spreadsheets write what XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _too_large(part: str) -> ArchiveError:
    return ArchiveError(f"The workbook is too large to be synchronised: its part {part[-60:]}.")


def _is_in(place: Place, span: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = span
    return top <= place[0] <= bottom and left <= place[1] <= right


def _parse(data: bytes, start: object, end: object, characters: object) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end  # type: ignore[assignment]
    parser.CharacterDataHandler = characters  # type: ignore[assignment]
    refuse_entities(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ArchiveError("The workbook is damaged: a part of it is no XML in UTF-8.") from error


class _StringReader:
    """`<si>` by `<si>`; what is above the signs to tell how they are spoken (`rPh`) is no text of the cell."""

    def __init__(self, wanted: Collection[int]) -> None:
        self.found: dict[int, str] = {}
        self._wanted, self._number, self._pieces = wanted, -1, [""]
        self._is_text, self._spoken = False, 0

    def start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            self._number += 1
            self._pieces = []
        elif local == "rPh":
            self._spoken += 1
        self._is_text = local == "t" and not self._spoken and self._number in self._wanted

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._is_text = False
        if local == "rPh":
            self._spoken -= 1
        elif local == "si" and self._number in self._wanted:
            self.found[self._number] = unescaped("".join(self._pieces))

    def characters(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)


class _CellReader:
    """Row by row; a row or a cell that does not say its place is the next one."""

    def __init__(self, columns: Collection[int], styles: Sequence[Shown], rows: tuple[int, int]) -> None:
        self.sheet, self.shared = SheetCells(), dict[Place, int]()
        self.arrays: list[tuple[int, int, int, int]] = []
        self._columns, self._styles, self._rows = frozenset(columns), styles, rows
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._value, self._text = list[str](), list[str]()
        self._into: list[str] | None = None
        self._has_formula, self._spoken = False, 0

    def start(self, name: str, told: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._start_cell(told)
        elif local == "row":
            self._row = parse_number(told["r"]) if "r" in told else self._row + 1
            self._column = 0
        elif local == "f":
            self._start_formula(told)
        elif self._cell is not None:
            self._spoken += local == "rPh"
            self._into = self._value if local == "v" else self._text if local == "t" and not self._spoken else None
        elif local == "col":
            self._start_column(told)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._into = None
        if local == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif local == "rPh":
            self._spoken -= 1

    def characters(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _start_cell(self, told: dict[str, str]) -> None:
        self._column = parse_place(told["r"])[1] if "r" in told else self._column + 1
        if self._column > MAX_CELLS_IN_ROW:
            raise ArchiveError("The workbook is damaged: a row has more cells than a sheet takes.")
        if self._column in self._columns and self._rows[0] <= self._row <= self._rows[1]:
            self._cell, self._has_formula = told, False
            self._value.clear()
            self._text.clear()

    def _start_formula(self, told: dict[str, str]) -> None:
        self._has_formula = True
        if told.get("t") in ("array", "dataTable") and ":" in told.get("ref", ""):
            span = parse_range(told["ref"])
            if any(span[1] <= column <= span[3] for column in self._columns):
                self.arrays.append(span)

    def _start_column(self, told: dict[str, str]) -> None:
        first, last = parse_number(told.get("min", "0")), parse_number(told.get("max", "0"))
        for column in self._columns:
            if first <= column <= last:
                self.sheet.columns[column] = self._format(told.get("style"))

    def _end_cell(self, told: dict[str, str]) -> None:
        place, kind = (self._row, self._column), told.get("t", "n")
        text = "".join(self._value) if kind != "inlineStr" else unescaped("".join(self._text))
        if kind == "s" and text:
            self.shared[place] = parse_number(text.strip())
        self.sheet.cells[place] = Raw(self._held(kind, text), _told(kind, text), self._format(told.get("s")))

    def _held(self, kind: str, text: str) -> Held:
        if self._has_formula:
            return Held.FORMULA
        if not text:
            return Held.BLANK
        named = {"e": Held.ERROR, "b": Held.BOOLEAN, "n": Held.NUMBER}
        return named.get(kind, Held.TEXT)

    def _format(self, style: str | None) -> Shown:
        number = parse_number(style) if style else 0
        return self._styles[number] if number < len(self._styles) else Shown.PLAIN


def _told(kind: str, text: str) -> str:
    return unescaped(text) if kind == "str" else text
