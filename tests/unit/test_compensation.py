"""EUR 40 and the start of interest, many rows at once."""

import numpy as np
import pandas as pd

from receivables.late_payment.compensation import NEVER, compensation, interest_start
from tests.lines import days

KINDS = pd.Series(["business", "public", "consumer", "unknown", "business", "business", "business", "public"])


def test_who_owes_forty_euros() -> None:
    """Late traders and public buyers; not consumers, unknown kinds, paid or undated items, nor before the decrees."""
    due = days("2026-04-30", "2026-04-30", "2026-04-30", "2026-04-30", "2026-05-10", None, "2026-04-30", "2013-04-29")
    until = days(*["2026-05-10"] * 8)
    unpaid = np.array([1, 1, 1, 1, 1, 1, 0, 1])
    opening = days(*[None] * 8)
    assert compensation(unpaid, due, until, opening, KINDS).tolist() == [4000, 4000, 0, 0, 0, 0, 0, 0]


def test_start_of_interest() -> None:
    """The due day; of a consumer the notice, never before the due day; nothing without a date."""
    due = days(*["2026-04-30"] * 4, None)
    notice = days("2026-05-05", "2026-05-05", "2026-04-01", None, "2026-05-05")
    kinds = pd.Series(["business", "consumer", "consumer", "consumer", "consumer"])
    wanted = days("2026-04-30", "2026-05-05", "2026-04-30", None, None)
    wanted[3] = NEVER
    assert interest_start(due, notice, kinds).tolist() == wanted.tolist()
