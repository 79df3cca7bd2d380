"""A request without a good token is refused before its body is read.

waitress reads a request whole before the application sees it: whoever has no token could make it keep a body as large
as any. So the head alone is looked at first; where the guard will answer 401 whatever follows, the body is left out,
the answer sent, and what still comes is read away for a moment: closing at once would take the answer from the client.
"""

import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer

from server.api.guard import Guard

_DRAINED_S = 5.0


def refuse_unread(server: Any, app: Flask) -> None:
    """Make a waitress server ask the application's guard before it reads a body."""
    guard: Guard = app.extensions["relance.guard"]

    def is_refused(path: str, authorization: str) -> bool:
        with app.app_context():
            return guard.refuses_unread(path, authorization)

    class Channel(_Channel):
        def parser_class(self, adj: Any) -> HTTPRequestParser:
            return _Parser(adj, self, is_refused)

    for one in [server, *getattr(server, "map", {}).values()]:
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Channel


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Leaves the body out where the head is enough to refuse."""

    body_rcv: Any = None

    def __init__(self, adj: Any, channel: "_Channel", is_refused: Callable[[str, str], bool]) -> None:
        super().__init__(adj)
        self._channel, self._is_refused = channel, is_refused

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None and self._is_refused(self.path, self.headers.get("AUTHORIZATION", "")):
            self._channel.is_cut = self.connection_close = True
            self.body_rcv, self.content_length, self.expect_continue = None, 0, False
            self.headers |= {"CONTENT_LENGTH": "0", "CONNECTION": "close"}

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        return len(data) if self._channel.is_cut else consumed


class _Channel(HTTPChannel):  # type: ignore[misc]
    """Sends the answer of a request that was cut, then reads away what still comes before it closes."""

    is_cut, _drains_until = False, 0.0

    def readable(self) -> bool:
        return bool(self._drains_until or super().readable())

    def writable(self) -> bool:
        return bool(self.will_close if self._drains_until else super().writable())

    def handle_write(self) -> None:
        if self._drains_until:
            super().handle_close()  # the server's own clock found it idle
        else:
            super().handle_write()

    def handle_read(self) -> None:
        if not self._drains_until:
            super().handle_read()
        elif self.recv(65_536) and time.monotonic() > self._drains_until:  # an empty one has closed already
            super().handle_close()

    def handle_close(self) -> None:
        if not self.is_cut or self._drains_until:
            super().handle_close()
            return
        self._drains_until = time.monotonic() + _DRAINED_S
        self.will_close = self.close_when_flushed = False
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            super().handle_close()
