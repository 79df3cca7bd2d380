"""Taking over a clerk's own follow-up workbook: each row becomes events of its account, once however often it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from addin.wire import Event
from receivables.days import NO_DAY, parse_day
from server.balance import FOLLOWUP, position
from server.clock import local_day
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import read_grids
from server.imports.followup_noted import note_all
from server.imports.followup_rows import take
from server.imports.followup_targets import Taking, begun_taking, target_of
from server.imports.followup_undo import since_undone
from server.imports.lists.followup import ParsedFollowup, parse_followup
from server.store import imports as import_store
from server.store import shared_accounts as shared_store
from server.store.events import find_events
from server.store.sync import locked_clock


@dataclass(frozen=True)
class FollowupFile:
    """What a workbook tells; `company` None: as its rows say, else any."""

    company: str | None
    file_name: str
    sha256: str
    parsed: ParsedFollowup


def read_followup(path: Path, sha256: str, company: str | None, overrides: Mapping[str, str]) -> FollowupFile:
    """A CSV or workbook of a follow-up. Raises UserFileError, one sentence."""
    grids = read_grids(path)
    try:
        return FollowupFile(company, file_label(path), sha256, parse_followup(grids, overrides))
    except UserFileError as error:
        raise UserFileError(f"{file_label(path)} was refused: {error}") from error


def store_followup(connection: Connection, file: FollowupFile, at: str) -> dict[str, Any]:
    """Note what the rows tell; the object of the command contract. Rows of accounts nobody knows are listed."""
    locked_clock(connection)
    shared_store.ensure_accounts(connection)
    found = position(connection, company=file.company, with_texts=True)
    taking = begun_taking(connection, found, file.parsed, parse_day(local_day(at)))
    for row in file.parsed.rows:
        target = target_of(taking, row)
        if target is not None:
            take(taking, row, target)
    told = since_undone(connection, list(taking.events.values()))
    known = find_events(connection, [one.id for one in told])
    new = [one for one in told if one.id not in known]
    note_all(connection, new, at, file.file_name)
    _record(connection, file, taking, new, at)
    companies = list(dict.fromkeys(found.accounts.loc[found.accounts["company"].isin(found.imports["company"]),
                                                      "company"]))  # fmt: skip
    return {
        "kind": FOLLOWUP, "company": companies[0] if len(companies) == 1 else None, "companies": companies,
        "file": file.file_name, "rows": len(file.parsed.rows),
        "changed": {"new": len(new), "unchanged": len(known)},
        "events": {kind: sum(one.kind == kind for one in new) for kind in sorted({one.kind for one in new})},
        "unknown": taking.unknown, "mapping": file.parsed.mapping,
        "problems": [vars(problem) for problem in taking.problems],
    }  # fmt: skip


def _record(connection: Connection, file: FollowupFile, taking: Taking, new: list[Event], at: str) -> None:
    """Keep for `undo-import` what was noted of each company; nothing where all of it was known."""
    shared = shared_store.load_accounts(connection)
    companies = dict(zip(shared["uid"], shared["company"], strict=True))
    ids: dict[str, list[str]] = {}
    for one in new:
        ids.setdefault(str(companies[one.acc]), []).append(one.id)
    for company, noted in ids.items():
        import_store.add_import(connection, import_store.ImportRecord(
            company=company, kind=FOLLOWUP, file_name=file.file_name, sha256=file.sha256,
            options={"mapping": file.parsed.mapping}, first_day=taking.on, last_day=taking.on, opening_day=NO_DAY,
            rows=len(file.parsed.rows), balances={}, problems=taking.problems, imported_at=at, undo=noted,
        ))  # fmt: skip
