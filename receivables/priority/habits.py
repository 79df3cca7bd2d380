"""How an account usually pays: days late of its paid documents, and documents it skipped while paying later ones."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.matching import rows_to_read
from receivables.schema import NO_LETTER, Kind
from receivables.settlements import settlements
from receivables.sums import Ints, Mask, sum_by

#: A payment so many days after the due day is not called late: banks and week-ends take them.
TOLERANCE_DAYS = 5


def paid_documents(lines: pd.DataFrame) -> pd.DataFrame:
    """LINES with `remaining` -> account_id | due_day | paid_day | amount of the invoices that letters closed.

    The paid day is that of the last payment that `settlements` finds for it, as for the penalties; documents without a
    payment (moved to 413, credited), without a due day, or paid on a day that nobody knows say nothing of how the
    customer pays. number and label are asked for where `rows_with_texts` says.
    """
    own = lines.iloc[_of_closed(lines)].reset_index(drop=True)
    settled = settlements(own)
    settled = settled[settled["is_payment"] & _is_counted(own)[settled["debit"]]]
    undated = settled.loc[~settled["is_dated"], "debit"]
    last = settled[~settled["debit"].isin(undated)].drop_duplicates("debit", keep="last")
    documents = own.iloc[last["debit"].to_numpy(np.int64)]
    table = {name: documents[name].to_numpy() for name in ("account_id", "due_day", "amount")}
    return pd.DataFrame({**table, "paid_day": last["day"].to_numpy(np.int32)})


def rows_with_texts(lines: pd.DataFrame) -> Ints:
    """Positions of the LINES whose number and label `paid_documents` may ask for."""
    rows = _of_closed(lines)
    return rows[rows_to_read(lines.iloc[rows].reset_index(drop=True), with_pairs=True)]


def _of_closed(lines: pd.DataFrame) -> Ints:
    """Positions of the lines lettered together with a document closed by its letter."""
    letter = lines["letter"].to_numpy(np.int64)
    return np.flatnonzero((letter != NO_LETTER) & np.isin(letter, letter[_is_counted(lines) & (letter != NO_LETTER)]))


def _is_counted(lines: pd.DataFrame) -> Mask:
    """Invoices of which nothing is open and that fell due on a known day."""
    is_invoice = (lines["kind"].to_numpy() == Kind.INVOICE) & (lines["amount"].to_numpy(np.int64) > 0)
    counted: Mask = is_invoice & (lines["due_day"].to_numpy() != NO_DAY) & (lines["remaining"].to_numpy() == 0)
    return counted


def payment_habits(lines: pd.DataFrame, paid: pd.DataFrame | None = None) -> pd.DataFrame:
    """LINES -> paid_count | late_count | usual_days_late | last_paid_day, indexed by the account_id of those that paid.

    `usual_days_late` is the median (the lower of two), negative where the account pays early; `late_count` counts
    documents paid more than `TOLERANCE_DAYS` late. `paid`: `paid_documents` of the lines, where it is known already.
    """
    paid = paid_documents(lines) if paid is None else paid
    accounts = paid["account_id"].to_numpy(np.int64)
    late = paid["paid_day"].to_numpy(np.int64) - paid["due_day"].to_numpy(np.int64)
    order = np.lexsort((late, accounts))
    accounts, late = accounts[order], late[order]
    unique, first, codes, count = np.unique(accounts, return_index=True, return_inverse=True, return_counts=True)
    last_paid = np.full(len(unique), NO_DAY, dtype=np.int64)
    np.maximum.at(last_paid, codes, paid["paid_day"].to_numpy(np.int64)[order])
    table = {
        "paid_count": count.astype(np.int64),
        "late_count": sum_by(codes, (late > TOLERANCE_DAYS).astype(np.int64), len(unique)),
        "usual_days_late": late[first + (count - 1) // 2] if len(late) else late,
        "last_paid_day": last_paid,
    }
    return pd.DataFrame(table, index=pd.Index(unique, name="account_id"))


def later_paid_counts(items: pd.DataFrame, paid: pd.DataFrame) -> Ints:
    """For each open item how many documents of its account that fell due later are paid already."""
    if paid.empty:
        return np.zeros(len(items), dtype=np.int64)
    known = np.sort(_keys(paid["account_id"], paid["due_day"]))
    accounts = items["account_id"].to_numpy(np.int64)
    own = _keys(items["account_id"], items["due_day"])
    counts: Ints = np.searchsorted(known, (accounts + 1) << 32) - np.searchsorted(known, own, side="right")
    return counts


def _keys(accounts: pd.Series, days: pd.Series) -> Ints:
    """Account and day in one number that sorts by account, then day (days are not before 1970 less some years)."""
    keys: Ints = (accounts.to_numpy(np.int64) << 32) + np.maximum(days.to_numpy(np.int64) + 2**30, 0)
    return keys
