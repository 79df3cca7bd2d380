"""`relance campaign`: reminders proposed, previewed, stopped and started."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from server import campaigns_shown
from server.campaigns.facts.assignments import assign, check_assigned
from server.campaigns.facts.takeover import parse_ages, start_company
from server.campaigns.proposal.planning import checked_day, names_of, plan, plan_ahead
from server.campaigns.proposal.runs import the_message
from server.campaigns.sending.switch import pause, resume
from server.campaigns.settings.environment import Environment, environment_of
from server.campaigns.settings.procedure_files import export_procedures, load_procedure_file, procedure_table
from server.campaigns.settings.procedures import load_procedures, procedure_named
from server.campaigns.shown import objects
from server.campaigns.writing.previews import preview
from server.commands.options import FILE, company_option, day_of, for_all_option, language_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command, progress
from server.errors import UserError
from server.store import campaign_workers as workers
from server.store.database import reading

_on = click.option("--on", "day", required=True, metavar="DATE", help="The day, such as 2026-10-31, or today.")
_now = click.option("--now", metavar="INSTANT", help="The present instant, in test homes (RELANCE_ENV=test).")
_by = click.option("--by", "who", metavar="NAME", help="Who does it (default: the user of the machine).")
_run = click.argument("run", type=click.IntRange(1))


@click.group("campaign")
def campaign_group() -> None:
    """Reminders: proposed, approved, sent exactly as decided."""


@campaign_group.command("plan")
@_on
@click.option("--procedure", metavar="NAME", help="The one procedure every account follows this time.")
@_by
@_now
@company_option
@language_option("en")
@command()
def plan_command(
    settings: Settings, day: str, procedure: str | None, who: str | None, now: str | None, company: str | None,
    lang: str,
) -> None:  # fmt: skip
    """Propose the calls, e-mails and letters of a day; whoever is not reminded is told with the reason."""
    clock = environment(settings).clock(now)
    on = checked_day(day_of(day))
    with progress(settings, "Proposing…"):
        ahead = plan_ahead(settings.engine(), on, procedure=procedure, company=company)
        with changing(settings) as connection:
            run = plan(connection, on, clock(), who or operator(), procedure=procedure, company=company, ahead=ahead)
        with reading(settings.engine()) as connection:
            result = objects.run_object(connection, run, lang, clock())
    answer(settings, result, campaigns_shown.run)


@campaign_group.command("show")
@_run
@_now
@for_all_option
@language_option("en")
@command()
def show_command(settings: Settings, run: int, now: str | None, lang: str) -> None:
    """A proposal, what became of it, and how fresh its figures are now."""
    at = environment(settings).clock(now)()
    with reading(settings.engine()) as connection:
        result = objects.run_object(connection, run, lang, at)
    answer(settings, result, campaigns_shown.run)


@campaign_group.command("preview")
@click.argument("message")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Folder of the files.")
@_now
@for_all_option
@language_option("en")
@command()
def preview_command(settings: Settings, message: str, out: Path, now: str | None, lang: str) -> None:
    """Letter, statement and mail of a message as they would leave, with what is missing."""
    clock = environment(settings).clock(now)
    with progress(settings, "Rendering…"), reading(settings.engine()) as connection:
        result = preview(connection, the_message(connection, message), out, clock(), lang)
    answer(settings, result, campaigns_shown.preview)


@campaign_group.command("start")
@click.option("--sent", "ages", multiple=True, metavar="DAYS:LEVEL", help="Level sent last from so many days overdue.")
@_on
@click.option("--sent-on", metavar="DATE", help="When these are taken to have left (default: that day).")
@_by
@company_option
@command()
def start_command(
    settings: Settings, ages: tuple[str, ...], day: str, sent_on: str | None, who: str | None, company: str | None
) -> None:  # fmt: skip
    """Before a company's first campaign: what was sent before, by age. Without --sent, nothing was."""
    environment(settings)
    if company is None:
        raise UserError("Name the company with --company.")
    on, sent_day = checked_day(day_of(day)), None if sent_on is None else day_of(sent_on)
    with changing(settings) as connection:
        at = environment(settings).clock(None)()
        result = start_company(connection, company, on, parse_ages(ages), who or operator(), at, sent_day)
    answer(settings, result, campaigns_shown.plain)


@campaign_group.command("assign")
@click.option("--account", required=True, metavar="NUMBER", help="The account, as the balance names it.")
@click.option("--item", default="", metavar="ID", help="One document of it only.")
@click.option("--procedure", default="", metavar="NAME", help="The procedure it follows.")
@click.option("--segment", default="", type=click.Choice(["", "business", "consumer", "public", "key"]))
@_by
@company_option
@command()
def assign_command(
    settings: Settings, account: str, item: str, procedure: str, segment: str, who: str | None, company: str | None
) -> None:  # fmt: skip
    """Give an account or a document a procedure of its own, or an account its segment; nothing told takes it back."""
    if company is None:
        raise UserError("Name the company with --company.")
    if item and not (len(item) == 16 and all(one in "0123456789abcdef" for one in item)):
        raise UserError("--item is the id a proposal gives: 16 hexadecimal digits.")
    row = {"company": company, "account": account, "item": item, "procedure": procedure, "segment": segment}
    with changing(settings) as connection:
        if company not in names_of(connection).values():
            raise UserError(f"There is no company « {company[:60]} »; see relance aged-balance.")
        if procedure:
            row["procedure"] = procedure_named(load_procedures(connection)[1], procedure).name
        if procedure or segment:
            check_assigned(connection, row)
        rows = assign(connection, row, who or operator(), environment(settings).clock(None)())
    answer(settings, {"assigned": list(rows)}, campaigns_shown.plain)


@campaign_group.command("procedure")
@click.argument("action", type=click.Choice(["list", "load", "export"]), default="list")
@click.argument("file", type=FILE, required=False)
@_by
@for_all_option
@language_option("fr")
@command()
def procedure_command(settings: Settings, action: str, file: Path | None, who: str | None, lang: str) -> None:
    """The dunning procedures; `export FILE` writes them to be edited, `load FILE` takes them back."""
    if (action == "list") != (file is None):
        raise UserError("Write relance campaign procedure, or relance campaign procedure export|load FILE.xlsx.")
    result: dict[str, Any]
    if file is None:
        with reading(settings.engine()) as connection:
            result = procedure_table(connection)
    elif action == "export":
        with reading(settings.engine()) as connection:
            result = export_procedures(connection, file, lang)
    else:
        with changing(settings) as connection:
            at = environment(settings).clock(None)()
            result = load_procedure_file(connection, file, who or operator(), at)
    answer(settings, result, campaigns_shown.plain)


@campaign_group.command("pause")
@_by
@for_all_option
@command()
def pause_command(settings: Settings, who: str | None) -> None:
    """Nothing leaves any more, in whatever process, until `resume`."""
    _change_switch(settings, pause, who)


@campaign_group.command("resume")
@_by
@for_all_option
@command()
def resume_command(settings: Settings, who: str | None) -> None:
    """Let campaigns go on; after a restore once the send ledgers were read (`relance campaign ledgers`)."""
    _change_switch(settings, resume, who)


def _change_switch(settings: Settings, change: Callable[[Connection, str, str], None], who: str | None) -> None:
    with changing(settings) as connection:
        change(connection, who or operator(), environment(settings).clock(None)())
        result = {"paused": workers.why_paused(connection) or None}
    answer(settings, result, campaigns_shown.plain)


def environment(settings: Settings) -> Environment:
    """What the home is for."""
    return environment_of(settings.home)
