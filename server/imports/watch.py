"""The watched folder: the nightly export is imported by itself. Files are read there, never moved nor changed.

A file is taken when it looks as it did at the tick before (a copy that goes on is not), and each content once.
"""

import hashlib
import logging
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine

from receivables.errors import ReceivablesError
from server.errors import UserError
from server.imports.run import MAX_SIZE_MB, ImportOptions, import_into
from server.imports.spool import Spool, safe_name
from server.imports.uploads import Results, note_import
from server.reports import difference_count
from server.store import watched as store
from server.store.database import is_trouble, reading, writing
from server.store.watched import IMPORTED, REFUSED, WatchedFile

LOG = logging.getLogger("relance.watched")
#: As whom the audit names it.
WHO = "watched folder"
_SUFFIXES = frozenset({".txt", ".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods"})
_MOST_FILES, _MOST_BYTES = 1_000, MAX_SIZE_MB * 1_000_000
_TOO_LARGE = f"The file holds more than the {MAX_SIZE_MB} MB taken here: split it, or use relance import --max-size."
_OWN_FAULT = "Relance met a fault of its own with this file; the details are in its log."


@dataclass(frozen=True)
class Watched:
    """What the owner of a home says of the folder (`[watched]` of relance.toml); '' where nothing is said."""

    folder: Path
    company: str = ""
    default_terms: str = ""


@dataclass(frozen=True)
class Look:
    """How a file looked. is_done: it was taken, or its content was taken before"""

    size: int
    changed_ns: int
    is_done: bool = False


@dataclass(frozen=True)
class Looked:
    """What a tick found. at: its instant, '' before the first | trouble: why the folder cannot be read, '' else"""

    at: str = ""
    trouble: str = ""
    files: Mapping[str, Look] = field(default_factory=dict)

    @property
    def waiting(self) -> list[str]:
        """Files that are still being written, or are looked at again at the next tick."""
        return sorted(name for name, look in self.files.items() if not look.is_done)


def tick(engine: Engine, spool: Spool, watched: Watched, before: Looked, at: str) -> Looked:
    """Look into the folder, and take what has not changed since the look before."""
    try:
        found = _files(watched.folder)
    except OSError as error:
        return Looked(at, error.strerror or type(error).__name__, before.files)
    looks: dict[str, Look] = {}
    for name in sorted(found, key=lambda name: (found[name].changed_ns, name)):
        look, known = found[name], before.files.get(name)
        looks[name] = known if known is not None and replace(known, is_done=False) == look else look
        if known is not None and looks[name] is known and not known.is_done:
            looks[name] = replace(look, is_done=_take(engine, spool, watched, (name, look), at))
    return Looked(at, "", looks)


def _files(folder: Path) -> dict[str, Look]:
    """The plain files of a folder that may be exports; no link, no hidden file, no office program's lock."""
    found: dict[str, Look] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")) or Path(entry.name).suffix.lower() not in _SUFFIXES:
                continue
            about = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(about.st_mode) and about.st_size and len(found) < _MOST_FILES:
                found[entry.name] = Look(about.st_size, about.st_mtime_ns)
    return found


def _take(engine: Engine, spool: Spool, watched: Watched, file: tuple[str, Look], at: str) -> bool:
    """Whether a file is done with; not where it changed under our hands or the store is busy."""
    name, look = file
    try:
        with (watched.folder / name).open("rb") as source:
            if look.size > _MOST_BYTES:
                return _refused(engine, _taken(source, name, look.size, at), UserError(_TOO_LARGE))
            waiting = spool.keep(source, name, WHO, at, _MOST_BYTES)
    except (OSError, UserError):  # gone, locked, or grown meanwhile
        return False
    try:
        if waiting.path.stat().st_size != look.size:
            return False
        return _store(engine, watched, waiting.path, at)
    finally:
        spool.drop(waiting.id)


def _store(engine: Engine, watched: Watched, path: Path, at: str) -> bool:
    with path.open("rb") as content:
        taken = _taken(content, path.name, path.stat().st_size, at)
    try:
        with reading(engine) as connection:
            if store.is_known(connection, taken.sha256):
                return True
        with writing(engine) as connection:
            _import(connection, watched, path, taken)
    except Exception as error:
        if is_trouble(error):
            return False
        return _refused(engine, taken, error)
    return True


def _taken(content: IO[bytes], name: str, size: int, at: str) -> WatchedFile:
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any file that reads
    return WatchedFile(sha256, safe_name(name), size, at, IMPORTED, "", {})


def _import(connection: Connection, watched: Watched, path: Path, taken: WatchedFile) -> None:
    """Imports come one after the other: of two servers that watch one folder, the second finds the content known."""
    if store.is_known(connection, taken.sha256):
        return
    results = import_into(connection, [path], ImportOptions(
        at=taken.at, company=watched.company or None, default_terms=watched.default_terms or None
    ))  # fmt: skip
    if store.note(connection, replace(taken, result=_short(results))):
        note_import(connection, path, results, WHO, taken.at)


def _refused(engine: Engine, taken: WatchedFile, error: Exception) -> bool:
    is_told = isinstance(error, UserError | ReceivablesError)
    if not is_told:
        LOG.error("a file of the watched folder failed", exc_info=error)
    sentence = str(error) if is_told else _OWN_FAULT
    try:
        with writing(engine) as connection:
            store.note(connection, replace(taken, outcome=REFUSED, sentence=sentence))
    except Exception as trouble:
        if is_trouble(trouble):
            return False
        raise
    return True


def _short(results: Results) -> dict[str, Any]:
    """What a page shows of an import: no row, no name."""
    one = results[0]
    return {
        "kind": one["kind"], "companies": one.get("companies", []), "as_of": one.get("as_of"),
        "changed": one.get("changed", {}), "problems": len(one["problems"]),
        "differences": difference_count(one.get("control", [])),
    }  # fmt: skip
