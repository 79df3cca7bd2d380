"""Customer records: how complete each is for collecting what it owes."""

import numpy as np
import pandas as pd

#: What a clerk needs before calling or a letter can leave, with its weight; they add up to 100.
WEIGHTS = {
    "name": 15, "siren": 20, "address": 15, "terms": 15, "legal_kind": 10, "phone_or_email": 15, "means_of_payment": 10,
}  # fmt: skip


def completeness(customers: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """CUSTOMERS of the schema and their contacts -> company | account | score | missing.

    contacts: company | account | name | role | phone | email. score: int64, 0 to 100, the share of the weights that is
    told (half-up); `missing`: list of the keys of WEIGHTS that are not, heaviest first. A consumer needs no SIREN.
    """
    told = pd.DataFrame({name: _is_told(customers, contacts, name) for name in WEIGHTS}, index=customers.index)
    needed = np.ones(told.shape, dtype=bool)
    needed[:, list(WEIGHTS).index("siren")] = (customers["legal_kind"] != "consumer").to_numpy()
    weights = np.array(list(WEIGHTS.values()), dtype=np.int64)
    total = (needed * weights).sum(axis=1)
    score = (200 * (told.to_numpy() & needed) @ weights + total) // (2 * total)
    order = np.argsort(-weights, kind="stable")
    names = np.array(list(WEIGHTS), dtype=object)[order]
    lacks = (~told.to_numpy() & needed)[:, order]
    return pd.DataFrame({
        "company": customers["company"].to_numpy(),
        "account": customers["account"].to_numpy(),
        "score": score.astype(np.int64),
        "missing": pd.Series([list(names[row]) for row in lacks], dtype=object),
    })  # fmt: skip


def _is_told(customers: pd.DataFrame, contacts: pd.DataFrame, name: str) -> pd.Series:
    """Which customers have it."""
    if name == "phone_or_email":
        reached = contacts[_is_filled(contacts["phone"]) | _is_filled(contacts["email"])]
        keys = set(zip(reached["company"], reached["account"], strict=True))
        owners = zip(customers["company"], customers["account"], strict=True)
        return pd.Series([owner in keys for owner in owners], index=customers.index, dtype=bool)
    told = _is_filled(customers[name])
    return told & (customers[name] != "unknown") if name == "legal_kind" else told


def _is_filled(values: pd.Series) -> pd.Series:
    return values.fillna("").astype(str).str.strip() != ""
