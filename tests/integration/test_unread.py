"""The real service answers 401 before it reads a body, and its answer arrives whatever the client still sends."""

import http.client
import json
import socket
from pathlib import Path

import pytest

from server import passwords
from tests.command import Command
from tests.service import Service, serving

pytestmark = pytest.mark.costly


def _head(service: Service, authorization: str, more: str) -> bytes:
    lines = [
        "POST /v1/push HTTP/1.1",
        f"Host: 127.0.0.1:{service.told['port']}",
        "Content-Type: application/json",
        more,
    ]
    return "\r\n".join([*lines, *([f"Authorization: {authorization}"] if authorization else []), "", ""]).encode()


def _answered(connection: socket.socket) -> tuple[int, str]:
    """Status and body of one answer."""
    with connection.makefile("rb") as reader:
        status = int(reader.readline().split()[1])
        length = 0
        while (line := reader.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return status, reader.read(length).decode()


def test_no_body_is_read_without_a_good_token(relance: Command, tmp_path: Path) -> None:
    """None, misshaped, unknown: the answer comes while the body has not; with a good one the service waits for it.

    A body that is sent all the same does not take the answer away from who sends it.
    """
    relance.json("user", "add", "Nadia", "--role", "clerk")
    token = relance.json("token", "new", "--user", "Nadia")["token"]
    with serving(relance.home) as service:
        address = ("127.0.0.1", service.told["port"])
        for authorization in ("", "Bearer x", f"Bearer {passwords.new_token()}", f"Basic {token}"):
            for more in ("Content-Length: 50000000", "Transfer-Encoding: chunked"):
                with socket.create_connection(address, timeout=20) as connection:
                    connection.sendall(_head(service, authorization, more))
                    status, text = _answered(connection)
                    assert (status, "token" in json.loads(text)["error"]) == (401, True)
        with socket.create_connection(address, timeout=1) as connection:
            connection.sendall(_head(service, f"Bearer {token}", "Content-Length: 2"))
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.settimeout(20)
            connection.sendall(b"{}")
            assert _answered(connection)[0] == 400
        _sends_all_the_same(address)


def _sends_all_the_same(address: tuple[str, int]) -> None:
    """As most HTTP libraries do: head and body first, then the answer; and the next connection works."""
    for _ in range(3):
        client = http.client.HTTPConnection(*address, timeout=20)
        client.request("POST", "/v1/push", b" " * 20_000_000, {"Content-Type": "application/json"})
        answer = client.getresponse()
        assert (answer.status, answer.getheader("Connection")) == (401, "close")
        assert "token" in json.loads(answer.read())["error"]
        client.close()
        answer.close()


def test_ready_is_told_first_and_the_store_may_come_later(newcomer: Command, tmp_path: Path) -> None:
    """A store of a newer version: functions are computed, the rest says why not."""
    newcomer.home.mkdir()
    (newcomer.home / "relance.db").write_bytes(b"no database at all, " * 100)
    with serving(newcomer.home) as service:
        assert service.told["store"] != "ok"
        client = http.client.HTTPConnection("127.0.0.1", service.told["port"], timeout=20)
        client.request("GET", "/health")
        answer = client.getresponse()
        assert (answer.status, json.loads(answer.read())["status"]) == (503, "unavailable")
        call = json.dumps({"calls": [{"function": "AR_VERSION", "arguments": []}]})
        client.request("POST", "/v1/functions", call, {"Content-Type": "application/json"})
        with client.getresponse() as answer:
            assert answer.status == 200
        client.close()
