"""The letter of a message as PDF, for whoever looks before approving."""

from sqlalchemy import Connection

from server.campaigns.writing.previews import content_for
from server.errors import TranslatedError
from server.letters.editing import template_in_force
from server.letters.messages import pdf_of
from server.store import campaign_states as states
from server.store.campaign_messages import Message


def letter_pdf_of(connection: Connection, message: Message) -> bytes:
    """Its letter as it would leave. Raises UserError for a call, or where it cannot be written."""
    if message.channel in states.NOT_WRITTEN:
        raise TranslatedError(
            f"Nothing is written for this message ({message.channel}): there is no letter to preview.",
            "Ce message n'est pas écrit : il n'y a pas de lettre à voir.",
        )
    content = content_for(connection, message)
    template = template_in_force(connection, message.company_id, content.segment, content.level, content.lang)
    return pdf_of(content, template)
