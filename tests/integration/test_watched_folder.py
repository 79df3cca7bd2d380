"""The watched folder: what a tick takes, what it leaves alone, what it says; on SQLite and on PostgreSQL."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server import overview
from server.api.opened import OpenedStore
from server.api.ticker import Ticker
from server.configuration import read_configuration
from server.errors import UserError
from server.imports import watch
from server.imports.spool import Spool
from server.imports.undo import undo_last
from server.imports.watch import Looked, Watched, tick
from server.store import audit, watched
from server.store.database import open_engine, reading, writing
from tests.home_page import SIREN, ledger
from tests.office_people import AT, later
from tests.service import serving

pytestmark = pytest.mark.costly


class Folder:
    """A watched folder and its store; every look is a minute later."""

    def __init__(self, engine: Engine, room: Path) -> None:
        self.engine, self.home, self.path = engine, room / "home", room / "exports"
        self.path.mkdir()
        self.looked, self.minutes = Looked(), 0
        self.watched = Watched(self.path)

    def look(self, times: int = 1) -> Looked:
        """So many ticks."""
        for _ in range(times):
            self.minutes += 1
            at = later(AT, self.minutes / 1440)
            self.looked = tick(self.engine, Spool(self.home), self.watched, self.looked, at)
        return self.looked

    def taken(self) -> list[tuple[str, str]]:
        """Name and outcome of the files taken, oldest first."""
        with reading(self.engine) as connection:
            return [(one.name, one.outcome) for one in reversed(watched.last(connection, 50))]

    def imports(self) -> int:
        """How many files are imported."""
        with reading(self.engine) as connection:
            return len(overview.last_imports(connection, 50))


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Iterator[Folder]:
    """An empty one."""
    engine = open_engine(tmp_path / "home", database_url)
    yield Folder(engine, tmp_path)
    engine.dispose()


def test_a_file_is_taken_once_it_stops_changing(folder: Folder) -> None:
    """Seen, grown, seen again as it was: then taken; it stays where it is, and nothing stays in the spool."""
    path = ledger(folder.path)
    whole = path.read_bytes()
    path.write_bytes(whole[:200])
    assert folder.look().waiting == [path.name]
    path.write_bytes(whole)
    assert (folder.look().waiting, folder.imports()) == ([path.name], 0)
    assert (folder.look().waiting, folder.imports()) == ([], 1)
    assert folder.taken() == [(path.name, "imported")]
    assert path.read_bytes() == whole
    assert list((folder.home / "spool").iterdir()) == []
    with reading(folder.engine) as connection:
        one = watched.last(connection, 1)[0]
        assert audit.last_rows(connection, 1)[0].who == watch.WHO
    assert one.result == {
        "kind": "fec", "companies": [SIREN], "as_of": "2026-02-10", "problems": 0, "differences": 0,
        "changed": {"new": 2, "closed": 0, "amended": 0, "unchanged": 0},
    }  # fmt: skip


def test_the_same_content_is_taken_once(folder: Folder) -> None:
    """Under another name, touched, after a restart, and after somebody took the import back."""
    path = ledger(folder.path)
    folder.look(2)
    shutil.copy(path, folder.path / f"{SIREN}FEC20251231.txt")
    os.utime(path, (1, 1))
    folder.look(3)
    folder.looked = Looked()
    with writing(folder.engine) as connection:
        undo_last(connection)
    assert folder.look(3).waiting == []
    assert (folder.taken(), folder.imports()) == ([(path.name, "imported")], 0)


def test_the_next_night_s_export_is_another_content(folder: Folder) -> None:
    """Under the same name, as accounting programs write it."""
    ledger(folder.path)
    folder.look(2)
    ledger(folder.path, is_paid=True)
    folder.look(2)
    assert folder.taken() == [(f"{SIREN}FEC20261231.txt", "imported")] * 2
    with reading(folder.engine) as connection:
        assert [one.is_active for one in overview.last_imports(connection, 9)] == [True, False]


def test_what_is_refused_is_told_once(folder: Folder) -> None:
    """With its sentence, and the others go on; a corrected file is another content."""
    (folder.path / "bad.csv").write_text("rien;du tout\n")
    ledger(folder.path)
    folder.look(4)
    assert sorted(folder.taken()) == [(f"{SIREN}FEC20261231.txt", "imported"), ("bad.csv", "refused")]
    with reading(folder.engine) as connection:
        told = {one.name: one.sentence for one in watched.last(connection, 9)}
    assert "bad.csv" in told["bad.csv"]


def test_a_fault_of_ours_is_one_sentence_and_no_loop(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its trace is in the log; nothing of the import stays."""
    monkeypatch.setattr(watch, "import_into", lambda *_: 1 / 0)
    ledger(folder.path)
    folder.look(4)
    assert (folder.taken(), folder.imports()) == ([(f"{SIREN}FEC20261231.txt", "refused")], 0)


