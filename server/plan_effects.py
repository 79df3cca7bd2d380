"""What an instalment plan changes beside its own lines: limitations that begin anew, penalties that are waived."""

from typing import Any

import pandas as pd

from receivables.days import NO_DAY
from server.followed import no_documents
from server.followup_books import Books
from server.records import records


def interrupted_documents(books: Books, plans: pd.DataFrame) -> pd.DataFrame:
    """The documents of plans whose acknowledgement is signed: those named, else all that were open that day."""
    signed = plans[(plans["acknowledged"] != NO_DAY) & ~plans["is_cancelled"].astype(bool)]
    found = pd.concat([
        _documents(books, plan, plan["acknowledged"]).assign(day=plan["acknowledged"])
        for plan in records(signed)
    ] or [no_documents()])  # fmt: skip
    return found[["company", "item", "day"]].drop_duplicates()


def waived_documents(books: Books, plans: pd.DataFrame) -> pd.DataFrame:
    """The documents of the plans that were kept and waive penalties."""
    kept = records(plans[plans["is_waiving"].astype(bool)])
    found = pd.concat([_documents(books, plan, plan["made"]) for plan in kept] or [no_documents()])
    return pd.DataFrame(found[["account_id", "item"]].drop_duplicates())


def _documents(books: Books, plan: dict[str, Any], on: int) -> pd.DataFrame:
    """company | account_id | item of a plan: what it names, else what was open on a day: it still is, or was paid
    since.

    Who signs a plan of what they owe, and names no invoice, acknowledges all they owed that day (C. civ. 2240: the
    debtor's recognition of the creditor's right), and nothing that was invoiced later.
    """
    own = books.lines[(books.lines["group"] == plan["group"]) & (books.lines["amount"] > 0)]
    paid_since = books.money.loc[books.money["posted"] >= on, "item"]
    is_open = (own["posted"] <= on) & ((own["remaining"] > 0) | own["item"].isin(paid_since))
    own = own[own["item"].isin(plan["items"]) if plan["items"] else is_open]
    companies = books.accounts["company"].reindex(own["account_id"]).to_numpy()
    return pd.DataFrame(own[["account_id", "item"]].assign(company=companies))
