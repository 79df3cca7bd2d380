"""`relance worklist` and `relance criteria` as a clerk and a manager use them, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from receivables.priority.criteria import DEFAULT_CRITERIA, Criterion
from server.criteria import criteria_table
from server.store.criteria import add_version, load_criteria
from server.store.database import open_engine, reading, writing
from tests.command import Command, OnDatabase
from tests.criteria_sheet import set_cell, write_sheet
from tests.fec_builder import receipt, sale, write_fec

pytestmark = pytest.mark.costly


@pytest.fixture
def run(relance: Command, database_url: str) -> OnDatabase:
    """The command on each database."""
    return OnDatabase(relance, database_url)


def stored_criteria(url: str, home: Path) -> tuple[Criterion, ...]:
    """The criteria in force in a store."""
    engine = open_engine(home, url)
    with reading(engine) as connection:
        criteria = load_criteria(connection)[1]
    engine.dispose()
    return criteria


@pytest.fixture
def ledger(run: OnDatabase, tmp_path: Path) -> Path:
    """At 30 June: BIG owes 9 600 for 3 days, OLD 960 for 120 days; GOOD has paid."""
    entries = [
        sale("2025-01-31", "OLD", "F1", 96_000), sale("2025-03-10", "GOOD", "F2", 50_000),
        receipt("2025-04-09", "GOOD", 50_000), sale("2025-05-28", "BIG", "F3", 960_000),
        receipt("2025-06-30", "OTHER", 100),
    ]  # fmt: skip
    path = write_fec(tmp_path / "123456789FEC20251231.txt", entries)
    run("import", path)
    return path


def test_a_monday_on_the_demo(demo: Command) -> None:
    """Returned payments, then what the insurer must hear of, then the score; cents, bills and the factor stay out."""
    run = demo.json  # on its own database: the tests below compare the two
    found = run("worklist", "--lang", "fr")
    rows = found["rows"]
    assert found["as_of"] == "2026-10-31"
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["account"].rpartition("/")[2] for row in rows[:5]} == {"C0455", "C0457", "C0458", "C0459", "C0117"}
    assert all("impayé" in row["next_action"] for row in rows[:5])
    assert all("assureur" in row["next_action"] for row in rows[5:7])
    scores = [row["score"] for row in rows[7:] if row["score"]]
    assert scores == sorted(scores, reverse=True)
    for row in rows[:20]:  # what is said of an account adds up to its score
        points = [
            int(text.rpartition("(+")[2].rstrip(")")) for text in row["reasons"] if text.endswith(")") and "(+" in text
        ]
        assert min(sum(points), 100) == row["score"] > 0
        assert float(row["collectible"]) >= 1_000
        assert row["phone"] or row["email"]
    calls = [row for row in rows if row["score"]]
    assert found["calls"] == len(calls)
    reached = next(row["rank"] for row in rows if row["cumulated_share"] >= 0.8)
    assert found["pareto"] == f"{reached} appels = 80 %"
    last = {row["account"].rpartition("/")[2]: row["next_action"] for row in rows if not row["score"]}
    assert last["C9999"].startswith("Identifier")
    assert last["C0474"].startswith("Apurer")  # 0,35 left of one invoice
    assert last["C0460"].startswith("Suivre au contentieux")
    assert last["C0470"].startswith("Prescrit")
    documents = run("open-items")["items"]
    released = {one["account"] for one in documents if one["account"].startswith("411700/")
                and one["document_date"] < "2025-10-31"}  # fmt: skip
    assert 0 < len(released) < 4
    _ties_to_the_balance(run("aged-balance"), rows, released)
    english = run("worklist", "--lang", "en", "--limit", "3")
    assert [row["account"] for row in english["rows"]] == [row["account"] for row in rows[:3]]
    assert english["pareto"] == f"{reached} calls = 80 %"
    assert english["rows"][0]["next_action"] == "Call: payment returned, ask for a transfer"


def _ties_to_the_balance(balance: dict[str, Any], rows: list[dict[str, Any]], released: set[str]) -> None:
    """Worklist and balance name the same sums; bills, the factor's, works and retention money are on neither, unless
    it is older than the year it is kept back for."""
    owed = {(row["company"], row["account"]): row for row in balance["accounts"]}
    listed = {(row["company"], row["account"]): row["collectible"] for row in rows}
    assert {key: row["collectible"] for key, row in owed.items() if row["collectible"] != "0.00"} == {
        key: amount for key, amount in listed.items() if amount != "0.00"
    }
    assert sum(int(amount.replace(".", "")) for amount in listed.values()) == int(
        balance["total"]["collectible"].replace(".", "")
    )
    kept = [number for _, number in owed if number.startswith("411700/")]
    assert len(kept) >= 4
    for number in (*(one for one in kept if one not in released), "C0070", "413000/C0471", "417000/C0478"):
        for key in (one for one in owed if one[1] == number):
            assert owed[key]["collectible"] == "0.00", number


def test_new_is_what_the_last_import_brought(run: OnDatabase, ledger: Path) -> None:
    """Imported once there is nothing to compare with; a month later what fell due since is new."""
    assert {row["account"]: row["is_new"] for row in run("worklist")["rows"]} == {"BIG": False, "OLD": False}
    later = [
        sale("2025-01-31", "OLD", "F1", 96_000), sale("2025-03-10", "GOOD", "F2", 50_000),
        receipt("2025-04-09", "GOOD", 50_000), sale("2025-05-28", "BIG", "F3", 960_000),
        receipt("2025-06-30", "OTHER", 100), sale("2025-06-05", "GOOD", "F4", 70_000),
        receipt("2025-07-31", "OTHER", 200),
    ]  # fmt: skip
    run("import", write_fec(ledger, later))
    assert {row["account"]: row["is_new"] for row in run("worklist")["rows"]} == {
        "BIG": False, "OLD": False, "GOOD": True,
    }  # fmt: skip


def test_an_edited_sheet_changes_the_order(run: OnDatabase, ledger: Path, database_url: str, tmp_path: Path) -> None:
    """By hand: BIG 29 + 1 points, OLD 3 + 15 + 10; with 5 points at most for the amount 5 + 1 against 0 + 25.

    A sheet nobody edited changes nothing; a wrong cell is named, and what else was edited is not loaded either.
    """
    assert [row["account"] for row in run("worklist")["rows"]] == ["BIG", "OLD"]
    path = write_sheet(stored_criteria(database_url, tmp_path), tmp_path / "criteria.xlsx")
    same = run("criteria", "load", path)
    assert (same["version"], same["changed"]) == (0, [])
    set_cell(path, "collectible", "Poids", 5)
    wrong = set_cell(path, "oldest_days", "Seuil", 0)
    assert f"cell {wrong}" in run.refused("criteria", "load", path)
    assert run("criteria")["version"] == 0
    set_cell(path, "oldest_days", "Seuil", 90)
    changed = run("criteria", "load", path)
    assert changed["version"] == 1
    assert changed["changed"] == [{"name": "collectible", "field": "weight", "before": 30, "now": 5}]
    found = run("worklist")
    assert ([row["account"] for row in found["rows"]], found["criteria_version"]) == (["OLD", "BIG"], 1)
    again = write_sheet(stored_criteria(database_url, tmp_path), tmp_path / "again.xlsx", "en")
    assert run("criteria", "load", again)["changed"] == []
    assert {one["name"]: one["weight"] for one in run("criteria")["criteria"]}["collectible"] == 5


def test_other_files_and_words_are_refused(relance: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    with Workbook(str(other)) as workbook:
        workbook.add_worksheet("Feuil1").write_string(0, 0, "Code")
    for args, sentence in (
        (("criteria", "load", other), "no sheet « Critères »"),
        (("criteria", "load", tmp_path / "none.xlsx"), "cannot be found"),
        (("criteria", "load"), "relance criteria load FILE.xlsx"),
        (("criteria", "list", other), "relance criteria load FILE.xlsx"),
        (("worklist", "--limit", "0"), "0"),
        (("worklist",), "There is no data yet"),
    ):
        done = relance(*args)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr


def test_criteria_are_listed_with_their_words(relance: Command) -> None:
    found = relance.json("criteria")
    assert [one["name"] for one in found["criteria"]] == [one.name for one in DEFAULT_CRITERIA]
    assert set(found["criteria"][0]) == {"name", "label", "weight", "threshold", "unit", "definition"}
    assert "Montant à recouvrer" in relance("criteria", "--lang", "fr").stdout
    assert "Amount to collect" in relance("criteria").stdout


def test_an_insolvent_debtor_is_not_called(run: OnDatabase, ledger: Path) -> None:
    """OLD's debt of before the judgment is nobody's to ask for, on the list nor in the balance, from its day on."""
    run("insolvency", "OLD", "2025-06-15")
    found = run("worklist")
    assert [(row["account"], row["score"] > 0, row["collectible"]) for row in found["rows"]] == [
        ("BIG", True, "9600.00"), ("OLD", False, "0.00"),
    ]  # fmt: skip
    assert found["rows"][1]["next_action"].startswith("Insolvency: declare the claim")
    assert "insolvency opened on 2025-06-15" in found["rows"][1]["reasons"][0]
    assert (found["pareto"], found["calls"]) == ("one call = 80 %", 1)
    owed = {row["account"]: row["collectible"] for row in run("aged-balance")["accounts"]}
    assert owed["OLD"] == "0.00"
    before = {row["account"]: row["collectible"] for row in run("worklist", "--as-of", "2025-06-14")["rows"]}
    assert before["OLD"] == "960.00"
    run("insolvency", "OLD", "none")
    assert {row["account"]: row["collectible"] for row in run("worklist")["rows"]}["OLD"] == "960.00"


def test_a_cheque_returned_and_never_lettered_leads_the_morning(run: OnDatabase, tmp_path: Path) -> None:
    """RET's cheque and its return net each other in the ledger: the invoice is open again, and the return is told."""
    entries = [
        sale("2025-01-31", "BIG", "F1", 960_000), sale("2025-03-31", "RET", "F2", 96_000),
        receipt("2025-04-30", "RET", 96_000, reference="CHQ1"),
        receipt("2025-06-28", "RET", -96_000, reference="IMP1", label="Chèque impayé"),
    ]  # fmt: skip
    run("import", write_fec(tmp_path / "123456789FEC20251231.txt", entries))
    first = run("worklist")["rows"][0]
    assert (first["account"], first["next_action"]) == ("RET", "Call: payment returned, ask for a transfer")
    assert any("payment of 960.00 EUR returned on 2025-06-28" in text for text in first["reasons"])


def test_the_terminal_shows_the_calls(relance: Command, tmp_path: Path) -> None:
    names = [sale("2025-01-31", "[red]X", "F1", 96_000), receipt("2025-06-30", "OTHER", 100)]
    relance.json("import", write_fec(tmp_path / "123456789FEC20251231.txt", names))
    shown = relance("worklist", "--lang", "fr").stdout
    assert "Agenda de relance au 30/06/2025" in shown
    assert "[red]X" in shown
    assert "un appel = 80 %" in shown


def test_a_criterion_a_later_program_brings_keeps_its_own_figures(tmp_path: Path) -> None:
    """A version loaded before it existed does not know it."""
    engine = open_engine(tmp_path, None)
    old: tuple[Criterion, ...] = tuple(one.edited(1, one.threshold) for one in DEFAULT_CRITERIA[:2])
    with writing(engine) as connection:
        assert add_version(connection, old, "2026-01-01T00:00:00+00:00") == 1
        table = {one["name"]: one["weight"] for one in criteria_table(connection, "fr")["criteria"]}
    assert table == {one.name: 1 if one in DEFAULT_CRITERIA[:2] else one.weight for one in DEFAULT_CRITERIA}
    engine.dispose()
