"""A document stays itself when it moves under another reference, comes back next year, or is looked at before."""

from pathlib import Path

import pytest

from receivables.days import parse_day
from server.balance_report import anomaly_table
from server.imports.files.errors import UserFileError
from server.reports import Question, ask
from server.store.database import reading
from tests.fec_builder import Entry, Line, move, opening, receipt, sale, write_fec
from tests.office import Office

pytestmark = pytest.mark.costly


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    """An empty store."""
    return Office(file_url, tmp_path / "home")


def _year(folder: Path, year: int, *entries: Entry) -> Path:
    return write_fec(folder / f"123456789FEC{year}1231.txt", entries)


@pytest.mark.parametrize("letter", ["A", ""])
def test_a_move_under_its_own_reference_is_the_document_it_is_lettered_with_or_equals(
    office: Office, tmp_path: Path, letter: str
) -> None:
    """FA1 goes to doubtful customers by OD7, whose label says nothing of it."""
    entries = (
        sale("20250110", "C1", "FA1", 400_000, letter=letter),
        sale("20250301", "C1", "FA2", 10_000),
        move("20250625", "C1", "OD7", 400_000, target="416000", label="Reclassement douteux", letters=(letter, "")),
    )
    office.import_one(_year(tmp_path, 2025, *entries[:2]))
    before = office.item("FA1", on=parse_day("20250301"))
    office.import_one(_year(tmp_path, 2025, *entries))
    after = office.item("FA1")
    assert (after["item"], after["account"]) == (before["item"], "416000/C1")
    assert (after["document_date"], after["due_date"]) == ("2025-01-10", "2025-02-09")


def test_a_payment_returned_next_year_reopens_the_document_of_this_one(office: Office, tmp_path: Path) -> None:
    """FA001 was paid and lettered, so next year's opening does not hold it; its direct debit then bounces."""
    first = _year(
        tmp_path, 2025,
        sale("20251110", "C1", "FA001", 10_000, letter="A"),
        sale("20251201", "C2", "FA002", 5_000),
        receipt("20251220", "C1", 10_000, letter="A"),
    )  # fmt: skip
    second = _year(
        tmp_path, 2026,
        *opening("20260101", [("C2", "FA002", None, 5_000)]),
        receipt("20260115", "C1", -10_000, reference="IMP1", label="Impayé FA001 prélèvement"),
    )  # fmt: skip
    office.import_one(first)
    paid = office.item("FA001", on=parse_day("20251201"))
    office.import_one(second)
    back = office.item("FA001")
    assert back["item"] == paid["item"]
    assert (back["document_date"], back["due_date"], back["open"]) == ("2025-11-10", "2025-12-10", "100.00")


def test_a_group_balanced_later_is_no_doubt_on_the_day_before(office: Office, tmp_path: Path) -> None:
    """On 31 January the invoice is simply open: its letter came with the payment of February."""
    entries = (
        sale("20250110", "C1", "FA1", 120_000, letter="A"),
        receipt("20250215", "C1", 120_000, letter="A"),
        sale("20250112", "C2", "FA2", 50_000, letter="B"),
        receipt("20250220", "C2", 20_000, letter="B"),
    )
    office.import_one(_year(tmp_path, 2025, *entries))
    with reading(office.engine) as connection:
        table = anomaly_table(connection, ask(connection, Question(on=parse_day("20250131"))))
    assert set(table.loc[table["code"] == "unbalanced_group", "account"]) <= {"C2"}
    assert "C1" not in set(table["account"])


@pytest.mark.parametrize("name", ["123456789FEC20251231.xlsx", "123456789FEC20251231.ods"])
def test_a_text_named_as_a_workbook_is_not_what_it_claims(office: Office, tmp_path: Path, name: str) -> None:
    """One sentence that says what it is and what to do."""
    path = write_fec(tmp_path / name, [sale("20250110", "C1", "FA1", 100)])
    with pytest.raises(UserFileError, match="text file named as a workbook"):
        office.import_one(path)


def test_a_ledger_is_not_taken_for_a_list_of_customers(office: Office, tmp_path: Path) -> None:
    """--kind customers on a FEC stores nothing."""
    path = _year(tmp_path, 2025, Entry("OD", "20250110", (Line("411000", 100, "C1"), Line("707000", -100))))
    with pytest.raises(UserFileError, match="is a ledger"):
        office.import_one(path, kind="customers")


def test_a_letter_that_balances_over_two_files_closes_its_lines(office: Office, tmp_path: Path) -> None:
    """FA1 is lettered in January's file, its payment in February's; FA0 of the same amount, due before, stays open."""
    january = _part(
        tmp_path, "20250131",
        sale("20250102", "C1", "FA0", 100_000),
        sale("20250110", "C1", "FA1", 100_000, letter="AA"),
        sale("20250112", "C1", "FA2", 50_000, letter="AB"),
    )  # fmt: skip
    february = _part(
        tmp_path, "20250228",
        receipt("20250205", "C1", 100_000, letter="AA"),
        receipt("20250206", "C1", 20_000, letter="AB"),
        sale("20250212", "C2", "FA3", 10_000),
    )  # fmt: skip
    office.import_one(january)
    office.import_one(february)
    found = office.items()
    assert {row["number"]: row["open"] for row in found if row["account"] == "C1" and row["kind"] == "invoice"} == {
        "FA0": "1000.00",
        "FA2": "500.00",  # AB does not balance over both files either: nothing tells that 200.00 belong to FA2
    }
    assert office.item("FA1", on=parse_day("20250131"))["open"] == "1000.00"
    assert all(row["difference"] == "0.00" for row in office.aged()["control"])


def test_undoing_the_second_file_opens_the_letter_again(office: Office, tmp_path: Path) -> None:
    """What February closed is open without it, and closed again with it."""
    january = _part(tmp_path, "20250131", sale("20250110", "C1", "FA1", 100_000, letter="AA"))
    february = _part(tmp_path, "20250228", receipt("20250205", "C1", 100_000, letter="AA"))
    office.import_one(january)
    office.import_one(february)
    assert office.items() == []
    office.undo()
    assert office.item("FA1")["open"] == "1000.00"
    office.import_one(february)
    assert office.items() == []


def test_a_letter_used_again_in_a_third_file_leaves_the_first_group_closed(office: Office, tmp_path: Path) -> None:
    """AA pays FA1 over the first two files; the third uses AA for FA3, half paid: FA1 stays closed."""
    for file in (
        _part(tmp_path, "20250630", receipt("20250405", "C1", 10_000, letter="AA")),
        _part(tmp_path, "20250930", sale("20250710", "C1", "FA3", 7_000, letter="AA"),
              receipt("20250805", "C1", 3_000, letter="AA")),
        _part(tmp_path, "20250331", sale("20250110", "C1", "FA1", 10_000, letter="AA")),
    ):  # fmt: skip
        office.import_one(file)  # in whatever order they come
    assert [(row["number"], row["open"]) for row in office.items()] == [("FA3", "40.00")]


def _part(folder: Path, day: str, *entries: Entry) -> Path:
    return write_fec(folder / f"123456789FEC{day}.txt", entries)
