"""EUR 40 and the start of interest, many rows at once."""

import datetime as dt

import numpy as np
import pandas as pd

from receivables.compensation import NEVER, compensation, interest_start
from receivables.days import NO_DAY, day_number

KINDS = pd.Series(["business", "public", "consumer", "unknown", "business", "business", "business", "public"])


def _days(*texts: str | None) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    numbers = [NO_DAY if text is None else day_number(dt.date.fromisoformat(text)) for text in texts]
    return np.array(numbers, dtype=np.int32)


def test_who_owes_forty_euros() -> None:
    """Late traders and public buyers; not consumers, unknown kinds, paid or undated items, nor before the decrees."""
    due = _days("2026-04-30", "2026-04-30", "2026-04-30", "2026-04-30", "2026-05-10", None, "2026-04-30", "2013-04-29")
    until = np.full(8, day_number(dt.date(2026, 5, 10)), dtype=np.int32)
    unpaid = np.array([1, 1, 1, 1, 1, 1, 0, 1])
    opening = np.full(8, NO_DAY, dtype=np.int32)
    assert compensation(unpaid, due, until, opening, KINDS).tolist() == [4000, 4000, 0, 0, 0, 0, 0, 0]


def test_start_of_interest() -> None:
    """The due day; of a consumer the notice, never before the due day; nothing without a date."""
    due = _days(*["2026-04-30"] * 4, None)
    notice = _days("2026-05-05", "2026-05-05", "2026-04-01", None, "2026-05-05")
    kinds = pd.Series(["business", "consumer", "consumer", "consumer", "consumer"])
    wanted = _days("2026-04-30", "2026-05-05", "2026-04-30", None, None)
    wanted[3] = NEVER
    assert interest_start(due, notice, kinds).tolist() == wanted.tolist()
