"""The workbook's side of the sync protocol: no file, no network, no clock.

A sync goes: `freeze` what changed, save it, send it; `push_answered`; again until nothing is left to send; then
`pulled` page by page until there is no more. Each step changes book and sheet in place; a crash between two steps
repeats work, never loses any. Ids come from `random_id`: a file may be copied or restored, so nothing is counted.

Anchors: base, own and remote value are the three trees of a sync engine; a push is frozen before it is sent, because
one that is made anew conflicts with itself where its first answer was lost.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from addin.protocol import INTERNAL, MINE, NO_CONFLICT, OTHER, THEIRS
from addin.shared_state import Account, Conflict, Json, Key, Known, Refusal, SharedBook, Sheet
from addin.sync_recovery import begin_again, recovery, thaw, waiting
from addin.sync_sent import news
from receivables.errors import ReceivablesError


class OtherServerError(ReceivablesError):
    """The server is not the one this workbook belongs to."""


@dataclass(frozen=True)
class Pushed:
    """What became of one push: edits and events in it, and how many of them landed."""

    sent: int = 0
    applied: int = 0


def freeze(book: SharedBook, sheet: Sheet, random_id: Callable[[], str]) -> Json | None:
    """The push to send now, None where there is nothing to say. To be saved with the book before it is sent."""
    settle(book, sheet)
    if book.pending is None:
        book.pending = recovery(book, random_id) or waiting(book) or news(book, sheet, random_id)
    return book.pending


def settle(book: SharedBook, sheet: Sheet) -> None:
    """Take over what others wrote, wherever no edit of this workbook stands over it (any more)."""
    busy = _pending_keys(book) | book.recover.keys()
    conflicts = {one.key: one for one in book.conflicts.values()}
    for key, known in list(book.remote.items()):
        if key in busy or sheet.is_held(key):
            continue
        base, conflict = book.known(key), conflicts.get(key)
        own = sheet.values.get(key, base.value)
        stands = conflict is not None and own == conflict.mine
        if own == known.value or (own == base.value and not stands):
            _agree(book, sheet, key, known)
            _close(book, key, known.value)


def push_answered(book: SharedBook, sheet: Sheet, answer: Json) -> Pushed:
    """Apply the answer to the pending push. Where the server was restored, the push is undone and offered anew."""
    push = book.pending
    if push is None:
        return Pushed()
    if answer["status"] == "resync":
        thaw(book)
    if answer["status"] != "done":
        return Pushed()
    book.pending = None
    results = {one["op"]: one for one in answer["results"]}
    applied = sum(_edit_answered(book, sheet, edit, results.get(edit["op"])) for edit in push["edits"])
    taken = {one["id"]: one for one in answer["events"]}
    applied += sum(_event_answered(book, event["id"], taken.get(event["id"])) for event in push["events"])
    choices = {one["conflict"]: one for one in answer["settled"]}
    for one in push["settle"]:
        _choice_answered(book, one["conflict"], choices.get(one["conflict"]))
    settle(book, sheet)
    return Pushed(len(push["edits"]) + len(push["events"]), applied)


def unfreeze(book: SharedBook) -> None:
    """Forget the pending push; what it said is found again. Only where the server has said that it did not take it."""
    book.pending = None


def pulled(book: SharedBook, sheet: Sheet, answer: Json) -> int:
    """Take in one page of what others did; how many cells and events are new here. Raises OtherServerError.

    Where the server was restored, or no longer knows what happened since the cursor, all is read again from the
    start, and what the server has forgotten is put down to be told again.
    """
    if book.server and answer["server"] != book.server:
        raise OtherServerError("This workbook belongs to another server; nothing was changed.")
    book.server = answer["server"]
    if answer["status"] == "resync" or (book.epoch and answer["epoch"] != book.epoch):
        begin_again(book, answer)
        return 0
    book.epoch, book.restored_from = answer["epoch"], answer["restored_from"]
    for uid, company, number, name in answer["accounts"]:
        book.accounts[uid] = Account(company, number, name)
        book.gone.pop(uid, None)
        book.unlisted.discard(uid)
    _offer_again(book, {row[0] for row in answer["accounts"]})
    news = sum(_take(book, sheet, (uid, name), Known(value, ver)) for uid, name, value, ver in answer["cells"])
    news += sum(_take_event(book, one) for one in answer["events"])
    for one in answer["conflicts"]:
        _take_conflict(book, sheet, one)
    book.gone.update((uid, why) for uid, why in answer["gone"])
    book.cursor = answer["cursor"]
    if not answer["more"]:
        book.gone.update((uid, "not_yours") for uid in book.unlisted if uid not in book.gone)
        book.unlisted = set()
    settle(book, sheet)
    return news


def resolve(book: SharedBook, sheet: Sheet, conflict: str, choice: str, other: str = "") -> bool:
    """Carry out what a person decided about a conflict: mine (what the cell holds now), theirs, or another value.

    Mine and other are edits based on what the person has seen now, and go with the next push. False where it has to
    wait: the cell cannot be read now, or a restored server has not been told yet what it forgot of it.
    """
    key = book.conflicts[conflict].key
    if sheet.is_held(key) or key in book.recover:
        return False
    known = book.remote.pop(key, book.known(key))
    book.base[key] = known
    if choice == THEIRS:
        sheet.values[key] = known.value
    elif choice == OTHER:
        sheet.values[key] = other
    _decide(book, key, lambda _: choice)
    return True


def forget_refusals(book: SharedBook, sheet: Sheet) -> None:
    """Those of cells that hold something else now; what the server stumbled over may be taken another time."""
    book.refused = {
        key: one
        for key, one in book.refused.items()
        if one.why != INTERNAL
        and one.value != book.known(key).value
        and (sheet.values.get(key) == one.value or key in sheet.held)
    }


def add_event(book: SharedBook, event: Json) -> None:
    """An event entered here: id, acc, kind, day, data, corrects."""
    book.events[event["id"]] = {"day": None, "corrects": None, **event, "who": "", "at": "", "seq": 0}


# -- what is answered --------------------------------------------------------------------------------------------------


def _edit_answered(book: SharedBook, sheet: Sheet, edit: Json, result: Json | None) -> bool:
    """Whether it landed."""
    key, new = (edit["acc"], edit["field"]), edit["new"]
    book.refused.pop(key, None)
    if edit["recover"]:
        _told(book, key, edit["base_ver"])
    if result is None or result["r"] == "rejected":
        book.refused[key] = _refusal(new, result)
        return False
    if result["r"] == "conflict":
        _met_conflict(book, sheet, edit, result)
        return False
    now = Known(result["value"], result["ver"])
    if edit["recover"] and book.known(key).value != new:  # told for others: nobody has seen it here yet
        _put_remote(book, key, now)
    elif now.value == new:
        book.base[key] = now
        if key in book.remote and book.remote[key].version <= now.version:
            del book.remote[key]
    else:  # landed, and somebody has overtaken it since: the number is that of their value
        book.base[key] = Known(new, 0)
        _put_remote(book, key, now)
    return True


def _told(book: SharedBook, key: Key, version: int) -> None:
    """A value need not be told again."""
    left = [known for known in book.recover.pop(key, []) if known.version != version]
    if left:
        book.recover[key] = left


def _met_conflict(book: SharedBook, sheet: Sheet, edit: Json, result: Json) -> None:
    """Somebody was faster. Where a person has decided meanwhile, their decision stands here too."""
    key = (edit["acc"], edit["field"])
    _put_remote(book, key, Known(result["value"], result["ver"]))
    if not result.get("choice"):
        name, theirs = result.get("conflict") or edit["op"], result.get("theirs") or ""
        by, at = result.get("by") or "", result.get("at") or ""
        book.conflicts[name] = Conflict(name, *key, edit["base"], edit["new"], theirs, by, at)
    elif sheet.values.get(key) == edit["new"] and not sheet.is_held(key) and key not in book.in_conflict():
        _agree(book, sheet, key, book.remote[key])


def _event_answered(book: SharedBook, event: str, result: Json | None) -> bool:
    book.recover_events.discard(event)
    if result is None or event not in book.events:
        return False
    if result["r"] == "rejected":
        book.refused_events[event] = _refusal("", result)
        return False
    book.events[event]["seq"] = result.get("seq") or 1
    return True


def _choice_answered(book: SharedBook, conflict: str, result: Json | None) -> None:
    """A decision that is not theirs to make leaves the conflict open; one the server has forgotten needs none."""
    book.settled.pop(conflict, None)
    found = book.decided.pop(conflict, None)
    if found is not None and result is not None and result["r"] == "rejected" and result.get("why") != NO_CONFLICT:
        book.conflicts[conflict] = found
        book.refused_choices[conflict] = found.key, _refusal("", result)


def _refusal(value: str, result: Json | None) -> Refusal:
    told = result or {}
    return Refusal(value, told.get("why") or INTERNAL, told.get("sentence") or "The server did not take this.")


# -- what others did ---------------------------------------------------------------------------------------------------


def _offer_again(book: SharedBook, uids: Collection[str]) -> None:
    """What was refused of accounts that are listed anew may be taken now."""
    book.refused = {key: one for key, one in book.refused.items() if key[0] not in uids}
    book.refused_events = {
        name: one for name, one in book.refused_events.items() if book.events.get(name, {}).get("acc") not in uids
    }  # fmt: skip


def _take(book: SharedBook, sheet: Sheet, key: Key, known: Known) -> bool:
    """A cell as the server has it; whether it is new here. The base never moves under an edit not sent yet."""
    base = book.known(key)
    if key in book.recover:
        book.remote[key] = known
        return False
    if known.version <= base.version:
        return False
    own = sheet.values.get(key, base.value)
    is_free = not sheet.is_held(key) and key not in _pending_keys(book) and key not in book.in_conflict()
    if is_free and own in (base.value, known.value):
        _agree(book, sheet, key, known)
    else:
        _put_remote(book, key, known)
    return True


def _agree(book: SharedBook, sheet: Sheet, key: Key, known: Known) -> None:
    sheet.values[key] = known.value
    book.base[key] = known
    book.remote.pop(key, None)


def _put_remote(book: SharedBook, key: Key, known: Known) -> None:
    if key not in book.remote or book.remote[key].version < known.version:
        book.remote[key] = known


def _take_event(book: SharedBook, event: Json) -> bool:
    is_new = event["id"] not in book.events
    book.recover_events.discard(event["id"])
    book.events[event["id"]] = dict(event)
    return is_new


def _take_conflict(book: SharedBook, sheet: Sheet, row: Json) -> None:
    """One settled elsewhere is over here too; one of this workbook that its file does not know is listed again."""
    key = (row["acc"], row["field"])
    base = book.known(key)
    own = sheet.values.get(key, base.value)
    here = book.conflicts.get(row["id"])
    if here is not None and row["choice"]:
        del book.conflicts[row["id"]]
        is_free = not sheet.is_held(key) and key not in book.in_conflict()
        if own == here.mine and is_free and key in book.remote:
            _agree(book, sheet, key, book.remote[key])
        return
    is_ours = here is None and not row["choice"] and row["workbook"] == book.workbook and row["id"] not in book.settled
    if is_ours and own == row["mine"] != base.value and key not in book.in_conflict():
        book.conflicts[row["id"]] = Conflict(
            row["id"], *key, row["base"], row["mine"], row["theirs"], row["their_author"], row["at"]
        )


def _close(book: SharedBook, key: Key, value: str) -> None:
    """The conflicts of a cell are over: its two values have become one."""
    _decide(book, key, lambda one: MINE if value == one.mine else THEIRS)


def _decide(book: SharedBook, key: Key, choice: Callable[[Conflict], str]) -> None:
    """The conflicts of a cell are decided; they are kept until the server has taken it."""
    for one in [one for one in book.conflicts.values() if one.key == key]:
        book.settled[one.id] = choice(one)
        book.decided[one.id] = book.conflicts.pop(one.id)


def _pending_keys(book: SharedBook) -> set[Key]:
    pushes = [push for push in (book.pending, book.waiting) if push is not None]
    return {(edit["acc"], edit["field"]) for push in pushes for edit in push["edits"]}
