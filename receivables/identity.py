"""Item identity: an item keeps its id from import to import.

The key is company + customer + normalised document number + sign; among items of one key the amount and the date
decide. Never the entry number nor the row: both change when the accountant renumbers.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.numbers import normalise_numbers
from receivables.sums import Ints, rank_within

Keys = NDArray[np.uint64]

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_ID_MASK = np.uint64(2**63 - 1)  # ids are positive 64-bit integers, for every database


def item_text(item: int) -> str:
    """Item id as users and JSON see it: 16 hexadecimal digits."""
    return f"{item:016x}"


def item_keys(lines: pd.DataFrame, roots: pd.Series) -> pd.DataFrame:
    """LINES and the customer of each (`company|root`) -> key uint64 | customer uint64 | numbered bool | amount | day."""
    customer = _hash(roots) * _MIX[0] + (lines["amount"].to_numpy() < 0).astype(np.uint64)
    number = normalise_numbers(lines["number"])
    return pd.DataFrame({
        "key": customer ^ (_hash(number) * _MIX[1]),
        "customer": customer,
        "is_numbered": (number != "").to_numpy(),
        "amount": lines["amount"].to_numpy(np.int64),
        "day": lines["document_day"].to_numpy(np.int64),
        "opening": lines["opening"].to_numpy(bool),
    })


def assign_items(new: pd.DataFrame, known: pd.DataFrame) -> Ints:
    """Keys of a new import and keys + `item` of what the store knows -> int64 id of each new line.

    In turn: same key, amount and date; same key and amount; the only one left of a key on both sides (an amended
    document); for opening lines the only one of the customer with that amount. What is left gets a new id.
    """
    items = np.zeros(len(new), dtype=np.int64)
    known = known.drop_duplicates("item").reset_index(drop=True)
    used = np.zeros(len(known), dtype=bool)
    for by, is_unique, mask in (
        (("key", "amount", "day"), False, None),
        (("key", "amount"), False, None),
        (("key",), True, "is_numbered"),
        (("customer", "amount"), True, "opening"),
    ):
        able = items == 0 if mask is None else (items == 0) & new[mask].to_numpy()
        if len(known) and able.any() and not used.all():
            _join(new, known, np.flatnonzero(able), np.flatnonzero(~used), by, is_unique, items, used)
    fresh = np.flatnonzero(items == 0)
    items[fresh] = _new_ids(new.iloc[fresh], set(known["item"].tolist()))
    return items


def _join(new: pd.DataFrame, known: pd.DataFrame, rows: Ints, pool: Ints, by: tuple[str, ...], is_unique: bool,
          items: Ints, used: NDArray[np.bool_]) -> None:
    """Give the k-th new row of a key the id of the k-th known one (only where both are alone, if `is_unique`)."""
    left, right = (
        frame.iloc[at][list(by)].assign(
            at=at, rank=rank_within(*(frame[name].to_numpy()[at].astype(np.int64) for name in by))
        )
        for frame, at in ((new, rows), (known, pool))
    )
    if is_unique:
        left, right = (side[~side.duplicated(list(by), keep=False)] for side in (left, right))
    both = left.merge(right, on=[*by, "rank"], suffixes=("", "_known"))
    items[both["at"].to_numpy()] = known["item"].to_numpy()[both["at_known"].to_numpy()]
    used[both["at_known"].to_numpy()] = True


def _new_ids(keys: pd.DataFrame, taken: set[int]) -> Ints:
    """Ids drawn from key, amount, date and rank, so that two fresh stores give the same item the same id."""
    rank = rank_within(*(keys[name].to_numpy().astype(np.int64) for name in ("key", "amount", "day")))
    drawn = keys["key"].to_numpy() ^ (keys["amount"].to_numpy().astype(np.uint64) * _MIX[2])
    drawn = (drawn + keys["day"].to_numpy().astype(np.uint64) * _MIX[0]) ^ (rank.astype(np.uint64) * _MIX[1])
    ids = (drawn & _ID_MASK).astype(np.int64)
    clashes = pd.Series(ids).duplicated().to_numpy() | np.isin(ids, np.fromiter(taken, np.int64, len(taken))) | (ids == 0)
    for row in np.flatnonzero(clashes).tolist():
        while ids[row] == 0 or int(ids[row]) in taken or (ids == ids[row]).sum() > 1:
            ids[row] = (int(ids[row]) + 1) & int(_ID_MASK)
    return ids


def _hash(texts: pd.Series) -> Keys:
    return pd.util.hash_array(texts.to_numpy(object), categorize=True)
