"""What people decided and told about debts: penalties given up or invoiced, interruptions, insolvencies."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from server.store.rows import frame_of, new_id
from server.store.tables import accounts, companies, insolvencies, interruptions, penalty_decisions


def add_decision(connection: Connection, account_id: int, **values: Any) -> int:
    """Keep a decision on penalties (item, kind, amount, day, who, why, decided_at); its id."""
    return new_id(connection, insert(penalty_decisions).values(account_id=account_id, withdrawn_at="", **values))


def load_decisions(connection: Connection) -> pd.DataFrame:
    """id | account_id | item | kind | amount (object: int or None for all) | day | who | why | decided_at | company:
    those that stand, in the order they were taken."""
    query = (
        select(penalty_decisions, companies.c.name.label("company"))
        .join(accounts, accounts.c.id == penalty_decisions.c.account_id)
        .join(companies, companies.c.id == accounts.c.company_id)
        .where(penalty_decisions.c.withdrawn_at == "")
        .order_by(penalty_decisions.c.id)
    )
    frame = frame_of(connection, query)
    amounts = [None if pd.isna(value) else int(value) for value in frame["amount"]]
    return frame.assign(amount=pd.Series(amounts, index=frame.index, dtype=object))


def withdraw_decision(connection: Connection, number: int, at: str) -> None:
    """Take a decision back; it stays in the store as withdrawn."""
    key = penalty_decisions.c.id == number
    connection.execute(update(penalty_decisions).where(key).values(withdrawn_at=at))


def set_interruption(connection: Connection, company: int, item: int, day: int, **values: Any) -> None:
    """Keep an interruption of an item's limitation (kind, note, noted_at); one of the same day is replaced."""
    key = (interruptions.c.company_id == company) & (interruptions.c.item == item) & (interruptions.c.day == day)
    connection.execute(delete(interruptions).where(key))
    if values:
        connection.execute(insert(interruptions).values(company_id=company, item=item, day=day, **values))


def load_interruptions(connection: Connection, on: int | None = None) -> pd.DataFrame:
    """company | item | day | kind | note | noted_at, by day: those up to day `on` (None: all)."""
    query = select(interruptions, companies.c.name.label("company")).join(companies)
    if on is not None:
        query = query.where(interruptions.c.day <= on)
    return frame_of(connection, query.order_by(interruptions.c.day, interruptions.c.id))


def set_insolvency(connection: Connection, company: int, account: str, opening_day: int | None) -> None:
    """Keep the day a customer's insolvency opened, in the place of any before; None: there is none."""
    key = (insolvencies.c.company_id == company) & (insolvencies.c.account == account)
    connection.execute(delete(insolvencies).where(key))
    if opening_day is not None:
        values = {"company_id": company, "account": account, "opening_day": opening_day}
        connection.execute(insert(insolvencies).values(**values))


def load_insolvencies(connection: Connection) -> pd.DataFrame:
    """company | account (its number in a customers file) | opening_day."""
    query = select(insolvencies, companies.c.name.label("company")).join(companies)
    return frame_of(connection, query.order_by(insolvencies.c.company_id, insolvencies.c.account))
