"""relance audit and relance person: who did what, whether the trace is whole, and what may be forgotten."""

import datetime as dt
import json
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from server import audit, erasure
from server.campaigns.sending.one_run import LETTERS
from server.clock import instant
from server.commands.options import for_all_option
from server.commands.shared import changing, operator
from server.configuration import read_configuration
from server.console import Settings, answer, command, end
from server.erased_letters import WHY_KEPT, delete, letters_about
from server.errors import UserError
from server.store.audit import Row, append, last_rows
from server.store.database import reading


@click.group("audit")
def audit_group() -> None:
    """Who did what, in a chain that shows when it was tampered with."""


@audit_group.command("verify")
@for_all_option
@command("the trace was tampered with")
def verify_command(settings: Settings) -> None:
    """Check every entry against the one before, and the last ones against the anchors outside the database."""
    with reading(settings.engine()) as connection:
        told = audit.verified(connection, read_configuration(settings.home).anchors)
    answer(settings, told, _show_verified)
    end(settings, len(told["faults"]))


@audit_group.command("show")
@click.option("--last", "count", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many.")
@click.option("--user", "who", metavar="NAME", help="What one person did.")
@click.option("--what", metavar="ACT", help="One kind of act, such as token_given.")
@for_all_option
@command()
def show_command(settings: Settings, count: int, who: str | None, what: str | None) -> None:
    """The newest entries, newest first."""
    with reading(settings.engine()) as connection:
        rows = last_rows(connection, count, who, what)
    entries = [
        {"seq": row.seq, "at": row.at, "who": row.who, "what": row.what, "object": row.object, "text": _text(row),
         "is_forgotten": row.text is None}
        for row in rows
    ]  # fmt: skip
    answer(settings, {"entries": entries}, _show_entries)


def _text(row: Row) -> Any:
    """What was written, None where that is forgotten. Raises UserError."""
    try:
        return None if row.text is None else json.loads(row.text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"The text of entry {row.seq} was tampered with: run relance audit verify.") from error


@audit_group.command("purge")
@click.option("--older-than", "days", type=click.IntRange(1), required=True, metavar="DAYS", help="Days of age.")
@for_all_option
@command()
def purge_command(settings: Settings, days: int) -> None:
    """Forget what was written in entries older than some days; who did what, and the chain, stay."""
    before = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat(timespec="milliseconds")
    with changing(settings) as connection:
        count = audit.purge(connection, before, instant(), operator())
    answer(settings, {"purged": count, "before": before}, _show_purged)


@click.group("person")
def person_group() -> None:
    """What is kept of a person at a customer's."""


@person_group.command("erase")
@click.argument("words", nargs=-1, required=True)
@for_all_option
@command()
def erase_command(settings: Settings, words: tuple[str, ...]) -> None:
    """Erase a person everywhere: relance person erase "Jeanne Dupont" jeanne@example.org "01 02 03 04 05".

    Every text is searched for these words, each argument as one: fields, events, notes, conflicts, the audit. Workbooks
    follow at their next sync. A customers file imported again brings its contacts back: correct it too. Letters that
    were posted, and their proofs, stay as evidence and are listed; previews, drafts and backups are yours to delete.
    """
    at = instant()
    with changing(settings) as connection:
        about = erasure.messages_about(connection, words)
        files = letters_about(settings.home / LETTERS, about)
        told = erasure.erase(connection, words, at, operator())
        told["also_found"] = erasure.also_found(connection, words)
        if files.kept or files.gone:
            counts = {"kept": len(files.kept), "deleted": len(files.gone), "messages": [one.id for one in about]}
            append(connection, at, operator(), "person_letters", "", counts)
    delete(files.gone)
    told["kept"] = [{"file": str(path), "why": WHY_KEPT} for path in files.kept]
    told["deleted"] = list(map(str, files.gone))
    answer(settings, told, _show_erased)


def _show_verified(console: Console, told: dict[str, Any]) -> None:
    for fault in told["faults"]:
        console.print(f"[red]no[/] {escape(fault)}")
    if told["ok"]:
        console.print(f"[green]ok[/] {told['entries']} entries, {told['anchors']} anchors; head {told['head'][:16]}.")


def _show_entries(console: Console, told: dict[str, Any]) -> None:
    table = Table("No", "When", "Who", "What", "Object", "Text")
    for one in told["entries"]:
        text = "(forgotten)" if one["is_forgotten"] else json.dumps(one["text"], ensure_ascii=False)
        table.add_row(
            str(one["seq"]), one["at"][:19], escape(one["who"]), one["what"], escape(one["object"]), escape(text)
        )
    console.print(table)


def _show_purged(console: Console, told: dict[str, Any]) -> None:
    console.print(f"{told['purged']} texts from before {told['before'][:10]} are forgotten.")


def _show_erased(console: Console, told: dict[str, Any]) -> None:
    for name, count in told["erased"].items():
        console.print(f"{name}: {count}")
    console.print(f"Erased in {told['places']} places." if told["places"] else "Nothing was found.")
    for one in told["kept"]:
        console.print(f"Kept: {escape(one['file'])} ({one['why']}).")
    for folder in told["deleted"]:
        console.print(f"Deleted: {escape(folder)} (never left).")
    if told["also_found"]:
        variants = ", ".join(f"{escape(one['text'])} ({one['places']})" for one in told["also_found"])
        console.print(f"Also found, not erased: {variants}. Name those that are the same person.")
