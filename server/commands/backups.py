"""relance backup and relance restore."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from server import backup
from server.campaigns.sending.one_run import LETTERS
from server.changes import anchor_head
from server.clock import instant
from server.commands.options import FILE, for_all_option
from server.commands.shared import anchors_of, operator
from server.console import Settings, answer, command, progress
from server.errors import UserError


@click.command("backup")
@click.argument("file", type=FILE)
@for_all_option
@command()
def backup_command(settings: Settings, file: Path) -> None:
    """Write everything the store holds into one file, while others go on working.

    It goes into SQLite as into PostgreSQL again (relance restore). The letters of this home and the proofs of those
    that were posted go along. It holds customers' data and hashes of secrets: keep
    it as you keep the store. An existing FILE is replaced once the new one is whole.
    """
    if file.is_dir():
        raise UserError(f"{file} is a folder; name a file, such as relance-2026-11-22.zip.")
    with progress(settings, "Backing up…"):
        told = backup.back_up(settings.engine(), file, instant(), settings.home / LETTERS)
    answer(settings, told, _show_backup)


@click.command("restore")
@click.argument("file", type=FILE)
@for_all_option
@command()
def restore_command(settings: Settings, file: Path) -> None:
    """Put the store back as it was at a backup, all or nothing.

    Another epoch begins: workbooks find it at their next sync and offer again what the backup does not know. Tokens
    revoked and people disabled since the backup stay so; roles, accounts and passwords are those of before the restore.
    Letters and proofs missing in this home are written; those there are stay.
    """
    at = instant()
    engine, anchors = settings.engine(), anchors_of(settings)
    with progress(settings, "Restoring…"):
        told = backup.restore(engine, file, at, operator(), settings.home / LETTERS)
    anchor_head(engine, anchors, at)
    answer(settings, told, _show_restored)


def _show_backup(console: Console, told: dict[str, Any]) -> None:
    sizes = f"{told['rows']} rows, {told['files']} files, {told['bytes']} bytes"
    console.print(f"Written: {escape(told['file'])} ({sizes}).")


def _show_restored(console: Console, told: dict[str, Any]) -> None:
    sizes = f"{told['restored']} rows as of {told['made_at'][:19]}, {told['files']} files"
    console.print(f"Restored: {sizes}. A new epoch began.")
    for one in told["rights_kept"]:
        console.print(f"Kept as before the restore: {escape(one['user'])} ({', '.join(one['what'])}).")
    console.print("Next: start the server again where it was stopped; workbooks offer what the backup lacks.")
