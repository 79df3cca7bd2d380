"""Exact sums and ranks by group, in one pass over arrays."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: Whole numbers below this are exact in a double, so that the fast weighted bincount loses nothing.
_EXACT = 2**53


def sum_by(groups: Ints, amounts: Ints, count: int) -> Ints:
    """Exact int64 sum of `amounts` in each of `count` groups (groups are 0 .. count-1)."""
    if _is_exact_in_doubles(amounts):
        return np.bincount(groups, weights=amounts, minlength=count).astype(np.int64)
    totals = np.zeros(count, dtype=np.int64)
    np.add.at(totals, groups, amounts)
    return totals


def _is_exact_in_doubles(amounts: Ints) -> bool:
    if not len(amounts):
        return True
    return max(int(amounts.max()), -int(amounts.min())) * len(amounts) < _EXACT or (
        int(np.abs(amounts).sum(dtype=np.float64)) < _EXACT // 2
    )


def dense(codes: Ints) -> tuple[Ints, int]:
    """Codes -> (codes counted from 0, how many): by shifting where they lie close together, else by sorting."""
    if not len(codes):
        return codes, 0
    low, high = int(codes.min()), int(codes.max())
    if high - low < 4 * len(codes) + 1024:
        return codes - low, high - low + 1
    unique, inverse = np.unique(codes, return_inverse=True)
    return inverse.astype(np.int64), len(unique)


def rank_within(*keys: Ints) -> Ints:
    """Position of each row among the rows with equal keys, in the order in which rows come (0, 1, 2 ...)."""
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
