"""How fresh the money is when somebody approves, not when the proposal was made: in the command, the workbook, the
page."""

import io
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from receivables.days import parse_day
from server.campaigns.shown.overview import campaigns, one_run
from server.rights import User
from server.store import imports as import_store
from server.store.database import open_engine, reading
from tests.campaign_home import COMPANY, CampaignHome, day, invoice
from tests.command import Command
from tests.fec_builder import Entry, receipt

pytestmark = pytest.mark.costly

ON = "2026-06-30"  # a Tuesday
ENTRIES = [invoice("A", "F1", 100_000, day(ON, -6)), invoice("B", "F2", 200_000, day(ON, -6)),
           receipt(day(ON, -1), "PAYS", 100)]  # fmt: skip
SAID = ("Proposed on the books of 2026-06-29, since then an import of 732829320FEC20261231.txt (up to 2026-07-02): "
        "plan again.")  # fmt: skip


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """A proposal of a Tuesday whose last receipt is of Monday."""
    one = CampaignHome(relance, tmp_path)
    one.ledger(ENTRIES)
    one.customers({"A": {}, "B": {}})
    one.settings()
    one.plan(ON)
    return one


def _later(home: CampaignHome) -> None:
    more: list[Entry] = [*ENTRIES, receipt(day(ON, 2), "PAYS", 100)]
    home.ledger(more)


def _now(home: CampaignHome, on: str) -> Any:
    return home("campaign", "show", "1", "--now", f"{on} 09:00")["now"][COMPANY]


def test_show_tells_the_money_of_the_moment(home: CampaignHome) -> None:
    """As planned while nothing happens; stale once two working days have gone by; fresh again, and said to be of other
    books, once an import came; what was planned stays told."""
    planned = home("campaign", "show", "1", "--now", f"{ON} 09:00")
    kept = planned["freshness"][COMPANY]
    assert _now(home, ON) == {
        "on": ON, "last_receipt": "2026-06-29", "last_day": kept["last_day"], "fresh_until": "2026-07-01",
        "is_stale": False, "changed": None,
    }  # fmt: skip
    assert [_now(home, day(ON, later))["is_stale"] for later in (1, 2)] == [False, True]
    _later(home)
    now = _now(home, day(ON, 2))
    assert (now["last_receipt"], now["fresh_until"], now["is_stale"]) == ("2026-07-02", "2026-07-06", False)
    assert now["changed"] == SAID
    told = home.relance("campaign", "show", "1", "--now", f"{day(ON, 9)} 09:00", env={"RELANCE_ENV": "test"}).stdout
    assert "too old on 2026-07-09: nothing leaves" in " ".join(told.split())
    assert "plan again" in " ".join(told.split())


def test_changed_books_are_approved_and_said(home: CampaignHome) -> None:
    """The answer and the audit tell it; the messages are checked again as always."""
    _later(home)
    told = home("campaign", "approve", "1", "--by", "alice", "--now", f"{ON} 10:00")
    assert (told["approved"], told["books_changed"]) == (2, [f"{COMPANY}: {SAID}"])
    (act,) = home("audit", "show", "--what", "campaign_approved")["entries"]
    assert act["text"]["books_changed"] == told["books_changed"]
    assert home.send(1, ON)["sent"] == 2


def test_the_sheet_of_the_proposal_and_the_page_tell_it(home: CampaignHome) -> None:
    """In French, beside what is approved."""
    _later(home)
    home("workbook", home.folder / "book.xlsx")
    with warnings.catch_warnings():  # what openpyxl does not know
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(io.BytesIO((home.folder / "book.xlsx").read_bytes()))["Proposition"]
    lines = [str(cell.value) for cell in sheet["A"][:9]]
    assert any("Dernier encaissement comptabilisé le 2 juillet 2026" in line for line in lines), lines
    assert any("depuis, import de 732829320FEC20261231.txt (jusqu'au 02/07/2026)" in line for line in lines), lines
    engine = open_engine(home.relance.home, None)
    with reading(engine) as connection:
        (fresh,) = one_run(connection, 1, User("Anna", "admin"), parse_day(day(ON, 2)), "fr")["freshness"]
        (run,) = campaigns(connection, User("Anna", "admin"))["runs"]
    engine.dispose()
    assert fresh["last_receipt"] == "2026-07-02"
    assert fresh["changed"].startswith("Proposée sur les livres au 29/06/2026")
    assert run["is_outdated"] is True


def test_a_proposal_made_again_stands_on_the_new_books(home: CampaignHome) -> None:
    """Nothing is said to have changed; an import taken back since is."""
    _later(home)
    on = day(ON, 2)
    assert home.plan(on)["run"] == 2
    assert home("campaign", "show", "2", "--now", f"{on} 09:00")["now"][COMPANY]["changed"] is None
    home("undo-import", "--company", COMPANY)
    told = home("campaign", "show", "2", "--now", f"{on} 09:00")["now"][COMPANY]
    assert told["last_receipt"] == "2026-06-29"
    assert told["changed"] == "Proposed on the books of 2026-07-02, since then an import was taken back: plan again."


def test_a_list_is_as_fresh_as_its_day_and_its_import(relance: Command, tmp_path: Path) -> None:
    """A list without a printed day is known up to its import, however old its newest invoice is; one that prints its
    day up to that day alone; never beyond the day asked about."""
    rows = "Compte;Numéro;Date;Échéance;Montant\nA;F1;01/05/2025;31/05/2025;1000,00\n"
    for name, title in (("Liste", ""), ("Datee", "Situation au 30/06/2025;;;\n")):
        path = tmp_path / f"{name}.csv"
        path.write_text(title + rows, encoding="utf-8")
        relance.json("import", path, "--company", name)
    engine = open_engine(relance.home, None)
    with reading(engine) as connection:  # an import is dated by the machine
        today = str(import_store.load_imports(connection)["imported_at"].iloc[0])[:10]
    engine.dispose()
    home = CampaignHome(relance, tmp_path)
    now, then = (home.plan(on)["freshness"] for on in (today, "2025-06-30"))
    assert (now["Liste"]["last_receipt"], now["Datee"]["last_receipt"]) == (today, "2025-06-30")
    assert (now["Liste"]["is_stale"], now["Datee"]["is_stale"]) == (False, True)
    assert {one["last_receipt"] for one in then.values()} == {"2025-06-30"}
