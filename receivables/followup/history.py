"""Events as they stand: each with its last correction, known by the id and the day it was first told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from receivables.followup.events import CANCELLED


class Noted(Protocol):
    """An event as it is kept."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def uid(self) -> str:
        """Of its account."""

    @property
    def kind(self) -> str:
        """Key of EVENT_KINDS."""

    @property
    def day(self) -> int:
        """When it happened, or was corrected."""

    @property
    def data(self) -> Mapping[str, Any]:
        """As `checked_event` wrote it."""

    @property
    def corrects(self) -> str | None:
        """Id of the event it stands for from now on, None where it is new."""

    @property
    def who(self) -> str:
        """Who noted it."""


@dataclass(frozen=True)
class Standing:
    """What an event and its corrections say together.

    first: id of the event that was corrected, and corrected again | last: id of the one in force, which a further
    correction names | day, changed: when the first happened, when the last was told | who: noted the first
    """

    first: str
    last: str
    uid: str
    kind: str
    day: int
    changed: int
    who: str
    data: Mapping[str, Any]

    @property
    def is_cancelled(self) -> bool:
        """Taken back, or entered by mistake."""
        return bool(self.data.get("status", "") == CANCELLED)


def standing_events(events: Iterable[Noted], until: int | None = None) -> list[Standing]:
    """Events, those told before first -> as they stand (of what was told up to a day, where one is given).

    After a restore a correction may be told again before what it corrects: they are joined by its name, not by order.
    """
    known = [one for one in events if until is None or one.day <= until]
    ids = {one.id for one in known}
    after = {one.corrects: one for one in known if one.corrects}
    firsts = [one for one in known if one.corrects not in ids]
    found = [_standing(one, after) for one in firsts]
    return sorted(found, key=lambda standing: standing.day)


def _standing(first: Noted, after: Mapping[str, Noted]) -> Standing:
    """An event with the corrections that follow from it."""
    last = first
    while last.id in after:
        last = after[last.id]
    return Standing(first.id, last.id, last.uid, last.kind, first.day, last.day, first.who, last.data)
