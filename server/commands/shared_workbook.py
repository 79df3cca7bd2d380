"""`relance workbook --shared`, `relance refresh`: the workbook several people fill in, made and brought up to date."""

from pathlib import Path
from urllib.parse import urlencode

import click

from addin.known_servers import address_of, remember
from addin.refresh import refresh_file
from addin.server_client import Server, server_at
from addin.shared_bytes import state_of
from addin.shared_state import SharedBook
from receivables.days import iso
from server import shown
from server.commands.options import FILE, for_all_option
from server.commands.sync import ca_option, token_option
from server.console import Settings, answer, command, end, progress
from server.errors import UserError
from server.outputs import write_file
from server.reports import difference_count

_DIFFERS = "a control line differs from the ledger"


def write_shared(settings: Settings, out: Path, where: Server, lang: str, on: int | None) -> None:
    """Download the workbook of a token, whole or not at all."""
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"The workbook's name ends in .xlsx; {out.name} does not.")
    with progress(settings, "Building the workbook…"):
        content = _download(where, lang, iso(on) if on is not None else None)
        book = state_of(content)
        write_file(out, content)
    remember(book.server, where.url, settings.home)
    told = {"workbook": str(out), "accounts": len(book.accounts), **book.marks.get("figures", {})}
    answer(settings, told, shown.shared_workbook)
    end(settings, difference_count(told.get("control", [])))


@click.command("refresh")
@click.argument("file", type=FILE)
@click.option("--server", metavar="URL", help="The workbook's server (default: where this home found it last).")
@token_option
@ca_option
@for_all_option
@command(_DIFFERS)
def refresh_command(
    settings: Settings, file: Path, server: str | None, token_file: Path | None, ca: Path | None
) -> None:
    """Renew the imported figures of a shared workbook.

    The file is changed in place and must be closed. What people filled in and did not send yet stays, and so do their
    own columns, colours and sheets.
    """

    def fresh(book: SharedBook) -> bytes:
        # Never an address out of the file: whoever sent it would be sent the token.
        url = server or address_of(book.server, settings.home)
        if not url:
            raise UserError("Where this workbook's server answers is not known here: name it with --server.")
        return _download(server_at(url, token_file, ca), book.marks.get("lang", "fr"), None)

    with progress(settings, "Bringing the workbook up to date…"):
        told = refresh_file(file, fresh)
    answer(settings, told, shown.refreshed)
    end(settings, difference_count(told.get("control", [])))


def _download(where: Server, lang: str, as_of: str | None) -> bytes:
    asked = {"lang": lang, **({"as_of": as_of} if as_of else {})}
    return where.download(f"/v1/workbook?{urlencode(asked)}")
