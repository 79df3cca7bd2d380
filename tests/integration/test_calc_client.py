"""The client inside LibreOffice before real services: answers, silence, restarts, strangers."""

import contextlib
import math
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from addin.libreoffice.inside.pythonpath import relance_client
from addin.libreoffice.inside.pythonpath.relance_client import Client
from tests.service import Service, serving

pytestmark = pytest.mark.costly

Clients = Callable[..., Client]
NOT_KNOWN, VALUE = 32767, 519
DOCUMENT = SimpleNamespace(getPropertyValue=lambda name: SimpleNamespace(Year=1899, Month=12, Day=30))


def _asked(client: Client, *arguments: Any, name: str = "AR_DAYS_OVERDUE") -> Any:
    return client.call(name, (DOCUMENT, *(arguments or (46_000.0, 46_031.0))))


def _error(rows: Any) -> int:
    """The error number of the only cell."""
    ((value,),) = rows
    assert math.isnan(value)
    return int(struct.unpack("<Q", struct.pack("<d", value))[0]) & 0xFFFF_FFFF


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that runs."""
    with serving(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """`client_of(url, token)`; its connection is closed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *told: stack.enter_context(contextlib.closing(Client(*told)))


@contextlib.contextmanager
def _stranger(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something else that listens; it does with each connection what it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, contextlib.suppress(OSError):
                        answer(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_values_columns_and_errors(service: Service, client_of: Clients) -> None:
    """What Calc hands over and what it gets back."""
    client = client_of(service.url)
    assert _asked(client) == ((31.0,),)
    assert _asked(client, ((46_000.0,), ("",), (46_030.0,)), 46_031.0) == ((31.0,), ("",), (1.0,))
    first, second = _asked(client, ((46_000.0,), ("demain",)), 46_031.0)
    assert (first, _error((second,))) == ((31.0,), VALUE)
    assert "demain" in client.last_error
    assert client.call("AR_VERSION", ()) == "0.1.0"
    assert "demain" in client.last_error, "the last sentence stays until another one comes"


def test_an_omitted_argument_is_its_default(service: Service, client_of: Clients) -> None:
    """Calc hands over nothing for it, at the end as in the middle."""
    client = client_of(service.url)
    assert _asked(client, 46_000.0, 46_031.0, None, name="AR_BUCKET") == (("31-60",),)
    assert _error(_asked(client, 1_000.0, None, 46_031.0, name="AR_PENALTY")) == VALUE
    assert "due" in client.last_error


def test_no_service_is_an_error_with_what_to_do(client_of: Clients) -> None:
    """#N/A at once, for a thousand cells as for one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = client_of(f"http://127.0.0.1:{free.getsockname()[1]}")
        start = time.monotonic()
        assert {_error(_asked(client)) for _ in range(1000)} == {NOT_KNOWN}
    assert time.monotonic() - start < relance_client.PAUSE_S * 3
    assert "relance serve" in client.last_error
    assert client.url in client.last_error


def test_a_service_started_anew_is_found_again(tmp_path: Path, client_of: Clients) -> None:
    """The kept connection is closed by the other side: the call is sent once more, unseen."""
    with serving(tmp_path / "home") as first:
        client = client_of(first.url)
        assert _asked(client) == ((31.0,),)
        port = str(first.told["port"])
        first.stop()
    with serving(tmp_path / "home", "--port", port):
        assert _asked(client) == ((31.0,),)
        assert client.last_error == ""


def test_after_silence_it_asks_again(tmp_path: Path, client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the pause stands between the start of the service and values."""
    monkeypatch.setattr(relance_client, "PAUSE_S", 0.0)
    with serving(tmp_path / "home") as service:
        url = service.url
        service.stop()
    client = client_of(url)
    assert _error(_asked(client)) == NOT_KNOWN
    with serving(tmp_path / "home", "--port", url.rpartition(":")[2]):
        assert _asked(client) == ((31.0,),)


def test_a_service_that_never_answers_is_left(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time; the next cells do not wait for it again."""
    monkeypatch.setattr(relance_client, "ANSWER_TIMEOUT_S", 0.3)
    done = threading.Event()
    with _stranger(lambda connection: bool(done.wait(20)) and None) as url:
        client = client_of(url)
        start = time.monotonic()
        assert {_error(_asked(client)) for _ in range(50)} == {NOT_KNOWN}
        assert time.monotonic() - start < 5
        done.set()


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"results": 3}',
        b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"results": []}',
        b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"results": [{}]}',
        b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"results": 3}',
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
)
def test_what_is_no_relance_is_told(reply: bytes, client_of: Clients) -> None:
    """Any program may have the port."""

    def answer(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(reply)

    with _stranger(answer) as url:
        client = client_of(url)
        assert _error(_asked(client)) == NOT_KNOWN
        assert url in client.last_error


def test_a_service_of_another_machine_is_asked_with_its_token(tmp_path: Path, client_of: Clients) -> None:
    """Without or with a wrong one its refusal is told."""
    with serving(tmp_path / "home", "--host", "0.0.0.0") as service:  # noqa: S104
        url = f"http://127.0.0.1:{service.told['port']}"
        token = Path(service.told["token_file"]).read_text(encoding="ascii")
        assert _asked(client_of(url, token)) == ((31.0,),)
        for wrong in ("", "wrong"):
            client = client_of(url, wrong)
            assert _error(_asked(client)) == NOT_KNOWN
            assert "token" in client.last_error
