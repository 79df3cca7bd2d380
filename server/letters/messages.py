"""A message ready to leave: its letter as PDF or its mail with the statement, and the files of a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from server.errors import UserError
from server.letters.content import MessageContent
from server.letters.layout import letter_of
from server.letters.mail import Attachment, Envelope, file_name, mail_bytes
from server.letters.notes import usual_enclosures
from server.letters.paper import Letter
from server.letters.rendering import letter_pdf
from server.letters.statement import statement_pdf, statement_workbook
from server.letters.templates import LetterTemplate
from server.letters.words import word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class MailFrom:
    """Whose name and address a mail leaves under (`CompanySettings.sender`)."""

    name: str
    email: str
    reply_to: str = ""


def mail_of(
    content: MessageContent, template: LetterTemplate, sender: MailFrom, at: str, copies: Sequence[Attachment] = ()
) -> bytes:
    """The .eml of an e-mail: the letter, the statement as PDF and workbook, the invoice copies. Raises UserError."""
    letter = letter_of(with_enclosures(content, copies), template)
    envelope = Envelope(
        sender_name=(not content.collector and sender.name) or content.writer.name, sender=sender.email,
        to_name=content.debtor.name,
        to=content.debtor.email, reply_to=content.clerk.email or sender.reply_to, reply_name=content.clerk.name,
        message=content.message, at=at, attempt=content.attempt, copy=content.sales_copy,
    )  # fmt: skip
    return mail_bytes(
        letter, envelope, (*statements(content, template.logo), *_notice_pdf(content, letter, template.logo), *copies)
    )


def pdf_of(content: MessageContent, template: LetterTemplate) -> bytes:
    """The letter as PDF. Raises UserError."""
    return letter_pdf(letter_of(content, template), content.day, template.logo)


def statements(content: MessageContent, logo: bytes = b"") -> tuple[Attachment, ...]:
    """The account's open documents, as PDF and as a workbook."""
    name = f"{word('statement', content.lang)} {content.debtor.account}"
    return (
        Attachment(f"{name}.pdf", statement_pdf(content, logo)),
        Attachment(f"{name}.xlsx", statement_workbook(content), XLSX),
    )


def files_of(
    content: MessageContent, template: LetterTemplate, sender: MailFrom, at: str, copies: Sequence[Attachment] = ()
) -> dict[str, bytes]:
    """Name -> bytes of what a message would be: letter and statement, then the mail, or the copies to be printed with
    the letter. Raises UserError."""
    stem = file_name(content.reference or content.message)
    files = {f"{stem}.pdf": pdf_of(with_enclosures(content, copies), template)}
    files |= {file_name(one.name): one.data for one in statements(content, template.logo)}
    if content.channel == "email":
        files[f"{stem}.eml"] = mail_of(content, template, sender, at, copies)
    else:
        files |= {file_name(one.name): one.data for one in copies}
    return files


def with_enclosures(content: MessageContent, copies: Sequence[Attachment]) -> MessageContent:
    """The content with its enclosures named as they are there when it leaves."""
    if content.enclosures or not copies:
        return content
    return replace(content, enclosures=usual_enclosures(content, [one.name.removesuffix(".pdf") for one in copies]))


def write_files(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Into a folder, made where it is missing; their paths. Raises UserError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise UserError(f"The files cannot be written into {out}: {error.strerror}.") from error
    return [out / name for name in files]


def _notice_pdf(content: MessageContent, letter: Letter, logo: bytes) -> tuple[Attachment, ...]:
    """A formal notice sent by mail goes as a letter too: signed and dated as on paper."""
    if content.letter != "notice":
        return ()
    name = f"{word('level.notice', content.lang)} {content.reference}.pdf"
    return (Attachment(name, letter_pdf(letter, content.day, logo)),)
