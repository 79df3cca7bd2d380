"""`relance close`: freeze a month's balance; asked again, say what was booked into it since."""

import calendar
import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.closing import bridge, changed_since_close
from receivables.days import day_number, iso
from receivables.identity import item_text
from receivables.money import to_text
from receivables.report import Bridge
from receivables.scope import IN
from server.balance import Position, active_ledgers, position
from server.errors import UserError
from server.records import records
from server.store import closes as store
from server.store import imports as import_store


def month_days(month: str) -> tuple[int, int]:
    """'2026-09' -> its first and last day. Raises UserError."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise UserError(f"The month « {month} » is not understood; write it as 2026-09.")
    year, number = int(month[:4]), int(month[5:])
    last = calendar.monthrange(year, number)[1]
    return day_number(dt.date(year, number, 1)), day_number(dt.date(year, number, last))


def close_month(connection: Connection, month: str, at: str, company: str | None = None) -> dict[str, Any]:
    """Close a month of one company or of all; a month closed before is compared with its frozen items instead."""
    first, last = month_days(month)
    imports = import_store.load_imports(connection)
    covering = active_ledgers(imports)
    if company is not None:
        covering = covering[covering["company"] == company]
    if covering.empty:
        raise UserError("There is no data to close: import a ledger first.")
    _check_covered(covering, month, first)
    closes = store.load_closes(connection)
    done = {row["company_id"]: row for row in records(closes[closes["month"] == month])}
    results = [
        _one_company(connection, row, month, at, done)
        for row in records(covering[["company_id", "company"]].drop_duplicates().sort_values("company_id"))
    ]
    return {"month": month, "as_of": iso(last), "companies": results}


def _check_covered(covering: pd.DataFrame, month: str, first: int) -> None:
    """A month without any entry yet cannot be frozen.

    A ledger that ends some days before its month does can: a month-end may fall on a Sunday, and what is posted later
    into the month is listed as back-dated.
    """
    for name, own in covering.groupby("company"):
        if int(own["last_day"].max()) < first:
            raise UserError(
                f"The data of « {name} » end on {iso(int(own['last_day'].max()))}: {month} cannot be closed yet."
            )


def _one_company(
    connection: Connection, company: dict[str, Any], month: str, at: str, done: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    number, name = company["company_id"], company["company"]
    found = position(connection, month_days(month)[1], company=name, with_texts=True)
    items = found.items_in_scope
    past = done.get(number)
    if past is None:
        store.add_close(connection, number, month, at, items)
    frozen = items if past is None else store.load_close_items(connection, past["id"])
    bridges = bridges_of(connection, found, name, month)
    return {
        "company": name, "is_new": past is None,
        "closed_at": at if past is None else past["closed_at"],
        "frozen": _totals(found, frozen), "now": _totals(found, items),
        "bridge": [_bridge_object(one) for one in bridges],
        "backdated": _backdated(found, frozen, items),
    }  # fmt: skip


def bridges_of(connection: Connection, found: Position, company: str, month: str) -> list[Bridge]:
    """The month's bridge of a company in each of its currencies; `found` is its position at the month's end."""
    first, _ = month_days(month)
    before = position(connection, first - 1, company=company)
    accounts = found.accounts[found.accounts["treatment"] == IN]
    lines = found.lines[found.lines["account_id"].isin(accounts.index)]
    past = before.lines[before.lines["account_id"].isin(accounts.index)]
    currencies = accounts["currency"].reindex(lines["account_id"]).to_numpy(object)
    past_currencies = accounts["currency"].reindex(past["account_id"]).to_numpy(object)
    in_month = lines["posted"].to_numpy() >= first
    if before.imports.empty:  # the first year known begins in this month: what it brings forward is its opening
        past, past_currencies = lines[lines["opening"]], currencies[lines["opening"].to_numpy()]
    owed, owed_before = (side["amount"].to_numpy() - side["settled"].to_numpy() for side in (lines, past))
    return [
        bridge(
            company,
            str(code),
            month,
            int(owed_before[past_currencies == code].sum()),
            int(owed[currencies == code].sum()),
            lines[in_month & (currencies == code)],
        )
        for code in sorted(set(currencies))
    ]


def _totals(found: Position, items: pd.DataFrame) -> dict[str, str]:
    codes = found.accounts["currency"].reindex(items["account_id"]).to_numpy(object)
    sums = pd.Series(items["open"].to_numpy(np.int64)).groupby(codes).sum()
    return {str(code): to_text(int(total), str(code)) for code, total in sums.items()}


def _bridge_object(one: Bridge) -> dict[str, str]:
    names = ("opening", "billed", "cash", "credit_notes", "losses", "other", "closing")
    return {"currency": one.currency, **{name: to_text(getattr(one, name), one.currency) for name in names}}


def _backdated(found: Position, frozen: pd.DataFrame, now: pd.DataFrame) -> list[dict[str, Any]]:
    names = ["item", "account_id", "number", "open"]
    changed = changed_since_close(frozen[names], now[names])
    return [
        {
            "account": found.accounts.at[row["account_id"], "account"],
            "item": item_text(row["item"]),
            "number": row["number"],
            "currency": (code := str(found.accounts.at[row["account_id"], "currency"])),
            "frozen": to_text(row["frozen"], code),
            "now": to_text(row["now"], code),
        }
        for row in records(changed)
    ]
