"""Opening a file nobody here wrote: what it really is, judged by its bytes, or one sentence that refuses it."""

import re
import stat
from pathlib import Path
from typing import Literal

from server.imports.files import archives
from server.imports.files.errors import UserFileError, file_label

__all__ = ["FileKind", "UserFileError", "check_size", "file_label", "read_text", "sniff"]

FileKind = Literal["text", "workbook"]

_HEAD_BYTES = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_AS_XLSX = "open it in your spreadsheet program and save it as .xlsx"
#: First bytes of what is sometimes sent in place of a list -> what it is, what to do.
_OTHERS = {
    b"%PDF": ("a PDF document", "export the list from your accounting software as CSV or .xlsx"),
    b"\x1f\x8b": ("a gzip archive", "unpack it first"),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", "unpack it first"),
    b"Rar!": ("a RAR archive", "unpack it first"),
    b"BZh": ("a bzip2 archive", "unpack it first"),
    b"\x89PNG": ("a picture", "export the list as CSV or .xlsx"),
    b"\xff\xd8\xff": ("a picture", "export the list as CSV or .xlsx"),
    b"{\\rtf": ("a word-processor document", "export the list as CSV or .xlsx"),
    b"SQLite format 3": ("a database", "export the list as CSV or .xlsx"),
}
#: A comment ends at its first `-->`: read any other way, many of them would take for ever.
_TEXT_NAMES = frozenset({".csv", ".txt", ".tsv", ".tab"})
_WORKBOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|table|script|meta)\b", re.I | re.S
)
_XML = re.compile(r"\s*<\?xml\b", re.I)
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 26))
_MAX_CONTROL_SHARE = 0.1


def check_size(path: Path | str, max_bytes: int) -> None:
    """Refuse what is missing, no plain file, empty or over `max_bytes` (UserFileError)."""
    name, size = file_label(path), _size_of(Path(path))
    if size == 0:
        raise UserFileError(f"{name} is empty: export it again.")
    if size > max_bytes:
        mega = 1_000_000
        raise UserFileError(
            f"{name} holds {size / mega:,.1f} MB, more than the {max_bytes / mega:,.1f} MB allowed: "
            "split it or raise --max-size."
        )


def sniff(path: Path | str) -> FileKind:
    """What the bytes are, whatever the extension says; UserFileError for all that is neither list nor workbook.

    A 'workbook' has passed the checks of `archives`: no bomb, no entity, no password.
    """
    path = Path(path)
    name = file_label(path)
    if _size_of(path) == 0:
        raise UserFileError(f"{name} is empty: export it again.")
    head = _read(path, _HEAD_BYTES)
    if head.startswith((*_ZIP, _OLE)):
        _check_ole(path) if head.startswith(_OLE) else archives.check_workbook(path)
        if path.suffix.lower() in _TEXT_NAMES:
            raise UserFileError(f"{name} is a workbook named as a text file: name it .xlsx, or export it again.")
        return "workbook"
    for magic, (what, advice) in _OTHERS.items():
        if head.startswith(magic):
            raise UserFileError(f"{name} is {what}, not a list: {advice}.")
    _check_markup(_decode(head, name), name)
    if path.suffix.lower() in _WORKBOOK_NAMES:
        raise UserFileError(f"{name} is a text file named as a workbook: name it .txt or .csv, or export it again.")
    return "text"


def read_text(path: Path | str) -> str:
    """The whole text: UTF-8 or UTF-16 by its mark, strict UTF-8, else Windows-1252 (or ISO 8859-15 for its €).

    Raises UserFileError when the file cannot be opened or is not text.
    """
    _size_of(Path(path))
    return _decode(_read(Path(path)), file_label(path))


def _size_of(path: Path) -> int:
    name = file_label(path)
    try:
        info = path.stat()
    except (OSError, ValueError) as error:
        raise UserFileError(f"{name} cannot be found: check the path.") from error
    if stat.S_ISDIR(info.st_mode):
        raise UserFileError(f"{name} is a folder: name the file inside it.")
    if not stat.S_ISREG(info.st_mode):
        raise UserFileError(f"{name} is not a plain file: copy the list to a file first.")
    return info.st_size


def _read(path: Path, count: int = -1) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise UserFileError(f"{file_label(path)} cannot be opened: check who may read it.") from error


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data[: len(data) // 2 * 2].decode("utf-16", "replace")
        controls = sum(text.count(chr(code)) for code in _CONTROLS)
        if "\x00" in text or text.count("\ufffd") + controls > len(text) * _MAX_CONTROL_SHARE:
            raise _not_text(name)
        return text
    if b"\x00" in data or len(data) - len(data.translate(None, _CONTROLS)) > len(data) * _MAX_CONTROL_SHARE:
        raise _not_text(name)
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A head cut inside a character is still UTF-8.
        if error.reason == "unexpected end of data" and len(data) == _HEAD_BYTES:
            return body[: error.start].decode("utf-8")
    return _decode_8_bits(body)


def _decode_8_bits(data: bytes) -> str:
    """Windows-1252, unless its own range is unused and 0xA4 stands: then that is the € of ISO 8859-15."""
    has_windows_signs = len(data) != len(data.translate(None, bytes(range(0x80, 0xA0))))
    if b"\xa4" in data and not has_windows_signs:
        return data.decode("iso-8859-15")
    return data.decode("cp1252", "replace")


def _check_markup(text: str, name: str) -> None:
    if _HTML.match(text):
        raise UserFileError(f"{name} is a web page, not a list: {_AS_XLSX}, or export it again as CSV.")
    if _XML.match(text):
        raise UserFileError(f"{name} is an XML document, not a list: {_AS_XLSX}.")
    if text.startswith("MIME-Version:"):
        raise UserFileError(f"{name} is a web archive, not a list: {_AS_XLSX}.")


def _check_ole(path: Path) -> None:
    """An old Office file is read only if it is an unprotected .xls workbook."""
    data, name = _read(path), file_label(path)
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise UserFileError(f"{name} is protected by a password: save a copy of it without the password.")
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook\0", "Book\0")):
        raise UserFileError(f"{name} is an old Office document, not a workbook: export the list as CSV or .xlsx.")


def _not_text(name: str) -> UserFileError:
    return UserFileError(f"{name} is not a text file nor a known workbook: export the list as CSV or .xlsx.")
