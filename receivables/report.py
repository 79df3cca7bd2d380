"""The figures of an aged balance, as tables: what the command line prints and the workbook shows.

All amounts are int64 minor units of the row's `currency`; days are integers (`days.NO_DAY` where unknown).
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from receivables.priority.criteria import Criterion


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
        | collectible (see `collectible`; not part of the total)
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


@dataclass(frozen=True)
class MetricsReport:
    """The metrics at the end of `as_of`, for the command line and the sheet of metrics.

    In every table `company` '' stands for all companies of the currency together; with one company its rows are
    there twice. Metrics (`name`) are the keys of `metric_words.DEFINITIONS`, in their order.
    figures: company | currency | name | value (object: Decimal rounded to its digits, or None) | reason_fr | reason_en
        ('' where there is a value)
    amounts: company | currency | receivables | not_due | overdue | age_unknown | unallocated int minor units
        | opening, sales (object: int minor units, or None where not known) of the period | period_start, period_end day
        | period_days int (NO_DAY and 0 where no sales are known)
    definitions: name | unit ('days', 'percent', 'share', 'index') | digits int | name_fr | name_en | sentence_fr
        | sentence_en
    trend: company | currency | month str ('2026-09') | receivables | overdue int minor units | one column a metric
        (object: Decimal or None), one row a closed month, the oldest first
    notes: company | currency | sentence_fr | sentence_en, what a reader must know of the figures
    """

    as_of: dt.date
    view: str
    figures: pd.DataFrame
    amounts: pd.DataFrame
    definitions: pd.DataFrame
    trend: pd.DataFrame
    notes: pd.DataFrame


@dataclass(frozen=True)
class PenaltyReport:
    """What late customers owe at the end of `as_of`: interest and compensation, by account, item and half-year.

    computed_until: earlier than `as_of` where no rate is published for all its days; paid_since: the day from which
    items paid late are told too, None where they were not asked for; rate_note: what to check where the law's own rate
    stands in for a clause, '' where every figure rests on one; item_count: late items, of which `items` may hold the
    dearest only.
    accounts: company | account | name | currency | debtor ('business', 'consumer', 'public', 'unknown')
        | interest, compensation: of certain items still open | uncertain: of doubtful ones, never to be claimed as such
        | paid_late_interest, paid_late_compensation: of certain items paid late since `paid_since`
        | waived, invoiced | claimable: what is left to claim of certain items
        | unallocated int >= 0: credits that pay nothing yet
    items: item str | company | account | name | currency | debtor | number | document_day | due_day | due_origin str
        | principal (before any settlement) | open | paid_day | days_late int | days int (interest-bearing) | interest
        | compensation | waived | invoiced | computed_until day | is_uncertain bool | warnings (object: list of keys of
        `penalty_words.SENTENCES`) | limitation_day | limitation_marked bool (its kind or due date is a guess)
    lines: at (row of `items`) | first day | last day | days | principal | units (rate, 10 000 a percent) | amount
        | source str; by item, in the order of days
    decisions: company | account | currency | id | kind ('waived', 'invoiced') | amount (object: int or None for all)
        | day | who | why | item str ('' for a whole account)
    """

    as_of: dt.date
    computed_until: dt.date
    paid_since: dt.date | None
    rate_note: str
    item_count: int
    accounts: pd.DataFrame
    items: pd.DataFrame
    lines: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def warnings(self) -> list[str]:
        """Every doubt about an item told, once, in the order of the items."""
        return list(self.warned_accounts)

    @property
    def warned_accounts(self) -> dict[str, list[str]]:
        """The same, each with the accounts it speaks of; with their company where there are several."""
        names = self.items["account"]
        if self.items["company"].nunique() > 1:
            names = names + " (" + self.items["company"] + ")"
        found: dict[str, dict[str, None]] = {}
        for name, codes in zip(names.tolist(), self.items["warnings"].tolist(), strict=True):
            for code in codes:
                found.setdefault(code, {})[name] = None
        return {code: list(accounts) for code, accounts in found.items()}


@dataclass(frozen=True)
class WorklistReport:
    """The calls of the morning of `as_of`, in their order: what `relance worklist` prints and the sheet Agenda shows.

    rows: `priority.priorities` (rank | company | account | collective | currency | name | stage | score | action
        | collectible | callable | overdue | oldest_overdue days | is_new bool | cumulated_share 0 to 1 ...) with
        skipped_number str (the document skipped) | contact | phone | email, '' where unknown
        | is_unreachable bool (to be called, but at no number nor address, where others have one)
    pareto: currency | calls | call_count, see `priority.pareto`
    criteria, criteria_version: those the scores rest on (version 0: those of the program)
    The words come from `priority_sentences`: next_actions(rows, lang), reasons(rows, criteria, lang), pareto_line.
    """

    as_of: dt.date
    rows: pd.DataFrame
    pareto: pd.DataFrame
    criteria: tuple[Criterion, ...]
    criteria_version: int
