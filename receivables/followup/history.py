"""Events as they stand: each with its last correction, known by the id and the day it was first told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from receivables.followup.events import CANCELLED


class Told(Protocol):
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


def standing_events(events: Iterable[Told], until: int | None = None) -> list[Standing]:
    """Events, those told before first -> as they stand (of what was told up to a day, where one is given)."""
    known = [one for one in events if until is None or one.day <= until]
    by_last: dict[str, Standing] = {}
    order: dict[str, int] = {}
    for one in known:
        before = None if one.corrects is None else by_last.pop(one.corrects, None)
        first, day, who = (one.id, one.day, one.who) if before is None else (before.first, before.day, before.who)
        order.setdefault(first, len(order))
        by_last[one.id] = Standing(first, one.id, one.uid, one.kind, day, one.day, who, one.data)
    return sorted(by_last.values(), key=lambda found: (found.day, order[found.first]))
