"""A file of the accounts imported from the spreadsheet: its summary first, then accepted or left.

Sent to the server where there is one; else read by this machine's own `relance import`, in a child process.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import addin
from addin.server_client import Server
from addin.shared_state import Json
from receivables.errors import ReceivablesError
from receivables.texts import shortened

#: Reading a ledger of a million lines takes its time.
_TIMEOUT_S = 900.0
_MOST_BYTES = 100_000_000
_BYTES = "application/octet-stream"
_RUN = "import sys; from server.cli import main; sys.exit(main())"


class ImportRefusedError(ReceivablesError):
    """The file is refused, in a sentence."""


@dataclass(frozen=True)
class Preview:
    """What importing a file would change. id: by which the server knows the file that waits"""

    id: str
    imports: list[Json]


class Ledgers(Protocol):
    """Where files are imported."""

    def preview(self, path: Path) -> Preview:
        """What a file would change. Raises ReceivablesError."""
        ...

    def accept(self, one: str) -> Preview | None:
        """Store it; the new summary where the one that was read does not hold any more. Raises ReceivablesError."""
        ...

    def discard(self, one: str) -> None:
        """Forget it."""
        ...


class ServerLedgers:
    """The server's."""

    def __init__(self, server: Server) -> None:
        self._server = replace(server, timeout_s=_TIMEOUT_S)

    def preview(self, path: Path) -> Preview:
        """See `Ledgers`."""
        asked = urlencode({"name": path.name[-255:]})
        answer = self._server.post(f"/v1/imports?{asked}", _content(path), _BYTES)
        if answer.get("status") != "waiting":
            raise ImportRefusedError(str(answer.get("sentence") or "The server does not take this file."))
        return Preview(str(answer["upload"]), list(answer["imports"]))

    def accept(self, one: str) -> Preview | None:
        """See `Ledgers`."""
        answer = self._decided("accept", one)
        if answer.get("status") == "changed":
            return Preview(one, list(answer["imports"]))
        if answer.get("status") != "done":
            raise ImportRefusedError(str(answer.get("sentence") or "The server did not take this file."))
        return None

    def discard(self, one: str) -> None:
        """See `Ledgers`."""
        self._decided("discard", one)

    def _decided(self, choice: str, one: str) -> Json:
        return self._server.post(f"/v1/imports/{choice}", json.dumps({"upload": one}).encode())


class OwnLedgers:
    """This machine's own store; a file is known by its path."""

    def preview(self, path: Path) -> Preview:
        """See `Ledgers`."""
        told = _command("import", "--preview", "--json", str(path))
        return Preview(str(path), list(told.get("imports", [told])))

    def accept(self, one: str) -> Preview | None:
        """See `Ledgers`."""
        _command("import", "--json", one)
        return None

    def discard(self, one: str) -> None:
        """Nothing was kept."""


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ImportRefusedError(
                f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB: import it on the server."
            )
        return path.read_bytes()
    except OSError as error:
        raise ImportRefusedError(f"{path.name} cannot be read: {error.strerror}.") from error


def _command(*arguments: str) -> Json:
    """The JSON `relance` answers. Raises ImportRefusedError with its sentence."""
    packages = str(Path(addin.__file__).resolve().parents[1])
    environment: dict[str, str] = {**os.environ, "PYTHONPATH": packages, "PYTHONIOENCODING": "utf-8"}
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone opens windows
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and command
            [sys.executable, "-P", "-c", _RUN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=_TIMEOUT_S, env=environment, encoding="utf-8", errors="replace", creationflags=quiet,
        )  # fmt: skip
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ImportRefusedError(f"relance import did not end as it should ({type(error).__name__}).") from error
    if not isinstance(told, dict):
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ImportRefusedError(
            shortened(lines[-1].removeprefix("Error: "), 400) if lines else "relance import failed."
        )
    return told
