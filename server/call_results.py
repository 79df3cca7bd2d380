"""`relance call-results`: what follows each result of a call, and its next version."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from receivables.followup.calls import STOPS
from server.imports.call_results_file import read_call_results
from server.imports.files.opening import check_size
from server.outputs import write_file
from server.store import audit
from server.store import call_results as store
from workbooks.call_results import call_results_workbook

_MAX_BYTES = 100_000_000
_FIELDS = ("next_days", "next_action", "owner", "stop")


def call_results_table(connection: Connection, lang: str) -> dict[str, Any]:
    """The table in force."""
    version, rules = store.load_call_rules(connection)
    rows = [
        {
            "result": one.result, "label": one.label(lang), "next_days": one.next_days,
            "next_action": one.next_action, "owner": one.owner, "stop": one.stop,
            "stop_label": STOPS[one.stop][lang == "en"],
        }
        for one in rules
    ]  # fmt: skip
    return {"version": version, "results": rows}


def export_call_results(connection: Connection, path: Path, lang: str) -> dict[str, Any]:
    """Write the table in force as a workbook to edit. Raises UserError."""
    write_file(path, call_results_workbook(store.load_call_rules(connection)[1], lang))
    return {**call_results_table(connection, lang), "workbook": str(path)}


def load_call_results(connection: Connection, path: Path, at: str, who: str, lang: str) -> dict[str, Any]:
    """Take over the rows of an edited workbook, all or none; where nothing differs the version stays.

    Returns the table with `changed`: result | field | before | now. Raises UserError.
    """
    check_size(path, _MAX_BYTES)
    _, before = store.load_call_rules(connection)
    now = read_call_results(path, before)
    changed = [
        {"result": new.result, "field": name, "before": getattr(old, name), "now": getattr(new, name)}
        for old, new in zip(before, now, strict=True)
        for name in _FIELDS
        if getattr(old, name) != getattr(new, name)
    ]
    if changed:
        store.add_version(connection, now, at)
        audit.append(connection, at, who, "call_results_loaded", "", {"changed": changed})
    return {**call_results_table(connection, lang), "changed": changed}
