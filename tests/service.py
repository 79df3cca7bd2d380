"""The real service in a process of its own, for tests: `relance serve` on a free port."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command import installed_command

STOP_TIMEOUT_S = 20


@dataclass(frozen=True)
class Service:
    """A service that answers: what it told when it started, and its process."""

    told: dict[str, Any]
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """Where it answers, such as http://127.0.0.1:40123."""
        return str(self.told["url"])

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """End it as Ctrl-C does; its exit code and what it wrote on standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=STOP_TIMEOUT_S)
        return self.process.returncode, errors


@contextlib.contextmanager
def serving(home: Path, *options: str) -> Iterator[Service]:
    """`relance serve --port 0` with more options, until the block ends."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
    command = [installed_command(), "serve", "--port", "0", "--json", "--home", str(home), *options]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=inherited, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            assert process.stderr
            line = process.stdout.readline()
            assert line, process.stderr.read()
            yield Service(json.loads(line), process)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
