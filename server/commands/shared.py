"""What commands of the shared office have in common: who acts, and a change that leaves its trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from server.account_events import machine_user
from server.changes import Begun, audited
from server.clock import instant
from server.configuration import read_configuration
from server.console import Settings
from server.errors import UserError
from server.store.database import sharing


def operator() -> str:
    """Who acts at the command line, as the audit names them: their login on this machine."""
    return f"{machine_user()} (command line)"


def anchors_of(settings: Settings) -> Path:
    """The file of the audit's anchors, in a home that is made where the data live elsewhere. Raises UserError."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {settings.home} cannot be made: {error.strerror}.") from error
    return read_configuration(settings.home).anchors


@contextmanager
def changing(settings: Settings, begun: Begun = sharing) -> Iterator[Connection]:
    """One transaction on the store of a command (`sharing` or `writing`); when it is stored, the audit's head is
    anchored."""
    with audited(settings.engine(), anchors_of(settings), instant(), begun) as connection:
        yield connection
