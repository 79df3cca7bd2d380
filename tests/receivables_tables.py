"""ACCOUNTS, OPEN ITEMS and CUSTOMERS out of a few words each, for tests of what can be collected and of priority."""

from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup
from receivables.open_items import open_items
from receivables.priority.criteria import DEFAULT_CRITERIA, Criteria
from receivables.priority.facts import Known
from receivables.scope import with_labels
from tests.lines import START, table

#: The morning of the tests: day 0 of `tests.lines`.
ON = START


def accounts(*rows: dict[str, Any]) -> pd.DataFrame:
    """ACCOUNTS of one company, account_id in the order given: on 411000, auxiliary C0, C1 ... unless told."""
    filled = [
        {"company_id": 1, "company": "A", "ledger_account": "411000", "auxiliary": f"C{at}", "currency": "EUR",
         "name": f"Client {at}", "is_factored": False, "since": NO_DAY, "insolvency_day": NO_DAY, **row}
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return with_labels(pd.DataFrame(filled).rename_axis("account_id"))


def customers(**told: dict[str, Any]) -> pd.DataFrame:
    """CUSTOMERS of company 1: `customers(C0={"siren": "..."})`."""
    blank = {"company_id": 1, "siren": "", "legal_kind": "business", "contract_kind": "", "insurer_expiry": NO_DAY,
             "credit_limit": None, "insurer_limit": None, "insurer_notice_days": None}  # fmt: skip
    rows = [{**blank, "account": number, **values} for number, values in told.items()]
    return pd.DataFrame(rows, columns=[*blank, "account"]).astype({"insurer_expiry": np.int64})


def late(amount: int, days: int, **words: Any) -> dict[str, Any]:
    """An invoice that fell due `days` before `ON`, issued and posted a month before that."""
    return {"amount": amount, "kind": 0, "due_day": ON - days, "document_day": ON - days - 30,
            "posted": ON - days - 30, **words}  # fmt: skip


def known(
    account_rows: pd.DataFrame,
    *line_rows: dict[str, Any],
    told: pd.DataFrame | None = None,
    followup: Followup | None = None,
    criteria: Criteria = DEFAULT_CRITERIA,
    retention: tuple[int, ...] = (),
) -> Known:
    """What priority is computed from; `retention`: line ids of retention money."""
    no_terms = pd.Series("", index=account_rows.index)
    found = open_items(table(*line_rows), no_terms, no_terms.replace("", "30 net"))
    items = found.items.assign(is_retention=found.items["line"].isin(retention))
    return Known(ON, items, found.lines, account_rows, customers() if told is None else told,
                 Followup() if followup is None else followup, criteria)  # fmt: skip
