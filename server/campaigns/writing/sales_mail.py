"""What a sales contact is sent before a message leaves: who is written to, about what, and how to stop it."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from receivables.dunning.sentences import level_name
from server.campaigns.proposal.sales import about_of, sales_beside
from server.campaigns.writing.previews import content_for
from server.company_settings import load_company_settings
from server.errors import UserError
from server.letters import texts
from server.letters.content import MessageContent
from server.letters.fields import document_words
from server.letters.mail import Envelope, plain_mail
from server.store import campaign_states as states
from server.store.campaign_messages import Message

_FRENCH = "fr"
_WAYS = {
    states.EMAIL: "par courriel à {to}", states.LETTER: "par lettre", states.REGISTERED: "par lettre recommandée",
    states.CALL: "par téléphone",
}  # fmt: skip


@dataclass(frozen=True)
class SalesNotice:
    """subject, text, and the envelope without its instant."""

    subject: str
    text: str
    envelope: Envelope


def sales_mail(notice: SalesNotice, at: str) -> bytes:
    """The mail as it leaves. Raises UserError."""
    return plain_mail(notice.subject, notice.text, replace(notice.envelope, at=at))


def notice_of(connection: Connection, notice: Message) -> SalesNotice:
    """What a notice says, of its message as approved. Raises UserError."""
    about = about_of(connection, notice)
    if about is None:
        raise UserError("The message this notice tells of is gone.")
    content, sales = content_for(connection, about), sales_beside(about)
    sender = load_company_settings(connection, notice.company_id).sender
    envelope = Envelope(
        sender.name or content.company.name, sender.email, sales.name, notice.recipient,
        content.clerk.email or sender.reply_to, notice.id, "", notice.attempt, content.clerk.name,
    )  # fmt: skip
    what = level_name(about.level, _FRENCH)
    return SalesNotice(f"{what[0].upper()}{what[1:]} : {content.debtor.name}", _text(about, content), envelope)


def _text(about: Message, content: MessageContent) -> str:
    sales, debtor = sales_beside(about), content.debtor
    way = _WAYS.get(about.channel, "").format(to=about.recipient)
    when = f"partira dans {sales.hours} heures au plus tôt" if sales.hours else "est approuvé"
    what = " ".join(filter(None, (f"« {level_name(about.level, _FRENCH)} »", way)))
    items = "\n".join(
        f"- {document_words(one.number, one.document_day, one.due_day, _FRENCH)}, échéance "
        f"{texts.day(one.due_day, _FRENCH)} : {texts.amount(one.open, content.currency, _FRENCH)}"
        for one in content.items
    )  # fmt: skip
    clerk = ", ".join(filter(None, (content.clerk.name, content.clerk.phone, content.clerk.email)))
    asked = texts.amount(about.amount, content.currency, _FRENCH)
    return (
        f"Bonjour,\n\n{texts.line(debtor.name)} (compte {texts.line(debtor.account, 60)}) doit {asked}. Un message, "
        f"{what}, {when}.\n\n{items}\n\nPour le retenir, dites-le avant à {clerk or 'votre service crédit'} "
        f"(relance campaign resolve {about.id[:8]} --drop MOTIF).\n"
    )
