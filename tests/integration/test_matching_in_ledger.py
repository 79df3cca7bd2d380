"""Matching as a ledger shows it: letters, partial letters, returns, moves, deposits; both views tie on every day."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from receivables.days import parse_day
from tests.fec_builder import Dialect, Entry, Line, move, opening, receipt, sale, write_fec
from tests.office import Office, shown

pytestmark = pytest.mark.costly


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    return Office(file_url, tmp_path / "home")


def _import(office: Office, tmp_path: Path, *entries: Entry, year: int = 2025) -> dict[str, Any]:
    return office.import_one(write_fec(tmp_path / f"123456789FEC{year}1231.txt", entries))


def _open(office: Office, **question: Any) -> list[tuple[Any, ...]]:
    return shown(office.items(**question), "account", "number", "open")


def _assert_ties(aged: dict[str, Any]) -> None:
    """Columns add up to totals, rows to the total line, control lines to 0.00."""
    columns = [*aged["buckets"], "age_unknown", "unallocated"]
    for row in [*aged["accounts"], aged["total"]]:
        assert sum(Decimal(row[name]) for name in columns) == Decimal(row["total"])
    for name in [*columns, "total"]:
        assert sum(Decimal(row[name]) for row in aged["accounts"]) == Decimal(aged["total"][name])
    assert {row["difference"] for row in aged["control"]} <= {"0.00"}


# -- letters --------------------------------------------------------------------------------------------------------


def test_letters_restart_for_every_customer(office: Office, tmp_path: Path) -> None:
    """A of C1 and A of C2 are two groups: taken together they balance, each alone does not."""
    _import(
        office, tmp_path,
        sale("2025-01-10", "C1", "F101", 10_000, letter="A"), receipt("2025-02-01", "C1", 6_000, letter="A"),
        sale("2025-01-10", "C2", "F102", 5_000, letter="A"), receipt("2025-02-01", "C2", 9_000, letter="A"),
    )  # fmt: skip
    assert _open(office) == [("C1", "F101", "40.00"), ("C2", "BQ2025-02-01", "-40.00")]


def test_letters_restart_every_year(office: Office, tmp_path: Path) -> None:
    """AA of 2024 has nothing to do with AA of 2025, also while both years speak."""
    _import(office, tmp_path, sale("2024-05-10", "C1", "F101", 10_000, letter="AA"),
            receipt("2024-06-01", "C1", 10_000, letter="AA"), year=2024)  # fmt: skip
    _import(office, tmp_path, sale("2025-01-10", "C1", "F102", 7_000, letter="AA"), year=2025)
    assert _open(office) == [("C1", "F102", "70.00")]


def test_letters_are_not_the_same_in_small_and_capitals(office: Office, tmp_path: Path) -> None:
    """Programs write a partial group in small letters: `a` is not `A`."""
    _import(
        office, tmp_path,
        sale("2025-01-10", "C1", "F101", 10_000, letter="A"), receipt("2025-02-01", "C1", 10_000, letter="A"),
        sale("2025-01-15", "C1", "F102", 8_000, letter="a"), receipt("2025-02-02", "C1", 3_000, letter="a"),
    )  # fmt: skip
    assert _open(office) == [("C1", "F102", "50.00")]


def test_a_partial_group_pays_named_then_equal_then_earliest(office: Office, tmp_path: Path) -> None:
    """Code civil 1342-10: the document named (F103), the one equal to the cent (F102), else the earliest due (F101)."""
    invoices = [
        sale("2025-01-10", "C1", "F101", 10_000, letter="a"),
        sale("2025-01-15", "C1", "F102", 8_000, letter="a"),
        sale("2025-01-20", "C1", "F103", 8_000, letter="a"),
        sale("2025-01-25", "C1", "F104", 9_000, letter="a"),
    ]
    _import(
        office, tmp_path, *invoices,
        receipt("2025-02-01", "C1", 2_000, letter="a"),
        receipt("2025-02-02", "C1", 5_000, letter="a", label="Virement facture F103"),
        receipt("2025-02-03", "C1", 8_000, letter="a"),
    )  # fmt: skip
    assert _open(office) == [("C1", "F101", "80.00"), ("C1", "F103", "30.00"), ("C1", "F104", "90.00")]


def test_credits_without_letter_stand_apart_in_the_ledger_view(office: Office, tmp_path: Path) -> None:
    """Nobody lettered: the ledger view invents nothing, the proposed view pays the equal invoice and the named one."""
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000),
        sale("2025-01-12", "C1", "F102", 4_000),
        receipt("2025-02-01", "C1", 10_000),
        receipt("2025-02-03", "C1", 1_500, label="acompte sur F102"),
    ]
    _import(office, tmp_path, *entries)
    ledger, proposed = office.aged(), office.aged(view="proposed")
    assert ledger["total"]["unallocated"] == "-115.00"
    assert ledger["matching"] == {"view": "ledger", "credits_matched_share": 0.0}
    assert _open(office, view="proposed") == [("C1", "F102", "25.00")]
    assert proposed["matching"]["credits_matched_share"] == 1.0
    assert ledger["total"]["total"] == proposed["total"]["total"] == "25.00"
    for aged in (ledger, proposed):
        _assert_ties(aged)


# -- credits --------------------------------------------------------------------------------------------------------


def test_credits_are_negative_everywhere(office: Office, tmp_path: Path) -> None:
    """Payment, credit note and deposit: minus in open items, in accounts, in totals, in the import's answer."""
    answer = _import(
        office, tmp_path,
        receipt("2025-02-01", "C1", 1_000),
        sale("2025-02-01", "C2", "AV101", -2_000, label="Avoir AV101"),
        receipt("2025-02-01", "C3", 4_000, label="Acompte commande 12"),
        sale("2025-02-01", "C4", "F101", 500),
    )  # fmt: skip
    assert shown(office.items(), "account", "kind", "amount", "open", "bucket") == [
        ("C1", "payment", "-10.00", "-10.00", "unallocated"),
        ("C2", "credit_note", "-20.00", "-20.00", "unallocated"),
        ("C3", "deposit", "-40.00", "-40.00", "unallocated"),
        ("C4", "invoice", "5.00", "5.00", "not_due"),
    ]
    assert [row["total"] for row in office.aged()["accounts"]] == ["-10.00", "-20.00", "-40.00", "5.00"]
    assert (answer["debit_balances"], answer["credit_balances"], answer["total_open"]) == ("5.00", "-70.00", "-65.00")


