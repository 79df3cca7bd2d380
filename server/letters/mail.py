"""One e-mail of a reminder: text and HTML of the same letter, the statement and invoice copies attached.

Headers have their own guard. Python's `email` before 3.11.10 writes a new header where a name holds an encoded word
with a line end in it (CVE-2024-6923), so no encoded word from outside is let in, and the message is read back: its
headers must be exactly those meant, with the addresses meant, or it is not made at all.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from receivables.email_addresses import is_email_address
from receivables.texts import without_accents
from server.errors import UserError
from server.letters import texts
from server.letters.paper import Letter, Table
from server.letters.words import word

#: What servers take without asking back; more is a mistake of the folder of invoice copies.
MAX_BYTES = 20_000_000
_HEADERS = (
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
)  # fmt: skip


class _Headers(HeaderRegistry):
    """Python's makes a class anew for each header of each message."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._known:
            self._known[key] = super().__getitem__(key)
        return self._known[key]


_POLICY = SMTP.clone(max_line_length=998, refold_source="none", header_factory=_Headers())


class MailRefusedError(UserError):
    """The sentence says why the message is not made."""


@dataclass(frozen=True)
class Attachment:
    """A file: its name as the reader sees it, PDF or workbook."""

    name: str
    data: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True)
class Envelope:
    """From whom to whom. message and attempt make the Message-ID, a second attempt refers to the first; at: instant
    as `2026-11-22T08:30:00Z`; reply_to: empty for the sender's own address;
    copy: address of who gets a copy, empty for nobody."""

    sender_name: str
    sender: str
    to_name: str
    to: str
    reply_to: str
    message: str
    at: str
    attempt: int = 1
    reply_name: str = ""
    copy: str = ""


def message_id(message: str, attempt: int, domain: str) -> str:
    """The same for the same message and attempt; a second attempt has another."""
    told = hashlib.sha256(f"{message}\n{attempt}".encode()).hexdigest()[:32]
    return f"<relance.{told}.{attempt}@{domain}>"


def mail_bytes(letter: Letter, envelope: Envelope, attachments: Sequence[Attachment] = ()) -> bytes:
    """The message as it is handed over, the same bytes for the same arguments. Raises MailRefusedError."""
    own = _guarded(envelope)
    letter = replace(letter, subject=header_text(letter.subject) or word("statement", letter.lang))
    mail = _headed(own, letter.subject)
    mail.set_content(text_body(letter), cte="quoted-printable")
    mail.make_alternative(boundary=_boundary(own, 1))
    mail.add_alternative(html_body(letter), subtype="html", cte="quoted-printable")
    mail.make_mixed(boundary=_boundary(own, 0))
    for one in attachments:
        main, _, sub = one.kind.partition("/")
        mail.add_attachment(one.data, maintype=main, subtype=sub, filename=file_name(one.name))
    data = mail.as_bytes()
    if len(data) > MAX_BYTES:
        raise MailRefusedError(f"The message is larger than {MAX_BYTES // 1_000_000} MB: attach fewer invoice copies.")
    _verify(data, own)
    return data


def plain_mail(subject: str, text: str, envelope: Envelope) -> bytes:
    """A mail of text alone, under the same guards: what colleagues are told. Raises MailRefusedError."""
    own = _guarded(envelope)
    mail = _headed(own, header_text(subject))
    mail.set_content(text, cte="quoted-printable")
    data = mail.as_bytes()
    _verify(data, own)
    return data


