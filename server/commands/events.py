"""Commands of what people note: event add, call-results."""

import json
from pathlib import Path
from typing import Any

import click

from receivables.followup.events import EVENT_KINDS
from server import account_shown
from server.account_events import add_event
from server.call_results import call_results_table, export_call_results, load_call_results
from server.clock import instant
from server.commands.options import FILE, company_option, day_of, for_all_option, language_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command
from server.errors import UserError
from server.store.database import reading, writing

_MOST_CHARACTERS = 100_000


@click.group("event")
def event_group() -> None:
    """Calls, promises, disputes, plans, notes of an account."""


@event_group.command("add")
@click.option("--account", "number", required=True, metavar="NUMBER", help="The customer's account.")
@click.option("--kind", required=True, type=click.Choice(list(EVENT_KINDS)), help="What it is.")
@click.option("--data", required=True, metavar="JSON", help='Such as {"amount": "1200.00", "by": "2026-12-15"}.')
@click.option("--date", metavar="DATE", help="The day it happened (default: today).")
@click.option("--corrects", metavar="ID", help="The event it stands for from now on.")
@click.option("--by", "who", metavar="NAME", help="Who notes it (default: the user of the machine).")
@company_option
@language_option("en")
@command()
def event_add_command(settings: Settings, data: str, date: str | None, **options: Any) -> None:
    """Note an event; a call also sets the next action by the table of call results."""
    number, kind, company = options["number"], options["kind"], options["company"]
    day = None if date is None else _day(date)
    with changing(settings) as connection:
        result = add_event(
            connection, number, kind, _object(data), instant(), company=company, who=options["who"], by=operator(),
            day=day_of("today") if day is None else day, corrects=options["corrects"], lang=options["lang"],
        )  # fmt: skip
    answer(settings, result, account_shown.added)


@click.command("call-results")
@click.argument("action", type=click.Choice(["list", "load", "export"]), default="list")
@click.argument("file", type=FILE, required=False)
@for_all_option
@language_option("en")
@command()
def call_results_command(settings: Settings, action: str, file: Path | None, lang: str) -> None:
    """What follows each result of a call; `export FILE` writes it to be edited, `load FILE` takes it back."""
    if (action == "list") != (file is None):
        raise UserError("Write relance call-results, or relance call-results export|load FILE.xlsx.")
    if file is None:
        with reading(settings.engine()) as connection:
            result = call_results_table(connection, lang)
    elif action == "export":
        with reading(settings.engine()) as connection:
            result = export_call_results(connection, file, lang)
    else:
        with changing(settings, writing) as connection:
            result = load_call_results(connection, file, instant(), operator(), lang)
    answer(settings, result, account_shown.call_results)


def _object(text: str) -> dict[str, Any]:
    """`--data`: one JSON object. Raises UserError."""
    if len(text) > _MOST_CHARACTERS:
        raise UserError(f"--data takes {_MOST_CHARACTERS} characters at most.")
    try:
        told = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise UserError(f"--data is no JSON: {error}.") from error
    if not isinstance(told, dict):
        raise UserError('--data is no JSON object: write {"text": "..."}.')
    return told


def _day(text: str) -> int:
    number = day_of(text) if text.strip() else None
    if number is None:
        raise UserError("--date needs a day, such as 2026-10-31, or today.")
    return number
