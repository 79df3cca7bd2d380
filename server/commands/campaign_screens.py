"""`relance campaign call-sheet`."""

import click

from server import call_sheet_shown
from server.campaigns.shown.call_sheet import call_sheet
from server.commands.options import company_option, language_option
from server.console import Settings, answer, command, progress
from server.store.database import reading, writing
from server.store.shared_accounts import ensure_accounts, lacks_accounts


@click.command("call-sheet")
@click.argument("account")
@company_option
@language_option("fr")
@command()
def call_sheet_command(settings: Settings, account: str, company: str | None, lang: str) -> None:
    """What whoever telephones needs: balance, what changed since the last contact, reminders, answers, next step."""
    engine = settings.engine()
    with reading(engine) as connection:
        is_new = lacks_accounts(connection)
    if is_new:  # data of before accounts were shared
        with writing(engine) as connection:
            ensure_accounts(connection)
    with progress(settings, "Reading…"), reading(engine) as connection:
        result = call_sheet(connection, account, company, lang)
    answer(settings, result, lambda console, told: call_sheet_shown.call_sheet(console, told, lang))
