"""Imports over time, on SQLite and on PostgreSQL: files replace, continue and bring forward; items keep their ids."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receivables.days import parse_day
from server.errors import UserError
from server.imports.files.errors import UserFileError
from tests.fec_builder import Dialect, Entry, Line, move, opening, receipt, sale, write_fec
from tests.office import Office, shown

pytestmark = pytest.mark.costly


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    found = Office(database_url, tmp_path / "home")
    yield found
    found.engine.dispose()


JANUARY = [
    sale("2024-01-10", "C1", "F1", 12_000),
    sale("2024-01-15", "C1", "F2", 24_000),
    sale("2024-01-20", "C2", "F3", 36_000),
]
#: The same year a month later: other row order, other numbers, money for F1 that nobody lettered.
FEBRUARY = [
    sale("2024-02-05", "C3", "F4", 6_000),
    *reversed(JANUARY),
    receipt("2024-02-10", "C1", 12_000, reference="F1"),
]


def _year(
    tmp_path: Path, year: int, entries: list[Entry], dialect: Dialect | None = None, siren: str = "123456789"
) -> Path:
    return write_fec(tmp_path / f"{siren}FEC{year}1231.txt", entries, dialect)


def _numbers(office: Office, **question: Any) -> list[tuple[Any, ...]]:
    return shown(office.items(**question), "number", "open")


# -- the same file, a newer file ------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = _year(tmp_path, 2024, JANUARY)
    office.import_one(path)
    counts, aged = office.counts(), office.aged()
    again = office.import_one(path)
    assert again["changed"] == {"new": 0, "closed": 0, "amended": 0, "unchanged": 3}
    assert (office.counts(), office.aged()) == (counts, aged)


def test_a_newer_file_of_the_year_replaces_the_older(office: Office, tmp_path: Path) -> None:
    office.import_one(_year(tmp_path, 2024, JANUARY))
    answer = office.import_one(_year(tmp_path, 2024, FEBRUARY, Dialect(numbers="zero")))
    # New: F4, and the payment of F1, which nobody lettered.
    assert answer["changed"] == {"new": 2, "closed": 0, "amended": 0, "unchanged": 3}
    assert answer["total_open"] == "660.00"
    assert office.aged()["total"]["total"] == "660.00"


def test_a_note_stays_from_january_to_next_years_opening(office: Office, tmp_path: Path) -> None:
    """January, a note on F2, a renumbered February, next year's opening: still on the item, whose id never changed."""
    office.import_one(_year(tmp_path, 2024, JANUARY))
    item = office.item("F2")["item"]
    office.note(item, "Appelé le 22, paiera en mars")
    office.import_one(_year(tmp_path, 2024, FEBRUARY, Dialect(shuffled=True, numbers="zero", separator="|")))
    assert office.item("F2")["item"] == item
    brought = opening("2025-01-01", [("C3", "F4", None, 6_000), ("C1", "F2", None, 24_000), ("C2", "F3", None, 36_000)])
    answer = office.import_one(_year(tmp_path, 2025, [*brought, sale("2025-01-08", "C1", "F9", 1_000)]))
    assert office.item("F2")["item"] == item
    assert answer["attached_to_vanished"] == []


def test_an_opening_without_the_number_is_known_by_its_amount(office: Office, tmp_path: Path) -> None:
    """PieceRef lost in the opening: the only item of that customer and amount is the one brought forward."""
    office.import_one(_year(tmp_path, 2024, JANUARY))
    before = office.item("F2")
    brought = opening("2025-01-01", [("C1", "AN", None, 24_000), ("C1", "AN", None, 12_000)])
    office.import_one(_year(tmp_path, 2025, brought))
    (after,) = [item for item in office.items() if item["open"] == "240.00"]
    assert after["item"] == before["item"]
    assert (after["document_date"], after["due_date"]) == ("2024-01-15", "2024-02-14")


def test_an_amended_document_keeps_its_id(office: Office, tmp_path: Path) -> None:
    office.import_one(_year(tmp_path, 2024, JANUARY))
    before = office.item("F2")["item"]
    amended = [JANUARY[0], sale("2024-01-15", "C1", "F2", 24_500), JANUARY[2]]
    answer = office.import_one(_year(tmp_path, 2024, amended))
    assert (office.item("F2")["item"], office.item("F2")["open"]) == (before, "245.00")
    assert answer["changed"] == {"new": 0, "closed": 0, "amended": 1, "unchanged": 2}


