"""Payments a list tells only by their day: each becomes a line of its own."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.schema import Kind


def with_payments(lines: pd.DataFrame, is_told: NDArray[np.bool_]) -> pd.DataFrame:
    """Add what was paid on a known day as a line of its own, so that the item is open before and closed after.

    `is_told`: rows whose open or paid amount the list gives; on others a day of payment means all is paid. Letters
    of the file whose lines balance stay as they are: their payments are lines already.
    """
    balance = lines.groupby(["account", "letter"])["amount"].transform("sum").to_numpy()
    is_matched = (lines["letter"] != "").to_numpy() & (balance == 0)
    amount, settled = lines["amount"].to_numpy(), lines["settled"].to_numpy()
    paid = np.where(is_told, settled, amount)
    is_paid = (lines["letter_day"] != NO_DAY).to_numpy() & ~is_matched & (paid != 0)
    letters = _new_letters(lines)
    lines = lines.assign(
        letter=np.where(is_paid, letters, lines["letter"]),
        settled=np.where(is_paid, 0, np.where(is_matched, 0, settled)),
        letter_day=np.where(is_paid | is_matched, lines["letter_day"], NO_DAY).astype(np.int32),
    )
    rows = lines[is_paid]
    payments = rows.assign(
        amount=-paid[is_paid],
        kind=np.where(paid[is_paid] > 0, Kind.PAYMENT, Kind.OTHER).astype(np.int8),
        posted=rows["letter_day"], document_day=rows["letter_day"], due_day=np.int32(NO_DAY),
    )  # fmt: skip
    both: pd.DataFrame = pd.concat([lines, payments])
    return both.sort_values("row", kind="stable", ignore_index=True)


def _new_letters(lines: pd.DataFrame) -> pd.Series:
    """One letter per row that no row of the file bears."""
    mark = "paid"
    while lines["letter"].str.startswith(mark).any():
        mark += "-"
    return mark + " " + lines["row"].astype("str")
