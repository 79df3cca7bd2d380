"""The lines of the penalties as the sheets list them: one row an item and half-year."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.report import PenaltyReport

INTEREST, NOTHING = "interest", "nothing"
_ITEM = [
    "company",
    "account",
    "name",
    "currency",
    "debtor",
    "number",
    "due_day",
    "paid_day",
    "is_uncertain",
    "warnings",
]


def penalty_rows(report: PenaltyReport) -> pd.DataFrame:
    """What each item owes, in the order of the report.

    company | account | name | currency | debtor | number | due_day | paid_day | is_uncertain | warnings, of the item
    at | kind (INTEREST; NOTHING: an item without interest, its warnings say why) | first, last day (NO_DAY without
    interest) | days, principal, units (object: int or None) | amount int64, of interest | source
    compensation int64: once an item, on its first row
    """
    lines = report.lines.assign(kind=INTEREST).astype(dict.fromkeys(("days", "principal", "units"), object))
    bare = _without_interest(report)
    rows = pd.concat([lines, bare], ignore_index=True) if len(bare) else lines
    rows = rows.sort_values("at", kind="stable", ignore_index=True)
    at = rows["at"].to_numpy(np.int64)
    own = report.items.loc[at, [*_ITEM, "compensation"]].reset_index(drop=True)
    own["compensation"] = own["compensation"].where(~rows["at"].duplicated(), 0).astype(np.int64)
    return pd.concat([own, rows], axis=1).astype({"amount": np.int64})


def _without_interest(report: PenaltyReport) -> pd.DataFrame:
    """A row for each item that no rate makes a line of, and that has something to tell."""
    items = report.items
    has_line = np.isin(np.arange(len(items)), report.lines["at"].to_numpy(np.int64))
    is_told = (items["warnings"].map(len) > 0) | (items["compensation"] > 0)
    at = np.flatnonzero(~has_line & is_told.to_numpy(bool))
    blank = pd.Series([None] * len(at), dtype=object)
    return pd.DataFrame(
        {"at": at, "kind": NOTHING, "first": NO_DAY, "last": NO_DAY, "days": blank, "principal": blank, "units": blank,
         "amount": np.zeros(len(at), np.int64), "source": ""}
    )  # fmt: skip
