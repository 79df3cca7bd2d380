"""What takes long, computed before the store is locked: kept only where nothing that it stands on changed since."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from server.store.campaign_facts import store_mark
from server.store.database import reading, snapshot
from server.store.sync import locked_clock

T = TypeVar("T")
#: Where others write all the time (a sender does), one computes in the end while they wait.
_MOST_TRIES = 2


@dataclass(frozen=True)
class Ahead(Generic[T]):
    """A value with the mark of the store it was computed from."""

    mark: tuple[object, ...]
    value: T

    def holds(self, connection: Connection) -> bool:
        """Whether the store still stands there; from here on nobody else changes what is shared."""
        locked_clock(connection)
        return self.mark == store_mark(connection)


def computed(engine: Engine, compute: Callable[[Connection], T]) -> Ahead[T]:
    """Compute while others write, again where they did. Raises what `compute` raises."""
    for _ in range(_MOST_TRIES):
        with snapshot(engine) as connection:
            found = Ahead(store_mark(connection), compute(connection))
        with reading(engine) as connection:
            if found.mark == store_mark(connection):
                break
    return found
