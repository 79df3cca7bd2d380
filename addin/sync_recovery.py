"""After the server was restored: what it has forgotten is told again, before anything new is based on it."""

from collections.abc import Callable
from itertools import pairwise

from addin.protocol import EPOCH_GAP, MOST_EDITS
from addin.shared_state import NOTHING, Json, Key, Known, SharedBook
from addin.sync_sent import event_told, push_of


def recovery(book: SharedBook, random_id: Callable[[], str]) -> Json | None:
    """What a restored server has to be told again, before anything new is based on it."""
    lost = [(key, known) for key in sorted(book.recover) for known in book.recover[key]]
    edits = [_recovering(book, key, known, random_id()) for key, known in lost[:MOST_EDITS]]
    events = sorted((book.events[name] for name in book.recover_events), key=lambda one: (one["seq"], one["id"]))
    return push_of(book, random_id, edits, [_recovered_event(one) for one in events], [])


def waiting(book: SharedBook) -> Json | None:
    """The push that met a restored server: the same again, for the epoch that has begun."""
    push, book.waiting = book.waiting, None
    return {**push, "epoch": book.epoch} if push is not None else None


def thaw(book: SharedBook) -> None:
    """A pending push was refused for its epoch: it waits until the server knows again what it is based on."""
    if book.pending is not None and not _is_recovery(book.pending):
        book.waiting = book.pending
    book.pending = None


def _is_recovery(push: Json) -> bool:
    return any(edit["recover"] for edit in push["edits"]) or any("recover" in one for one in push["events"])


def _recovering(book: SharedBook, key: Key, lost: Known, op: str) -> Json:
    """A value a restored server may have forgotten, with the number it had."""
    return {
        "op": op, "acc": key[0], "field": key[1], "base": book.remote.get(key, NOTHING).value,
        "base_ver": lost.version, "new": lost.value, "recover": True,
    }  # fmt: skip


def _recovered_event(event: Json) -> Json:
    """An event a restored server may have forgotten; without its author it is offered as one's own."""
    told = {"recover": {"who": event["who"], "at": event["at"]}} if event["who"] else {}
    return {**event_told(event), **told}


def begin_again(book: SharedBook, answer: Json) -> None:
    """Read all from the start. After a restore: what has a number the backup did not know is to be told again."""
    book.cursor, book.unlisted = 0, set(book.accounts)
    if answer["epoch"] == book.epoch:
        return
    thaw(book)
    if book.epoch:
        limit = answer["restored_from"]
        for key in book.base.keys() | book.remote.keys() | book.recover.keys():
            lost = _forgotten(book, key, limit)
            if lost:
                book.recover[key] = lost
                book.remote.pop(key, None)
        book.recover_events = {name for name, one in book.events.items() if one["seq"] > limit}
    book.epoch, book.restored_from = answer["epoch"], answer["restored_from"]


def _forgotten(book: SharedBook, key: Key, limit: int) -> list[Known]:
    """Values of a cell numbered above a backup: the last one of each epoch, for it was written with those before in
    view; what two epochs wrote, nobody has seen together."""
    known = {book.known(key), book.remote.get(key, NOTHING), *book.recover.get(key, [])}
    lost = sorted((one for one in known if one.version > limit), key=lambda one: one.version)
    ends = [one for one, after in pairwise(lost) if after.version - one.version >= EPOCH_GAP]
    return [*ends, *lost[-1:]]
