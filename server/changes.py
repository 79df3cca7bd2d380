"""A change with its trace: one transaction, then the audit's head anchored outside the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from server import audit
from server.store import audit as audit_store
from server.store.database import reading, sharing
from server.store.sync import read_clock

#: How a transaction begins: `sharing`, or `writing` for what comes one after the other.
Begun = Callable[[Engine], AbstractContextManager[Connection]]


@contextmanager
def audited(engine: Engine, anchors: Path, at: str, begun: Begun = sharing) -> Iterator[Connection]:
    """One transaction; when it is stored, the audit's head is anchored. Raises UserError where it cannot be."""
    with begun(engine) as connection:
        yield connection
    anchor_head(engine, anchors, at)


def anchor_head(engine: Engine, anchors: Path, at: str) -> None:
    """Anchor the head as it stands, where there is one."""
    with reading(engine) as connection:
        head, clock = audit_store.head(connection), read_clock(connection)
    audit.anchored(anchors, at, clock.epoch if clock else "-", head)
