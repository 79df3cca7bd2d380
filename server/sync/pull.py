"""GET /v1/pull: what changed after a cursor, of the accounts one sees; one consistent view, page by page."""

from typing import Any

from sqlalchemy import Connection, Engine

from addin.protocol import OLDEST_PROTOCOL, PROTOCOL
from addin.wire import (
    AccountRow,
    GoneRow,
    Pull,
    PullAnswer,
    PulledConflict,
    PulledEvent,
    PulledUser,
)  # fmt: skip
from receivables.days import iso
from server.rights import User
from server.store import feed, shared_accounts
from server.store import sync as sync_store
from server.store.conflicts import Conflict
from server.store.database import sharing, snapshot
from server.store.events import StoredEvent
from server.store.feed import Window
from server.store.sync import Clock
from server.sync.push import ProtocolError

#: Changes of one page; what belongs to a listed account comes beside them.
PAGE = 5_000


class WentBackError(Exception):
    """The workbook knows more than the store: it was put back without a new epoch."""


def prepare(engine: Engine, *, is_first: bool = True) -> None:
    """See to it that there is a clock, and before a workbook's first pull that every customer has a uid."""
    with snapshot(engine) as connection:
        is_ready = sync_store.read_clock(connection) is not None
        is_ready = is_ready and not (is_first and shared_accounts.lacks_accounts(connection))
    if not is_ready:
        with sharing(engine) as connection:
            sync_store.locked_clock(connection)
            shared_accounts.ensure_accounts(connection)


def pull(connection: Connection, user: User, asked: Pull, page: int = PAGE) -> PullAnswer:
    """One page, out of a snapshot; `prepare` came before. Raises ProtocolError, WentBackError."""
    if asked.protocol < OLDEST_PROTOCOL:
        raise ProtocolError("This workbook's Relance is too old for this server: update it.")
    clock = sync_store.read_clock(connection)
    if clock is None:
        raise LookupError("nothing is shared yet: `prepare` comes first")
    if asked.protocol > PROTOCOL or (asked.epoch and asked.epoch != clock.epoch):
        status = "upgrade" if asked.protocol > PROTOCOL else "resync"
        return PullAnswer.model_validate({**_whose(clock), "status": status, "user": _told_user(user)})
    if asked.cursor > clock.seq:
        raise WentBackError(
            "This server knows less than this workbook: its data were put back without `relance restore`; "
            "nothing was changed, whoever keeps the server has to look."
        )
    numbers = feed.numbers_after(connection, asked.cursor, page + 1)
    is_more = len(numbers) > page
    upto = numbers[page - 1] if is_more else clock.seq
    told = _changes(connection, user, (asked.cursor, upto)) if numbers else {}
    return PullAnswer(status="ok", cursor=upto, more=is_more, user=_told_user(user), **_whose(clock), **told)


def _changes(connection: Connection, user: User, window: Window) -> dict[str, Any]:
    accounts, gone = _accounts(connection, user, window)
    return {
        "accounts": accounts,
        "gone": gone,
        "cells": [one for one in feed.cells(connection, window) if user.sees(one[0])],
        "events": [_event(one) for one in feed.events(connection, window) if user.sees(one.uid)],
        "conflicts": [_conflict(one) for one in feed.conflicts(connection, window) if user.sees(one.uid)],
    }


def _event(one: StoredEvent) -> PulledEvent:
    return PulledEvent(
        id=one.id, acc=one.uid, kind=one.kind, day=iso(one.day) or "", data=one.data, corrects=one.corrects,
        who=one.who, at=one.at, seq=one.seq,
    )  # fmt: skip


def _conflict(one: Conflict) -> PulledConflict:
    return PulledConflict(
        id=one.id, acc=one.uid, field=one.field, base=one.base, mine=one.mine, theirs=one.theirs, who=one.who,
        their_author=one.their_author, at=one.at, workbook=one.workbook, choice=one.choice, settled_by=one.settled_by,
    )  # fmt: skip


def _accounts(connection: Connection, user: User, window: Window) -> tuple[list[AccountRow], list[GoneRow]]:
    """The accounts listed, and those gone; from the start of all, what is not listed is not theirs."""
    listed: list[AccountRow] = []
    gone: list[GoneRow] = []
    for one, company in feed.accounts(connection, window):
        if one.merged_into:
            gone.append((one.uid, f"merged_into:{one.merged_into}"))
        elif not user.sees(one.uid):
            gone += [(one.uid, "not_yours")] if window[0] else []
        elif one.is_archived:
            gone.append((one.uid, "archived"))
        else:
            listed.append((one.uid, company, one.account, one.name))
    return listed, gone


def _whose(clock: Clock) -> dict[str, Any]:
    return {"server": clock.server, "epoch": clock.epoch, "restored_from": clock.restored_from}


def _told_user(user: User) -> PulledUser:
    return PulledUser(name=user.name, role=user.role, accounts="all" if user.uids is None else "portfolio")
