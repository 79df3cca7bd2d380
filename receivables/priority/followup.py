"""What people agreed and noted about accounts and items: the tables priority reads beside the ledger."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from receivables.sums import Ints


def _empty(**columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def _call_backs() -> pd.DataFrame:
    return _empty(account_id="int64", day="int32")


def _promises() -> pd.DataFrame:
    return _empty(account_id="int64", line="int64", amount="int64", day="int32", broken_day="int32")


def _plan_lines() -> pd.DataFrame:
    return _empty(account_id="int64", line="int64", amount="int64", day="int32", is_missed="bool")


def _disputes() -> pd.DataFrame:
    return _empty(account_id="int64", line="int64", amount="int64", owner="str")


def _contacts() -> pd.DataFrame:
    return _empty(account_id="int64", day="int32")


def _risk_grades() -> pd.DataFrame:
    return _empty(account_id="int64", grade="int64")


@dataclass(frozen=True)
class Followup:
    """Amounts are minor units, days integers; `line` is the open item's line id; empty where nothing is known.

    call_backs: account_id | day agreed for the next call (one still to come or to be made)
    promises: account_id | line | amount | day promised | broken_day (NO_DAY while it is alive)
    plan_lines: account_id | line | amount | day | is_missed, of the instalment plans in force
    disputes: account_id | line | amount contested | owner who settles it
    contacts: account_id | day of a contact that was made
    risk_grades: account_id | grade 1 (safe) to 10
    """

    call_backs: pd.DataFrame = field(default_factory=_call_backs)
    promises: pd.DataFrame = field(default_factory=_promises)
    plan_lines: pd.DataFrame = field(default_factory=_plan_lines)
    disputes: pd.DataFrame = field(default_factory=_disputes)
    contacts: pd.DataFrame = field(default_factory=_contacts)
    risk_grades: pd.DataFrame = field(default_factory=_risk_grades)


def with_followup(items: pd.DataFrame, followup: Followup, on: int) -> pd.DataFrame:
    """OPEN ITEMS with `disputed`, `promised` (live: the day has not passed) and `planned`, minor units of each row."""
    live = followup.promises["day"] >= on
    tables = {
        "disputed": followup.disputes,
        "promised": followup.promises[live],
        "planned": followup.plan_lines[~followup.plan_lines["is_missed"]],
    }
    parts = {name: _by_row(items, table) for name, table in tables.items() if len(table)}
    return items.assign(**parts) if parts else items


def _by_row(items: pd.DataFrame, table: pd.DataFrame) -> Ints:
    """The amounts told of a line, laid on its rows (one per instalment) from the earliest on."""
    told = table.groupby("line")["amount"].sum().reindex(items["line"], fill_value=0).to_numpy(np.int64)
    opened = items["open"].to_numpy(np.int64)
    before = pd.Series(opened).groupby(items["line"].to_numpy()).cumsum().to_numpy(np.int64) - opened
    part: Ints = np.clip(told - before, 0, np.maximum(opened, 0))
    return part
