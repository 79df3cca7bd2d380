"""Reminder messages and what they ask for: written with their proposal, moved from state to state, never deleted.

Every change of state is one conditional UPDATE that must hit one row, and a step beside it; whoever lost a message in
the meantime hits none.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, insert, select, update

from receivables.days import NO_DAY
from server.store import campaign_states as states
from server.store.campaign_tables import campaign_message_items, campaign_messages, campaign_runs, campaign_steps
from server.store.rows import frame_of
from server.store.tables import companies

_COLUMNS = campaign_messages.c
#: What all items of a message have in common.
_COMMON = ("company_id", "account", "currency", "level")


@dataclass(frozen=True)
class Draft:
    """What a proposal wants to send. items: (item, amount in minor units, due day)
    country: whose hours and holidays count, as FR or FR-57, '' for the company's | approver: one, two"""

    company_id: int
    account: str
    currency: str
    segment: str
    procedure: str
    level: str
    channel: str
    amount: int
    items: tuple[tuple[int, int, int], ...]
    recipient: str = ""
    country: str = ""
    approver: str = "one"
    interest: int = 0
    compensation: int = 0
    reasons: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Message:
    """A message as the store has it; `content` is the frozen JSON, '' before approval."""

    id: str
    run_id: int
    place: int
    company_id: int
    account: str
    currency: str
    segment: str
    procedure: str
    level: str
    channel: str
    recipient: str
    country: str
    approver: str
    amount: int
    interest: int
    compensation: int
    reasons: str
    content: str
    state: str
    reason: str
    approved_by: str
    approved_at: str
    second_by: str
    attempt: int
    tries: int
    refusals: int
    not_before: str
    token: str
    lease_ms: int
    message_id: str
    transmitted_at: str
    transmitted_ms: int
    sent_at: str
    sent_day: int
    answer: str
    company: str = ""
    on_day: int = 0
    items: tuple[tuple[int, int, int], ...] = field(default=())  # (item, amount, due day)


def add_messages(connection: Connection, run_id: int, drafts: Sequence[Draft], at: str, who: str) -> list[str]:
    """Write the messages of a proposal, in order; their ids.

    Raises IntegrityError where an item already stands, for its due day, in a live message of that level.
    """
    ids = [uuid.uuid4().hex for _ in drafts]
    rows = [_message_row(key, run_id, place, draft) for place, (key, draft) in enumerate(zip(ids, drafts, strict=True))]
    if rows:
        connection.execute(insert(campaign_messages), rows)
        connection.execute(insert(campaign_message_items), [row for key, draft in zip(ids, drafts, strict=True)
                                                            for row in _item_rows(key, draft)])  # fmt: skip
        add_steps(connection, ids, states.PLANNED, at, who)
    return ids


def add_message(
    connection: Connection, run_id: int, key: str, draft: Draft, at: str, who: str, detail: str
) -> None:  # fmt: skip
    """Write one message under an id known already, of no proposal; its items are not live yet."""
    connection.execute(insert(campaign_messages), [_message_row(key, run_id, 0, draft)])
    rows = [row | {"live": None} for row in _item_rows(key, draft)]
    if rows:
        connection.execute(insert(campaign_message_items), rows)
    add_steps(connection, [key], states.PLANNED, at, who, detail)


def _message_row(key: str, run_id: int, place: int, draft: Draft) -> dict[str, Any]:
    """The row of a message just planned."""
    blank = dict.fromkeys(("content", "reason", "approved_by", "approved_at", "second_by", "not_before", "token",
                           "message_id", "transmitted_at", "sent_at", "answer"), "")  # fmt: skip
    told = {name: value for name, value in vars(draft).items() if name not in ("items", "reasons")}
    numbers = {"attempt": 1, "tries": 0, "refusals": 0, "lease_ms": 0, "transmitted_ms": 0, "sent_day": NO_DAY}
    reasons = json.dumps(draft.reasons, ensure_ascii=False)
    return {"id": key, "run_id": run_id, "place": place, "state": states.PLANNED, "reasons": reasons, **told, **blank,
            **numbers}  # fmt: skip


def _item_rows(key: str, draft: Draft) -> list[dict[str, Any]]:
    """The rows of its items."""
    own = {name: getattr(draft, name) for name in _COMMON}
    return [{"message_id": key, "item": item, "amount": amount, "due_day": due, "live": 1, **own}
            for item, amount, due in draft.items]  # fmt: skip


def message_of(connection: Connection, key: str) -> Message | None:
    """One message with its items; None where there is none of that id."""
    found = messages_of(connection, select(_COLUMNS.id).where(_COLUMNS.id == key))
    return found[0] if found else None


def find_messages(connection: Connection, told: str) -> list[Message]:
    """The messages whose id begins so: people type its first characters."""
    like = select(_COLUMNS.id).where(_COLUMNS.id.startswith(told, autoescape=True)).limit(2)
    return messages_of(connection, like)


def run_messages(connection: Connection, run_id: int, wanted: Iterable[str] | None = None) -> list[Message]:
    """The messages of a run, in order; those in certain states alone."""
    chosen = select(_COLUMNS.id).where(_COLUMNS.run_id == run_id)
    return messages_of(connection, chosen if wanted is None else chosen.where(_COLUMNS.state.in_(list(wanted))))


