"""What became of the open items between two positions: paid, new, newly late."""

import numpy as np
import pandas as pd

from receivables.morning import CHANGES
from receivables.priority.collectible import is_overdue
from receivables.sums import Mask

_KEYS = ["company", "currency"]


def movement(before: pd.DataFrame, before_on: int, now: pd.DataFrame, on: int) -> pd.DataFrame:
    """OPEN ITEMS with company and currency, of two days -> company | currency | <change>_count, <change> of `CHANGES`.

    Only what customers owe counts: credits that pay nothing are no item to collect. An item of several instalments is
    one. paid: what is open of an item less than before (settled by whatever: money, credit note, loss); new: items that
    were not open; newly late: what is overdue of items of which nothing was.
    """
    both = _by_item(before, before_on, "_before").join(_by_item(now, on, "_now"), how="outer").fillna(0)
    owed, was, late, was_late = (
        both[name].to_numpy(np.int64) for name in ("open_now", "open_before", "late_now", "late_before")
    )
    amounts = {
        "paid": np.where(was > owed, was - owed, 0),
        "new": np.where(was == 0, owed, 0),
        "newly_late": np.where(was_late == 0, late, 0),
    }
    told = {name: amounts[name] for name in CHANGES} | {f"{name}_count": amounts[name] > 0 for name in CHANGES}
    found = pd.DataFrame(told, index=both.index).groupby(level=_KEYS).sum().astype(np.int64)
    return found.reset_index()


def _by_item(items: pd.DataFrame, on: int, suffix: str) -> pd.DataFrame:
    """By company, currency and item: what is open of it, what of that is late."""
    own = items[items["open"] > 0]
    is_late: Mask = is_overdue(own, on)
    table = own[[*_KEYS, "item", "open"]].assign(late=np.where(is_late, own["open"], 0))
    return table.groupby([*_KEYS, "item"])[["open", "late"]].sum().add_suffix(suffix)
