"""Where the shared offices of this user answer, as they typed it once: a workbook names its office, never its address.

Otherwise a stranger's file could send a token wherever it likes.
"""

import json
from contextlib import suppress
from pathlib import Path

from addin.closed_file import write_beside
from receivables.errors import ReceivablesError

FOLDER = ".relance"
_FILE = "offices.json"
#: The office used last, for what belongs to no workbook.
LAST = ""


def folder() -> Path:
    """Where the buttons of this user keep their few settings and their log."""
    return Path.home() / FOLDER


def address_of(office: str) -> str:
    """The address of an office by its id; '' where it was never told."""
    return _known().get(office, "")


def remember(office: str, url: str) -> None:
    """Keep the address at which an office was found; what cannot be kept is asked again."""
    known = {**_known(), office: url, LAST: url}
    with suppress(OSError, ReceivablesError):
        folder().mkdir(parents=True, exist_ok=True)
        write_beside(folder() / _FILE, json.dumps(known, indent=1).encode())


def _known() -> dict[str, str]:
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads((folder() / _FILE).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {str(name): url for name, url in found.items() if isinstance(url, str)}
    return {}
