"""Anomalies: what a clerk should look at before trusting an aged balance, one sentence each, with its figures.

Detectors stand by theme in `anomaly_items`, `anomaly_lines`, `anomaly_payments`, `anomaly_accounts`,
`anomaly_credit`; the sentences in `anomaly_sentences`. A doubt is shown, never acted on.
"""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

from receivables.anomalies import accounts as anomaly_accounts
from receivables.anomalies import credit as anomaly_credit
from receivables.anomalies import items as anomaly_items
from receivables.anomalies import lines as anomaly_lines
from receivables.anomalies import payments as anomaly_payments
from receivables.anomalies.facts import DEFAULT_THRESHOLDS, Facts, Found, Thresholds, read_facts
from receivables.anomalies.sentences import CODES, sentences
from receivables.identity import item_text
from receivables.limitation import no_interruptions
from receivables.schema import NO_ITEM
from receivables.wording import LANGUAGES, printable

__all__ = ["CODES", "COLUMNS", "Thresholds", "find_anomalies"]

COLUMNS = ["code", "company", "currency", "account", "item", "number", "amount", "sentence_fr", "sentence_en"]

_DETECTORS: tuple[Callable[[Facts], Found], ...] = (
    anomaly_items.unallocated,
    anomaly_items.doubtful_dates,
    anomaly_items.doubtful_terms,
    anomaly_items.past_limitation,
    anomaly_items.brought_forward_lumps,
    anomaly_lines.unbalanced_groups,
    anomaly_lines.duplicates,
    anomaly_lines.credit_notes_without_invoice,
    anomaly_payments.paid_twice,
    anomaly_payments.on_sister_account,
    anomaly_accounts.doubtful_accounts,
    anomaly_accounts.same_siren,
    anomaly_credit.over_limits,
    anomaly_credit.insurer_deadlines,
)


def find_anomalies(
    items: pd.DataFrame,
    lines: pd.DataFrame,
    accounts: pd.DataFrame,
    customers: pd.DataFrame,
    on: dt.date,
    *,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    interruptions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """OPEN ITEMS, LINES up to `on` with `remaining`, ACCOUNTS by account_id, CUSTOMERS (may be empty) -> anomalies.

    remaining: int64 minor units, what matching leaves open of each line; interruptions of limitations: company | item
    | day. Result: COLUMNS, by code in the order of
    `CODES`, then company, account, number and item; `item` is '' where the account itself is meant; `amount` int64
    minor units, negative where the customer is owed. The sentences name ledger texts as they are: data for a screen.
    """
    told = no_interruptions() if interruptions is None else interruptions
    facts = read_facts(items, lines, accounts, customers, on, thresholds=thresholds, interruptions=told)
    table = facts.accounts
    name = printable(table["name"])
    table["text"] = printable(table["account"]) + (" (" + name + ")").where(name != "", "")
    table["place"] = np.argsort(table.sort_values(["company", "account", "currency"]).index)
    found = {code: rows for detect in _DETECTORS for code, rows in detect(facts).items() if len(rows)}
    if not found:
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == "amount" else "str") for name in COLUMNS})
    return pd.concat([_worded(code, found[code], table) for code in CODES if code in found], ignore_index=True)


def _worded(code: str, rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Hits of one code -> rows of the result, in order."""
    rows = rows.assign(place=accounts["place"].to_numpy()[rows["at"].to_numpy(np.int64)])
    rows = rows.sort_values(["place", "number", "item", "amount"], kind="stable", ignore_index=True)
    of_account = accounts.take(rows["at"].to_numpy(np.int64)).reset_index(drop=True)
    told = rows.assign(account=of_account["text"], currency=of_account["currency"])
    return pd.DataFrame(
        {
            "code": code,
            **{name: of_account[name] for name in ("company", "currency", "account")},
            "item": ["" if item == NO_ITEM else item_text(item) for item in rows["item"].tolist()],
            "number": rows["number"],
            "amount": rows["amount"].astype(np.int64),
            **{f"sentence_{language}": sentences(code, told, language) for language in LANGUAGES},
        }
    )