def test_deposits_and_year_end_accounts_stand_apart(office: Office, tmp_path: Path) -> None:
    """4191, 4198 and 418 are shown, never counted; each has its control line."""
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000),
        Entry("BQ", "2025-01-12", (Line("512000", 3_000), Line("419100", -3_000, "C1")), "B1", label="Acompte"),
        Entry("OD", "2025-01-31", (Line("418100", 2_000), Line("707000", -2_000)), "O1", label="FAE"),
        Entry("OD", "2025-01-31", (Line("709000", 700), Line("419800", -700)), "O2", label="AAE"),
    ]
    answer = _import(office, tmp_path, *entries)
    aged = office.aged()
    assert (answer["total_open"], aged["total"]["total"]) == ("100.00", "100.00")
    assert {row["collective"]: row["total"] for row in aged["apart"]} == {
        "418": "20.00", "4191": "-30.00", "4198": "-7.00",
    }  # fmt: skip
    assert {row["collective"] for row in aged["control"]} == {"411", "418", "4191", "4198"}
    _assert_ties(aged)
    assert office.aged(collective="4191")["total"]["total"] == "-30.00"


# -- returns and moves ----------------------------------------------------------------------------------------------

RETURNS = {
    "cheque": "Chèque impayé",
    "direct debit": "Rejet prélèvement",
    "bill": "Effet impayé",
}


@pytest.mark.parametrize("lettered", [True, False], ids=["lettered", "not lettered"])
@pytest.mark.parametrize("label", RETURNS.values(), ids=RETURNS)
def test_a_returned_payment_reopens_the_document(office: Office, tmp_path: Path, label: str, lettered: bool) -> None:
    """The invoice is open again with its number, its due date and its id; neither payment nor return stays."""
    letter = "A" if lettered else ""
    bought = sale("2025-01-10", "C1", "F101", 10_000, letter=letter)
    paid = receipt("2025-02-05", "C1", 10_000, letter=letter, label="Règlement F101")
    _import(office, tmp_path, bought)
    before = office.item("F101")["item"]
    back = receipt("2025-02-20", "C1", -10_000, reference="IMP1", label=label)
    _import(office, tmp_path, bought, paid, back)
    found = shown(office.items(view="ledger" if lettered else "proposed"), "item", "number", "open", "due_date", "kind")
    assert found == [(before, "F101", "100.00", "2025-02-09", "invoice")]
    _assert_ties(office.aged())


