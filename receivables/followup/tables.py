"""Standing events as the tables the rules take: promises, plans with their lines, disputes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, parse_day
from receivables.followup.events import CALL, DISPUTE, LETTER_SEEN, NOTE, PLAN, PROMISE, YES, document_numbers
from receivables.followup.history import Standing
from receivables.money import minor_digits, to_minor
from receivables.schema import NO_ITEM

#: (uid, currency told) -> the currency meant and its group; (group, document numbers) -> ids of the items they name.
GroupOf = Callable[[str, str], tuple[str, int]]
ItemsOf = Callable[[int, list[str]], tuple[int, ...]]

_COMMON = {"id": "object", "uid": "object", "currency": "object", "group": "int64", "made": "int32"}
PROMISES = {**_COMMON, "by": "int32", "amount": "int64", "items": "object", "is_cancelled": "bool"}
PLANS = {**_COMMON, "plan": "object", "amount": "int64", "items": "object", "needs_approval": "bool",
         "is_accelerating": "bool", "waives_penalties": "bool", "is_cancelled": "bool",
         "acknowledged": "int32"}  # fmt: skip
PLAN_LINES = {"plan": "object", "by": "int32", "amount": "int64"}
DISPUTES = {**_COMMON, "item": "int64", "opened": "int32", "deadline": "int32", "amount": "int64", "owner": "object",
            "is_closed": "bool", "is_cancelled": "bool"}  # fmt: skip


def promise_table(events: Iterable[Standing], group_of: GroupOf, items_of: ItemsOf) -> pd.DataFrame:
    """Promises among events -> `promise_states` asks for, but `posted_until`; `id` is that of the first event.

    A promise that names documents nobody knows is one of the whole account.
    """
    rows = []
    for one in events:
        if one.kind == PROMISE:
            common = _common(one, group_of)
            rows.append({
                **common, "by": parse_day(one.data["by"]), "amount": _minor(one.data, common["currency"]),
                "items": items_of(common["group"], document_numbers(one.data.get("items", ""))),
                "is_cancelled": one.is_cancelled,
            })  # fmt: skip
    return _frame(rows, PROMISES)


def plan_tables(
    events: Iterable[Standing], group_of: GroupOf, items_of: ItemsOf, limit_units: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Plans among events -> plans and lines as `plan_states` asks, but `posted_until`.

    limit_units: above so many units of its currency a plan that nobody approved is not in force.
    """
    plans, lines = [], []
    for one in events:
        if one.kind == PLAN:
            common, data = _common(one, group_of), one.data
            currency = common["currency"]
            amount = _minor(data, currency)
            plans.append({
                **common, "plan": one.first, "amount": amount, "is_cancelled": one.is_cancelled,
                "items": items_of(common["group"], document_numbers(data.get("items", ""))),
                "needs_approval": amount > limit_units * 10 ** minor_digits(currency) and not data.get("approved_by"),
                "is_accelerating": data.get("acceleration") == YES,
                "waives_penalties": data.get("waives_penalties") == YES,
                "acknowledged": parse_day(data.get("acknowledged_on", "")),
            })  # fmt: skip
            lines += [
                {"plan": one.first, "by": parse_day(line["by"]), "amount": to_minor(line["amount"], currency)}
                for line in data["lines"]
            ]
    return _frame(plans, PLANS), _frame(lines, PLAN_LINES)


def dispute_table(events: Iterable[Standing], group_of: GroupOf, items_of: ItemsOf) -> pd.DataFrame:
    """Disputes among events -> `dispute_states` asks for, but `open`; an unknown number is NO_ITEM."""
    rows = []
    for one in events:
        if one.kind == DISPUTE:
            common, data = _common(one, group_of), one.data
            named = items_of(common["group"], [data["item"]])
            rows.append({
                **common, "item": named[0] if named else NO_ITEM, "opened": one.day,
                "deadline": parse_day(data.get("deadline", "")),
                "amount": _minor(data, common["currency"]) if "amount" in data else 0,
                "owner": data.get("owner", ""), "is_closed": bool(data.get("result")),
                "is_cancelled": one.is_cancelled,
            })  # fmt: skip
    return _frame(rows, DISPUTES)


def contact_days(events: Iterable[Standing], not_reached: Iterable[str]) -> list[tuple[str, int]]:
    """(uid, day) of each contact there was: a call that reached somebody, what the customer agreed or announced, a
    letter sent."""
    found = []
    for one in events:
        if one.is_cancelled or one.kind in (NOTE, DISPUTE):
            continue
        if one.kind == CALL and one.data["result"] in set(not_reached):
            continue
        sent = parse_day(one.data.get("sent_on", ""))
        if one.kind == LETTER_SEEN and sent == NO_DAY and not one.data.get("contact"):
            continue  # a letter of a day nobody knows
        found.append((one.uid, one.day if sent == NO_DAY else sent))
    return found


def _common(one: Standing, group_of: GroupOf) -> dict[str, Any]:
    currency, group = group_of(one.uid, str(one.data.get("currency", "")))
    return {"id": one.first, "uid": one.uid, "currency": currency, "group": group, "made": one.day}


def _minor(data: Mapping[str, Any], currency: str) -> int:
    return to_minor(str(data["amount"]), currency)


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    table = {
        name: pd.Series([row[name] for row in rows], dtype=object).astype(np.dtype(kind))
        for name, kind in columns.items()
    }
    return pd.DataFrame(table)
