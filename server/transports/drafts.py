"""Drafts: each message becomes a file .eml in a folder, for firms that give no SMTP; a mail program sends it."""

import os
import re
from pathlib import Path

from server.transports.port import Answer, BeforeData, ChannelError, End, Mail


class DraftsTransport:
    """A folder. A file is there whole or not at all, and never written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the folder. Raises ChannelError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ChannelError(f"The folder {self._folder} cannot be made: {error.strerror}.") from error

    def hand_over(self, mail: Mail, before_data: BeforeData) -> Answer:
        """See `Transport`; a file that cannot be written was not begun."""
        self.open()
        before_data()
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", mail.message_id.strip("<>").partition("@")[0]).strip(".-")[:100]
        path = self._folder / f"{name}.eml"
        try:
            if not path.exists():
                _write(path, mail.content)
        except OSError as error:
            return Answer(End.NOT_BEGUN, f"{path}: {error.strerror}")
        return Answer(End.ACCEPTED, str(path))

    def close(self) -> None:
        """Nothing to end."""


def _write(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
