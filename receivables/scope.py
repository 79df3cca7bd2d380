"""Which ledger accounts are receivables, and what an account is called on screen.

Source: plan comptable général, accounts 41 (clients et comptes rattachés).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

IN, APART, OUT = "in", "apart", "out"


@dataclass(frozen=True)
class Collective:
    """One row of the editable scope: accounts starting with `prefix` are in the balance or shown apart."""

    prefix: str
    treatment: str
    label_fr: str
    label_en: str


DEFAULT_SCOPE = (
    Collective("411", IN, "Clients", "Customers"),
    Collective("413", IN, "Effets à recevoir", "Bills in portfolio"),
    Collective("416", IN, "Clients douteux ou litigieux", "Doubtful customers"),
    Collective("417", IN, "Créances sur travaux", "Works not yet billable"),
    Collective("418", APART, "Factures à établir", "Unbilled"),
    Collective("419", APART, "Clients créditeurs", "Customers with a credit balance"),
    Collective("4191", APART, "Acomptes reçus", "Deposits received"),
    Collective("4196", APART, "Avoirs et emballages consignés", "Credit notes and returnable packaging"),
    Collective("4198", APART, "Avoirs à établir", "Credit notes to issue"),
)


def collective_of(ledger_accounts: Iterable[str], scope: Sequence[Collective] = DEFAULT_SCOPE) -> list[str]:
    """The longest prefix of the scope each account starts with; '' where it is no receivable account."""
    prefixes = sorted((row.prefix for row in scope), key=len, reverse=True)
    accounts = list(ledger_accounts)  # many customers share one: each is looked up once
    found = {one: next((p for p in prefixes if one.startswith(p)), "") for one in set(accounts)}
    return [found[one] for one in accounts]


def is_unlisted_receivable(ledger_account: str, scope: Sequence[Collective] = DEFAULT_SCOPE) -> bool:
    """A 41x account that no row of the scope covers: named as a problem, never left out in silence."""
    return ledger_account.startswith("41") and not collective_of([ledger_account], scope)[0]


def account_labels(accounts: pd.DataFrame) -> pd.Series:
    """ACCOUNTS with `treatment` -> the number users see: the auxiliary, or the ledger account where there is none.

    `411000/C1` where that alone is ambiguous: the same auxiliary under several ledger accounts of the balance, or an
    account shown apart whose customer also stands in the balance.
    """
    plain = _customer_numbers(accounts)
    full = accounts["ledger_account"] + "/" + accounts["auxiliary"]
    keyed = accounts.assign(plain=plain, in_balance=accounts["ledger_account"].where(accounts["treatment"] == IN))
    holders = keyed.groupby(["company", "plain"])[["ledger_account", "in_balance"]].transform("nunique")
    count = holders["in_balance"].where(accounts["treatment"] == IN, holders["ledger_account"])
    is_ambiguous = (count > 1) & (accounts["auxiliary"] != "") & (accounts["ledger_account"] != "")
    return plain.where(~is_ambiguous, full).rename("account")


def account_roots(accounts: pd.DataFrame) -> pd.Series:
    """What stays of an account when its item moves from 411 to 413 or 416: the auxiliary, or the number after `411`."""
    bare = accounts["ledger_account"].str.slice(3)
    return accounts["auxiliary"].where(accounts["auxiliary"] != "", bare).str.upper()


def with_labels(accounts: pd.DataFrame, scope: Sequence[Collective] = DEFAULT_SCOPE) -> pd.DataFrame:
    """ACCOUNTS with the derived columns `collective`, `treatment`, `account` and `customer`.

    `customer` is the account's number in a customers file. A list gives no ledger account: its accounts belong to 411.
    """
    treatments = {row.prefix: row.treatment for row in scope}
    known = np.where(accounts["ledger_account"] == "", "411", accounts["ledger_account"])
    collectives = collective_of(known, scope)
    placed = accounts.assign(collective=collectives, treatment=[treatments.get(code, OUT) for code in collectives])
    return placed.assign(account=account_labels(placed), customer=_customer_numbers(accounts))


def _customer_numbers(accounts: pd.DataFrame) -> pd.Series:
    return accounts["auxiliary"].where(accounts["auxiliary"] != "", accounts["ledger_account"])
