"""HTTPS in front of the service: TLS ends here, the bytes go on to waitress on loopback.

waitress has no TLS, and over a wrapped socket one client that connects and says nothing stops all others: the handshake
is waited for where connections are taken. The event loop of the standard library does not wait.
"""

import asyncio
import contextlib
import datetime as dt
import functools
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from server.api.certificates import home_certificate
from server.api.listening import beside, bound, create_service
from server.api.peers import PEERS
from server.errors import UserError

_HANDSHAKE_S = 10.0
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Encryption:
    """What the service shows over HTTPS; `is_own`: made by Relance, `is_new`: just now, so nobody trusts it yet."""

    context: ssl.SSLContext
    certificate: Path
    is_own: bool = False
    is_new: bool = False


def given_encryption(certificate: Path, key: Path | None) -> Encryption:
    """With the user's own PEM files; the key may lie in the certificate's. Raises UserError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except OSError as error:  # ssl.SSLError is one
        named = certificate if key is None else f"{certificate} with the key {key}"
        raise UserError(f"{named} cannot be used for HTTPS: PEM files are needed, the key not encrypted.") from error
    return Encryption(context, certificate)


def own_encryption(home: Path, host: str, now: dt.datetime) -> Encryption:
    """With the certificate of the home, made where there is none; it names this machine, and the host listened on."""
    names = () if host in ("0.0.0.0", "::") else (host,)  # noqa: S104 - every address is no name
    certificate, key, is_new = home_certificate(home, names, now)
    return replace(given_encryption(certificate, key), is_own=True, is_new=is_new)


def serve_tls(app: Flask, sockets: Sequence[socket.socket], most_bytes: int, context: ssl.SSLContext) -> None:
    """Answer until Ctrl-C."""
    (inner,) = bound("127.0.0.1", 0)
    with beside(create_service(app, [inner], most_bytes, scheme="https")):
        asyncio.run(_front(sockets, context, inner.getsockname()))


def _no_password() -> str:
    """Asked on the terminal otherwise, where nobody may be."""
    return ""


async def _front(sockets: Sequence[socket.socket], context: ssl.SSLContext, inner: tuple[str, int]) -> None:
    relay = functools.partial(_relay, inner)
    for one in sockets:
        await asyncio.start_server(relay, sock=one, ssl=context, ssl_handshake_timeout=_HANDSHAKE_S)
    await asyncio.Event().wait()


async def _relay(inner: tuple[str, int], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection: bytes both ways until either side ends it."""
    with contextlib.suppress(OSError):
        up_reader, up_writer = await asyncio.open_connection(*inner)
        near = up_writer.get_extra_info("sockname")[1]
        PEERS[near] = writer.get_extra_info("peername")[0]
        ways = [asyncio.create_task(_pump(reader, up_writer)), asyncio.create_task(_pump(up_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            up_writer.close()
            PEERS.pop(near, None)
    writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
