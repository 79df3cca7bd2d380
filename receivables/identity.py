"""Item identity: an item keeps its id from import to import.

The key is company + customer + normalised document number + sign; among items of one key the amount and the date
decide. Never the entry number nor the row: both change when the accountant renumbers.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.numbers import normalise_numbers
from receivables.sums import Ints, rank_within

Keys = NDArray[np.uint64]

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_ID_MASK = np.uint64(2**63 - 1)  # ids are positive 64-bit integers, for every database
_SAME_DOCUMENT_DAYS = 183


def item_text(item: int) -> str:
    """Item id as users and JSON see it: 16 hexadecimal digits."""
    return f"{item:016x}"


def item_keys(lines: pd.DataFrame, customers: pd.Series) -> pd.DataFrame:
    """LINES and the customer (`company|root`) by account_id -> what tells one item from another, a row a line.

    key uint64 of customer, number and sign | customer uint64, with the sign | is_numbered bool | amount | day | opening
    """
    own = _hash(customers)[customers.index.get_indexer(pd.Index(lines["account_id"]))]
    customer = own * _MIX[0] + (lines["amount"].to_numpy() < 0).astype(np.uint64)
    number = normalise_numbers(lines["number"])
    return pd.DataFrame(
        {
            "key": customer ^ (_hash(number) * _MIX[1]),
            "customer": customer,
            "is_numbered": (number != "").to_numpy(),
            "amount": lines["amount"].to_numpy(np.int64),
            "day": lines["document_day"].to_numpy(np.int64),
            "opening": lines["opening"].to_numpy(bool),
        }
    )


def assign_items(new: pd.DataFrame, known: pd.DataFrame) -> Ints:
    """Keys of a new import and keys + `item` of what the store knows -> int64 id of each new line.

    In turn: same key, amount and date; same numbered key and amount; the only one left of a numbered key on both sides
    (an amended document); for opening lines the only one of the customer with that amount. What is left gets a new id.
    Where dates differ they lie within half a year, save of opening lines and where one is unknown: numbers start
    again every year.
    """
    items = np.zeros(len(new), dtype=np.int64)
    known = known.drop_duplicates(["item", "key", "amount", "day"]).reset_index(drop=True)
    known_items = known["item"].to_numpy(np.int64)
    for by, is_unique, mask in (
        (("key", "amount", "day"), False, None),
        (("key", "amount"), False, "is_numbered"),
        (("key",), True, "is_numbered"),
        (("customer", "amount"), True, "opening"),
    ):
        able = items == 0 if mask is None else (items == 0) & new[mask].to_numpy(bool)
        pool = np.flatnonzero(~np.isin(known_items, items))
        if len(pool) and able.any():
            at, at_known = _join(new, known, np.flatnonzero(able), pool, by, is_unique)
            items[at] = known_items[at_known]
    fresh = np.flatnonzero(items == 0)
    items[fresh] = _new_ids(new.iloc[fresh], known_items)
    return items


def _join(
    new: pd.DataFrame, known: pd.DataFrame, rows: Ints, pool: Ints, by: tuple[str, ...], is_unique: bool
) -> tuple[Ints, Ints]:
    """Positions of the k-th new row of a key and of the k-th known item (only where both are alone, if `is_unique`)."""
    # An item is known by several rows: as last year's document and as this year's opening line.
    pool = pool[~known.iloc[pool].duplicated([*by, "item"]).to_numpy()]
    left, right = (
        frame.iloc[at].assign(at=at, rank=rank_within(*(frame[name].to_numpy()[at].astype(np.int64) for name in by)))
        for frame, at in ((new, rows), (known, pool))
    )
    if is_unique:
        left, right = (side[~side.duplicated(list(by), keep=False)] for side in (left, right))
    both = left.merge(right[[*by, "rank", "at", "item", *({"day"} - {*by})]], on=[*by, "rank"], suffixes=("", "_known"))
    if "day" not in by:
        is_dated = (both["day"] != NO_DAY) & (both["day_known"] != NO_DAY) & ~both["opening"]
        both = both[~is_dated | ((both["day"] - both["day_known"]).abs() <= _SAME_DOCUMENT_DAYS)]
    both = both.drop_duplicates("item")
    return both["at"].to_numpy(np.int64), both["at_known"].to_numpy(np.int64)


def _new_ids(keys: pd.DataFrame, taken: Ints) -> Ints:
    """Ids drawn from key, amount, date and rank, so that two fresh stores give the same item the same id."""
    drawn = np.zeros(len(keys), dtype=np.uint64)
    for name in ("key", "amount", "day"):
        drawn = _mixed(drawn ^ keys[name].to_numpy().astype(np.uint64))
    drawn = _mixed(drawn ^ _ranks(drawn.view(np.int64)).astype(np.uint64))
    ids: Ints = (drawn & _ID_MASK).astype(np.int64)
    is_clash = (ids == 0) | np.isin(ids, taken) | pd.Series(ids).duplicated().to_numpy()
    used = {0, *taken.tolist(), *ids[~is_clash].tolist()} if is_clash.any() else set()
    for row in np.flatnonzero(is_clash).tolist():
        while int(ids[row]) in used:
            ids[row] = (int(ids[row]) + 1) & int(_ID_MASK)
        used.add(int(ids[row]))
    return ids


def _ranks(values: Ints) -> Ints:
    """`rank_within`, of values few of which are equal."""
    ranks = np.zeros(len(values), dtype=np.int64)
    again = np.flatnonzero(pd.Series(values).duplicated(keep=False))
    ranks[again] = rank_within(values[again])
    return ranks


def _mixed(values: Keys) -> Keys:
    """Spread every bit over all 64 (the finaliser of splitmix64): near numbers get far ids."""
    values = (values + _MIX[0]).astype(np.uint64)
    for shift, factor in ((30, _MIX[1]), (27, _MIX[2])):
        values = (values ^ (values >> np.uint64(shift))) * factor
    return values ^ (values >> np.uint64(31))


def _hash(texts: pd.Series) -> Keys:
    return pd.util.hash_array(texts.to_numpy(object), categorize=False)