def test_what_is_no_export_is_left_alone(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks, hidden and half-copied files, other suffixes, folders, links out of the folder, empty files."""
    secret = ledger(tmp_path / "elsewhere")
    for name in (".hidden.txt", "~$open.xlsx", "copy.txt.part", "notes.docx"):
        (folder.path / name).write_bytes(secret.read_bytes())
    (folder.path / "empty.txt").touch()
    (folder.path / "folder.txt").mkdir()
    (folder.path / "link.txt").symlink_to(secret)
    os.mkfifo(folder.path / "pipe.txt")
    assert (folder.look(3).files, folder.taken()) == ({}, [])
    monkeypatch.setattr(watch, "_MOST_BYTES", 100)
    ledger(folder.path)
    folder.look(3)
    assert folder.taken() == [(f"{SIREN}FEC20261231.txt", "refused")]


def test_a_folder_that_is_not_there_is_said_until_it_is(folder: Folder) -> None:
    """A network drive that comes back."""
    gone = folder.path.rename(folder.path.with_name("away"))
    assert "No such file" in folder.look().trouble
    gone.rename(folder.path)
    assert folder.look().trouble == ""


def test_a_busy_store_is_tried_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not refused: taken by the next tick."""
    ledger(folder.path)
    folder.look()
    with monkeypatch.context() as patch:
        patch.setattr(watch, "is_trouble", lambda _: True)
        patch.setattr(watch, "import_into", lambda *_: 1 / 0)
        assert folder.look().waiting == [f"{SIREN}FEC20261231.txt"]
    folder.look()
    assert folder.taken() == [(f"{SIREN}FEC20261231.txt", "imported")]


def test_the_settings_are_the_home_s(tmp_path: Path) -> None:
    """`[watched]` of relance.toml; what is wrong in it is one sentence."""
    told = tmp_path / "relance.toml"
    assert read_configuration(tmp_path).watched is None
    told.write_text('[watched]\nfolder = "exports"\ncompany = "ACME"\ndefault_terms = "30 net"\n')
    assert read_configuration(tmp_path).watched == Watched(tmp_path / "exports", "ACME", "30 net")
    for wrong in ('company = "ACME"', 'folder = "x"\ndefault_terms = "soon"', 'folder = "x"\nminutes = "1"'):
        told.write_text(f"[watched]\n{wrong}\n")
        with pytest.raises(UserError, match=r"relance\.toml"):
            read_configuration(tmp_path)


def test_a_tick_that_fails_is_not_the_last(folder: Folder) -> None:
    """/health says so until one comes to its end; the audit's head is anchored."""
    anchors = folder.home / "audit-anchors"
    folder.home.mkdir(exist_ok=True)
    ticker = Ticker(OpenedStore(None), folder.home, folder.watched)
    ticker.tick(AT)
    assert ticker.state == "failing"
    ticker = Ticker(OpenedStore(folder.home, engine=folder.engine, anchors=anchors), folder.home, folder.watched)
    ledger(folder.path)
    ticker.tick(AT)
    ticker.tick(later(AT, 0.1))
    assert (ticker.state, folder.imports(), anchors.read_text().count("\n")) == ("ok", 1, 1)


def test_serve_looks_into_the_folder(tmp_path: Path) -> None:
    """At once, and /health tells it."""
    import urllib.request  # noqa: PLC0415 - here alone

    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "exports").mkdir()
    (home / "relance.toml").write_text(f"[watched]\nfolder = {json.dumps(str(tmp_path / 'exports'))}\n")
    with serving(home) as service, urllib.request.urlopen(f"{service.url}/health") as answer:  # noqa: S310
        assert json.load(answer)["ticker"] == "ok"
