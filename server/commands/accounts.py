"""Commands of one account: show, merge, archive."""

import click

from server import account_changes, account_shown
from server.account_events import account_state
from server.clock import instant
from server.commands.options import as_of_option, company_option, day_of, language_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command
from server.store.database import reading, writing
from server.store.shared_accounts import ensure_accounts, lacks_accounts


@click.group("account")
def account_group() -> None:
    """One account: how it stands, what becomes of it."""


@account_group.command("show")
@click.argument("number")
@as_of_option
@company_option
@language_option("en")
@command()
def show_command(settings: Settings, number: str, as_of: str | None, company: str | None, lang: str) -> None:
    """Fields, events, promises, disputes, plans with their states, and what may be asked for."""
    engine = settings.engine()
    with reading(engine) as connection:
        is_new = lacks_accounts(connection)
    if is_new:  # data of before accounts were shared
        with writing(engine) as connection:
            ensure_accounts(connection)
    with reading(engine) as connection:
        result = account_state(connection, number, day_of(as_of), company, lang)
    answer(settings, result, lambda console, told: account_shown.account(console, told, lang))


@account_group.command("merge")
@click.argument("number")
@click.argument("into", type=click.Choice(["into"], case_sensitive=False), expose_value=False)
@click.argument("other")
@company_option
@command()
def merge_command(settings: Settings, number: str, other: str, company: str | None) -> None:
    """Make two numbers of one customer one account: relance account merge C0458 into C0459.

    What was noted of the first is the second's from now on, in every workbook. Its fields fill those that are empty;
    where both hold a value, a person decides. Of two holds the one that lasts longer stands. It cannot be taken back.
    """
    with changing(settings) as connection:
        result = account_changes.merge(connection, number, other, company, instant(), operator())
    answer(settings, result, account_shown.merged)


@account_group.command("archive")
@click.argument("number")
@click.option("--back", "is_back", is_flag=True, help="Put it back into the workbooks.")
@company_option
@command()
def archive_command(settings: Settings, number: str, is_back: bool, company: str | None) -> None:
    """Take an account out of the workbooks; what was noted of it stays."""
    with changing(settings) as connection:
        result = account_changes.archive(
            connection, number, company, instant(), operator(), is_archived=not is_back
        )  # fmt: skip
    answer(settings, result, account_shown.archived)
