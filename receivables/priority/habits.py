"""How an account usually pays: days late of its paid documents, and documents it skipped while paying later ones."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.schema import NO_LETTER, NO_LINE, Kind
from receivables.sums import Ints, sum_by

#: A payment so many days after the due day is not called late: banks and week-ends take them.
TOLERANCE_DAYS = 5


def paid_documents(lines: pd.DataFrame) -> pd.DataFrame:
    """LINES with `remaining` -> account_id | due_day | paid_day | amount of the invoices closed by a payment.

    The paid day is that of the last payment of the document's matching group; documents of groups without a payment
    (moved to 413, credited) and those without a due day say nothing of how the customer pays.
    """
    letter, kind = lines["letter"].to_numpy(np.int64), lines["kind"].to_numpy()
    due, is_lettered = lines["due_day"].to_numpy(np.int32), letter != NO_LETTER
    is_document = is_lettered & (kind == Kind.INVOICE) & (due != NO_DAY) & (lines["amount"].to_numpy(np.int64) > 0)
    documents = np.flatnonzero(is_document & (lines["remaining"].to_numpy(np.int64) == 0))
    payments = np.flatnonzero(is_lettered & (kind == Kind.PAYMENT))
    groups, paid_day = _last_days(letter[payments], lines["posted"].to_numpy(np.int32)[payments])
    at = np.searchsorted(groups, letter[documents])
    at = np.minimum(at, max(len(groups) - 1, 0))
    is_paid = groups[at] == letter[documents] if len(groups) else np.zeros(len(documents), dtype=bool)
    documents, at = documents[is_paid], at[is_paid]
    accounts, amount = (lines[name].to_numpy(np.int64)[documents] for name in ("account_id", "amount"))
    days = {"due_day": due[documents], "paid_day": paid_day[at]}
    return pd.DataFrame({"account_id": accounts, **days, "amount": amount})


def _last_days(groups: Ints, days: NDArray[np.int32]) -> tuple[Ints, NDArray[np.int32]]:
    """Groups in rising order, each once, with the latest of their days."""
    order = np.lexsort((days, groups))
    groups, days = groups[order], days[order]
    is_last = np.ones(len(groups), dtype=bool)
    is_last[:-1] = groups[1:] != groups[:-1]
    return groups[is_last], days[is_last]


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


def returned_payments(lines: pd.DataFrame) -> pd.DataFrame:
    """LINES with `remaining` -> account_id | amount | day of payments that came back and are still owed.

    The debit of the bank is open itself; or it has undone its payment, and the documents that had paid are open again.
    """
    rows = np.flatnonzero((lines["kind"].to_numpy() == Kind.RETURNED) & (lines["amount"].to_numpy(np.int64) > 0))
    remaining, amount = (lines[name].to_numpy(np.int64) for name in ("remaining", "amount"))
    owed = np.where(remaining[rows] > 0, remaining[rows], np.minimum(amount[rows], _open_again(lines, rows)))
    rows, owed = rows[owed > 0], owed[owed > 0]
    return pd.DataFrame(
        {
            "account_id": lines["account_id"].to_numpy(np.int64)[rows],
            "amount": owed,
            "day": lines["posted"].to_numpy(np.int64)[rows],
        }
    )


def _open_again(lines: pd.DataFrame, rows: Ints) -> Ints:
    """What is open of the matching group of the payment each returned line has undone; 0 where it undoes none."""
    reverses = lines["reverses"].to_numpy(np.int64)[rows]
    letter, remaining = lines["letter"].to_numpy(np.int64), lines["remaining"].to_numpy(np.int64)
    ids = lines["line"].to_numpy(np.int64)
    undone = np.flatnonzero(np.isin(ids, reverses[reverses != NO_LINE]))
    group_of = pd.Series(letter[undone], index=ids[undone])
    groups = group_of.reindex(reverses, fill_value=NO_LETTER).to_numpy(np.int64)
    in_group = np.flatnonzero(np.isin(letter, groups[groups != NO_LETTER]) & (remaining > 0))
    sums = pd.Series(remaining[in_group]).groupby(letter[in_group]).sum()
    opened: Ints = sums.reindex(groups, fill_value=0).to_numpy(np.int64)
    return opened
