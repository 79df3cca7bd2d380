"""The aged balance of a pasted list, what is overdue, what can be collected."""

import re
from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NOT_KNOWN, ErrorCell
from addin.functions.terms import bucket_labels
from addin.tables import Table
from receivables import aging
from receivables.days import NO_DAY
from receivables.sums import Ints, Mask, sum_by
from receivables.texts import without_accents

_TOTAL = re.compile(r"(?:grand |sous )?total\b.*|(?:ensemble|somme)")


def aged_balance(items: Table, on_day: int, buckets: tuple[int, ...]) -> list[list[Any]]:
    """Header, a row for each account in the order of its name, and the total; every row adds up to its last column."""
    own = without_total(items)
    names, rows = accounts_of(own)
    columns = aging.column_index(own.columns["due_date"], own.columns["amount"], int(on_day), buckets)
    labels = bucket_labels(buckets)
    sums = aging.aged_table(rows, columns, own.columns["amount"], len(names), len(labels))
    whole = np.hstack([sums, sums.sum(axis=1, keepdims=True)])
    body = [[name, *row] for name, row in zip(names, (whole / 100).tolist(), strict=True)]
    return [["Compte", *labels, "Total"], *body, ["Total", *(whole.sum(axis=0) / 100).tolist()]]


def overdue(items: Table, on_day: Any, account: Any) -> list[int | ErrorCell | None]:
    """Debits past their due day: of all accounts, or of each account asked for."""
    own = without_total(items)
    return asked(own, on_day, account, lambda day: _overdue(own, day))


def asked(items: Table, on: Any, account: Any, sums_on: Any) -> list[int | ErrorCell | None]:
    """Sums by account of a day -> those asked for; an empty account among several stays empty, a sole one is all."""
    names, _ = accounts_of(items)
    place = {name: at for at, name in enumerate(names)}
    by_day = {day: sums_on(day) for day in set(on.tolist())}
    is_all = len(account) == 1 and not account[0]
    return [
        int(by_day[day].sum()) if is_all else _of_account(by_day[day], place, name)
        for day, name in zip(on.tolist(), account, strict=True)
    ]


def _of_account(sums: Ints, place: dict[str, int], name: str) -> int | ErrorCell | None:
    if not name:
        return None
    if name not in place:
        return ErrorCell(NOT_KNOWN, f"Le compte {name[:40]} n'est pas dans la plage.")
    return int(sums[place[name]])


def accounts_of(items: Table) -> tuple[list[str], Ints]:
    """The accounts in the order of their names, and the account of each row."""
    codes, names = pd.factorize(items.columns["account"], sort=True)
    return [str(name) for name in names], codes.astype(np.int64)


def without_total(items: Table) -> Table:
    """The table without a total line at its end, which pasted lists bear: it would count everything twice."""
    amount = items.columns["amount"]
    if len(items) < 2 or not _TOTAL.fullmatch(without_accents(items.columns["account"][-1]).lower()):
        return items
    if int(amount[:-1].sum()) != int(amount[-1]):
        return items
    return Table({name: values[:-1] for name, values in items.columns.items()}, items.rows[:-1])


def _is_overdue(items: Table, on: int) -> Mask:
    due = items.columns["due_date"]
    late: Mask = (items.columns["amount"] > 0) & (due != NO_DAY) & (due < on)
    return late


def _overdue(items: Table, on: int) -> Ints:
    names, rows = accounts_of(items)
    late = _is_overdue(items, on)
    return sum_by(rows[late], items.columns["amount"][late], len(names))
