"""Sending: each message claimed by one process, asked again whether it may leave, handed over once.

queued -> claimed (a lease) -> transmitting: in one transaction, with the accounts locked, every reason to stop is read
again; it is committed, and told to the ledger, before any content leaves. After that the machine never sends the
message again by itself: a clear answer settles it, anything else is `uncertain`, for a person.
"""

import logging
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from server.campaigns.proposal.invoice_copies import COPIES, WAIT_MINUTES
from server.campaigns.sending import limits
from server.campaigns.sending.ends import (
    CHANNEL,
    FAULT,
    NOT_ALLOWED,
    REFUSED,
    blame_channel,
    change,
    ended,
    fail_refused,
    failed,
    put_off_again,
)
from server.campaigns.sending.process import Sending
from server.campaigns.sending.recovery import settle_expired
from server.campaigns.settings.window import later
from server.clock import machine_ms
from server.letters.copies import FolderError
from server.store import campaign_sending as store
from server.store import campaign_states as states
from server.store.campaign_messages import Message, message_of, move
from server.store.database import is_trouble, reading, sharing
from server.store.sync import locked_clock
from server.transports.port import ChannelError, Mail

LOG = logging.getLogger("relance.campaigns")
#: How often a message is tried before another one, and so many messages before the channel is given up; between.
_TRIES, _MOST_IN_A_ROW, _PAUSE_S = 2, 3, 0.3
#: How many messages in a row may be refused, and not for their address, before it is the channel that refuses.
_MOST_REFUSED = 10
_EXPIRY_S = 5.0


class _HeldError(Exception):
    """A message does not leave; its state says so already. outcome: skipped, waiting, lost"""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def send_all(sending: Sending, run_id: int | None = None, most: int | None = None) -> Mapping[str, int]:
    """Send until nothing may leave now; how many messages came to each end. Raises ChannelError where the channel
    fails again and again; what was not begun is queued.

    most: messages to take at most. One the channel fails at while it takes others is put off as if it were refused for
    now: it stops none of them. What is refused, and not for its address, fails once the channel took another one: what
    strikes everybody is the channel's, and nothing fails by it.
    """
    ends: Counter[str] = Counter()
    refused: list[str] = []
    tries: Counter[str] = Counter()
    troubled: dict[str, tuple[Message, ChannelError]] = {}
    in_a_row, looked = 0, -_EXPIRY_S
    while most is None or sum(ends.values()) < most:
        if time.monotonic() - looked >= _EXPIRY_S:
            release(sending)
            looked = time.monotonic()
        message = _next(sending, run_id, {*troubled, *refused})
        if message is None:
            break
        try:
            end = _sent(sending, message)
            in_a_row = 0
            if end == REFUSED:
                refused.append(message.id)
            else:
                ends[end] += 1
            if end == states.SENT:
                ends[states.FAILED] += fail_refused(sending, refused)
                refused.clear()
            elif len(refused) == _MOST_REFUSED:
                break
        except ChannelError as error:
            _give_back(sending, message, CHANNEL)
            tries[message.id] += 1
            if tries[message.id] == _TRIES:
                troubled[message.id] = message, error
                in_a_row += 1
            if in_a_row == _MOST_IN_A_ROW:
                raise
            sending.sleep(_PAUSE_S)
    _settle_refused(sending, refused, ends)
    _put_off_troubled(sending, troubled, ends)
    return +ends


def _settle_refused(sending: Sending, refused: Sequence[str], ends: Counter[str]) -> None:
    """Of what was refused last: raises ChannelError where nothing else went, or where it is many in a row."""
    is_channel = not ends[states.SENT] or len(refused) >= _MOST_REFUSED
    ends[states.FAILED] += (blame_channel if refused and is_channel else fail_refused)(sending, refused)


def _put_off_troubled(
    sending: Sending, troubled: Mapping[str, tuple[Message, ChannelError]], ends: Counter[str]
) -> None:  # fmt: skip
    """Of what the channel failed at: where nothing else went through it, it is the channel. Raises ChannelError."""
    went = ends[states.SENT] + ends[states.FAILED] + ends[states.UNCERTAIN]
    for message, error in troubled.values():
        if not went:
            raise error
        ends[put_off_again(sending, message, states.QUEUED, str(error))] += 1


def release(sending: Sending) -> None:
    """Take back what processes claimed or began and never ended: queued again, or settled by a ledger, or uncertain.

    Of a process that is certainly no more at once, else when its lease is over.
    """
    with sharing(sending.engine) as connection:
        locked_clock(connection)
        now, now_ms, who = sending.clock(), machine_ms(), sending.ledger.name
        gone = {token for token in store.held_tokens(connection) if sending.ledger.has_ended(token)}
        store.release_claims(connection, now, now_ms, who, gone)
        settle_expired(connection, sending.ledger.path.parent, now, now_ms, who, gone)


def _next(sending: Sending, run_id: int | None, but: Collection[str] = ()) -> Message | None:
    """Claim the next message that may leave now; what may not is put off on the way. None where there is none."""
    while True:
        with sharing(sending.engine) as connection:
            locked_clock(connection)
            if limits.pause_of(connection):
                return None
            pace = limits.pace_ms(connection, sending.settings)
            message = None if pace else _claimed(connection, sending, run_id, but)
            if message is not None and not _put_off(connection, sending, message):
                return message
        if pace:
            sending.sleep(min(pace, 1_000) / 1_000)
        elif message is None:
            return None