def test_the_note_of_a_vanished_item_is_listed_and_kept(office: Office, tmp_path: Path) -> None:
    office.import_one(_year(tmp_path, 2024, JANUARY))
    item = office.item("F2")["item"]
    office.note(item, "litige sur la quantité")
    answer = office.import_one(_year(tmp_path, 2024, [JANUARY[0], JANUARY[2]]))
    expected = [{"item": item, "account": "C1", "number": "F2", "text": "litige sur la quantité"}]
    assert answer["attached_to_vanished"] == expected
    assert office.counts()["item_notes"] == 1
    again = office.import_one(_year(tmp_path, 2024, JANUARY))
    assert again["attached_to_vanished"] == []
    assert office.item("F2")["item"] == item


def test_a_note_on_an_item_the_opening_lumps_is_listed(office: Office, tmp_path: Path) -> None:
    """Open at the end of the year, in no line of the next: vanished. What was paid in the year did not vanish."""
    office.import_one(_year(tmp_path, 2024, JANUARY))
    lumped, paid = office.item("F2")["item"], office.item("F3")["item"]
    office.note(lumped, "lumped")
    office.note(paid, "paid")
    settled = receipt("2024-03-01", "C2", 36_000, reference="F3", letter="A")
    entries = [*JANUARY[:2], sale("2024-01-20", "C2", "F3", 36_000, letter="A"), settled]
    office.import_one(_year(tmp_path, 2024, entries))
    answer = office.import_one(_year(tmp_path, 2025, opening("2025-01-01", [("C1", "SOLDE", None, 36_000)])))
    assert [note["text"] for note in answer["attached_to_vanished"]] == ["lumped"]


# -- undo -----------------------------------------------------------------------------------------------------------


def test_undo_restores_the_file_before_exactly(office: Office, tmp_path: Path) -> None:
    """Amounts, ids, names and default terms are those of the January file again."""
    office.import_one(_year(tmp_path, 2024, JANUARY), default_terms="45 net")
    aged, items = office.aged(), office.items()
    body = Dialect().text(FEBRUARY).replace(b"Client C1", b"Renamed C1")
    path = tmp_path / "123456789FEC20241231.txt"
    path.write_bytes(body)
    office.import_one(path, default_terms="60 net")
    assert office.aged() != aged
    undone = office.undo()
    assert undone["restored"] == ["123456789FEC20241231.txt"]
    assert (office.aged(), office.items()) == (aged, items)


def test_undo_of_an_undo_is_refused_in_a_sentence(office: Office, tmp_path: Path) -> None:
    """Only the last import keeps what it replaced."""
    march = [*FEBRUARY, sale("2024-03-01", "C4", "F5", 100)]
    for entries in (JANUARY, FEBRUARY, march):
        office.import_one(_year(tmp_path, 2024, entries))
    office.undo()
    aged = office.aged()
    with pytest.raises(UserError, match="cannot be taken back"):
        office.undo()
    assert office.aged() == aged


def test_undo_of_the_only_import_leaves_no_data(office: Office, tmp_path: Path) -> None:
    office.import_one(_year(tmp_path, 2024, JANUARY))
    office.undo()
    with pytest.raises(UserError, match="no data yet"):
        office.aged()
    with pytest.raises(UserError, match="no import to take back"):
        office.undo()
    assert office.counts()["lines"] == 0


def test_undo_of_a_year_leaves_the_other_years(office: Office, tmp_path: Path) -> None:
    office.import_one(_year(tmp_path, 2024, JANUARY))
    aged = office.aged()
    office.import_one(_year(tmp_path, 2025, opening("2025-01-01", [("C1", "F1", None, 12_000)])))
    assert office.aged()["total"]["total"] == "120.00"
    assert office.undo()["restored"] == []
    assert office.aged() == aged


# -- years ----------------------------------------------------------------------------------------------------------

YEAR_2023 = [sale("2023-03-01", "C1", "F1", 10_000), sale("2023-12-20", "C2", "F2", 20_000)]
YEAR_2024 = [
    *opening("2024-01-01", [("C1", "F1", None, 10_000), ("C2", "F2", None, 20_000)]),
    receipt("2024-02-01", "C1", 10_000, reference="F1"),
    sale("2024-06-01", "C1", "F3", 30_000),
]
YEAR_2025 = [
    *opening("2025-01-01", [("C2", "F2", None, 20_000), ("C1", "F3", None, 30_000)]),
    sale("2025-01-15", "C3", "F4", 40_000),
]


