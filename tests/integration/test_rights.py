"""Who may do what: every route has a declared right, every role and route answer as declared."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server import passwords, users
from server.api import limits
from server.api.app import create_app
from server.api.operations import LOCAL, OPERATIONS, PUBLIC
from server.api.settings import ServiceSettings
from server.errors import UserError
from server.rights import RIGHTS, ROLES, User, role_named
from server.store.database import sharing
from tests.office_people import AT, HOST, PORT, Staff, staff

#: What a clerk, ... may do, written down a second time: the code's matrix must be this one.
MATRIX = {
    "clerk": "functions home read write",
    "manager": "functions home read write settle approve import audit",
    "finance": "functions home read write import",
    "auditor": "functions home read audit",
    "admin": " ".join(RIGHTS),
}


ENVELOPE = {"protocol": 1, "server": "s", "epoch": "e", "workbook": "w", "batch": "b"}
EDIT = {"op": "o", "acc": "a", "field": "f", "base": "", "base_ver": 0, "new": ""}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Everybody, once for this module."""
    with staff(tmp_path_factory.mktemp("people") / "home") as found:
        yield found


def _routes(app: Flask) -> set[tuple[str, str, str]]:
    """(endpoint, method, rule) of everything the application answers."""
    return {
        (rule.endpoint, method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_no_route_is_without_a_declared_right() -> None:
    """And nothing is declared that is no route; every right is one there is."""
    declared = {(name, one.method, one.rule) for name, one in OPERATIONS.items()}
    assert _routes(create_app(ServiceSettings(PORT))) == declared
    assert {one.right for one in OPERATIONS.values()} <= {PUBLIC, LOCAL, *RIGHTS}
    assert all(one.right not in (PUBLIC,) for one in OPERATIONS.values() if one.rule.startswith("/v1/"))


def test_a_route_nobody_declared_answers_nobody() -> None:
    """A view that is added and forgotten is closed, not open."""
    app = create_app(ServiceSettings(PORT))
    app.add_url_rule("/v1/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/v1/forgotten", headers={"Host": HOST}).status_code == 403


def test_the_matrix_is_the_one_written_down() -> None:
    """Role by role; a second name of the manager; anything else is refused."""
    assert {role: set(rights) for role, rights in ROLES.items()} == {role: set(t.split()) for role, t in MATRIX.items()}
    assert role_named("Credit-Manager") == "manager"
    with pytest.raises(UserError, match="no role"):
        role_named("root")
    assert User("x", "clerk", frozenset({"a"})).sees("a")
    assert not User("x", "clerk", frozenset({"a"})).sees("b")


def _asked(people: Staff, name: str, headers: dict[str, str], **settings: Any) -> TestResponse:
    one = OPERATIONS[name]
    rule = one.rule.replace("<name>", "manifest.xml")
    client = people.client(**settings)
    return client.open(rule, method=one.method, headers=headers, data=b"{", content_type="application/json")


API = sorted(name for name, one in OPERATIONS.items() if not one.is_page)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", API)
def test_every_role_is_answered_as_declared(people: Staff, name: str, role: str) -> None:
    """403 exactly where the role lacks the right. The body is no JSON: who is let in gets past the guard, to 400."""
    answer = _asked(people, name, people.bearing(role))
    right = OPERATIONS[name].right
    may = right in (PUBLIC, LOCAL) or right in MATRIX[role].split()
    assert (answer.status_code == 403) == (not may)
    assert answer.status_code not in (401, 500)


@pytest.mark.parametrize("name", API)
def test_nobody_is_answered_without_a_token(people: Staff, name: str) -> None:
    """401 below /v1, whatever is wrong with the rest of the request; functions need none on loopback, and do beyond."""
    is_open = OPERATIONS[name].right in (PUBLIC, LOCAL)
    assert (_asked(people, name, {}).status_code == 401) == (not is_open)
    beyond = _asked(people, name, {}, token="x" * 40, names=())
    assert (beyond.status_code == 401) == (OPERATIONS[name].right != PUBLIC)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/push/", "/v1/"])
def test_what_there_is_not_is_nobody_s_to_know(people: Staff, path: str) -> None:
    """Below /v1 401 comes before 404 and 405."""
    client = people.client()
    assert client.get(path).status_code == 401
    assert client.get(path, headers=people.bearing("clerk")).status_code == 404
    assert client.delete("/v1/push").status_code == 401
    refused = client.delete("/v1/push", headers=people.bearing("clerk"))
    assert (refused.status_code, "POST" in refused.headers["Allow"]) == (405, True)


def test_a_user_s_token_computes_functions_beyond_loopback(people: Staff) -> None:
    """So does the token of the home, which opens nothing else."""
    home = "home-token-of-thirty-two-signs-or-more"
    client = people.client(token=home, names=())
    body = {"calls": [{"function": "AR_VERSION", "arguments": []}]}
    for headers in (people.bearing("clerk"), {"Authorization": f"Bearer {home}"}):
        assert client.post("/v1/functions", json=body, headers=headers).status_code == 200
    assert client.get("/v1/pull?workbook=w", headers={"Authorization": f"Bearer {home}"}).status_code == 401


def test_unknown_revoked_and_disabled_are_one_answer(people: Staff) -> None:
    """From the very next request on; nothing tells a stranger that a token was good once."""
    client = people.client()
    token = people.add("Leaving", "clerk")
    other = people.add("Disabled", "clerk")
    asked = [{"Authorization": f"Bearer {one}"} for one in (token, other, passwords.new_token(), "short", token[:-1])]
    assert [client.get("/v1/pull?workbook=w", headers=one).status_code for one in asked[:2]] == [200, 200]
    with sharing(people.engine) as connection:
        number = users.token_rows(connection, "Leaving")[0]["id"]
        users.revoke_token(connection, number, AT, "test")
        users.set_active(connection, "Disabled", False, AT, "test")
    answers = [client.get("/v1/pull?workbook=w", headers=one) for one in asked]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    with sharing(people.engine) as connection:
        users.set_active(connection, "Disabled", True, AT, "test")
    assert client.get("/v1/pull?workbook=w", headers=asked[1]).status_code == 401


def test_a_token_is_nowhere_in_the_store(people: Staff) -> None:
    """Only its SHA-256; the day of its last use is kept."""
    client = people.client()
    client.get("/v1/pull?workbook=w", headers=people.bearing("finance"))
    with people.engine.connect() as connection:
        held = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert not any(token in held for token in people.tokens.values())
    assert passwords.kept(people.tokens["finance"]) in held
    with sharing(people.engine) as connection:
        assert users.token_rows(connection, "finance")[0]["used_on"]


def test_too_many_requests_are_told_to_wait(people: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one token, while others go on; of one address, with a token or without."""
    monkeypatch.setattr(limits, "OF_TOKEN", limits.Limit(3, 0.01))
    monkeypatch.setattr(limits, "OF_ADDRESS", limits.Limit(7, 0.01))
    client = people.client()
    codes = [client.get("/v1/pull?workbook=w", headers=people.bearing("clerk")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert client.get("/v1/pull?workbook=w", headers=people.bearing("manager")).status_code == 200
    assert [client.get("/v1/pull?workbook=w").status_code for _ in range(3)] == [401, 401, 429]
    assert int(client.get("/v1/pull?workbook=w").headers["Retry-After"]) >= 1


def test_a_bucket_fills_again_with_time() -> None:
    """Burst, then the rate; the time to wait is told; keys do not pile up."""
    now = [0.0]
    held = limits.Buckets(limits.Limit(2, 0.5), lambda: now[0], most_keys=2)
    assert [held.wait("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    now[0] = 2.0
    assert [held.wait("a") for _ in range(2)] == [0.0, 2.0]
    for key in "bcd":
        held.wait(key)
    assert held.wait("a") == 0.0


def test_a_body_larger_than_the_operation_takes_is_refused(people: Staff) -> None:
    """Before it is parsed."""
    body = b"[" + b" " * OPERATIONS["sync.push"].most_bytes + b"]"
    answer = people.client().post(
        "/v1/push", data=body, content_type="application/json", headers=people.bearing("clerk")
    )  # fmt: skip
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"[]", "application/json", 400),
        (b'{"protocol": NaN}', "application/json", 400), (b"{}", "text/plain", 415),
        (json.dumps({"protocol": "1"}).encode(), "application/json", 400),
        (json.dumps(ENVELOPE | {"edits": [EDIT] * 2001}).encode(), "application/json", 413),
    ],
)  # fmt: skip
def test_a_malformed_envelope_is_a_sentence(people: Staff, body: bytes, kind: str, status: int) -> None:
    """With the place where it is wrong; more than 2,000 edits are too many."""
    answer = people.client().post("/v1/push", data=body, content_type=kind, headers=people.bearing("clerk"))
    assert (answer.status_code, set(answer.get_json()) <= {"error", "field"}) == (status, True)
    assert answer.get_json()["error"].endswith(".")


def test_health_says_what_works(people: Staff, tmp_path: Path) -> None:
    """ok while the store answers; without one it says so, and functions are computed all the same."""
    told = people.client().get("/health").get_json()
    assert (told["status"], told["store"], told["ticker"], told["worker"]) == ("ok", "ok", None, None)
    bare = create_app(ServiceSettings(PORT)).test_client()
    answer = bare.get("/health", headers={"Host": HOST})
    assert (answer.status_code, answer.get_json()["status"]) == (503, "unavailable")
    body = {"calls": [{"function": "AR_VERSION", "arguments": []}]}
    assert bare.post("/v1/functions", json=body, headers={"Host": HOST}).status_code == 200
    asked = {"Host": HOST, "Authorization": f"Bearer {passwords.new_token()}"}
    answer = bare.get("/v1/pull?workbook=w", headers=asked)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
