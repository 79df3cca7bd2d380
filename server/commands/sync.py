"""relance sync, relance attach, relance token keep: workbooks and the server."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from addin.attach import Columns, attach
from addin.closed_file import write_beside
from addin.known_servers import remember
from addin.server_client import checked_url, keep_token, server_at
from addin.shared_file import SharedFile
from addin.synchronise import synchronise
from receivables.errors import ReceivablesError
from server.commands.options import FILE, company_option, for_all_option, language_option
from server.console import Settings, answer, command, end, progress
from server.errors import UserError

#: Up to where the files of this machine were synchronised, by workbook id.
CURSORS = "workbooks.json"
server_option = click.option("--server", required=True, metavar="URL", help="Such as https://office:8765.")
token_option = click.option(
    "--token-file", type=FILE, help="A file with the token (default: RELANCE_TOKEN, else the system's keyring)."
)
ca_option = click.option("--ca", type=FILE, help="PEM, the authority of the server's own certificate.")


@click.command("sync")
@click.argument("file", type=FILE)
@server_option
@token_option
@ca_option
@for_all_option
@command(strict="a cell was refused or a conflict waits")
def sync_command(settings: Settings, file: Path, server: str, token_file: Path | None, ca: Path | None) -> None:
    """Send what was entered in a shared workbook, take in what others did.

    The file is changed in place and must be closed. Where both changed the same cell, sheet Conflits shows both values
    and waits for a choice.
    """
    line = server_at(server, token_file, ca)
    cursors = _Cursors(settings.home)
    with progress(settings, "Synchronising…"):
        host = SharedFile(file)
        outcome = synchronise(host, line, last_cursor=cursors.known)
    cursors.keep(host)
    remember(host.state()["meta"]["server"], line.url, settings.home)
    answer(settings, outcome.told(), _show)
    end(settings, len(outcome.rejected) + len(outcome.conflicts))


@click.command("attach")
@click.argument("file", type=FILE)
@click.option("--sheet", required=True, metavar="NAME", help="The sheet with a row for each account.")
@click.option("--account-column", required=True, metavar="COLUMN", help="Letters or heading of the account numbers.")
@click.option("--field", "fields", multiple=True, required=True, metavar="KEY=COLUMN",
              help="A shared field, such as owner=D or phone=G; once for each.")  # fmt: skip
@server_option
@token_option
@ca_option
@company_option
@language_option("fr")
@command(strict="a row's account is not known")
def attach_command(
    settings: Settings, file: Path, sheet: str, account_column: str, fields: tuple[str, ...], server: str,
    token_file: Path | None, ca: Path | None, company: str | None, lang: str,
) -> None:  # fmt: skip
    """Make your own closed workbook a shared one: its columns of contacts, owners, dates are everybody's from then on.

    A hidden column of ids, defined names, hidden sheets and a sheet of conflicts are added; all else stays as it was.
    """
    columns = Columns(sheet, account_column, _fields(fields), company or "")
    line = server_at(server, token_file, ca)
    with progress(settings, "Attaching…"):
        done = attach(file, columns, line, lang=lang)
    remember(SharedFile(file).state()["meta"]["server"], line.url, settings.home)
    told = {"file": str(file), "sheet": sheet, "rows": done.rows, "unknown": list(done.unknown)}
    answer(settings, told, _show_attached)
    end(settings, len(done.unknown))


@click.command("keep")
@server_option
@token_option
@for_all_option
@command()
def keep_token_command(settings: Settings, server: str, token_file: Path | None) -> None:
    """Put a token, read from standard input or a file, into this system's keyring, for one server."""
    try:
        token = (token_file.read_text(encoding="utf-8") if token_file else sys.stdin.read(2_000)).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("The token cannot be read.") from error
    keep_token(server, token)
    answer(settings, {"server": checked_url(server), "kept": True}, _show_kept)


class _Cursors:
    """Up to where each workbook was synchronised from this machine: an older file of it came out of a backup."""

    def __init__(self, home: Path) -> None:
        self._path = home / CURSORS
        self._known: dict[str, Any] = {}
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = found if isinstance(found, dict) else {}

    def known(self, workbook: str, epoch: str) -> int:
        """The last number, 0 where none is known."""
        told = self._known.get(workbook)
        is_known = isinstance(told, list) and len(told) == 2 and told[0] == epoch and isinstance(told[1], int)
        return int(told[1]) if is_known and told else 0

    def keep(self, host: SharedFile) -> None:
        """Put a workbook's place down; what cannot be kept is only a notice less."""
        meta = host.state()["meta"]
        self._known[meta["workbook"]] = [meta["epoch"], meta["cursor"]]
        with suppress(OSError, ReceivablesError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_beside(self._path, json.dumps(self._known, indent=0).encode())


def _fields(told: tuple[str, ...]) -> dict[str, str]:
    """`owner=D` -> {"owner": "D"}."""
    pairs = [text.partition("=") for text in told]
    wrong = next(
        (text for text, (key, _, column) in zip(told, pairs, strict=True) if not (key and column.strip())), None
    )
    if wrong is not None:
        raise UserError(f"--field {wrong} is not understood; write KEY=COLUMN, such as owner=D.")
    found = {key.strip(): column.strip() for key, _, column in pairs}
    if len(found) != len(pairs):
        raise UserError("--field names a field twice.")
    return found


def _show(console: Console, result: dict[str, Any]) -> None:
    console.print(f"Sent {result['pushed']}, of which {result['applied']} landed; {result['pulled']} came from others.")
    for one in result["conflicts"]:
        sides = f"yours « {one['mine']} », {one['by'] or 'the other'}'s « {one['theirs']} »"
        console.print(escape(f"Conflict: {one['account']} {one['field']}: {sides}; choose in sheet Conflits."))
    for one in result["rejected"]:
        console.print(escape(f"Not sent: {one['cell']}: {one['why']}"))
    for one in result["notices"]:
        console.print(escape(one))


def _show_attached(console: Console, result: dict[str, Any]) -> None:
    console.print(escape(f"{result['file']}: {result['rows']} rows of {result['sheet']} are shared now."))
    for cell in result["unknown"]:
        console.print(escape(f"Not known to the server: {cell}"))


def _show_kept(console: Console, result: dict[str, Any]) -> None:
    console.print(escape(f"The token for {result['server']} is kept in the system's keyring."))
