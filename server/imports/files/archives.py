"""Zip workbooks (.xlsx, .xlsm, .ods) before any reader opens them: bombs, entities, endless sheets, error cells.

A reader allocates the rectangle that holds a sheet's cells: two cells at opposite corners would take half a terabyte.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from server.imports.files import opendocument
from server.imports.files.errors import UserFileError, file_label

MAX_PARTS = 10_000
MAX_TOTAL = 1_000_000_000
MAX_RATIO = 200
RATIO_FLOOR = 50_000_000
MAX_CELLS = 30_000_000

_CHUNK = 1 << 20
_OVERLAP = 64
_ENTITIES = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_CELL = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,9})["']""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st=["']e["'])[^>]*\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>(.*?)</(?:\w+:)?c>""", re.S
)
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</", re.S)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DAMAGED = "is damaged or cut short: export it again."

_DAMAGES = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
    ElementTree.ParseError, DefusedXmlException,
)  # fmt: skip


def check_workbook(path: Path) -> None:
    """Refuse (UserFileError) an archive that is no plain workbook or that would exhaust or trick its reader."""
    name = file_label(path)
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_parts(parts, name)
            _check_is_workbook(archive, parts, name)
            _check_content(stream, parts, name)
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as content:
                    if opendocument.spread(content) > MAX_CELLS:
                        raise _too_wide(name)
    except _DAMAGES as error:
        raise UserFileError(f"{name} {_DAMAGED}") from error


def error_cells(path: Path) -> opendocument.ErrorCells:
    """Cells that hold an error value, by sheet name, counted from 0: the reader would show them empty."""
    name = file_label(path)
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as content:
                    return opendocument.error_cells(content)
            return {
                sheet: _sheet_errors(archive.read(part))
                for sheet, part in _sheet_parts(archive).items()
                if part in archive.namelist()
            }
    except _DAMAGES as error:
        raise UserFileError(f"{name} {_DAMAGED}") from error


def _check_parts(parts: list[zipfile.ZipInfo], name: str) -> None:
    """What the directory of the archive admits by itself."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_TOTAL:
        raise _bomb(name)
    for part in parts:
        if part.flag_bits & 1:
            raise UserFileError(f"{name} is protected by a password: save a copy of it without the password.")
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise UserFileError(f"{name} holds a path that climbs out of it and is refused: export it again.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UserFileError(f"{name} is packed in a way workbooks are not: save it again as .xlsx.")


def _check_is_workbook(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise UserFileError(f"{name} is a binary workbook (.xlsb): save it as .xlsx.")
    if "[Content_Types].xml" in names and any(part.startswith("xl/") for part in names):
        return
    mimetype = archive.getinfo("mimetype") if "mimetype" in names else None
    if mimetype and mimetype.file_size < 200 and archive.read(mimetype).decode("ascii", "replace").strip() == _ODS_TYPE:
        return
    raise UserFileError(f"{name} is an archive, not a workbook: unpack it and import the list inside.")


def _check_content(stream: IO[bytes], parts: list[zipfile.ZipInfo], name: str) -> None:
    """What only unpacking tells: real sizes, entities, the rectangle each sheet spans."""
    total = 0
    for part in parts:
        size, columns, last_row = 0, set[bytes](), 0
        is_sheet = part.filename.startswith("xl/worksheets/")
        tail = b""
        for chunk in _inflate(stream, part):
            size, window = size + len(chunk), tail + chunk
            if total + size > MAX_TOTAL or (size > RATIO_FLOOR and size > MAX_RATIO * max(part.compress_size, 1)):
                raise _bomb(name)
            if not part.filename.endswith(".svg") and any(word in window for word in _ENTITIES):
                raise UserFileError(f"{name} holds XML entities, as no workbook does: save it again as .xlsx.")
            if is_sheet:
                last_row = max(last_row, _spread(window, columns))
            tail = window[-_OVERLAP:]
        total += size
        if last_row * max(map(_column_number, columns), default=1) > MAX_CELLS:
            raise _too_wide(name)


def _inflate(stream: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part piece by piece, as far as its bytes really go (the sizes written in the file may lie)."""
    stream.seek(part.header_offset)
    header = stream.read(30)
    if len(header) < 30:
        raise EOFError
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, unpacker = part.compress_size, zlib.decompressobj(-15)
    while left:
        data = stream.read(min(_CHUNK, left))
        if not data:
            raise EOFError
        left -= len(data)
        if part.compress_type == zipfile.ZIP_STORED:
            yield data
        while data and part.compress_type == zipfile.ZIP_DEFLATED and not unpacker.eof:
            yield unpacker.decompress(data, _CHUNK)
            data = unpacker.unconsumed_tail
    if part.compress_type == zipfile.ZIP_DEFLATED and part.compress_size:
        yield unpacker.flush()
        if not unpacker.eof:
            raise EOFError


def _spread(window: bytes, columns: set[bytes]) -> int:
    """Note the columns met; return the last row met."""
    found = _CELL.findall(window)
    columns.update({column for column, _ in found})
    return max(map(int, {row for _, row in found}), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for code in letters:
        number = number * 26 + code - 64
    return number


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> name of its part."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    parts = {}
    for sheet in book.iter():
        identifier = next((value for key, value in sheet.attrib.items() if key.endswith("relationships}id")), None)
        if sheet.tag.endswith("}sheet") and identifier in targets:
            target = targets[identifier]
            parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _sheet_errors(data: bytes) -> dict[tuple[int, int], str]:
    if b't="e"' not in data and b"t='e'" not in data:
        return {}
    errors = {}
    for column, row, content in _ERROR_CELL.findall(data):
        value = _VALUE.search(content)
        shown = value.group(1).decode("utf-8", "replace") if value else "#N/A"
        errors[int(row) - 1, _column_number(column) - 1] = shown
    return errors


def _bomb(name: str) -> UserFileError:
    return UserFileError(f"{name} unpacks to far more than a list needs (a zip bomb) and is refused: export it again.")


def _too_wide(name: str) -> UserFileError:
    return UserFileError(f"{name} has a sheet with cells far beyond any list: delete what lies far out and save it.")
