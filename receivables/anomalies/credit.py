"""Anomalies of credit: accounts over a limit, and overdue items the credit insurer must hear of in time."""

import numpy as np
import pandas as pd

from receivables.anomalies.facts import Facts, Found, account_hits
from receivables.days import NO_DAY
from receivables.priority.collectible import is_overdue
from receivables.priority.credit import NO_LIMIT, insurer_days, limits
from receivables.sums import sum_by


def over_limits(facts: Facts) -> Found:
    """Customers who owe more than their credit limit or the insurer's, or both: one hit, on the first account."""
    accounts = _by_customer(facts.accounts)
    if (accounts[["credit_limit", "insurer_limit"]] == NO_LIMIT).all(axis=None):
        return {}
    items = facts.items.assign(account_id=facts.items["at"])
    owed = limits(items, accounts, accounts, accounts.index)
    rows = accounts.assign(**owed)
    rows = rows[rows["over_limit"] > 0].sort_values("account").drop_duplicates(["company_id", "customer"])
    columns = {"exposure_amount": rows["exposure"], "limit_amount": rows["limit"], "variant": rows["limit_kind"],
               "credit_amount": rows["credit_limit"], "insurer_amount": rows["insurer_limit"]}  # fmt: skip
    return {"over_limit": account_hits(rows, **columns).assign(amount=rows["over_limit"])}


def insurer_deadlines(facts: Facts) -> Found:
    """Accounts with an insured overdue item to be notified within days, or that just was to be."""
    accounts, items = facts.accounts, facts.items_in_scope()
    late = items[is_overdue(items, facts.on)]
    rows = late["at"].to_numpy(np.int64)
    own = late.assign(account_id=rows)
    found = insurer_days(own, accounts, facts.on, len(accounts))
    left = found["days_left"]
    is_near = (left != NO_DAY) & (np.abs(left) <= facts.thresholds.insurer_days)
    overdue = sum_by(rows, late["open"].to_numpy(np.int64), len(accounts))
    near = accounts[is_near]
    variant = np.where(left[is_near] < 0, "past", "")
    hits = account_hits(near, insurer_day=found["insurer_day"][is_near], variant=variant)
    return {"insurer_deadline": hits.assign(amount=overdue[is_near])}


def _by_customer(accounts: pd.DataFrame) -> pd.DataFrame:
    """`Facts.accounts` with the company's number and the customer's, its own where the ledger tells one."""
    customer = accounts["customer"] if "customer" in accounts else accounts["account"]
    return accounts.assign(company_id=pd.factorize(accounts["company"])[0], customer=customer)
