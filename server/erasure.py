"""A person's right to be forgotten (GDPR, article 17): their name, number or address goes from every text we keep.

What was said about the customer's debt stays; the words that tell who the person is do not. A reminder that would say
them does not leave. On the disk letters that were posted stay, with their proofs (`erased_letters`). Backups made
before still hold the words: they age out by the owner's own rule; so do previews and drafts, in folders that only their
owner knows. Send ledgers hold no name and no address.
"""

import itertools
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from server import audit
from server.errors import UserError
from server.near_names import near_variants
from server.store import audit as audit_store
from server.store import campaign_states as states
from server.store import erasure as store
from server.store.campaign_messages import Message, message_of, move
from server.store.cells import Change, save_changes
from server.store.shared_accounts import touch_all
from server.store.sync import locked_clock, ticks

ERASED = "[effacé]"
_FEWEST = 3
#: A cell of these is the person; of others the words about them go, the rest stays.
_OF_A_PERSON = {"contact", "phone", "email"}


def erase(connection: Connection, words: Sequence[str], at: str, who: str) -> dict[str, Any]:
    """Erase words (whole words, capitals or not) everywhere; how many places of each kind.

    Raises UserError for a word too short to be a person's.
    """
    locked_clock(connection)  # as every push does: one that stands before us in line is read whole
    is_theirs, change = _rules(words)
    cells = _erased_cells(connection, is_theirs, change, at, who)
    held = [one for one in messages_about(connection, words) if one.state in states.NOT_BEGUN]
    for one in held:
        _hold_back(connection, one, at, who)
    counts = store.replaced(connection, change)
    seqs = [seq for seq, _, text in audit_store.texts(connection) if is_theirs(text)]
    audit.forget(connection, seqs, at, who, "texts_erased", {"reason": "a person's request"})
    found = {**({"account_cells": cells} if cells else {}), **counts, **({"audit_texts": len(seqs)} if seqs else {}),
             **({"messages_held_back": len(held)} if held else {})}  # fmt: skip
    if found:
        touch_all(connection)
    audit_store.append(connection, at, who, "person_erased", "", {"places": found})
    return {"erased": found, "places": sum(found.values())}


def messages_about(connection: Connection, words: Sequence[str]) -> list[Message]:
    """The reminders, sent or not, that say these words. Raises UserError as `erase`."""
    locked_clock(connection)
    found = (message_of(connection, key) for key in store.messages_with(connection, _rules(words)[0]))
    return [one for one in found if one is not None]


def also_found(connection: Connection, words: Sequence[str]) -> list[dict[str, Any]]:
    """{"text", "places"} of what is left that looks like the person, for somebody to judge."""
    texts = itertools.chain(store.texts(connection), (text for _, _, text in audit_store.texts(connection)))
    return [{"text": text, "places": count} for text, count in near_variants(words, texts)]


def _rules(words: Sequence[str]) -> tuple[Callable[[str], bool], Callable[[str], str]]:
    told = [" ".join(word.split()) for word in words]
    if not told or any(len(word) < _FEWEST for word in told):
        raise UserError(f"Name the person by words of {_FEWEST} signs or more: name, phone number, e-mail address.")
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(told, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    return (lambda text: pattern.search(text) is not None), (lambda text: pattern.sub(ERASED, text))


def _hold_back(connection: Connection, message: Message, at: str, who: str) -> None:
    """A reminder that has not left and says the person's name, or goes to their address, does not leave."""
    values: dict[str, Any] = {"reason": "erased", "token": "", "lease_ms": 0}
    move(connection, message.id, message.state, states.SKIPPED, at, who, detail="erased", **values)


def _erased_cells(
    connection: Connection, is_theirs: Callable[[str], bool], change: Callable[[str], str], at: str, who: str
) -> int:
    """Empty or change the shared fields, as an edit does: every workbook receives it."""
    found = store.cells_with(connection, is_theirs)
    if found:
        numbers = ticks(connection, len(found))
        new = ["" if field in _OF_A_PERSON else change(value) for _, field, value in found]
        save_changes(connection, [
            Change(seq, uuid.uuid4().hex, uid, field, old, old, now, who, at)
            for seq, (uid, field, old), now in zip(numbers, found, new, strict=True)
        ])  # fmt: skip
    return len(found)
