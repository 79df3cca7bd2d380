"""What a portfolio keeps from its holder: on the home page, in the workbook; and what an old number still gives."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from server import users
from server.imports.run import ImportOptions, import_files
from server.rights import User
from server.shared_report import shared_workbook
from server.store.database import reading, sharing, snapshot
from server.store.shared_accounts import load_accounts
from server.store.users import find, portfolio
from server.sync.accounts import merge_accounts
from server.sync.pull import prepare
from tests.home_page import PASSWORD, SIREN, Person, joined, ledger
from tests.office_people import AT, Staff, staff

pytestmark = pytest.mark.costly

EVE = User("Eve", "manager")


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Staff]:
    """Everybody, and a ledger where C1 and C2 owe."""
    with staff(tmp_path / "home") as found:
        import_files(found.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
        prepare(found.engine)
        yield found


def _uids(people: Staff) -> dict[str, str]:
    with reading(people.engine) as connection:
        table = load_accounts(connection)
    return dict(zip(table["account"], table["uid"], strict=True))


def test_the_home_page_lists_imports_for_who_sees_them_all(people: Staff) -> None:
    """Companies, files and rows are not a portfolio's; who imports sees what they import."""
    people.add("Of C2", "clerk", portfolio=["C2"], password=PASSWORD)
    people.add("Finance of C2", "finance", portfolio=["C2"], password=PASSWORD)
    assert f"{SIREN}FEC" not in Person(people, "Of C2").get("/").text
    assert f"{SIREN}FEC" in Person(people, "Finance of C2").get("/").text
    assert f"{SIREN}FEC" in joined(people, "Everybody's", "clerk").get("/").text


@pytest.mark.filterwarnings("ignore:Unknown extension")
@pytest.mark.filterwarnings("ignore:Conditional Formatting extension")
@pytest.mark.filterwarnings("ignore:Data Validation extension")
def test_the_workbook_of_a_portfolio_names_no_import(people: Staff) -> None:
    """Nor how well a company matches its credits: that is of the other accounts."""
    texts = {}
    for name, uids in (("all", None), ("own", frozenset([_uids(people)["C2"]]))):
        with snapshot(people.engine) as connection:
            content = shared_workbook(connection, User(name, "clerk", uids), None, "fr")
        book = openpyxl.load_workbook(io.BytesIO(content))
        texts[name] = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    named = {name: any(f"{SIREN}FEC" in one for one in found) for name, found in texts.items()}
    assert named == {"all": True, "own": False}
    assert "C2" in texts["own"]
    assert "C1" not in texts["own"]


def test_a_number_that_was_merged_gives_the_account_it_became_part_of(people: Staff) -> None:
    """Once, however many of its numbers are told."""
    uids = _uids(people)
    with sharing(people.engine) as connection:
        merge_accounts(connection, EVE, uids["C1"], uids["C2"], AT)
        for name, numbers in (("Old", ["C1"]), ("Both", ["C1", "C2"])):
            users.add_user(connection, name, "clerk", portfolio=numbers, company=None, password=None, subject="",
                           at=AT, who="test")  # fmt: skip
            row = find(connection, name)
            assert row
            assert portfolio(connection, row.id) == {uids["C2"]}


def test_a_portfolio_left_empty_is_not_every_account(people: Staff) -> None:
    """One click on « Changer les comptes » gives nobody all: that is told by a mark of its own, and by that alone."""
    julie = joined(people, "Julie", "admin")
    people.add("Of C2", "clerk", portfolio=["C2"])
    form = {"act": "portfolio", "name": "Of C2", "company": ""}
    for told in ({"accounts": " \n "}, {"accounts": "C1", "all": "yes"}):
        answer = julie.post("/users/change", **form, **told)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), told
        added = julie.post("/users", name="New", role="clerk", password="", company="", **told)
        assert (added.status_code, 'role="alert"' in added.text) == (422, True), told
    with reading(people.engine) as connection:
        assert {row["name"]: row["accounts"] for row in users.user_rows(connection)}["Of C2"] == 1
    assert re.search(r'<input type="checkbox" name="all" value="yes">', julie.get("/users").text)
    assert julie.post("/users/change", **form, accounts="", all="yes").location == "/users?done=saved"
    with reading(people.engine) as connection:
        assert {row["name"]: row["accounts"] for row in users.user_rows(connection)}["Of C2"] == "all"
