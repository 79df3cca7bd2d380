"""How an account usually pays: days late of its paid documents, and documents it skipped while paying later ones."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.schema import NO_LETTER, NO_LINE, Kind
from receivables.sums import Ints, Mask, sum_by

#: A payment so many days after the due day is not called late: banks and week-ends take them.
TOLERANCE_DAYS = 5
#: A return nothing ties to a document speaks of its account's arrears for so many days; then it is history.
RETURN_DAYS = 90


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


def returned_payments(lines: pd.DataFrame, on: int) -> pd.DataFrame:
    """LINES with `remaining` -> account_id | amount | day of payments that came back and are still owed on day `on`.

    The debit of the bank is open itself; or it has undone its payment, and the documents that had paid are open again:
    those lettered with it, else (`_overdue_again`) what is overdue of the account.
    """
    rows = np.flatnonzero((lines["kind"].to_numpy() == Kind.RETURNED) & (lines["amount"].to_numpy(np.int64) > 0))
    remaining, amount, accounts = (lines[name].to_numpy(np.int64) for name in ("remaining", "amount", "account_id"))
    is_alone, opened = _open_again(lines, rows)
    owed = np.where(remaining[rows] > 0, remaining[rows], np.minimum(amount[rows], opened))
    left = np.flatnonzero(is_alone & (owed == 0))
    owed[left] = _overdue_again(lines, rows[left], pd.Series(owed).groupby(accounts[rows]).sum(), on)
    rows, owed = rows[owed > 0], owed[owed > 0]
    posted = lines["posted"].to_numpy(np.int64)[rows]
    return pd.DataFrame({"account_id": accounts[rows], "amount": owed, "day": posted})


def _open_again(lines: pd.DataFrame, rows: Ints) -> tuple[Mask, Ints]:
    """Of each returned line: whether it undoes a payment that no document is lettered with; else what is open of that
    payment's matching group (0 where it undoes none)."""
    reverses = lines["reverses"].to_numpy(np.int64)[rows]
    letter, remaining = lines["letter"].to_numpy(np.int64), lines["remaining"].to_numpy(np.int64)
    ids = lines["line"].to_numpy(np.int64)
    undone = np.flatnonzero(np.isin(ids, reverses[reverses != NO_LINE]))
    group_of = pd.Series(letter[undone], index=ids[undone])
    groups = group_of.reindex(reverses, fill_value=NO_LETTER).to_numpy(np.int64)
    in_group = np.flatnonzero(np.isin(letter, groups[groups != NO_LETTER]) & _is_document(lines))
    sums = pd.Series(remaining[in_group]).groupby(letter[in_group]).sum()
    opened: Ints = np.maximum(sums.reindex(groups, fill_value=0).to_numpy(np.int64), 0)
    return np.isin(reverses, ids[undone]) & ~np.isin(groups, letter[in_group]), opened


def _is_document(lines: pd.DataFrame) -> Mask:
    """Debits a customer pays: all but those of payments that came back."""
    found: Mask = (lines["amount"].to_numpy(np.int64) > 0) & (lines["kind"].to_numpy() != Kind.RETURNED)
    return found


def _overdue_again(lines: pd.DataFrame, rows: Ints, told: pd.Series, on: int) -> Ints:
    """What each returned line at `rows` leaves overdue on its account, where nobody lettered the payment it undid.

    It counts while a document posted before it stands open with its very amount, else for `RETURN_DAYS`; together, the
    latest first, for no more than the account's overdue documents less its open credits and what is `told` already.
    """
    accounts, amount, remaining = (lines[name].to_numpy(np.int64) for name in ("account_id", "amount", "remaining"))
    posted, due = lines["posted"].to_numpy(np.int64), lines["due_day"].to_numpy(np.int64)
    is_own = np.isin(accounts, accounts[rows])
    late = np.flatnonzero(is_own & _is_document(lines) & (remaining > 0) & (due != NO_DAY) & (due < on))
    counted = np.concatenate((late, np.flatnonzero(is_own & (remaining < 0))))
    left = pd.Series(remaining[counted]).groupby(accounts[counted]).sum().sub(told, fill_value=0)
    equals = pd.Series(posted[late]).groupby([accounts[late], remaining[late]]).min()
    first = equals.reindex(pd.MultiIndex.from_arrays([accounts[rows], amount[rows]])).to_numpy(np.float64)
    is_counted = (first <= posted[rows]) | (on - posted[rows] <= RETURN_DAYS)  # no document: no day, never before
    wanted = np.where(is_counted, amount[rows], 0)
    order = np.lexsort((-posted[rows], accounts[rows]))
    before = pd.Series(wanted[order]).groupby(accounts[rows][order]).cumsum().to_numpy(np.int64) - wanted[order]
    room = left.reindex(accounts[rows][order], fill_value=0).to_numpy(np.int64) - before
    owed = np.zeros(len(rows), dtype=np.int64)
    owed[order] = np.clip(room, 0, wanted[order])
    return owed