@pytest.mark.parametrize(
    ("order", "at_once"), [((0, 1, 2), False), ((2, 1, 0), False), ((1, 2, 0), False), ((2, 1, 0), True)]
)
def test_years_come_in_any_order(office: Office, tmp_path: Path, order: tuple[int, ...], at_once: bool) -> None:
    """The balance is the last year's, each item with the date of its own year's file; past days are the past's."""
    years = [_year(tmp_path, 2023 + at, entries) for at, entries in enumerate((YEAR_2023, YEAR_2024, YEAR_2025))]
    paths = [years[at] for at in order]
    if at_once:
        answers = office.import_all(*paths)
        assert [answer["file"] for answer in answers] == [path.name for path in paths]
    else:
        for path in paths:
            office.import_one(path)
    assert shown(office.items(), "number", "open", "document_date", "due_date") == [
        ("F3", "300.00", "2024-06-01", "2024-07-01"),
        ("F2", "200.00", "2023-12-20", "2024-01-19"),
        ("F4", "400.00", "2025-01-15", "2025-02-14"),
    ]
    assert _numbers(office, on=parse_day("2023-12-31")) == [("F1", "100.00"), ("F2", "200.00")]
    assert office.aged(on=parse_day("2024-01-31"))["total"]["total"] == "300.00"
    assert len({item["item"] for on in ("2023-12-31", "2024-12-31", "2025-01-31")
                for item in office.items(on=parse_day(on)) if item["number"] == "F2"}) == 1  # fmt: skip


def test_a_year_without_its_opening_continues_the_year_before(office: Office, tmp_path: Path) -> None:
    """The opening is booked weeks after the year begins; until then both files make the balance."""
    office.import_one(_year(tmp_path, 2023, YEAR_2023))
    paid = receipt("2024-01-10", "C1", 10_000, reference="F1")
    answer = office.import_one(_year(tmp_path, 2024, [paid, sale("2024-01-12", "C2", "F3", 500)]))
    assert answer["total_open"] == "205.00"
    assert {row["difference"] for row in answer["control"]} == {"0.00"}
    office.import_one(_year(tmp_path, 2024, YEAR_2024))
    assert office.aged()["total"]["total"] == "500.00"
    assert office.aged(on=parse_day("2023-12-31"))["total"]["total"] == "300.00"


def test_parts_of_a_year_continue_each_other(office: Office, tmp_path: Path) -> None:
    quarters = [
        write_fec(tmp_path / "q1.txt", [*YEAR_2024[:4]]),
        write_fec(tmp_path / "q2.txt", [sale("2024-04-01", "C1", "F3", 30_000)]),
        write_fec(tmp_path / "q3.txt", [receipt("2024-07-01", "C1", 30_000, reference="F3")]),
    ]
    for path in quarters:
        answer = office.import_one(path, company="parts")
    assert answer["total_open"] == "200.00"
    assert office.aged(on=parse_day("2024-06-30"))["total"]["total"] == "500.00"


@pytest.mark.parametrize(
    ("first", "last"), [("2024-02-15", "2024-05-20"), ("2024-03-01", "2024-03-20")], ids=["across", "inside"]
)
def test_a_part_that_repeats_days_is_refused(office: Office, tmp_path: Path, first: str, last: str) -> None:
    """Its entries would count twice (or wipe out a quarter): one sentence, nothing changed."""
    quarter = [sale("2024-01-05", "C1", "F1", 100), sale("2024-03-25", "C1", "F2", 200)]
    office.import_one(write_fec(tmp_path / "q1.txt", quarter), company="parts")
    aged = office.aged()
    repeat = write_fec(tmp_path / "again.txt", [sale(first, "C1", "F8", 300), sale(last, "C1", "F9", 400)])
    with pytest.raises(UserError, match="would count twice"):
        office.import_one(repeat, company="parts")
    assert office.aged() == aged


def test_an_entry_dated_a_year_early_does_not_replace_that_year(office: Office, tmp_path: Path) -> None:
    """A typing mistake in one date must not make 2025 pass for a newer file of 2024."""
    office.import_one(_year(tmp_path, 2024, YEAR_2024))
    office.import_one(_year(tmp_path, 2025, [*YEAR_2025, sale("2024-02-15", "C3", "F5", 700)]))
    assert office.aged()["total"]["total"] == "907.00"
    assert office.aged(on=parse_day("2024-12-31"))["total"]["total"] == "500.00"
    assert office.item("F3")["document_date"] == "2024-06-01"


