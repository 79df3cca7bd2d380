"""What a workbook sends: the cells a person changed, events, decisions, as one push."""

from collections.abc import Callable

from addin.protocol import MOST_EDITS, PROTOCOL
from addin.shared_state import Json, Key, SharedBook, Sheet

#: The most events of one push.
MOST_EVENTS = 500


def diff(book: SharedBook, sheet: Sheet) -> list[tuple[Key, str]]:
    """Cells a person changed and that may be offered now, with their values."""
    waiting = book.in_conflict() | book.recover.keys() | sheet.held
    return [
        (key, value)
        for key, value in sheet.values.items()
        if value != book.known(key).value
        and key not in waiting
        and not is_merged(book, key[0])
        and (key not in book.refused or book.refused[key].value != value)
    ]


def is_merged(book: SharedBook, uid: str) -> bool:
    """Whether an account went into another one: its rows stand as they were, and are not synced any more."""
    return book.gone.get(uid, "").startswith("merged_into")


def merged_into(book: SharedBook, uid: str) -> str:
    """The account that one has become: itself, where it went into no other."""
    seen = {uid}
    while is_merged(book, uid) and (after := book.gone[uid].partition(":")[2]) not in seen:
        uid = after
        seen.add(uid)
    return uid


def news(book: SharedBook, sheet: Sheet, random_id: Callable[[], str]) -> Json | None:
    """What a person changed, entered and decided since."""
    edits = [_edit(book, key, new, random_id()) for key, new in diff(book, sheet)[:MOST_EDITS]]
    events = [event_told(one) for one in book.unsent_events() if one["id"] not in book.refused_events]
    settled = [{"conflict": name, "choice": choice} for name, choice in book.settled.items()]
    return push_of(book, random_id, edits, events, settled)


def push_of(
    book: SharedBook, random_id: Callable[[], str], edits: list[Json], events: list[Json], settled: list[Json]
) -> Json | None:
    """The push of all this, a random id on it; None where it says nothing."""
    if not (edits or events or settled):
        return None
    return {
        "protocol": PROTOCOL, "server": book.server, "epoch": book.epoch, "workbook": book.workbook,
        "batch": random_id(), "edits": edits, "events": events[:MOST_EVENTS], "settle": settled[:MOST_EDITS],
    }  # fmt: skip


def _edit(book: SharedBook, key: Key, new: str, op: str) -> Json:
    base = book.known(key)
    return {
        "op": op, "acc": key[0], "field": key[1], "base": base.value, "base_ver": base.version, "new": new,
        "recover": False,
    }  # fmt: skip


def event_told(event: Json) -> Json:
    """An event as it is sent."""
    return {name: event[name] for name in ("id", "acc", "kind", "day", "data", "corrects")}
