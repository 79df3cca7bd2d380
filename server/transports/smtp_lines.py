"""Lines to mail servers: a reply is whole, in time and of one code, or it is none."""

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from io import BufferedReader

#: How each line of a reply begins.
_REPLY = re.compile(rb"[2-5]\d\d[ \-\r\n]")


class _Bounded(smtplib.SMTP):
    """A line on which a whole reply takes no longer than the timeout, however it drips."""

    def getreply(self) -> tuple[int, bytes]:
        """See smtplib; raises SMTPServerDisconnected, which says so, where it took too long."""
        if self.file is None and self.sock is not None:
            self.file = _WholeLines(self.sock.makefile("rb"))
        is_late = threading.Event()
        guard = threading.Timer(self.timeout, _give_up, (self.sock, is_late))
        guard.daemon = True
        guard.start()
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if is_late.is_set() or isinstance(error.__context__, TimeoutError):
                raise smtplib.SMTPServerDisconnected(f"no answer within {self.timeout:g} seconds") from error
            raise
        finally:
            guard.cancel()


class _WholeLines:
    """What a line says: one cut short is the end of it, never an answer (`250` of `250-first` is no 250); nor are one
    without a code of three digits, and one whose code is not that of the lines it goes on (RFC 5321 4.2.1)."""

    def __init__(self, file: BufferedReader) -> None:
        self._file, self._code = file, b""

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(limit)
        is_whole = line.endswith(b"\n") or len(line) >= limit
        if not is_whole or _REPLY.match(line) is None or not line.startswith(self._code):
            return b""
        self._code = line[:3] if line[3:4] == b"-" else b""
        return line

    def peek(self) -> bytes:
        return self._file.peek(1)

    def close(self) -> None:
        self._file.close()


class Line(_Bounded):
    """In clear, or by STARTTLS."""


class TlsLine(_Bounded, smtplib.SMTP_SSL):
    """TLS from the start."""


def wait(line: smtplib.SMTP, seconds: float) -> None:
    """How long the next replies may take, each."""
    line.timeout = seconds
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _give_up(sock: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    hang_up(sock)


def hang_up(sock: socket.socket) -> None:
    """End a connection; whoever reads from it hears so."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def is_waiting(line: smtplib.SMTP) -> bool:
    """Whether the other side waits for what comes: it said nothing nobody has read yet, and did not hang up."""
    if line.sock is None or not isinstance(line.file, _WholeLines):
        return False
    before = line.sock.gettimeout()
    line.sock.settimeout(0)
    try:
        if line.file.peek() or isinstance(line.sock, ssl.SSLSocket):  # of TLS, only the end reads as nothing
            return False
        return line.sock.recv(1, socket.MSG_PEEK) != b""  # of what is in clear, the end and silence both do
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:  # reset
        return False
    finally:
        line.sock.settimeout(before)
