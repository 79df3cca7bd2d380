"""The one error of imports, and how a file is named in it."""

import unicodedata
from pathlib import Path

from receivables.texts import shortened
from server.errors import UserError

_MAX_LABEL = 100


class UserFileError(UserError):
    """A file that is refused whole; the message is one sentence for the user."""


def file_label(path: Path | str) -> str:
    """The file's name as it may be shown: no folder, no control character, no endless name."""
    name = Path(path).name
    shown = "".join(char for char in name if unicodedata.category(char)[0] != "C").strip()
    return shortened(shown, _MAX_LABEL) or "the file"
