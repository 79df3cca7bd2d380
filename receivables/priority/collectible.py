"""What a clerk may ask for today: the overdue amounts, less what is not to be asked for (again).

collectible = overdue - disputed - promises awaited - plan - held - bills - factored - retention - unbilled -
insolvent - unallocated, never below zero for an account. An item is left out once, for the first of these reasons that
holds of it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.schema import Kind
from receivables.scope import IN
from receivables.sums import Ints, sum_by

Mask = NDArray[np.bool_]

#: Parts of an item that others know of: amounts in minor units, columns of the items where there are any.
ITEM_PARTS = ("disputed", "promised", "planned", "held")
#: Parts that follow from the item's own account and label.
MARKS = ("bills", "factored", "retention", "unbilled", "insolvent")
#: A bill accepted is with the bank until it is cashed or comes back: asking again would be asking twice. Past this
#: many days after its due day it should have done either; what still stands then is to be asked for.
BILL_DAYS = 30
#: Labels searched in the store (SQL pattern), and what a label must really say.
RETENTION_PATTERN = "%ret%gar%"
_RETENTION = r"\bret(?:enues?|\.)?\s*(?:de\s+)?gar(?:anties?|\.|\b)"
_RELEASED = (
    r"(?<!avant )\b(?:lib[ée]ration|d[ée]blocage|mainlev[ée]e)\b(?! (?:le|au|pr[ée]vue?)\b)"
    r"|(?<!non )(?<!pas )\b(?:lib[ée]r|d[ée]bloqu)[ée]e?s?\b(?! (?:le|au)\b)"
)
RETENTION_DAYS = 365
_FACTORED_NAME = r"\baffactur|\(\s*factor(?:ing)?\s*\)"
_FACTORED_MEANS = r"\baffactur|\bfactor"


def is_retention(labels: pd.Series) -> Mask:
    """Whether a label speaks of retention money that is kept back (loi 71-584, art. 1); of its release it does not."""
    found: Mask = labels.str.contains(_RETENTION, case=False, regex=True).to_numpy(bool)
    return found & ~labels.str.contains(_RELEASED, case=False, regex=True).to_numpy(bool)


def retained(items: pd.DataFrame, ledger_accounts: pd.Series) -> Mask:
    """Which items are retention money, kept back or released: by their label, or their account (PCG 4117).

    items: OPEN ITEMS with `is_retention`; ledger_accounts: by account_id
    """
    of_account = ledger_accounts.astype("str").reindex(items["account_id"]).str.startswith("4117").to_numpy(bool)
    return items["is_retention"].to_numpy(bool) | of_account


def _is_kept_back(items: pd.DataFrame, on: int) -> Mask:
    """Whether retention money is not released yet: up to its due day, where that is a year at least after the document,
    which is before the works were accepted (loi 71-584, art. 2: released a year after that at the latest). An earlier
    due day is that of the invoice, and tells of no release. What is due was so yesterday at the latest."""
    due, document = (items[name].to_numpy(np.int64) for name in ("due_day", "document_day"))
    is_told = (document != NO_DAY) & (due >= document + RETENTION_DAYS)
    found: Mask = ~is_told | (on <= due + 1)
    return found


def is_factored(names: pd.Series, means: pd.Series) -> Mask:
    """Whether an account is sold to a factor, who asks for it: its name or its means of payment say so."""
    by_name = names.str.contains(_FACTORED_NAME, case=False, regex=True)
    by_means = means.str.contains(_FACTORED_MEANS, case=False, regex=True)
    found: Mask = (by_name.to_numpy(bool)) | (by_means.to_numpy(bool))
    return found


def is_overdue(items: pd.DataFrame, on: int) -> Mask:
    """OPEN ITEMS -> which are debits past their due day; without a due day nothing is overdue."""
    due = items["due_day"].to_numpy(np.int32)
    late: Mask = (items["open"].to_numpy(np.int64) > 0) & (due != NO_DAY) & (due < on)
    return late


def item_parts(items: pd.DataFrame, accounts: pd.DataFrame, on: int) -> dict[str, Ints]:
    """What of each open item is `overdue`, left out and why, and `askable`: int64 minor units, aligned with the items.

    Of the reasons only those are there that leave something out: most ledgers know few of them.
    items: OPEN ITEMS with `is_retention`, and those of `ITEM_PARTS` there are; accounts: ACCOUNTS with `is_factored`
    and `insolvency_day` (int, of the judgment that opened an insolvency; NO_DAY: none).
    """
    opened, is_late = items["open"].to_numpy(np.int64), is_overdue(items, on)
    overdue = np.where(is_late, opened, 0)
    parts, left = {"overdue": overdue}, overdue.copy()
    for name, is_marked in _marks(items, accounts, on).items():
        parts[name] = np.where(is_marked, left, 0)
        left -= parts[name]
    for name in ITEM_PARTS:
        if name in items:
            parts[name] = np.clip(items[name].to_numpy(np.int64), 0, left)
            left -= parts[name]
    return {**parts, "askable": left}


def _marks(items: pd.DataFrame, accounts: pd.DataFrame, on: int) -> dict[str, Mask]:
    """Which items are bills in portfolio, factored, retention money, not billable yet (417, accounts apart),
    or debts of an insolvent customer."""
    ledger = accounts["ledger_account"].astype("str")
    of_account = {
        "bills": ledger.str.startswith("413"),
        "factored": accounts["is_factored"],
        "retention": ledger.str.startswith("4117"),  # PCG 4117: clients, retenues de garantie
        "unbilled": (accounts["treatment"] != IN) | ledger.str.startswith("417"),
    }
    rows = items["account_id"].to_numpy(np.int64)
    found = {name: _by_id(accounts, flags)[rows] for name, flags in of_account.items() if flags.any()}
    if "bills" in found:
        days = on - items["due_day"].to_numpy(np.int64)
        found["bills"] &= (items["kind"].to_numpy() != Kind.RETURNED) & (days <= BILL_DAYS)
    is_named = items["is_retention"].to_numpy(bool)
    if is_named.any():
        found["retention"] = found.get("retention", is_named) | is_named
    if "retention" in found:
        found["retention"] &= _is_kept_back(items, on)
    openings = accounts["insolvency_day"]
    if ((openings != NO_DAY) & (openings <= on)).any():
        found["insolvent"] = _is_before_opening(items, openings.reindex(rows).to_numpy(np.int64), on)
    return found


def _is_before_opening(items: pd.DataFrame, opening: Ints, on: int) -> Mask:
    """Which items are debts from before the insolvency opened: to be declared, payment may not be asked for.

    An invoice of a later day is paid when it is due (C. com. L622-7, L622-17, L622-21). A return or a move to another
    account booked since, and what bears no day, stand for a debt from before.
    """
    is_later = (items["kind"].to_numpy() == Kind.INVOICE) & (items["document_day"].to_numpy(np.int64) > opening)
    found: Mask = (opening != NO_DAY) & (opening <= on) & ~is_later
    return found


def to_declare(items: pd.DataFrame, accounts: pd.DataFrame, on: int) -> Ints:
    """What of each open item is declared in its customer's insolvency, int64 minor units: all that is owed from before
    the opening, what has yet to fall due included (C. com. L622-25), but for what a factor declares as its own."""
    openings = accounts["insolvency_day"]
    opened, rows = items["open"].to_numpy(np.int64), items["account_id"].to_numpy(np.int64)
    if not ((openings != NO_DAY) & (openings <= on)).any():
        return np.zeros(len(items), dtype=np.int64)
    is_own = _is_before_opening(items, openings.reindex(rows).to_numpy(np.int64), on)
    is_own &= ~_by_id(accounts, accounts["is_factored"])[rows]
    return np.where(is_own, np.maximum(opened, 0), 0)


def _by_id(accounts: pd.DataFrame, flags: pd.Series) -> Mask:
    """Flags of accounts as an array to be indexed by account_id."""
    table = np.zeros(int(accounts.index.max()) + 1 if len(accounts) else 0, dtype=bool)
    table[accounts.index.to_numpy(np.int64)] = flags.to_numpy(bool)
    return table


def collectible_table(
    items: pd.DataFrame, accounts: pd.DataFrame, on: int, parts: dict[str, Ints] | None = None
) -> pd.DataFrame:
    """Sums by account of the parts of `item_parts`, with `unallocated` (>= 0) and `collectible`; minor units.

    One row per account_id from 0 to the largest; `parts` saves computing them twice.
    """
    size = int(accounts.index.max()) + 1 if len(accounts) else 0
    rows, opened = items["account_id"].to_numpy(np.int64), items["open"].to_numpy(np.int64)
    parts = item_parts(items, accounts, on) if parts is None else parts
    sums = dict.fromkeys((*MARKS, *ITEM_PARTS), np.zeros(size, dtype=np.int64))
    sums |= {name: sum_by(rows, part, size) for name, part in parts.items()}
    credits = np.flatnonzero(opened < 0)
    unallocated = sum_by(rows[credits], -opened[credits], size)
    collectible = np.maximum(sums["askable"] - unallocated, 0)
    table = pd.DataFrame({**sums, "unallocated": unallocated, "collectible": collectible})
    return table.rename_axis("account_id")
