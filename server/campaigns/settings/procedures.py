"""The procedures in force: those loaded last, else those of the code."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from receivables.dunning.defaults import SHIPPED
from receivables.dunning.procedure import Procedure
from receivables.dunning.procedure_rows import from_rows, to_rows
from receivables.errors import ReceivablesError
from server.errors import UserError
from server.store import campaign_facts as store


def load_procedures(connection: Connection) -> tuple[int, list[Procedure]]:
    """Version and procedures in force; version 0: those of the code."""
    version, rows = store.load_procedures(connection)
    if not version:
        return 0, list(SHIPPED)
    found, problems = from_rows(json.loads(rows))
    if problems:  # they were checked when they were loaded
        raise ReceivablesError(problems[0].message)
    return version, found


def save_procedures(connection: Connection, procedures: Sequence[Procedure], who: str, at: str) -> int:
    """Put procedures in force; their version, unchanged where nothing differs."""
    version, before = load_procedures(connection)
    if to_rows(before) == to_rows(procedures):
        return version
    return store.add_procedures(connection, json.dumps(to_rows(procedures), ensure_ascii=False), who, at)


def procedure_named(procedures: Sequence[Procedure], name: str) -> Procedure:
    """The one of a name. Raises UserError."""
    for one in procedures:
        if one.name.casefold() == name.strip().casefold():
            return one
    raise UserError(f"There is no procedure « {name[:60]} »; there are {', '.join(one.name for one in procedures)}.")
