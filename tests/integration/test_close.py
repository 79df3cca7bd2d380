"""Closing months: the bridge adds up, back-dated entries are listed, a month without data cannot be closed."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server.errors import UserError
from tests.fec_builder import Entry, Line, opening, receipt, sale, write_fec
from tests.office import Office

pytestmark = pytest.mark.costly

FIGURES = ("opening", "backdated", "billed", "cash", "credit_notes", "losses", "other", "closing")
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
#: opening, back-dated, billed, cash, credit notes, losses, other, closing: added up by hand.
BRIDGES = {
    "2024-11": ("0.00", "0.00", "500.00", "0.00", "0.00", "0.00", "0.00", "500.00"),
    "2024-12": ("500.00", "0.00", "300.00", "0.00", "0.00", "0.00", "0.00", "800.00"),
    "2025-01": ("800.00", "0.00", "120.00", "500.00", "0.00", "0.00", "0.00", "420.00"),
    "2025-02": ("420.00", "0.00", "0.00", "-500.00", "30.00", "120.00", "0.00", "770.00"),
    "2025-03": ("770.00", "0.00", "80.00", "0.00", "0.00", "0.00", "0.00", "850.00"),
}


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    return Office(file_url, tmp_path / "home")


def _import(office: Office, tmp_path: Path, year: int, entries: list[Entry], company: str = "123456789") -> None:
    office.import_one(write_fec(tmp_path / f"{company}FEC{year}1231.txt", entries))


def _closed(office: Office, month: str) -> dict[str, Any]:
    (company,) = office.close(month)["companies"]
    found: dict[str, Any] = company
    return found


def _assert_adds_up(bridge: dict[str, str]) -> None:
    opened, late, billed, cash, notes, losses, other, closing = (Decimal(bridge[name]) for name in FIGURES)
    assert opened + late + billed - cash - notes - losses + other == closing


@pytest.mark.parametrize("month", BRIDGES)
def test_the_bridge_of_each_month_adds_up(office: Office, tmp_path: Path, month: str) -> None:
    """A returned cheque takes cash back; the deposit on 4191 is outside; the year's change moves nothing."""
    _import(office, tmp_path, 2024, YEAR_2024)
    _import(office, tmp_path, 2025, YEAR_2025)
    (bridge,) = _closed(office, month)["bridge"]
    assert tuple(bridge[name] for name in FIGURES) == BRIDGES[month]
    _assert_adds_up(bridge)


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


def test_the_next_month_opens_at_the_frozen_figure(office: Office, tmp_path: Path) -> None:
    """February froze 770.00; 10.00 billed and 300.00 cashed were dated back into it since: -290.00 on their own line,
    and March's own figures are those of March: 480.00 + 80.00."""
    _import(office, tmp_path, 2025, YEAR_2025)
    _closed(office, "2025-02")
    late = [sale("2025-02-27", "C4", "F099", 1_000), receipt("2025-02-28", "C2", 30_000, reference="F002")]
    _import(office, tmp_path, 2025, [*YEAR_2025, *late])
    (bridge,) = _closed(office, "2025-03")["bridge"]
    assert tuple(bridge[name] for name in FIGURES) == (
        "770.00", "-290.00", "80.00", "0.00", "0.00", "0.00", "0.00", "560.00",
    )  # fmt: skip
    _assert_adds_up(bridge)


def test_a_close_that_froze_nothing_hands_nothing_over(office: Office, tmp_path: Path) -> None:
    """January paid whole, then 3.00 dated back into it: February opens at nothing, with 3.00 back-dated."""
    paid = [sale("2026-01-10", "C1", "F1", 500, letter="A"), receipt("2026-01-20", "C1", 500, label="F1", letter="A")]
    _import(office, tmp_path, 2026, paid)
    assert _closed(office, "2026-01")["frozen"] == {}
    _import(office, tmp_path, 2026, [*paid, sale("2026-01-25", "C1", "F2", 300), sale("2026-02-10", "C1", "F3", 900)])
    (bridge,) = _closed(office, "2026-02")["bridge"]
    assert (bridge["opening"], bridge["backdated"], bridge["closing"]) == ("0.00", "3.00", "12.00")


