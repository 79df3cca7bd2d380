"""The mails and letters of a run, made from what was frozen, rendered ahead of whoever hands them over."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Engine

from server.campaigns.previews import content_for
from server.campaigns.sales import copy_of
from server.campaigns.sales_mail import notice_of, sales_mail
from server.company_settings import CompanySettings, load_company_settings
from server.errors import UserError
from server.letters.ahead import Ahead, Job
from server.letters.content import MessageContent
from server.letters.copies import InvoiceFolder, attachments
from server.letters.editing import template_in_force
from server.letters.mail import Attachment, message_id
from server.letters.messages import MailFrom, files_of, mail_of, write_files
from server.store import campaign_states as states
from server.store.campaign_messages import Message, message_of, run_messages
from server.store.database import reading
from server.transports.port import Mail


class RunRenderer:
    """`mail` and `write_letter` of the messages of a run that are queued; to be closed."""

    def __init__(self, engine: Engine, run_id: int, channels: Iterable[str], clock: Callable[[], str]) -> None:
        """channels: whose messages are asked for, in their order."""
        self._engine, self._clock = engine, clock
        self._folders: dict[str, InvoiceFolder] = {}
        with reading(engine) as connection:
            queued = run_messages(connection, run_id, (states.QUEUED,))
        wanted = set(channels)
        self._ahead = Ahead([one.id for one in queued if one.channel in wanted], self._job)

    def mail(self, message: Message) -> Mail:
        """The mail of an approved message. Raises UserError."""
        data = self._ahead.take(message.id)
        with reading(self._engine) as connection:
            sender = load_company_settings(connection, message.company_id).sender.email
        key = message_id(message.id, message.attempt, sender.rpartition("@")[2])
        return Mail(data, sender, message.recipient, key, copy_of(message))

    def write_letter(self, message: Message, folder: Path) -> None:
        """The files of an approved letter. Raises UserError."""
        write_files(self._ahead.take(message.id), folder)

    def close(self) -> None:
        """Let the processes go."""
        self._ahead.close()

    def _job(self, key: str) -> Job:
        with reading(self._engine) as connection:
            message = message_of(connection, key)
            if message is None:
                raise UserError(f"There is no message {key[:8]}.")
            if message.channel == states.SALES:
                return sales_mail, (notice_of(connection, message), self._clock())
            content = content_for(connection, message)
            settings = load_company_settings(connection, message.company_id)
            template = template_in_force(connection, message.company_id, content.segment, content.level, content.lang)
        sender = MailFrom(settings.sender.name, settings.sender.email, settings.sender.reply_to)
        work = mail_of if message.channel == states.EMAIL else files_of
        return work, (content, template, sender, self._clock(), self._copies(content, settings))

    def _copies(self, content: MessageContent, settings: CompanySettings) -> list[Attachment]:
        """The folder of invoice copies is listed once a run."""
        name = settings.terms.invoice_folder
        if not name:
            return []
        if name not in self._folders:
            self._folders[name] = InvoiceFolder(Path(name))
        return attachments(self._folders[name].copies(one.number for one in content.items))
