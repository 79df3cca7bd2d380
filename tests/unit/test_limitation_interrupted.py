"""A limitation that runs anew: same length from the interruption, and never once it is over."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from receivables.days import NO_DAY, date_of, day_number
from receivables.limitation import renewed_limitation


def _days(*texts: str | None) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    numbers = [NO_DAY if text is None else day_number(dt.date.fromisoformat(text)) for text in texts]
    return np.array(numbers, dtype=np.int32)


@pytest.mark.parametrize(
    ("kind", "limit", "interrupted", "renewed"),
    [
        ("business", "2026-03-15", "2025-06-01", "2030-06-01"),  # C. civ. 2231: as long as the old one
        ("consumer", "2026-03-15", "2025-06-01", "2027-06-01"),
        ("unknown", "2026-03-15", "2025-06-01", "2027-06-01"),
        ("public", "2026-12-31", "2025-06-01", "2029-12-31"),  # loi 68-1250 art. 2: four years from 1 January 2026
        ("business", "2026-03-15", "2026-03-15", "2031-03-15"),  # the last day still counts
        ("business", "2026-03-15", "2026-03-16", "2026-03-15"),  # too late
        ("business", "2026-03-15", None, "2026-03-15"),
    ],
)
def test_a_new_period_from_the_interruption(kind: str, limit: str, interrupted: str | None, renewed: str) -> None:
    found = renewed_limitation(_days(limit), _days(interrupted), pd.Series([kind]))
    assert date_of(int(found[0])) == dt.date.fromisoformat(renewed)


def test_an_interruption_never_shortens() -> None:
    """A public buyer's limit may lie later than four years after an early acknowledgement."""
    found = renewed_limitation(_days("2026-12-31", None), _days("2021-05-05", "2021-05-05"), pd.Series(["public"] * 2))
    assert found.tolist() == [day_number(dt.date(2026, 12, 31)), NO_DAY]
