"""`relance company`: what letters say of the company that sends them."""

from pathlib import Path
from typing import Any

import click

from server import campaigns_shown
from server.campaigns.approval.approving import RIGHT
from server.campaigns.facts.clerks import save_clerk
from server.campaigns.settings.approvers import approver
from server.campaigns.settings.environment import environment_of
from server.campaigns.shown.objects import settings_shown
from server.commands.options import FILE, company_option, for_all_option
from server.commands.shared import changing, operator
from server.company_bank import decide_bank
from server.company_settings import load_company_settings, read_settings, set_company_settings
from server.console import Settings, answer, command
from server.errors import UserError
from server.records import records
from server.store import companies
from server.store.database import reading

_by = click.option("--by", "who", metavar="NAME", help="Who does it (default: the user of the machine).")


@click.group("company")
def company_group() -> None:
    """Identity, signatory, terms and bank details of a company."""


@company_group.command("set")
@click.argument("file", type=FILE)
@_by
@company_option
@command()
def set_command(settings: Settings, file: Path, who: str | None, company: str | None) -> None:
    """Put the settings of a .toml or .json file in force, what it leaves out staying; bank details wait for a second
    person.

    Sections: identity, signatory, sender, clerk, terms, bank, collector, mediator (`relance company show` names their
    values). collector or mediator: null (in TOML "") takes the section out.
    """
    values = read_settings(file)
    with changing(settings) as connection:
        number = company_named(connection, company or values.get("company"))
        at = environment_of(settings.home).clock(None)()
        result = set_company_settings(connection, number, values, who or operator(), at)
    answer(settings, result, campaigns_shown.plain)


@company_group.command("show")
@company_option
@command()
def show_command(settings: Settings, company: str | None) -> None:
    """The settings in force, in the sections and with the names `set` takes; bank details that wait for approval."""
    with reading(settings.engine()) as connection:
        number = company_named(connection, company)
        result = settings_shown(load_company_settings(connection, number))
    answer(settings, {"company": company, **result}, campaigns_shown.plain)


@company_group.command("bank")
@click.argument("decision", type=click.Choice(["approve", "refuse"]))
@click.option("--by", "who", required=True, metavar="NAME", help="Who decides: not who asked.")
@click.option("--iban", default="", metavar="IBAN", help="Which details are meant: refused where others wait now.")
@company_option
@command()
def bank_command(settings: Settings, decision: str, who: str, iban: str, company: str | None) -> None:
    """Approve or refuse the bank details that wait (`relance company show` tells them)."""
    with changing(settings) as connection:
        number = company_named(connection, company)
        at = environment_of(settings.home).clock(None)()
        by = approver(connection, who)
        if not by.may(RIGHT):
            raise UserError(f"{by.name} may not decide on bank details: that is for the credit manager.")
        result = decide_bank(connection, number, decision == "approve", by.name, at, iban=iban)
    answer(settings, result, campaigns_shown.plain)


@company_group.command("clerk")
@click.argument("name")
@click.option("--phone", default="", metavar="NUMBER", help="Their direct line.")
@click.option("--email", default="", metavar="ADDRESS", help="Where answers to their messages go.")
@_by
@for_all_option
@command()
def clerk_command(settings: Settings, name: str, phone: str, email: str, who: str | None) -> None:
    """Say how the owner of an account is reached, by the name their accounts bear; nothing told forgets it."""
    with changing(settings) as connection:
        at = environment_of(settings.home).clock(None)()
        result = {"clerks": save_clerk(connection, name, phone, email, who or operator(), at)}
    answer(settings, result, campaigns_shown.plain)


def company_named(connection: Any, name: str | None) -> int:
    """Its id; the only one where none is named. Raises UserError."""
    known = {str(row["name"]): int(row["id"]) for row in records(companies.load_companies(connection))}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise UserError(f"Name the company with --company; there are {', '.join(known) or 'none yet'}.")
    return known[name]
