"""Customers, their contacts, notes on items, and the column mappings a user corrected."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from receivables.days import NO_DAY
from server.store.rows import frame_of
from server.store.tables import CUSTOMER_TEXTS, companies, contacts, customers, item_notes, mappings

TEXTS = CUSTOMER_TEXTS
LIMITS = ("credit_limit", "insurer_limit")
FIELDS = (*TEXTS, *LIMITS, "insurer_expiry", "insurer_notice_days")


def terms_by_account(connection: Connection) -> pd.DataFrame:
    """company_id | account | terms of the customers that have terms of their own."""
    return frame_of(connection, select(customers.c.company_id, customers.c.account, customers.c.terms))


def load_customers(connection: Connection) -> pd.DataFrame:
    """CUSTOMERS of the schema, with company_id."""
    query = (
        select(customers, companies.c.name.label("company"))
        .join(companies)
        .order_by(customers.c.company_id, customers.c.account)
    )
    frame = frame_of(connection, query)
    for name in (*LIMITS, "insurer_notice_days"):
        frame[name] = pd.Series([None if pd.isna(v) else int(v) for v in frame[name]], index=frame.index, dtype=object)
    return frame


def load_contacts(connection: Connection) -> pd.DataFrame:
    """company | account | name | role | phone | email."""
    query = select(contacts, companies.c.name.label("company")).join(companies).order_by(contacts.c.id)
    return frame_of(connection, query)


def save_customer(
    connection: Connection, company: int, account: str, fields: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Set the fields given (empty ones are left as they are); returns the row as it was, None if it is new."""
    key = (customers.c.company_id == company) & (customers.c.account == account)
    before = connection.execute(select(customers).where(key)).mappings().first()
    values = {name: value for name, value in fields.items() if value not in ("", None, NO_DAY)}
    if before is None:
        blank: dict[str, Any] = {**dict.fromkeys(CUSTOMER_TEXTS, ""), "insurer_expiry": NO_DAY}
        connection.execute(insert(customers).values(company_id=company, account=account, **{**blank, **values}))
        return None
    if values:
        connection.execute(update(customers).where(key).values(**values))
    return dict(before)


def restore_customer(connection: Connection, company: int, account: str, before: Mapping[str, Any] | None) -> None:
    """Put a customer back as `save_customer` found it."""
    key = (customers.c.company_id == company) & (customers.c.account == account)
    connection.execute(delete(customers).where(key))
    if before is not None:
        connection.execute(insert(customers).values(**before))


def load_account_contacts(connection: Connection, company: int, account: str) -> list[dict[str, str]]:
    """name, role, phone, email of the contacts of one account."""
    key = (contacts.c.company_id == company) & (contacts.c.account == account)
    query = (
        select(contacts.c.name, contacts.c.role, contacts.c.phone, contacts.c.email).where(key).order_by(contacts.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def replace_contacts(connection: Connection, company: int, account: str, rows: list[dict[str, str]]) -> None:
    """Set the contacts of an account."""
    connection.execute(delete(contacts).where((contacts.c.company_id == company) & (contacts.c.account == account)))
    if rows:
        connection.execute(insert(contacts), [{"company_id": company, "account": account, **row} for row in rows])


def add_note(connection: Connection, company: int, item: int, account: str, number: str, text: str, at: str) -> None:
    """Attach a note to an item; account and number say what the item was, should it vanish."""
    connection.execute(
        insert(item_notes).values(company_id=company, item=item, account=account, number=number, text=text, noted_at=at)
    )


def load_notes(connection: Connection) -> pd.DataFrame:
    """company | item | account | number | text | noted_at, oldest first."""
    query = select(item_notes, companies.c.name.label("company")).join(companies).order_by(item_notes.c.id)
    return frame_of(connection, query)


def load_mapping(connection: Connection, company: int, kind: str, header: str) -> dict[str, str]:
    """The mapping saved for a header of that company; empty where there is none."""
    key = (mappings.c.company_id == company) & (mappings.c.kind == kind) & (mappings.c.header == header)
    found = connection.scalar(select(mappings.c.mapping).where(key))
    return dict(json.loads(found)) if found else {}


def save_mapping(connection: Connection, company: int, kind: str, header: str, mapping: Mapping[str, str]) -> None:
    """Remember how the user mapped a header."""
    key = (mappings.c.company_id == company) & (mappings.c.kind == kind) & (mappings.c.header == header)
    connection.execute(delete(mappings).where(key))
    connection.execute(
        insert(mappings).values(
            company_id=company, kind=kind, header=header, mapping=json.dumps(dict(mapping), sort_keys=True)
        )
    )
