"""What of the open items is contested, promised or planned, until when and who settles it."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from server.followed import Followed

Flags = NDArray[np.bool_]
#: Reasons of a dispute that are reasons of their own to ask for nothing.
_CREDIT_PROMISED, _NOT_RECEIVED = "credit_note_awaited", "not_received"
_UNDELIVERED = "undelivered"
#: For these a public buyer suspends its term until they are mended (CCP R2192-27); or the comment says that it did.
_SUSPENDING = ("order_missing", "not_approved")
_SUSPENDED = re.compile(r"\bsuspen(?:du|s)", re.I)
#: What a comment says of the status of an e-invoice.
_STATUSES = {
    "rejected": re.compile(r"\brejet[ée]e?\b|\brejected\b", re.I),
    "refused": re.compile(
        r"\b(?:facture\s+refus[ée]e|statut\s+refus|refus[ée]e\s+(?:par|sur)\b|invoice\s+refused)", re.I
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Open:
    """The open dispute of an item."""

    reason: str = ""
    day: int = NO_DAY
    owner: str = ""
    comment: str = ""


def dispute_columns(
    items: pd.DataFrame, table: pd.DataFrame, state: Followed, is_public: Flags
) -> dict[str, Any]:  # fmt: skip
    """Columns of `ground.ITEMS` for OPEN ITEMS: disputed, credit_promised | refused | suspended_day | dispute_day,
    promise_day, plan_day | owner. table: the items' other columns, in their order; is_public: a public buyer's."""
    reasons = _reasons(state)
    told = [reasons.get(item, _Open()) for item in table["item"].tolist()]
    disputed = table["disputed"].to_numpy(np.int64)
    is_credit = np.array([one.reason == _CREDIT_PROMISED for one in told], dtype=bool)
    refused = np.array([_status(one) for one in told], dtype=object)
    is_suspended = np.array([_is_suspended(one) for one in told], dtype=bool) & is_public
    followup, lines = state.followup, items["line"].to_numpy(np.int64)
    awaited = followup.promises[followup.promises["broken_day"] == NO_DAY]
    planned = followup.plan_lines[~followup.plan_lines["is_missed"].astype(bool)]
    days = np.array([one.day for one in told], dtype=np.int64)
    return {
        "disputed": np.where(is_credit, 0, disputed), "credit_promised": np.where(is_credit, disputed, 0),
        "refused": np.where(disputed > 0, refused, "").astype(object), "dispute_day": days,
        "suspended_day": np.where(is_suspended & (disputed > 0), days, NO_DAY),
        "owner": np.array([one.owner for one in told], dtype=object),
        "promise_day": _earliest(awaited, lines), "plan_day": _earliest(planned, lines),
    }  # fmt: skip


def public_items(table: pd.DataFrame, accounts: pd.DataFrame) -> Flags:
    """Which items are owed by a public buyer."""
    public = accounts[accounts["segment"] == "public"]
    keys = set(zip(public["company"], public["account"], strict=True))
    return np.array([key in keys for key in zip(table["company"], table["account"], strict=True)], dtype=bool)


def _status(one: _Open) -> str:
    if one.reason == _NOT_RECEIVED:
        return _UNDELIVERED
    return next((status for status, words in _STATUSES.items() if words.search(one.comment)), "")


def _is_suspended(one: _Open) -> bool:
    return one.reason in _SUSPENDING or _SUSPENDED.search(one.comment) is not None


def _reasons(state: Followed) -> dict[int, _Open]:
    """Item -> its open dispute, the last of several."""
    if state.disputes.empty:
        return {}
    contested = state.disputes[state.disputes["contested"] > 0]
    data = {one.first: one.data for one in state.events if one.kind == "dispute"}
    found = {}
    for item, first, opened, owner in zip(
        *(contested[name].tolist() for name in ("item", "id", "opened", "owner")), strict=True
    ):
        told = data.get(first, {})
        found[int(item)] = _Open(str(told.get("reason", "")), int(opened), str(owner), str(told.get("comment", "")))
    return found


def _earliest(agreed: pd.DataFrame, lines: np.ndarray[Any, np.dtype[np.int64]]) -> Any:
    """The first day agreed on of each line."""
    days = agreed.groupby("line")["day"].min()
    return days.reindex(lines).fillna(NO_DAY).to_numpy(np.int64)
