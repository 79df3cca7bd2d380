"""Whom to write to: what people share first, then the customers file; what mail or the post came back from is none."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables.dunning.ground import CONTACTS
from receivables.scope import IN
from server.balance import Position
from server.campaigns.facts.accounts import Main
from server.followed import Followed
from server.followup_books import account_uids
from server.records import records
from server.store import campaign_facts as store
from server.store import customers as customer_store
from server.store.campaign_addresses import one_line, postal_key, postal_lines


def contact_table(
    connection: Connection, accounts: pd.DataFrame, found: Position, state: Followed, main: Main
) -> pd.DataFrame:
    """The columns of `ground.CONTACTS`: what people share first, then the customers file; mail that came back is
    suspended. The postal address is that of the customers file, its lines parted by commas, folded."""
    suspended = store.load_suspended(connection)
    labels = _labels(found, main)
    for company, account in zip(accounts["company"], accounts["payer"], strict=True):
        if account:  # who pays for others may stand in no ledger
            labels.setdefault((company, account), [account])
    told = customer_store.load_customers(connection)
    names = dict(zip(zip(accounts["company"], accounts["account"], strict=True), accounts["name"], strict=True))

    def name_of(row: dict[str, Any]) -> str:
        """As a letter has it: of the customers file, else of the ledger."""
        known = labels.get((row["company"], row["account"]), ())
        return str(
            row["name"] or next((names[row["company"], one] for one in known if (row["company"], one) in names), "")
        )

    addresses = {
        (row["company"], row["account"]): one_line(lines)
        for row in records(told[["company", "account", "name", "address"]])
        if not {postal_key(name_of(row), lines := postal_lines(str(row["address"]))), one_line(lines)} & suspended
    }
    rows = _shared(connection, found, state, addresses)
    people = customer_store.load_contacts(connection)
    for row in records(people):
        told_of = {name: row[name] for name in ("company", "role", "name", "email", "phone")}
        address = addresses.get((row["company"], row["account"]), "")
        rows.append({**told_of, "customer": row["account"], "address": address})
    reached = {(row["company"], row["customer"]) for row in rows}
    rows += [{"company": company, "customer": customer, "role": "", "name": "", "email": "", "phone": "",
              "address": address}
             for (company, customer), address in addresses.items()
             if address and (company, customer) not in reached]  # fmt: skip
    table = pd.DataFrame(
        [{**row, "account": label, "is_suspended": bool(row["email"]) and row["email"].strip().casefold() in suspended}
         for row in rows for label in labels.get((row["company"], row["customer"]), ())],
        columns=[*CONTACTS, "customer"],
    )  # fmt: skip
    return table[list(CONTACTS)]


def _labels(found: Position, main: Main) -> dict[tuple[str, str], list[str]]:
    """(company, customer) -> the accounts of the balance that are theirs."""
    own = found.accounts[found.accounts["treatment"] == IN][["company", "customer", "account"]].drop_duplicates()
    labels: dict[tuple[str, str], list[str]] = {}
    for company, customer, account in zip(own["company"], own["customer"], own["account"], strict=True):
        labels.setdefault((company, customer), []).append(account)
    return labels


def _shared(
    connection: Connection, found: Position, state: Followed, addresses: dict[tuple[str, str], str]
) -> list[dict[str, Any]]:  # fmt: skip
    """The contact people wrote into the shared fields of an account."""
    accounts = found.accounts.assign(uid=account_uids(connection, found.accounts))
    accounts = accounts[accounts["uid"] != ""].drop_duplicates(["company", "customer"])
    rows = []
    for company, customer, uid in zip(accounts["company"], accounts["customer"], accounts["uid"], strict=True):
        told = state.fields.get(uid, {})
        if told.get("email") or told.get("phone"):
            rows.append({"company": company, "customer": customer, "role": "", "name": told.get("contact", ""),
                         "email": told.get("email", ""), "phone": told.get("phone", ""),
                         "address": addresses.get((company, customer), "")})  # fmt: skip
    return rows
