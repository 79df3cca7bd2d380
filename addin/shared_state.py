"""What a shared workbook remembers between two syncs: what it last knew, what waits, what a person has to decide.

All of it is saved, copied and restored together with the workbook. Nothing here is secret, and no clock is read.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from addin.archive import ArchiveError

#: Id of an account and key of a field.
Key = tuple[str, str]
Json = dict[str, Any]


class Known(NamedTuple):
    """A value with the number of the change that made it; 0 where the field was never filled in."""

    value: str
    version: int


class Account(NamedTuple):
    """Who an id stands for."""

    company: str
    number: str
    name: str


class Refusal(NamedTuple):
    """What the server said to an edit or an event it does not take."""

    value: str
    why: str
    sentence: str


@dataclass(frozen=True)
class Conflict:
    """Two people changed one cell: what the workbook's own edit was, and by whom the other one is."""

    id: str
    account: str
    field: str
    base: str
    mine: str
    theirs: str
    by: str
    at: str

    @property
    def key(self) -> Key:
        """The cell it is about."""
        return self.account, self.field


NOTHING = Known("", 0)


@dataclass
class Sheet:
    """The shared cells of a workbook as a person left them.

    values: canonical; a cell whose row is gone is not there | held: cells that can be neither read nor written now
    (an error, a formula, an account that stands twice with different values) | is_file: cells that are not in `values`
    are held too: what was never shown in a cell must not be what an edit is based on
    """

    values: dict[Key, str] = field(default_factory=dict)
    held: set[Key] = field(default_factory=set)
    is_file: bool = False

    def is_held(self, key: Key) -> bool:
        """Whether a cell can be neither read nor written now."""
        return key in self.held or (self.is_file and key not in self.values)


@dataclass
class SharedBook:
    """The state of one workbook.

    server, epoch, cursor: whose it is, and up to where it was read | workbook: the id of this copy | nonce: where it
    lay | base: what each cell held when workbook and server last agreed | remote: what the server holds where that
    is newer than an edit not sent yet | pending: the one push under way, to be sent again unchanged until it is
    answered; waiting: the same, after it met a restored server | events: by id; `seq` 0 until the server has it
    settled: decisions not sent yet, by the conflicts in `decided` | refused, refused_events: what the server did not
    take and why; offered again where it says something else, or the account was given anew | recover: what a restored
    server has to be told again | gone: accounts no longer here, and why; unlisted: not seen yet in a reading from the
    start | marks: what sheets looked like
    """

    workbook: str = ""
    server: str = ""
    epoch: str = ""
    cursor: int = 0
    nonce: str = ""
    restored_from: int = 0
    base: dict[Key, Known] = field(default_factory=dict)
    remote: dict[Key, Known] = field(default_factory=dict)
    pending: Json | None = None
    waiting: Json | None = None
    events: dict[str, Json] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    decided: dict[str, Conflict] = field(default_factory=dict)
    refused: dict[Key, Refusal] = field(default_factory=dict)
    refused_events: dict[str, Refusal] = field(default_factory=dict)
    recover: dict[Key, list[Known]] = field(default_factory=dict)
    recover_events: set[str] = field(default_factory=set)
    accounts: dict[str, Account] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    marks: Json = field(default_factory=dict)
    #: Of this sync alone: whose token it speaks with, and the decisions the server did not take.
    user: str = ""
    refused_choices: dict[str, tuple[Key, Refusal]] = field(default_factory=dict)

    def known(self, key: Key) -> Known:
        """What workbook and server last agreed on."""
        return self.base.get(key, NOTHING)

    def in_conflict(self) -> set[Key]:
        """Cells that wait for a person."""
        return {one.key for one in self.conflicts.values()}

    def unsent_events(self) -> list[Json]:
        """Events the server does not have yet."""
        return [one for one in self.events.values() if not one["seq"]]


