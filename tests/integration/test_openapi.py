"""The OpenAPI document: valid, true to the code, and enough for a stranger's client."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from sqlalchemy import text

from server.api.app import create_app
from server.api.listening import bound, close, create_service
from server.api.openapi import document
from server.api.opened import OpenedStore
from server.api.operations import OPERATIONS
from server.api.settings import MOST_BYTES, ServiceSettings
from server.store.database import sharing
from server.store.shared_accounts import ensure_accounts
from tests.conftest import ENDURANCE
from tests.desk import Desk
from tests.fec_builder import sale, write_fec
from tests.office_people import Staff, staff


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Everybody, with two customers."""
    home = tmp_path_factory.mktemp("openapi") / "home"
    with staff(home) as found:
        desk = Desk(found.engine, home)
        desk.take(write_fec(home / "123456789FEC20251231.txt", [sale("2025-01-15", "C1", "F001", 12_000)]))
        desk.take(desk.write("c.csv", "Compte;Nom", "C1;Alpha", "C2;Beta"), kind="customers", company="123456789")
        with sharing(found.engine) as connection:
            ensure_accounts(connection)
        yield found


schema = schemathesis.openapi.from_dict(document())


@dataclass(frozen=True)
class Asked:
    """Where the generated requests go, and what they bear."""

    url: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def asked(people: Staff) -> Iterator[Asked]:
    """The real server on the application, in this process."""
    sockets = bound("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    app = create_app(ServiceSettings(port), OpenedStore(people.home, engine=people.engine, anchors=people.anchors))
    server = create_service(app, sockets, MOST_BYTES)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Asked(f"http://127.0.0.1:{port}", people.bearing("manager"))
    server.close()
    thread.join(10)
    close(sockets)


def test_the_document_is_valid_openapi() -> None:
    """Version 3.1, by somebody else's validator."""
    told = document()
    assert told["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(told).validate()


def test_the_document_holds_every_operation_of_programs_and_no_page() -> None:
    """With its method; those with a right ask for the token, and may answer 401 and 403."""
    wanted = {(one.rule, one.method.lower()) for one in OPERATIONS.values() if not one.is_page}
    found = {(path, method): told for path, item in document()["paths"].items() for method, told in item.items()}
    assert set(found) == wanted
    for one in OPERATIONS.values():
        if not one.is_page and one.right in ("read", "write"):
            told = found[one.rule, one.method.lower()]
            assert told["security"] == [{"token": []}]
            assert {"401", "403"} <= set(told["responses"])


@pytest.mark.costly
@pytest.mark.endurance
@schema.exclude(operation_id="download").parametrize()
@settings(max_examples=ENDURANCE.scaled(500, least=10), deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_the_document_says(case: Any, asked: Asked) -> None:
    """500 requests for each operation in full, good and bad ones: no fault, no deviation."""
    case.call_and_validate(base_url=asked.url, headers=asked.headers)


@pytest.mark.costly
@pytest.mark.endurance
@schema.include(operation_id="download").parametrize()
@settings(max_examples=ENDURANCE.scaled(100, least=3), deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_of_a_workbook_is_answered_as_the_document_says(case: Any, asked: Asked) -> None:
    """A fifth as many: each answer is a workbook that was built, a second or more."""
    case.call_and_validate(base_url=asked.url, headers=asked.headers)


def test_no_operation_is_left_out() -> None:
    """The two tests above share out all there are."""
    kinds = (schema.exclude(operation_id="download"), schema.include(operation_id="download"))
    assert [len(list(one.get_all_operations())) for one in kinds] == [len(list(schema.get_all_operations())) - 1, 1]


@pytest.mark.costly
@pytest.mark.endurance
@schema.parametrize()
@settings(max_examples=ENDURANCE.scaled(100, least=5), deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_stranger_asks_is_answered_as_the_document_says(case: Any, asked: Asked) -> None:
    """Without a token."""
    case.call_and_validate(base_url=asked.url, checks=[not_a_server_error])


def test_a_stranger_s_client_gets_along_with_the_document_alone(people: Staff, tmp_path: Path) -> None:
    """It reads the document, pulls, pushes an edit it builds from what it read, and finds it in the next pull; every
    answer is valid by the document's own schemas."""
    client = people.client()
    told = client.get("/openapi.json").get_json()
    headers = people.bearing("clerk")

    def ask(operation: str, **options: Any) -> Any:
        ((path, method, one),) = [
            (path, method, one) for path, item in told["paths"].items() for method, one in item.items()
            if one["operationId"] == operation
        ]  # fmt: skip
        answer = client.open(path, method=method.upper(), headers=headers, **options)
        schema = one["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(answer.get_json())
        return answer.get_json()

    first = ask("pull", query_string={"workbook": "w1"})
    uid = first["accounts"][0][0]
    edit = {"op": "op-1", "acc": uid, "field": "owner", "base": "", "base_ver": 0, "new": "Zoé"}
    push = {"protocol": 1, "server": first["server"], "epoch": first["epoch"], "workbook": "w1", "batch": "b1",
            "edits": [edit]}  # fmt: skip
    assert [one["r"] for one in ask("push", json=push)["results"]] == ["ok"]
    again = ask("pull", query_string={"workbook": "w2"})
    assert [uid, "owner", "Zoé"] in [cell[:3] for cell in again["cells"]]
    assert ask("push", json={})["field"]
    with people.engine.connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM cell_changes WHERE uid = :uid"), {"uid": uid}).scalar() == 1
        )
