"""What can be collected, the score, its reasons and the morning's order, of a pasted list of open items."""

from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NOT_KNOWN, ErrorCell, euros, text_cell
from addin.functions.aging import asked
from addin.functions.books import Books, books_of, no_customers
from addin.tables import Table
from receivables.followup.agreed_parts import with_followup
from receivables.priority.collectible import collectible_table
from receivables.priority.criteria import DEFAULT_CRITERIA
from receivables.priority.facts import Known
from receivables.priority.order import priorities
from receivables.priority.sentences import next_actions, reasons
from receivables.schema import NO_LINE
from receivables.sums import Ints

_WORKLIST = ["Rang", "Compte", "Score", "Prochaine action", "À recouvrer", "Échu", "Retard (jours)", "Raisons"]
_NOTHING_TO_DO = "Rien à faire"


def collectible(items: Table, on_day: Any, account: Any) -> list[int | ErrorCell | None]:
    """Overdue less what is disputed or promised and less unallocated credits, never below zero for any account."""

    def of_day(day: int) -> Ints:
        books = books_of(items, day)
        table = collectible_table(with_followup(books.items, books.followup, day), books.accounts, day)
        return table["collectible"].to_numpy(np.int64)

    return asked(items, on_day, account, of_day)


def scores(items: Table, on_day: Any, account: Any) -> list[Any]:
    """The score of each account asked for (0 where there is nothing to do); without one, all of them as a table."""
    return _answers(items, on_day, account, "score", ["Compte", "Score", "Prochaine action"], 0)


def reasons_of(items: Table, on_day: Any, account: Any) -> list[Any]:
    """The reasons of each account's score in one line; without an account, all of them as a table."""
    return _answers(items, on_day, account, "reasons", ["Compte", "Raisons"], _NOTHING_TO_DO)


def worklist(items: Table, on_day: int, count: int) -> list[list[Any]]:
    """Whom to call first this morning, and why: the first `count` accounts."""
    found = _priorities(books_of(items, on_day), on_day)
    rows = found.head(count) if count > 0 else found
    return [_WORKLIST, *(_work_row(row) for row in rows.itertuples())]


def _work_row(row: Any) -> list[Any]:
    return [
        float(row.rank), row.account, float(row.score), row.action_text, euros(row.collectible), euros(row.overdue),
        float(row.oldest_days or row.oldest_overdue), row.reasons,
    ]  # fmt: skip


def _answers(items: Table, on: Any, account: Any, column: str, header: list[str], nothing: Any) -> list[Any]:
    days = sorted(set(on.tolist()))
    tables = {day: _priorities(books_of(items, day), day) for day in days}
    if len(account) == 1 and not account[0]:
        names = {"Compte": "account", "Score": "score", "Prochaine action": "action_text", "Raisons": "reasons"}
        rows = tables[days[0]][[names[title] for title in header]].itertuples(index=False)
        return [header, *(list(row) for row in rows)]
    known = {str(name) for name in items.columns["account"]}
    by_account = {day: dict(zip(table["account"], table[column], strict=True)) for day, table in tables.items()}
    return [_of_account(by_account[day], known, name, nothing) for day, name in zip(on.tolist(), account, strict=True)]


def _of_account(found: dict[str, Any], known: set[str], name: str, nothing: Any) -> Any:
    if not name:
        return None
    if name not in known:
        return ErrorCell(NOT_KNOWN, f"Le compte {name[:40]} n'est pas dans la plage.")
    return found.get(name, nothing)


def _priorities(books: Books, on: int) -> pd.DataFrame:
    """`priorities` with `action_text` and `reasons` in French."""
    known = Known(on, books.items, books.lines, books.accounts, no_customers(), books.followup, DEFAULT_CRITERIA)
    table = priorities(known)
    numbers = books.lines.set_index("line")["number"]
    skipped = table["skipped_line"].where(table["skipped_line"] != NO_LINE)
    table = table.assign(skipped_number=skipped.map(numbers).fillna("").to_numpy(object), is_unreachable=False)
    told = [text_cell(" ; ".join(each)) for each in reasons(table, DEFAULT_CRITERIA, "fr")]
    return table.assign(action_text=next_actions(table, "fr"), reasons=told)
