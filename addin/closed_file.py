"""A user's workbook on the disk: read only while nobody has it open, replaced whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from addin.archive import MAX_FILE, ArchiveError

_OLD = {".xls": "an old .xls", ".xlsb": "a binary .xlsb", ".csv": "a .csv"}


def read_closed(path: Path) -> bytes:
    """The file's bytes. Raises ArchiveError where it is missing, of a kind not read here, or open in a spreadsheet."""
    if kind := _OLD.get(path.suffix.lower()):
        raise ArchiveError(f"{path.name} is {kind} file; save it as .xlsx in your spreadsheet first.")
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if any(lock.exists() for lock in locks):
        raise ArchiveError(f"{path.name} is open in a spreadsheet; close it first.")
    try:
        if path.stat().st_size > MAX_FILE:
            raise ArchiveError("The file is too large to be changed here (over 512 MB).")
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error


def write_beside(path: Path, content: bytes) -> None:
    """Write a file beside, then put it in the place of the old one, with its rights. Raises ArchiveError."""
    try:
        with replacing(path) as stream:
            stream.write(content)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror}; is it open in another program?") from error


@contextmanager
def replacing(path: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another one once it is whole and on the disk; else nothing changes.

    mode: its rights (default: those of the old file). Raises OSError.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, 0o666 if mode is None else mode), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if mode is None and path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
