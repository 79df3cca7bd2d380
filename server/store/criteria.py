"""The criteria of the call score a manager loaded, every version of them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, insert, select

from receivables.priority.criteria import DEFAULT_CRITERIA, Criterion
from server.store.tables import criteria


def load_criteria(connection: Connection) -> tuple[int, tuple[Criterion, ...]]:
    """The version in force and its criteria: the program's own (version 0) until somebody loads others."""
    version = int(connection.scalar(select(func.coalesce(func.max(criteria.c.version), 0))) or 0)
    kept = select(criteria.c.name, criteria.c.weight, criteria.c.threshold).where(criteria.c.version == version)
    figures = {name: (int(weight), int(threshold)) for name, weight, threshold in connection.execute(kept)}
    return version, tuple(_with_figures(one, figures.get(one.name)) for one in DEFAULT_CRITERIA)


def _with_figures(criterion: Criterion, figures: tuple[int, int] | None) -> Criterion:
    """A criterion a later program brought keeps its own figures until the next load."""
    return criterion if figures is None else replace(criterion, weight=figures[0], threshold=figures[1])


def add_version(connection: Connection, table: Sequence[Criterion], at: str) -> int:
    """Keep criteria as a new version, in force from now on; its number."""
    version = load_criteria(connection)[0] + 1
    rows = [
        {"version": version, "name": one.name, "weight": one.weight, "threshold": one.threshold, "loaded_at": at}
        for one in table
    ]
    connection.execute(insert(criteria), rows)
    return version