def queued_beside(connection: Connection, message: Message, most: int) -> list[Message]:
    """A message, and those of its company and run that wait to be sent after it, `most` in all."""
    chosen = select(_COLUMNS.id).where(
        _COLUMNS.run_id == message.run_id, _COLUMNS.company_id == message.company_id, _COLUMNS.state == states.QUEUED,
        _COLUMNS.channel == states.EMAIL, _COLUMNS.id != message.id,
    )  # fmt: skip
    return [message, *messages_of(connection, chosen.order_by(_COLUMNS.place).limit(most - 1))]


def messages_of(connection: Connection, ids: Select[Any]) -> list[Message]:
    """The messages of a query for ids, in the order of their runs."""
    query = (
        select(campaign_messages, companies.c.name.label("company"), campaign_runs.c.on_day)
        .join(companies, companies.c.id == _COLUMNS.company_id)
        .join(campaign_runs, campaign_runs.c.id == _COLUMNS.run_id)
        .where(_COLUMNS.id.in_(ids.scalar_subquery()))
        .order_by(_COLUMNS.run_id, _COLUMNS.place)
    )
    items = _items(connection, ids)
    return [Message(**row, items=items.get(row["id"], ())) for row in connection.execute(query).mappings()]


def message_before(connection: Connection, message: Message) -> Message | None:
    """The message of an earlier run that a customer had last at the same level; None where there was none."""
    query = select(_COLUMNS.id).where(
        _COLUMNS.company_id == message.company_id, _COLUMNS.account == message.account,
        _COLUMNS.currency == message.currency, _COLUMNS.level == message.level, _COLUMNS.run_id < message.run_id,
    )  # fmt: skip
    key = connection.scalar(query.order_by(_COLUMNS.run_id.desc(), _COLUMNS.place.desc()).limit(1))
    return None if key is None else message_of(connection, key)


def _items(connection: Connection, ids: Select[Any]) -> dict[str, tuple[tuple[int, int, int], ...]]:
    columns = campaign_message_items.c
    query = select(columns.message_id, columns.item, columns.amount, columns.due_day)
    query = query.where(columns.message_id.in_(ids.scalar_subquery())).order_by(columns.due_day, columns.item)
    found: dict[str, list[tuple[int, int, int]]] = {}
    for key, item, amount, due in connection.execute(query):
        found.setdefault(key, []).append((int(item), int(amount), int(due)))
    return {key: tuple(items) for key, items in found.items()}


def move(
    connection: Connection, key: str, before: str, after: str, at: str, who: str, *, token: str | None = None,
    detail: str = "", new_token: str | None = None, **values: Any,
) -> bool:  # fmt: skip
    """Bring a message from one state to another; False where it is not (or no longer) in that state and hand.

    token: of the claim that must have it, new_token: of the one that has it from now on | values: columns to set
    """
    if not states.may_follow(before, after):
        raise ValueError(f"A message never goes from {before} to {after}.")
    where = (_COLUMNS.id == key) & (_COLUMNS.state == before)
    if token is not None:
        where &= _COLUMNS.token == token
    if new_token is not None:
        values["token"] = new_token
    if connection.execute(update(campaign_messages).where(where).values(state=after, **values)).rowcount != 1:
        return False
    if after in states.OVER:
        change = update(campaign_message_items).where(campaign_message_items.c.message_id == key)
        connection.execute(change.values(live=None))
    add_steps(connection, [key], after, at, who, detail)
    return True


def set_values(connection: Connection, key: str, state: str, **values: Any) -> bool:
    """Set columns of a message that is in a state, and stays in it."""
    where = (_COLUMNS.id == key) & (_COLUMNS.state == state)
    return connection.execute(update(campaign_messages).where(where).values(**values)).rowcount == 1


def add_steps(
    connection: Connection, keys: Sequence[str], state: str, at: str, who: str, detail: str = ""
) -> None:  # fmt: skip
    """Write down a state messages came to, or what happened in it."""
    rows = [{"message_id": key, "at": at, "who": who, "state": state, "detail": detail[:500]} for key in keys]
    if rows:
        connection.execute(insert(campaign_steps), rows)


def load_steps(connection: Connection, key: str) -> list[dict[str, Any]]:
    """at | who | state | detail of a message, the oldest first."""
    columns = campaign_steps.c
    query = select(columns.at, columns.who, columns.state, columns.detail).where(columns.message_id == key)
    return [dict(row) for row in connection.execute(query.order_by(columns.id)).mappings()]


def state_counts(connection: Connection, run_id: int) -> Mapping[tuple[str, str, str], int]:
    """(state, channel, reason) -> how many messages of a run."""
    group = (_COLUMNS.state, _COLUMNS.channel, _COLUMNS.reason)
    query = select(*group, func.count()).where(_COLUMNS.run_id == run_id).group_by(*group)
    return {(state, channel, reason): int(count) for state, channel, reason, count in connection.execute(query)}


def live_items(connection: Connection) -> pd.DataFrame:
    """message | state | company_id | account | currency | level | channel | item | due_day of all that is live:
    proposed, under way, or went out; a proposal asks for none of it again."""
    items = campaign_message_items.c
    query = select(_COLUMNS.id.label("message"), _COLUMNS.state, items.company_id, items.account, items.currency,
                   items.level, _COLUMNS.channel, items.item, items.due_day)  # fmt: skip
    query = query.join(campaign_messages, _COLUMNS.id == items.message_id).where(items.live == 1)
    return frame_of(connection, query)