def test_a_returned_bill_reopens_the_invoice_it_was_drawn_on(office: Office, tmp_path: Path) -> None:
    """411 -> 413, cashed out of 413, returned on 411: the invoice's number and due date again, on its own id."""
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000, letter="A"),
        move("2025-01-20", "C1", "F101", 10_000, letters=("A", "B")),
        Entry("BQ", "2025-02-28", (Line("511300", 10_000), Line("413000", -10_000, "C1", "B")), "REM1", label="Remise"),
    ]
    _import(office, tmp_path, entries[0])
    before = office.item("F101")["item"]
    _import(office, tmp_path, *entries)
    assert office.items() == []
    back = receipt("2025-03-05", "C1", -10_000, reference="IMP7", label="LCR impayée F101")
    _import(office, tmp_path, *entries, back)
    item = office.item("F101")
    assert (item["item"], item["due_date"], item["open"]) == (before, "2025-02-09", "100.00")
    _assert_ties(office.aged())


def test_a_returned_bill_that_names_nothing_reopens_the_invoice_of_its_amount(office: Office, tmp_path: Path) -> None:
    """The bank names no invoice: the customer's latest one of that amount, posted before, is meant."""
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000, letter="A"),
        sale("2025-01-11", "C1", "F102", 9_000),
        move("2025-01-20", "C1", "F101", 10_000, letters=("A", "B")),
        Entry("BQ", "2025-02-28", (Line("511300", 10_000), Line("413000", -10_000, "C1", "B")), "REM1", label="Remise"),
        receipt("2025-03-05", "C1", -10_000, reference="IMP7", label="LCR impayée"),
    ]
    _import(office, tmp_path, entries[0])
    before = office.item("F101")["item"]
    _import(office, tmp_path, *entries)
    reopened = office.item("F101")
    assert (reopened["item"], reopened["due_date"], reopened["open"]) == (before, "2025-02-09", "100.00")


def test_a_bill_in_a_portfolio_without_customers_is_still_the_invoice(office: Office, tmp_path: Path) -> None:
    """413000 has no auxiliary: number, date and id are those of the invoice the entry's credit side names."""
    bill = Entry("OD", "2025-01-20", (Line("413000", 10_000), Line("411000", -10_000, "C1")), "F101", label="Traite")
    bought = sale("2025-01-10", "C1", "F101", 10_000)
    _import(office, tmp_path, bought)
    before = office.item("F101")["item"]
    _import(office, tmp_path, bought, bill)
    found = shown(office.items(), "item", "account", "document_date", "open")
    assert found == [(before, "413000", "2025-01-10", "100.00")]


def test_a_payment_returned_and_paid_again_is_closed(office: Office, tmp_path: Path) -> None:
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000, letter="A"),
        receipt("2025-02-05", "C1", 10_000, letter="A"),
        receipt("2025-02-20", "C1", -10_000, letter="B", label="Chèque impayé"),
        receipt("2025-03-01", "C1", 10_000, letter="B"),
    ]
    _import(office, tmp_path, *entries)
    assert office.items() == []
    assert _open(office, on=parse_day("2025-02-25")) == [("C1", "F101", "100.00")]
    assert _open(office, on=parse_day("2025-02-10")) == []


def test_a_move_keeps_the_item_and_counts_no_payment(office: Office, tmp_path: Path) -> None:
    """411 -> 413 -> 416: one item, one document date, one id; credits matched stay those of payments alone."""
    entries = [
        sale("2025-01-10", "C1", "F101", 10_000),
        move("2025-02-01", "C1", "F101", 10_000),
        move("2025-03-01", "C1", "F101", 10_000, source="413000", target="416000"),
        sale("2025-03-02", "C2", "F102", 100, letter="A"),
        receipt("2025-03-03", "C2", 100, letter="A"),
    ]
    _import(office, tmp_path, entries[0])
    before = office.item("F101")["item"]
    for count, collective in ((2, "413"), (5, "416")):
        _import(office, tmp_path, *entries[:count])
        aged = office.aged()
        item = office.item("F101")
        assert (item["item"], item["document_date"], item["due_date"]) == (before, "2025-01-10", "2025-02-09")
        (row,) = aged["accounts"]
        assert (row["collective"], row["total"]) == (collective, "100.00")
        _assert_ties(aged)
    assert aged["matching"]["credits_matched_share"] == 1.0


