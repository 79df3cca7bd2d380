"""What every test may use: the shared data, databases, the installed command, long runs by share, honest skips."""

import itertools
import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
#: Real ledgers and published cases beside the checkout; tests that read it are marked `shared`.
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() == "true"

_NUMBERS = itertools.count(1)

# No deadline and no "too slow": a shared machine is no judge of speed. In CI the same examples every time.
settings.register_profile("desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if IN_CI else "desk")


@dataclass(frozen=True)
class Endurance:
    """How much of a long run to do, and from which seed: RELANCE_ENDURANCE (1 is all of it), RELANCE_SEED."""

    share: float
    seed: int

    def scaled(self, count: int) -> int:
        """The share of `count`, at least one."""
        return max(1, round(count * self.share))


#: For decorators, which know no fixture: `@settings(max_examples=ENDURANCE.scaled(2000))`.
ENDURANCE = Endurance(
    share=float(os.environ.get("RELANCE_ENDURANCE", "0.1")),
    seed=int(os.environ.get("RELANCE_SEED", "20260131")),
)


@dataclass(frozen=True)
class Command:
    """The installed `relance`, run as a user runs it: in its own process, with a home of its own."""

    executable: str
    home: Path

    def __call__(self, *args: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run it; `env` adds variables to an environment without the caller's own RELANCE_*."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
        return subprocess.run(
            [self.executable, *map(str, args)],
            env={**inherited, "RELANCE_HOME": str(self.home), **(env or {})},
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    def json(self, *args: str | Path, env: Mapping[str, str] | None = None, code: int = 0) -> dict[str, Any]:
        """Run it with --json, expect the exit code and return the one object on standard output."""
        done = self(*args, "--json", env=env)
        shown = f"relance {' '.join(map(str, args))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == code, shown
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict), shown
        return answer


def installed_command() -> str:
    """Path of the `relance` of this environment."""
    executable = shutil.which("relance", path=sysconfig.get_path("scripts"))
    assert executable, "the command is not installed here: pip install --no-deps ."
    return executable


@pytest.fixture
def relance(tmp_path: Path) -> Command:
    """`relance("demo")` -> CompletedProcess, `relance.json("aged-balance")` -> dict."""
    return Command(installed_command(), tmp_path / "home")


@pytest.fixture(scope="session")
def endurance() -> Endurance:
    """The share of long runs to do, with its seed."""
    return ENDURANCE


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL for the whole session."""
    if not postgres.is_available():
        pytest.skip("the PostgreSQL wheel is not installed")
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh empty database, once for each backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'store.db').as_posix()}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"test_{next(_NUMBERS)}"
    server.execute(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def pytest_report_header() -> str:
    """Say what this run covers, and the seed that repeats it."""
    data = "present" if SHARED.is_dir() else "absent"
    return f"relance: shared data {data}; RELANCE_ENDURANCE={ENDURANCE.share:g} RELANCE_SEED={ENDURANCE.seed}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine lacks: the shared data, LibreOffice."""
    missing = {}
    if not SHARED.is_dir():
        missing["shared"] = pytest.mark.skip(reason="../shared is absent")
    if not shutil.which("soffice"):
        missing["libreoffice"] = pytest.mark.skip(reason="LibreOffice (soffice) is not installed")
    for item, name in itertools.product(items, missing):
        if item.get_closest_marker(name):
            item.add_marker(missing[name])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failure, save one marked `shared` where the data is absent."""
    report = yield
    excused = item.get_closest_marker("shared") is not None and not SHARED.is_dir()
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and not excused:
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself whole."""
    report = yield
    if IN_CI and report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"CI allows no skip, save tests marked `shared` where ../shared is absent: {reason}"
