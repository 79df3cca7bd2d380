"""Letters and mails per second, on all cores, beside what is asked: 1,000 letters a minute, 200 mails a second.

The yardstick of a row is that time, so that a ratio of at most 1 is what is asked. Mails are rendered
ahead of the sender (`server.letters.ahead`): what it does then is to hand over bytes, the third row.
"""

import smtplib
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from server.letters.ahead import Ahead
from server.letters.messages import MailFrom, mail_of, pdf_of
from server.letters.templates import shipped
from tests.benchmarks.ratio import Ratio
from tests.letter_samples import sample

AT = "2026-11-22T08:30:00Z"
FROM = MailFrom("Menuiserie Vallier", "compta@vallier.example")
LETTERS, MAILS = 1_000, 1_000


def rendered(count: int, level: str, work: Callable[..., bytes], *more: object) -> float:
    """Seconds for so many messages of a level through `Ahead`, its processes started before."""
    template, content = shipped("business", level, "fr"), sample(level)

    def job(key: str) -> tuple[Callable[..., bytes], tuple[object, ...]]:
        return work, (replace(content, reference=f"R-{key}", message=key), template, *more)

    keys = [str(number) for number in range(count + 60)]
    ahead = Ahead(keys, job)
    try:
        for key in keys[:60]:
            ahead.take(key)
        start = time.perf_counter()
        for key in keys[60:]:
            assert ahead.take(key)
        return time.perf_counter() - start
    finally:
        ahead.close()


def test_formal_notices_to_pdf(record: Callable[[Ratio], None]) -> None:
    taken = rendered(LETTERS, "notice", pdf_of)
    record(Ratio(f"{LETTERS} formal notices of two pages to PDF / a minute", taken, 60, 1))


def test_mails_rendered(record: Callable[[Ratio], None]) -> None:
    taken = rendered(MAILS, "r1", mail_of, FROM, AT)
    record(Ratio(f"{MAILS} mails rendered whole, statement as PDF and workbook / 200 a second", taken, MAILS / 200, 1))


class Sink(socketserver.StreamRequestHandler):
    """A mail server that takes everything and keeps nothing."""

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def sink() -> object:
    """Its port, while it runs."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_rendered_mails_into_a_sink(record: Callable[[Ratio], None], sink: int) -> None:
    data = mail_of(sample(), shipped("business", "r1", "fr"), FROM, AT)
    with smtplib.SMTP("127.0.0.1", sink) as client:
        start = time.perf_counter()
        for _ in range(MAILS):
            client.sendmail(FROM.email, ["a@rhone.example"], data)
        taken = time.perf_counter() - start
    record(Ratio(f"{MAILS} rendered mails into a sink, one connection / 200 a second", taken, MAILS / 200, 1))
