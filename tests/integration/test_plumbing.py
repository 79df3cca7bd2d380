"""The plumbing of the tests themselves: databases are real and empty, and CI refuses silent skips."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import ROOT, Endurance
from tests.desk import Desk
from tests.postgres import Server

pytestmark = pytest.mark.costly

SKIPPING = """
import pytest
{mark}
def test_something(): pytest.skip("no printer here")
"""


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_an_empty_database(empty_database_url: str, turn: str) -> None:
    """The second turn would find the first one's table if the database were the same."""
    engine = sa.create_engine(empty_database_url)
    try:
        assert sa.inspect(engine).get_table_names() == []
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE leftover (turn TEXT)"))
            connection.execute(sa.text("INSERT INTO leftover VALUES (:turn)"), {"turn": turn})
            assert connection.execute(sa.text("SELECT turn FROM leftover")).scalar_one() == turn
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_a_store_without_data(desk: Desk, turn: str) -> None:
    """The second turn would find the first one's customer, and take its file for known."""
    told = desk.take(desk.write("clients.csv", "Compte;Nom", f"C1;{turn}"), kind="customers", company="A")
    assert told["changed"] == {"new": 1, "amended": 0, "unchanged": 0}


@pytest.mark.postgresql
def test_postgresql_wants_its_password(postgres_server: Server) -> None:
    """Other users of the machine reach the port, not the server (it could run programs for them)."""
    stranger = Server(postgres_server.port, "guess")
    with pytest.raises(Exception, match="password authentication failed"):
        stranger.execute("SELECT 1")


def test_long_runs_never_shrink_to_nothing() -> None:
    """A share of a count is rounded, and at least one."""
    tenth = Endurance(share=0.1, seed=1)
    assert [tenth.scaled(count) for count in (1, 9, 100, 1004)] == [1, 1, 10, 100]
    assert Endurance(share=1.0, seed=1).scaled(7) == 7


def _run_in_ci(folder: Path, body: str, shared: bool) -> tuple[int, str]:
    """Exit code and output of pytest over one test file under our conftest, as CI runs it."""
    project = folder / "project"
    (project / "tests").mkdir(parents=True)
    for name in ["conftest.py", "command.py", "costly.py", "postgres.py"]:
        shutil.copy(ROOT / "tests" / name, project / "tests" / name)
    shutil.copy(ROOT / "pyproject.toml", project)
    (project / "tests" / "test_skipping.py").write_text(body, encoding="utf-8")
    if shared:
        (folder / "shared").mkdir()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "tests"]
    env = {**os.environ, "CI": "true"}
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("mark", "shared", "code", "closing"),
    [
        ("", False, 1, "1 failed"),
        ("@pytest.mark.postgresql", False, 1, "1 failed"),
        ("@pytest.mark.shared", False, 0, "1 skipped"),
        ("@pytest.mark.shared", True, 1, "1 failed"),
        ("@pytest.mark.xfail(raises=ZeroDivisionError)\ndef test_known(): 1 / 0", False, 1, "1 failed, 1 xfailed"),
    ],
    ids=["plain", "other mark", "shared, absent", "shared, present", "beside a known failure"],
)
def test_ci_fails_on_a_skip(tmp_path: Path, mark: str, shared: bool, code: int, closing: str) -> None:
    """Only what needs the absent shared data may be skipped; what is known to fail is no skip."""
    status, output = _run_in_ci(tmp_path, SKIPPING.format(mark=mark), shared)
    assert (status, closing in output.splitlines()[-1]) == (code, True), output


def test_ci_fails_on_a_module_that_skips_itself(tmp_path: Path) -> None:
    """`importorskip` at the head of a file hides all its tests: an error, not a pass."""
    body = 'import pytest\npytest.importorskip("no_such_module", reason="not here", exc_type=ImportError)\n'
    status, output = _run_in_ci(tmp_path, body, shared=False)
    assert status == 2, output
    assert "CI allows no skip" in output
