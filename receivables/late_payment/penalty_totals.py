"""What is left to claim: computed penalties less what somebody gave up or has invoiced already."""

import numpy as np
import pandas as pd

from receivables.sums import Ints, Mask

WAIVED, INVOICED = "waived", "invoiced"
KINDS = (WAIVED, INVOICED)


def decided(parts: pd.DataFrame, owed: Ints, is_certain: Mask, decisions: pd.DataFrame) -> dict[str, Ints]:
    """n late parts, what each owes, DECISIONS -> how much of each is waived and invoiced, together never more.

    parts: account_id, item, due_day | decisions, in their order: account_id, item (0: the account), kind, amount
    (object: int minor units, None for all), day. One of an account concerns its items due up to that day: later ones
    were not in question. Sums go to certain items first, the earliest due first.
    """
    taken = {kind: np.zeros(len(parts), dtype=np.int64) for kind in KINDS}
    account, item = (parts[name].to_numpy(np.int64) for name in ("account_id", "item"))
    rows = np.flatnonzero(np.isin(account, decisions["account_id"].to_numpy(np.int64)))
    due = parts["due_day"].to_numpy()
    rows = rows[np.lexsort((due[rows], ~is_certain[rows]))]
    of_account = {key: rows[account[rows] == key] for key in np.unique(account[rows]).tolist()}
    left = owed.copy()
    columns = (decisions[name].tolist() for name in ("account_id", "item", "kind", "amount", "day"))
    for account_id, item_id, kind, amount, day in zip(*columns, strict=True):
        own = of_account.get(int(account_id), rows[:0])
        own = own[item[own] == item_id] if item_id else own[due[own] <= day]
        share = left[own] if amount is None else _shared(int(amount), left[own])
        left[own] -= share
        taken[kind][own] += share
    return taken


def _shared(amount: int, left: Ints) -> Ints:
    """An amount given to the rows in their order, to none more than is left of it."""
    before = np.cumsum(left) - left
    shares: Ints = np.clip(amount - before, 0, left)
    return shares
