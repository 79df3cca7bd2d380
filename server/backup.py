"""A backup: one zip of JSON lines, table by table, with its sums; the same from SQLite and from PostgreSQL.

relance-backup.json   {"format", "product", "version", "revision", "made_at", "server", "seq", "tables": {...}}
TABLE.jsonl           the names of the columns, then one row a line
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from addin.version import version
from server import audit
from server.errors import UserError
from server.store import audit as audit_store
from server.store import dump
from server.store import users as user_store
from server.store.database import sharing, snapshot, writing
from server.store.sync import locked_clock, new_epoch, read_clock

FORMAT, PRODUCT = 1, "relance"
_MANIFEST = "relance-backup.json"
_PIECE = 1 << 20


def back_up(engine: Engine, path: Path, at: str) -> dict[str, Any]:
    """Write a backup of one instant, while others work. Raises UserError where the file cannot be written."""
    beside = path.with_name(f"{path.name}.part")
    with sharing(engine) as connection:
        locked_clock(connection)  # the backup says whose it is
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, snapshot(engine) as held:
                told = _written(archive, held, at)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise UserError(f"The backup {path} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    rows = sum(table["rows"] for table in told["tables"].values())
    return {"file": str(path), "bytes": path.stat().st_size, "rows": rows, "made_at": at, "seq": told["seq"]}


def restore(engine: Engine, path: Path, at: str, who: str) -> dict[str, Any]:
    """Put a store back as it was at a backup, in one transaction, under a new epoch.

    Tokens revoked and people disabled since stay so. Raises UserError for a file that is no backup, is damaged, was
    written by a newer Relance, or is another server's while this store has data of its own.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            told = _checked(archive, path)
            with writing(engine) as connection:
                return _restored(connection, archive, told, at, who)
    except (OSError, zipfile.BadZipFile) as error:
        raise UserError(f"{path} cannot be read as a backup of Relance.") from error


def _written(archive: zipfile.ZipFile, connection: Connection, at: str) -> dict[str, Any]:
    clock = read_clock(connection)
    told: dict[str, Any] = {
        "format": FORMAT, "product": PRODUCT, "version": version(), "revision": dump.store_revision(connection),
        "made_at": at, "server": clock.server if clock else "", "seq": clock.seq if clock else 0, "tables": {},
    }  # fmt: skip
    for name, columns in dump.tables():
        told["tables"][name] = _written_table(archive, connection, name, columns)
    archive.writestr(_MANIFEST, json.dumps(told, indent=1))
    return told


def _written_table(archive: zipfile.ZipFile, connection: Connection, name: str, columns: list[str]) -> dict[str, Any]:
    sums, count = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
        _write_line(file, sums, columns)
        for count, row in enumerate(dump.dumped(connection, name), 1):  # noqa: B007 - the last one counts them
            _write_line(file, sums, list(row))
    return {"rows": count, "sha256": sums.hexdigest()}


def _write_line(file: Any, sums: Any, row: list[Any]) -> None:
    line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    sums.update(line)
    file.write(line)


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What the file says of itself, once all of it is as it was written. Raises UserError."""
    try:
        told = json.loads(archive.read(_MANIFEST))
        if told["product"] != PRODUCT:
            raise KeyError(PRODUCT)
        is_newer, sums = told["format"] > FORMAT, {name: table["sha256"] for name, table in told["tables"].items()}
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is no backup of Relance.") from error
    if is_newer:
        raise UserError(f"{path} was written by a newer Relance: update this one.")
    for name, wanted in sums.items():
        if _sum(archive, name) != wanted:
            raise UserError(f"{path} is damaged ({name}): nothing was restored.")
    checked: dict[str, Any] = told
    return checked


def _sum(archive: zipfile.ZipFile, name: str) -> str:
    sums = hashlib.sha256()
    try:
        with archive.open(f"{name}.jsonl") as file:
            while piece := file.read(_PIECE):
                sums.update(piece)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError):
        return ""
    return sums.hexdigest()


def _restored(
    connection: Connection, archive: zipfile.ZipFile, told: dict[str, Any], at: str, who: str
) -> dict[str, Any]:
    _refuse_another(connection, told)
    ended, gone = _ended(connection)
    dump.emptied(connection, told["revision"])
    rows = sum(_filled(connection, archive, name) for name in told["tables"])
    dump.finished(connection)
    _end_again(connection, ended, gone, at)
    last, _ = audit_store.head(connection)
    clock = new_epoch(connection, at)
    text = {"made_at": told["made_at"], "rows": rows, "epoch": clock.epoch}
    audit_store.append(connection, at, who, audit.RESTORED, f"{last} entries", text)
    return {"restored": rows, "made_at": told["made_at"], "epoch": clock.epoch, "revoked_again": len(ended)}


def _refuse_another(connection: Connection, told: dict[str, Any]) -> None:
    clock = read_clock(connection)
    is_own = clock is not None and clock.server == told["server"]
    if not is_own and not dump.is_empty(connection):
        raise UserError(
            "This is the backup of another server, and there are data here: restore into an empty --home or --database."
        )


def _ended(connection: Connection) -> tuple[list[str], list[str]]:
    """SHA-256 of the tokens revoked by now, and names of the people disabled by now."""
    disabled = [row.name for row in user_store.all_users(connection) if not row.is_active]
    return user_store.revoked_tokens(connection), disabled


def _end_again(connection: Connection, ended: list[str], gone: list[str], at: str) -> None:
    user_store.revoke_kept(connection, ended, at)
    for name in gone:
        row = user_store.find(connection, name)
        if row is not None:
            user_store.change(connection, row.id, is_active=False)


def _filled(connection: Connection, archive: zipfile.ZipFile, name: str) -> int:
    with archive.open(f"{name}.jsonl") as file:
        lines: Iterator[list[Any]] = (json.loads(line) for line in file)
        return dump.fill(connection, name, next(lines), lines)
