"""LINES of the schema out of a few words each: what a test says is what matters to it."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days, day_number
from receivables.schema import NO_LETTER, NO_LINE, Kind

#: Day 0 of the tests that do not care for a calendar.
START = day_number(dt.date(2026, 1, 1))

_DTYPES = {
    "row": np.int32, "posted": np.int32, "document_day": np.int32, "due_day": np.int32, "letter_day": np.int32,
    "kind": np.int8, "opening": bool, "number": "str", "label": "str",
}  # fmt: skip


def days(*texts: str | None) -> Days:
    """ISO dates -> days, None -> NO_DAY."""
    numbers = [NO_DAY if text is None else day_number(dt.date.fromisoformat(text)) for text in texts]
    return np.array(numbers, dtype=np.int32)


def line(amount: int, **words: Any) -> dict[str, Any]:
    """One line: a debit is an invoice, a credit a payment, of account 0, posted on day 0 and without a letter."""
    return {"amount": amount, "kind": Kind.INVOICE if amount > 0 else Kind.PAYMENT, **words}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """LINES; ids count from 100, so that an id is never a position by luck; `reverses` names an id."""
    filled = [
        {
            "line": 100 + at, "account_id": 0, "row": at + 2,
            "posted": START, "document_day": NO_DAY, "due_day": NO_DAY,
            "settled": 0, "opening": False, "letter": NO_LETTER, "letter_day": NO_DAY, "item": 9000 + at,
            "reverses": NO_LINE, "number": "", "label": "", **row,
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip
    columns = list(filled[0]) if filled else [
        "line", "account_id", "row", "posted", "document_day", "due_day", "settled", "opening", "letter", "letter_day",
        "item", "reverses", "number", "label", "amount", "kind",
    ]  # fmt: skip
    frame = pd.DataFrame(filled, columns=columns)
    return frame.astype({name: _DTYPES.get(name, np.int64) for name in columns})
