"""Sheets, names and whole parts put into a closed workbook; the parts that are there keep their order and bytes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from addin.archive import ArchiveError
from addin.markup import Element, Splice, attribute, elements, escape_value, escaped
from addin.sheet_names import sheet_parts
from addin.workbook_parts import BEFORE_CALCULATION, TYPES, Workbook, relations_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRICT = "http://purl.oclc.org/ooxml"
VERY_HIDDEN = "veryHidden"


@dataclass(frozen=True)
class NewSheet:
    """A sheet to be added: its name, its part, whether people see it."""

    name: str
    data: bytes
    is_hidden: bool = False


@dataclass(frozen=True)
class NewName:
    """A defined name of a sheet, with what it stands for."""

    name: str
    sheet: str
    reference: str


def put_sheets(book: Workbook, sheets: Sequence[NewSheet]) -> None:
    """Replace the parts of sheets that are there, hidden again where they were; add the others after the last tab."""
    there = {name: (part, element) for name, part, element in sheet_parts(book)}
    for one in sheets:
        if one.name in there:
            part, element = there[one.name]
            book.put(part, one.data)
            if one.is_hidden and element.attributes.get("state") != VERY_HIDDEN:
                book.splice(book.main, [attribute(book.archive.read(book.main), element, "state", VERY_HIDDEN)])
    new = [one for one in sheets if one.name not in there]
    if new:
        _add_sheets(book, new)


def put_names(book: Workbook, names: Sequence[NewName], order: Sequence[str]) -> None:
    """Add defined names; `order`: the sheets by their places, those added with them included."""
    data = book.archive.read(book.main)
    found = [one for one in elements(data, "definedNames", *BEFORE_CALCULATION) if one.depth == 1]
    tag = _prefix(data, found) + b"definedName"
    inner = b"".join(
        b'<%s name="%s" localSheetId="%d">%s</%s>'
        % (tag, escape_value(one.name), order.index(one.sheet), escaped(one.reference), tag)
        for one in names
    )
    listed = next((one for one in found if one.name == "definedNames"), None)
    if listed is None:
        after = max(found, key=lambda one: one.end)
        book.splice(book.main, [(after.end, after.end, b"<%ss>%s</%ss>" % (tag, inner, tag))])
    elif listed.content[0] == listed.end:
        book.splice(book.main, [(listed.tag[0], listed.end, b"<%ss>%s</%ss>" % (tag, inner, tag))])
    else:
        book.splice(book.main, [(listed.content[1], listed.content[1], inner)])


def change_names(book: Workbook, names: Mapping[tuple[str, str], str], found: Sequence[tuple[str, Element]]) -> None:
    """Let names of sheets stand for something else: (sheet, name in lower case) -> reference."""
    splices: list[Splice] = [
        (*one.content, escaped(names[sheet, one.attributes["name"].lower()]))
        for sheet, one in found
        if (sheet, one.attributes["name"].lower()) in names
    ]
    book.splice(book.main, splices)


def text_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """The part of a sheet of texts; '' is no cell."""
    lines = [
        b'<row r="%d">%s</row>' % (number, b"".join(_cell(number, place, text) for place, text in enumerate(row)))
        for number, row in enumerate(rows, 1)
    ]
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), b"".join(lines))
    )


def _cell(row: int, place: int, text: str) -> bytes:
    if not text:
        return b""
    mark = b"%c%d" % (65 + place, row)
    return b'<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (mark, escaped(text))


def _add_sheets(book: Workbook, sheets: Sequence[NewSheet]) -> None:
    data = book.archive.read(book.main)
    listed = elements(data, "sheet", "sheets")
    frame = next((one for one in listed if one.name == "sheets"), None)
    if frame is None or frame.content[0] == frame.end or _STRICT.encode() in data[:4000]:
        raise ArchiveError("The workbook is of a kind nothing can be added to: save it as .xlsx in your spreadsheet.")
    numbers = [int(one.attributes["sheetId"]) for one in listed if one.attributes.get("sheetId", "").isdecimal()]
    ids = {one.id for one in book.relations(book.main)}
    entries, relations, types = [], [], []
    folder = book.main.rpartition("/")[0]
    tag = _prefix(data, [frame]) + b"sheet"
    for number, one in enumerate(sheets, max(numbers, default=0) + 1):
        part = _free_part(book, folder, number)
        name = next(each for each in (f"rIdRelance{number + more}" for more in range(10_000)) if each not in ids)
        ids.add(name)
        book.put(part, one.data)
        state = b' state="veryHidden"' if one.is_hidden else b""
        entries.append(b'<%s name="%s" sheetId="%d"%s xmlns:r="%s" r:id="%s"/>' % (
            tag, escape_value(one.name), number, state, _RELATIONS.encode(), name.encode()))  # fmt: skip
        relations.append(b'<Relationship Id="%s" Type="%s/worksheet" Target="/%s"/>' % (
            name.encode(), _RELATIONS.encode(), part.encode()))  # fmt: skip
        types.append(b'<Override PartName="/%s" ContentType="%s"/>' % (part.encode(), _TYPE.encode()))
    book.splice(book.main, [(frame.content[1], frame.content[1], b"".join(entries))])
    _append(book, relations_of(book.main), "Relationships", relations)
    _append(book, TYPES, "Types", types)


def _append(book: Workbook, part: str, root: str, inner: Sequence[bytes]) -> None:
    """Elements at the end of a part's root, with its prefix."""
    data = book.archive.read(part)
    frame = next((one for one in elements(data, root) if one.depth == 0), None)
    if frame is None or frame.content[0] == frame.end:
        raise ArchiveError(f"The workbook is damaged: its part {part} is empty.")
    prefix = _prefix(data, [frame])
    content = b"".join(one.replace(b"<", b"<" + prefix, 1) for one in inner)
    book.splice(part, [(frame.content[1], frame.content[1], content)])


def _free_part(book: Workbook, folder: str, number: int) -> str:
    names = (f"{folder}/worksheets/relance{number + more}.xml".lstrip("/") for more in range(10_000))
    return next(one for one in names if one not in book.archive and not book.is_put(one))


def _prefix(data: bytes, found: Sequence[Element]) -> bytes:
    """The prefix of the elements of a part, such as `x:`."""
    return re.match(rb"<([\w.-]+:)?", data[found[0].tag[0] :])[1] or b""  # type: ignore[index]
