"""`relance close`: freeze a month's balance; asked again, say what was booked into it since."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
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
from server.balance import Position, active_ledgers, position, start_days
from server.errors import UserError
from server.records import records
from server.store import closes as store
from server.store import imports as import_store

#: The figures of a bridge in the order of its sum.
_FIGURES = ("opening", "backdated", "billed", "cash", "credit_notes", "losses", "other", "closing")


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
    _check_covered(covering, month, first, last)
    closes = store.load_closes(connection)
    done = {row["company_id"]: row for row in records(closes[closes["month"] == month])}
    results = [
        _one_company(connection, row, month, at, done)
        for row in records(covering[["company_id", "company"]].drop_duplicates().sort_values("company_id"))
    ]
    return {"month": month, "as_of": iso(last), "companies": results}


def backdated_count(companies: Sequence[dict[str, Any]]) -> int:
    """How many entries and figures of `close_month`'s companies tell of something dated back into a closed month."""
    return sum(
        len(one["backdated"]) + sum(Decimal(line["backdated"]) != 0 for line in one["bridge"]) for one in companies
    )


def _check_covered(covering: pd.DataFrame, month: str, first: int, last: int) -> None:
    """A month without any entry yet cannot be frozen, nor one before the data begin.

    A ledger that ends some days before its month does can: a month-end may fall on a Sunday, and what is posted later
    into the month is listed as back-dated.
    """
    for name, own in covering.assign(start=start_days(covering)).groupby("company"):
        begun, ended = int(own["start"].min()), int(own["last_day"].max())
        if last < begun:
            raise UserError(f"The data of « {name} » begin on {iso(begun)}: {month} lies before them.")
        if ended < first:
            raise UserError(f"The data of « {name} » end on {iso(ended)}: {month} cannot be closed yet.")


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
    """The month's bridge of a company in each of its currencies; `found` is its position at the month's end.

    It opens at what the close of the month before froze, where there is one: printed months follow each other.
    """
    first, _ = month_days(month)
    lines = _lines_in_scope(found)
    in_month = lines[lines["posted"] >= first]
    currencies = _currencies(found, in_month)
    closing, before = _owed(found, lines), _owed_before(connection, found, first, company)
    frozen = _frozen_before(connection, found, first, company)
    opening = before if frozen is None else frozen
    return [
        bridge(
            company, code, month, opening.get(code, 0), closing.get(code, 0), in_month[currencies == code],
            backdated=before.get(code, 0) - opening.get(code, 0),
        )
        for code in sorted({*closing, *opening})
    ]  # fmt: skip


def _owed_before(connection: Connection, found: Position, first: int, company: str) -> dict[str, int]:
    """Currency -> what was owed on the eve of day `first`, as the data say now."""
    before = position(connection, first - 1, company=company)
    if before.imports.empty:  # the first year known begins in this month: what it brings forward is its opening
        lines = _lines_in_scope(found)
        return _owed(found, lines[lines["opening"]])
    return _owed(before, _lines_in_scope(before))


def _frozen_before(connection: Connection, found: Position, first: int, company: str) -> dict[str, int] | None:
    """Currency -> what the close of the month before day `first` froze; None where that month was not closed."""
    closes = store.load_closes(connection)
    own = closes[(closes["company"] == company) & (closes["month"] == str(iso(first - 1))[:7])]
    if own.empty:
        return None
    frozen = store.load_close_items(connection, int(own["id"].iloc[0]))
    return _sums(frozen["open"], _currencies(found, frozen))


def _lines_in_scope(found: Position) -> pd.DataFrame:
    accounts = found.accounts[found.accounts["treatment"] == IN]
    return found.lines[found.lines["account_id"].isin(accounts.index)]


def _owed(found: Position, lines: pd.DataFrame) -> dict[str, int]:
    """Currency -> what lines come to, less what a list says is settled of them."""
    return _sums(lines["amount"] - lines["settled"], _currencies(found, lines))


def _currencies(found: Position, rows: pd.DataFrame) -> Any:
    """The currency of each line or item."""
    return found.accounts["currency"].reindex(rows["account_id"]).to_numpy(object)


def _sums(minor: pd.Series, currencies: Any) -> dict[str, int]:
    sums = pd.Series(minor.to_numpy(np.int64)).groupby(currencies).sum()
    return {str(code): int(total) for code, total in sums.items()}


def _totals(found: Position, items: pd.DataFrame) -> dict[str, str]:
    return {code: to_text(total, code) for code, total in _sums(items["open"], _currencies(found, items)).items()}


def _bridge_object(one: Bridge) -> dict[str, str]:
    return {"currency": one.currency, **{name: to_text(getattr(one, name), one.currency) for name in _FIGURES}}


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
