"""What a shared workbook shows of what people agreed and noted about accounts, for one user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class SharedName(NamedTuple):
    """Who an id stands for: company, the customer's number, name."""

    company: str
    account: str
    name: str


@dataclass(frozen=True)
class SharedEvent:
    """One event as it stands (what a correction replaced is not shown).

    day: as in `receivables.days` | data: as `receivables.followup.events.checked_event` has it | state: what became of
    it in words (fr, en), '' where nothing can | at: instant, ISO
    """

    id: str
    uid: str
    kind: str
    day: int
    data: Mapping[str, Any]
    state: tuple[str, str]
    who: str
    at: str


@dataclass(frozen=True)
class SharedReport:
    """The shared state of the accounts one user may see.

    uids: (company, account as the balance names it) -> id of its shared account; several rows may have one
    names: id -> who it stands for | cells: (id, field) -> canonical value of the fields that are filled
    events: of all kinds, oldest first | people: who may be named as owner
    """

    user: str
    uids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, SharedName] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    events: Sequence[SharedEvent] = ()
    people: Sequence[str] = ()

    def events_of(self, kind: str) -> list[SharedEvent]:
        """Those of a kind, the newest first."""
        own = [one for one in self.events if one.kind == kind]
        return sorted(own, key=lambda one: (one.day, one.at, one.id), reverse=True)
