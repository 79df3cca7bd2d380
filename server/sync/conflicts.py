"""Conflicts as the home page shows them, and a person's decision there."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from addin.protocol import MINE, OTHER, THEIRS
from addin.wire import Edit
from receivables.account_fields import ACCOUNT_FIELDS
from server.errors import UserError
from server.rights import User
from server.store import audit
from server.store import conflicts as store
from server.store.cells import Cell, load_cells
from server.store.conflicts import Conflict
from server.store.shared_accounts import find_accounts
from server.store.sync import load_gaps, locked_clock
from server.sync.edits import apply_edits
from server.sync.parts import Sender


def open_conflicts(connection: Connection, user: User, at: str) -> list[dict[str, Any]]:
    """The open conflicts one sees, oldest first: account, field (key and label), the values, who, `age_days`, and
    `stands`, what the account has now: a decision says it has seen that."""
    rows = [row for row in store.load_open(connection).to_dict("records") if user.sees(str(row["uid"]))]
    cells = load_cells(connection, (str(row["uid"]) for row in rows))
    return [_shown({str(name): value for name, value in row.items()}, cells, at) for row in rows]


def settle_conflict(
    connection: Connection, user: User, conflict: str, choice: str, seen: str, at: str, other: str = ""
) -> None:
    """Carry out a person's decision: mine (of whoever met the conflict), theirs (what stands), or another value.

    seen: the value that stood when they decided. Raises UserError where it does not stand any more, where somebody
    decided before, or where it is not theirs to decide.
    """
    locked_clock(connection)
    found = _decidable(connection, user, conflict)
    new = {MINE: found.mine, THEIRS: seen, OTHER: other}.get(choice)
    if new is None:
        raise UserError(f"« {choice[:20]} » is no decision; there are mine, theirs and other.")
    cell = load_cells(connection, [found.uid]).get((found.uid, found.field), Cell())
    if cell.value != seen:
        raise UserError(f"« {_label(found.field)} » holds « {cell.value[:60]} » by now: look again, then decide.")
    edit = Edit(op=uuid.uuid4().hex, acc=found.uid, field=found.field, base=seen, base_ver=cell.seq, new=new)
    result = apply_edits(connection, Sender(user, "", at, load_gaps(connection)), [edit])[0]
    if result.r != "ok":
        raise UserError(result.sentence or "Somebody else was faster: look again, then decide.")
    settled(connection, [found], [choice], user.name, at)


def settled(connection: Connection, found: Sequence[Conflict], choices: Sequence[str], who: str, at: str) -> None:
    """Close conflicts, each by its choice, and leave the trace of who decided."""
    store.settle_conflicts(connection, [(one.id, choice) for one, choice in zip(found, choices, strict=True)], who, at)
    audit.append_all(connection, at, who, [
        ("conflict_settled", one.uid, {"id": one.id, "field": one.field, "choice": choice})
        for one, choice in zip(found, choices, strict=True)
    ])  # fmt: skip


def _decidable(connection: Connection, user: User, conflict: str) -> Conflict:
    found = store.find_conflicts(connection, [conflict]).get(conflict)
    account = None if found is None else find_accounts(connection, [found.uid]).get(found.uid)
    if found is None or account is None or not user.sees(account.uid):
        raise UserError("There is no such conflict.")
    if found.choice:
        raise UserError(f"{found.settled_by} has decided this already.")
    if user.name not in (found.who, found.their_author) and not user.may("settle"):
        raise UserError("This conflict is between others; the credit manager decides.")
    return found


def _shown(row: dict[str, Any], cells: dict[tuple[str, str], Cell], at: str) -> dict[str, Any]:
    cell = cells.get((row["uid"], row["field"]), Cell())
    age = dt.datetime.fromisoformat(at) - dt.datetime.fromisoformat(row["at"])
    return {
        **row, "label": _label(row["field"]), "stands": cell.value, "stands_by": cell.who, "age_days": max(age.days, 0)
    }  # fmt: skip


def _label(field: str) -> str:
    return ACCOUNT_FIELDS[field].label_fr if field in ACCOUNT_FIELDS else field
