"""Telling sales contacts that a message is about to leave, and the hours it waits then.

The notice is a message of its own beside the customer's (channel `sales`, asking for nothing): claimed, sent and kept
in the ledger as any other, but no contact of the customer. Where there is no address, or the mail did not leave, a note
of the account tells it. Meanwhile the customer's message waits, for good until it is known when he was told.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection, Engine

from receivables.dunning.sentences import level_name
from receivables.dunning.stops import PASSING, Reason
from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.approval.tasks import note_task
from server.campaigns.proposal.sales import ABOUT, SALES_TOLD, about_of, sales_beside
from server.campaigns.settings.window import NEVER, later
from server.store import campaign_states as states
from server.store.campaign_addresses import is_suspended
from server.store.campaign_messages import Draft, Message, add_message, message_of, move, run_messages, set_values
from server.store.campaign_workers import why_paused
from server.store.database import reading, sharing
from server.store.sync import locked_clock

#: Of a notice that came back: its note took its place.
_NOTED = "noted"


def notice_id(message: str) -> str:
    """The id of the notice of a message: there is one at most."""
    return hashlib.sha256(f"{message}|sales".encode()).hexdigest()[:32]


def begin_telling(connection: Connection, run_id: int, ids: Collection[str], who: str, at: str) -> None:
    """Of messages just approved: queue the notices, note what has no address, and let wait what is to wait."""
    told = [
        one
        for one in run_messages(connection, run_id, (states.QUEUED, states.OPEN))
        if one.id in ids and sales_beside(one).is_told
    ]
    for message in told:
        sales = sales_beside(message)
        is_mailed = sales.email != "" and not is_suspended(connection, sales.email)
        if is_mailed and message_of(connection, notice_id(message.id)) is None:  # a ledger may have put it back
            _queue(connection, message, sales.email, who, at)
        if sales.hours:
            until = NEVER if is_mailed else later(at, sales.hours * 60)
            set_values(connection, message.id, states.QUEUED, not_before=until, reason=SALES_TOLD)
        if not is_mailed:
            _note(connection, message, who, at)


def advance(engine: Engine, run_id: int, rechecks: Rechecks, who: str, at: str) -> None:
    """Hold back what waits for its sales contact and may not leave any more; let the hours of the others run from the
    moment he was told."""
    with reading(engine) as connection:
        waiting = [] if why_paused(connection) else _waiting(connection, run_id)
        rechecks.prepare_all(connection, waiting)
    if not waiting:
        return
    with sharing(engine) as connection:
        locked_clock(connection)
        for message in _waiting(connection, run_id):
            reason = rechecks(connection, message)
            if reason and reason not in PASSING:
                move(connection, message.id, states.QUEUED, states.SKIPPED, at, who, detail=reason, reason=reason)
            elif told_at := _told_at(connection, message, who, at):
                until = later(told_at, sales_beside(message).hours * 60)
                set_values(connection, message.id, states.QUEUED, not_before=until)


def _waiting(connection: Connection, run_id: int) -> list[Message]:
    return [one for one in run_messages(connection, run_id, (states.QUEUED,)) if one.reason == SALES_TOLD]


def why_not(connection: Connection, notice: Message) -> str | None:
    """Why a notice must not leave, None where it may: its message will not, or mail came back from there."""
    about = about_of(connection, notice)
    if about is None or about.state in states.OVER:
        return (about.reason if about else "") or Reason.CHANGED
    return Reason.NO_ADDRESS if is_suspended(connection, notice.recipient) else None


def _queue(connection: Connection, message: Message, email: str, who: str, at: str) -> None:
    draft = Draft(
        company_id=message.company_id, account=message.account, currency=message.currency, segment=message.segment,
        procedure=message.procedure, level=message.level, channel=states.SALES, amount=0, items=(),
        recipient=email, reasons=({ABOUT: message.id},),
    )  # fmt: skip
    key = notice_id(message.id)
    add_message(connection, message.run_id, key, draft, at, who, "sales contact to be told")
    move(connection, key, states.PLANNED, states.QUEUED, at, who, approved_by=message.approved_by or who,
         approved_at=at)  # fmt: skip


def _told_at(connection: Connection, message: Message, who: str, at: str) -> str:
    """When the sales contact was told, '' while nobody knows or where the hours run already; from the note on where
    the mail came back since. A notice in doubt counts: that is for a person to settle, and no reason to leave the
    customer alone."""
    notice = message_of(connection, notice_id(message.id))
    if message.not_before != NEVER:
        return _told_again(connection, message, notice, who, at)
    if notice is None or notice.state in states.OVER or _is_overdue(notice, message, at):
        _note(connection, message, who, at)
        return at
    return notice.sent_at or (notice.transmitted_at if notice.state == states.UNCERTAIN else "")


def _told_again(connection: Connection, message: Message, notice: Message | None, who: str, at: str) -> str:
    if notice is None or notice.state != states.BOUNCED or notice.reason == _NOTED:
        return ""
    _note(connection, message, who, at)
    set_values(connection, notice.id, states.BOUNCED, reason=_NOTED)
    return at


def _is_overdue(notice: Message, message: Message, at: str) -> bool:
    """It did not even begin to leave in the hours the message was to wait: there may be no mail server."""
    hours = sales_beside(message).hours
    return notice.state == states.QUEUED and later(notice.approved_at, hours * 60) <= at


def _note(connection: Connection, message: Message, who: str, at: str) -> None:
    locked_clock(connection)
    note_task(connection, message, _text(message), at, who, states.SALES)


def _text(message: Message) -> str:
    sales, what = sales_beside(message), level_name(message.level, "fr")
    whom = f" ({sales.name or sales.email})" if sales.name or sales.email else ""
    why = "aucun courriel ne l'atteint" if sales.email else "il n'a pas d'adresse"
    when = f"part {sales.hours} h après cette note au plus tôt" if sales.hours else "est approuvé"
    return (f"Prévenir le commercial{whom}, {why} : « {what} » {when}. "
            f"Pour le retenir : relance campaign resolve {message.id[:8]} --drop MOTIF.")  # fmt: skip
