"""A workbook's zip archive: parts are read within bounds, replaced or left out; all others keep their bytes.

An untouched part is copied as it lies in the file: header, date and compressed bytes, in its place.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from receivables.errors import ReceivablesError

MAX_FILE = 512 * 1024 * 1024
MAX_PARTS = 10_000
MAX_UNPACKED = 2_000_000_000
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s4B4HL2L5H2L"), struct.Struct("<4s4H2LH")
_IS_ENCRYPTED, _HAS_DESCRIPTOR, _IS_UTF8 = 0x1, 0x8, 0x800
_ZIP64 = 1


class ArchiveError(ReceivablesError):
    """A file that is no workbook of the kinds read here, or is damaged, locked or made to harm."""


class Archive:
    """The parts of an .xlsx, .xlsm or .ods file held in memory. Raises ArchiveError."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_FILE:
            raise ArchiveError("The file is too large to be changed here (over 512 MB).")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise ArchiveError(
                "This is no .xlsx, .xlsm or .ods workbook, or it is damaged or protected by a password to open."
            ) from error
        self._content = content
        self._entries = self._zip.infolist()
        self._check()
        self._by_name = {entry.filename.lower(): entry for entry in self._entries}

    @property
    def names(self) -> list[str]:
        """Names of the parts, as listed; they are found in upper and lower case alike."""
        return [entry.filename for entry in self._entries]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def size(self, name: str) -> int:
        """How many bytes a part says it has unpacked; 0 where it is not there."""
        entry = self._by_name.get(name.lower())
        return entry.file_size if entry is not None else 0

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        entry = self._by_name.get(name.lower())
        if entry is None:
            raise ArchiveError(f"The workbook is damaged: its part {name} is missing.")
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise ArchiveError(f"The workbook is damaged: its part {name} cannot be read.") from error

    def changed(self, parts: Mapping[str, bytes | None]) -> bytes:
        """The file with some parts replaced, left out where None, or added; the same bytes where `parts` is empty."""
        if not parts:
            return self._content
        added = {name: content for name, content in parts.items() if name.lower() not in self._by_name}
        parts = {name.lower(): content for name, content in parts.items()}
        by_place = sorted(self._entries, key=lambda entry: entry.header_offset)
        ends = [*(entry.header_offset for entry in by_place[1:]), self._zip.start_dir]
        out = io.BytesIO(self._content[: by_place[0].header_offset])
        out.seek(0, io.SEEK_END)
        listed: dict[str, bytes] = {}
        for entry, end in zip(by_place, ends, strict=True):
            name, place = entry.filename.lower(), out.tell()
            content = parts.get(name)
            if content is not None:
                listed[name] = _central(_written(out, entry, content), place)
            elif name not in parts:
                out.write(self._content[entry.header_offset : end])
                listed[name] = _central(entry, place)
        entries = [listed[name] for name in self._by_name if name in listed]
        entries += [_added(out, name, content) for name, content in added.items() if content is not None]
        _write_directory(out, entries, self._zip.comment)
        return out.getvalue()

    def _check(self) -> None:
        """Each part once, none over another, none encrypted: what no spreadsheet writes is refused."""
        folded = {entry.filename.lower() for entry in self._entries}
        if not self._entries or len(folded) != len(self._entries) or len(folded) > MAX_PARTS:
            raise ArchiveError("The workbook is damaged: its list of parts is empty, double or endless.")
        if sum(entry.file_size for entry in self._entries) > MAX_UNPACKED:
            raise ArchiveError("The file is too large to be changed here (over 2 GB unpacked).")
        if any(entry.flag_bits & _IS_ENCRYPTED for entry in self._entries):
            raise ArchiveError("The workbook is protected by a password: save a copy without it.")
        end = 0
        for entry in sorted(self._entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                raise ArchiveError("The workbook is damaged: its parts lie over one another.")
            end = self._data_end(entry)
        if end > self._zip.start_dir:
            raise ArchiveError("The workbook is damaged: it is cut short.")

    def _data_end(self, entry: zipfile.ZipInfo) -> int:
        header = self._content[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise ArchiveError(f"The workbook is damaged: its part {entry.filename} has no header.")
        *_, name_length, extra_length = _LOCAL.unpack(header)
        return entry.header_offset + _LOCAL.size + int(name_length) + int(extra_length) + entry.compress_size


def _added(out: io.BytesIO, name: str, content: bytes) -> bytes:
    """Write a new part; what to list of it. All new parts bear the first date a zip file knows."""
    place = out.tell()
    return _central(_written(out, zipfile.ZipInfo(name), content), place)


def _written(out: io.BytesIO, entry: zipfile.ZipInfo, content: bytes) -> zipfile.ZipInfo:
    """Write a replaced part, deflated, under its old name and date; what to list of it."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush()
    new = zipfile.ZipInfo(entry.orig_filename, entry.date_time)
    new.flag_bits = entry.flag_bits & _IS_UTF8
    new.create_system, new.create_version, new.extract_version = entry.create_system, 20, 20
    new.compress_type, new.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
    new.CRC, new.compress_size, new.file_size = zlib.crc32(content), len(packed), len(content)
    name = _raw_name(new)
    out.write(_LOCAL.pack(b"PK\3\4", 20, new.flag_bits, new.compress_type, *_dos_time(new), new.CRC,
                          new.compress_size, new.file_size, len(name), 0) + name + packed)  # fmt: skip
    return new


def _central(entry: zipfile.ZipInfo, place: int) -> bytes:
    """The entry of the list of parts for a part that stands at `place`."""
    name, extra = _raw_name(entry), _without_zip64(entry.extra)
    head = _CENTRAL.pack(
        b"PK\1\2", entry.create_version, entry.create_system, entry.extract_version, entry.reserved, entry.flag_bits,
        entry.compress_type, *_dos_time(entry), entry.CRC, entry.compress_size, entry.file_size, len(name), len(extra),
        len(entry.comment), 0, entry.internal_attr, entry.external_attr, place,
    )  # fmt: skip
    return head + name + extra + entry.comment


def _write_directory(out: io.BytesIO, listed: list[bytes], comment: bytes) -> None:
    start, size = out.tell(), sum(map(len, listed))
    out.write(b"".join(listed))
    out.write(_END.pack(b"PK\5\6", 0, 0, len(listed), len(listed), size, start, len(comment)) + comment)


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _IS_UTF8 else "cp437")


def _dos_time(entry: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = entry.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields but the sizes over 4 GB: here all fit the plain ones."""
    kept, place = b"", 0
    while place + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, place)
        if tag != _ZIP64:
            kept += extra[place : place + 4 + length]
        place += 4 + length
    return kept
