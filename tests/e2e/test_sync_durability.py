"""What the server has acknowledged is there: after kill -9 at random points, and when its disk is full."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from server.rights import User
from server.store.database import FILE_NAME, is_trouble, open_engine
from tests.command import installed_command
from tests.conftest import ENDURANCE
from tests.service import Service
from tests.sync_office import Clerk, SyncOffice, sync_office, values_kept, wire_to
from tests.sync_world import World

pytestmark = pytest.mark.costly

KILLS, CLERKS = 200, 3


@pytest.fixture
def office(database: str, tmp_path: Path) -> SyncOffice:
    """A server's home on each database."""
    return sync_office(tmp_path / "home", None if database.startswith("sqlite") else database, CLERKS, 5)


_QUESTION = """
import json, sqlite3, sys
print(json.dumps([row[0] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])]))
"""


def _asked(database: Path, query: str, inside: int | None) -> list[str]:
    """First column of a query; inside: of which process the file system is meant."""
    way_in = [] if inside is None else ["nsenter", "--mount", "--target", str(inside)]
    command = [*way_in, sys.executable, "-c", _QUESTION, str(database), query]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    found: list[str] = json.loads(done.stdout)
    return found


def _written(database: Path, inside: int | None = None) -> set[str]:
    return set(_asked(database, "SELECT new FROM cell_changes", inside))


def _is_whole(database: Path, inside: int | None = None) -> bool:
    return _asked(database, "PRAGMA integrity_check", inside) == ["ok"]


@pytest.mark.endurance
def test_every_acknowledged_edit_survives_kill_9(office: SyncOffice) -> None:
    """Half of the kills on each database, at a random moment of three workbooks' syncs."""
    draw = random.Random(ENDURANCE.seed)
    clerks: list[Clerk] = []
    stop = threading.Event()

    def work(clerk: Clerk) -> None:
        while not stop.is_set():
            for _ in range(3):
                if keys := clerk.keys():
                    clerk.type(clerk.draw.choice(keys))
            if not clerk.sync(most=2):
                time.sleep(0.03)

    threads: list[threading.Thread] = []
    for _ in range(ENDURANCE.scaled(KILLS // 2, least=3)):
        with office.serving() as service:
            if not clerks:
                clerks = [
                    Clerk(f"wb{number}", wire_to(service, token), random.Random(number))
                    for number, token in enumerate(office.tokens)
                ]
                threads = [threading.Thread(target=work, args=(one,)) for one in clerks]
                for thread in threads:
                    thread.start()
            for clerk in clerks:
                clerk.wire = wire_to(service, clerk.wire.token)
            time.sleep(draw.random() * 0.6)
            service.process.kill()
    stop.set()
    for thread in threads:
        thread.join()
    with office.serving() as service:
        for clerk in clerks * 2:
            clerk.wire = wire_to(service, clerk.wire.token)
            assert any(clerk.sync(("theirs",)) for _ in range(20))
    kept, cells = values_kept(office)
    acknowledged = set().union(*(one.acknowledged for one in clerks))
    made, over = (set().union(*(getattr(one, name) for one in clerks)) for name in ("made", "over"))
    print(f"{len(acknowledged)} edits acknowledged of {len(made)}")
    assert len(acknowledged) > ENDURANCE.scaled(KILLS // 2, least=3)
    assert acknowledged - kept == set()
    assert made - over - kept == set()
    assert office.rows("SELECT old FROM cell_changes WHERE old <> seen") == []
    assert {k: v for k, v in clerks[0].sheet.values.items() if v} == cells
    assert office.database or _is_whole(office.home / FILE_NAME)


def _push_until_full(clerk: Clerk, most: int = 400) -> dict[str, object]:
    """Push until the server says it cannot; its answer."""
    cells = clerk.keys()
    for _ in range(most):
        for key in cells:
            clerk.type(key)
        told = clerk.push()
        if clerk.book.pending is not None:
            status, answer = clerk.wire.answer("POST", "/v1/push", clerk.book.pending)
            assert status == 503, (status, answer)
            assert answer
            return answer
        assert told is False
    raise AssertionError("the disk is not full yet")


def _check_full(clerk: Clerk, database: Path, make_room: Callable[[], object], inside: int | None = None) -> None:
    """503, nothing half done; what was acknowledged is there; with room again the same push lands."""
    answer = _push_until_full(clerk)
    assert "nothing was done" in str(answer["error"])
    assert clerk.acknowledged <= _written(database, inside)
    make_room()
    assert any(clerk.sync() for _ in range(10))
    assert clerk.acknowledged <= _written(database, inside)
    assert clerk.book.pending is None


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux alone limits another process")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    office = sync_office(tmp_path / "home", people=1)
    with office.serving() as service:
        clerk = Clerk("wb", wire_to(service, office.tokens[0]), random.Random(1))
        assert clerk.sync()
        database = office.home / FILE_NAME
        limit = database.stat().st_size + 400 * 1024
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        most = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        _check_full(clerk, database, lambda: resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, most))
    assert _is_whole(office.home / FILE_NAME)


def _may_mount() -> bool:
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(command, check=False, capture_output=True).returncode == 0


def _full_by_pages(office: SyncOffice) -> None:
    """In this process: SQLite itself says that the database is full, in the middle of a push."""
    engine = open_engine(office.home, None)
    world = World(0, engine)
    with engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one()) + 20
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}"))
    clerk, uid = User("clerk0", "clerk"), world.uids()[0]
    told = world.pull(0, "", "wb", clerk)
    envelope = {"protocol": 1, "server": told["server"], "epoch": told["epoch"], "workbook": "wb"}
    kept: list[str] = [""]

    def fill() -> None:
        for number in range(1_000):
            edit = {"op": f"op{number}", "acc": uid, "field": "phone", "base": kept[-1], "base_ver": 0}
            edits = [edit | {"new": f"{number}"}]
            world.push(json.dumps({**envelope, "batch": f"b{number}", "edits": edits}), clerk)
            kept.append(f"{number}")

    with pytest.raises(OperationalError) as full:
        fill()
    assert is_trouble(full.value)
    assert [row[0] for row in world.rows("SELECT new FROM cell_changes ORDER BY seq")] == kept[1:]
    engine.dispose()
    assert _is_whole(office.home / FILE_NAME)


def test_a_database_that_may_take_no_more_pages(tmp_path: Path) -> None:
    _full_by_pages(sync_office(tmp_path / "home", people=1))


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A disk of 5 MB in memory where this user may mount one; else SQLite is told it may take no more pages."""
    office = sync_office(tmp_path / "home", people=1)
    if sys.platform != "linux" or not _may_mount():
        return _full_by_pages(office)
    there = tmp_path / "small"
    there.mkdir()
    script = (
        f"mount -t tmpfs -o size=5m tmpfs {there} && cp -a {office.home}/. {there}/ && "
        f"exec {installed_command()} serve --port 0 --json --home {there}"
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", script], stdout=subprocess.PIPE, encoding="utf-8", env=inherited,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            service = Service(json.loads(process.stdout.readline()), process)
            inside = Path(f"/proc/{process.pid}/root{there}")
            ballast = inside / "ballast"
            ballast.write_bytes(bytes(max(0, shutil.disk_usage(inside).free - 300 * 1024)))
            clerk = Clerk("wb", wire_to(service, office.tokens[0]), random.Random(1))
            assert clerk.sync()
            _check_full(clerk, there / FILE_NAME, ballast.unlink, process.pid)
            assert _is_whole(there / FILE_NAME, process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    return None
