"""A mail server that says what it is told: one connection after the other, line by line."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

#: What a server that takes everything says.
GOOD = {"banner": "220 hi", "EHLO": "250-hi\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 DSN", "MAIL": "250 ok",
        "RCPT": "250 ok", "DATA": "354 go", ".": "250 2.0.0 taken", "RSET": "250 ok", "QUIT": "221 bye"}  # fmt: skip
#: Instead of words: hang up; say nothing for so long.
DROP = ""


@dataclass(frozen=True)
class Drip:
    """An answer given byte by byte, with so many seconds between."""

    text: str
    every_s: float


Said = str | float | Drip


@dataclass
class Script:
    """answers: verb -> what is said (a list: one after the other, the last one again and again); `verbs`, `mails`: what
    came"""

    answers: dict[str, Said | Sequence[Said]]
    wrap: Callable[[socket.socket], socket.socket] | None = None
    verbs: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "Script":
        self._counts: dict[str, int] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self._lines = [line]
                with contextlib.suppress(OSError):
                    self._talk(line)
                for one in self._lines:
                    one.close()

    def _talk(self, line: socket.socket) -> None:
        if not self._say(line, "banner"):
            return
        file = line.makefile("rb")
        while told := file.readline():
            verb = told.split(b" ")[0].strip().decode("ascii", "replace").upper()
            rest = told.strip().partition(b" ")[2].decode("utf-8", "replace")
            self.verbs.append(f"{verb} {rest}".strip())
            if not self._say(line, verb):
                return
            if verb == "DATA" and self._last(verb).startswith("354"):
                content = b""
                while not content.endswith(b"\r\n.\r\n"):
                    piece = file.readline()
                    if not piece:
                        return
                    content += piece
                self.mails.append(content)
                if not self._say(line, "."):
                    return
            if verb == "STARTTLS" and self.wrap is not None:
                line = self.wrap(line)
                self._lines.append(line)
                file = line.makefile("rb")
            if verb == "QUIT":
                return

    def _last(self, verb: str) -> str:
        told = self._told(verb, self._counts.get(verb, 1) - 1)
        return told if isinstance(told, str) else ""

    def _told(self, verb: str, count: int) -> Said:
        told = self.answers.get(verb, GOOD.get(verb, "502 what"))
        return told if isinstance(told, str | float | int | Drip) else told[min(count, len(told) - 1)]

    def _say(self, line: socket.socket, verb: str) -> bool:
        """Whether the talk goes on."""
        count = self._counts.get(verb, 0)
        self._counts[verb] = count + 1
        told = self._told(verb, count)
        if isinstance(told, Drip):
            for byte in told.text.encode():
                line.sendall(bytes([byte]))
                time.sleep(told.every_s)
            return True
        if not isinstance(told, str):
            time.sleep(told)
            told = GOOD.get(verb, "250 late")
        elif told == DROP:
            return False
        line.sendall(told.encode("utf-8", "surrogateescape") + b"\r\n")
        return True
