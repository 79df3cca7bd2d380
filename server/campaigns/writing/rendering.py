"""The mails and letters of a run, made from what was frozen, rendered ahead of whoever hands them over."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine

from server.campaigns.proposal.invoice_copies import Folders
from server.campaigns.proposal.sales import copy_of
from server.campaigns.writing.previews import material_of
from server.campaigns.writing.sales_mail import notice_of, sales_mail
from server.company_settings import load_company_settings
from server.errors import UserError
from server.letters.ahead import Ahead, Job
from server.letters.mail import message_id
from server.letters.messages import files_of, mail_of, write_files
from server.store import campaign_states as states
from server.store.campaign_addresses import is_suspended
from server.store.campaign_messages import Message, message_of, run_messages
from server.store.database import reading
from server.transports.port import Mail


def mail_for(
    connection: Connection, message: Message, at: str, folders: Folders, may_receive: Callable[[str], bool]
) -> Mail:  # fmt: skip
    """The mail of an approved message, to a customer or to a sales contact. Raises UserError."""
    work, arguments = _job(connection, message, at, folders, may_receive)
    return _addressed(connection, message, work(*arguments), may_receive)


class RunRenderer:
    """`mail` and `write_letter` of the messages of a run that are queued; to be closed."""

    def __init__(
        self, engine: Engine, run_id: int, channels: Iterable[str], clock: Callable[[], str],
        may_receive: Callable[[str], bool] = lambda _: True,
    ) -> None:  # fmt: skip
        """channels: whose messages are asked for, in their order; may_receive: see `material_of`"""
        self._engine, self._clock, self._folders, self._may_receive = engine, clock, Folders(), may_receive
        with reading(engine) as connection:
            queued = run_messages(connection, run_id, (states.QUEUED,))
        wanted = set(channels)
        self._ahead = Ahead([one.id for one in queued if one.channel in wanted], self._job_of)

    def mail(self, message: Message) -> Mail:
        """The mail of an approved message. Raises UserError."""
        data = self._ahead.take(message.id)
        with reading(self._engine) as connection:
            return _addressed(connection, message, data, self._may_receive)

    def write_letter(self, message: Message, folder: Path) -> None:
        """The files of an approved letter. Raises UserError."""
        write_files(self._ahead.take(message.id), folder)

    def close(self) -> None:
        """Let the processes go."""
        self._ahead.close()

    def _job_of(self, key: str) -> Job:
        with reading(self._engine) as connection:
            message = message_of(connection, key)
            if message is None:
                raise UserError(f"There is no message {key[:8]}.")
            return _job(connection, message, self._clock(), self._folders, self._may_receive)


def _job(
    connection: Connection, message: Message, at: str, folders: Folders, may_receive: Callable[[str], bool]
) -> Job:  # fmt: skip
    """What makes a mail, or the files of a letter."""
    if message.channel == states.SALES:
        return sales_mail, (notice_of(connection, message), at)
    work = mail_of if message.channel == states.EMAIL else files_of
    return work, material_of(connection, message, folders, may_receive).arguments(at)


def _addressed(
    connection: Connection, message: Message, data: bytes, may_receive: Callable[[str], bool]
) -> Mail:  # fmt: skip
    sender = load_company_settings(connection, message.company_id).sender.email
    key = message_id(message.id, message.attempt, sender.rpartition("@")[2])
    copy = copy_of(message)
    is_copied = may_receive(copy) and not is_suspended(connection, copy)
    return Mail(data, sender, message.recipient, key, copy if is_copied else "")
