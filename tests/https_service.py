"""`relance serve --https` as a process of its own, with the certificate it makes itself."""

import contextlib
import json
import os
import signal
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests.command import installed_command

_STOP_S = 20.0
#: For a service that asks its callers for its key.
EVERYWHERE = ("--host", "0.0.0.0")  # noqa: S104


@dataclass(frozen=True)
class HttpsService:
    """A running service: its address by the name `localhost`, the certificate to trust, its key where it asks one."""

    url: str
    certificate: Path
    token: str | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Where a socket connects."""
        return "127.0.0.1", int(self.url.rpartition(":")[2])

    def trusting(self) -> ssl.SSLContext:
        """What trusts its certificate and nothing else, as strict as the newest Python is by itself."""
        context = ssl.create_default_context(cafile=self.certificate)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    @contextlib.contextmanager
    def client(self) -> Iterator[HTTPSConnection]:
        """A connection of a program that trusts it."""
        with contextlib.closing(
            HTTPSConnection("localhost", self.address[1], context=self.trusting(), timeout=20)
        ) as held:
            yield held


@contextlib.contextmanager
def running(home: Path, *options: str) -> Iterator[HttpsService]:
    """Start it on a free port, stop it as Ctrl-C does. Raises AssertionError where it does not start or stop well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
    with subprocess.Popen(
        [installed_command(), "serve", "--https", "--port", "0", "--home", str(home), "--json", *options],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert line, process.communicate(timeout=_STOP_S)[1]
            told = json.loads(line)
            token = Path(told["token_file"]).read_text() if told["token_file"] else None
            yield HttpsService(f"https://localhost:{told['port']}", Path(told["certificate"]), token)
            process.send_signal(signal.SIGINT)
            _, trouble = process.communicate(timeout=_STOP_S)
            assert (process.returncode, trouble) == (0, ""), (process.returncode, trouble)
        finally:
            process.kill()
