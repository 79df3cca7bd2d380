"""Files that wait for a person's decision: a folder of the home, for its owner's eyes, emptied behind them.

One folder a file: the file under its own name (from which imports read the SIREN), and `about.json` beside it.
"""

import datetime as dt
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from addin.closed_file import replacing
from server.errors import UserError

FOLDER = "spool"
#: A file nobody decides about is forgotten after a day.
_KEPT = dt.timedelta(days=1)
_ABOUT = "about.json"
_ID = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 20
#: What Windows takes in no name, and the devices it opens whatever the folder.
_REFUSED_SIGNS = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MOST_NAME_BYTES = 180


@dataclass(frozen=True)
class Waiting:
    """A file that waits. path: where it lies | who: whose it is | about: what its keeper said of it"""

    id: str
    path: Path
    who: str
    about: Mapping[str, Any]


class Spool:
    """The folder of a home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def keep(self, source: IO[bytes], name: str, who: str, at: str, most_bytes: int) -> Waiting:
        """Take a file in. Raises UserError where it is larger than allowed."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep(at)
        one = secrets.token_hex(16)
        folder = self._folder / one
        folder.mkdir(mode=0o700)
        path = folder / safe_name(name)
        try:
            _copy(source, path, most_bytes)
            return self.note(Waiting(one, path, who, {}), {"at": at})
        except BaseException:
            self.drop(one)
            raise

    def note(self, waiting: Waiting, about: Mapping[str, Any]) -> Waiting:
        """Keep what is to be known of it at the decision."""
        told = {**waiting.about, **about}
        content = json.dumps({"who": waiting.who, "file": waiting.path.name, "about": told})
        with replacing(waiting.path.parent / _ABOUT) as file:
            file.write(content.encode())
        return Waiting(waiting.id, waiting.path, waiting.who, told)

    def find(self, one: str, who: str) -> Waiting | None:
        """A file of theirs; None where it was decided about, forgotten, or is somebody else's."""
        if not _ID.fullmatch(one):
            return None
        folder = self._folder / one
        try:
            told = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Waiting(one, folder / told["file"], who, told["about"]) if told["who"] == who else None

    def drop(self, one: str) -> None:
        """Forget a file."""
        shutil.rmtree(self._folder / one, ignore_errors=True)

    def sweep(self, at: str) -> None:
        """Forget the files that waited too long, and what a power cut left."""
        before = (dt.datetime.fromisoformat(at) - _KEPT).timestamp()
        with suppress(OSError):
            for folder in self._folder.iterdir():
                if folder.stat().st_mtime < before:
                    self.drop(folder.name)


def safe_name(name: str) -> str:
    """A file's name as somebody else's machine told it, as ours may bear it: no folder, no sign that commands."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in _REFUSED_SIGNS.sub("_", last) if unicodedata.category(sign)[0] != "C")
    stem, dot, suffix = shown.strip(" .").rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem and len(suffix) <= 8 else (stem + dot + suffix, "")
    while len((stem + suffix).encode()) > _MOST_NAME_BYTES:
        stem = stem[:-1]
    kept = f"{stem}{suffix}" or "file"
    return f"_{kept}" if _DEVICE.fullmatch(kept) or kept.startswith(_ABOUT) else kept


def _copy(source: IO[bytes], path: Path, most_bytes: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    left = most_bytes
    with os.fdopen(handle, "wb") as target:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise UserError(f"{path.name} is larger than the {most_bytes / 1e6:,.0f} MB taken here.")
            target.write(chunk)
