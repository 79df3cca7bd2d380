"""What people agreed and noted about accounts and items: the tables priority reads beside the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.sums import Ints, Mask


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


def _late_disputes() -> pd.DataFrame:
    return _empty(account_id="int64", amount="int64", until="int32", is_escalated="bool", owner="object")


def _contacts() -> pd.DataFrame:
    return _empty(account_id="int64", day="int32")


def _risk_grades() -> pd.DataFrame:
    return _empty(account_id="int64", grade="int64")


def _holds() -> pd.DataFrame:
    return _empty(account_id="int64", until="int32")


@dataclass(frozen=True)
class Followup:
    """Amounts are minor units, days integers; `line` is the open item's line id; empty where nothing is known.

    call_backs: account_id | day agreed for the next call (one still to come or to be made)
    promises: account_id | line | amount | day promised | broken_day (NO_DAY while it is awaited): those awaited and
        those broken; a kept, superseded or cancelled one is told no more
    plan_lines: account_id | line | amount | day | is_missed, of the instalment plans in force
    disputes: account_id | line | amount contested | owner who settles it
    late_disputes: account_id | amount contested | until, the deadline that has passed | is_escalated to the manager
        | owner who should have settled it ('': nobody was named)
    contacts: account_id | day of a contact that was made
    risk_grades: account_id | grade 1 (safe) to 10
    holds: account_id | until, the last day nothing is asked for (NO_DAY: until somebody lifts it)
    """

    call_backs: pd.DataFrame = field(default_factory=_call_backs)
    promises: pd.DataFrame = field(default_factory=_promises)
    plan_lines: pd.DataFrame = field(default_factory=_plan_lines)
    disputes: pd.DataFrame = field(default_factory=_disputes)
    late_disputes: pd.DataFrame = field(default_factory=_late_disputes)
    contacts: pd.DataFrame = field(default_factory=_contacts)
    risk_grades: pd.DataFrame = field(default_factory=_risk_grades)
    holds: pd.DataFrame = field(default_factory=_holds)


def with_followup(items: pd.DataFrame, followup: Followup, on: int) -> pd.DataFrame:
    """OPEN ITEMS with `disputed`, `promised` (awaited still), `planned` and `held`, minor units of each row."""
    broken = followup.promises["broken_day"]
    tables = {
        "disputed": followup.disputes,
        "promised": followup.promises[(broken == NO_DAY) | (broken > on)],
        "planned": followup.plan_lines[~followup.plan_lines["is_missed"].astype(bool)],
    }
    parts = {name: _by_row(items, table) for name, table in tables.items() if len(table)}
    held = held_accounts(followup, on)
    if len(held):
        is_held = np.isin(items["account_id"].to_numpy(np.int64), held)
        parts["held"] = np.where(is_held, np.maximum(items["open"].to_numpy(np.int64), 0), 0)
    return items.assign(**parts) if parts else items


def held_accounts(followup: Followup, on: int) -> Ints:
    """The account_ids nothing is asked of on a day."""
    until = followup.holds["until"].to_numpy(np.int64)
    found: Ints = followup.holds["account_id"].to_numpy(np.int64)[(until == NO_DAY) | (until >= on)]
    return found


def laid_on_items(parts: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Amounts agreed for documents or whole accounts -> part | account_id | line | amount, by open item.

    parts: part (any key) | group int64 | amount int64 > 0 | items object (tuple of item ids, () for all of the group)
    items: OPEN ITEMS with `group`. No cent of an item carries two parts: they go in the order given, each on the items
    due first. What an account no longer owes carries nothing.
    """
    opened = items[items["open"] > 0]
    due = opened["due_day"].to_numpy(np.int64)
    opened = opened.iloc[np.lexsort((opened["line"], np.where(due == NO_DAY, np.iinfo(np.int64).max, due)))]
    own = {key: np.flatnonzero(opened["group"].to_numpy() == key) for key in set(parts["group"].tolist())}
    left, item = opened["open"].to_numpy(np.int64, copy=True), opened["item"].to_numpy(np.int64)
    found: list[pd.DataFrame] = []
    columns = (parts[name].tolist() for name in ("part", "group", "amount", "items"))
    for part, group, amount, named in zip(*columns, strict=True):
        rows = own[group][_is_named(item[own[group]], named)]
        taken = np.clip(amount - (np.cumsum(left[rows]) - left[rows]), 0, left[rows])
        left[rows] -= taken
        used = rows[taken > 0]
        table = {name: opened[name].to_numpy(np.int64)[used] for name in ("account_id", "line")}
        keys = pd.Series([part] * len(used), dtype=object)
        found.append(pd.DataFrame({"part": keys, **table, "amount": taken[taken > 0]}))
    blank = _empty(part="object", account_id="int64", line="int64", amount="int64")
    return pd.concat(found, ignore_index=True) if found else blank


def _is_named(items: Ints, named: Sequence[int]) -> Mask:
    found: Mask = np.isin(items, np.array(named, dtype=np.int64)) if named else np.ones(len(items), dtype=bool)
    return found


def _by_row(items: pd.DataFrame, table: pd.DataFrame) -> Ints:
    """The amounts told of a line, laid on its rows (one per instalment) from the earliest on."""
    told = table.groupby("line")["amount"].sum().reindex(items["line"], fill_value=0).to_numpy(np.int64)
    opened = items["open"].to_numpy(np.int64)
    before = pd.Series(opened).groupby(items["line"].to_numpy()).cumsum().to_numpy(np.int64) - opened
    part: Ints = np.clip(told - before, 0, np.maximum(opened, 0))
    return part
