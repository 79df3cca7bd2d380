"""One sync of a shared workbook, from its cells to the server and back; the same for a closed file and live Excel.

The server is asked before anything is written: while it is down, or is another one, the workbook stays as it was.
State and cells are always saved together: a base without its cell would look like an edit.
"""

import hashlib
import platform
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from addin.conflict_sheet import apply_choices, conflict_writes, standing
from addin.event_sheets import EventReading, event_writes, read_events
from addin.protocol import INTERNAL
from addin.row_ids import remember
from addin.server_client import BatchReusedError, ServerError
from addin.shared_reading import Reading, Refused
from addin.shared_state import Account, Conflict, Json, SharedBook, from_json, to_json
from addin.shared_tables import Host, Table, Writes
from addin.sheets import read_accounts, writes_of
from addin.sync_client import (
    OtherServerError,
    forget_refusals,
    freeze,
    pulled,
    push_answered,
    unfreeze,
)

#: Pushes and pulls of one sync; more than that is no end.
_MOST_STEPS = 400


class Line(Protocol):
    """The way to the server."""

    def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
        """One page of what others did."""
        ...

    def push(self, batch: Json) -> Json:
        """What became of a batch."""
        ...


@dataclass
class Outcome:
    """What one sync did: edits and events sent, those that landed, cells and events of others that came."""

    pushed: int = 0
    applied: int = 0
    pulled: int = 0
    conflicts: list[dict[str, str]] = field(default_factory=list)
    rejected: list[Refused] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As the command tells it."""
        return {
            "pushed": self.pushed, "applied": self.applied, "conflicts": self.conflicts, "pulled": self.pulled,
            "rejected": [one._asdict() for one in self.rejected], "notices": self.notices,
        }  # fmt: skip


def synchronise(
    host: Host, line: Line, *, last_cursor: Callable[[str, str], int] = lambda _workbook, _epoch: 0,
    progress: Callable[[str], None] = lambda _text: None, random_id: Callable[[], str] = lambda: secrets.token_hex(16),
) -> Outcome:  # fmt: skip
    """Send what changed, take in what others did.

    last_cursor: up to where the file of a workbook id is known to have been synchronised; an older file says so.
    Raises ReceivablesError with a sentence; the workbook is then as it was, or keeps the batch that was under way.
    """
    return _Sync(host, line, progress, random_id).run(last_cursor)


def own_nonce(place: str) -> str:
    """What tells a copy from its original: where it lies, on which machine."""
    return hashlib.sha256(f"{platform.node()}\n{place}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


class _Sync:
    def __init__(self, host: Host, line: Line, progress: Callable[[str], None], random_id: Callable[[], str]) -> None:
        self._host, self._line, self._progress, self._random_id = host, line, progress, random_id
        self._outcome = Outcome()
        self._book = from_json(host.state())
        self._known_events = set(self._book.events)
        self._tables: list[Table] = []
        self._reading, self._events = Reading(), EventReading()

    def run(self, last_cursor: Callable[[str, str], int]) -> Outcome:
        self._note_copy(last_cursor)
        self._progress("asking the server")
        page = self._page()
        self._book.user = (page.get("user") or {}).get("name", "")
        for uid, *account in page["accounts"]:
            self._book.accounts.setdefault(uid, Account(*account))
        self._read()
        self._outcome.rejected += [*self._reading.refused, *self._events.refused]
        self._outcome.notices += self._reading.notices
        self._forget_refusals()
        remember(self._book, self._tables, self._reading.faulty | self._events.faulty)
        self._pull(page)
        self._outcome.rejected += apply_choices(self._book, self._reading.sheet, self._tables)
        if self._push_all():
            self._pull(self._page())
        self._save()
        self._tell()
        return self._outcome

    def _note_copy(self, last_cursor: Callable[[str, str], int]) -> None:
        book, nonce = self._book, own_nonce(self._host.place)
        book.marks.setdefault("lineage", book.workbook)
        if book.nonce and book.nonce != nonce:
            book.workbook = self._random_id()
            self._outcome.notices.append("This file was copied or moved: it is a workbook of its own from now on.")
        elif last_cursor(book.workbook, book.epoch) > book.cursor:
            self._outcome.notices.append(
                "This file is older than its last synchronisation: what was changed in it since may show as a conflict."
            )
        book.nonce = nonce

    def _read(self) -> None:
        self._tables = self._host.tables()
        self._reading = read_accounts(self._book, self._tables)
        self._events = read_events(self._book, self._tables)

    def _forget_refusals(self) -> None:
        """What the server stumbled over is sent again; so is what a person has changed since it was refused."""
        book, rows = self._book, set(self._events.rows.values())
        forget_refusals(book, self._reading.sheet)
        for name, refusal in list(book.refused_events.items()):
            event = book.events.get(name)
            if event is not None and not event["seq"] and name not in rows and event["kind"] in self._events.kinds:
                del book.events[name]  # its row was deleted, or says something else
            if name not in book.events or book.events[name]["seq"] or refusal.why == INTERNAL:
                del book.refused_events[name]

    def _page(self) -> Json:
        answer = self._line.pull(self._book.cursor, self._book.epoch, self._book.workbook)
        if self._book.server and answer["server"] != self._book.server:
            raise OtherServerError("This workbook belongs to another server; nothing was changed.")
        return answer

    def _pull(self, page: Json) -> None:
        for _ in range(_MOST_STEPS):
            self._outcome.pulled += pulled(self._book, self._reading.sheet, page)
            if page["status"] == "ok" and not page["more"]:
                return
            page = self._page()
        raise ServerError("The server has no end of changes: ask whoever keeps it.")

    def _push_all(self) -> bool:
        """Whether anything was sent."""
        for step in range(_MOST_STEPS):
            batch = freeze(self._book, self._reading.sheet, self._random_id)
            if batch is None:
                return step > 0
            self._progress("saving what is sent")
            self._save()
            self._progress("sending")
            self._push(batch)
        raise ServerError("There is no end of changes to send: nothing more was sent.")

    def _push(self, batch: Json) -> None:
        try:
            answer = self._line.push(batch)
        except BatchReusedError:
            unfreeze(self._book)
            return
        done = push_answered(self._book, self._reading.sheet, answer)
        self._outcome.pushed += done.sent
        self._outcome.applied += done.applied
        if answer["status"] == "resync":
            self._pull(self._page())

    def _save(self) -> None:
        """State and cells at once; then the cells as they stand now are what the next save is compared with."""
        writes: Writes = {}
        new = [one for one in self._book.events if one not in self._known_events]
        events, event_rows = event_writes(self._book, self._events, new)
        conflicts, conflict_rows = conflict_writes(self._book, self._reading.sheet, self._tables)
        for part in (writes_of(self._book, self._reading), events, conflicts):
            for sheet, cells in part.items():
                writes.setdefault(sheet, {}).update(cells)
        self._host.save(to_json(self._book), writes, {**event_rows, **conflict_rows})
        if any(writes.values()):
            values = self._reading.sheet
            self._read()
            values.held |= self._reading.sheet.held
            self._reading.sheet = values

    def _tell(self) -> None:
        """The server's refusals with their addresses, and the conflicts that are open."""
        book, outcome = self._book, self._outcome
        for key, refusal in book.refused.items():
            outcome.rejected.append(Refused(self._reading.cell(key), refusal.sentence or refusal.why))
        for event, refusal in book.refused_events.items():
            outcome.rejected.append(Refused(self._events.cell(event), refusal.sentence or refusal.why))
        for key, refusal in book.refused_choices.values():
            outcome.rejected.append(Refused(self._reading.cell(key), refusal.sentence or refusal.why))
        outcome.conflicts = [_told(book, one) for one in book.conflicts.values()]


def _told(book: SharedBook, one: Conflict) -> dict[str, str]:
    account = book.accounts.get(one.account)
    theirs, by, _ = standing(book, one)
    return {
        "account": account.number if account else one.account, "field": one.field, "mine": one.mine,
        "theirs": theirs, "by": by,
    }  # fmt: skip
