"""The function service as an application: who is answered, what is refused, and how."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from addin.version import version
from server.api import functions
from server.api.app import create_app
from server.api.settings import ServiceSettings

PORT = 8765
HOST = f"127.0.0.1:{PORT}"
TOKEN = "a-token-of-thirty-two-signs-or-more"  # noqa: S105 - of no service
ASK = {"calls": [{"function": "AR_DAYS_OVERDUE", "arguments": [46_000, 46_031]}]}


def _client(**settings: Any) -> FlaskClient:
    return create_app(ServiceSettings(PORT, **settings)).test_client()


def _post(client: FlaskClient, body: object = ASK, **headers: str) -> TestResponse:
    told = {"Host": HOST, "Content-Type": "application/json", **headers}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/v1/functions", data=data, headers=told)


def _refused(answer: TestResponse, status: int) -> str:
    """The sentence of a refusal, which is one line of JSON and no trace."""
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert set(told) == {"error"}
    assert told["error"].endswith(".")
    assert "Traceback" not in told["error"]
    assert "\n" not in told["error"]
    return str(told["error"])


def test_calls_are_answered_in_order_each_with_its_own_result() -> None:
    """A call that fails is a result beside the others."""
    calls = [*ASK["calls"], {"function": "AR_NOTHING", "arguments": []}, {"function": "AR_VERSION"}]
    answer = _post(_client(), {"calls": calls})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    first, second, third = answer.get_json()["results"]
    assert first == {"value": 31.0, "message": ""}
    assert second["value"]["error"] == "#NAME?"
    assert third["value"] == version() == answer.get_json()["version"]


def test_health_tells_the_version() -> None:
    """Read by the task pane and by whoever watches."""
    told = _client().get("/health", headers={"Host": HOST}).get_json()
    assert told["version"] == version()


@pytest.mark.parametrize("host", ["relance.evil.example:8765", "127.0.0.1.evil:8765", "127.0.0.1:", ""])
def test_a_name_that_is_not_ours_is_refused(host: str) -> None:
    """DNS rebinding: a foreign name that points at this machine."""
    assert "own address" in _refused(_post(_client(), Host=host), 403)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LocalHost:8765", "[::1]:8765", "127.0.0.1:9999"])
def test_every_name_of_this_machine_is_answered(host: str) -> None:
    """With our port, or with that of whatever forwards to it."""
    assert _post(_client(), Host=host).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:8765", "https://127.0.0.1:8765", "http://127.0.0.1:9999", ""],
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    """Another name, another scheme or another port is another origin."""
    assert "another site" in _refused(_post(_client(), Origin=origin), 403)


def test_our_own_page_is_answered() -> None:
    """What the Office add-in's pages are."""
    assert _post(_client(), Origin=f"http://{HOST}").status_code == 200
    assert _post(_client(scheme="https"), Origin=f"https://{HOST}").status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer é"],
)
def test_another_machine_needs_the_token(authorization: str | None) -> None:
    """Missing, wrong, too short or too long, of another kind."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = _post(_client(names=(), token=TOKEN), Host="office.example:8765", **headers)
    assert "token" in _refused(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert TOKEN not in answer.text


def test_the_token_opens_and_health_needs_none() -> None:
    """Whatever name the machine is called by."""
    client = _client(names=(), token=TOKEN)
    assert _post(client, Host="office.example:8765", Authorization=f"bearer {TOKEN}").status_code == 200
    assert client.get("/health", headers={"Host": "10.1.2.3:8765"}).get_json()["version"] == version()
    assert client.get("/nothing", headers={"Host": "10.1.2.3:8765"}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe\xfa", b'{"calls": [NaN]}', b'{"calls": [{"arguments": [Infinity]}]}', b"1" * 5000,
        b"[" * 100_000, b"[]", b'"calls"', b"{}", b'{"calls": []}', b'{"calls": [1]}', b'{"calls": {"a": 1}}',
        b'{"calls": [{"function": 1}]}', b'{"calls": [{"function": "AR_VERSION", "arguments": 1}]}',
        b'{"calls": [{"function": "AR_VERSION", "arguments": [{"error": 1}]}]}',
        b'{"calls": [{"function": "AR_VERSION", "arguments": [[[[1]]]]}]}',
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused(body: bytes) -> None:
    """Not JSON, too deep, too long a number, or another shape."""
    _refused(_post(_client(), body), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(kind: str) -> None:
    """Forms and plain texts are what a foreign page may send unasked."""
    _refused(_post(_client(), **{"Content-Type": kind}), 415)


def test_a_request_that_is_too_large_is_refused() -> None:
    """Before it is read."""
    client = _client(most_bytes=1000)
    assert _post(client).status_code == 200
    assert "too large" in _refused(_post(client, b" " * 1001), 413)


def test_other_addresses_and_methods_are_refused() -> None:
    """In JSON as well."""
    client = _client()
    _refused(client.get("/v2/functions", headers={"Host": HOST}), 404)
    _refused(client.get("/v1/functions", headers={"Host": HOST}), 405)
    _refused(client.delete("/health", headers={"Host": HOST}), 405)


def test_a_fault_of_ours_is_in_the_log_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The answer says nothing of what went wrong, and nothing of the request is logged."""

    def broken(body: object) -> dict[str, Any]:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(functions, "answer_batch", broken)
    answer = _post(_client(), {"calls": ["Dupont SARL"]})
    assert "secret" not in _refused(answer, 500)
    assert "ZeroDivisionError" in caplog.text
    assert "Dupont" not in caplog.text
