"""`relance undo-import`: the last file imported is taken back, what it had replaced is in force again."""

from typing import Any

from sqlalchemy import Connection

from server.balance import CUSTOMERS, FOLLOWUP
from server.errors import UserError
from server.imports import customer_files, ledgers
from server.imports.followup_undo import undo_followup
from server.records import records
from server.store import imports as import_store


def undo_last(connection: Connection, company: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Take the last file back (or one company's part of its last file).

    What a follow-up noted is cancelled as of `at` (default: the instant of its import), but for what people corrected
    since. Returns the file, its kind, its companies, what is in force again, and for a follow-up the events cancelled
    and kept.
    Raises UserError where there is none, or what it replaced is gone.
    """
    imports = import_store.load_imports(connection)
    if company is not None:
        imports = imports[imports["company"] == company]
    if imports.empty:
        raise UserError("There is no import to take back.")
    last = imports.iloc[-1]
    # One file may hold several companies: they were imported together and go together.
    own = imports[(imports["sha256"] == last["sha256"]) & (imports["imported_at"] == last["imported_at"])]
    replaced = imports[imports["replaced_by"].isin(own["id"])]
    if replaced["is_purged"].any():
        raise UserError(
            f"The import of {last['file_name']} cannot be taken back: only the last import keeps what it replaced."
        )
    cancelled = kept = 0
    for row in reversed(records(own)):
        if row["kind"] == FOLLOWUP:
            counts = undo_followup(connection, row, at or str(row["imported_at"]))
            cancelled, kept = cancelled + counts[0], kept + counts[1]
        else:
            (customer_files if row["kind"] == CUSTOMERS else ledgers).restore(connection, row)
        import_store.remove_import(connection, row["id"], row["first_line"], row["last_line"])
    return {
        "undone": str(last["file_name"]),
        "kind": str(last["kind"]),
        "companies": [str(name) for name in own["company"]],
        "restored": [str(name) for name in replaced["file_name"]],
        **({"events": {"cancelled": cancelled, "kept": kept}} if last["kind"] == FOLLOWUP else {}),
    }
