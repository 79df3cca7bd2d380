"""The procedures and the settings of sending as a workbook (sheets « Scénarios », « Envoi ») and back, all or
nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from receivables.dunning.procedure import Procedure
from receivables.dunning.procedure_rows import COLUMNS, from_rows, to_rows
from receivables.texts import shortened
from server.campaigns.settings.procedures import load_procedures, save_procedures
from server.campaigns.settings.sending_file import sending_of
from server.campaigns.settings.sending_settings import as_written, load_sending, save_sending, settings_of
from server.errors import UserError
from server.imports.files.cells import text_of
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import Grid, read_grids
from server.imports.files.opening import check_size
from server.imports.lists.currencies import IN_USE
from server.outputs import write_file
from server.store import audit
from server.store.companies import load_companies
from workbooks.procedures import SHEET, procedures_workbook

_MAX_BYTES = 20_000_000
_MOST_COLUMNS = 40


def procedure_table(connection: Connection) -> dict[str, Any]:
    """The procedures in force, a row a level, and the settings of sending."""
    version, procedures = load_procedures(connection)
    return {"version": version, "procedures": to_rows(procedures), "sending": as_written(load_sending(connection))}


def export_procedures(connection: Connection, path: Path, lang: str) -> dict[str, Any]:
    """Write them as a workbook to edit. Raises UserError."""
    version, procedures = load_procedures(connection)
    write_file(path, procedures_workbook(procedures, lang, as_written(load_sending(connection))))
    return {"version": version, "workbook": str(path)}


def load_procedure_file(connection: Connection, path: Path, who: str, at: str) -> dict[str, Any]:
    """Take over the procedures of an edited workbook, and the settings of sending where it has their sheet: `sending`
    is what they are now, `sending_changed` the name of each that changed, with what it was and is.

    Raises UserError with the first mistakes.
    """
    check_size(path, _MAX_BYTES)
    grids = read_grids(path)
    top, rows = _rows(path, grids)
    found, problems = from_rows(rows, top + 2)
    if problems:
        told = " ".join(f"Row {one.row}: {one.message}" if one.row else one.message for one in problems[:3])
        raise UserError(f"{file_label(path)}: {told}")
    if not found:
        raise UserError(f"{file_label(path)}: the sheet holds no procedure.")
    _check_companies(connection, found, file_label(path))
    _check_currencies(found, file_label(path))
    was = as_written(load_sending(connection))
    sending = sending_of(grids, file_label(path), was)
    before = load_procedures(connection)[0]
    version = save_procedures(connection, found, who, at)
    if version != before:
        audit.append(connection, at, who, "procedures_loaded", str(version), {"names": [one.name for one in found]})
    changed = _change_sending(connection, was, sending, who, at)
    return {
        "version": version, "changed": version != before or bool(changed), "procedures": to_rows(found),
        "sending": as_written(load_sending(connection)), "sending_changed": changed,
    }  # fmt: skip


def _change_sending(
    connection: Connection, was: dict[str, Any], now: dict[str, Any], who: str, at: str
) -> dict[str, Any]:  # fmt: skip
    """Set what differs, and say so in the audit; what nobody changed goes on following the code."""
    now = as_written(settings_of(now))
    changed = {name: {"before": was[name], "now": now[name]} for name in was if was[name] != now[name]}
    if changed:
        save_sending(connection, {name: one["now"] for name, one in changed.items()}, who, at)
        audit.append(connection, at, who, "sending_set", "", changed)
    return changed


def _rows(path: Path, grids: list[Grid]) -> tuple[int, list[dict[str, object]]]:
    """Place of the headings, and the rows under them with the keys of COLUMNS."""
    titles = [title.lower() for title in SHEET]
    grids = [grid for grid in grids if grid.name.strip().lower() in titles]
    if not grids:
        raise UserFileError(f"{file_label(path)} holds no sheet « {SHEET[0]} »: load one of procedure export.")
    top, columns = _header(grids[0], file_label(path))
    rows: list[dict[str, object]] = []
    for row in grids[0].rows[top + 1 :]:
        rows.append({key: text_of(row[at]) if at < len(row) else "" for key, at in columns.items()})
    return top, rows


def _header(grid: Grid, name: str) -> tuple[int, dict[str, int]]:
    """Place of the headings, and column of each key. Raises UserFileError where one is missing, told twice or none of
    ours: a heading misread would give every level the usual value."""
    keys = {label.casefold(): key for key, labels in COLUMNS.items() for label in (*labels, key)}
    for at, row in enumerate(grid.rows):
        texts = [text_of(cell) for cell in row[:_MOST_COLUMNS]]
        found = [(keys[text.casefold()], column) for column, text in enumerate(texts) if text.casefold() in keys]
        if {"name", "code", "days"} <= {key for key, _ in found}:
            if sentence := _headings_fault([key for key, _ in found], [text for text in texts if text], keys):
                raise UserFileError(f"{name}, sheet « {SHEET[0]} »: {sentence}")
            return at, dict(found)
    raise UserFileError(f"{name}, sheet « {SHEET[0]} »: the headings are not found in one row.")


def _headings_fault(found: list[str], texts: list[str], keys: Mapping[str, str]) -> str:
    unknown = [f"« {shortened(text, 60)} »" for text in texts if text.casefold() not in keys]
    missing = [f"« {labels[0]} »" for key, labels in COLUMNS.items() if key not in found]
    twice = [f"« {COLUMNS[key][0]} »" for key in dict.fromkeys(found) if found.count(key) > 1]
    told = [f"{word} {', '.join(names)}" for word, names in
            (("no heading of ours:", unknown), ("missing:", missing), ("told twice:", twice)) if names]  # fmt: skip
    return f"{'; '.join(told)}. Take the headings of procedure export." if told else ""


def _check_companies(connection: Connection, found: Sequence[Procedure], name: str) -> None:
    known = list(load_companies(connection)["name"])
    for one in found:
        if one.company and one.company not in known:
            names = ", ".join(f"« {each[:60]} »" for each in known) or "none yet: import a ledger first"
            raise UserError(f"{name}: there is no company « {shortened(one.company, 60)} »; there are {names}.")


def _check_currencies(found: Sequence[Procedure], name: str) -> None:
    for one in found:
        for level in one.levels:
            limits = (level.minimum, level.tolerance, *(tier.at_least for tier in level.tiers))
            if unknown := [code for amounts in limits for code in amounts if code not in IN_USE]:
                raise UserError(f"{name}: « {unknown[0]} » of « {one.name} », level « {level.code} », is no currency "
                                "in use (ISO 4217).")  # fmt: skip
