"""Promises, plans, disputes and receipts out of a few words each, for tests of what people agreed."""

from typing import Any

import numpy as np
import pandas as pd

from receivables.schema import NO_ITEM
from tests.lines import days


def day(text: str | None) -> int:
    """An ISO date -> its day; None -> NO_DAY."""
    return int(days(text)[0])


def promise(made: str, by: str, amount: int, posted_until: str | None = "2026-12-31", **words: Any) -> dict[str, Any]:
    """A promise of group 0 for all of the account."""
    return {"group": 0, "made": day(made), "by": day(by), "amount": amount, "items": (), "is_cancelled": False,
            "posted_until": day(posted_until), **words}  # fmt: skip


def promises(*rows: dict[str, Any]) -> pd.DataFrame:
    """PROMISES, in the order they were made."""
    frame = pd.DataFrame(list(rows))
    return frame.astype({"made": np.int32, "by": np.int32, "posted_until": np.int32})


def receipts(*rows: tuple[str, int] | tuple[str, int, int] | tuple[str, int, int, int]) -> pd.DataFrame:
    """(day, amount, item or none, group or 0) -> receipts in the order of days."""
    filled = [(row[3] if len(row) > 3 else 0, day(row[0]), row[1], row[2] if len(row) > 2 else NO_ITEM) for row in rows]
    table = pd.DataFrame(filled, columns=["group", "posted", "amount", "item"]).astype(np.int64)
    return table.astype({"posted": np.int32}).sort_values("posted", kind="stable").reset_index(drop=True)


def plan(made: str = "2026-09-01", posted_until: str | None = "2026-12-31", **words: Any) -> dict[str, Any]:
    """A plan of group 0, with neither clause."""
    return {"plan": "P", "group": 0, "made": day(made), "items": (), "needs_approval": False, "is_accelerating": False,
            "waives_penalties": False, "is_cancelled": False, "posted_until": day(posted_until), **words}  # fmt: skip


def plans(*rows: dict[str, Any]) -> pd.DataFrame:
    """PLANS, in the order they were made."""
    return pd.DataFrame(list(rows)).astype({"made": np.int32, "posted_until": np.int32})


def plan_lines(*rows: tuple[str, int], name: str = "P") -> pd.DataFrame:
    """(day, amount) -> the lines of a plan."""
    table = pd.DataFrame({"plan": name, "by": [day(by) for by, _ in rows], "amount": [amount for _, amount in rows]})
    return table.astype({"by": np.int32, "amount": np.int64})


def dispute(opened: str, amount: int, opened_amount: int, deadline: str | None = None, **words: Any) -> pd.DataFrame:
    """One dispute of an item of which `opened_amount` is open."""
    row = {"opened": day(opened), "deadline": day(deadline), "amount": amount, "open": opened_amount,
           "is_closed": False, "is_cancelled": False, **words}  # fmt: skip
    return pd.DataFrame([row]).astype({"opened": np.int32, "deadline": np.int32})
