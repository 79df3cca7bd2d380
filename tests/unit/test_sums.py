"""Exact sums and ranks by group."""

import numpy as np
import pytest

from receivables.errors import OutOfRangeError
from receivables.money import MAX_MINOR
from receivables.sums import dense, rank_within, sum_by


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_sums_by_group() -> None:
    """Groups without a row are zero."""
    assert sum_by(ints(2, 0, 2), ints(5, -3, 7), 4).tolist() == [-3, 0, 12, 0]


def test_nothing_sums_to_zero() -> None:
    """No rows, no groups."""
    assert (sum_by(ints(), ints(), 2).tolist(), sum_by(ints(), ints(), 0).tolist()) == ([0, 0], [])


def test_a_cent_beside_the_largest_amounts_is_kept() -> None:
    """Past 2^53 doubles hold no single units any more."""
    assert sum_by(ints(*[0] * 12), ints(*[MAX_MINOR] * 11, 1), 1).tolist() == [11 * MAX_MINOR + 1]


def test_sums_that_would_leave_64_bits_are_refused() -> None:
    """A hostile file wraps no total around to a small one."""
    amounts = np.full(10_000, MAX_MINOR, dtype=np.int64)
    with pytest.raises(OutOfRangeError, match="larger together"):
        sum_by(np.zeros(10_000, dtype=np.int64), amounts, 1)


def test_dense_codes_tell_groups_apart_however_far() -> None:
    """Near codes are shifted, far ones sorted; either way equal stays equal."""
    near, near_count = dense(ints(7, 9, 7))
    far, far_count = dense(ints(5, 2**62, 5, -(2**61)))
    assert (near.tolist(), near_count) == ([0, 2, 0], 3)
    assert (far.tolist(), far_count) == ([1, 2, 1, 0], 3)
    assert dense(ints())[1] == 0


def test_ranks_count_rows_of_equal_keys_as_they_come() -> None:
    """Two keys must both be equal."""
    assert rank_within(ints(1, 1, 2, 1, 2), ints(5, 6, 5, 5, 5)).tolist() == [0, 0, 0, 1, 1]
    assert rank_within(ints()).tolist() == []
