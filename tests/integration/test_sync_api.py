"""POST /v1/push and GET /v1/pull over HTTP: who is answered what, and what is no envelope."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from addin.protocol import MOST_EDITS
from server.api.app import create_app
from server.api.opened import OpenedStore
from server.api.settings import ServiceSettings
from server.store.database import open_engine, sharing
from server.users import add_user, new_token
from tests.sync_world import add_customers

AT = "2026-01-05T08:00:00.000+00:00"
Json = dict[str, Any]


class Office:
    """The application, with a token for each role."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.engine = open_engine(folder / "home", database_url)
        add_customers(self.engine, 3)
        with sharing(self.engine) as connection:
            for role, portfolio in (("clerk", None), ("auditor", None), ("manager", ["C1"])):
                add_user(
                    connection, role, role, portfolio=portfolio, company=None, password=None, subject="", at=AT, who="t"
                )
            self.tokens = {
                role: new_token(connection, role, "", AT, "t")["token"] for role in ("clerk", "auditor", "manager")
            }
        app = create_app(ServiceSettings(80, names=()), OpenedStore(None, engine=self.engine))
        self.client: FlaskClient = app.test_client()

    def ask(self, method: str, path: str, who: str = "clerk", **options: Any) -> Any:
        return self.client.open(path, method=method, headers={"Authorization": f"Bearer {self.tokens[who]}"}, **options)

    def pull(self, who: str = "clerk", **query: Any) -> Any:
        return self.ask("GET", "/v1/pull", who, query_string={"workbook": "wb", **query})

    def push(self, body: Any, who: str = "clerk") -> Any:
        return self.ask("POST", "/v1/push", who, json=body)

    def envelope(self, *edits: Json, **more: Any) -> Json:
        told = self.pull().get_json()
        return {"protocol": 1, "server": told["server"], "epoch": told["epoch"], "workbook": "wb", "batch": "b1",
                "edits": list(edits), **more}  # fmt: skip

    def edit(self, number: int = 0, **more: Any) -> Json:
        uid = self.pull().get_json()["accounts"][0][0]
        return {"op": f"op{number}", "acc": uid, "field": "phone", "base": "", "base_ver": 0, "new": "01", **more}


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    found = Office(database_url, tmp_path)
    yield found
    found.engine.dispose()


def test_an_edit_goes_round(office: Office) -> None:
    answer = office.push(office.envelope(office.edit()))
    assert (answer.status_code, answer.get_json()["results"][0]["r"]) == (200, "ok")
    assert [cell[2] for cell in office.pull().get_json()["cells"]] == ["01"]
    rows = office.engine.connect().exec_driver_sql('SELECT id, "user" FROM shared_workbooks').all()
    assert [tuple(row) for row in rows] == [("wb", "clerk")]


def test_a_refused_edit_is_an_answer(office: Office) -> None:
    answer = office.push(office.envelope(office.edit(field="balance")))
    assert (answer.status_code, answer.get_json()["results"][0]["why"]) == (200, "not_editable")


def test_a_store_that_shared_nothing_yet_answers_whoever_knows_another(office: Office) -> None:
    """A cursor of another server, asked of one nobody has synced with."""
    assert office.pull(cursor=5).status_code == 409
    told = office.pull(cursor=5, epoch="of-another").get_json()
    assert (told["status"], bool(told["server"])) == ("resync", True)


def test_only_those_with_the_right_are_heard(office: Office) -> None:
    told = office.envelope(office.edit())
    assert office.client.post("/v1/push", json=told).status_code == 401
    assert office.client.get("/v1/pull?workbook=wb").status_code == 401
    assert [office.push(told, who).status_code for who in ("auditor", "clerk")] == [403, 200]
    assert office.pull("auditor").status_code == 200
    assert [one[2] for one in office.pull("manager").get_json()["accounts"]] == ["C1"]


@pytest.mark.parametrize("change", [
    {"batch": None}, {"more": 1}, {"edits": {}}, {"edits": [{"op": "a"}]}, {"protocol": "1"}, {"batch": "a b"},
    {"protocol": 0}, {"edits": [[]]}, {"events": [{"id": "e"}]}, {"settle": [{"conflict": "c", "choice": "both"}]},
])  # fmt: skip
def test_what_is_no_envelope_is_refused(office: Office, change: Json) -> None:
    answer = office.push(office.envelope() | change)
    assert answer.status_code == 400
    assert answer.get_json()["error"].endswith(".")


@pytest.mark.parametrize("query", [{"cursor": -1}, {"cursor": "x"}, {"workbook": ""}, {"epoch": "a b"}, {"more": "1"}])
def test_what_is_no_question_is_refused(office: Office, query: Json) -> None:
    assert office.pull(**query).status_code == 400


def test_refusals_of_a_whole_push(office: Office) -> None:
    edit = office.edit()
    told = office.envelope(edit)
    many = [{**edit, "op": f"op{number}"} for number in range(MOST_EDITS + 1)]
    assert office.push({**told, "edits": many}).status_code == 413
    assert office.push({**told, "edits": [office.edit(), office.edit()]}).status_code == 409
    assert office.push({**told, "server": "another"}).status_code == 409
    assert office.push({**told, "protocol": 2, "more": 1}).get_json()["status"] == "upgrade"
    assert office.push(told).status_code == 200
    assert office.push({**told, "edits": []}).status_code == 409
    assert office.pull(cursor=10**9).status_code == 409


def test_text_that_is_no_text_is_refused(office: Office) -> None:
    body = json.dumps(office.envelope(office.edit())).replace('"01"', '"\\ud800"')
    assert office.ask("POST", "/v1/push", data=body, content_type="application/json").status_code == 400


def test_a_store_that_is_busy_is_asked_again_later(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.api import sync  # noqa: PLC0415
    from server.store import database  # noqa: PLC0415

    told = office.envelope(office.edit())
    quick = lambda engine: database.sharing(engine, wait_ms=100)  # noqa: E731
    monkeypatch.setattr(sync, "sharing", quick)
    with sharing(office.engine) as other:
        other.exec_driver_sql("UPDATE clock SET seq = seq")
        answer = office.push(told)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert office.push(told).status_code == 200
