"""The sheet of procedures, who is assigned one: what cannot be meant is refused with a sentence, nothing changes."""

from pathlib import Path

import openpyxl
import pytest

from tests.campaign_home import COMPANY, CampaignHome, day, invoice, levels
from tests.command import Command
from tests.fec_builder import receipt

pytestmark = pytest.mark.costly

ON = "2026-06-30"


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """Two customers who owe 1,000.00 for six days."""
    found = CampaignHome(relance, tmp_path)
    bank = [receipt(day(ON, -1), "Z", 100)]
    found.ledger([*(invoice(one, f"I{one}", 100_000, day(ON, -6)) for one in "AB"), *bank])
    found.customers({"A": {}, "B": {}})
    return found


def _edited(home: CampaignHome, **cells: str) -> Path:
    """The shipped sheet with cells changed: B3="text"."""
    path = home.folder / "edited.xlsx"
    home("campaign", "procedure", "export", path)
    book = openpyxl.load_workbook(path)
    for cell, text in cells.items():
        book["Scénarios"][cell] = text
    book.save(path)
    return path


def _column(home: CampaignHome, heading: str) -> str:
    book = openpyxl.load_workbook(_edited(home))
    return next(str(cell.column_letter) for cell in book["Scénarios"][3] if cell.value == heading)


@pytest.mark.parametrize(("heading", "new", "told"), [
    ("Canaux", "Canal", ("no heading of ours: « Canal »", "missing: « Canaux »")),
    ("Minimum à recouvrer", "", ("missing: « Minimum à recouvrer »",)),
    ("Ton", "Paliers", ("told twice: « Paliers »", "missing: « Ton »")),
    ("Paliers", "Frais", ("no heading of ours: « Frais »",)),
])  # fmt: skip
def test_a_heading_missing_misspelt_or_doubled_is_refused(
    home: CampaignHome, heading: str, new: str, told: tuple[str, ...]
) -> None:
    sentence = home.refused("campaign", "procedure", "load", _edited(home, **{f"{_column(home, heading)}3": new}))
    assert all(one in sentence for one in told), sentence
    assert home("campaign", "procedure")["version"] == 0


def test_a_company_nobody_has_is_refused_with_those_there_are(home: CampaignHome) -> None:
    sentence = home.refused(
        "campaign", "procedure", "load", _edited(home, **{f"{_column(home, 'Société')}4": "Nowhere"})
    )
    assert "« Nowhere »" in sentence
    assert f"« {COMPANY} »" in sentence


def test_a_limit_in_a_currency_nobody_uses_is_refused(home: CampaignHome) -> None:
    path = _edited(home, **{f"{_column(home, 'Tolérance par pièce')}5": "5 XQZ"})
    assert "« XQZ » of « Entreprises », level « r1 », is no currency" in home.refused(
        "campaign", "procedure", "load", path
    )


def test_nobody_is_assigned_what_does_not_exist(home: CampaignHome) -> None:
    """A typing mistake would leave the customer in the ordinary procedure."""
    common = ("campaign", "assign", "--company", COMPANY)
    item = home.plan(ON)["proposed"] + home.plan(ON)["stopped"]
    number = next(one["item"] for row in item for one in row["items"] if row["account"] == "A")
    assert "no account « ZZZ »" in home.refused(*common, "--account", "ZZZ", "--segment", "key")
    assert "no document 0000000000000000" in home.refused(*common, "--account", "A", "--item", "0" * 16,
                                                          "--procedure", "Grands comptes")  # fmt: skip
    assert "leave --item out" in home.refused(*common, "--account", "A", "--item", number, "--segment", "key")
    home(*common, "--account", "A", "--item", number, "--procedure", "Grands comptes")
    assert len(home(*common, "--account", "B", "--segment", "key")["assigned"]) == 2
    assert levels(home.plan(ON)).get("B") is None  # a key account is reminded on day 8
