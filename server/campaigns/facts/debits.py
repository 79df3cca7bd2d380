"""Which documents the bank is collecting just now, of customers who pay by direct debit."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.followup.working_days import working_days_after
from server.followup_books import holidays_around

#: A direct debit of the due day is in the books, or back, so many working days later (SEPA: returns within five).
DEBIT_DAYS = 5


def debit_flags(items: pd.DataFrame, accounts: pd.DataFrame, on: int) -> NDArray[np.bool_]:
    """Rows of `ground.ITEMS` (company | account | due_day) and of ACCOUNTS -> whether each is being collected: from the
    due day on for DEBIT_DAYS, unless a payment of the customer came back since."""
    own = items[["company", "account"]].merge(
        accounts[["company", "account", "pays_by", "returned_day"]], on=["company", "account"], how="left"
    )  # fmt: skip
    due = items["due_day"].to_numpy(np.int32)
    until = working_days_after(due, DEBIT_DAYS, holidays_around(on))
    is_paid_so = (own["pays_by"] == "debit").to_numpy(bool)
    is_back = own["returned_day"].fillna(NO_DAY).to_numpy(np.int64) >= due
    found: NDArray[np.bool_] = is_paid_so & (due != NO_DAY) & (due <= on) & (on <= until) & ~is_back
    return found
