"""What every test may use: the shared data, databases, the command; long and costly runs by share, honest skips."""

import gc
import itertools
import os
import shutil
import signal
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import costly, postgres
from tests.command import Command, InstalledCommand

ROOT = Path(__file__).resolve().parents[1]
#: Real ledgers and published cases beside the checkout; tests that read it are marked `shared`.
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() == "true"
#: How many costly tests a run leaves out; under xdist the workers tell.
LEFT_OUT = pytest.StashKey[int]()


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
#: Of how many costly tests one is run.
ONE_IN = 1 if IN_CI else costly.one_in(ENDURANCE.share)


# No deadline and no "too slow": a shared machine is no judge of speed. In CI the same examples every time.
# Half of Hypothesis's own hundred examples, all of them in an endurance run.
settings.register_profile(
    "desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow],
    max_examples=100 if ENDURANCE.share >= 1 else 50,
)  # fmt: skip
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if IN_CI else "desk")


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the migrations leave it, to be copied: they take a tenth of a second."""
    from server.store.database import open_engine  # noqa: PLC0415 - tests of the rules alone need not wait for it

    home = tmp_path_factory.mktemp("migrated") / "home"
    open_engine(home, None).dispose()
    return home


@pytest.fixture
def relance(migrated_home: Path, tmp_path: Path) -> Command:
    """`relance("demo")` -> what it printed and its exit code, `relance.json("aged-balance")` -> dict."""
    return Command(Path(shutil.copytree(migrated_home, tmp_path / "home")))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo, to be copied: inventing, importing and showing it takes many seconds."""
    room = tmp_path_factory.mktemp("demo")
    Command(room / "home").json("demo", "--out", room / "files")
    return room / "home"


@pytest.fixture(scope="session")
def planned_demo_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a proposal of its day."""
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("planned") / "home"))
    Command(home).json("campaign", "plan", "--on", "2026-10-31")
    return home


@pytest.fixture
def demo(demo_home: Path, tmp_path: Path) -> Command:
    """`relance` as `relance demo` leaves it."""
    return Command(Path(shutil.copytree(demo_home, tmp_path / "home")))


@pytest.fixture
def newcomer(tmp_path: Path) -> Command:
    """The same where nobody ever was: no home, no store."""
    return Command(tmp_path / "home")


@pytest.fixture
def installed(tmp_path: Path) -> Command:
    """The newcomer's, in a process of its own: a second or so for each command."""
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
    part = (
        "all costly tests" if ONE_IN == 1 else f"one in {ONE_IN} costly tests (all: RELANCE_ENDURANCE=0.1, or by name)"
    )
    return f"relance: {part}; shared data {data}; RELANCE_ENDURANCE={ENDURANCE.share:g} RELANCE_SEED={ENDURANCE.seed}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most of the costly tests where nobody named or chose them, skip what this machine lacks."""
    if not (config.option.keyword or config.option.markexpr):
        _leave_out(config, items)
    _skip_missing(items)


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = costly.left_out(items, ONE_IN, ENDURANCE.seed, costly.named_files(config.args))
    config.stash[LEFT_OUT] = len(left)
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [item for item in items if item not in gone]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells how many tests it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """All workers left out the same; one that broke down tells nothing."""
    told = getattr(node, "workeroutput", {}).get("left_out", 0)
    node.config.stash[LEFT_OUT] = max(told, node.config.stash.get(LEFT_OUT, 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Nothing is left out in silence."""
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"relance: {count} costly tests left out, one in {ONE_IN} run; all of them: RELANCE_ENDURANCE=0.1 "
            "python -m pytest, or name a file, a test, -k, -m", yellow=True,
        )  # fmt: skip


def _skip_missing(items: list[pytest.Item]) -> None:
    """The shared data, LibreOffice, Node.js, Chromium."""
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
