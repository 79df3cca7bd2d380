"""Planted bugs: each switches off one rule of the protocol; the fuzz has to notice."""

from collections.abc import Callable
from typing import Any

import pytest

from addin import sync_client
from addin.shared_state import Key, Known, SharedBook, Sheet
from receivables.merge import Verdict
from server.sync import edits, push
from tests.sync_fuzz import Run
from tests.sync_world import Json


def last_one_wins(patch: pytest.MonkeyPatch) -> None:
    """The server writes every edit, whatever it was based on."""
    patch.setattr(edits, "verdict", lambda *_: Verdict.SET)


def stale_replay(patch: pytest.MonkeyPatch) -> None:
    """A push that comes again is answered as the first time, though somebody has gone on since."""
    patch.setattr(push, "refreshed", lambda _connection, _sender, _edits, results: list(results))


def base_advances(patch: pytest.MonkeyPatch) -> None:
    """A pull moves the base under an edit that was not sent yet."""

    def put(book: SharedBook, key: Key, known: Known) -> None:
        book.base[key] = known

    patch.setattr(sync_client, "_put_remote", put)


def remote_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What others wrote under an edit that was undone is not taken over before the next edit."""
    patch.setattr(sync_client, "settle", lambda _book, _sheet: None)


def counted_pushes(patch: pytest.MonkeyPatch) -> None:
    """The server tells pushes by a count in the workbook: a copy of the file counts alike."""
    freeze, send, last = sync_client.freeze, Run.send, dict[str, int]()

    def counting(book: SharedBook, sheet: Sheet, random_id: Callable[[], str]) -> Json | None:
        before = book.pending
        told = freeze(book, sheet, random_id)
        if told is not None and before is None:
            book.marks["count"] = book.marks.get("count", 0) + 1
        return told

    def known(self: Run, user: Any, told: Json) -> Json:
        file = next(one for one in self.files if one.book.pending and one.book.pending["batch"] == told["batch"])
        count = file.book.marks["count"]
        if count <= last.get(told["workbook"], 0):
            return {
                "status": "done", "settled": [],
                "results": [{"op": one["op"], "r": "ok", "ver": 0, "value": one["new"]} for one in told["edits"]],
                "events": [{"id": one["id"], "r": "ok", "seq": 1} for one in told["events"]],
            }  # fmt: skip
        last[told["workbook"]] = count
        return send(self, user, told)

    patch.setattr(sync_client, "freeze", counting)
    patch.setattr(Run, "send", known)
    patch.setattr(Run, "duplicate", lambda _self, _file: None)
    patch.setattr(Run, "__init__", _forgetting(Run.__init__, last))


def _forgetting(init: Callable[..., None], last: dict[str, int]) -> Callable[..., None]:
    def fresh(self: Run, *args: Any, **options: Any) -> None:
        last.clear()
        init(self, *args, **options)

    return fresh


def not_frozen(patch: pytest.MonkeyPatch) -> None:
    """A push whose answer was lost is made anew."""
    freeze = sync_client.freeze

    def anew(book: SharedBook, sheet: Sheet, random_id: Callable[[], str]) -> Json | None:
        book.pending = None
        return freeze(book, sheet, random_id)

    patch.setattr(sync_client, "freeze", anew)


BUGS = (last_one_wins, stale_replay, base_advances, remote_forgotten, counted_pushes)
