"""How hand-overs end: one change of state each, of what the other side said for certain; the rest is in doubt."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from server.campaigns.sending.ledger import ACK, NAK
from server.campaigns.sending.process import Sending
from server.campaigns.settings.window import later, local_day
from server.store import campaign_sending as store
from server.store import campaign_states as states
from server.store.campaign_addresses import suspend
from server.store.campaign_messages import Message, message_of, move, set_values
from server.store.database import sharing
from server.transports.port import Answer, ChannelError, End, Mail

LOG = logging.getLogger("relance.campaigns")
#: Reasons of failures, beside the codes of `receivables.dunning`.
FAULT, REFUSED, PUT_OFF, NOT_ALLOWED, CHANNEL = "fault", "refused", "put_off", "not_allowed", "channel"
_MOST_REFUSALS = 6
#: So few messages refused, and none taken, say little of the channel.
_FEW = 3
_RETRY_MINUTES = (5, 15, 60, 180, 360)


def ended(sending: Sending, message: Message, mail: Mail, answer: Answer, *, has_begun: bool) -> str:
    """Write down how a hand-over ended. Only what the other side said for certain is certain.

    has_begun: the content began to leave. The database may have been restored since: then the ledger alone knows
    """
    with sharing(sending.engine) as connection:
        now_message = message_of(connection, message.id)
    before = states.TRANSMITTING if has_begun else states.CLAIMED
    if now_message is not None and (now_message.tries, now_message.state) == (message.tries + 1, states.UNCERTAIN):
        before = states.UNCERTAIN  # it took longer than its lease: what this process knows settles the doubt
    if has_begun and answer.end is not End.DOUBT:
        did = ACK if answer.end is End.ACCEPTED else NAK
        _tell_end(sending, did, message)
    if answer.end is End.ACCEPTED:
        day = local_day(sending.settings.window, sending.clock())
        values = {"sent_at": sending.clock(), "sent_day": day, "answer": answer.text}
        return change(sending, message, before, states.SENT, answer.text, **values, **store.FREE)
    if answer.end is End.DOUBT:
        return change(sending, message, before, states.UNCERTAIN, answer.text, answer=answer.text, **store.FREE)
    if answer.end is End.REFUSED and answer.is_address:
        return failed(sending, message, before, REFUSED, answer.text, mail.recipient)
    if answer.end is End.REFUSED:
        values = {"not_before": _later(sending, message), "reason": CHANNEL, "answer": answer.text[:500]}
        is_ours = change(sending, message, before, states.QUEUED, answer.text, **values, **store.FREE) == states.QUEUED
        return REFUSED if is_ours else "lost"
    return put_off_again(sending, message, before, answer.text)


def fail_refused(sending: Sending, keys: Iterable[str]) -> int:
    """Messages refused while the channel took others: it was about them; how many failed."""
    ends = [failed(sending, one, states.QUEUED, REFUSED, one.answer) for one in _of(sending, keys)]
    return ends.count(states.FAILED)


def blame_channel(sending: Sending, keys: Sequence[str]) -> int:
    """Raises ChannelError for messages that were refused while none was taken: they wait. A few of them do not for
    ever, for it may be about them after all; how many failed at last, where none is left."""
    found = _of(sending, keys)
    said = next((one.answer for one in found if one.answer), "").rstrip(".")
    if len(found) < _FEW:
        ends = [put_off_again(sending, one, states.QUEUED, one.answer, CHANNEL) for one in found]
        if states.QUEUED not in ends:
            return ends.count(states.FAILED)
    raise ChannelError(
        f"The mail server refuses every message ({said}): nothing is lost and they wait; see to its settings (sign-in, "
        "right to relay, sender), then send again."
    )


def _of(sending: Sending, keys: Iterable[str]) -> list[Message]:
    with sharing(sending.engine) as connection:
        found = [message_of(connection, key) for key in keys]
    return [one for one in found if one is not None and one.state == states.QUEUED]


def put_off_again(sending: Sending, message: Message, before: str, text: str, reason: str = PUT_OFF) -> str:
    """Let a message wait, longer each time, until it fails for good."""
    if message.refusals + 1 >= _MOST_REFUSALS:
        return failed(sending, message, before, reason, text)
    values = {"refusals": message.refusals + 1, "not_before": _later(sending, message), "reason": reason}
    return change(sending, message, before, states.QUEUED, text, **values, **store.FREE)


def _later(sending: Sending, message: Message) -> str:
    return later(sending.clock(), _RETRY_MINUTES[min(message.refusals, len(_RETRY_MINUTES) - 1)])


def _tell_end(sending: Sending, did: str, message: Message) -> None:
    """The ledger's word on the end; without it a restored database asks a person, no more."""
    try:
        sending.ledger.append(did, message=message.id, tries=message.tries + 1, at=sending.clock())
    except OSError:
        LOG.exception("the end of message %s is not in the ledger", message.id)


def change(
    sending: Sending, message: Message, before: str, after: str, detail: str, **values: Any
) -> str:  # fmt: skip
    """One change of state of a message this process has; `lost` where it has it no more."""
    with sharing(sending.engine) as connection:
        now, who = sending.clock(), sending.ledger.name
        token = message.token if before in (states.CLAIMED, states.TRANSMITTING) else None
        is_ours = _moved(connection, message, before, after, now, who, token=token, detail=detail, **values)
        if is_ours and after in (states.QUEUED, states.FAILED):
            store.free_contact_days(connection, message.id)
    return after if is_ours else "lost"


def _moved(connection: Connection, message: Message, before: str, after: str, *told: str, **values: Any) -> bool:
    if before == after:  # nothing moves: it waits until later, or its doubt stays one
        kept = {name: value for name, value in values.items() if name not in ("token", "new_token", "detail")}
        return set_values(connection, message.id, before, **kept)
    return move(connection, message.id, before, after, *told, **values)


def failed(
    sending: Sending, message: Message, before: str, reason: str, detail: str, address: str = ""
) -> str:  # fmt: skip
    end = change(sending, message, before, states.FAILED, detail, reason=reason, answer=detail[:500], **store.FREE)
    if address and end == states.FAILED:
        with sharing(sending.engine) as connection:
            suspend(connection, address, detail, message.id, sending.clock())
    return end
