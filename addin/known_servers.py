"""Where the servers of this user answer, as they typed it once: a workbook names its server, never its address.

Otherwise a stranger's file could send a token wherever it likes.
"""

import json
from contextlib import suppress
from pathlib import Path

from addin.closed_file import write_beside
from receivables.errors import ReceivablesError

FOLDER = ".relance"
_FILE = "servers.json"
#: The server used last, for what belongs to no workbook.
LAST = ""


def folder() -> Path:
    """Where the buttons of this user keep their few settings and their log."""
    return Path.home() / FOLDER


def address_of(server: str, home: Path) -> str:
    """The address of a server by its id; '' where it was never told."""
    return _known(home).get(server, "")


def remember(server: str, url: str, home: Path) -> None:
    """Keep the address at which a server was found; what cannot be kept is asked again."""
    known = {**_known(home), server: url, LAST: url}
    with suppress(OSError, ReceivablesError):
        home.mkdir(parents=True, exist_ok=True)
        write_beside(home / _FILE, json.dumps(known, indent=1).encode())


def _known(home: Path) -> dict[str, str]:
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads((home / _FILE).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {str(name): url for name, url in found.items() if isinstance(url, str)}
    return {}
