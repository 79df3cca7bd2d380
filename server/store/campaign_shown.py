"""What screens show of campaigns: messages that were approved, their letters and last steps, numbers of documents."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, func, select

from receivables.days import NO_DAY
from server.store import campaign_states as states
from server.store.campaign_messages import Message, messages_of
from server.store.campaign_runs import WITHDRAWN
from server.store.campaign_tables import campaign_letters, campaign_messages, campaign_runs, campaign_steps
from server.store.lines import load_texts
from server.store.rows import MOST_AT_ONCE
from server.store.tables import lines

_COLUMNS = campaign_messages.c
_LETTER = ("number", "posted_day", "presented_day", "outcome", "outcome_day", "proof")
_NO_LETTER: dict[str, Any] = {"number": "", "posted_day": NO_DAY, "presented_day": NO_DAY, "outcome": "",
                              "outcome_day": NO_DAY, "proof": ""}  # fmt: skip


def approved_messages(connection: Connection, since: int) -> list[Message]:
    """What was approved in runs of a day or later, whatever became of it; in the order of the runs."""
    chosen = select(_COLUMNS.id).join(campaign_runs, campaign_runs.c.id == _COLUMNS.run_id)
    is_shown = _COLUMNS.state.not_in((states.PLANNED, states.WITHDRAWN)) & (campaign_runs.c.on_day >= since)
    return messages_of(connection, chosen.where(is_shown))


def account_messages(connection: Connection, company_id: int, accounts: Iterable[str]) -> list[Message]:
    """What was proposed or approved for some accounts of a company and not taken back."""
    own = and_(_COLUMNS.company_id == company_id, _COLUMNS.account.in_(list(accounts)))
    return messages_of(connection, select(_COLUMNS.id).where(own, _COLUMNS.state != states.WITHDRAWN,
                                                             _COLUMNS.channel != states.SALES))  # fmt: skip


def uncertain_messages(connection: Connection) -> list[Message]:
    """The doubts a person has to settle, the oldest first."""
    return messages_of(connection, select(_COLUMNS.id).where(_COLUMNS.state == states.UNCERTAIN))


def open_calls(connection: Connection) -> list[Message]:
    """The calls that wait for somebody to make them."""
    return messages_of(connection, select(_COLUMNS.id).where(_COLUMNS.state == states.OPEN))


def letters_by_message(connection: Connection) -> dict[str, dict[str, Any]]:
    """Message -> what is known of its letter, of every letter posted."""
    query = select(campaign_letters)
    return {row["message_id"]: {name: row[name] for name in _LETTER} for row in connection.execute(query).mappings()}


def letter_of(found: dict[str, dict[str, Any]], message: str) -> dict[str, Any]:
    """One of `letters_by_message`; blank values before it was posted."""
    return found.get(message, _NO_LETTER)


def last_steps(connection: Connection) -> dict[str, dict[str, Any]]:
    """Message -> at | who | detail of its last step."""
    columns = campaign_steps.c
    last = select(func.max(columns.id)).group_by(columns.message_id).scalar_subquery()
    query = select(columns.message_id, columns.at, columns.who, columns.detail).where(columns.id.in_(last))
    return {row["message_id"]: dict(row) for row in connection.execute(query).mappings()}


def last_live_run(connection: Connection, company_id: int) -> int | None:
    """The newest run of a company (or of all) that was not taken back; None where there is none."""
    columns = campaign_runs.c
    own = columns.company_id.in_((0, company_id)) & (columns.state != WITHDRAWN)
    found = connection.scalar(select(func.max(columns.id)).where(own))
    return None if found is None else int(found)


def document_numbers(connection: Connection, items: Iterable[int]) -> dict[int, str]:
    """Item -> the number of its document, '' where the ledger has none; items no ledger has (any more) are left out."""
    wanted = sorted(set(items))
    line_of: dict[int, int] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        part = lines.c.item.in_(wanted[start : start + MOST_AT_ONCE]) & (lines.c.amount > 0)
        query = select(lines.c.item, func.max(lines.c.id)).where(part).group_by(lines.c.item)
        line_of |= {int(item): int(line) for item, line in connection.execute(query)}
    numbers = load_texts(connection, "number", np.array(list(line_of.values()), dtype=np.int64))
    return {item: str(number) for item, number in zip(line_of, numbers.tolist(), strict=True)}
