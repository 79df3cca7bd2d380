"""Speed as a ratio of two things measured in one run on one machine: ours over a yardstick. Nothing here judges."""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADER = "| what | ours | yardstick | ratio | target |\n|---|---:|---:|---:|---:|"


def best_of(call: Callable[[], object], count: int = 5) -> float:
    """Seconds of the fastest of `count` runs, the one the machine disturbed least."""
    return min(_seconds(call) for _ in range(count))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@dataclass(frozen=True)
class Ratio:
    """One measurement in seconds; `target` is the largest ratio the issue asks for."""

    what: str
    ours_s: float
    yardstick_s: float
    target: float

    @property
    def value(self) -> float:
        """Ours over the yardstick; at most `target` is wanted."""
        return self.ours_s / self.yardstick_s

    def row(self) -> str:
        """A row of the table in docs/benchmarks.md."""
        return (
            f"| {self.what} | {_shown(self.ours_s)} | {_shown(self.yardstick_s)} "
            f"| {self.value:.2f} x | {self.target:g} x |"
        )


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def machine() -> str:
    """The machine in one line: processor, cores this process may use, Python, system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.release()}"
    return f"{_processor()}, {cores} cores, Python {platform.python_version()}, {system}"


def _processor() -> str:
    """Model name as Linux tells it, else what Python knows."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
