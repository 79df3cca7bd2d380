"""Benchmarks hand in their ratios here; the table printed at the end is the one docs/benchmarks.md carries."""

from collections.abc import Callable

import pytest

from tests.benchmarks.ratio import HEADER, Ratio, machine

_RATIOS = pytest.StashKey[list[Ratio]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start with an empty table."""
    config.stash[_RATIOS] = []


@pytest.fixture
def record(pytestconfig: pytest.Config) -> Callable[[Ratio], None]:
    """`record(Ratio("aging of 1,000,000 items", ours_s, yardstick_s, target=2))` adds a row."""
    return pytestconfig.stash[_RATIOS].append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table with the machine it was measured on."""
    if ratios := config.stash[_RATIOS]:
        terminalreporter.section("ratios")
        terminalreporter.write_line("\n".join([machine(), "", HEADER, *(ratio.row() for ratio in ratios)]))
