"""POST /v1/imports and the decision about it, as a program (a button in Excel) sends them; the spool."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from server.api.openapi import document
from server.imports.run import ImportOptions, import_files, preview_files
from server.imports.spool import Spool, safe_name
from server.store.database import open_engine, reading
from tests.home_page import SIREN, ledger
from tests.office_people import AT, Staff, later, staff

pytestmark = pytest.mark.costly

BYTES = "application/octet-stream"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Staff]:
    """Everybody."""
    with staff(tmp_path / "home") as found:
        yield found


def _send(people: Staff, file: Path, who: str = "finance", **query: str) -> Any:
    return people.client().post(
        "/v1/imports", query_string={"name": file.name, **query}, data=file.read_bytes(), content_type=BYTES,
        headers=people.bearing(who),
    )  # fmt: skip


def _decide(people: Staff, what: str, upload: str, who: str = "finance") -> Any:
    client: FlaskClient = people.client()
    return client.post(f"/v1/imports/{what}", json={"upload": upload}, headers=people.bearing(who))


def test_a_preview_answers_as_the_import_does_and_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    """On both databases: the same object, and a store without an import."""
    engine = open_engine(tmp_path / "home", database_url)
    path, options = ledger(tmp_path / "a"), ImportOptions(at=AT)
    seen = preview_files(engine, [path], options)
    with reading(engine) as connection:
        for table in ("companies", "accounts", "imports", "lines"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    assert import_files(engine, [path], options) == seen
    engine.dispose()


def test_a_program_sends_a_file_reads_its_summary_and_accepts(people: Staff, tmp_path: Path) -> None:
    """The answers of `relance import --json`; accepted once."""
    told = _send(people, ledger(tmp_path / "a")).json
    assert (told["status"], told["imports"][0]["company"], told["imports"][0]["total_open"]) == (
        "waiting", SIREN, "1650.00",
    )  # fmt: skip
    done = _decide(people, "accept", told["upload"]).json
    assert (done["status"], done["imports"]) == ("done", told["imports"])
    assert _decide(people, "accept", told["upload"]).status_code == 404


def test_a_program_is_told_that_the_figures_have_changed(people: Staff, tmp_path: Path) -> None:
    """Nothing is stored; the new summary is the one to accept."""
    told = _send(people, ledger(tmp_path / "a")).json
    import_files(people.engine, [ledger(tmp_path / "b", is_paid=True)], ImportOptions(at=AT))
    changed = _decide(people, "accept", told["upload"]).json
    assert (changed["status"], changed["upload"]) == ("changed", told["upload"])
    assert changed["imports"][0]["changed"] != told["imports"][0]["changed"]
    assert _decide(people, "accept", told["upload"]).json["imports"] == changed["imports"]


def test_a_refused_file_is_an_answer(people: Staff, tmp_path: Path) -> None:
    """One sentence and no id; other kinds of body and unknown settings are refused as requests."""
    path = tmp_path / "list.txt"
    path.write_text("nothing of interest\n")
    told = _send(people, path).json
    assert (told["status"], told["upload"], told["imports"]) == ("refused", None, [])
    assert "list.txt" in told["sentence"]
    assert "no kind of file" in _send(people, path, kind="recipe").json["sentence"]
    assert "on one line" in _send(people, path, company="a\x00b").json["sentence"]
    assert _send(people, path, other="x").status_code == 400
    sent = people.client().post("/v1/imports?name=x", json={}, headers=people.bearing("finance"))
    assert sent.status_code == 415
    assert list((people.home / "spool").iterdir()) == []


def test_only_its_sender_decides_about_a_file(people: Staff, tmp_path: Path) -> None:
    """A clerk sends none; another person's is not there."""
    assert _send(people, ledger(tmp_path / "a"), "clerk").status_code == 403
    upload = _send(people, ledger(tmp_path / "a")).json["upload"]
    assert _decide(people, "accept", upload, "manager").status_code == 404
    assert _decide(people, "discard", upload, "manager").status_code == 404
    assert _decide(people, "discard", upload).json["status"] == "discarded"
    assert _decide(people, "discard", upload).status_code == 404
    assert _decide(people, "accept", "../../etc").status_code == 400


def test_the_document_says_that_the_body_is_a_file() -> None:
    """With its query, and no JSON."""
    told = document()["paths"]["/v1/imports"]["post"]
    assert list(told["requestBody"]["content"]) == [BYTES]
    assert {one["name"] for one in told["parameters"]} >= {"name", "kind", "company"}


def test_the_spool_is_private_and_forgets(tmp_path: Path) -> None:
    """0700 and 0600; a day later what nobody decided about is gone."""
    spool, path = Spool(tmp_path), ledger(tmp_path / "a")
    with path.open("rb") as source:
        one = spool.keep(source, path.name, "Julie", AT, 10**6)
    assert one.path.read_bytes() == path.read_bytes()
    assert [oct(place.stat().st_mode & 0o777) for place in (tmp_path / "spool", one.path.parent, one.path)] == [
        "0o700", "0o700", "0o600",
    ]  # fmt: skip
    assert spool.find(one.id, "Julie")
    assert spool.find(one.id, "Karim") is None
    spool.sweep(later(AT, 0.9))
    assert spool.find(one.id, "Julie")
    spool.sweep(later("2999-01-01T00:00:00.000+00:00", 0))
    assert spool.find(one.id, "Julie") is None
    assert list((tmp_path / "spool").iterdir()) == []


@given(st.text(max_size=300) | st.sampled_from(["..", ".", "", "con", "NUL.txt", "a/../b", "about.json", "x. . "]))
def test_any_name_becomes_one_plain_name(name: str) -> None:
    """One component, short enough for every file system, nothing that hides or commands; the same again."""
    kept = safe_name(name)
    assert kept == Path(kept).name
    assert 0 < len(kept.encode()) <= 200
    assert kept not in (".", "..", "about.json")
    assert all(sign.isprintable() or sign.isspace() for sign in kept)
    assert not set(kept) & set('<>:"/\\|?*\0')
    assert safe_name(kept) == kept


def test_a_ledger_keeps_the_name_its_company_is_read_from() -> None:
    """The SIREN stands at its head, the kind in its suffix."""
    assert safe_name(f"C:\\exports\\{SIREN}FEC20261231.txt") == f"{SIREN}FEC20261231.txt"
    assert safe_name("é" * 300 + ".xlsx").endswith("é.xlsx")
