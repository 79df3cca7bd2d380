"""Figures the sheets show, drawn from a report: shares, rankings, order of items. Amounts are int minor units."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from receivables.aging import AGE_UNKNOWN, UNALLOCATED
from receivables.days import NO_DAY
from receivables.report import BalanceReport, Freshness

ACCOUNT_KEY = ["company", "currency", "account"]
ITEM_KEY = ["company", "account", "collective", "currency"]
#: Working days a bank receipt may lag behind the day of the balance.
FRESH_WORKING_DAYS = 2


@dataclass(frozen=True)
class Totals:
    """Sums over some rows of the balance, in one currency."""

    columns: dict[str, int]
    overdue: int
    total: int
    accounts: int

    @property
    def open_debits(self) -> int:
        """Not due, overdue and age unknown: the base of every share."""
        return sum(amount for name, amount in self.columns.items() if name != UNALLOCATED)

    def share(self, amount: int) -> float | None:
        """Part of the open debits; None where there are none."""
        return amount / self.open_debits if self.open_debits > 0 else None


def totals_of(report: BalanceReport, rows: pd.DataFrame) -> Totals:
    """Sums of balance rows (one currency)."""
    columns = {name: int(rows[name].sum()) for name in report.columns}
    overdue = sum(columns[name] for name in report.buckets[1:])
    return Totals(columns, overdue, int(rows["total"].sum()), len(rows))


def overdue_of(report: BalanceReport, rows: pd.DataFrame) -> pd.Series:
    """Overdue amount of each balance row: all buckets but the first."""
    return rows[report.buckets[1:]].sum(axis=1).astype("int64")


def sorted_items(report: BalanceReport) -> pd.DataFrame:
    """Items by company, account, currency, due date (unknown last), number; index 0..n-1."""
    due = report.items["due_day"].where(report.items["due_day"] != NO_DAY, np.iinfo(np.int32).max)
    keys = [*ITEM_KEY, "_due", "number"]
    return report.items.assign(_due=due).sort_values(keys, kind="stable").drop(columns="_due").reset_index(drop=True)


def first_positions(items: pd.DataFrame) -> dict[tuple[str, ...], int]:
    """(company, account, collective, currency) -> position of its first row in sorted items."""
    firsts = items.drop_duplicates(ITEM_KEY)
    keys = zip(*(firsts[name].astype(str) for name in ITEM_KEY), strict=True)
    return {key: int(position) for key, position in zip(keys, firsts.index, strict=True)}


def largest_overdue(report: BalanceReport, currency: str, count: int) -> pd.DataFrame:
    """Accounts with the most overdue: company | currency | account | collective | name | total | overdue | oldest_days.

    One row per account; `collective` is that of its largest overdue row.
    """
    rows = report.balance[report.balance["currency"] == currency]
    rows = rows.assign(overdue=overdue_of(report, rows)).sort_values(
        ["overdue", "company", "account"], ascending=[False, True, True], kind="stable"
    )
    merged = rows.groupby(ACCOUNT_KEY, sort=False, as_index=False).agg(
        collective=("collective", "first"), name=("name", "first"), total=("total", "sum"), overdue=("overdue", "sum")
    )
    best = merged[merged["overdue"] > 0].sort_values("overdue", ascending=False, kind="stable").head(count)
    return best.merge(_oldest_days(report), how="left", on=ACCOUNT_KEY)


def _oldest_days(report: BalanceReport) -> pd.DataFrame:
    """Days overdue of each account's oldest item."""
    late = report.items[report.items["bucket"].isin(report.buckets[1:])]
    return late.groupby(ACCOUNT_KEY, as_index=False).agg(oldest_days=("days_overdue", "max"))


def changes_since_close(report: BalanceReport, accounts: pd.DataFrame) -> list[int | None]:
    """Total now minus total at the last close, account by account; None everywhere without a close."""
    if report.previous_month is None:
        return [None] * len(accounts)
    before = report.previous.groupby(ACCOUNT_KEY, as_index=False).agg(before=("total", "sum"))
    joined = accounts[[*ACCOUNT_KEY, "total"]].merge(before, how="left", on=ACCOUNT_KEY)
    return [
        int(now) - (0 if pd.isna(then) else int(then))
        for now, then in zip(joined["total"], joined["before"].astype("Int64"), strict=True)
    ]


def due_origins(items: pd.DataFrame) -> dict[str, int]:
    """Open debit amount by origin of the due date, for items of one currency."""
    debits = items[items["open"] > 0]
    return {str(origin): int(amount) for origin, amount in debits.groupby("due_origin")["open"].sum().items()}


def is_stale(freshness: Freshness, on: dt.date) -> bool:
    """Whether the last bank receipt is older than two working days (Monday to Friday) before `on`."""
    if freshness.last_receipt is None:
        return True
    limit = np.busday_offset(np.datetime64(on), -FRESH_WORKING_DAYS, roll="backward")
    return bool(np.datetime64(freshness.last_receipt) < limit)


def is_dated(bucket: pd.Series) -> pd.Series:
    """Whether an item stands in a bucket of days: only then its days overdue say something."""
    return ~bucket.isin([AGE_UNKNOWN, UNALLOCATED])


@dataclass(frozen=True)
class ControlLine:
    """One row of `report.control`, its labels French and English; None where the list prints no total."""

    company: str
    currency: str
    collective: str
    labels: tuple[str, str]
    ledger_balance: int | None
    open_total: int
    difference: int | None


def control_lines(report: BalanceReport) -> list[ControlLine]:
    """Control lines by company, collective account, currency."""
    rows = report.control.sort_values(["company", "collective", "currency"], kind="stable")
    return [
        ControlLine(
            str(row["company"]),
            str(row["currency"]),
            str(row["collective"]),
            (str(row["label_fr"]), str(row["label_en"])),
            _known(row["ledger_balance"]),
            int(row["open_total"]),
            _known(row["difference"]),
        )
        for row in rows.to_dict("records")
    ]


def _known(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def control_state(report: BalanceReport) -> tuple[str, int]:
    """'ties', 'partly' (some lines have no printed total), 'unknown' (none has) or 'differs', with how many differ."""
    differences = [line.difference for line in control_lines(report)]
    known = [difference for difference in differences if difference is not None]
    if any(known):
        return "differs", sum(difference != 0 for difference in known)
    if not known:
        return "unknown", 0
    return ("ties" if len(known) == len(differences) else "partly"), 0
