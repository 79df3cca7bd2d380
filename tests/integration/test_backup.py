"""Backup and restore: everything comes back, on either database, under a new epoch; what is no backup is refused."""

import json
import os
import shutil
import sqlite3
import stat
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from server import audit, backup, users
from server.changes import anchor_head, audited
from server.console import _guarded
from server.errors import UserError
from server.store import audit as audit_store
from server.store import dump
from server.store import users as user_store
from server.store.database import open_engine, reading, sharing
from server.store.sync import locked_clock, read_clock, tick
from tests.command import Command
from tests.desk import Desk
from tests.fec_builder import receipt, sale, write_fec
from tests.home_page import PASSWORD
from tests.office_people import AT, later

pytestmark = pytest.mark.costly

LATER = later(AT, 1)


def _rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table a backup holds."""
    with reading(engine) as connection:
        return {name: [tuple(row) for row in dump.dumped(connection, name)] for name, _ in dump.tables()}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A store with a ledger, customers, people, a token, a clock, an audit."""
    entries = [sale("2025-01-15", "C1", "F001", 12_000, letter="aa"), receipt("2025-01-20", "C1", 5_000)]
    desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", entries))
    desk.take(desk.write("c.csv", "Compte;Nom;Téléphone", "C1;Été « = »;0102"), kind="customers", company="123456789")
    with audited(desk.engine, desk.folder / "anchors", AT) as connection:
        locked_clock(connection)
        _add(connection, "Paul")
    return desk


def _add(connection: object, name: str) -> str:
    users.add_user(
        connection, name, "clerk", portfolio=["C1"], company=None, password=None, subject="", at=AT, who="test"
    )  # type: ignore[arg-type]
    return str(users.new_token(connection, name, "", AT, "test")["token"])  # type: ignore[arg-type]


