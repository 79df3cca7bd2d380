"""Anomalies of whole accounts: balances, collective and doubtful accounts, one customer on two accounts."""

import re

import numpy as np
import pandas as pd

from receivables.anomalies.facts import Facts, Found, account_hits
from receivables.schema import NO_ITEM
from receivables.scope import IN, account_roots
from receivables.texts import without_accents

#: PCG 411, 4111, 413, 416, 417 with nothing but zeros behind: the collective account itself.
_PLAIN_ACCOUNT = re.compile(r"41(?:11?|3|6|7)0*")
#: A name made of these words alone is nobody's name; "Comptoir du Bois" is somebody's.
_MIXED_WORDS = frozenset(
    [
        *["divers", "diverse", "passage", "comptoir", "occasionnel", "occasionnels", "particuliers"],
        *["sundry", "various", "miscellaneous"],
    ]
)
_FILLING_WORDS = frozenset(
    [
        *["client", "clients", "compte", "comptes", "vente", "ventes"],
        *["de", "du", "des", "au", "aux", "en", "le", "la", "les"],
        *["customer", "customers", "account", "accounts"],
    ]
)
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_SHOWN_ACCOUNTS = 5


def doubtful_accounts(facts: Facts) -> Found:
    """What a balance and the account's number (PCG 411 to 419) or name tell."""
    accounts = facts.accounts
    balance, collective = accounts["balance"], accounts["collective"].astype("str")
    is_in = accounts["treatment"] == IN
    is_small = is_in & (balance != 0) & (balance.abs() < accounts["small"])
    has_items = np.bincount(facts.items["at"].to_numpy(np.int64), minlength=len(accounts)) > 0
    small = accounts[is_small]
    return {
        "credit_balance": account_hits(accounts[is_in & (balance < 0)]),
        "collective_account": account_hits(accounts[is_in & has_items & is_of_many(accounts)]),
        "doubtful_aged_as_normal": account_hits(accounts[is_in & (collective == "416") & (balance > 0)]),
        "debit_in_419": account_hits(accounts[collective.str.startswith("419") & (balance > 0)]),
        "small_balance": account_hits(small, variant=np.where(small["balance"] > 0, "debit", "credit")),
    }


def is_of_many(accounts: pd.DataFrame) -> pd.Series:
    """Which ACCOUNTS stand for many customers: the collective account itself, or one called so."""
    columns = (accounts[name] for name in ("auxiliary", "ledger_account", "name"))
    return pd.Series(
        [
            (not auxiliary and _PLAIN_ACCOUNT.fullmatch(ledger) is not None) or is_name_of_many(name)
            for auxiliary, ledger, name in zip(*columns, strict=True)
        ],
        index=accounts.index,
        dtype=bool,
    )


def is_name_of_many(name: str) -> bool:
    """`CLIENTS DIVERS`, `Ventes au comptoir`, `Clients Bretagne`: a name that stands for many customers."""
    words = name_words(name)
    if words[:1] in (["clients"], ["customers"]):
        return True
    return not _MIXED_WORDS.isdisjoint(words) and set(words) <= (_MIXED_WORDS | _FILLING_WORDS)


def name_words(name: str) -> list[str]:
    """Words of a name in lower case, without accents and punctuation."""
    plain = name if name.isascii() else without_accents(name)
    return re.findall(r"[a-z0-9]+", _INITIALS.sub("", plain.lower()))


def same_siren(facts: Facts) -> Found:
    """One SIREN on accounts of several customers of one company and collective: one hit, on the first of them."""
    keys = ["company", "collective", "currency", "siren"]
    accounts = facts.accounts.assign(at=facts.accounts.index, siren=sirens(facts.accounts)).sort_values("account")
    accounts = accounts[(accounts["siren"] != "") & accounts.duplicated(keys, keep=False)]
    if accounts.empty:
        return {}
    accounts = accounts.assign(root=account_roots(accounts))
    accounts = accounts[accounts.groupby(keys)["root"].transform("nunique") > 1]
    found = accounts.groupby(keys, sort=True, as_index=False).agg(
        at=("at", "first"), count=("at", "size"), amount=("balance", "sum"), accounts=("account", _listed)
    )
    return {"same_siren": found.assign(item=NO_ITEM, number="")}


def sirens(accounts: pd.DataFrame) -> pd.Series:
    """`Facts.accounts` -> nine digits out of SIREN or SIRET, row by row; '' where neither is one."""
    siren = accounts["siren"].where(accounts["siren"] != "", accounts["siret"]).astype("str")
    digits = siren.str.replace(r"[^0-9]", "", regex=True)
    is_siren = digits.str.len().isin((9, 14)) & (digits.str.strip("0") != "")
    return digits.str.slice(0, 9).where(is_siren, "")


def _listed(numbers: pd.Series) -> str:
    more = len(numbers) - _SHOWN_ACCOUNTS
    return ", ".join(numbers.iloc[:_SHOWN_ACCOUNTS]) + (f" … (+{more})" if more > 0 else "")
