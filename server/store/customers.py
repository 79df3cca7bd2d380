"""Customers, their contacts, notes on items, and the column mappings a user corrected."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from receivables.days import NO_DAY
from server.store.rows import frame_of
from server.store.tables import CUSTOMER_TEXTS, companies, contacts, customers, item_notes, mappings

TEXTS = CUSTOMER_TEXTS
LIMITS = ("credit_limit", "insurer_limit")
FIELDS = (*TEXTS, *LIMITS, "insurer_expiry", "insurer_notice_days")
CONTACT = ("name", "role", "phone", "email")


def load_by_account(connection: Connection) -> pd.DataFrame:
    """company_id | account | name | terms | means_of_payment of the customers known."""
    names = ("company_id", "account", "name", "terms", "means_of_payment")
    return frame_of(connection, select(*(customers.c[name] for name in names)))


def load_customers(connection: Connection, accounts: Collection[str] | None = None) -> pd.DataFrame:
    """CUSTOMERS of the schema, with company_id; of these accounts alone."""
    query = (
        select(customers, companies.c.name.label("company"))
        .join(companies)
        .order_by(customers.c.company_id, customers.c.account)
    )
    if accounts is not None:
        query = query.where(customers.c.account.in_(list(accounts)))
    frame = frame_of(connection, query)
    for name in (*LIMITS, "insurer_notice_days"):
        frame[name] = pd.Series([None if pd.isna(v) else int(v) for v in frame[name]], index=frame.index, dtype=object)
    return frame


def load_contacts(connection: Connection) -> pd.DataFrame:
    """company | account | name | role | phone | email."""
    query = select(contacts, companies.c.name.label("company")).join(companies).order_by(contacts.c.id)
    return frame_of(connection, query)


@dataclass(frozen=True)
class CustomerChange:
    """A customer as it is (`before` None: new), the fields to set, its contacts as they are and as they shall be."""

    account: str
    before: dict[str, Any] | None
    values: dict[str, Any]
    contacts: list[dict[str, str]]
    merged: list[dict[str, str]]

    @property
    def state(self) -> str:
        """'new', 'amended' or 'unchanged'."""
        if self.before is None:
            return "new"
        return "amended" if self.values or self.merged != self.contacts else "unchanged"

    @property
    def undo(self) -> dict[str, Any]:
        """What puts the customer back."""
        return {"account": self.account, "before": self.before, "contacts": self.contacts}


def load_company(
    connection: Connection, company: int
) -> tuple[dict[str, dict[str, Any]], dict[str, list[dict[str, str]]]]:
    """Customers and contacts of one company, by account."""
    rows = connection.execute(select(customers).where(customers.c.company_id == company)).mappings()
    known = {row["account"]: dict(row) for row in rows}
    people: dict[str, list[dict[str, str]]] = {}
    query = select(contacts).where(contacts.c.company_id == company).order_by(contacts.c.id)
    for person in connection.execute(query).mappings():
        people.setdefault(person["account"], []).append({name: person[name] for name in CONTACT})
    return known, people


def save_company(connection: Connection, company: int, changes: Sequence[CustomerChange]) -> None:
    """Store what a file changes: new customers and contacts in one statement each."""
    blank: dict[str, Any] = {**dict.fromkeys(FIELDS), **dict.fromkeys(TEXTS, ""), "insurer_expiry": NO_DAY}
    blank["company_id"] = company
    fresh = [{**blank, "account": one.account, **one.values} for one in changes if one.before is None]
    if fresh:
        connection.execute(insert(customers), fresh)
    for one in changes:
        if one.before is not None and one.values:
            key = (customers.c.company_id == company) & (customers.c.account == one.account)
            connection.execute(update(customers).where(key).values(**one.values))
        if one.contacts and one.merged != one.contacts:
            replace_contacts(connection, company, one.account, one.merged)
    people = [
        {"company_id": company, "account": one.account, **person}
        for one in changes if not one.contacts for person in one.merged
    ]  # fmt: skip
    if people:
        connection.execute(insert(contacts), people)


def restore_customer(connection: Connection, company: int, account: str, before: Mapping[str, Any] | None) -> None:
    """Put a customer back as it was before an import."""
    key = (customers.c.company_id == company) & (customers.c.account == account)
    connection.execute(delete(customers).where(key))
    if before is not None:
        connection.execute(insert(customers).values(**before))


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