def _headed(own: Envelope, subject: str) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(own.sender_name, own.sender)
    mail["To"] = _address(own.to_name, own.to)
    if own.copy:
        mail["Cc"] = _address("", own.copy)
    mail["Reply-To"] = _address(own.reply_name, own.reply_to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(_instant(own.at))
    domain = own.sender.rpartition("@")[2]
    mail["Message-ID"] = message_id(own.message, own.attempt, domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if own.attempt > 1:
        mail["References"] = message_id(own.message, 1, domain)
    return mail


def header_text(text: str, limit: int = 200) -> str:
    """A text fit for a header: one printable line in which no encoded word can hide."""
    plain = texts.line(text, limit)
    while "=?" in plain or "?=" in plain:
        plain = plain.replace("=?", "= ?").replace("?=", "? =")
    return plain


def file_name(name: str) -> str:
    """A name of an attachment: no path, no control, no sign a mail reader or a shell takes for something else."""
    plain = re.sub(r"[^\w .()\-]", "-", without_accents(header_text(name, 80)), flags=re.ASCII).strip(" .-")
    return re.sub(r"\.{2,}", ".", plain) or "document"


def _guarded(envelope: Envelope) -> Envelope:
    reply = envelope.reply_to or envelope.sender
    for address in (envelope.sender, envelope.to, reply, *filter(None, (envelope.copy,))):
        if not is_email_address(address):
            raise MailRefusedError(f"« {texts.line(address, 60)} » is no e-mail address a reminder can be sent to.")
    sender_name, to_name, reply_name = (
        header_text(name, 100) for name in (envelope.sender_name, envelope.to_name, envelope.reply_name)
    )
    return replace(envelope, reply_to=reply, sender_name=sender_name, to_name=to_name, reply_name=reply_name)


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _instant(at: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(at.replace("Z", "+00:00"))
    except ValueError as error:
        raise MailRefusedError(f"« {texts.line(at, 40)} » is no instant.") from error


def _boundary(envelope: Envelope, number: int) -> str:
    """Drawn from the message instead of at random: the same bytes again, found in no part of it."""
    seed = f"{envelope.message}\n{envelope.attempt}\n{envelope.to}\n{number}"
    return f"=_relance_{number}_{hashlib.sha256(seed.encode()).hexdigest()[:40]}"


def _verify(data: bytes, envelope: Envelope) -> None:
    """Read the message back: exactly the headers meant, exactly the addresses meant."""
    head, _, _ = data.partition(b"\r\n\r\n")
    found = BytesHeaderParser(policy=_POLICY).parsebytes(head + b"\r\n\r\n")
    others = (*(("References",) if envelope.attempt > 1 else ()), *(("Cc",) if envelope.copy else ()))
    if found.get_content_maintype() == "text":
        others = (*others, "Content-Transfer-Encoding")
    wanted = sorted((*_HEADERS, *others), key=str.lower)
    if sorted(found.keys(), key=str.lower) != wanted:
        raise MailRefusedError("The message was not made: a name or a subject would have changed its headers.")
    for header, address in (("From", envelope.sender), ("To", envelope.to), ("Cc", envelope.copy),
                            ("Reply-To", envelope.reply_to)):  # fmt: skip
        told = [one.addr_spec for one in found[header].addresses] if header in found else []
        if told != [*filter(None, (address,))]:
            raise MailRefusedError(f"The message was not made: its {header} would name somebody else.")


def text_body(letter: Letter) -> str:
    """The letter as plain text."""
    colon = _colon(letter.lang)
    blocks = [
        "\n".join(letter.sender), letter.place, "\n".join(f"{label}{colon} {text}" for label, text in letter.marks),
        letter.heading, *letter.before, *(_text_table(one, colon) for one in letter.tables[:1]), *letter.legal,
        "\n".join((letter.pay_title, *(f"{label}{colon} {text}" for label, text in letter.pay))) if letter.pay else "",
        *letter.after, "\n".join(letter.signature),
        f"{letter.enclosures_title}{colon} {' · '.join(letter.enclosures)}" if letter.enclosures else "",
        *(_text_table(one, colon) for one in (*letter.annex, *letter.tables[1:])), "-- ", letter.sender_small,
        word("auto", letter.lang),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def _text_table(table: Table, colon: str) -> str:
    lines = [table.title.upper()]
    for row in table.rows:
        told = [f"{name} {cell}" for name, cell in zip(table.columns[1:], row[1:], strict=True) if cell]
        lines.append(f"- {row[0]}{colon} {', '.join(told)}")
    lines += [f"{label}{colon} {amount}" for label, amount in table.sums]
    return "\n".join((*lines, table.note) if table.note else lines)


def _colon(lang: str) -> str:
    return "\u00a0:" if lang == "fr" else ":"


def html_body(letter: Letter) -> str:
    """The letter as HTML: every text escaped, no picture, no link, nothing loaded from anywhere."""
    return _page().render(letter=letter, auto=word("auto", letter.lang), colon=_colon(letter.lang))


@cache
def _page() -> Template:
    source = (files("server.letters") / "shipped" / "mail.html").read_text(encoding="utf-8")
    own = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return own.from_string(source)
