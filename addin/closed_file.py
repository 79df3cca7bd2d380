"""A user's workbook on the disk: read only while nobody has it open, replaced whole or not at all."""

import os
import shutil
from pathlib import Path

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
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ArchiveError(f"{path} cannot be written: {error.strerror}; is it open in another program?") from error
