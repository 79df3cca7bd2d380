"""Accounts that become one, or that are taken out of the workbooks: nothing is deleted, nothing written over."""

from sqlalchemy import Connection

from server.errors import UserError
from server.rights import User
from server.store import audit, cells, conflicts, events, shared_accounts
from server.store.cells import Cell, Change
from server.store.conflicts import Conflict
from server.store.shared_accounts import SharedAccount
from server.store.sync import locked_clock, tick


def merge_accounts(connection: Connection, user: User, source: str, target: str, at: str) -> None:
    """`source` becomes part of `target`: its events and conflicts go there, its fields fill those that are empty, and
    where both have a value a person decides. Edits of `source` are edits of `target` from now on. Raises UserError.
    """
    locked_clock(connection)
    one, into = _account(connection, source), _account(connection, target)
    if one.uid == into.uid:
        raise UserError("These two are one account already.")
    known = cells.load_cells(connection, [one.uid, into.uid])
    for (uid, field), cell in sorted(known.items()):
        if uid == one.uid and cell.value:
            _bring(connection, user, field, cell, known.get((into.uid, field), Cell()), into.uid, at)
    events.move_events(connection, one.uid, into.uid)
    conflicts.move_conflicts(connection, one.uid, into.uid)
    shared_accounts.mark_merged(connection, one.uid, into.uid)
    audit.append(connection, at, user.name, "account merged", one.uid, {"into": into.uid})


def archive_account(connection: Connection, user: User, uid: str, at: str, is_archived: bool = True) -> None:
    """Take an account out of the workbooks, or put it back. Raises UserError."""
    locked_clock(connection)
    account = _account(connection, uid)
    shared_accounts.set_archived(connection, account.uid, is_archived)
    audit.append(connection, at, user.name, "account archived" if is_archived else "account put back", account.uid, {})


def _bring(connection: Connection, user: User, field: str, cell: Cell, there: Cell, target: str, at: str) -> None:
    """One field of the account that goes: to where nothing is; else both values wait for a person."""
    if there.value == cell.value:
        return
    seq = tick(connection)
    op = f"merged-{seq}"
    if there.value == "":
        change = Change(seq, op, target, field, "", "", cell.value, cell.who or user.name, at)
        cells.save_changes(connection, [change])
    else:
        who = cell.who or user.name
        conflict = Conflict(op, seq, target, field, "", cell.value, there.value, who, there.who, "", at)
        conflicts.add_conflicts(connection, [conflict])


def _account(connection: Connection, uid: str) -> SharedAccount:
    found = shared_accounts.find_accounts(connection, [uid]).get(uid)
    if found is None:
        raise UserError("There is no such account.")
    return found
