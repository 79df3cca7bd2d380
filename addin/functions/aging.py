"""The aged balance of a pasted list, what is overdue, what can be collected."""

import re
from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NOT_KNOWN, VALUE, ErrorCell
from addin.functions.terms import bucket_labels
from addin.tables import CellFaultError, Table
from receivables import aging
from receivables.days import NO_DAY
from receivables.sums import Ints, Mask, sum_by
from receivables.texts import without_accents

_TOTAL = re.compile(r"(?:grand |sous[ -])?tota(?:l|ux)\b.*|ensemble|somme")
#: What can be no customer's name.
_PLAIN_TOTAL = re.compile(r"(?:grand |sous[ -])?tota(?:l|ux)(?: generaux| general)?")


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
    place = {name.casefold(): at for at, name in enumerate(names)}
    by_day = {day: sums_on(day) for day in set(on.tolist())}
    is_all = len(account) == 1 and not account[0]
    return [
        int(by_day[day].sum()) if is_all else _of_account(by_day[day], place, name)
        for day, name in zip(on.tolist(), account, strict=True)
    ]


def _of_account(sums: Ints, place: dict[str, int], name: str) -> int | ErrorCell | None:
    if not name:
        return None
    at = place.get(name.casefold())
    if at is None:
        return ErrorCell(NOT_KNOWN, f"Le compte {name[:40]} n'est pas dans la plage.")
    return int(sums[at])


def accounts_of(items: Table) -> tuple[list[str], Ints]:
    """The accounts in the order of their names, and the account of each row.

    Excel compares without case, so spellings that differ by it alone are one account, shown as it first stands.
    """
    spelled, spellings = pd.factorize(items.columns["account"])
    folded, _ = pd.factorize(np.array([str(one).casefold() for one in spellings], dtype=object))
    first = np.unique(folded, return_index=True)[1]
    order = np.argsort(spellings[first], kind="stable")
    return [str(spellings[first[at]]) for at in order], np.argsort(order)[folded[spelled]].astype(np.int64)


def without_total(items: Table, key: str = "account") -> Table:
    """The table without its total lines, which pasted lists bear: they would count everything twice.

    A line without due date whose `key` begins with Total and whose amount is the sum of the lines above, or of those
    since the last such line. Raises CellFaultError for a plain « Total » that is not that sum, and for several
    currencies.
    """
    _refuse_currencies(items)
    amount, due = items.columns["amount"].tolist(), items.columns["due_date"].tolist()
    words = [_plain(text) if day == NO_DAY else "" for text, day in zip(items.columns[key], due, strict=True)]
    if not any(map(_TOTAL.fullmatch, words)):
        return items
    kept: list[int] = []
    begin = 0
    for row, word in enumerate(words):
        sums = {sum(amount[at] for at in kept), sum(amount[at] for at in kept[begin:])}
        if _TOTAL.fullmatch(word) and kept and amount[row] in sums:
            begin = len(kept)
        elif _PLAIN_TOTAL.fullmatch(word):
            told = f"Ligne {items.rows[row] + 1} : ce total n'est pas la somme des lignes au-dessus."
            raise CellFaultError(ErrorCell(VALUE, f"{told} Corrigez-le, ou ôtez-le de la plage."))
        else:
            kept.append(row)
    return items.taken(kept)


def _refuse_currencies(items: Table) -> None:
    told = sorted({_plain(text) for text in items.get("currency", "", object)} - {""})
    if len(told) > 1:
        raise CellFaultError(
            ErrorCell(VALUE, f"La plage mêle plusieurs devises ({', '.join(told).upper()}) : une seule par calcul.")
        )


def _plain(text: str) -> str:
    return without_accents(text).lower().strip(" :")


def _is_overdue(items: Table, on: int) -> Mask:
    due = items.columns["due_date"]
    late: Mask = (items.columns["amount"] > 0) & (due != NO_DAY) & (due < on)
    return late


def _overdue(items: Table, on: int) -> Ints:
    names, rows = accounts_of(items)
    late = _is_overdue(items, on)
    return sum_by(rows[late], items.columns["amount"][late], len(names))
