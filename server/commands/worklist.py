"""Commands of the morning: worklist, criteria."""

from pathlib import Path

import click

from server import worklist_shown
from server.clock import instant
from server.commands.options import FILE, as_of_option, company_option, day_of, for_all_option, language_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command, progress
from server.criteria import criteria_table, load_criteria_file
from server.errors import UserError
from server.store.database import reading, writing
from server.worklist import worklist


@click.command("worklist")
@as_of_option
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N calls only.")
@company_option
@language_option("en")
@command()
def worklist_command(settings: Settings, as_of: str | None, limit: int | None, company: str | None, lang: str) -> None:
    """Whom to call first this morning, why, and what to do."""
    with progress(settings, "Ranking…"), reading(settings.engine()) as connection:
        result = worklist(connection, day_of(as_of), company, limit, lang)
    answer(settings, result, lambda console, told: worklist_shown.worklist(console, told, lang))


@click.command("criteria")
@click.argument("action", type=click.Choice(["list", "load"]), default="list")
@click.argument("file", type=FILE, required=False)
@for_all_option
@language_option("en")
@command()
def criteria_command(settings: Settings, action: str, file: Path | None, lang: str) -> None:
    """The criteria of the call score; `load FILE` takes over those of an edited workbook."""
    if (action == "load") != (file is not None):
        raise UserError("Write relance criteria, or relance criteria load FILE.xlsx.")
    if file is None:
        with reading(settings.engine()) as connection:
            result = criteria_table(connection, lang)
    else:
        with changing(settings, writing) as connection:
            result = load_criteria_file(connection, file, instant(), operator(), lang)
    answer(settings, result, lambda console, told: worklist_shown.criteria(console, told, lang))
