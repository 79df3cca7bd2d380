"""A pasted list of open items as the tables of `receivables.schema`, so that the rules of the ledger work on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from addin.functions.aging import accounts_of, without_total
from addin.tables import Table
from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup
from receivables.schema import NO_LETTER, NO_LINE, DueOrigin, Kind
from receivables.scope import with_labels
from receivables.sums import Ints

_CUSTOMERS = {
    "company_id": "int64", "company": "str", "account": "str", "name": "str", "siren": "str", "vat_number": "str",
    "legal_kind": "str", "contract_kind": "str", "group": "str", "payer_account": "str", "terms": "str",
    "means_of_payment": "str", "insurer_expiry": "int64", "credit_limit": "object", "insurer_limit": "object",
    "insurer_notice_days": "object",
}  # fmt: skip


@dataclass(frozen=True)
class Books:
    """OPEN ITEMS, LINES and ACCOUNTS of the list, in euros, one company; and what it says was disputed or promised."""

    items: pd.DataFrame
    lines: pd.DataFrame
    accounts: pd.DataFrame
    followup: Followup


def books_of(items: Table, on: int) -> Books:
    """The list as of a day; every row is one document of its account."""
    own = without_total(items)
    names, rows = accounts_of(own)
    lines = _lines(own, rows)
    return Books(_items(lines), lines, _accounts(names), _followup(own, lines, on))


def no_customers() -> pd.DataFrame:
    """CUSTOMERS of whom nothing is known."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _CUSTOMERS.items()})


def _lines(items: Table, rows: Ints) -> pd.DataFrame:
    amount, due = items.columns["amount"], items.columns["due_date"]
    document = items.get("document_date", NO_DAY, np.int32)
    known = np.where(document == NO_DAY, due, document).astype(np.int32)
    size = len(items)
    return pd.DataFrame({
        "line": np.arange(size), "account_id": rows, "row": np.array(items.rows, dtype=np.int32) + 1,
        "posted": known, "document_day": document, "due_day": due, "amount": amount, "settled": np.int64(0),
        "kind": np.where(amount > 0, Kind.INVOICE, Kind.PAYMENT).astype(np.int8), "opening": False,
        "letter": np.int64(NO_LETTER), "letter_day": np.int32(NO_DAY), "item": np.arange(size),
        "reverses": np.int64(NO_LINE), "number": pd.Series(items.get("number", "", object), dtype="str"),
        "label": pd.Series([""] * size, dtype="str"), "remaining": amount,
    })  # fmt: skip


def _items(lines: pd.DataFrame) -> pd.DataFrame:
    """All of it is open."""
    origin = np.where(lines["due_day"] == NO_DAY, DueOrigin.UNKNOWN, DueOrigin.FILE).astype(np.int8)
    opened = lines[lines["remaining"] != 0].rename(columns={"remaining": "open"})
    return opened.assign(due_origin=origin[lines["remaining"] != 0], terms="", is_retention=False)


def _accounts(names: list[str]) -> pd.DataFrame:
    table = pd.DataFrame({
        "company_id": 1, "company": "", "ledger_account": "411000", "auxiliary": pd.Series(names, dtype="str"),
        "currency": "EUR", "name": "", "is_factored": False, "since": NO_DAY, "insolvency_day": NO_DAY,
    }).rename_axis("account_id")  # fmt: skip
    return with_labels(table)


def _followup(items: Table, lines: pd.DataFrame, on: int) -> Followup:
    """Columns of the list that say what is disputed, or promised and awaited."""
    parts = {name: _told(items, lines, name) for name in ("disputed", "promised") if name in items.columns}
    tables: dict[str, Any] = {}
    if "disputed" in parts:
        tables["disputes"] = parts["disputed"].assign(owner="")
    if "promised" in parts:
        tables["promises"] = parts["promised"].assign(day=np.int32(on), broken_day=np.int32(NO_DAY))
    return Followup(**tables)


def _told(items: Table, lines: pd.DataFrame, name: str) -> pd.DataFrame:
    told = lines[["account_id", "line"]].assign(amount=items.columns[name])
    return told[told["amount"] > 0].reset_index(drop=True)
