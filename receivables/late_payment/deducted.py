"""Debts as a letter asks for them: without what it leaves out, and less the credits it deducts.

Penalties are owed on the « sommes dues » alone (C. com. L441-10 II): the part that is contested, promised or about to
be credited bears none in that letter, and what was received without being allocated stops them from its own day on.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from receivables.late_payment.interest import Change, Changes
from receivables.late_payment.penalties import Debts
from receivables.matching import pay_earliest
from receivables.schema import Kind
from receivables.sums import Ints

_KEYS = ["message", "account", "debtor"]


def as_asked(debts: Debts, left_out: Ints, asked: pd.DataFrame, credits: pd.DataFrame) -> Debts:
    """n debts, of each what is left out of it, minor units -> what the letters count on.

    asked: message | account | debtor | amount asked for, int64, one row each | credits, oldest first: message | account
    | debtor | day | amount | kind (`schema.Kind`). A credit pays what is due first (C. civ. 1342-10): of its own
    account, then of its debtor's others, then of the rest of its message.
    """
    size = len(left_out)
    remaining = np.concatenate((asked["amount"].to_numpy(np.int64), -credits["amount"].to_numpy(np.int64)))
    rows: Ints = np.arange(len(remaining))
    by_due: Ints = np.argsort(debts.due, kind="stable")
    both = pd.concat([asked[_KEYS], credits[_KEYS]], ignore_index=True)
    pairs = []
    for keys in (["message", "account"], ["message", "debtor"], ["message"]):
        groups: Ints = np.asarray(both.groupby(keys).ngroup(), dtype=np.int64)
        pairs.append(pay_earliest(remaining, rows[size:], by_due, groups))
    paid = pd.concat(pairs, ignore_index=True)
    of_credit = credits.iloc[paid["credit"].to_numpy(np.int64) - size]
    is_note = of_credit["kind"].to_numpy() == Kind.CREDIT_NOTE
    own = debts.changes
    changes = Changes(
        np.concatenate((own.row, paid["debit"].to_numpy(np.int64))),
        np.concatenate((own.day, of_credit["day"].to_numpy(np.int32))),
        np.concatenate((own.amount, paid["amount"].to_numpy(np.int64))),
        np.concatenate((own.kind, np.where(is_note, Change.CREDIT_NOTE, Change.PAYMENT).astype(np.int8))),
    )  # fmt: skip
    return replace(debts, principal=debts.principal - left_out, changes=changes)