def test_customers_that_are_general_accounts_move_too(office: Office, tmp_path: Path) -> None:
    """No auxiliary: 411DUPONT -> 416DUPONT is the same customer."""
    entries = [
        Entry("VE", "2025-01-10", (Line("411DUPONT", 10_000), Line("707000", -10_000)), "F101", label="Facture F101"),
        Entry("OD", "2025-02-01", (Line("416DUPONT", 10_000), Line("411DUPONT", -10_000)), "F101", label="Douteux"),
    ]
    _import(office, tmp_path, entries[0])
    before = office.item("F101")
    _import(office, tmp_path, *entries)
    item = office.item("F101")
    assert (item["item"], item["account"], item["document_date"]) == (before["item"], "416DUPONT", "2025-01-10")


# -- past days ------------------------------------------------------------------------------------------------------

STORY = [
    *opening("2025-01-01", [("C1", "F100", "2024-12-15", 5_000)]),
    sale("2025-01-10", "C1", "F101", 10_000, letter="A"),
    receipt("2025-02-05", "C1", 10_000, letter="A", letter_day="2025-03-31"),
    sale("2025-02-10", "C1", "F102", 7_000),
    move("2025-03-01", "C1", "F102", 7_000, target="416000"),
    receipt("2025-03-15", "C1", 5_000, reference="F100"),
]


def test_a_past_day_keeps_the_lines_posted_up_to_it(office: Office, tmp_path: Path) -> None:
    """By hand: before the payment F101 is open, after it closed, whenever somebody lettered."""
    _import(office, tmp_path, *STORY)
    assert shown(office.items(on=parse_day("2025-01-31")), "number", "open") == [("F100", "50.00"), ("F101", "100.00")]
    assert shown(office.items(on=parse_day("2025-02-05")), "number", "open") == [("F100", "50.00")]
    assert office.items(on=parse_day("2024-12-31")) == []


def test_by_letter_date_a_group_is_open_until_somebody_lettered(office: Office, tmp_path: Path) -> None:
    """By option only: DateLet of F101's group is 31 March."""
    _import(office, tmp_path, *STORY)
    open_then = {row["total"] for row in office.aged(on=parse_day("2025-02-06"), by_letter_date=True)["accounts"]}
    assert open_then == {"50.00"}
    aged = office.aged(on=parse_day("2025-02-06"), by_letter_date=True)
    assert (aged["total"]["1-30"], aged["total"]["unallocated"]) == ("50.00", "-100.00")
    assert office.aged(on=parse_day("2025-03-31"), by_letter_date=True)["total"]["unallocated"] == "-50.00"


@pytest.mark.parametrize("view", ["ledger", "proposed"])
@pytest.mark.parametrize("by_letter_date", [False, True])
def test_every_day_ties(office: Office, tmp_path: Path, view: str, by_letter_date: bool) -> None:
    """The balance of each day is the sum of the lines posted up to it, whatever the view."""
    _import(office, tmp_path, *STORY)
    customer = [
        (entry.day, line.amount) for entry in STORY for line in entry.lines if line.account in ("411000", "416000")
    ]
    for day in range(parse_day("2024-12-30"), parse_day("2025-03-20"), 3):
        aged = office.aged(on=day, view=view, by_letter_date=by_letter_date)
        expected = sum(amount for posted, amount in customer if parse_day(posted) <= day)
        assert Decimal(aged["total"]["total"]) * 100 == expected
        _assert_ties(aged)


def test_buckets_on_their_edges(office: Office, tmp_path: Path) -> None:
    """Due today is not due; 30 days late is 1-30, 31 is 31-60 (D441-6); other edges by choice; by document date too."""
    days = {"D0": "2025-03-31", "D30": "2025-03-01", "D31": "2025-02-28", "D60": "2025-01-30", "D91": "2024-12-30"}
    entries = [sale("2025-03-31", "C1", name, 100, document_day="2025-03-01", due=due) for name, due in days.items()]

    office.import_one(write_fec(tmp_path / "ledger.txt", entries, Dialect(due_column="Echeance")))
    late = {item["number"]: (item["days_overdue"], item["bucket"]) for item in office.items()}
    assert late == {
        "D0": (0, "not_due"), "D30": (30, "1-30"), "D31": (31, "31-60"), "D60": (60, "31-60"), "D91": (91, "91+"),
    }  # fmt: skip
    assert office.aged(edges=(59,))["total"] == {
        "not_due": "1.00", "1-59": "2.00", "60+": "2.00", "age_unknown": "0.00", "unallocated": "0.00", "total": "5.00",
        "collectible": "4.00",
    }  # fmt: skip
    assert office.aged(basis="document")["total"]["1-30"] == "5.00"