def test_a_move_of_an_undated_opening_item_keeps_last_years_date(office: Office, tmp_path: Path) -> None:
    """The opening gives no document date, the item then goes to 416: its age is still that of last year's invoice."""
    office.import_one(_year(tmp_path, 2024, YEAR_2024))
    before = office.item("F3")["item"]
    doubtful = move("2025-01-20", "C1", "F3", 30_000, target="416000")
    office.import_one(_year(tmp_path, 2025, [*YEAR_2025, doubtful]))
    moved = office.item("F3")
    assert (moved["item"], moved["document_date"], moved["due_date"]) == (before, "2024-06-01", "2024-07-01")


# -- companies, transactions, terms, scope --------------------------------------------------------------------------


def test_two_companies_live_side_by_side(office: Office, tmp_path: Path) -> None:
    """Same customers, same numbers: nothing is shared, totals stand also by company."""
    first = _year(tmp_path, 2024, JANUARY)
    second = _year(tmp_path, 2024, [sale("2024-01-10", "C1", "F1", 99)], siren="987654321")
    answers = office.import_all(first, second)
    assert [answer["company"] for answer in answers] == ["123456789", "987654321"]
    aged = office.aged()
    totals = {name: row["total"] for name, row in aged["by_company"].items()}
    assert totals == {"123456789": "720.00", "987654321": "0.99"}
    assert office.aged(company="987654321")["total"]["total"] == "0.99"
    assert len({item["item"] for item in office.items() if item["number"] == "F1"}) == 2
    with pytest.raises(UserError, match="no company « x »; the store holds: 123456789, 987654321"):
        office.aged(company="x")


def test_a_failing_file_takes_the_others_with_it(office: Office, tmp_path: Path) -> None:
    good = _year(tmp_path, 2024, JANUARY)
    bad = tmp_path / "bad.txt"
    bad.write_bytes(Dialect().text(JANUARY).replace(b"120,00", b"N/A"))
    with pytest.raises(UserFileError, match=r"bad\.txt"):
        office.import_all(good, bad)
    assert set(office.counts().values()) == {0}


def test_default_terms_are_stored_by_company(office: Office, tmp_path: Path) -> None:
    """Told once, used for every file of that company until told otherwise; the other company keeps 30 net."""
    office.import_one(_year(tmp_path, 2024, JANUARY), default_terms="60 net")
    office.import_one(_year(tmp_path, 2024, JANUARY, siren="987654321"))
    office.import_one(_year(tmp_path, 2024, FEBRUARY))
    due = {item["company"]: item["due_date"] for item in office.items() if item["number"] == "F2"}
    assert due == {"123456789": "2024-03-15", "987654321": "2024-02-14"}
    assert {item["due_origin"] for item in office.items() if item["open"][0] != "-"} == {"default_terms"}


def test_a_scope_change_is_seen_on_the_next_import(office: Office, tmp_path: Path) -> None:
    entries = [*JANUARY, Entry("OD", "2024-01-25", (Line("412000", 500, "C9"), Line("707000", -500)), "X9")]
    path = _year(tmp_path, 2024, entries)
    assert [problem["code"] for problem in office.import_one(path)["problems"]] == ["unlisted_collective"]
    office.scope(["412=in"])
    answer = office.import_one(path)
    assert answer["problems"] == []
    assert {row["collective"]: row["open_total"] for row in answer["control"]} == {"411": "720.00", "412": "5.00"}
    office.scope(["412=out"])
    assert office.aged()["total"]["total"] == "720.00"
    assert [row["collective"] for row in office.aged()["control"]] == ["411"]


def test_a_scope_is_never_emptied(office: Office) -> None:
    everything = [f"{prefix}=out" for prefix in ("411", "413", "416", "417", "418", "419", "4191", "4196", "4198")]
    with pytest.raises(UserError, match="at least one"):
        office.scope(everything)


def test_a_company_has_one_kind_of_source(office: Office, tmp_path: Path) -> None:
    """A list of the items a ledger already holds would count them twice."""
    office.import_one(_year(tmp_path, 2024, JANUARY), company="one")
    listed = tmp_path / "list.csv"
    listed.write_text("Compte;Nom;Pièce;Date;Montant\nC1;Client;F1;10/01/2024;120,00\n", encoding="utf-8")
    with pytest.raises(UserError, match="import it under another --company"):
        office.import_one(listed, company="one")
