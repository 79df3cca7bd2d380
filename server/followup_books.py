"""The books of the accounts that people follow up: their rows of the ledger, grouped by customer and currency."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import holidays as holiday_calendars
import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import Days, date_of, day_number
from receivables.followup.events import meant_currency
from receivables.followup.receipts import last_receipts, receipts
from receivables.identity import item_text
from receivables.numbers import normalise_numbers
from receivables.scope import IN
from receivables.settlements import related_rows
from receivables.sums import Ints
from server.balance import Position
from server.errors import UserError
from server.store import lines as line_store
from server.store import shared_accounts as shared_store

_COUNTRY = "FR"
_YEARS_AROUND = 3
#: Of lines of accounts that nobody follows up, read because they share a letter with those that are.
NO_GROUP = -1


@dataclass(frozen=True)
class Books:
    """The accounts that have events or fields: their rows of the ledger, in groups of one customer and currency.

    accounts: ACCOUNTS with uid, group | lines: LINES with texts and group | items: OPEN ITEMS with group
    money: `receipts` of the lines, with group
    numbers: group -> normalised document number -> item id | posted_until: company -> last day of its bank receipts
    """

    accounts: pd.DataFrame
    lines: pd.DataFrame
    items: pd.DataFrame
    money: pd.DataFrame
    numbers: dict[int, dict[str, int]]
    posted_until: dict[str, int]

    def group_of(self, uid: str, currency: str) -> tuple[str, int]:
        """The currency meant, and its group: the one told, else the account's only one, else euros."""
        own = self.accounts[self.accounts["uid"] == uid]
        known = dict(zip(own["currency"], own["group"], strict=True))
        meant = meant_currency(currency, list(known))
        return meant, int(known.get(meant, _no_group(uid, meant)))

    def items_of(self, group: int, told: Sequence[str]) -> tuple[int, ...]:
        """Ids of the documents of a group that bear these numbers (or are these ids)."""
        known = self.numbers.get(group, {})
        keys = [*normalise_numbers(pd.Series(list(told), dtype="str")).tolist(), *(one.lower() for one in told)]
        return tuple(dict.fromkeys(known[key] for key in keys if key in known))

    def main_accounts(self, groups: pd.Series) -> Ints:
        """The account of each group that owes most, where an appointment or a broken promise is told once; -1: none."""
        own = self.accounts[self.accounts["treatment"] == IN]
        owed = self.items[self.items["open"] > 0].groupby("account_id")["open"].sum()
        own = own.assign(owed=owed.reindex(own.index, fill_value=0).to_numpy(np.int64))
        own = own.sort_values("owed", kind="stable").reset_index()
        main = own.drop_duplicates("group", keep="last").set_index("group")["account_id"]
        return main.reindex(groups, fill_value=-1).to_numpy(np.int64)


def _no_group(uid: str, currency: str) -> int:
    """A group without rows of the ledger, for each customer and currency another: what is agreed with one is nothing
    of another's."""
    return -2 - int(hashlib.sha256(f"{uid} {currency}".encode()).hexdigest()[:15], 16)


def holidays_around(on: int, country: str = _COUNTRY) -> Days:
    """The holidays of the years around a day, as days."""
    day = date_of(on)
    if day is None:
        raise UserError("The day asked for is no date.")
    years = range(day.year - _YEARS_AROUND, day.year + _YEARS_AROUND + 1)
    known = holiday_calendars.country_holidays(country, years=years)
    return np.array(sorted(day_number(one) for one in known), dtype=np.int32)


def books_of(connection: Connection, found: Position, uids: set[str]) -> Books:
    """The books of these shared accounts, as a position has them."""
    accounts = found.accounts.assign(uid=account_uids(connection, found.accounts))
    accounts = accounts[accounts["uid"].isin(uids) & accounts["company"].isin(set(found.imports["company"]))]
    groups, _ = pd.factorize(pd.MultiIndex.from_frame(accounts[["uid", "currency"]]))
    accounts = accounts.assign(group=groups.astype(np.int64))
    own = np.flatnonzero(np.isin(found.lines["account_id"].to_numpy(np.int64), accounts.index.to_numpy(np.int64)))
    rows = related_rows(found.lines, own)
    lines = line_store.add_texts(connection, found.lines.iloc[rows].reset_index(drop=True), np.arange(len(rows)))
    items = found.items[found.items["account_id"].isin(accounts.index)]
    lines = with_group(accounts, lines)
    money = with_group(accounts, receipts(lines))
    money = money[money["group"] != NO_GROUP].reset_index(drop=True)
    return Books(accounts, lines, with_group(accounts, items), money, _numbers(lines), _posted_until(found))


def account_uids(connection: Connection, accounts: pd.DataFrame) -> pd.Series:
    """ACCOUNTS -> the uid of each one's shared account, '' where it has none yet."""
    shared = shared_store.load_accounts(connection).set_index("uid")
    standing = shared.index.to_series()
    while (is_merged := standing.map(shared["merged_into"]) != "").any():
        standing = standing.mask(is_merged, standing.map(shared["merged_into"]))
    known = standing.set_axis(pd.MultiIndex.from_frame(shared[["company", "account"]]))
    uids = known.reindex(pd.MultiIndex.from_frame(accounts[["company", "customer"]])).fillna("")
    return pd.Series(uids.to_numpy(object), index=accounts.index)


def with_group(accounts: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Lines or items with the group of their account; NO_GROUP for those of others."""
    return table.assign(group=accounts["group"].reindex(table["account_id"]).fillna(NO_GROUP).to_numpy(np.int64))


def _numbers(lines: pd.DataFrame) -> dict[int, dict[str, int]]:
    """A number may come again year after year: it means the document still open, of several the last."""
    documents = lines[lines["amount"] > 0]
    documents = documents.iloc[np.lexsort((documents["posted"], documents["remaining"] > 0))]
    found: dict[int, dict[str, int]] = {}
    keys = normalise_numbers(documents["number"]).tolist()
    for group, key, item in zip(documents["group"].tolist(), keys, documents["item"].tolist(), strict=True):
        known = found.setdefault(group, {})
        known[item_text(item)] = item
        if key:
            known[key] = item
    return found


def _posted_until(found: Position) -> dict[str, int]:
    last = last_receipts(found.lines)
    return {str(name): int(day) for name, day in last.groupby(found.accounts["company"]).max().items()}
