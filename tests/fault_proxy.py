"""A TCP proxy on this machine that misbehaves as planned: refuses, cuts a request or an answer short, dawdles."""

import contextlib
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Fate:
    """What becomes of a connection. up, down: bytes of request and answer let through, None for all
    is_reset: the line breaks (RST) instead of ending | delay_s: before anything goes through"""

    kind: str = "whole"
    up: int | None = None
    down: int | None = None
    is_reset: bool = False
    delay_s: float = 0.0


REFUSED = Fate("refused", up=0, is_reset=True)


class FaultProxy:
    """Connections to `port` go to `target`, each with the fate `plan(number)` gives it."""

    def __init__(self, target: tuple[str, int], plan: Callable[[int], Fate]) -> None:
        self._target, self._plan = target, plan
        self.count: Counter[str] = Counter()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def disturbed(self) -> int:
        """How many connections did not go through whole."""
        return sum(self.count.values()) - self.count["whole"] - self.count["slow"]

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        number = 0
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            number += 1
            fate = self._plan(number)
            self.count[fate.kind] += 1
            threading.Thread(target=self._connect, args=(client, fate), daemon=True).start()

    def _connect(self, client: socket.socket, fate: Fate) -> None:
        if fate is REFUSED:
            return _end((client,), is_reset=True)
        try:
            server = socket.create_connection(self._target, 10)
        except OSError:
            return _end((client,), is_reset=True)
        time.sleep(fate.delay_s)
        both = (client, server)
        threading.Thread(target=_pump, args=(client, server, fate.up, fate.is_reset, both), daemon=True).start()
        return _pump(server, client, fate.down, fate.is_reset, both)


def _pump(
    source: socket.socket, sink: socket.socket, most: int | None, is_reset: bool, both: tuple[socket.socket, ...]
) -> None:
    seen = 0
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            if most is not None and seen + len(data) > most:
                sink.sendall(data[: most - seen])
                return _end(both, is_reset)
            seen += len(data)
            sink.sendall(data)
    return _end(both, is_reset=False)


def _end(sockets: tuple[socket.socket, ...], is_reset: bool) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            if is_reset:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RD)  # wakes whoever reads; closing then breaks the line
            else:
                one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextlib.contextmanager
def misbehaving(target: tuple[str, int], plan: Callable[[int], Fate]) -> Iterator[FaultProxy]:
    """A proxy that lasts as long as the block."""
    proxy = FaultProxy(target, plan)
    try:
        yield proxy
    finally:
        proxy.close()
