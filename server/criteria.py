"""`relance criteria`: the weights and thresholds of the call score, and their next version."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.errors import UserError
from server.imports.criteria_file import read_criteria
from server.imports.files.opening import check_size
from server.store import audit
from server.store import criteria as store

_MAX_BYTES = 100_000_000


def criteria_table(connection: Connection, lang: str) -> dict[str, Any]:
    """The criteria in force."""
    version, criteria = store.load_criteria(connection)
    rows = [
        {
            "name": one.name, "label": one.text("label", lang), "weight": one.weight, "threshold": one.threshold,
            "unit": one.unit_text(lang), "definition": one.text("definition", lang),
        }
        for one in criteria
    ]  # fmt: skip
    return {"version": version, "criteria": rows}


def load_criteria_file(connection: Connection, path: Path, at: str, who: str, lang: str) -> dict[str, Any]:
    """Take over the criteria of an edited workbook, all or none; where nothing differs the version stays.

    Returns the table with `changed`: name | field | before | now of each figure. Raises UserError.
    """
    check_size(path, _MAX_BYTES)
    _, before = store.load_criteria(connection)
    now = read_criteria(path, before)
    if not any(one.weight for one in now):
        raise UserError("Every weight is 0: no account would have a score; nothing was changed.")
    changed = [
        {"name": new.name, "field": field, "before": getattr(old, field), "now": getattr(new, field)}
        for old, new in zip(before, now, strict=True)
        for field in ("weight", "threshold")
        if getattr(old, field) != getattr(new, field)
    ]
    if changed:
        store.add_version(connection, now, at)
        audit.append(connection, at, who, "criteria_loaded", "", {"changed": changed})
    return {**criteria_table(connection, lang), "changed": changed}