def test_only_the_month_just_before_hands_its_figure_over(office: Office, tmp_path: Path) -> None:
    """January was closed and February was not: March opens at what February comes to, with nothing back-dated."""
    _import(office, tmp_path, 2025, YEAR_2025)
    _closed(office, "2025-01")
    _import(office, tmp_path, 2025, [*YEAR_2025, sale("2025-01-27", "C4", "F099", 1_000)])
    (bridge,) = _closed(office, "2025-03")["bridge"]
    assert (bridge["opening"], bridge["backdated"], bridge["closing"]) == ("780.00", "0.00", "860.00")


def test_a_frozen_figure_passes_the_turn_of_the_year(office: Office, tmp_path: Path) -> None:
    """December closed before a sale of 7.00 was dated back into it; the new year brings all of it forward."""
    _import(office, tmp_path, 2024, YEAR_2024)
    _closed(office, "2024-12")
    _import(office, tmp_path, 2024, [*YEAR_2024, sale("2024-12-30", "C3", "F009", 700)])
    brought = [
        ("C1", "F001", "2024-11-10", 50_000), ("C2", "F002", "2024-12-10", 30_000), ("C3", "F009", "2024-12-30", 700),
    ]  # fmt: skip
    _import(office, tmp_path, 2025, [*opening("2025-01-01", brought), sale("2025-01-15", "C1", "F003", 12_000)])
    (bridge,) = _closed(office, "2025-01")["bridge"]
    assert tuple(bridge[name] for name in FIGURES) == (
        "800.00", "7.00", "120.00", "0.00", "0.00", "0.00", "0.00", "927.00",
    )  # fmt: skip


def test_a_currency_that_is_gone_still_leaves_its_frozen_figure(office: Office, tmp_path: Path) -> None:
    """A close froze dollars of a list that was taken back since: they stand as back-dated, and the sum is nothing."""
    rows = ["Client;Facture;Date;Montant;Devise", "C1;F1;13/01/2026;10,25;USD"]
    (tmp_path / "list.csv").write_text("\n".join(rows), encoding="utf-8")
    office.import_one(tmp_path / "list.csv", company="123456789")
    _closed(office, "2026-01")
    office.undo()
    _import(office, tmp_path, 2026, [sale("2026-01-05", "C2", "F2", 500), sale("2026-02-05", "C2", "F3", 700)])
    bridges = {bridge["currency"]: bridge for bridge in _closed(office, "2026-02")["bridge"]}
    assert (bridges["USD"]["opening"], bridges["USD"]["backdated"], bridges["USD"]["closing"]) == (
        "10.25", "-10.25", "0.00",
    )  # fmt: skip
    assert (bridges["EUR"]["opening"], bridges["EUR"]["backdated"], bridges["EUR"]["closing"]) == (
        "0.00", "5.00", "12.00",
    )  # fmt: skip
    for bridge in bridges.values():
        _assert_adds_up(bridge)


@pytest.mark.parametrize("month", ["1990-01", "2024-12"])
def test_a_month_before_the_data_is_refused(office: Office, tmp_path: Path, month: str) -> None:
    """The ledger opens on 1 January 2025; its first month closes, also where nothing moved on its first days."""
    _import(office, tmp_path, 2025, YEAR_2025)
    with pytest.raises(UserError, match=f"begin on 2025-01-01: {month} lies before them"):
        office.close(month)
    assert office.counts()["closes"] == 0
    assert _closed(office, "2025-01")["frozen"] == {"EUR": "420.00"}


def test_a_month_before_one_company_began_closes_for_the_others(office: Office, tmp_path: Path) -> None:
    """All together it is refused, naming the company; by name the other closes."""
    _import(office, tmp_path, 2025, YEAR_2025)
    _import(office, tmp_path, 2025, [sale("2025-03-10", "C1", "F1", 700)], company="987654321")
    with pytest.raises(UserError, match="« 987654321 » begin on 2025-03-10"):
        office.close("2025-01")
    assert office.close("2025-01", "123456789")["companies"][0]["is_new"]


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
