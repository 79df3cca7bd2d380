"""Sockets of the service, and the server on them."""

import contextlib
import errno
import functools
import ipaddress
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all

from server.api.unread import refuse_unread
from server.errors import UserError

_THREADS = 4
_STOP_S = 10.0
_REASONS = {
    errno.EADDRINUSE: "is taken by another program",
    errno.EACCES: "may not be used by this user",
    errno.EADDRNOTAVAIL: "is not an address of this machine",
}


def bound(host: str, port: int) -> list[socket.socket]:
    """One socket for each address of a host name, all on one port (0: any free one). Raises UserError."""
    sockets: list[socket.socket] = []
    failures: list[OSError] = []
    for family, address in _addresses(host, port):
        try:
            sockets.append(_bound(family, (address, port)))
            port = sockets[-1].getsockname()[1]
        except OSError as error:
            failures.append(error)
    if not sockets or any(error.errno == errno.EADDRINUSE for error in failures):
        close(sockets)
        raise UserError(_refusal(host, port, failures[0])) from failures[0]
    return sockets


def close(sockets: Sequence[socket.socket]) -> None:
    """Give the ports back."""
    for one in sockets:
        one.close()


def is_loopback(sockets: Sequence[socket.socket]) -> bool:
    """Whether no other machine reaches any of them."""
    return all(ipaddress.ip_address(one.getsockname()[0].partition("%")[0]).is_loopback for one in sockets)


def create_service(app: Flask, sockets: Sequence[socket.socket], most_bytes: int, scheme: str = "http") -> Any:
    """The waitress server; bodies a little too large are still read, so that the refusal is ours, in JSON.

    scheme: the one clients use, which is not that of these sockets where TLS ends before them
    """
    server = create_server(
        app, sockets=list(sockets), threads=_THREADS, ident=None, max_request_body_size=2 * most_bytes,
        inbuf_overflow=most_bytes, url_scheme=scheme,
    )  # fmt: skip
    refuse_unread(server, app)
    return server


def serve(app: Flask, sockets: Sequence[socket.socket], most_bytes: int) -> None:
    """Answer until Ctrl-C."""
    with contextlib.closing(create_service(app, sockets, most_bytes)) as server:
        server.run()


@contextlib.contextmanager
def beside(server: Any) -> Iterator[None]:
    """Let a waitress server of one socket answer beside what is done meanwhile. It ends in the thread it runs in: its
    loop fails over what another thread closes."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(functools.partial(close_all, server._map))
        thread.join(_STOP_S)


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UserError(f"--host {host} is not known here.") from error
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _bound(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "nt":  # there, reusing an address would share it with the program that has it
            found.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009
        else:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind(address)
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def _refusal(host: str, port: int, error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0, f"cannot be used ({error.strerror})")
    return f"Port {port} of {host} {reason}; choose another with --port, or another address with --host."