def _others(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Without what a restore adds: the new epoch, and its own entry."""
    return {
        name: rows for name, rows in _rows(engine).items() if name not in ("clock", "restores", "audit", "audit_texts")
    }


def test_everything_comes_back(filled: Desk) -> None:
    """Row by row; what was done since is gone; the file is for its owner's eyes; a new epoch far above begins."""
    path = filled.folder / "b.zip"
    told = backup.back_up(filled.engine, path, AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name != "posix"
    before, balance = _others(filled.engine), filled.balance()
    with reading(filled.engine) as connection:
        clock = read_clock(connection)
    with sharing(filled.engine) as connection:
        _add(connection, "Late")
    done = backup.restore(filled.engine, path, LATER, "Nadia")
    assert done["restored"] == told["rows"]
    assert _others(filled.engine) == before
    assert filled.balance() == balance
    with reading(filled.engine) as connection:
        after = read_clock(connection)
    assert clock
    assert after
    assert (after.server, after.epoch != clock.epoch) == (clock.server, True)
    assert after.seq >= clock.seq + 1_000_000
    with sharing(filled.engine) as connection:  # ids go on above those that came back
        _add(connection, "Next")
        assert tick(connection) > after.seq


def test_a_restore_waits_for_who_writes_and_is_waited_for(filled: Desk) -> None:
    """Somebody without the clock has read one table and will read all others: there is no deadlock."""
    path = filled.folder / "a.zip"
    told = backup.back_up(filled.engine, path, LATER)
    has_begun = threading.Event()

    def write() -> None:
        with sharing(filled.engine) as connection:
            list(dump.dumped(connection, "companies"))
            has_begun.set()
            time.sleep(1)
            for name, _ in dump.tables():
                list(dump.dumped(connection, name))

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        has_begun.wait(10)
        assert backup.restore(filled.engine, path, LATER, "Nadia")["restored"] == told["rows"]
        writer.result()


def test_the_audit_tells_of_the_restore_and_stays_whole(filled: Desk) -> None:
    """Anchors of what the backup does not know are explained by the restore; a cut after it is found as ever."""
    path, anchors = filled.folder / "b.zip", filled.folder / "anchors"
    backup.back_up(filled.engine, path, AT)
    with audited(filled.engine, anchors, AT) as connection:
        _add(connection, "Late")
    backup.restore(filled.engine, path, LATER, "Nadia")
    anchor_head(filled.engine, anchors, LATER)
    with reading(filled.engine) as connection:
        assert audit.verified(connection, anchors)["faults"] == []
    with filled.engine.begin() as connection:
        last = connection.execute(text("SELECT max(seq) FROM audit")).scalar_one()
        for table in ("audit_texts", "audit"):
            connection.execute(text(f"DELETE FROM {table} WHERE seq = :seq"), {"seq": last})
    with reading(filled.engine) as connection:
        assert not audit.verified(connection, anchors)["ok"]


def test_who_was_shut_out_stays_out(filled: Desk) -> None:
    """A backup is no way to bring a revoked token or a disabled person back."""
    path = filled.folder / "b.zip"
    backup.back_up(filled.engine, path, AT)
    with sharing(filled.engine) as connection:
        users.set_active(connection, "Paul", False, AT, "test")
    backup.restore(filled.engine, path, LATER, "Nadia")
    with reading(filled.engine) as connection:
        (row,) = users.user_rows(connection)
        assert (row["is_active"], row["tokens"]) == (False, 0)


def test_rights_stay_as_they_were_before_the_restore(filled: Desk) -> None:
    """A role lowered, accounts taken away, a password changed since the backup; which ones is told, and audited."""
    with sharing(filled.engine) as connection:
        for name, role in (("Lowered", "admin"), ("Narrowed", "clerk"), ("Changed", "manager"), ("Same", "clerk")):
            users.add_user(connection, name, role, portfolio=None, company=None, password=PASSWORD, subject="",
                           at=AT, who="test")  # fmt: skip
    path = filled.folder / "b.zip"
    backup.back_up(filled.engine, path, AT)
    with sharing(filled.engine) as connection:
        users.set_role(connection, "Lowered", "auditor", AT, "test")
        users.set_portfolio(connection, "Narrowed", ["C1"], None, AT, "test")
        users.set_password(connection, "Changed", "another horse battery", AT, "test")
        users.set_portfolio(connection, "Paul", None, None, AT, "test")
        kept = _passwords(connection)
    told = backup.restore(filled.engine, path, LATER, "Nadia")
    assert told["rights_kept"] == [
        {"user": "Changed", "what": ["password"]}, {"user": "Lowered", "what": ["role"]},
        {"user": "Narrowed", "what": ["accounts"]}, {"user": "Paul", "what": ["accounts"]},
    ]  # fmt: skip
    with reading(filled.engine) as connection:
        found = {row["name"]: (row["role"], row["accounts"]) for row in users.user_rows(connection)}
        assert _passwords(connection) == kept
        [entry] = audit_store.last_rows(connection, 1, what=audit.RESTORED)
    assert found == {"Changed": ("manager", "all"), "Lowered": ("auditor", "all"), "Narrowed": ("clerk", 1),
                     "Paul": ("clerk", "all"), "Same": ("clerk", "all")}  # fmt: skip
    assert json.loads(str(entry.text))["rights_kept"] == told["rights_kept"]


def test_accounts_the_backup_does_not_know_leave_a_portfolio(filled: Desk) -> None:
    """Somebody's new customer is not there any more: they see the rest, not every account."""
    path = filled.folder / "b.zip"
    backup.back_up(filled.engine, path, AT)
    filled.take(filled.write("d.csv", "Compte;Nom", "C9;Neuf"), kind="customers", company="123456789")
    with sharing(filled.engine) as connection:
        users.set_portfolio(connection, "Paul", ["C9"], None, AT, "test")
    backup.restore(filled.engine, path, LATER, "Nadia")
    with reading(filled.engine) as connection:
        assert [row["accounts"] for row in users.user_rows(connection)] == [0]


def _passwords(connection: Connection) -> dict[str, str]:
    return {row.name: row.password for row in user_store.all_users(connection)}


def test_a_backup_goes_from_one_database_into_the_other(filled: Desk, empty_database_url: str, tmp_path: Path) -> None:
    """All four ways, into an empty store: the same rows, and ids that go on above them; whoever sent since is unknown
    there, and stands for a worker whose ledger is to be read."""
    path = filled.folder / "b.zip"
    backup.back_up(filled.engine, path, AT)
    other = open_engine(tmp_path / "other", empty_database_url.replace("store.db", "other.db"))
    backup.restore(other, path, LATER, "Nadia")
    others = [("since-the-backup", "", LATER, LATER, 0, "", "")]
    assert _others(other) == _others(filled.engine) | {"campaign_workers": others}
    with sharing(other) as connection:
        _add(connection, "Next")
    other.dispose()


def test_a_backup_while_others_write_is_of_one_instant(filled: Desk) -> None:
    """Each change adds a person and a token: a backup with one and not the other would be torn."""
    stop, failed = threading.Event(), []

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 400:
            number += 1
            try:
                with sharing(filled.engine) as connection:
                    _add(connection, f"Clerk {number}")
            except Exception as error:
                failed.append(error)
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            path = filled.folder / f"{number}.zip"
            backup.back_up(filled.engine, path, AT)
            with zipfile.ZipFile(path) as archive:
                counts = [archive.read(f"{name}.jsonl").count(b"\n") for name in ("users", "tokens", "portfolios")]
            assert len(set(counts)) == 1
    finally:
        stop.set()
        writer.join()
    assert failed == []


def test_an_older_backup_is_brought_to_the_present_tables(desk: Desk, tmp_path: Path) -> None:
    """Tables that were not there yet are empty afterwards."""
    desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", [sale("2025-01-15", "C1", "F001", 12_000)]))
    path, older = tmp_path / "b.zip", tmp_path / "older.zip"
    backup.back_up(desk.engine, path, AT)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(older, "w") as changed:
        told = json.loads(archive.read("relance-backup.json"))
        early = {"companies", "scope", "accounts", "imports", "lines", "contacts", "closes", "close_items"}
        told["tables"] = {name: one for name, one in told["tables"].items() if name in early}
        told["revision"] = "0001"
        for name in told["tables"]:
            changed.writestr(f"{name}.jsonl", archive.read(f"{name}.jsonl"))
        changed.writestr("relance-backup.json", json.dumps(told))
    balance = desk.balance()
    backup.restore(desk.engine, older, LATER, "Nadia")
    assert desk.balance() == balance


@pytest.mark.parametrize("what", ["text", "empty zip", "product", "format", "revision", "damaged", "missing", "column"])
def test_what_is_no_backup_of_ours_is_refused(filled: Desk, what: str) -> None:
    """One sentence each; the store is as it was."""
    path, bad = filled.folder / "b.zip", filled.folder / "bad.zip"
    backup.back_up(filled.engine, path, AT)
    before = _rows(filled.engine)
    if what == "text":
        bad.write_text("no zip")
    else:
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(bad, "w") as changed:
            _spoil(archive, changed, what)
    with pytest.raises(UserError, match=r"^[A-Z/].*\.$"):
        backup.restore(filled.engine, bad, LATER, "Nadia")
    assert _rows(filled.engine) == before


def _spoil(archive: zipfile.ZipFile, changed: zipfile.ZipFile, what: str) -> None:
    if what == "empty zip":
        return
    told = json.loads(archive.read("relance-backup.json"))
    told |= {"product": {"product": "other"}, "format": {"format": 99}, "revision": {"revision": "9999"}}.get(what, {})
    for name in told["tables"]:
        content = archive.read(f"{name}.jsonl")
        if name == "users" and what == "damaged":
            content = content.replace(b"Paul", b"Eve!")
        if name == "users" and what == "column":
            content = content.replace(b'"name"', b'"nom"')
            told["tables"][name]["sha256"] = backup.hashlib.sha256(content).hexdigest()
        if name != "tokens" or what != "missing":
            changed.writestr(f"{name}.jsonl", content)
    changed.writestr("relance-backup.json", json.dumps(told))


def test_the_backup_of_another_server_is_refused_where_there_are_data(filled: Desk, tmp_path: Path) -> None:
    """It would mix two offices; into an empty store it goes."""
    other = open_engine(tmp_path / "other", None)
    with sharing(other) as connection:
        users.add_user(
            connection, "X", "admin", portfolio=None, company=None, password=None, subject="", at=AT, who="t"
        )
    path = tmp_path / "other.zip"
    backup.back_up(other, path, AT)
    other.dispose()
    with pytest.raises(UserError, match="another server"):
        backup.restore(filled.engine, path, LATER, "Nadia")


def test_by_command(relance: Command, tmp_path: Path) -> None:
    """backup, restore, audit verify; a folder and a missing file are one sentence."""
    relance.json("user", "add", "Nadia", "--role", "admin")
    told = relance.json("backup", tmp_path / "b.zip")
    assert told["rows"] > 0
    assert relance.json("restore", tmp_path / "b.zip")["restored"] == told["rows"]
    assert relance.json("audit", "verify", "--strict")["ok"]
    for args in (("backup", tmp_path), ("restore", tmp_path / "none.zip"), ("backup", tmp_path / "none" / "b.zip")):
        done = relance(*args)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), args
    shutil.rmtree(relance.home)
    assert relance.json("restore", tmp_path / "b.zip")["restored"] == told["rows"]
    assert relance.json("user", "list")["users"][0]["name"] == "Nadia"


def test_a_restore_waits_for_whoever_is_writing(filled: Desk) -> None:
    """The clock first, like everybody: neither holds what the other waits for."""
    path = filled.folder / "b.zip"
    backup.back_up(filled.engine, path, AT)
    with ThreadPoolExecutor(1) as pool:
        with sharing(filled.engine) as connection:
            locked_clock(connection)
            restored = pool.submit(backup.restore, filled.engine, path, LATER, "Nadia")
            time.sleep(1)
            connection.execute(text("SELECT count(*) FROM campaign_messages"))
            connection.execute(text("SELECT count(*) FROM companies"))
        assert restored.result(30)["restored"]


def test_a_store_others_write_to_is_called_busy_and_no_disk_is_blamed() -> None:
    def held(_: object) -> None:
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = 5
        raise OperationalError("BEGIN IMMEDIATE", None, cause)

    with pytest.raises(UserError, match="Others are writing at the moment"):
        _guarded(held)(home=None, database=None, is_json=False, is_strict=False)
