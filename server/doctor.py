"""What keeps the shared office from working or from being safe: one sentence each, with what to do."""

import datetime as dt
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from server import audit
from server.configuration import FILE_NAME as CONFIGURATION_NAME
from server.configuration import read_configuration
from server.errors import UserError
from server.home_files import HTTPS_KEY, SERVICE_TOKEN
from server.store import users
from server.store.database import FILE_NAME as STORE_NAME
from server.store.database import open_engine, reading

OK, NOTE, PROBLEM = "ok", "note", "problem"
_STALE_DAYS = 180
_LOW_BYTES = 1_000_000_000
#: Before it, the mail library writes headers a customer's name brings along (CVE-2024-6923).
_GOOD_PYTHON = (3, 11, 10)


@dataclass(frozen=True)
class Finding:
    """code: for programs | level: ok, note, problem | sentence: for people"""

    code: str
    level: str
    sentence: str


def examine(home: Path, database_url: str | None, now: dt.datetime) -> list[Finding]:
    """Everything there is to find, the store first."""
    findings = [*_versions(), *_files(home), *_disk(home)]
    try:
        configuration = read_configuration(home)
    except UserError as error:
        return [*findings, Finding("configuration", PROBLEM, str(error))]
    try:
        engine = open_engine(home, database_url)
    except UserError as error:
        return [Finding("store", PROBLEM, str(error)), *findings]
    try:
        return [*_store(engine, now), *_anchors(engine, configuration.anchors), *findings]
    finally:
        engine.dispose()


def _store(engine: Engine, now: dt.datetime) -> Iterator[Finding]:
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            yield _integrity(connection)
        else:
            yield Finding("store", OK, "The PostgreSQL store answers.")
        yield from _people(connection, now)


def _integrity(connection: Connection) -> Finding:
    found = connection.scalar(text("PRAGMA quick_check(1)"))
    if found == "ok":
        return Finding("store", OK, "The SQLite store answers and is whole.")
    return Finding(
        "store", PROBLEM, f"The SQLite store is damaged ({found}): stop the server, restore the last backup."
    )


def _people(connection: Connection, now: dt.datetime) -> Iterator[Finding]:
    people = users.all_users(connection)
    if not people:
        yield Finding("users", NOTE, "Nobody may use the shared office yet: `relance user add NAME --role admin`.")
    elif not any(one.role == "admin" and one.is_active for one in people):
        yield Finding("admin", PROBLEM, "No active admin is left: `relance user role NAME --role admin` makes one.")
    stale = (now - dt.timedelta(days=_STALE_DAYS)).isoformat()
    for token in users.all_tokens(connection):
        last = token.used_on or token.created_at
        if not token.revoked_at and last < stale:
            yield Finding(
                "token",
                NOTE,
                f"Token {token.id} of {token.user} was last used on {last[:10]}: `relance token revoke {token.id}` if "
                "nobody needs it.",
            )


def _anchors(engine: Engine, path: Path) -> Iterator[Finding]:
    with reading(engine) as connection:
        told = audit.verified(connection, path)
    if told["ok"]:
        yield Finding("audit", OK, f"The audit's {told['entries']} entries are whole, with {told['anchors']} anchors.")
    for fault in told["faults"][:20]:
        yield Finding("audit", PROBLEM, f"{fault} Compare with a backup: somebody wrote past Relance.")


def _files(home: Path) -> Iterator[Finding]:
    """Who can read what the home holds (Windows keeps rights elsewhere)."""
    if os.name != "posix" or not home.is_dir():
        return
    private = [home / name for name in (SERVICE_TOKEN, HTTPS_KEY, STORE_NAME, audit.FILE_NAME, CONFIGURATION_NAME)]
    is_open = home.stat().st_mode & 0o077
    if is_open:
        yield Finding("home_rights", PROBLEM, f"Others of this machine may enter {home}: run chmod 700 on it.")
    for path in private:
        if path.exists() and path.stat().st_mode & 0o077 and (is_open or path.name in (SERVICE_TOKEN, HTTPS_KEY)):
            yield Finding("file_rights", PROBLEM, f"Others of this machine can read {path}: run chmod 600 on it.")


def _disk(home: Path) -> Iterator[Finding]:
    place = home if home.is_dir() else home.parent
    if place.is_dir() and (free := shutil.disk_usage(place).free) < _LOW_BYTES:
        yield Finding("disk", PROBLEM, f"Only {free // 1_000_000} MB are free where {home} lies: make room.")


def _versions() -> Iterator[Finding]:
    told = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if sys.version_info[:3] < _GOOD_PYTHON:
        yield Finding("versions", NOTE, f"{told}: Python 3.11.10 or later has a safer mail library; update it.")
    else:
        yield Finding("versions", OK, f"{told}.")
