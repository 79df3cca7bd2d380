"""Receipts: money an account's customer paid, line by line, with the document each paid, if any.

Only money counts: a credit note, a loss or a move between accounts is no payment, and a payment that came back has
paid nothing.
"""

import numpy as np
import pandas as pd

from receivables.schema import NO_ITEM, Kind
from receivables.settlements import settlements


def receipts(lines: pd.DataFrame) -> pd.DataFrame:
    """LINES of whole accounts with `remaining` and texts -> account_id | posted int32 | amount int64 > 0 | item int64.

    One row for each document a payment settled, and one for what is left of it unallocated. In the order of days.
    """
    pairs = settlements(lines)
    pairs = pairs[pairs["is_payment"]]
    credit, debit = (pairs[side].to_numpy(np.int64) for side in ("credit", "debit"))
    accounts, posted, item = (lines[name].to_numpy() for name in ("account_id", "posted", "item"))
    allocated = {"account_id": accounts[credit], "posted": posted[credit], "amount": pairs["amount"].to_numpy(),
                 "item": item[debit]}  # fmt: skip
    left = lines[lines["kind"].isin((Kind.PAYMENT, Kind.DEPOSIT)) & (lines["remaining"] < 0)]
    rest = {"account_id": left["account_id"], "posted": left["posted"], "amount": -left["remaining"], "item": NO_ITEM}
    found = pd.concat([pd.DataFrame(allocated), pd.DataFrame(rest)], ignore_index=True)
    found = found.astype({"account_id": np.int64, "posted": np.int32, "amount": np.int64, "item": np.int64})
    return found.sort_values(["posted", "account_id", "item", "amount"], kind="stable").reset_index(drop=True)


def last_receipts(lines: pd.DataFrame) -> pd.Series:
    """The last day a payment is posted, by account_id (of the whole company where the ids are the company's)."""
    paid = lines[(lines["kind"] == Kind.PAYMENT) & ~lines["opening"].astype(bool)]
    return paid.groupby("account_id")["posted"].max()
