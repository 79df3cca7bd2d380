"""What the detectors of anomalies look at: tables with the account's row number beside each line, and thresholds.

A detector takes `Facts` and returns hits by code (`Found`). A hit is a row with
    at int64, row of the account | item int64, NO_ITEM where it is about an account | number str | amount int64 minor
and the further columns its sentence names (`*_day` days, `*_amount` minor units, else text); `variant` chooses among
the sentences of one code (see `anomaly_sentences`).
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, day_number
from receivables.money import to_minor
from receivables.priority.credit import NO_LIMIT
from receivables.schema import NO_ITEM
from receivables.scope import IN
from receivables.sums import Ints, Mask, sum_by

Found = dict[str, pd.DataFrame]

_CUSTOMER_COLUMNS = ("legal_kind", "contract_kind", "terms", "siren", "siret", "group", "payer_account")
#: Numbers of the customer, and what stands where one is not told.
_CUSTOMER_NUMBERS = {"credit_limit": NO_LIMIT, "insurer_limit": NO_LIMIT, "insurer_notice_days": NO_LIMIT,
                     "insurer_expiry": NO_DAY}  # fmt: skip


@dataclass(frozen=True)
class Thresholds:
    """Where a doubt begins. Amounts in units of the account's own currency.

    small_balance: balances below it are proposed for writing off; future_days: how far ahead of the day a date may
    lie; first_year: dates before it are mistakes; terms_tolerance_days: due dates so close to what the customer's
    terms give are left alone (a day or two of rounding by other software); insurer_days: how many days before and
    after the day by which the insurer must be told of an overdue item.
    """

    small_balance: Decimal = Decimal("5.00")
    future_days: int = 366
    first_year: int = 1990
    terms_tolerance_days: int = 3
    insurer_days: int = 10


@dataclass(frozen=True)
class Facts:
    """Items, lines and accounts of `find_anomalies`, each line with `at`, its account's row number.

    accounts: ACCOUNTS and the customer's columns ('' where not told; limits and notice days NO_LIMIT), balance int64
    minor units, text for sentences.
    """

    items: pd.DataFrame
    lines: pd.DataFrame
    accounts: pd.DataFrame
    on: int
    thresholds: Thresholds
    interruptions: pd.DataFrame

    def of_account(self, column: str, at: pd.Series) -> pd.Series:
        """A column of the accounts, for each row of `at`, with the index of `at`."""
        return pd.Series(self.accounts[column].to_numpy()[at.to_numpy(np.int64)], index=at.index)

    def items_in_scope(self) -> pd.DataFrame:
        """Open items of the balance."""
        return self.items[self.is_in_scope(self.items)]

    def is_in_scope(self, frame: pd.DataFrame) -> pd.Series:
        """Whether each row's account is in the balance (deposits, credit notes to issue stand apart)."""
        is_in: Mask = (self.accounts["treatment"] == IN).to_numpy(np.bool_)
        return pd.Series(is_in[frame["at"].to_numpy(np.int64)], index=frame.index)


DEFAULT_THRESHOLDS = Thresholds()


def read_facts(
    items: pd.DataFrame,
    lines: pd.DataFrame,
    accounts: pd.DataFrame,
    customers: pd.DataFrame,
    on: dt.date,
    *,
    thresholds: Thresholds,
    interruptions: pd.DataFrame,
) -> Facts:
    """Inputs of `find_anomalies` -> Facts."""
    items, lines = (_with_account(frame, accounts.index) for frame in (items, lines))
    known = _with_customers(accounts.reset_index(drop=True), customers)
    remaining = lines["remaining"].to_numpy(np.int64)
    known["balance"] = sum_by(lines["at"].to_numpy(np.int64), remaining, len(known))
    known["small"] = [to_minor(thresholds.small_balance, currency) for currency in known["currency"]]
    return Facts(items, lines, known, day_number(on), thresholds, interruptions)


def hits(rows: pd.DataFrame, amount: Ints | pd.Series, **columns: object) -> pd.DataFrame:
    """Rows of items or lines -> hits."""
    return pd.DataFrame({"at": rows["at"], "item": rows["item"], "number": rows["number"], "amount": amount, **columns})


def account_hits(accounts: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Rows of `Facts.accounts` -> hits about the account itself, with its balance."""
    return pd.DataFrame({"at": accounts.index, "item": NO_ITEM, "number": "", "amount": accounts["balance"], **columns})


def texts(column: pd.Series) -> pd.Series:
    """Any column -> text without holes."""
    return column.astype("str").fillna("")


def _with_account(frame: pd.DataFrame, account_ids: pd.Index) -> pd.DataFrame:
    at = account_ids.get_indexer(pd.Index(frame["account_id"].astype(np.int64)))
    return frame.reset_index(drop=True).assign(
        at=at.astype(np.int64), number=texts(frame["number"]).to_numpy(), label=texts(frame["label"]).to_numpy()
    )


def _with_customers(accounts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Accounts with what is known of the customer; the first row counts where a customer stands twice."""
    told = customers.reindex(columns=["company", "account", *_CUSTOMER_COLUMNS]).drop_duplicates(["company", "account"])
    told = told.astype("str").fillna("").assign(**_numbers(customers, told.index))
    names = [*_CUSTOMER_COLUMNS, *_CUSTOMER_NUMBERS]
    merged = accounts.drop(columns=names, errors="ignore").merge(told, on=["company", "account"], how="left")
    merged[list(_CUSTOMER_COLUMNS)] = merged[list(_CUSTOMER_COLUMNS)].fillna("")
    merged = merged.fillna(_CUSTOMER_NUMBERS).astype(dict.fromkeys(_CUSTOMER_NUMBERS, np.int64))
    return merged.assign(legal_kind=merged["legal_kind"].where(merged["legal_kind"] != "", "unknown"))


def _numbers(customers: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    """Limits and the like of some customers, in whole minor units or days; NA where not told."""
    columns = customers.reindex(index=index, columns=list(_CUSTOMER_NUMBERS))
    return {name: pd.Series(columns[name], dtype="Int64") for name in _CUSTOMER_NUMBERS}
