"""A message as it would leave, into a folder, with what keeps it from leaving."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.campaigns.contents import content_of
from server.campaigns.facts import Facts, load_facts, load_ledger
from server.campaigns.penalty_findings import penalty_findings
from server.campaigns.sales import copy_of, sales_beside
from server.company_settings import load_company_settings
from server.errors import TranslatedError, UserError
from server.letters.checks import Finding, findings
from server.letters.content import MessageContent, from_json, to_json
from server.letters.copies import Copies, InvoiceFolder, attachments
from server.letters.editing import template_in_force
from server.letters.layout import with_prose
from server.letters.mail import message_id
from server.letters.messages import MailFrom, mail_of, write_preview
from server.letters.templates import LetterTemplate
from server.store.campaign_messages import Message
from server.transports.port import Mail

_NOT_WRITTEN = ("call", "internal")


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
    if message.channel not in _NOT_WRITTEN:
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


def mail_for(connection: Connection, message: Message, at: str) -> Mail:
    """The mail of an approved message. Raises UserError."""
    content = content_for(connection, message)
    template = _template(connection, message, content)
    sender = load_company_settings(connection, message.company_id).sender
    copies = copies_for(connection, message, content)
    own = MailFrom(sender.name, sender.email, sender.reply_to)
    data = mail_of(content, template, own, at, attachments(copies) if copies else ())
    domain = sender.email.rpartition("@")[2]
    return Mail(
        data, sender.email, message.recipient, message_id(message.id, message.attempt, domain), copy_of(message)
    )


def copies_for(connection: Connection, message: Message, content: MessageContent) -> Copies | None:
    """The invoice copies in the company's folder; None where it names none. Raises UserError."""
    folder = load_company_settings(connection, message.company_id).terms.invoice_folder
    return InvoiceFolder(Path(folder)).copies(one.number for one in content.items) if folder else None


def preview(connection: Connection, message: Message, out: Path, at: str, lang: str) -> dict[str, Any]:
    """`relance campaign preview`: the files written, what is wrong, the invoice copies that are missing."""
    if message.channel in _NOT_WRITTEN:
        raise UserError(f"Nothing is written for this message ({message.channel}): there is no letter to preview.")
    content = content_for(connection, message)
    told = findings_of(connection, message, content, lang)
    template = _template(connection, message, content)
    sender = load_company_settings(connection, message.company_id).sender
    copies = copies_for(connection, message, content)
    files = write_preview(
        content, template, MailFrom(sender.name, sender.email, sender.reply_to), at, out,
        attachments(copies) if copies else (),
    )  # fmt: skip
    return {
        "message": message.id, "files": [str(path) for path in files],
        "findings": [{"code": one.code, "sentence": one.sentence, "is_fatal": one.is_fatal} for one in told],
        "missing_copies": list(copies.missing) if copies else [], "sales": sales_beside(message).sentences(lang),
    }  # fmt: skip
