"""What commands of the shared office have in common: who acts, and a change that leaves its trace."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from server.changes import audited
from server.commands.options import instant
from server.configuration import read_configuration
from server.console import Settings


def operator() -> str:
    """Who acts at the command line, as the audit names them: their login on this machine."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (OSError, KeyError):
        return "command line"


@contextmanager
def changing(settings: Settings) -> Iterator[Connection]:
    """One transaction on the store of a command; when it is stored, the audit's head is anchored."""
    with audited(settings.engine(), read_configuration(settings.home).anchors, instant()) as connection:
        yield connection
