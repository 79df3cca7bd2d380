"""The figures of an aged balance, as tables: what the command line prints and the workbook shows.

All amounts are int64 minor units of the row's `currency`; days are integers (`days.NO_DAY` where unknown).
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class MatchingQuality:
    """How far the credits of a company are matched: below `MATCHING_FLOOR` ages are unreliable.

    `credits_matched_share` is a ratio of amounts (None where there are no credits), `oldest_unallocated_days` the
    age of the oldest credit that pays nothing (None where there is none).
    """

    company: str
    credits_matched_share: float | None
    oldest_unallocated_days: int | None
    is_reliable: bool


@dataclass(frozen=True)
class Freshness:
    """Last day of what a company's figures rest on: last bank receipt posted, last day covered by the data."""

    company: str
    last_receipt: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True)
class PaymentTermsTable:
    """One company's table of D441-6: overdue invoices by band, at `as_of`, in one currency.

    bands: DataFrame band str ('1-30' ...) | count int | amount int; `disputed_*` stand apart as the decree asks;
    `sales` is the year's sales including VAT in minor units, None where the data do not tell.
    """

    company: str
    currency: str
    bands: pd.DataFrame
    disputed_count: int
    disputed_amount: int
    sales: int | None
    year_start: dt.date | None


@dataclass(frozen=True)
class Bridge:
    """One company's month: opening + backdated + billed - cash - credit_notes - losses + other = closing (minor units).

    Where the month before was closed, `opening` is what that close froze, and `backdated` what was booked into the
    months before it since (or moved by a change of the scope); else `backdated` is 0.
    """

    company: str
    currency: str
    month: str
    opening: int
    backdated: int
    billed: int
    cash: int
    credit_notes: int
    losses: int
    other: int
    closing: int


@dataclass(frozen=True)
class BalanceReport:
    """Everything known about the receivables at the end of `as_of`.

    buckets: ageing column names in order ('not_due', '1-30', ...); then come 'age_unknown' and 'unallocated'.
    balance: company | currency | account | collective | name | <each bucket> | age_unknown | unallocated | total
    items: item str | company | currency | account | collective | name | number | kind str | document_day | due_day
        | due_origin str | terms str | amount | open | days_overdue int | bucket str | note str
    control: company | currency | collective | label_fr | label_en | treatment ('in', 'apart') | ledger_balance
        (object: int or None where the list prints no total) | open_total | difference (object, as ledger_balance)
    apart: company | currency | account | collective | name | total (deposits, credit notes to issue, unbilled)
    anomalies: code | company | currency | account | item str | number | amount | sentence_fr | sentence_en
    proposals: company | currency | account | name | credit_number | credit_day | document_number | document_day
        | amount | rule str ('named', 'equal', 'earliest')
    imports: company | kind | file_name | first_day | last_day | rows int | problems int | sha256
    previous: company | currency | account | total (at the last close; empty frame where none) ; previous_month
    """

    as_of: dt.date
    basis: str
    view: str
    buckets: list[str]
    balance: pd.DataFrame
    items: pd.DataFrame
    control: pd.DataFrame
    apart: pd.DataFrame
    anomalies: pd.DataFrame
    proposals: pd.DataFrame
    imports: pd.DataFrame
    previous: pd.DataFrame
    previous_month: str | None
    matching: list[MatchingQuality]
    freshness: list[Freshness]
    payment_terms: list[PaymentTermsTable]
    bridges: list[Bridge]

    @property
    def columns(self) -> list[str]:
        """The columns that add up to a row's total, in order."""
        return [*self.buckets, "age_unknown", "unallocated"]

    @property
    def currencies(self) -> list[str]:
        """Currencies present, EUR first."""
        found = sorted(set(self.balance["currency"]))
        return sorted(found, key=lambda code: code != "EUR")
