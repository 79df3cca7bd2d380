"""`relance campaign template`: the words of letters, edited as text files."""

from dataclasses import replace
from pathlib import Path

import click

from server import campaigns_shown
from server.campaigns.proposal.runs import the_message
from server.campaigns.writing.previews import content_for
from server.commands.campaign import environment
from server.commands.company import company_named
from server.commands.options import FILE, company_option, for_all_option
from server.commands.shared import changing, operator
from server.company_settings import load_company_settings
from server.console import Settings, answer, command, progress
from server.letters.editing import tried
from server.letters.messages import MailFrom, files_of, write_files
from server.letters.template_files import export_templates, load_templates, read_template
from server.store.database import reading

_by = click.option("--by", "who", metavar="NAME", help="Who does it (default: the user of the machine).")


@click.group("template")
def template_group() -> None:
    """The words of letters and mails, a text file for each level, kind of customer and language."""


@template_group.command("export")
@click.argument("folder", type=FILE)
@company_option
@command()
def export_command(settings: Settings, folder: Path, company: str | None) -> None:
    """Write the templates in force into FOLDER, to be edited with any editor."""
    with reading(settings.engine()) as connection:
        files = export_templates(connection, company_named(connection, company), folder)
    answer(settings, {"folder": str(folder), "files": files}, campaigns_shown.plain)


@template_group.command("load")
@click.argument("folder", type=FILE)
@_by
@company_option
@command()
def load_command(settings: Settings, folder: Path, who: str | None, company: str | None) -> None:
    """Take the edited files of FOLDER back: all of them, or none where one could make an unlawful letter."""
    with changing(settings) as connection:
        at = environment(settings).clock(None)()
        result = load_templates(connection, company_named(connection, company), folder, who or operator(), at)
    answer(settings, result, campaigns_shown.plain)


@template_group.command("preview")
@click.argument("file", type=FILE)
@click.option("--message", required=True, metavar="ID", help="The message whose data it is filled with.")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Folder of the files.")
@for_all_option
@command()
def preview_command(settings: Settings, file: Path, message: str, out: Path) -> None:
    """The letter a template would make of a real message; nothing is kept."""
    template = read_template(file)
    with progress(settings, "Rendering…"), reading(settings.engine()) as connection:
        own = the_message(connection, message)
        content = replace(content_for(connection, own), prose=None)
        company = load_company_settings(connection, own.company_id)
    found = tried(content, template, "en")
    sender = MailFrom(company.sender.name, company.sender.email, company.sender.reply_to)
    at = environment(settings).clock(None)()
    paths = write_files(files_of(content, replace(template, logo=company.logo), sender, at), out)
    result = {
        "files": [str(path) for path in paths],
        "findings": [{"code": one.code, "sentence": one.sentence, "is_fatal": one.is_fatal} for one in found],
    }
    answer(settings, result, campaigns_shown.preview)
