"""relance doctor: what is wrong with the shared office, and what to do."""

import datetime as dt
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from server.commands.options import for_all_option
from server.console import Settings, answer, command, end
from server.doctor import PROBLEM, examine

_MARKS = {"ok": "[green]ok[/]", "note": "[yellow]! [/]", "problem": "[red]no[/]"}


@click.command("doctor")
@for_all_option
@command("a problem is found")
def doctor_command(settings: Settings) -> None:
    """Look at the store, the rights of its files, tokens, anchors and versions: one sentence each, with what to do."""
    found = [vars(one) for one in examine(settings.home, settings.database_url, dt.datetime.now(dt.UTC))]
    problems = sum(one["level"] == PROBLEM for one in found)
    answer(settings, {"findings": found, "problems": problems}, _show)
    end(settings, problems)


def _show(console: Console, told: dict[str, Any]) -> None:
    for one in told["findings"]:
        console.print(f"{_MARKS[one['level']]} {escape(one['sentence'])}")
    count = told["problems"]
    console.print("No problem found." if not count else f"{count} problem{'s' if count > 1 else ''} found.")