def _claimed(connection: Connection, sending: Sending, run_id: int | None, but: Collection[str]) -> Message | None:
    token, now = sending.ledger.new_token(), sending.clock()
    until = machine_ms() + sending.lease_ms
    key = store.claim(connection, now, sending.ledger.name, token, until, run_id, but)
    return None if key is None else message_of(connection, key)


def _put_off(connection: Connection, sending: Sending, message: Message) -> bool:
    now = sending.clock()
    wait = limits.wait_of(connection, sending.settings, message, now)
    if wait is not None:
        store.postpone(connection, message, wait.until, wait.reason, now, sending.ledger.name)
    return wait is not None


def _sent(sending: Sending, message: Message) -> str:
    """Hand one claimed message over; the end it came to. Raises ChannelError."""
    try:
        mail = sending.render(message)
        with reading(sending.engine) as connection:
            sending.prepare(connection, message)
    except FolderError:
        with sharing(sending.engine) as connection:
            now = sending.clock()
            store.postpone(connection, message, later(now, WAIT_MINUTES), COPIES, now, sending.ledger.name)
        return "waiting"
    except Exception as error:  # one account's fault must not stop the others
        if is_trouble(error):
            raise ChannelError(f"Nothing can be read before sending: {error}.") from error
        LOG.exception("message %s cannot be rendered", message.id)
        return failed(sending, message, states.CLAIMED, FAULT, f"{type(error).__name__}: {error}")
    has_begun = False

    def begin() -> int:
        nonlocal has_begun
        until = _begin(sending, message, mail)
        has_begun = True
        return until

    try:
        answer = sending.transport.hand_over(mail, begin)
    except _HeldError as held:
        return held.outcome
    except ChannelError:
        raise
    except Exception as error:
        if is_trouble(error) or isinstance(error, OSError):
            raise ChannelError(f"Nothing can be written down before sending: {error}.") from error
        LOG.exception("message %s cannot be sent", message.id)
        return failed(sending, message, states.CLAIMED, FAULT, f"{type(error).__name__}: {error}")
    try:
        return ended(sending, message, mail, answer, has_begun=has_begun)
    except Exception as error:
        if not is_trouble(error):
            raise
        LOG.warning("how message %s ended is in the ledger alone, until its lease ends", message.id)
        return states.TRANSMITTING


def _begin(sending: Sending, message: Message, mail: Mail) -> int:
    """Ask again, then commit `transmitting` and tell the ledger; until when the content may begin to leave."""
    with sharing(sending.engine) as connection:
        held = _held(connection, sending, message)
        until = machine_ms() + sending.answer_ms
        if held is None:
            held = _transmitting(connection, sending, message, mail, until)
    if held is not None:
        raise _HeldError(held)
    try:
        sending.ledger.begin(message, message.tries + 1, mail.message_id, sending.clock())
    except OSError:  # nothing left: the ledger comes first
        change(sending, message, states.TRANSMITTING, states.QUEUED, "ledger", reason="ledger", **store.FREE)
        raise
    return until - sending.answer_ms // 2


def _held(connection: Connection, sending: Sending, message: Message) -> str | None:
    """Why a claimed message does not leave: its state is changed accordingly. None where it may."""
    locked_clock(connection)  # whoever notes a dispute or a promise draws a number from it first
    now, who = sending.clock(), sending.ledger.name
    wait = limits.wait_of(connection, sending.settings, message, now)
    if store.is_import_under_way(connection):
        wait = limits.Wait(later(now, 1), limits.IMPORT)
    if paused := limits.pause_of(connection):
        wait = limits.Wait("", paused)
    if wait is not None:
        store.postpone(connection, message, wait.until, wait.reason, now, who)
        return "waiting"
    reason = sending.recheck(connection, message)
    if reason is None and not sending.may_receive(message.recipient):
        reason = NOT_ALLOWED
    if reason is not None:
        is_ours = move(connection, message.id, states.CLAIMED, states.SKIPPED, now, who, token=message.token,
                       detail=reason, reason=reason, **store.FREE)  # fmt: skip
        return states.SKIPPED if is_ours else "lost"
    wait = limits.contact_wait(connection, sending.settings, message, now)
    if wait is not None:
        store.postpone(connection, message, wait.until, wait.reason, now, who)
        return "waiting"
    return None


def _transmitting(
    connection: Connection, sending: Sending, message: Message, mail: Mail, until: int
) -> str | None:  # fmt: skip
    now = sending.clock()
    is_ours = move(
        connection, message.id, states.CLAIMED, states.TRANSMITTING, now, sending.ledger.name, token=message.token,
        tries=message.tries + 1, lease_ms=until, message_id=mail.message_id, transmitted_at=now,
        transmitted_ms=machine_ms(), reason="",
    )  # fmt: skip
    if not is_ours:
        store.free_contact_days(connection, message.id)
    return None if is_ours else "lost"


def _give_back(sending: Sending, message: Message, reason: str) -> None:
    """The channel failed before anything left: the message is queued again."""
    try:
        change(sending, message, states.CLAIMED, states.QUEUED, reason, reason=reason, **store.FREE)
    except Exception as error:
        if not is_trouble(error):
            raise
        LOG.warning("message %s stays claimed until its lease ends", message.id)
