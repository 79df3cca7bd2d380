"""What changed between two numbers of the clock: the reading side of what is shared."""

import heapq
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, bindparam, select, union

from server.store.conflicts import Conflict, conflict_of
from server.store.events import StoredEvent, stored_event
from server.store.shared_accounts import SharedAccount
from server.store.shared_tables import account_cells, shared_accounts
from server.store.shared_tables import conflicts as conflict_table
from server.store.shared_tables import events as event_table
from server.store.tables import companies

#: Numbers above `after`, up to `upto`.
Window = tuple[int, int]


def numbers_after(connection: Connection, after: int, most: int) -> list[int]:
    """The numbers of the first changes above one, in order."""
    told = {"after": after, "most": most}
    found = [[int(row[0]) for row in connection.execute(query, told)] for query in _NUMBERS]
    return list(heapq.merge(*found))[:most]


def accounts(connection: Connection, window: Window) -> list[tuple[SharedAccount, str]]:
    """Accounts that are new, renamed, merged, archived, given or taken: with their company's name."""
    rows: list[Any] = list(connection.execute(_ACCOUNTS, _bounds(window)))
    return [(SharedAccount(*row[:7]), str(row[7])) for row in rows]


def cells(connection: Connection, window: Window) -> list[tuple[str, str, str, int]]:
    """(uid, field, value, number)."""
    return [(uid, field, value, int(seq)) for uid, field, value, seq in connection.execute(_CELLS, _bounds(window))]


def events(connection: Connection, window: Window) -> list[StoredEvent]:
    """Events, oldest first."""
    return [stored_event(row) for row in connection.execute(_EVENTS, _bounds(window))]


def conflicts(connection: Connection, window: Window) -> list[Conflict]:
    """Conflicts, open or settled."""
    return [conflict_of(row) for row in connection.execute(_CONFLICTS, _bounds(window))]


def _bounds(window: Window) -> dict[str, int]:
    return {"after": window[0], "upto": window[1]}


def _first_numbers(column: Column[int]) -> Select[Any]:
    return select(column).where(column > bindparam("after")).order_by(column).limit(bindparam("most"))


def _in_window(column: Column[int]) -> ColumnElement[bool]:
    return (column > bindparam("after")) & (column <= bindparam("upto"))


def _delivered(query: Select[Any], number: Column[int]) -> Select[Any]:
    """Changes in the window, and all of the accounts that are in it themselves; nothing of accounts that are gone."""
    own = shared_accounts.c
    there = query.join(shared_accounts).where((own.merged_into == "") & own.is_archived.is_(False))
    by_change, by_account = there.where(_in_window(number)), there.where(_in_window(own.seq))
    both = union(by_change, by_account).subquery()  # two queries, each by its index
    return select(both).order_by(both.c.seq)


_ACCOUNT = shared_accounts.c
_CELL = account_cells.c
_NUMBERS = [
    _first_numbers(column) for column in (_ACCOUNT.seq, _CELL.seq, event_table.c.seq, conflict_table.c.seq)
]  # fmt: skip
_ACCOUNTS = (
    select(
        _ACCOUNT.uid, _ACCOUNT.company_id, _ACCOUNT.account, _ACCOUNT.name, _ACCOUNT.merged_into,
        _ACCOUNT.is_archived, _ACCOUNT.seq, companies.c.name.label("company"),
    )
    .join(companies)
    .where(_in_window(_ACCOUNT.seq))
    .order_by(_ACCOUNT.seq)
)  # fmt: skip
_CELLS = _delivered(select(_CELL.uid, _CELL.field, _CELL.value, _CELL.seq), _CELL.seq)
_EVENTS = _delivered(select(event_table), event_table.c.seq)
_CONFLICTS = _delivered(select(conflict_table), conflict_table.c.seq)
