"""A message as it would leave, into a folder, with what keeps it from leaving."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.campaigns.facts.day import Facts, load_facts, load_ledger
from server.campaigns.proposal.invoice_copies import Folders, NoFolders
from server.campaigns.proposal.penalty_findings import penalty_findings
from server.campaigns.proposal.sales import sales_beside
from server.campaigns.writing.contents import content_of
from server.company_settings import load_company_settings
from server.errors import TranslatedError, UserError
from server.letters.checks import Finding, findings
from server.letters.content import MessageContent
from server.letters.copies import Copies, FolderError, attachments
from server.letters.editing import template_in_force
from server.letters.frozen import from_json, to_json
from server.letters.layout import with_prose
from server.letters.mail import Attachment
from server.letters.messages import MailFrom, files_of, write_files
from server.letters.templates import LetterTemplate
from server.store import campaign_states as states
from server.store.campaign_addresses import is_suspended
from server.store.campaign_messages import Message


def content_for(connection: Connection, message: Message, facts: Facts | None = None) -> MessageContent:
    """What a message says: as frozen, else on the facts of its day. Raises UserError."""
    if message.content:
        return replace(from_json(message.content), attempt=message.attempt)
    if facts is None:
        ledger = load_ledger(connection, message.on_day, message.company)
        facts = load_facts(connection, ledger, [(message.company, message.account)])
    try:
        return content_of(connection, facts, message)
    except KeyError as error:
        raise TranslatedError(
            f"{error.args[0]} Plan again.", "Une pièce du message n'est plus ouverte : refaites la proposition."
        ) from error


def frozen(connection: Connection, message: Message, facts: Facts | None = None) -> str:
    """The content of a message as JSON, to be kept when it is approved. Raises UserError for a fatal finding."""
    content = content_for(connection, message, facts)
    if message.channel not in states.NOT_WRITTEN:
        _check_fatal(connection, message, content)
        content = with_prose(content, _template(connection, message, content))
    return to_json(content)


def _check_fatal(connection: Connection, message: Message, content: MessageContent) -> None:
    def fatal(lang: str) -> str:
        told = findings_of(connection, message, content, lang)
        return next((one.sentence.rstrip(".") for one in told if one.is_fatal), "")

    if english := fatal("en"):
        hint = "" if content.company.name else " (relance company set FILE)"
        raise TranslatedError(f"{message.account}: {english}{hint}.", f"{message.account} : {fatal('fr')}{hint}.")


def findings_of(connection: Connection, message: Message, content: MessageContent, lang: str) -> list[Finding]:
    """What is missing or wrong in a message's letter, the fatal first."""
    template = _template(connection, message, content)
    settings = load_company_settings(connection, message.company_id)
    told = findings(content, template, lang, settings.is_shared_centre)
    return [*told, *penalty_findings(content.penalty_warnings, content.computed_until, lang)]


def _template(connection: Connection, message: Message, content: MessageContent) -> LetterTemplate:
    return template_in_force(connection, message.company_id, content.segment, content.level, content.lang)


@dataclass(frozen=True)
class Material:
    """What the mail or the letter of a message is made of."""

    content: MessageContent
    template: LetterTemplate
    sender: MailFrom
    copies: Copies

    def arguments(self, at: str) -> tuple[MessageContent, LetterTemplate, MailFrom, str, list[Attachment]]:
        """Of `mail_of` and `files_of`. Raises UserError for a copy that cannot be read."""
        return self.content, self.template, self.sender, at, attachments(self.copies)


def material_of(
    connection: Connection, message: Message, folders: Folders, may_receive: Callable[[str], bool] = lambda _: True
) -> Material:
    """Of a message as frozen, else on the facts of its day. Raises UserError.

    may_receive: whether a home writes to an address; a copy goes only there
    """
    content = content_for(connection, message)
    if is_suspended(connection, content.sales_copy) or not may_receive(content.sales_copy):
        content = replace(content, sales_copy="")
    settings = load_company_settings(connection, message.company_id)
    sender = MailFrom(settings.sender.name, settings.sender.email, settings.sender.reply_to)
    numbers = [one.number for one in content.items]
    copies = folders.copies(settings.terms.invoice_folder, message.channel, numbers)
    return Material(content, _template(connection, message, content), sender, copies)


def preview(connection: Connection, message: Message, out: Path, at: str, lang: str) -> dict[str, Any]:
    """`relance campaign preview`: the files written, what is wrong, the invoice copies that are missing or, of a mail,
    too large."""
    if message.channel in states.NOT_WRITTEN:
        raise UserError(f"Nothing is written for this message ({message.channel}): there is no letter to preview.")
    try:
        own = material_of(connection, message, Folders())
    except FolderError:  # told in the proposal; the letter can be read all the same
        own = material_of(connection, message, NoFolders())
    told = findings_of(connection, message, own.content, lang)
    files = write_files(files_of(*own.arguments(at)), out)
    return {
        "message": message.id, "files": [str(path) for path in files],
        "findings": [{"code": one.code, "sentence": one.sentence, "is_fatal": one.is_fatal} for one in told],
        "missing_copies": list(own.copies.missing), "heavy_copies": list(own.copies.heavy),
        "sales": sales_beside(message).sentences(lang),
    }  # fmt: skip
