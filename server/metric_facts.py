"""What metrics are computed from, out of the store: receivables of a day, sales, openings, closed months."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.matching import QUALITY_FLOOR, quality
from receivables.metrics.figures import Facts
from receivables.metrics.sales import SalesKnown, SalesSource, joined, sales_known
from receivables.metrics.standing import Standing, paid_delays, standing
from receivables.priority.habits import rows_with_texts
from receivables.scope import IN, account_roots
from receivables.sums import Ints
from server.balance import FEC, OPEN_ITEMS, Position, active_ledgers, speaking_imports, start_days
from server.closing import month_days
from server.records import records
from server.store import closes as close_store
from server.store import imports as import_store
from server.store import lines as line_store

#: A FEC is kept in euros (LPF art. A47 A-1).
_LEDGER_CURRENCY = "EUR"
_PAID_DAYS = 365


@dataclass(frozen=True)
class Scope:
    """Whose metrics: some companies in one currency; `name` '' for all that share it."""

    name: str
    companies: tuple[str, ...]
    currency: str


def scopes_of(found: Position) -> list[Scope]:
    """All companies of each currency, euros first, then each by itself."""
    accounts = found.accounts.loc[np.unique(found.lines["account_id"])]
    accounts = accounts[accounts["treatment"] == IN]
    pairs = sorted(set(zip(accounts["currency"], accounts["company"], strict=True)))
    pairs = pairs or [(_LEDGER_CURRENCY, name) for name in sorted(set(found.imports["company"]))]
    scopes = list[Scope]()
    for currency in sorted({code for code, _ in pairs}, key=lambda code: (code != _LEDGER_CURRENCY, code)):
        names = tuple(name for code, name in pairs if code == currency)
        scopes.append(Scope("", names, currency))
        scopes += [Scope(name, (name,), currency) for name in names]
    return scopes


class FactStore:
    """What the metrics of one question read, each thing once."""

    def __init__(self, connection: Connection, found: Position) -> None:
        self.connection, self.found = connection, found
        imports = import_store.load_imports(connection)
        self.imports = imports[imports["company"].isin(set(found.imports["company"]))]
        self.told = import_store.load_told_sales(connection)
        self.lines = line_store.add_texts(connection, found.lines, rows_with_texts(found.lines))
        self.closes = close_store.load_closes(connection)
        self.roots = found.accounts["company"] + "|" + account_roots(found.accounts)
        self.is_matched = lru_cache(maxsize=None)(self._is_matched)
        self.source = lru_cache(maxsize=None)(self._source)
        self.frozen = lru_cache(maxsize=None)(self._frozen)
        self.opening = lru_cache(maxsize=None)(self._opening)

    def facts(self, scope: Scope) -> Facts:
        """The facts of the day asked for."""
        sales = self._sales(scope, self.found.on)
        since = sales.period[-1].first if sales.months else self.found.on - _PAID_DAYS + 1
        lines = self.lines[self._is_of(scope, self.lines["account_id"])]
        return self._facts(scope, self.found.on, self.found.items_in_scope, (paid_delays(lines, since), since))

    def trend(self, scope: Scope) -> Iterator[tuple[str, Facts]]:
        """Month and facts of each month all companies of the scope have closed, the oldest first."""
        closes = self.closes[self.closes["company"].isin(scope.companies)]
        for month, own in closes.groupby("month"):
            last = month_days(str(month))[1]
            if len(own) == len(scope.companies) and last <= self.found.on:
                frozen = pd.concat([self.frozen(int(number)) for number in own["id"]])
                yield str(month), self._facts(scope, last, frozen, None)

    def _facts(self, scope: Scope, on: int, items: pd.DataFrame, paid: tuple[tuple[Ints, Ints], int] | None) -> Facts:
        sales = self._sales(scope, on)
        openings = [self.opening(name, scope.currency, sales.period[-1].first - 1) for name in scope.companies
                    if sales.months]  # fmt: skip
        return Facts(
            on=on,
            standing=self._standing(scope, items, on),
            sales=sales,
            opening=None if None in openings or not openings else sum(filter(None, openings)),
            is_matched=all(self.is_matched(name, scope.currency) for name in scope.companies),
            paid=None if paid is None else paid[0],
            paid_since=NO_DAY if paid is None else paid[1],
        )

    def _standing(self, scope: Scope, items: pd.DataFrame, on: int) -> Standing:
        own = items[self._is_of(scope, items["account_id"])]
        customers, _ = pd.factorize(self.roots.reindex(own["account_id"]))
        return standing(
            own["open"].to_numpy(np.int64), own["due_day"].to_numpy(np.int64), customers.astype(np.int64), on
        )

    def _is_of(self, scope: Scope, account_ids: pd.Series) -> Any:
        """Which rows are of the scope's accounts in the balance."""
        accounts = self.found.accounts
        own = accounts["company"].isin(scope.companies) & (accounts["currency"] == scope.currency)
        return account_ids.isin(accounts.index[own & (accounts["treatment"] == IN)]).to_numpy(bool)

    def _sales(self, scope: Scope, on: int) -> SalesKnown:
        return joined([sales_known(self.source(name, scope.currency), on) for name in scope.companies])

    def _source(self, company: str, currency: str) -> SalesSource:
        active = active_ledgers(self.imports[self.imports["company"] == company])
        ledgers = active[(active["kind"] == FEC) & (currency == _LEDGER_CURRENCY)]
        sales = import_store.load_sales(self.connection, [int(number) for number in ledgers["id"]])
        own = [sales[sales["import_id"] == number] for number in ledgers["id"]]
        told = self.told[(self.told["company"] == company) & (self.told["currency"] == currency)]
        return SalesSource(
            spans=[(int(a), int(b)) for a, b in zip(start_days(ledgers), ledgers["last_day"], strict=True)],
            billed=[dict(zip(one["month"].tolist(), one["billed"].tolist(), strict=True)) for one in own],
            totals=[(_sum(one, "billed"), _sum(one, "sales") + _sum(one, "vat")) for one in own],
            told=dict(zip(told["month"].tolist(), told["sales"].tolist(), strict=True)),
            last_day=int(active["last_day"].max()),
        )

    def _is_matched(self, company: str, currency: str) -> bool:
        """Are enough credits of the accounts in the balance matched for ages to be trusted? A list says nothing of it.

        Deposits stand apart: that they wait for their invoice is no lack of letters.
        """
        speaking = self.found.imports[self.found.imports["company"] == company]
        lines = self.found.lines[self._is_of(Scope(company, (company,), currency), self.found.lines["account_id"])]
        matched, _ = quality(lines, lines["remaining"].to_numpy(np.int64), self.found.on)
        return matched is None or matched >= QUALITY_FLOOR or OPEN_ITEMS in set(speaking["kind"])

    def _frozen(self, close_id: int) -> pd.DataFrame:
        return close_store.load_close_items(self.connection, close_id)

    def _opening(self, company: str, currency: str, day: int) -> int | None:
        """Receivables at the end of a day: as the month was closed, else as the ledgers have them; None of a list."""
        scope = Scope(company, (company,), currency)
        closes = self.closes[self.closes["company"] == company]
        closed = [row["id"] for row in records(closes) if month_days(row["month"])[1] == day]
        if closed:
            items = self.frozen(int(closed[0]))
            return int(items["open"].to_numpy(np.int64)[self._is_of(scope, items["account_id"])].sum())
        active = active_ledgers(self.imports[self.imports["company"] == company])
        if set(active["kind"]) != {FEC}:
            return None
        speaking = speaking_imports(active, day)
        first = active.loc[[start_days(active).idxmin()]]  # what the first year brings forward is its opening
        balances = line_store.load_balances(
            self.connection, first if speaking.empty else speaking, day, openings_only=speaking.empty
        )
        return _sum(balances[self._is_of(scope, balances["account_id"])], "balance")


def _sum(sales: pd.DataFrame, column: str) -> int:
    return sum(sales[column].tolist())
