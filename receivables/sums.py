"""Exact sums and ranks by group, in one pass over arrays."""

import numpy as np
from numpy.typing import NDArray

from receivables.errors import OutOfRangeError

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Whole numbers below this are exact in a double, so that the fast weighted bincount loses nothing.
_EXACT = 2**53
#: No sum of fewer minor units, in whatever order, leaves 64 bits.
_MAX_TOTAL = 2**62


def sum_by(groups: Ints, amounts: Ints, count: int) -> Ints:
    """Exact int64 sum of `amounts` in each of `count` groups (groups are 0 .. count-1).

    Raises OutOfRangeError where the amounts are so large together that a sum could leave 64 bits.
    """
    if _is_exact_in_doubles(amounts):
        return np.bincount(groups, weights=amounts, minlength=count).astype(np.int64)
    totals = np.zeros(count, dtype=np.int64)
    np.add.at(totals, groups, amounts)
    return totals


def _is_exact_in_doubles(amounts: Ints) -> bool:
    if not len(amounts):
        return True
    low, high = int(amounts.min()), int(amounts.max())
    if max(high, -low) * len(amounts) < _EXACT:
        return True
    total = float(np.abs(amounts.astype(np.float64)).sum())
    if total >= _MAX_TOTAL:
        raise OutOfRangeError("The amounts are larger together than any ledger holds: some are not amounts.")
    return total < _EXACT // 2


def dense(codes: Ints) -> tuple[Ints, int]:
    """Codes (n) -> (codes (n) counted from 0, how many): shifted where they lie close together, else sorted.

    Shifted codes leave gaps: of `how many` groups some may be empty.
    """
    if not len(codes):
        return codes, 0
    low, high = int(codes.min()), int(codes.max())
    if high - low < 4 * len(codes) + 1024:
        return codes - low, high - low + 1
    unique, inverse = np.unique(codes, return_inverse=True)
    return inverse.astype(np.int64), len(unique)


def rank_within(*keys: Ints) -> Ints:
    """Keys, each (n) -> int64 (n): position of each row among those with equal keys, in the order of rows, from 0."""
    size = len(keys[0])
    order = np.lexsort((np.arange(size), *reversed(keys)))
    is_first = np.zeros(size, dtype=bool)
    is_first[:1] = True
    for key in keys:
        column = key[order]
        is_first[1:] |= column[1:] != column[:-1]
    starts = np.maximum.accumulate(np.where(is_first, np.arange(size), 0))
    ranks = np.empty(size, dtype=np.int64)
    ranks[order] = np.arange(size) - starts
    return ranks
