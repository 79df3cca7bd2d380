"""Accounts that become one, or that are taken out of the workbooks: nothing is deleted, nothing written over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from server.errors import UserError
from server.rights import User
from server.store import audit, cells, conflicts, events, shared_accounts
from server.store.cells import Cell, Change
from server.store.conflicts import Conflict
from server.store.shared_accounts import SharedAccount
from server.store.sync import locked_clock, tick

#: A hold, its end, its reason: they mean something together alone.
_HOLD, _UNTIL, _REASON = "hold", "hold_until", "hold_reason"


@dataclass
class _Brought:
    """What a merge writes into the account that stays."""

    target: str
    who: str
    at: str
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def set(self, connection: Connection, key: str, cell: Cell, there: Cell) -> None:
        """Its value, in place of what stands there."""
        seq = tick(connection)
        self.changes.append(Change(
            seq, f"merged-{seq}", self.target, key, there.value, there.value, cell.value, cell.who or self.who, self.at
        ))  # fmt: skip

    def meet(self, connection: Connection, key: str, cell: Cell, there: Cell) -> None:
        """Both values, for a person to decide."""
        seq = tick(connection)
        self.conflicts.append(Conflict(
            f"merged-{seq}", seq, self.target, key, "", cell.value, there.value, cell.who or self.who, there.who, "",
            self.at,
        ))  # fmt: skip

    def entries(self) -> list[audit.Entry]:
        """As the audit tells them."""
        told: list[audit.Entry] = [
            ("field", self.target, {"field": one.field, "old": one.old, "new": one.new}) for one in self.changes
        ]
        return told + [
            ("conflict", self.target, {"field": one.field, "mine": one.mine, "theirs": one.theirs})
            for one in self.conflicts
        ]


def merge_accounts(connection: Connection, user: User, source: str, target: str, at: str) -> int:
    """`source` becomes part of `target`: its events and conflicts go there, its fields fill those that are empty, and
    where both have a value a person decides; of two holds the one that lasts longer stands. Edits of `source` are edits
    of `target` from now on. Returns how many fields wait for a person. Raises UserError.
    """
    _check_right(user)
    locked_clock(connection)
    one, into = _account(connection, source), _account(connection, target)
    _check_pair(one, into)
    known = cells.load_cells(connection, [one.uid, into.uid])
    brought = _brought(connection, _of(known, one.uid), _of(known, into.uid), _Brought(into.uid, user.name, at))
    cells.save_changes(connection, brought.changes)
    conflicts.add_conflicts(connection, brought.conflicts)
    events.move_events(connection, one.uid, into.uid)
    conflicts.move_conflicts(connection, one.uid, into.uid)
    shared_accounts.mark_merged(connection, one.uid, into.uid)
    entries = [*brought.entries(), ("account_merged", one.uid, {"into": into.uid})]
    audit.append_all(connection, at, user.name, entries)
    return len(brought.conflicts)


def archive_account(connection: Connection, user: User, uid: str, at: str, is_archived: bool = True) -> None:
    """Take an account out of the workbooks, or put it back. Raises UserError."""
    _check_right(user)
    locked_clock(connection)
    account = _account(connection, uid)
    shared_accounts.set_archived(connection, account.uid, is_archived)
    audit.append(connection, at, user.name, "account_archived" if is_archived else "account_put_back", account.uid, {})


def _check_right(user: User) -> None:
    if not user.may("approve"):
        raise UserError("Accounts are merged and archived by the credit manager.")


def _check_pair(one: SharedAccount, into: SharedAccount) -> None:
    if one.uid == into.uid:
        raise UserError("These two are one account already.")
    if one.company_id != into.company_id:
        raise UserError(
            f"« {one.account} » and « {into.account} » are accounts of two companies: each company keeps its own."
        )
    if into.is_archived:
        raise UserError(f"« {into.account} » is archived: put it back first.")


def _of(known: Mapping[tuple[str, str], Cell], uid: str) -> dict[str, Cell]:
    return {key: cell for (own, key), cell in sorted(known.items()) if own == uid}


def _brought(
    connection: Connection, mine: Mapping[str, Cell], theirs: Mapping[str, Cell], brought: _Brought
) -> _Brought:
    """The fields of the account that goes: to where nothing is; else both values wait for a person."""
    wins = _hold_wins(mine, theirs)
    for key in dict.fromkeys([*mine, *wins]):
        cell, there = mine.get(key, Cell()), theirs.get(key, Cell())
        if cell.value == there.value:
            continue
        if key in wins:
            if wins[key]:
                brought.set(connection, key, cell, there)
        elif there.value == "":
            brought.set(connection, key, cell, there)
        elif cell.value != "":
            brought.meet(connection, key, cell, there)
    return brought


def _hold_wins(mine: Mapping[str, Cell], theirs: Mapping[str, Cell]) -> dict[str, bool]:
    """Fields of the hold -> whether the value of the account that goes stands; those not told go as any other field.

    A hold that is set always wins, with its own end and reason; of two the one that lasts longer ('': until lifted)
    keeps its end, and where their reasons differ a person decides.
    """
    is_mine, is_theirs = (bool(one.get(_HOLD, Cell()).value) for one in (mine, theirs))
    if is_mine and is_theirs:
        until, there = (one.get(_UNTIL, Cell()).value or "9999" for one in (mine, theirs))
        return {_UNTIL: until > there}
    return dict.fromkeys((_HOLD, _UNTIL, _REASON), is_mine) if is_mine or is_theirs else {}


def _account(connection: Connection, uid: str) -> SharedAccount:
    found = shared_accounts.find_accounts(connection, [uid]).get(uid)
    if found is None:
        raise UserError("There is no such account.")
    return found
