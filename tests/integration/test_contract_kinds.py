"""The kind of contract of a customer, from its file to the limitation of its items, on both databases."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server.store.database import open_engine, writing
from tests.command import Command
from tests.fec_builder import Dialect, sale, write_fec

pytestmark = pytest.mark.costly

Run = Callable[..., dict[str, Any]]
ENTRIES = [
    sale("2025-03-31", "C1", "F1", 1_200_000, due="20250430"),
    sale("2025-03-31", "C2", "F2", 1_200_000, due="20250430"),
    sale("2022-03-31", "C4", "F4", 1_200_000, due="20220430"),
    sale("2016-09-30", "C5", "F5", 1_200_000, due="20161031"),
    sale("2026-10-31", "C1", "F3", 100, due="20261130"),
]
CUSTOMERS = """Compte;Nom;Nature;Nature du contrat
C1;Alpha;société;Transport de marchandises
C2;Bravo;société;Vente
C3;Charlie;société;troc
C4;Delta;société;Effet de commerce
C5;Echo;société;Titre exécutoire
"""


@pytest.fixture
def run(relance: Command, database_url: str, tmp_path: Path) -> Run:
    """The command on a store with two late items of one day, of a carrier's customer and of another."""

    def answer(*args: str | Path) -> dict[str, Any]:
        return relance.json(*args, "--database", database_url)

    answer("import", write_fec(tmp_path / "123456789FEC20261231.txt", ENTRIES, Dialect(due_column="DateEcheance")))
    file = tmp_path / "clients.csv"
    file.write_text(CUSTOMERS, encoding="utf-8")
    told = answer("import", file, "--kind", "customers", "--company", "123456789")
    assert told["mapping"]["contract_kind"] == "Nature du contrat"
    assert [problem["code"] for problem in told["problems"]] == ["unknown_contract_kind"]
    return answer


def _item(run: Run, number: str) -> dict[str, Any]:
    return next(one for one in run("penalties")["items"] if one["number"] == number)


def test_the_file_is_kept_and_taken_back(run: Run) -> None:
    kinds = {one["account"]: one["contract_kind"] for one in run("customers")["customers"]}
    assert kinds == {"C1": "carriage", "C2": "general", "C3": "", "C4": "bill", "C5": "judgment"}
    run("undo-import")
    assert [one["number"] for one in run("penalties")["items"]] == ["F1", "F2", "F4", "F5"]


def test_limitation_by_contract(run: Run) -> None:
    """Due on 30 April 2025: five years; for carriage one year from a delivery 30 days before (C. com. L133-6). A bill
    due on 30 April 2022: three (C. com. L511-78); what a judgment orders: ten (CPCE L111-4)."""
    dates = {one["number"]: (one["limitation_date"], one["limitation_marked"]) for one in run("penalties")["items"]}
    assert dates == {
        "F1": ("2026-03-31", True), "F2": ("2030-04-30", False), "F4": ("2025-04-30", True), "F5": ("2026-10-31", True),
    }  # fmt: skip
    assert "limitation_over" in _item(run, "F1")["warnings"]
    past = [one for one in run("anomalies")["anomalies"] if one["code"] == "past_limitation"]
    told = {one["number"]: one["sentence"] for one in past}
    assert set(told) == {"F1", "F4"}  # F5's last day is the day itself
    assert "L133-6" in told["F1"]
    assert "L511-78" in told["F4"]


def test_an_interruption_brings_the_item_back_to_the_worklist(run: Run) -> None:
    """Past a limitation counted from a day that is assumed: to be checked, not called for, not written off either.
    Acknowledged in February, it can be claimed a year longer."""
    before = {row["account"]: row["next_action"] for row in run("worklist")["rows"]}
    assert before["C1"] == "Check the limitation before suing or giving up"
    item = _item(run, "F1")["item"]
    told = run("interruption", item, "2026-02-15", "--why", "courriel")
    assert told["limitation_date"] == "2027-02-15"
    assert _item(run, "F1")["limitation_date"] == "2027-02-15"
    after = {row["account"]: row["next_action"] for row in run("worklist")["rows"]}
    assert after["C1"] == "Hand over: limitation is near"
    past = [one for one in run("anomalies")["anomalies"] if one["code"] == "past_limitation"]
    assert "F1" not in {one["number"] for one in past}


def test_a_ledger_read_before_its_sales_were_told_is_read_again(
    run: Run, database_url: str, relance: Command, tmp_path: Path
) -> None:
    """The same bytes replace an import of an older reading, once; no item changes."""
    engine = open_engine(relance.home, database_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE sales_months SET billed = 0"))
        connection.execute(text("""UPDATE imports SET options = replace(options, '"reading": 2, ', '')"""))
    again = run("import", tmp_path / "123456789FEC20261231.txt")
    assert again["changed"] == {"new": 0, "closed": 0, "amended": 0, "unchanged": 5}
    with writing(engine) as connection:
        count = "SELECT count(*) FROM imports WHERE kind = 'fec'"
        billed = "SELECT sum(billed) FROM sales_months s JOIN imports i ON i.id = s.import_id"
        assert connection.scalar(text(count)) == 2
        assert connection.scalar(text(f"{billed} WHERE i.replaced_by IS NULL")) == 4_800_100
    run("import", tmp_path / "123456789FEC20261231.txt")
    with writing(engine) as connection:
        assert connection.scalar(text(count)) == 2
    engine.dispose()
