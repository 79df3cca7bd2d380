"""What every test may use: the shared data, databases, the command, long runs by share, honest skips."""

import gc
import itertools
import os
import shutil
import signal
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres
from tests.command import Command, InstalledCommand

ROOT = Path(__file__).resolve().parents[1]
#: Real ledgers and published cases beside the checkout; tests that read it are marked `shared`.
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() == "true"


@dataclass(frozen=True)
class Endurance:
    """How much of a long run to do, and from which seed: RELANCE_ENDURANCE (1 is all of it), RELANCE_SEED."""

    share: float
    seed: int

    def scaled(self, count: int, least: int = 1) -> int:
        """The share of `count`, at least `least`."""
        return max(least, round(count * self.share))


#: For decorators, which know no fixture: `@settings(max_examples=ENDURANCE.scaled(2000))`.
ENDURANCE = Endurance(
    share=float(os.environ.get("RELANCE_ENDURANCE", "0.01")),
    seed=int(os.environ.get("RELANCE_SEED", "20260131")),
)


# No deadline and no "too slow": a shared machine is no judge of speed. In CI the same examples every time.
# Half of Hypothesis's own hundred examples, all of them in an endurance run.
settings.register_profile(
    "desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow],
    max_examples=100 if ENDURANCE.share >= 1 else 50,
)  # fmt: skip
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if IN_CI else "desk")


@pytest.fixture
def relance(tmp_path: Path) -> Command:
    """`relance("demo")` -> what it printed and its exit code, `relance.json("aged-balance")` -> dict."""
    return Command(tmp_path / "home")


@pytest.fixture
def installed(tmp_path: Path) -> Command:
    """The same home, in a process of its own: a second or so for each command."""
    return InstalledCommand(tmp_path / "home")


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


def pytest_configure() -> None:
    """Ctrl-C ends the services that tests start; a shell that runs the tests in the background has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are not garbage: not looked through again each time garbage is sought."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> str:
    """Say what this run covers, and the seed that repeats it."""
    data = "present" if SHARED.is_dir() else "absent"
    return f"relance: shared data {data}; RELANCE_ENDURANCE={ENDURANCE.share:g} RELANCE_SEED={ENDURANCE.seed}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine lacks: the shared data, LibreOffice, Node.js, Chromium."""
    missing = {}
    if not SHARED.is_dir():
        missing["shared"] = pytest.mark.skip(reason="../shared is absent")
    if not shutil.which("soffice"):
        missing["libreoffice"] = pytest.mark.skip(reason="LibreOffice (soffice) is not installed")
    if not shutil.which("node"):
        missing["node"] = pytest.mark.skip(reason="Node.js (node) is not installed")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        missing["chromium"] = pytest.mark.skip(reason="chromium and chromedriver are not installed")
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
