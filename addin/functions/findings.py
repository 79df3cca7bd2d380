"""Doubts about a pasted list, and which open items a payment pays."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NUM, ErrorCell, euros, serial
from addin.functions.aging import without_total
from addin.functions.books import books_of, no_customers
from addin.tables import CellFaultError, Table
from receivables.anomalies import find_anomalies
from receivables.days import NO_DAY, date_of
from receivables.payment_matching import items_paid

_ANOMALIES = ["Compte", "Pièce", "Montant", "Anomalie"]
_MATCH = ["Pièce", "Échéance", "Ouvert", "Payé", "Reste", "Règle"]
_RULES = {"named": "nommée par la référence", "equal": "montant exact", "sum": "somme exacte de plusieurs",
          "earliest": "la plus ancienne"}  # fmt: skip
_LEFT = "Non affecté"


def anomalies(items: Table, on_day: int) -> list[list[Any]]:
    """What to look at before trusting the list, a sentence each; the header alone where there is nothing."""
    books, day = books_of(items, on_day), date_of(int(on_day)) or dt.date.min
    found = find_anomalies(books.items, books.lines, books.accounts, no_customers(), day)
    if "document_date" not in items.columns:  # a list that tells no invoice dates lacks them on purpose
        found = found[found["code"] != "missing_date"]
    columns = (found[name].tolist() for name in ("account", "number", "amount", "sentence_fr"))
    rows = zip(*columns, strict=True)
    return [_ANOMALIES, *([account, number, euros(minor), told] for account, number, minor, told in rows)]


def items_of_payment(payment: int, items: Table, reference: str) -> list[list[Any]]:
    """The items a payment pays, by which rule, what stays open of each; what pays nothing on a last line."""
    if payment <= 0:
        raise CellFaultError(ErrorCell(NUM, "Le règlement est au-dessus de zéro."))
    items = without_total(items, "number")
    numbers = pd.Series(items.columns["number"], dtype="str")
    due, opened = items.columns["due_date"], items.columns["amount"]
    found = items_paid(int(payment), reference, numbers, due, opened)
    rows = [
        [
            numbers[row], "" if due[row] == NO_DAY else serial(due[row]), euros(opened[row]), euros(found.paid[row]),
            euros(opened[row] - found.paid[row]), _RULES[found.rule[row]],
        ]
        for row in np.flatnonzero(found.paid).tolist()
    ]  # fmt: skip
    rest = [[_LEFT, "", "", euros(found.left), "", ""]] if found.left else []
    return [_MATCH, *rows, *rest]
