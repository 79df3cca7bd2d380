"""What follows a call: its result sets the next action and its day, the owner, the stop (`followup.calls`), and the
call a campaign asked for is made."""

from collections.abc import Sequence

from sqlalchemy import Connection

from receivables.days import iso
from receivables.followup.calls import call_edits
from receivables.followup.events import CALL, CANCELLED, YES
from server.campaigns.outcomes.calls import close_calls
from server.clock import local_day
from server.followup_books import holidays_around
from server.store import audit as audit_store
from server.store import call_results as rule_store
from server.store import cells as cell_store
from server.store import events as event_store
from server.store.cells import Cell, Change
from server.store.events import StoredEvent
from server.store.sync import ticks

#: What lays a hold: it always wins.
_HOLD = ("hold", "hold_until", "hold_reason")


def follow_calls(connection: Connection, added: Sequence[StoredEvent], who: str, at: str) -> None:
    """Set the fields that new calls decide; the clock's row is locked already.

    An older call told late sets nothing any more, nor does a call a field that somebody changed on a later day or in
    this very push; only a hold is always set. Who called is the author of the change; who: whose act it is, as the
    audit names them.
    """
    calls = [one for one in added if one.kind == CALL and one.data.get("status") != CANCELLED and one.at == at]
    if not calls:
        return
    _, rules = rule_store.load_call_rules(connection)
    uids = {one.uid for one in calls}
    latest = _latest_days(connection, uids)
    cells = cell_store.load_cells(connection, uids)
    for one in calls:
        edits = call_edits(one.data, one.day, rules, holidays_around(one.day))
        if one.day < latest[one.uid]:
            edits = {key: value for key, value in edits.items() if key in _HOLD}
        if _is_held_longer(cells, one.uid, edits):
            edits = {key: value for key, value in edits.items() if key not in _HOLD}
        _set(connection, one, edits, cells, who, at)
    close_calls(connection, calls, who, at)


def _latest_days(connection: Connection, uids: set[str]) -> dict[str, int]:
    days: dict[str, int] = {}
    for one in event_store.load_events(connection, uids):
        if one.kind == CALL:
            days[one.uid] = max(one.day, days.get(one.uid, one.day))
    return days


def _is_held_longer(cells: dict[tuple[str, str], Cell], uid: str, edits: dict[str, str]) -> bool:
    """Whether a hold stands that a call would only shorten: an insolvency's has no end."""
    standing, wanted = cells.get((uid, "hold_until"), Cell()).value, edits.get("hold_until", "")
    is_held = cells.get((uid, "hold"), Cell()).value == YES
    return is_held and (standing == "" or "" != wanted <= standing)


def _set(
    connection: Connection, call: StoredEvent, edits: dict[str, str], cells: dict[tuple[str, str], Cell], who: str,
    at: str,
) -> None:  # fmt: skip
    wanted = {
        key: value for key, value in edits.items()
        if cells.get((call.uid, key), Cell()).value != value
        and (key in _HOLD or not _is_newer(cells.get((call.uid, key), Cell()), call, at))
    }  # fmt: skip
    numbers = ticks(connection, len(wanted)) if wanted else range(0)
    changes = []
    for seq, (key, value) in zip(numbers, wanted.items(), strict=True):
        old = cells.get((call.uid, key), Cell())
        changes.append(
            Change(
                seq, f"{call.id}:{key}", call.uid, key, old.value, old.value, value, call.who, at, -abs(old.recovered)
            )
        )
        cells[call.uid, key] = Cell(value, seq, -abs(old.recovered), call.who, "")
    cell_store.save_changes(connection, changes)
    told = [("field", one.uid, {"field": one.field, "old": one.old, "new": one.new}) for one in changes]
    audit_store.append_all(connection, at, who, told)


def _is_newer(cell: Cell, call: StoredEvent, at: str) -> bool:
    """Whether somebody filled the field after the day of the call, or in the push that tells the call."""
    return cell.seq > 0 and (cell.at == at or (cell.at > "" and local_day(cell.at) > (iso(call.day) or "")))
