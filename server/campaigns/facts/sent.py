"""What was sent before: by this system, by what it took over, and the letters people say they saw."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, parse_day
from receivables.dunning.ground import HISTORY
from server.balance import Position
from server.followed import Followed
from server.store import campaign_facts as store

#: Levels of a « courrier vu » -> those of procedures.
SEEN_LEVELS = {
    "before_due": "pre", "1": "r1", "2": "r2", "3": "r3", "formal_notice": "notice", "hand_over": "handover",
}  # fmt: skip
#: The level of what goes out before the due day.
_PRE = "pre"
TAKEOVER = "takeover"


def history_table(connection: Connection, found: Position, state: Followed) -> pd.DataFrame:
    """The columns of `ground.HISTORY`, of the items there are. What counts for a whole account counts for its items
    that were overdue the day it was sent."""
    sent = store.load_history(connection)
    items = found.items_in_scope
    own = items[items["open"] > 0][["item", "due_day", "posted", "account_id"]].reset_index(drop=True)
    names = found.accounts.loc[own["account_id"], ["company", "account", "customer"]].reset_index(drop=True)
    own = pd.concat([own.drop(columns="account_id"), names], axis=1)
    known = sent.merge(own[["company", "item"]].drop_duplicates(), on=["company", "item"])
    tables = [known[list(HISTORY)], _taken_over(connection, own), _seen(found, own, state)]
    tables = [table for table in tables if len(table)] or [known[list(HISTORY)]]
    return pd.concat(tables, ignore_index=True)


def last_message_days(connection: Connection) -> pd.DataFrame:
    """company | account | last_message_day of the last automatic message."""
    return store.load_message_days(connection).rename(columns={"day": "last_message_day"})


def _taken_over(connection: Connection, own: pd.DataFrame) -> pd.DataFrame:
    told = store.load_takeover(connection)
    by_item = told[told["item"] != 0].drop(columns="account")
    by_item = by_item.merge(own[["company", "item"]].drop_duplicates(), on=["company", "item"])
    by_account = told[told["item"] == 0].drop(columns=["item", "due_day"])
    return _history(pd.concat([by_item, _on_overdue(by_account, own, "account")], ignore_index=True))


def _seen(found: Position, own: pd.DataFrame, state: Followed) -> pd.DataFrame:
    """The letters noted by hand (`letter_seen`) that name a level and a day."""
    customers = found.accounts.assign(uid=state.uids.reindex(found.accounts.index))
    customers = customers[customers["uid"].notna()].drop_duplicates("uid").set_index("uid")
    rows: list[dict[str, Any]] = []
    for one in state.events:
        level = SEEN_LEVELS.get(str(one.data.get("level", "")))
        if one.kind != "letter_seen" or one.is_cancelled or level is None or one.uid not in customers.index:
            continue
        day = parse_day(one.data["sent_on"]) if one.data.get("sent_on") else one.day
        row = customers.loc[one.uid]
        rows.append({"company": row["company"], "customer": row["customer"], "level": level, "day": day,
                     "channel": TAKEOVER})  # fmt: skip
    told = pd.DataFrame(rows, columns=["company", "customer", "level", "day", "channel"])
    return _history(_on_overdue(told, own, "customer"))


def _on_overdue(told: pd.DataFrame, own: pd.DataFrame, key: str) -> pd.DataFrame:
    """What was sent for an account, laid on its items overdue that day (a pre-reminder: on those posted by then)."""
    laid = told.merge(own[["company", key, "item", "due_day", "posted"]], on=["company", key])
    was_late = (laid["due_day"] != NO_DAY) & (laid["due_day"] < laid["day"])
    return laid[was_late | ((laid["level"] == _PRE) & (laid["posted"] <= laid["day"]))]


def _history(told: pd.DataFrame) -> pd.DataFrame:
    """Rows of HISTORY, each for its due day alone."""
    table = told.assign(is_sent=True, presented_day=NO_DAY)[list(HISTORY)]
    table = table.astype({"item": np.int64, "due_day": np.int64, "day": np.int64})
    return table.drop_duplicates(["company", "item", "due_day", "level"], keep="last")
