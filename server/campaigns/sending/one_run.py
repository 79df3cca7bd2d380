"""`relance campaign run`: what was approved is written, sent, counted, in this process."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.approval.sales_notices import advance, why_not
from server.campaigns.proposal.invoice_copies import COPIES, Folders
from server.campaigns.sending.books import books, close_books
from server.campaigns.sending.ends import CHANNEL
from server.campaigns.sending.handovers import hand_over
from server.campaigns.sending.ledger import Ledger
from server.campaigns.sending.letters import make_letters
from server.campaigns.sending.process import Sending
from server.campaigns.sending.sender import send_all
from server.campaigns.sending.worker import begin, tell_ledger
from server.campaigns.settings.environment import Environment
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.campaigns.writing.rendering import RunRenderer, mail_for
from server.configuration import FILE_NAME, MailServer
from server.errors import UserError
from server.store import campaign_states as states
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message, run_messages
from server.store.campaign_sending import wake
from server.store.database import reading, sharing
from server.transports.drafts import DraftsTransport
from server.transports.port import ChannelError, Mail, Transport
from server.transports.smtp import SmtpTransport, smtp_server

#: Folders of a home: the send ledgers, the letters to be printed.
LEDGERS, LETTERS = "send-ledgers", "letters"
_WHO = "run"
NOWHERE = MailServer()
NO_SERVER = f"There is no mail server: set RELANCE_SMTP_URL, or url of [smtp] in {FILE_NAME}"


def run(
    engine: Engine, home: Path, run_id: int, environment: Environment, clock: Callable[[], str], *,
    server: MailServer = NOWHERE, drafts: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Send what may leave until nothing may; the books. Raises UserError where there is no channel or it fails."""
    with sharing(engine) as connection:
        settings = load_sending(connection)
        has_mail = _has_mail(connection, run_id, is_reached=bool(server.url or drafts))
        books(connection, run_id)
        for reason in (CHANNEL, COPIES):  # whoever sends by hand has seen to it
            wake(connection, run_id, reason, clock())
    rechecks = Rechecks(lambda: local_day(settings.window, clock()))
    advance(engine, run_id, rechecks, _WHO, clock())
    made = make_all_letters(engine, home, run_id, clock, rechecks)
    handed_over = hand_over(engine, run_id, rechecks, clock())[states.DONE]
    if has_mail:
        _send(engine, home, run_id, environment, clock, rechecks, transport_of(server, drafts))
        advance(engine, run_id, rechecks, _WHO, clock())
    elif handed_over:
        tell_ledger(engine, home / LEDGERS, clock())
    with sharing(engine) as connection:
        told = close_books(connection, run_id, clock())
        paused = workers.why_paused(connection)
    return {"run": run_id, **told, "letters": made, "paused": paused or None}


def _has_mail(connection: Connection, run_id: int, *, is_reached: bool) -> bool:
    """Whether a channel is needed; what tells sales contacts alone waits for one."""
    wanted = states.MAILED if is_reached else (states.EMAIL,)
    return any(one.channel in wanted for one in run_messages(connection, run_id, states.WAITING))


def tried(engine: Engine, run_id: int, clock: Callable[[], str]) -> dict[str, Any]:
    """`--dry-run`: what each waiting message would come to now; nothing is sent nor changed."""
    with reading(engine) as connection:
        settings, told = load_sending(connection), books(connection, run_id)
        rechecks = Rechecks(lambda: local_day(settings.window, clock()))
        would: dict[str, int] = {}
        for message in run_messages(connection, run_id, states.NOT_BEGUN):
            reason = None if message.channel == states.SALES else rechecks(connection, message)
            if reason:
                would[reason] = would.get(reason, 0) + 1
    return {"run": run_id, **told, "dry_run": True, "would_skip": would}


def sending_of(
    engine: Engine, environment: Environment, clock: Callable[[], str], ledger: Ledger, transport: Transport,
    rechecks: Rechecks,
) -> Sending:  # fmt: skip
    """What a process of a home sends with."""
    with sharing(engine) as connection:
        settings = load_sending(connection)
    folders = Folders()

    def render(message: Message) -> Mail:
        with reading(engine) as connection:
            return mail_for(connection, message, clock(), folders, environment.may_receive)

    def recheck(connection: Connection, message: Message) -> str | None:
        return (why_not if message.channel == states.SALES else rechecks)(connection, message)

    def prepare(connection: Connection, message: Message) -> None:
        if message.channel != states.SALES:
            rechecks.prepare(connection, message)

    return Sending(
        engine, ledger, transport, render, recheck, clock, settings, environment.may_receive, prepare=prepare,
    )  # fmt: skip


def _send(
    engine: Engine, home: Path, run_id: int, environment: Environment, clock: Callable[[], str], rechecks: Rechecks,
    transport: Transport,
) -> None:  # fmt: skip
    ledger = begin(engine, home / LEDGERS, clock())
    renderer = RunRenderer(engine, run_id, states.MAILED, clock, environment.may_receive)
    try:
        own = sending_of(engine, environment, clock, ledger, transport, rechecks)
        send_all(replace(own, render=renderer.mail), run_id)
    except ChannelError as error:
        raise UserError(str(error)) from error
    finally:
        renderer.close()
        transport.close()
        ledger.close()


def make_all_letters(
    engine: Engine, home: Path, run_id: int, clock: Callable[[], str], rechecks: Rechecks
) -> dict[str, int]:
    """Write the letters of a run that were approved, into the home's folder; how many came to each end."""
    folder = home / LETTERS / str(run_id)
    renderer = RunRenderer(engine, run_id, states.PAPER, clock)

    def render(message: Message) -> None:
        renderer.write_letter(message, folder / message.id[:8])

    try:
        return make_letters(engine, run_id, render, rechecks, clock(), "letters", rechecks.prepare_all)
    finally:
        renderer.close()


def transport_of(server: MailServer, drafts: Path | None) -> Transport:
    """The channel of mails. Raises UserError where there is none."""
    if drafts is not None:
        return DraftsTransport(drafts)
    if not server.url:
        raise UserError(f"{NO_SERVER}, or write drafts with --drafts DIR.")
    return SmtpTransport(smtp_server(server.address()))
