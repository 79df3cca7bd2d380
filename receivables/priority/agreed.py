"""What was agreed with each account and noted of it, as columns of the facts that say whom to call first."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup
from receivables.priority.credit import earliest
from receivables.sums import Ints, sum_by


def agreed(told: Followup, on: int, size: int) -> dict[str, NDArray[Any]]:
    """The tables of `Followup`, by account."""
    broken = told.promises[told.promises["broken_day"] != NO_DAY]
    missed = told.plan_lines[told.plan_lines["is_missed"]]
    due_calls = told.call_backs[told.call_backs["day"] <= on]
    grades = told.risk_grades.groupby("account_id")["grade"].max().reindex(range(size), fill_value=0)
    return {
        "call_back_day": _latest(due_calls, "day", size),
        "broken_promises": np.bincount(broken["account_id"].to_numpy(np.int64), minlength=size).astype(np.int64),
        "broken_day": _latest(broken, "broken_day", size),
        "plan_missed": sum_by(missed["account_id"].to_numpy(np.int64), missed["amount"].to_numpy(np.int64), size),
        "contact_day": _latest(told.contacts, "day", size),
        "risk_grade": grades.to_numpy(np.int64),
        **_to_check(told, on, size),
        **_late_disputes(told.late_disputes, size),
    }


def _to_check(told: Followup, on: int, size: int) -> dict[str, Ints]:
    """What was promised for a day that has passed and is awaited still."""
    promises = told.promises
    broken = promises["broken_day"]
    passed = promises[((broken == NO_DAY) | (broken > on)) & (promises["day"] < on)]
    rows, days = passed["account_id"].to_numpy(np.int64), passed["day"].to_numpy(np.int64)
    amounts = sum_by(rows, passed["amount"].to_numpy(np.int64), size)
    return {"to_check": amounts, "promised_day": earliest(rows, days, size)}


def _late_disputes(disputes: pd.DataFrame, size: int) -> dict[str, NDArray[Any]]:
    """What is contested past its deadline, and who should have settled it."""
    rows, amounts = (disputes[name].to_numpy(np.int64) for name in ("account_id", "amount"))
    is_escalated = disputes["is_escalated"].to_numpy(bool)
    owners: dict[int, str] = {}
    for row, owner in zip(rows.tolist(), disputes["owner"].tolist(), strict=True):
        known = owners.get(row, "")
        owners[row] = ", ".join(filter(None, (known, owner))) if owner not in known.split(", ") else known
    names = pd.Series(owners, dtype=object).reindex(range(size), fill_value="")
    return {
        "late_dispute": sum_by(rows, np.where(is_escalated, 0, amounts), size),
        "escalated": sum_by(rows, np.where(is_escalated, amounts, 0), size),
        "late_dispute_day": earliest(rows, disputes["until"].to_numpy(np.int64), size),
        "dispute_owner": names.to_numpy(object),
    }


def _latest(table: pd.DataFrame, column: str, size: int) -> Ints:
    found = np.full(size, NO_DAY, dtype=np.int64)
    np.maximum.at(found, table["account_id"].to_numpy(np.int64), table[column].to_numpy(np.int64))
    return found
