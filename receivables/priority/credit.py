"""What the customers' records and the insurer's conditions say of each account: limits, deadlines, sister accounts."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.scope import IN
from receivables.sums import Ints, sum_by

_LIMITS = ("credit_limit", "insurer_limit")
_NUMBERS = (*_LIMITS, "insurer_notice_days")
#: Limits are kept in the money of the books.
_LIMIT_CURRENCY = "EUR"
NO_LIMIT = -1


def customers_by_account(accounts: pd.DataFrame, customers: pd.DataFrame, size: int) -> pd.DataFrame:
    """siren | legal_kind | contract_kind | insurer_expiry | limits and notice days (-1 where not told) by account_id,
    from 0 to `size`.

    accounts: ACCOUNTS with company_id and customer; customers: CUSTOMERS with company_id.
    """
    told = customers[["company_id", "account", "siren", "legal_kind", "contract_kind", "insurer_expiry", *_NUMBERS]]
    told = told.drop_duplicates(["company_id", "account"]).rename(columns={"account": "customer"})
    merged = accounts[["company_id", "customer"]].merge(told, on=["company_id", "customer"], how="left")
    merged.index = accounts.index
    merged = merged.reindex(range(size))
    return merged.assign(
        siren=merged["siren"].fillna(""),
        legal_kind=merged["legal_kind"].fillna("").replace("", "unknown"),
        contract_kind=merged["contract_kind"].fillna(""),
        insurer_expiry=merged["insurer_expiry"].fillna(NO_DAY).astype(np.int64),
        **{name: pd.to_numeric(merged[name]).fillna(NO_LIMIT).astype(np.int64) for name in _NUMBERS},
    )


def insurer_days(own: pd.DataFrame, customers: pd.DataFrame, on: int, size: int) -> dict[str, Ints]:
    """The next day by which an insured item must be notified; where there is none ahead, the last that has passed."""
    rows = own["account_id"].to_numpy(np.int64)
    notice, limit, expiry = (
        customers[name].to_numpy(np.int64)[rows] for name in ("insurer_notice_days", "insurer_limit", "insurer_expiry")
    )
    documents = own["document_day"].to_numpy(np.int64)
    begun = np.where(documents == NO_DAY, own["posted"].to_numpy(np.int64), documents)
    insured = np.flatnonzero((notice >= 0) & (limit > 0) & ((expiry == NO_DAY) | (begun <= expiry)))
    rows, days = rows[insured], (own["due_day"].to_numpy(np.int64) + notice)[insured]
    ahead = days >= on
    past = np.full(size, NO_DAY, dtype=np.int64)
    np.maximum.at(past, rows[~ahead], days[~ahead])
    coming = earliest(rows[ahead], days[ahead], size)
    found = np.where(coming != NO_DAY, coming, past)
    return {"insurer_day": found, "days_left": np.where(found == NO_DAY, NO_DAY, found - on)}


def limits(
    items: pd.DataFrame, accounts: pd.DataFrame, customers: pd.DataFrame, wanted: pd.Index
) -> dict[str, NDArray[np.generic]]:
    """What the customer owes on all its accounts of the balance, against its limits: the lower one counts.

    `limit_kind` is 'credit' or 'insurer', the lower of the two; 'both' where both are exceeded; '' without any.
    """
    size = len(customers)
    opened = sum_by(items["account_id"].to_numpy(np.int64), items["open"].to_numpy(np.int64), size)
    counted = accounts[(accounts["treatment"] == IN) & (accounts["currency"] == _LIMIT_CURRENCY)]
    owed = pd.Series(opened[counted.index.to_numpy(np.int64)], index=counted.index)
    owed = owed.groupby([counted["company_id"], counted["customer"]]).transform("sum")
    exposure = owed.reindex(wanted, fill_value=0).to_numpy(np.int64)
    is_counted = wanted.isin(counted.index)
    told = (customers[name].reindex(wanted).to_numpy(np.int64) for name in _LIMITS)
    credit, insurer = (np.where(is_counted, limit, NO_LIMIT) for limit in told)
    is_insurer = (insurer != NO_LIMIT) & ((credit == NO_LIMIT) | (insurer < credit))
    limit = np.where(is_insurer, insurer, credit)
    over_credit, over_insurer = (
        np.where(one == NO_LIMIT, 0, np.maximum(exposure - one, 0)) for one in (credit, insurer)
    )
    choices = {"": limit == NO_LIMIT, "both": (over_credit > 0) & (over_insurer > 0), "insurer": is_insurer}
    return {
        "exposure": exposure, "limit": limit, "limit_kind": np.select(list(choices.values()), list(choices), "credit"),
        "over_limit": np.maximum(over_credit, over_insurer), "over_credit": over_credit, "over_insurer": over_insurer,
    }  # fmt: skip


def sister_credits(accounts: pd.DataFrame, customers: pd.DataFrame, unallocated: pd.Series) -> pd.Series:
    """Credits that pay nothing on the other accounts of the customer's SIREN, in the same books and currency."""
    own = unallocated.reindex(accounts.index).where(accounts["treatment"] == IN, 0)
    siren = customers["siren"].reindex(accounts.index)
    family = own.groupby([accounts["company_id"], accounts["currency"], siren]).transform("sum")
    return (family - own).where(siren != "", 0)


def earliest(rows: Ints, days: Ints, size: int) -> Ints:
    """The earliest day of each account, NO_DAY where there is none."""
    none = np.iinfo(np.int64).max
    found = np.full(size, none, dtype=np.int64)
    np.minimum.at(found, rows, days)
    return np.where(found == none, NO_DAY, found)
