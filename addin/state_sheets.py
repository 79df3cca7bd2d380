"""The hidden sheets of a shared workbook: JSON in chunks a cell can hold, with a checksum.

`A1` says how many chunks follow and what they hash to; each chunk begins with a mark, so that no spreadsheet takes it
for a number or a formula. Signs beyond ASCII, and the underscore that spreadsheets escape with, are JSON escapes.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from addin.archive import ArchiveError

STATE_SHEETS = ("_base", "_remote", "_pending", "_events", "_meta")
VERSION = "relance-1"
#: A cell holds 32,767 signs.
CHUNK = 30_000
_MARK = "|"


def state_cells(told: dict[str, Any]) -> list[str]:
    """The cells of column A for one part of the state."""
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True).replace("_", "\\u005f")
    chunks = [_MARK + text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    return [f"{VERSION} {len(chunks)} {_digest(text)}", *chunks]


def read_state(name: str, cells: Sequence[str]) -> dict[str, Any]:
    """The part again. Raises ArchiveError where it is not what was written."""
    version, _, told = cells[0].partition(" ") if cells else ("", "", "")
    count, _, digest = told.partition(" ")
    if version.startswith("relance-") and version != VERSION:
        raise ArchiveError("The workbook was synchronised by a newer Relance: bring this one up to date.")
    chunks = cells[1 : 1 + int(count)] if count.isdecimal() and len(count) < 7 else []
    text = "".join(one[len(_MARK) :] for one in chunks)
    if version != VERSION or not chunks or digest != _digest(text):
        raise ArchiveError(f"The hidden sheet {name} of the shared state is damaged: take an older copy of the file.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"The hidden sheet {name} of the shared state is damaged.") from error
    if not isinstance(found, dict):
        raise ArchiveError(f"The hidden sheet {name} of the shared state is damaged.")
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
