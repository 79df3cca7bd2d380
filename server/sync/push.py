"""POST /v1/push: a frozen batch of edits, events and decisions, in one transaction; answered once, however often it
comes."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import Connection

from addin.protocol import NO_CONFLICT, NOT_ALLOWED, OLDEST_PROTOCOL, PROTOCOL
from addin.wire import Push, PushAnswer, Settle, SettleResult
from server.rights import User
from server.store import sync as sync_store
from server.store.conflicts import Conflict, find_conflicts
from server.sync.conflicts import settled
from server.sync.edits import apply_edits, refreshed
from server.sync.events import apply_events
from server.sync.parts import Sender

#: A workbook may sleep for a year with a push it does not know the answer of.
BATCH_DAYS = 400
_NOT_YOURS = "This conflict is decided by those who met in it, or by the credit manager."


class OtherServerError(Exception):
    """The push is for another server."""


class BatchReusedError(Exception):
    """Another push bears this batch's id."""


class ProtocolError(Exception):
    """The client speaks a protocol this server has given up."""


def push(connection: Connection, user: User, told: Push, at: str) -> PushAnswer:
    """Apply a push, or answer it again. Raises OtherServerError, BatchReusedError, ProtocolError."""
    if told.protocol < OLDEST_PROTOCOL:
        raise ProtocolError("This workbook's Relance is too old for this server: update it.")
    if told.protocol > PROTOCOL:
        return PushAnswer(status="upgrade")
    clock = sync_store.locked_clock(connection)
    if told.server != clock.server:
        raise OtherServerError("This workbook belongs to another server.")
    if told.epoch != clock.epoch:
        return PushAnswer(status="resync", epoch=clock.epoch, seq=clock.seq)
    sender = Sender(user, told.workbook, at, sync_store.load_gaps(connection))
    known, sha256 = sync_store.find_batch(connection, told.batch), content_hash(told)
    if known is None:
        return _applied(connection, sender, told, sha256)
    if known[0] != sha256:
        raise BatchReusedError("This batch was sent before, with other edits in it.")
    answer = PushAnswer.model_validate_json(known[1])
    results = refreshed(connection, sender, told.edits, answer.results)
    return answer.model_copy(update={"results": results, "epoch": clock.epoch, "seq": clock.seq})


def content_hash(told: Push) -> str:
    """Of what a push does: the same batch may come in another epoch, or out of a copy of its workbook."""
    parts = told.model_dump(include={"edits", "events", "settle"})
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _applied(connection: Connection, sender: Sender, told: Push, sha256: str) -> PushAnswer:
    settled = _settle(connection, sender, told.settle)
    results = apply_edits(connection, sender, told.edits)
    events = apply_events(connection, sender, told.events)
    seq = sync_store.last_number(connection)
    answer = PushAnswer(status="done", epoch=told.epoch, seq=seq, results=results, events=events, settled=settled)
    text = answer.model_dump_json(exclude_none=True)
    sync_store.drop_batches(connection, _days_before(sender.at, BATCH_DAYS))
    sync_store.save_batch(connection, told.batch, sha256, text, sender.at)
    return answer


def _settle(connection: Connection, sender: Sender, settle: Sequence[Settle]) -> list[SettleResult]:
    """Close conflicts; those of others are the manager's."""
    known = find_conflicts(connection, (one.conflict for one in settle)) if settle else {}
    results: list[SettleResult] = []
    closed: list[Conflict] = []
    choices: list[str] = []
    for one in settle:
        found, user = known.get(one.conflict), sender.user
        is_party = found is not None and (user.name in (found.who, found.their_author) or user.may("settle"))
        if found is None:
            results.append(SettleResult(conflict=one.conflict, r="rejected", why=NO_CONFLICT))
        elif not is_party or not user.sees(found.uid):
            results.append(SettleResult(conflict=one.conflict, r="rejected", why=NOT_ALLOWED, sentence=_NOT_YOURS))
        elif found.choice:
            results.append(SettleResult(conflict=one.conflict, r="already"))
        else:
            closed.append(found)
            choices.append(one.choice)
            results.append(SettleResult(conflict=one.conflict, r="ok"))
    settled(connection, closed, choices, sender.user.name, sender.at)
    return results


def _days_before(at: str, days: int) -> str:
    return (dt.datetime.fromisoformat(at) - dt.timedelta(days=days)).isoformat()
