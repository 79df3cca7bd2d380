"""What a proposal must know of the store beside the ledger: what was sent, what waits, addresses that failed."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, delete, func, insert, select

from receivables.days import NO_DAY
from server.store import campaign_states as states
from server.store.audit import head
from server.store.campaign_tables import (
    campaign_addresses,
    campaign_contact_days,
    campaign_letters,
    campaign_message_items,
    campaign_messages,
    campaign_procedures,
    campaign_runs,
    campaign_steps,
    campaign_takeover,
)
from server.store.rows import frame_of
from server.store.shared_tables import clock
from server.store.tables import (
    accounts,
    companies,
    contacts,
    customers,
    imports,
    insolvencies,
    penalty_decisions,
    scope,
)

#: Approved, or in doubt: it may have gone out, or will.
_UNDER_WAY = (*states.WAITING, states.UNCERTAIN)


def load_history(connection: Connection) -> pd.DataFrame:
    """company | account (of who pays) | item | due_day | level | day | channel | is_sent | presented_day (of a letter):
    what went out, and (is_sent False) what waits in an approved message or is in doubt."""
    items, messages, letters = campaign_message_items.c, campaign_messages.c, campaign_letters.c
    went = messages.state.in_((*states.WENT_OUT, *_UNDER_WAY))
    sent = (
        select(companies.c.name.label("company"), items.account, items.item, items.due_day, items.level,
               messages.sent_day.label("day"), messages.channel, messages.state.in_(states.WENT_OUT).label("is_sent"),
               func.coalesce(letters.presented_day, NO_DAY).label("presented_day"))
        .join(campaign_messages, messages.id == items.message_id)
        .join(companies, companies.c.id == items.company_id)
        .join(campaign_letters, letters.message_id == items.message_id, isouter=True)
        .where(went)
        .order_by(items.message_id, items.item)
    )  # fmt: skip
    found = frame_of(connection, sent)
    return found.assign(is_sent=found["is_sent"].astype(bool))


def load_takeover(connection: Connection) -> pd.DataFrame:
    """company | account | item (0: all of the account) | due_day (NO_DAY: the whole document) | level | day | channel
    of what was said to be sent before."""
    columns = campaign_takeover.c
    query = (
        select(companies.c.name.label("company"), columns.account, columns.item, columns.due_day, columns.level,
               columns.day, columns.channel)
        .join(companies, companies.c.id == columns.company_id)
        .order_by(columns.company_id, columns.account, columns.item, columns.due_day, columns.day)
    )  # fmt: skip
    return frame_of(connection, query)


def replace_takeover(connection: Connection, company_id: int, rows: Iterable[dict[str, object]]) -> int:
    """Say anew what was sent of a company before this system; how many rows. Rows: account, item, due_day, level,
    day, channel, said_by, said_at."""
    connection.execute(delete(campaign_takeover).where(campaign_takeover.c.company_id == company_id))
    told = [{**row, "company_id": company_id} for row in rows]
    if told:
        connection.execute(insert(campaign_takeover), told)
    return len(told)


def companies_with_runs(connection: Connection) -> set[str]:
    """The companies something of which was approved already."""
    query = select(companies.c.name).join(campaign_messages, campaign_messages.c.company_id == companies.c.id)
    return set(connection.scalars(query.where(campaign_messages.c.approved_at != "").distinct()))


def first_run_days(connection: Connection) -> dict[str, int]:
    """Company -> the earliest day a plan was made of it."""
    columns = campaign_runs.c
    query = select(columns.on_day, columns.freshness).where(columns.freshness != "").order_by(columns.on_day.desc())
    return {str(name): int(on) for on, freshness in connection.execute(query) for name in json.loads(freshness)}


def load_suspended(connection: Connection) -> set[str]:
    """The addresses (e-mail; postal, see `postal_key`) nothing goes to any more, folded."""
    columns = campaign_addresses.c
    return set(connection.scalars(select(columns.address).where(columns.state != "")))


def load_message_days(connection: Connection) -> pd.DataFrame:
    """company | account | day of the last automatic message each customer was sent."""
    columns = campaign_contact_days.c
    query = (
        select(companies.c.name.label("company"), columns.account, func.max(columns.day).label("day"))
        .join(companies, companies.c.id == columns.company_id)
        .group_by(companies.c.name, columns.account)
    )
    return frame_of(connection, query)


def load_procedures(connection: Connection) -> tuple[int, str]:
    """Version and rows (JSON) of the procedures loaded last; (0, '') where those of the code hold."""
    columns = campaign_procedures.c
    query = select(columns.version, columns["rows"]).order_by(columns.version.desc()).limit(1)
    found = connection.execute(query).first()
    return (0, "") if found is None else (int(found[0]), str(found[1]))


def add_procedures(connection: Connection, rows: str, who: str, at: str) -> int:
    """Keep procedures as a new version, in force from now on; its number."""
    version = load_procedures(connection)[0] + 1
    row = {"version": version, "rows": rows, "loaded_by": who, "loaded_at": at}
    connection.execute(insert(campaign_procedures), [row])
    return version


def ledger_mark(connection: Connection) -> tuple[object, ...]:
    """What tells whether ledgers, customers, insolvencies or the scope changed: equal marks, equal position."""
    return _row(
        connection,
        *_of(imports, func.max(imports.c.id), func.sum(imports.c.replaced_by), func.max(imports.c.imported_at),
             func.sum(imports.c.last_line)),
        *_of(insolvencies, func.sum(insolvencies.c.opening_day)), *_of(customers, func.max(customers.c.account)),
        *_of(contacts, func.max(contacts.c.id)), *_of(accounts), *_of(scope),
        *_of(penalty_decisions, func.max(penalty_decisions.c.id)),
    )  # fmt: skip


def shared_mark(connection: Connection) -> tuple[int, int]:
    """The numbers of the last shared change and of the last audited act."""
    return int(connection.scalar(select(clock.c.seq)) or 0), head(connection)[0]


def store_mark(connection: Connection) -> tuple[object, ...]:
    """What tells whether anything changed that a proposal or a letter stands on: equal marks, equal answers."""
    others = _row(
        connection,
        *_of(campaign_steps, func.max(campaign_steps.c.id)), *_of(campaign_runs, func.max(campaign_runs.c.id)),
        *_beside(),
    )  # fmt: skip
    return (*ledger_mark(connection), *shared_mark(connection), *others)


def account_mark(connection: Connection, company_id: int, account: str) -> tuple[object, ...]:
    """What tells whether something beside the ledger and what is shared changed for who pays: messages, returned mail,
    what was taken over, procedures. A message a process takes counts as one that waits: that changes no fact."""
    columns = campaign_messages.c
    sent = select(columns.id, columns.state.in_(states.WENT_OUT), columns.sent_day).where(
        columns.company_id == company_id, columns.account == account,
        columns.state.in_((*states.WENT_OUT, *_UNDER_WAY)),
    )  # fmt: skip
    return (*(tuple(row) for row in connection.execute(sent.order_by(columns.id))), *_row(connection, *_beside()))


def _beside() -> list[ColumnElement[Any]]:
    """Returned mail, what was taken over, procedures."""
    return [
        *_of(campaign_addresses, func.max(campaign_addresses.c.at), func.sum(campaign_addresses.c.soft)),
        *_of(campaign_takeover, func.max(campaign_takeover.c.said_at)),
        *_of(campaign_procedures, func.max(campaign_procedures.c.version)),
    ]


def _of(table: FromClause, *sums: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """How many rows a table has, and sums of it."""
    return [select(one).select_from(table).scalar_subquery() for one in (func.count(), *sums)]


def _row(connection: Connection, *columns: ColumnElement[Any]) -> tuple[object, ...]:
    """All in one question."""
    return tuple(connection.execute(select(*columns)).one())
