"""What the sender asks of the store: the next message for one process alone, leases that ran out, what left lately.

PostgreSQL: several processes claim side by side (FOR UPDATE SKIP LOCKED); SQLite has one writer.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from server.store import campaign_states as states
from server.store.campaign_messages import Message, messages_of, move
from server.store.campaign_tables import campaign_contact_days, campaign_messages
from server.store.database import IMPORT_LOCK

_COLUMNS = campaign_messages.c
#: What a message has that no process has.
FREE: dict[str, Any] = {"new_token": "", "lease_ms": 0}


def claim(
    connection: Connection, now: str, who: str, token: str, lease_ms: int, run_id: int | None = None,
    but: Collection[str] = (),
) -> str | None:  # fmt: skip
    """Give the next e-mail that may leave now (of one run alone) to a process; its id. token: of this claim alone
    but: messages to leave alone"""
    query = select(_COLUMNS.id).where(
        _COLUMNS.state == states.QUEUED, _COLUMNS.channel.in_(states.MAILED), _COLUMNS.not_before <= now
    )
    if run_id is not None:
        query = query.where(_COLUMNS.run_id == run_id)
    if but:
        query = query.where(_COLUMNS.id.not_in(list(but)))
    query = query.order_by(_COLUMNS.not_before, _COLUMNS.run_id, _COLUMNS.place).limit(1)
    key = connection.scalar(query.with_for_update(skip_locked=True))
    if key is None:
        return None
    is_had = move(connection, key, states.QUEUED, states.CLAIMED, now, who, new_token=token, lease_ms=lease_ms)
    return str(key) if is_had else None


def held_tokens(connection: Connection) -> list[str]:
    """The tokens of all that some process has."""
    query = select(_COLUMNS.token).where(_COLUMNS.state.in_((states.CLAIMED, states.TRANSMITTING)))
    return [str(token) for token in connection.scalars(query.order_by(_COLUMNS.token))]


def release_claims(connection: Connection, now: str, now_ms: int, who: str, ended: Collection[str] = ()) -> int:
    """Queue again what a process claimed and did not begin to transmit in time; how many. ended: tokens of processes
    that are no more"""
    return sum(
        move(connection, key, states.CLAIMED, states.QUEUED, now, who, token=token, detail="lease ended", **FREE)
        for key, token in _expired(connection, states.CLAIMED, now_ms, ended)
    )


def expired_transmissions(connection: Connection, now_ms: int, ended: Collection[str] = ()) -> list[Message]:
    """What a process began to transmit and never said how it ended."""
    keys = [key for key, _ in _expired(connection, states.TRANSMITTING, now_ms, ended)]
    return messages_of(connection, select(_COLUMNS.id).where(_COLUMNS.id.in_(keys))) if keys else []


def _expired(connection: Connection, state: str, now_ms: int, ended: Collection[str]) -> list[tuple[str, str]]:
    is_over = (_COLUMNS.lease_ms < now_ms) | _COLUMNS.token.in_(list(ended)[:200])
    query = select(_COLUMNS.id, _COLUMNS.token).where(_COLUMNS.state == state, is_over)
    return [(str(key), str(token)) for key, token in connection.execute(query.limit(200))]


def postpone(connection: Connection, message: Message, until: str, reason: str, at: str, who: str) -> bool:
    """Give a claimed message back, to wait until an instant."""
    return move(connection, message.id, states.CLAIMED, states.QUEUED, at, who, token=message.token, detail=reason,
                not_before=until, reason=reason, **FREE)  # fmt: skip


def is_import_under_way(connection: Connection) -> bool:
    """Whether an import is being written; else none begins before this transaction ends. On SQLite a transaction that
    writes has waited for it."""
    if connection.dialect.name != "postgresql":
        return False
    return not connection.scalar(text("SELECT pg_try_advisory_xact_lock_shared(:key)"), {"key": IMPORT_LOCK})


def take_contact_day(connection: Connection, message: Message, day: int) -> bool:
    """Take the customer's one automatic message of a day; False where another message has it."""
    if message.channel == states.SALES:
        return True
    told = {"company": message.company_id, "account": message.account, "day": day, "message": message.id}
    return connection.execute(_TAKE_DAY, told).rowcount == 1


def free_contact_days(connection: Connection, key: str) -> None:
    """Nothing reached the customer after all."""
    connection.execute(delete(campaign_contact_days).where(campaign_contact_days.c.message_id == key))


def last_transmissions(connection: Connection, since_ms: int, most: int) -> list[int]:
    """When the last transmissions began (milliseconds by the machine's clock), the newest first."""
    query = select(_COLUMNS.transmitted_ms).where(_COLUMNS.transmitted_ms > since_ms)
    return [int(found) for found in connection.scalars(query.order_by(_COLUMNS.transmitted_ms.desc()).limit(most))]


def transmitted_since(connection: Connection, at: str, domain: str = "") -> int:
    """How many transmissions began at or after an instant; those to a domain alone."""
    query = select(func.count()).where(_COLUMNS.transmitted_at >= at)
    if domain:
        query = query.where(func.lower(_COLUMNS.recipient).like(f"%@{_escaped(domain)}", escape="\\"))
    return int(connection.scalar(query) or 0)


def _escaped(text_: str) -> str:
    return text_.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def sendable(connection: Connection) -> int:
    """How many e-mails are approved and not on their way, whenever they may leave."""
    query = select(func.count()).where(_COLUMNS.state == states.QUEUED, _COLUMNS.channel == states.EMAIL)
    return int(connection.scalar(query) or 0)


def wake_all(connection: Connection, reasons: Collection[str]) -> None:
    """Let all that waits for one of these reasons try again now: what it waited for was set anew."""
    chosen = (_COLUMNS.state == states.QUEUED) & _COLUMNS.reason.in_(reasons)
    connection.execute(update(campaign_messages).where(chosen).values(not_before=""))


def wake(connection: Connection, run_id: int, reason: str, at: str) -> None:
    """Let what of a run waits for a reason try again now, after what has not been tried."""
    chosen = (_COLUMNS.run_id == run_id) & (_COLUMNS.state == states.QUEUED) & (_COLUMNS.reason == reason)
    connection.execute(update(campaign_messages).where(chosen).values(not_before=at))


_TAKE_DAY = text(
    "INSERT INTO campaign_contact_days (company_id, account, day, message_id) "
    "VALUES (:company, :account, :day, :message) "
    "ON CONFLICT (company_id, account, day) DO UPDATE SET message_id = excluded.message_id "
    "WHERE campaign_contact_days.message_id = excluded.message_id"
)
