"""Closing months: the bridge adds up, back-dated entries are listed, a month without data cannot be closed."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server.errors import UserError
from tests.fec_builder import Entry, Line, opening, receipt, sale, write_fec
from tests.office import Office

FIGURES = ("opening", "billed", "cash", "credit_notes", "losses", "other", "closing")
YEAR_2024 = [sale("2024-11-10", "C1", "F001", 50_000), sale("2024-12-10", "C2", "F002", 30_000)]
YEAR_2025 = [
    *opening("2025-01-01", [("C1", "F001", "2024-11-10", 50_000), ("C2", "F002", "2024-12-10", 30_000)]),
    sale("2025-01-15", "C1", "F003", 12_000),
    receipt("2025-01-20", "C1", 50_000, label="F001"),
    sale("2025-02-03", "C2", "AV01", -3_000, label="Avoir AV01"),
    receipt("2025-02-10", "C1", -50_000, label="Chèque impayé F001"),
    Entry("OD", "2025-02-20", (Line("654000", 10_000), Line("411000", -12_000, "C1"), Line("445710", 2_000)),
          "F003", label="Perte F003"),
    Entry("BQ", "2025-02-25", (Line("512000", 4_000), Line("419100", -4_000, "C2")), "B9", label="Acompte"),
    sale("2025-03-27", "C3", "F004", 8_000),
]  # fmt: skip
#: opening, billed, cash, credit notes, losses, other, closing: added up by hand.
BRIDGES = {
    "2024-11": ("0.00", "500.00", "0.00", "0.00", "0.00", "0.00", "500.00"),
    "2024-12": ("500.00", "300.00", "0.00", "0.00", "0.00", "0.00", "800.00"),
    "2025-01": ("800.00", "120.00", "500.00", "0.00", "0.00", "0.00", "420.00"),
    "2025-02": ("420.00", "0.00", "-500.00", "30.00", "120.00", "0.00", "770.00"),
    "2025-03": ("770.00", "80.00", "0.00", "0.00", "0.00", "0.00", "850.00"),
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(f"sqlite:///{(tmp_path / 'store.db').as_posix()}", tmp_path / "home")


def _import(office: Office, tmp_path: Path, year: int, entries: list[Entry], company: str = "123456789") -> None:
    office.import_one(write_fec(tmp_path / f"{company}FEC{year}1231.txt", entries))


def _closed(office: Office, month: str) -> dict[str, Any]:
    (company,) = office.close(month)["companies"]
    found: dict[str, Any] = company
    return found


@pytest.mark.parametrize("month", BRIDGES)
def test_the_bridge_of_each_month_adds_up(office: Office, tmp_path: Path, month: str) -> None:
    """A returned cheque takes cash back; the deposit on 4191 is outside; the year's change moves nothing."""
    _import(office, tmp_path, 2024, YEAR_2024)
    _import(office, tmp_path, 2025, YEAR_2025)
    (bridge,) = _closed(office, month)["bridge"]
    assert tuple(bridge[name] for name in FIGURES) == BRIDGES[month]
    opened, billed, cash, notes, losses, other, closing = (Decimal(bridge[name]) for name in FIGURES)
    assert opened + billed - cash - notes - losses + other == closing


def test_what_the_first_year_brings_forward_is_an_opening(office: Office, tmp_path: Path) -> None:
    """Without the year before, January opens with the balances brought forward, not with nothing."""
    _import(office, tmp_path, 2025, YEAR_2025)
    (bridge,) = _closed(office, "2025-01")["bridge"]
    assert tuple(bridge[name] for name in FIGURES) == BRIDGES["2025-01"]


def test_a_close_freezes_what_is_open_in_scope(office: Office, tmp_path: Path) -> None:
    _import(office, tmp_path, 2025, YEAR_2025)
    closed = _closed(office, "2025-02")
    assert (closed["is_new"], closed["frozen"], closed["backdated"]) == (True, {"EUR": "770.00"}, [])


def test_a_back_dated_entry_is_listed_on_the_reprint(office: Office, tmp_path: Path) -> None:
    """Frozen stays frozen; what was booked into the month since is named, item by item."""
    _import(office, tmp_path, 2025, YEAR_2025)
    first = _closed(office, "2025-02")
    late = [sale("2025-02-27", "C4", "F099", 1_000), receipt("2025-02-28", "C2", 30_000, reference="F002")]
    _import(office, tmp_path, 2025, [*YEAR_2025, *late])
    again = _closed(office, "2025-02")
    assert (again["is_new"], again["closed_at"]) == (False, first["closed_at"])
    assert (again["frozen"], again["now"]) == ({"EUR": "770.00"}, {"EUR": "480.00"})
    assert {(row["account"], row["number"], row["frozen"], row["now"]) for row in again["backdated"]} == {
        ("C4", "F099", "0.00", "10.00"),
        ("C2", "F002", "0.00", "-300.00"),
    }
    assert _closed(office, "2025-01")["backdated"] == []


def test_later_months_change_no_closed_one(office: Office, tmp_path: Path) -> None:
    _import(office, tmp_path, 2025, YEAR_2025)
    _closed(office, "2025-02")
    _import(office, tmp_path, 2025, [*YEAR_2025, sale("2025-04-02", "C4", "F099", 1_000)])
    assert _closed(office, "2025-02")["backdated"] == []


def test_a_month_that_ends_on_a_sunday_can_be_closed(office: Office, tmp_path: Path) -> None:
    """The last entry is of 27 March: nothing was posted on the month's last days, and it closes all the same."""
    _import(office, tmp_path, 2025, YEAR_2025)
    assert _closed(office, "2025-03")["frozen"] == {"EUR": "850.00"}


def test_a_month_not_begun_is_refused(office: Office, tmp_path: Path) -> None:
    _import(office, tmp_path, 2025, YEAR_2025)
    with pytest.raises(UserError, match="end on 2025-03-27: 2025-04 cannot be closed yet"):
        office.close("2025-04")
    assert office.counts()["closes"] == 0


def test_companies_close_apart(office: Office, tmp_path: Path) -> None:
    """Each by itself, or all at once; an unknown one is a sentence."""
    _import(office, tmp_path, 2025, YEAR_2025)
    _import(office, tmp_path, 2025, [sale("2025-03-10", "C1", "F1", 700)], company="987654321")
    assert [one["company"] for one in office.close("2025-03", "987654321")["companies"]] == ["987654321"]
    both = office.close("2025-03")["companies"]
    assert [(one["company"], one["is_new"]) for one in both] == [("123456789", True), ("987654321", False)]
    with pytest.raises(UserError):
        office.close("2025-03", "nobody")
