"""An SMTP server that stores each mail's Message-ID, then now and then drops the line instead of answering.

python -m tests.smtp_sink LOG DROP PUT_OFF SEED: prints its port, runs until it is told to stop. Beside LOG, those whose
answer was lost: `.dropped`.
"""

import asyncio
import email
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """drop, put_off: shares of the mails whose answer is lost, and whose recipient is told to come again."""

    def __init__(self, log: str, drop: float, put_off: float, seed: int) -> None:
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        self._log = os.open(log, flags)
        self._dropped = os.open(Path(log).with_suffix(".dropped"), flags)
        self._drop, self._put_off, self._draw = drop, put_off, random.Random(seed)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """One recipient."""
        if self._draw.random() < self._put_off:
            return "451 4.3.0 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Stored before the answer, as real servers do."""
        await asyncio.sleep(self._draw.random() * 0.01)
        key = str(email.message_from_bytes(envelope.content)["Message-ID"]).strip()
        os.write(self._log, f"{key}\n".encode())
        await asyncio.sleep(self._draw.random() * 0.01)
        if self._draw.random() < self._drop:
            os.write(self._dropped, f"{key}\n".encode())
            server.transport.abort()
        return "250 2.0.0 queued"


@dataclass(frozen=True)
class Mailbox:
    """Where a sink of this process listens, and what it took."""

    url: str
    log: Path

    def keys(self) -> list[str]:
        """Message-IDs in the order they came."""
        return self.log.read_text(encoding="ascii").split()


@contextmanager
def listening(log: Path, drop: float = 0.0, put_off: float = 0.0, seed: int = 1) -> Iterator[Mailbox]:
    """A sink in a thread of this process."""
    log.touch()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(Sink(str(log), drop, put_off, seed), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Mailbox(f"smtp://127.0.0.1:{port}", log)
    finally:
        controller.stop()


def main() -> None:
    """Serve until told to stop."""
    log, drop, put_off, seed = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(Sink(log, drop, put_off, seed), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
