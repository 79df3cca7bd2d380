"""Copies of invoices: found by their numbers in a folder, attached, the missing ones told before approval.

A number never becomes a path: the folder is listed once, and the names found are compared with the numbers. Files
that are no PDF, links that lead elsewhere and files too large are as good as missing.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from receivables.texts import without_accents
from server.errors import UserError
from server.letters.mail import Attachment

MAX_FILE, MAX_FILES = 8_000_000, 200_000
_PDF = b"%PDF-"
_Told = TypeVar("_Told")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
#: Words file names have around a number.
_WORDS = frozenset({"facture", "fac", "invoice", "inv", "avoir", "copie", "copy", "duplicata", "n", "no", "num"})


@dataclass(frozen=True)
class Copies:
    """Number -> its file; the numbers no file was found for, and those whose files are too much beside the others, in
    the order asked. folder: where they were found"""

    found: dict[str, Path]
    missing: tuple[str, ...] = ()
    heavy: tuple[str, ...] = ()
    folder: Path = Path()


class FolderError(UserError):
    """A folder of copies cannot be read now: nobody's message is wrong."""


class InvoiceFolder:
    """A folder of PDF files, listed once."""

    def __init__(self, folder: Path) -> None:
        """Raises FolderError where it cannot be listed."""
        self._root = folder
        self._files: dict[str, Path | None] = {}  # None: two files of one number, neither is sure
        try:
            for count, path in enumerate(_pdf_files(folder)):
                if count >= MAX_FILES:
                    raise FolderError(f"{folder} holds more than {MAX_FILES} files.")
                for key in _keys_of(path.stem):
                    self._files[key] = None if key in self._files else path
        except OSError as error:
            raise _unreadable(folder, error.strerror) from error

    def copies(self, numbers: Iterable[str], most: int | None = None) -> Copies:
        """The file of each number; a number two files claim is missing rather than guessed. most: bytes of all, as many
        of the first as stay below it. Raises FolderError where the folder has gone since it was listed."""
        wanted = list(dict.fromkeys(numbers))
        places = {number: self._files.get(_key(number)) if _key(number) else None for number in wanted}
        found = {number: path for number, path in places.items() if path is not None and self._is_there(path)}
        heavy = () if most is None else self._beyond(found, most)
        chosen = {number: path for number, path in found.items() if number not in heavy}
        return Copies(chosen, tuple(number for number in wanted if number not in found), heavy, self._root)

    def _is_there(self, path: Path) -> bool:
        """Whether a file is what its name says; one that cannot be read is not."""
        return _read_in(self._root, _begins_as_pdf, path, False)

    def _beyond(self, found: dict[str, Path], most: int) -> tuple[str, ...]:
        """The numbers whose files do not fit any more; one that vanished weighs nothing, and is told when it is
        read."""
        total, heavy = 0, []
        for number, path in found.items():
            size = _read_in(self._root, _size, path, 0)
            if total + size > most:
                heavy.append(number)
            else:
                total += size
        return tuple(heavy)


def attachments(copies: Copies) -> list[Attachment]:
    """The files' bytes, each named after its number. Raises FolderError where their folder has gone, UserError for one
    that vanished alone or is no PDF."""
    return [Attachment(f"{number}.pdf", _pdf_bytes(copies.folder, path)) for number, path in copies.found.items()]


def _read_in(folder: Path, read: Callable[[Path], _Told], path: Path, otherwise: _Told) -> _Told:
    """What is read of a path in a folder that was listed; otherwise: where the path alone cannot be read. Raises
    FolderError where the folder cannot."""
    try:
        return read(path)
    except OSError:
        _check_there(folder)
        return otherwise


def _check_there(folder: Path) -> None:
    """Raises FolderError for a folder that held files and cannot be listed, or is empty: where a share was mounted."""
    try:
        with os.scandir(folder) as entries:
            is_empty = next(entries, None) is None
    except OSError as error:
        raise _unreadable(folder, error.strerror) from error
    if is_empty:
        raise _unreadable(folder, "it is empty now")


def _unreadable(folder: Path, why: str | None) -> FolderError:
    return FolderError(f"The folder of invoices {folder} cannot be read: {why}.")


def _pdf_files(folder: Path) -> Iterable[Path]:
    """Regular PDF files of the folder and its folders; no link is followed."""
    folders: list[Path] = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif _is_pdf(entry):
                    yield Path(entry.path)


def _is_pdf(entry: os.DirEntry[str]) -> bool:
    is_named = entry.name.lower().endswith(".pdf") and entry.is_file(follow_symlinks=False)
    return is_named and entry.stat(follow_symlinks=False).st_size <= MAX_FILE


def _keys_of(stem: str) -> Sequence[str]:
    """What numbers a file name may stand for: `Facture_F2604-118 Ateliers` -> `f2604-118`, `f2604-118-ateliers`.

    Its whole name, or its beginning up to a blank or an underscore: `F2604-118` is never a copy of `F2604`.
    """
    parts = [key for part in re.split(r"[\s_]+", stem) if (key := _key(part))]
    while parts and parts[0] in _WORDS:
        parts = parts[1:]
    return ["-".join(parts[:size]) for size in range(1, len(parts) + 1)]


def _key(number: str) -> str:
    """Without case and accents; separators stay one, so that F1-23 is not F12-3."""
    return "-".join(part for part in _SEPARATORS.split(without_accents(number).lower()) if part)


def _bytes(path: Path, most: int) -> bytes:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(most)


def _begins_as_pdf(path: Path) -> bool:
    return _bytes(path, len(_PDF)) == _PDF


def _size(path: Path) -> int:
    return path.lstat().st_size


def _pdf_bytes(folder: Path, path: Path) -> bytes:
    try:
        data = _bytes(path, MAX_FILE + 1)
    except OSError as error:
        _check_there(folder)
        raise UserError(f"The invoice copy {path.name} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_FILE or not data.startswith(_PDF):
        raise UserError(f"The invoice copy {path.name} is no PDF file, or is too large.")
    return data
