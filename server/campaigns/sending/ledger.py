"""The send ledger: what this machine handed over, told outside the database; a restored one sends nothing again.

A file that only grows, one for each process that sends (a lock keeps it so); a line is on the disk when `append`
returns. Lines are JSON objects: `begin` before the content of a message leaves, with all that names it; `ack` once the
other side took it; `nak` once it is certain that it did not; `said` for what people said of letters and calls.
"""

import contextlib
import json
import os
import re
import socket
import uuid
from pathlib import Path
from typing import IO, Any

from server.errors import UserError
from server.store.campaign_messages import Message

SUFFIX = ".ledger"
BEGIN, ACK, NAK, SAID = "begin", "ack", "nak", "said"
_FOLDER_ID = "folder-id"
_MOST_PROCESSES = 64


class Ledger:
    """The ledger of this process, its own alone until it is closed."""

    def __init__(self, path: Path, file: IO[bytes], lock: IO[bytes]) -> None:
        self.path, self.name, self._file, self._lock = path, path.stem, file, lock
        self._session = uuid.uuid4().hex

    def append(self, do: str, **told: Any) -> None:
        """Add a line, on the disk when this returns. Raises OSError: then nothing may be sent."""
        line = json.dumps({"do": do, **told}, ensure_ascii=True, separators=(",", ":"))
        self._file.write(line.encode("ascii") + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def begin(self, message: Message, tries: int, message_id: str, at: str) -> None:
        """The content of a message is about to leave, for the `tries`th time."""
        self.append(BEGIN, message=message.id, tries=tries, message_id=message_id, at=at, **facts_of(message))

    def new_token(self) -> str:
        """The token of one claim; it tells whose it is."""
        return f"{self.name}/{self._session}/{uuid.uuid4().hex}"

    def has_ended(self, token: str) -> bool:
        """Whether the process of a token is certainly no more: its ledger's lock is free, or this process has it."""
        name, _, rest = token.partition("/")
        if name == self.name:
            return not rest.startswith(self._session)
        return is_free(self.path.with_name(f"{name}{SUFFIX}"))

    def close(self) -> None:
        """Let another process have it."""
        self._file.close()
        self._lock.close()


def facts_of(message: Message) -> dict[str, Any]:
    """What a ledger names a message by, beside its id: enough to put it back."""
    own = ("company", "account", "currency", "segment", "procedure", "level", "channel", "attempt", "amount",
           "interest", "compensation", "items", "on_day")  # fmt: skip
    return {name: getattr(message, name) for name in own}


def open_ledger(folder: Path, server: str, machine: str = "") -> Ledger:
    """The first ledger of this machine that no other process has. server: identity of the store

    Raises UserError where none can be written: without a ledger nothing is sent.
    """
    name = re.sub(r"[^A-Za-z0-9-]+", "-", machine or socket.gethostname()).strip("-")[:60] or "machine"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{name}-{server[:8]}-{_folder_id(folder)}"
        for number in range(1, _MOST_PROCESSES + 1):
            path = folder / f"{name}-{number}{SUFFIX}"
            lock = path.with_suffix(".lock").open("ab")
            if _is_locked(lock):
                return Ledger(path, _opened(path, server), lock)
            lock.close()
    except OSError as error:
        raise UserError(f"The send ledger in {folder} cannot be written: {error.strerror or error}.") from error
    raise UserError(f"{_MOST_PROCESSES} processes send from this machine already.")


def is_free(path: Path) -> bool:
    """Whether no process has a ledger there is in this folder."""
    lock = path.with_suffix(".lock")
    if not path.exists() or not lock.exists():
        return False
    with lock.open("ab") as file:
        return _is_locked(file)


def _folder_id(folder: Path) -> str:
    """What no other folder has: machines may share a name, and each has a folder of its own."""
    path = folder / _FOLDER_ID
    if not path.exists():
        beside = folder / f"{_FOLDER_ID}.{uuid.uuid4().hex}"
        beside.write_text(uuid.uuid4().hex[:8], encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)  # whole, or not there
        beside.unlink()
    return re.sub(r"[^0-9a-f]", "", path.read_text(encoding="ascii"))[:8]


def _opened(path: Path, server: str) -> IO[bytes]:
    """The file, ready for a whole line: one cut short by a crash is ended."""
    is_new = not path.exists()
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    file = os.fdopen(handle, "ab")
    if is_new or path.stat().st_size == 0:
        line = json.dumps({"do": "ledger", "worker": path.stem, "server": server}) + "\n"
        file.write(line.encode("ascii"))
    elif _last_byte(path) != b"\n":
        file.write(b"\n")
    file.flush()
    os.fsync(file.fileno())
    _sync_folder(path.parent)
    return file


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _sync_folder(folder: Path) -> None:
    """The name of a new file is on the disk too, where folders can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_locked(file: IO[bytes]) -> bool:
    """Lock a file for this process, without waiting; freed by the system when the process ends, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - Windows alone has it

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
