"""A backup: one zip of JSON lines, table by table, with its sums; the same from SQLite and from PostgreSQL.

relance-backup.json   {"format", "product", "version", "revision", "made_at", "server", "seq", "tables": {...}}
TABLE.jsonl           the names of the columns, then one row a line
letters/...           the home's letters and proofs, named in "files" of the first (`backup_files`)
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from addin.closed_file import replacing
from addin.version import version
from server import audit
from server.backup_files import check_names, put_back, written_files
from server.errors import UserError
from server.store import audit as audit_store
from server.store import campaign_workers, dump
from server.store import users as user_store
from server.store.database import sharing, snapshot, writing
from server.store.shared_accounts import find_accounts
from server.store.sync import locked_clock, new_epoch, read_clock
from server.store.users import UserRow

FORMAT, PRODUCT = 1, "relance"
_MANIFEST = "relance-backup.json"
_PIECE = 1 << 20


def back_up(engine: Engine, path: Path, at: str, letters: Path | None = None) -> dict[str, Any]:
    """Write a backup of one instant, while others work; letters: the folder of the home whose files go along.

    Raises UserError where the file cannot be written.
    """
    with sharing(engine) as connection:
        locked_clock(connection)  # the backup says whose it is
    try:
        with (
            replacing(path, 0o600) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
            snapshot(engine) as held,
        ):
            told = _written(archive, held, at, letters)
    except OSError as error:
        raise UserError(f"The backup {path} cannot be written: {error.strerror or error}.") from error
    rows = sum(table["rows"] for table in told["tables"].values())
    return {"file": str(path), "bytes": path.stat().st_size, "rows": rows, "files": len(told["files"]),
            "made_at": at, "seq": told["seq"]}  # fmt: skip


def restore(engine: Engine, path: Path, at: str, who: str, letters: Path | None = None) -> dict[str, Any]:
    """Put a store back as it was at a backup, in one transaction, under a new epoch; and into the folder of letters
    the files that are missing there.

    What people may do stays as it is: tokens revoked and people disabled since stay so, roles, accounts and passwords
    are those of now; `rights_kept` tells whose. Raises UserError for a file that is no backup, is damaged, was
    written by a newer Relance, or is another server's while this store has data of its own.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            told = _checked(archive, path)
            with writing(engine) as connection:
                done = _restored(connection, archive, told, at, who)
                files = put_back(archive, told.get("files", {}), letters) if letters else 0
            return {**done, "files": files}
    except (OSError, zipfile.BadZipFile) as error:
        raise UserError(f"{path} cannot be read as a backup of Relance.") from error


def _written(archive: zipfile.ZipFile, connection: Connection, at: str, letters: Path | None) -> dict[str, Any]:
    clock = read_clock(connection)
    told: dict[str, Any] = {
        "format": FORMAT, "product": PRODUCT, "version": version(), "revision": dump.store_revision(connection),
        "made_at": at, "server": clock.server if clock else "", "seq": clock.seq if clock else 0, "tables": {},
    }  # fmt: skip
    for name, columns in dump.tables():
        told["tables"][name] = _written_table(archive, connection, name, columns)
    told["files"] = written_files(archive, letters) if letters else {}
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
        is_newer = told["format"] > FORMAT
        sums = {f"{name}.jsonl": table["sha256"] for name, table in told["tables"].items()}
        sums |= {name: file["sha256"] for name, file in told.get("files", {}).items()}
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is no backup of Relance.") from error
    if is_newer:
        raise UserError(f"{path} was written by a newer Relance: update this one.")
    check_names(told.get("files", {}))
    for name, wanted in sums.items():
        if _sum(archive, name) != wanted:
            raise UserError(f"{path} is damaged ({name}): nothing was restored.")
    checked: dict[str, Any] = told
    return checked


def _sum(archive: zipfile.ZipFile, name: str) -> str:
    sums = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_PIECE):
                sums.update(piece)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError):
        return ""
    return sums.hexdigest()


def _restored(
    connection: Connection, archive: zipfile.ZipFile, told: dict[str, Any], at: str, who: str
) -> dict[str, Any]:
    dump.taken_alone(connection)
    is_moved = not _is_own(connection, told)
    ended, now = user_store.revoked_tokens(connection), _people(connection)
    workers = campaign_workers.kept_workers(connection)
    dump.emptied(connection, told["revision"])
    rows = sum(_filled(connection, archive, name) for name in told["tables"])
    dump.finished(connection)
    user_store.revoke_kept(connection, ended, at)
    kept = _rights_again(connection, now)
    campaign_workers.keep_workers(connection, workers)
    if is_moved:
        campaign_workers.know_others(connection, at)
    last, _ = audit_store.head(connection)
    clock = new_epoch(connection, at)
    text = {"made_at": told["made_at"], "rows": rows, "epoch": clock.epoch, "rights_kept": kept}
    audit_store.append(connection, at, who, audit.RESTORED, f"{last} entries", text)
    return {"restored": rows, "made_at": told["made_at"], "epoch": clock.epoch, "revoked_again": len(ended),
            "rights_kept": kept}  # fmt: skip


def _is_own(connection: Connection, told: dict[str, Any]) -> bool:
    """Whether this is the server the backup is of; else nothing is known of what it did since. Raises UserError."""
    clock = read_clock(connection)
    is_own = clock is not None and clock.server == told["server"]
    if not is_own and not dump.is_empty(connection):
        raise UserError(
            "This is the backup of another server, and there are data here: restore into an empty --home or --database."
        )
    return is_own


def _people(connection: Connection) -> dict[str, tuple[UserRow, frozenset[str]]]:
    """Everybody with the accounts that are theirs, by name."""
    return {row.name: (row, user_store.portfolio(connection, row.id)) for row in user_store.all_users(connection)}


def _rights_again(connection: Connection, now: Mapping[str, tuple[UserRow, frozenset[str]]]) -> list[dict[str, Any]]:
    """Give people what they might do before the restore, in place of what the backup says; whose and what differed.

    Accounts the backup does not know are nobody's.
    """
    kept = []
    for name, (then, were_theirs) in _people(connection).items():
        if name not in now:
            continue
        row, uids = now[name]
        theirs = uids & find_accounts(connection, uids).keys()
        what = {
            "state": then.is_active and not row.is_active, "role": then.role != row.role,
            "accounts": (then.sees_all, were_theirs) != (row.sees_all, theirs),
            "password": then.password != row.password,
        }  # fmt: skip
        user_store.change(
            connection, then.id, role=row.role, password=row.password, sees_all=row.sees_all,
            is_active=then.is_active and row.is_active,
        )  # fmt: skip
        user_store.set_portfolio(connection, then.id, theirs)
        if any(what.values()):
            kept.append({"user": name, "what": [one for one, differs in what.items() if differs]})
    return kept


def _filled(connection: Connection, archive: zipfile.ZipFile, name: str) -> int:
    with archive.open(f"{name}.jsonl") as file:
        lines: Iterator[list[Any]] = (json.loads(line) for line in file)
        return dump.fill(connection, name, next(lines), lines)
