"""Which late items an unallocated credit may have paid: those that the proposed view of `matching` lets it pay."""

import numpy as np
import pandas as pd

from receivables.matching import PROPOSED, match
from receivables.schema import NO_LETTER, NO_LINE
from receivables.sums import Ints, Mask, dense, sum_by


def undecided_lines(lines: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """What is open of the accounts in which both a late part and a credit are: LINES without letter, whose amount is
    what the ledger leaves of them (LINES with `remaining` given, in whatever view)."""
    remaining, account = lines["remaining"].to_numpy(np.int64), lines["account_id"].to_numpy(np.int64)
    is_asked = np.zeros(int(account.max(initial=-1)) + 1, dtype=bool)
    is_asked[account[remaining < 0]] = True
    late = parts["account_id"].to_numpy(np.int64)[parts["open"].to_numpy() > 0]
    is_asked &= np.bincount(late, minlength=len(is_asked)) > 0
    rows = np.flatnonzero((remaining != 0) & is_asked[account])
    own = lines[["line", "account_id", "kind", "posted", "due_day"]].iloc[rows].reset_index(drop=True)
    return own.assign(amount=remaining[rows], settled=0, letter=NO_LETTER, reverses=NO_LINE)


def rows_with_texts(undecided: pd.DataFrame) -> tuple[Ints, Ints]:
    """Positions of `undecided_lines` whose number, and those whose label, `may_be_paid` needs.

    Numbers of accounts with several debits that the credits do not pay whole, for elsewhere all are paid in whatever
    order; labels of their credits alone: only these name what they pay.
    """
    account, count = dense(undecided["account_id"].to_numpy(np.int64))
    amount = undecided["amount"].to_numpy(np.int64)
    has_choice = (sum_by(account, amount, count) > 0) & (np.bincount(account[amount > 0], minlength=count) > 1)
    is_asked = has_choice[account]
    return np.flatnonzero(is_asked), np.flatnonzero(is_asked & (amount < 0))


def may_be_paid(parts: pd.DataFrame, undecided: pd.DataFrame) -> Mask:
    """Open parts that an unallocated credit of their account names or equals, else the earliest due (C. civ. 1342-10).

    undecided: `undecided_lines` with texts. Of a line in instalments, the earliest are paid first.
    """
    result: Mask = np.zeros(len(parts), dtype=bool)
    if undecided.empty:
        return result
    amount = undecided["amount"].to_numpy(np.int64)
    paid = pd.Series(amount - match(undecided, PROPOSED).remaining, index=undecided["line"].to_numpy())[amount > 0]
    paid_of_line = paid[paid > 0].reindex(parts["line"].to_numpy(), fill_value=0).to_numpy(np.int64)
    opened, line = parts["open"].to_numpy(np.int64), parts["line"].to_numpy(np.int64)
    rows = np.flatnonzero((opened > 0) & (paid_of_line > 0))
    rows = rows[np.lexsort((parts["due_day"].to_numpy()[rows], line[rows]))]
    own = pd.Series(opened[rows])
    before = (own.groupby(line[rows]).cumsum() - own).to_numpy(np.int64)
    result[rows] = before < paid_of_line[rows]
    return result
