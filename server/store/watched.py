"""Files of the watched folder that were taken: each content once, whatever became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.tables import watched_files

IMPORTED, REFUSED = "imported", "refused"


@dataclass(frozen=True)
class WatchedFile:
    """outcome: imported or refused (why: sentence) | result: what the import answered, in short"""

    sha256: str
    name: str
    size: int
    at: str
    outcome: str
    sentence: str
    result: Mapping[str, Any]


def is_known(connection: Connection, sha256: str) -> bool:
    """Whether a content was taken before."""
    return connection.scalar(select(watched_files.c.sha256).where(watched_files.c.sha256 == sha256)) is not None


def note(connection: Connection, one: WatchedFile) -> bool:
    """Keep what became of a content; False where another server took it in the same moment."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {**vars(one), "result": json.dumps(one.result)}
    added = make(watched_files).values(**values).on_conflict_do_nothing().returning(watched_files.c.sha256)
    return connection.scalar(added) is not None


def last(connection: Connection, count: int) -> list[WatchedFile]:
    """The last ones, newest first."""
    query = select(watched_files).order_by(watched_files.c.at.desc(), watched_files.c.sha256).limit(count)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return [WatchedFile(**{**row, "result": json.loads(row["result"])}) for row in rows]