def to_json(book: SharedBook) -> dict[str, Json]:
    """The state as JSON, one object for each hidden sheet: base, remote, pending, events, meta."""
    return {
        "base": _cells_json(book.base),
        "remote": _cells_json(book.remote),
        "pending": {"push": book.pending, "waiting": book.waiting},
        "events": {"events": list(book.events.values())},
        "meta": {
            "workbook": book.workbook, "server": book.server, "epoch": book.epoch, "cursor": book.cursor,
            "nonce": book.nonce, "restored_from": book.restored_from,
            "conflicts": [asdict(one) for one in book.conflicts.values()], "settled": book.settled,
            "decided": [asdict(one) for one in book.decided.values()],
            "refused": [[*key, *one] for key, one in book.refused.items()],
            "refused_events": [[name, *one] for name, one in book.refused_events.items()],
            "recover": [[*key, *known] for key, lost in book.recover.items() for known in lost],
            "recover_events": sorted(book.recover_events),
            "accounts": {uid: list(one) for uid, one in book.accounts.items()}, "gone": book.gone,
            "unlisted": sorted(book.unlisted), "marks": book.marks,
        },
    }  # fmt: skip


def from_json(parts: dict[str, Json]) -> SharedBook:
    """The state again. Raises ArchiveError where it is damaged."""
    try:
        return _from_json(parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError(
            "The hidden sheets of the shared state are damaged: take an older copy, or attach anew."
        ) from error


def _from_json(parts: dict[str, Json]) -> SharedBook:
    meta = parts["meta"]
    return SharedBook(
        workbook=_text(meta["workbook"]),
        server=_text(meta["server"]),
        epoch=_text(meta["epoch"]),
        nonce=_text(meta["nonce"]),
        cursor=int(meta["cursor"]),
        restored_from=int(meta["restored_from"]),
        base=_cells(parts["base"]["cells"]),
        remote=_cells(parts["remote"]["cells"]),
        pending=_push(parts["pending"]["push"]),
        waiting=_push(parts["pending"]["waiting"]),
        events={_text(one["id"]): _event(one) for one in parts["events"]["events"]},
        conflicts=_conflicts(meta["conflicts"]),
        decided=_conflicts(meta.get("decided", [])),
        refused={(_text(one[0]), _text(one[1])): Refusal(*map(_text, one[2:])) for one in meta.get("refused", [])},
        refused_events={_text(one[0]): Refusal(*map(_text, one[1:])) for one in meta.get("refused_events", [])},
        settled={_text(name): _text(choice) for name, choice in meta["settled"].items()},
        recover=_lost(meta["recover"]),
        recover_events=set(map(_text, meta["recover_events"])),
        accounts={_text(uid): Account(*map(_text, one)) for uid, one in meta["accounts"].items()},
        gone={_text(uid): _text(why) for uid, why in meta["gone"].items()},
        unlisted=set(map(_text, meta["unlisted"])),
        marks=dict(meta["marks"]),
    )


def _cells_json(cells: dict[Key, Known]) -> Json:
    return {"cells": [[*key, *known] for key, known in cells.items()]}


def _cells(rows: list[Any]) -> dict[Key, Known]:
    return {(_text(account), _text(name)): Known(_text(value), int(version)) for account, name, value, version in rows}


def _lost(rows: list[Any]) -> dict[Key, list[Known]]:
    found: dict[Key, list[Known]] = {}
    for account, name, value, version in rows:
        found.setdefault((_text(account), _text(name)), []).append(Known(_text(value), int(version)))
    return found


def _conflicts(rows: list[Any]) -> dict[str, Conflict]:
    return {one["id"]: Conflict(**{name: _text(one[name]) for name in one}) for one in rows}


def _push(push: Json | None) -> Json | None:
    if push is not None and not {"batch", "edits", "events", "settle"} <= push.keys():
        raise KeyError("push")
    return push


def _event(one: Json) -> Json:
    told = {"day": None, "corrects": None, "who": "", "at": "", **one}
    for name in ("id", "acc", "kind", "who", "at"):
        _text(told[name])
    return {**told, "seq": int(one["seq"]), "data": dict(one["data"])}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
