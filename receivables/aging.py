"""Aging: which column an open amount stands in on a day, and the table of accounts x columns.

Convention (D441-6 code de commerce for the bands): due today is not due; 30 days overdue is in `1-30`; credits that
pay nothing stand in `unallocated` whatever their age; debits without a date in `age_unknown`. Every row's columns add
up to its total.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.errors import OutOfRangeError
from receivables.sums import Ints, sum_by

DEFAULT_EDGES = (30, 60, 90)
AGE_UNKNOWN, UNALLOCATED = "age_unknown", "unallocated"
#: A century: the look-up table stays small. And no more bands than an int8 index counts.
_MAX_EDGE, _MAX_BANDS = 36_500, 100


def bucket_names(edges: Sequence[int] = DEFAULT_EDGES) -> list[str]:
    """(30, 60, 90) -> ['not_due', '1-30', '31-60', '61-90', '91+'].

    Raises OutOfRangeError unless they rise from 1, within a century and a hundred bands.
    """
    is_rising = all(low < high for low, high in zip((0, *edges), edges, strict=False))
    if not edges or not is_rising or edges[-1] > _MAX_EDGE or len(edges) > _MAX_BANDS:
        shown = ",".join(map(str, edges[:10])) + (",…" if len(edges) > 10 else "")
        raise OutOfRangeError(f"Buckets are rising numbers of days such as 30,60,90; not {shown}.")
    bands = [f"{low + 1}-{high}" for low, high in zip((0, *edges), edges, strict=False)]
    return ["not_due", *bands, f"{edges[-1] + 1}+"]


def column_names(edges: Sequence[int] = DEFAULT_EDGES) -> list[str]:
    """The columns that add up to a row's total: buckets, then age_unknown, then unallocated."""
    return [*bucket_names(edges), AGE_UNKNOWN, UNALLOCATED]


def days_overdue(due: Days, on: int) -> NDArray[np.int32]:
    """`on` - due date in calendar days, at least 0; 0 where there is no date. Due days (n) -> int32 (n)."""
    return np.where(due == NO_DAY, 0, np.maximum(on - due, 0)).astype(np.int32)


def column_index(due: Days, open_minor: Ints, on: int, edges: Sequence[int] = DEFAULT_EDGES) -> NDArray[np.int8]:
    """Index into `column_names(edges)` of each open amount on day `on`: int8 (n) of due days (n) and minor units (n).

    `due` is NO_DAY where unknown; `edges` as `bucket_names` takes them.
    """
    last = edges[-1] + 1
    # One look-up per item instead of a binary search: position 0 is "not due", the end "over the last edge".
    table = np.searchsorted(np.asarray(edges), np.arange(last + 1), side="left") + 1
    table[0] = 0
    late = np.subtract(np.int32(on), due, dtype=np.int32, where=due != NO_DAY, out=np.zeros(len(due), np.int32))
    columns = table.astype(np.int8)[np.clip(late, 0, last, out=late)]
    columns[due == NO_DAY] = len(edges) + 2
    columns[open_minor < 0] = len(edges) + 3
    return columns


def aged_table(rows: Ints, columns: NDArray[np.int8], open_minor: Ints, row_count: int, column_count: int) -> Ints:
    """Sum of open amounts by row (account) and column: int64 array (row_count, column_count), exact.

    Raises OutOfRangeError where the amounts are larger together than 64 bits hold.
    """
    cells = rows * column_count + columns
    return sum_by(cells, open_minor, row_count * column_count).reshape(row_count, column_count)
