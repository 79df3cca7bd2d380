"""`relance penalties` and the decisions around it, through the command, on both databases; figures worked by hand.

Rates: ECB + 10 is 12.15 % in the first half of 2026 and 12.40 % in the second; ECB + 8 is 10.15 and 10.40 %.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command
from tests.fec_builder import Dialect, Entry, Line, move, opening, receipt, sale, write_fec

pytestmark = pytest.mark.costly

ENTRIES = [
    # C1, a trader under the law's rate: one open since 30 April, one paid on 31 July, one paid in time.
    sale("2026-03-31", "C1", "F101", 1_200_000, due="20260430"),
    sale("2026-04-30", "C1", "F102", 365_000, due="20260531", letter="A"),
    receipt("2026-07-31", "C1", 365_000, letter="A"),
    sale("2026-05-31", "C1", "F103", 50_000, due="20260630", letter="B"),
    receipt("2026-06-30", "C1", 50_000, letter="B"),
    # C2, under a clause of 10 %: 4 000.00 of 10 000.00 paid 100 days late; a credit note that names its invoice.
    sale("2026-02-28", "C2", "F201", 1_000_000, due="20260331", letter="C"),
    receipt("2026-07-09", "C2", 400_000, letter="C"),
    sale("2026-02-28", "C2", "F202", 100_000, due="20260331", letter="D"),
    sale("2026-06-15", "C2", "AV22", -40_000, label="Avoir AV22 sur F202", letter="D"),
    # C3, a public buyer: the rate of the half-year in which interest began.
    sale("2026-04-30", "C3", "F301", 365_000, due="20260531"),
    # C4, a consumer without notice.
    sale("2026-04-30", "C4", "F401", 365_000, due="20260531"),
    # C5, of whom nothing is known; C6 with money nobody allocated.
    sale("2026-04-30", "C5", "F501", 365_000, due="20260531"),
    sale("2026-04-30", "C6", "F601", 365_000, due="20260531"),
    receipt("2026-06-05", "C6", 300_000),
    # C7: a cheque that came back: the invoice is open again, and the fees of the bank are no late invoice.
    sale("2026-04-30", "C7", "F701", 365_000, due="20260531"),
    receipt("2026-05-31", "C7", 365_000, reference="CHQ7"),
    receipt("2026-06-10", "C7", -365_000, reference="CHQ7", label="Chèque impayé F701"),
    # C8: its invoice moved to a bill, and to doubtful debts: one invoice still.
    sale("2026-03-31", "C8", "F801", 365_000, due="20260531"),
    move("2026-09-01", "C8", "F801", 365_000, target="416000", label="Douteux F801"),
    # The ledger goes on to the end of October.
    sale("2026-10-31", "C9", "F901", 100, due="20261130"),
]  # fmt: skip
CUSTOMERS = """Compte;Nom;Nature;Clause taux
C1;Alpha;société;
C2;Bravo;société;10 %
C3;Commune;public;
C4;Mme Delta;particulier;
C6;Foxtrot;société;12 %
C7;Golf;société;12 %
C8;Hotel;société;12 %
C9;India;société;
"""
#: Commands that end with one sentence and exit code 2.
REFUSED = (
    ("penalties", "--account", "NOBODY"),
    ("penalties", "--as-of", "2026-02-30"),
    ("penalties", "--paid-since", ""),
    ("penalties", "--as-of", "2026-06-30", "--paid-since", "2026-07-01"),
    ("penalties", "--company", "NOBODY"),
    ("penalties", "--limit", "-1"),
    ("waive", "--by", "x", "--why", "y"),
    ("waive", "--account", "C1", "--why", "y"),
    ("waive", "--account", "C1", "--by", "x", "--why", "  "),
    ("waive", "--account", "C1", "--by", "x", "--why", "y", "--amount", "0"),
    ("waive", "--account", "C1", "--by", "x", "--why", "y", "--amount", "1.005"),
    ("waive", "--account", "C1", "--by", "x", "--why", "y", "--amount", "=1+1"),
    ("waive", "--item", "zz", "--by", "x", "--why", "y"),
    ("waive", "--item", "abc", "--by", "x", "--why", "y"),
    ("waive", "--account", "C8", "--by", "x", "--why", "y"),  # 411000/C8 or 416000/C8?
    ("invoiced", "--account", "C4", "--by", "x", "--why", "y"),  # nothing to claim
    ("decisions", "--withdraw", "7"),
    ("interruption", "abc", "2026-09-15", "--why", "y"),
    ("interruption", "abc", "2026-09-15"),
    ("insolvency", "C1", ""),
    ("insolvency", "C1", "tomorrow"),
    ("insolvency", "NOBODY", "2026-09-15"),
)
Office = Callable[..., dict[str, Any]]


@pytest.fixture
def office(relance: Command, database_url: str, tmp_path: Path) -> Office:
    """`office("penalties", ...)`: the command on the imported ledger."""
    ledger = write_fec(tmp_path / "123456789FEC20261231.txt", ENTRIES, Dialect(due_column="DateEcheance"))
    customers = tmp_path / "clients.csv"
    customers.write_text(CUSTOMERS, encoding="utf-8")

    def run(*args: str | Path, code: int = 0) -> dict[str, Any]:
        return relance.json(*args, "--database", database_url, code=code)

    run("import", ledger)
    run("import", customers, "--kind", "customers", "--company", "123456789")
    return run


def _item(answer: dict[str, Any], number: str) -> dict[str, Any]:
    (item,) = [one for one in answer["items"] if one["number"] == number]
    found: dict[str, Any] = item
    return found


def _account(answer: dict[str, Any], account: str) -> dict[str, Any]:
    (row,) = [one for one in answer["accounts"] if one["account"] == account]
    found: dict[str, Any] = row
    return found


def test_each_debtor_owes_what_its_law_and_its_clause_say(office: Office) -> None:
    answer = office("penalties", "--as-of", "2026-10-31")
    assert (answer["as_of"], answer["computed_until"], answer["paid_since"]) == ("2026-10-31", "2026-10-31", None)
    # 12 000.00: 61 days at 12.15 % = 243.67; 123 days at 12.40 % = 501.44.
    first = _item(answer, "F101")
    keys = ("from", "to", "days", "rate_percent", "amount")
    assert [tuple(line[key] for key in keys) for line in first["lines"]] == [
        ("2026-05-01", "2026-06-30", 61, "12.15", "243.67"), ("2026-07-01", "2026-10-31", 123, "12.40", "501.44"),
    ]  # fmt: skip
    assert (first["interest"], first["compensation"], first["days_late"]) == ("745.11", "40.00", 184)
    assert first["warnings"] == ["legal_default"]
    assert first["limitation_date"] == "2031-04-30"
    # 10 000.00 at 10 %: 100 days (273.97); then 6 000.00 for 114 days (187.40).
    part = _item(answer, "F201")
    assert [(line["principal"], line["days"], line["amount"]) for line in part["lines"]] == [
        ("10000.00", 100, "273.97"), ("6000.00", 114, "187.40"),
    ]  # fmt: skip
    assert (part["principal"], part["open"], part["warnings"]) == ("10000.00", "6000.00", [])
    # Corrected by a credit note that names it: 600.00 from the due date on, 214 days at 10 % = 35.18.
    assert [(line["principal"], line["days"], line["amount"]) for line in _item(answer, "F202")["lines"]] == [
        ("600.00", 214, "35.18")
    ]  # fmt: skip
    # A public buyer: 3 650.00 x 10.15 % x 153 / 365 = 155.30, the rate frozen; four years from 1 January 2027.
    public = _item(answer, "F301")
    assert (public["interest"], public["compensation"], public["limitation_date"]) == ("155.30", "40.00", "2030-12-31")
    assert [line["rate_percent"] for line in public["lines"]] == ["10.15"]
    # A consumer owes nothing before a formal notice.
    consumer = _item(answer, "F401")
    assert (consumer["interest"], consumer["compensation"], consumer["warnings"]) == ("0.00", "0.00", ["no_notice"])
    assert consumer["limitation_date"] == "2028-05-31"


def test_doubtful_figures_stand_apart(office: Office) -> None:
    """A debtor of unknown kind is computed as a trader, an item that may be paid too; neither is claimed."""
    answer = office("penalties", "--as-of", "2026-10-31")
    unknown = _account(answer, "C5")
    # 3 650.00: 30 days at 12.15 % = 36.45, 123 at 12.40 % = 152.52.
    assert (unknown["interest"], unknown["compensation"], unknown["uncertain"], unknown["claimable"]) == (
        "0.00", "0.00", "228.97", "0.00",
    )  # fmt: skip
    assert _item(answer, "F501")["warnings"][0] == "debtor_unknown"
    assert _item(answer, "F501")["limitation_marked"] is True
    # 3 650.00 at 12 % for 153 days = 183.60, and 40.00: 3 000.00 lie unallocated.
    assert (_account(answer, "C6")["uncertain"], _account(answer, "C6")["unallocated"]) == ("223.60", "3000.00")
    # The law's order lets them pay: 5 days on 3 650.00 (6.00), 148 on 650.00 (31.63), and now it is certain.
    proposed = office("penalties", "--as-of", "2026-10-31", "--matching", "proposed", "--account", "C6")
    assert _account(proposed, "C6")["claimable"] == "77.63"
    assert [line["amount"] for line in proposed["items"][0]["lines"]] == ["6.00", "31.63"]


def test_a_payment_that_names_its_invoice_puts_that_one_in_doubt(relance: Command, tmp_path: Path) -> None:
    """Not the older one: 3 650.00 at 12 % for 214 days = 256.80, and 40.00, are sure."""
    entries = [
        sale("2026-02-28", "D1", "F1001", 365_000, due="20260331"),
        sale("2026-04-30", "D1", "F1002", 365_000, due="20260531"),
        receipt("2026-06-05", "D1", 300_000, label="Virement F1002"),
    ]
    ledger = write_fec(tmp_path / "123456789FEC20261231.txt", entries, Dialect(due_column="DateEcheance"))
    customers = tmp_path / "clients.csv"
    customers.write_text("Compte;Nom;Nature;Clause taux\nD1;Alpha;société;12 %\n", encoding="utf-8")
    relance.json("import", ledger)
    relance.json("import", customers, "--kind", "customers", "--company", "123456789")
    answer = relance.json("penalties", "--as-of", "2026-10-31")
    assert [(one["number"], one["is_uncertain"]) for one in answer["items"]] == [("F1001", False), ("F1002", True)]
    assert _account(answer, "D1")["claimable"] == "296.80"


def test_a_cheque_that_came_back_and_a_move_leave_one_invoice(office: Office) -> None:
    """3 650.00 at 12 % for 153 days = 183.60; 40.00 once, for the invoice."""
    answer = office("penalties", "--as-of", "2026-10-31")
    for account in ("C7", "416000/C8"):
        row = _account(answer, account)
        assert (row["interest"], row["compensation"]) == ("183.60", "40.00"), account
    assert [one["account"] for one in answer["items"] if one["number"] == "F801"] == ["416000/C8"]


def test_what_was_paid_late_since_a_day(office: Office) -> None:
    """F102: 3 650.00, 30 days at 12.15 % = 36.45 and 31 at 12.40 % = 38.44, to the day of payment; F103 was in time."""
    answer = office("penalties", "--as-of", "2026-10-31", "--paid-since", "2026-07-01")
    paid = _item(answer, "F102")
    assert (paid["paid_date"], paid["days_late"], paid["interest"]) == ("2026-07-31", 61, "74.89")
    assert [one["number"] for one in answer["items"] if one["paid_date"]] == ["F102"]
    row = _account(answer, "C1")
    assert (row["interest"], row["paid_late_interest"], row["paid_late_compensation"]) == ("745.11", "74.89", "40.00")
    assert row["claimable"] == "900.00"
    later = office("penalties", "--as-of", "2026-10-31", "--paid-since", "2026-08-01", "--account", "C1")
    assert later["total"]["paid_late_interest"] == "0.00"


def test_totals_are_the_sum_of_the_accounts_and_lines_add_up(office: Office) -> None:
    answer = office("penalties", "--paid-since", "2026-01-01")
    for name in ("interest", "compensation", "uncertain", "claimable", "paid_late_interest"):
        cents = sum(int(row[name].replace(".", "")) for row in answer["accounts"])
        assert cents == int(answer["total"][name].replace(".", "")), name
    for item in answer["items"]:
        lines = sum(int(line["amount"].replace(".", "")) for line in item["lines"])
        assert lines == int(item["interest"].replace(".", ""))
    assert answer["item_count"] == len(answer["items"])
    assert set(answer["sentences"]) == set(answer["warnings"])
    few = office("penalties", "--paid-since", "2026-01-01", "--limit", "2")
    assert few["accounts"] == answer["accounts"]
    assert {one["number"] for one in few["items"]} == {"F101", "F201"}
    assert few["item_count"] == answer["item_count"]


def test_a_past_day_knows_nothing_of_later_payments(office: Office) -> None:
    """On 30 June F102 is open: 30 days at 12.15 % = 36.45."""
    answer = office("penalties", "--as-of", "2026-06-30", "--account", "C1")
    assert {one["number"]: one["interest"] for one in answer["items"]} == {"F101": "243.67", "F102": "36.45"}


def test_past_the_last_published_half_year(office: Office) -> None:
    """Nothing is invented: up to 31 December 2026, while a fixed clause goes on."""
    answer = office("penalties", "--as-of", "2027-02-01")
    assert answer["computed_until"] == "2026-12-31"
    assert _item(answer, "F101")["computed_until"] == "2026-12-31"
    assert _item(answer, "F201")["computed_until"] == "2027-02-01"
    assert "31/12/2026" in answer["sentences"]["rate_not_published"]
    strict = office("penalties", "--as-of", "2027-02-01", "--strict", code=1)
    assert strict["total"] == answer["total"]


def test_waived_and_invoiced_sums_are_claimed_no_more(office: Office) -> None:
    item = _item(office("penalties", "--as-of", "2026-10-31"), "F101")["item"]
    waived = office("waive", "--item", item, "--amount", "100", "--by", "M. Chef", "--why", "geste",
                    "--as-of", "2026-10-31")  # fmt: skip
    again = office("waive", "--item", item, "--amount", "100", "--by", "M. Chef", "--why", "geste",
                   "--as-of", "2026-10-31")  # fmt: skip
    assert (waived["is_new"], again["is_new"], again["id"]) == (True, False, waived["id"])
    row = _account(office("penalties", "--as-of", "2026-10-31"), "C1")
    assert (row["waived"], row["claimable"]) == ("100.00", "685.11")
    invoiced = office("invoiced", "--account", "C1", "--by", "Mme Facture", "--why", "note 12", "--as-of", "2026-10-31")
    assert invoiced["amount"] == "685.11"
    row = _account(office("penalties", "--as-of", "2026-10-31"), "C1")
    assert (row["invoiced"], row["claimable"]) == ("685.11", "0.00")
    # A month later only the month is left: 12 000.00 x 12.40 % over 153 days is 623.74, less 501.44.
    assert _account(office("penalties", "--as-of", "2026-11-30"), "C1")["claimable"] == "122.30"
    # Before the decisions they are not known.
    assert _account(office("penalties", "--as-of", "2026-10-30"), "C1")["waived"] == "0.00"
    decisions = office("decisions", "--account", "C1")["decisions"]
    assert [(one["kind"], one["amount"], one["who"], one["why"]) for one in decisions] == [
        ("waived", "100.00", "M. Chef", "geste"), ("invoiced", "685.11", "Mme Facture", "note 12"),
    ]  # fmt: skip
    office("decisions", "--withdraw", str(waived["id"]))
    assert [one["kind"] for one in office("decisions")["decisions"]] == ["invoiced"]
    assert _account(office("penalties", "--as-of", "2026-10-31"), "C1")["claimable"] == "100.00"


def test_all_of_an_account_is_waived_for_good_but_not_what_falls_due_later(office: Office) -> None:
    office("waive", "--account", "C2", "--by", "x", "--why", "y", "--as-of", "2026-10-31")
    assert _account(office("penalties", "--as-of", "2026-12-31"), "C2")["claimable"] == "0.00"
    public = office("waive", "--account", "C3", "--by", "x", "--why", "y", "--as-of", "2026-10-31")
    assert public["warnings"] == ["public_waiver"]


def test_nobody_waives_more_than_is_owed(relance: Command, office: Office, database_url: str) -> None:
    """F101 owes 745.11 + 40.00 on 31 October, F102 (paid on 31 July) its two months: 36.45 + 38.44 + 40.00."""
    item = _item(office("penalties", "--as-of", "2026-10-31"), "F101")["item"]
    words = ("--by", "x", "--why", "y", "--as-of", "2026-10-31", "--database", database_url)
    for of, sum_owed in ((("--item", item), "785.11"), (("--account", "C1"), "900.00")):
        refused = relance("waive", *of, "--amount", "900.01", *words)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
        assert f"Only {sum_owed} EUR of penalties are owed there on 2026-10-31" in refused.stderr
    assert office("decisions")["decisions"] == []
    assert relance("waive", "--item", item, "--amount", "785.11", *words).returncode == 0
    # Said again it is known already; one cent more is too much.
    assert relance("waive", "--item", item, "--amount", "785.11", *words).returncode == 0
    assert "Only 0.00 EUR" in relance("waive", "--item", item, "--amount", "0.01", *words).stderr


def test_an_insolvency_stops_interest_and_can_be_taken_back(office: Office) -> None:
    """Opened on 1 June 2026: 31 days of May for F101 (12 000.00 x 12.15 % x 31 / 365 = 123.83)."""
    told = office("insolvency", "C1", "2026-06-01")
    assert told == {"company": "123456789", "account": "C1", "opening_date": "2026-06-01"}
    item = _item(office("penalties", "--as-of", "2026-10-31"), "F101")
    assert (item["interest"], item["compensation"]) == ("123.83", "40.00")
    assert "interest_stopped" in item["warnings"]
    office("insolvency", "C1", "2026-04-15")
    item = _item(office("penalties", "--as-of", "2026-10-31"), "F101")
    assert (item["interest"], item["compensation"]) == ("0.00", "0.00")
    assert "payment_forbidden" in item["warnings"]
    # Born after the opening: paid when due, and to be looked at (L622-17).
    office("insolvency", "C1", "2026-03-01")
    assert "after_opening" in _item(office("penalties", "--as-of", "2026-10-31"), "F101")["warnings"]
    office("insolvency", "C1", "none")
    assert _item(office("penalties", "--as-of", "2026-10-31"), "F101")["interest"] == "745.11"


def test_an_interruption_starts_the_limitation_anew(office: Office) -> None:
    item = _item(office("penalties", "--as-of", "2026-10-31"), "F101")["item"]
    told = office("interruption", item, "2026-09-15", "--why", "courriel")
    assert told["limitation_date"] == "2031-09-15"
    assert _item(office("penalties", "--as-of", "2026-10-31"), "F101")["limitation_date"] == "2031-09-15"
    # Before that day nobody knew of it.
    earlier = _item(office("penalties", "--as-of", "2026-09-14"), "F101")
    assert earlier["limitation_date"] == "2031-04-30"
    gone = office("interruption", item, "2026-09-15", "--remove")
    assert gone["limitation_date"] == "2031-04-30"


def test_what_is_wrong_is_one_sentence(relance: Command, tmp_path: Path) -> None:
    ledger = write_fec(tmp_path / "123456789FEC20261231.txt", ENTRIES, Dialect(due_column="DateEcheance"))
    relance.json("import", ledger)
    customers = tmp_path / "clients.csv"
    customers.write_text(CUSTOMERS, encoding="utf-8")
    relance.json("import", customers, "--kind", "customers", "--company", "123456789")
    for args in REFUSED:
        done = relance(*args)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), args
        assert "Traceback" not in done.stderr
        assert "fault of its own" not in done.stderr


def test_openings_in_lump_owe_no_compensation(relance: Command, tmp_path: Path) -> None:
    """One item of a document of its own, one without number, two customers under one number of the opening."""
    entries = [
        *opening("2026-01-01", [
            ("C1", "F900", "2025-11-30", 365_000), ("C2", "", "2025-11-30", 365_000),
            ("C3", "AN26", "2025-11-30", 365_000), ("C4", "AN26", "2025-11-30", 365_000),
        ]),
        sale("2026-10-31", "C9", "F901", 100),
    ]  # fmt: skip
    relance.json("import", write_fec(tmp_path / "123456789FEC20261231.txt", entries))
    answer = relance.json("penalties", "--limit", "0")
    lumps = {one["account"]: ("lump" in one["warnings"], one["compensation"]) for one in answer["items"]}
    assert lumps == {"C1": (False, "40.00"), "C2": (True, "0.00"), "C3": (True, "0.00"), "C4": (True, "0.00")}


def test_one_invoice_booked_on_several_lines_owes_the_compensation_once(relance: Command, tmp_path: Path) -> None:
    """Two due dates of one invoice, each on a line of its own, as many programs post instalments."""
    lines = (
        Line("411000", 60_000, "C1", due="20260331"), Line("411000", 60_000, "C1", due="20260430"),
        Line("707000", -100_000), Line("445710", -20_000),
    )  # fmt: skip
    entries = [Entry("VE", "2026-02-28", lines, "F101", label="Facture F101"), sale("2026-10-31", "C9", "F901", 100)]
    dialect = Dialect(due_column="DateEcheance")
    relance.json("import", write_fec(tmp_path / "123456789FEC20261231.txt", entries, dialect))
    answer = relance.json("penalties")
    assert sorted((one["due_date"], one["compensation"]) for one in answer["items"]) == [
        ("2026-03-31", "40.00"), ("2026-04-30", "0.00"),
    ]  # fmt: skip


def test_the_retention_beside_an_invoice_does_not_take_its_compensation(relance: Command, tmp_path: Path) -> None:
    """Due on the same day, claimed by no letter: the EUR 40 are owed by the invoice paid five days late."""
    lines = (
        Line("411700", 6_000, "C1", due="20260331"), Line("411000", 114_000, "C1", "A", due="20260331"),
        Line("707000", -100_000), Line("445710", -20_000),
    )  # fmt: skip
    entries = [
        Entry("VE", "2026-02-28", lines, "F101", label="Facture F101"),
        receipt("2026-04-05", "C1", 114_000, letter="A"),
        sale("2026-10-31", "C9", "F901", 100),
    ]
    dialect = Dialect(due_column="DateEcheance")
    relance.json("import", write_fec(tmp_path / "123456789FEC20261231.txt", entries, dialect))
    (tmp_path / "clients.csv").write_text("Compte;Nom;Nature\nC1;Alpha;société\n", encoding="utf-8")
    relance.json("import", tmp_path / "clients.csv", "--kind", "customers", "--company", "123456789")
    answer = relance.json("penalties", "--paid-since", "2026-01-01")
    assert {one["account"]: (one["is_uncertain"], one["compensation"]) for one in answer["items"]} == {
        "411000/C1": (False, "40.00"), "411700/C1": (True, "0.00"),
    }  # fmt: skip


def test_people_read_lines_they_can_redo(relance: Command, tmp_path: Path) -> None:
    ledger = write_fec(tmp_path / "123456789FEC20261231.txt", ENTRIES, Dialect(due_column="DateEcheance"))
    relance.json("import", ledger)
    customers = tmp_path / "clients.csv"
    customers.write_text(CUSTOMERS, encoding="utf-8")
    relance.json("import", customers, "--kind", "customers", "--company", "123456789")
    words = " ".join(relance("penalties", "--as-of", "2026-10-31", "--account", "C1").stdout.split())
    assert "du 01/05/2026 au 30/06/2026 inclus : 61 jours × 12 000,00 × 12,15 % ÷ 365 = 243,67" in words
    assert "Taux légal par défaut : vérifiez vos conditions générales." in words
    public = relance("penalties", "--as-of", "2026-10-31", "--account", "C3").stdout
    assert "Intérêts moratoires : 155,30" in public
    assert "Intérêts de retard" not in public
    # Of several accounts each doubt says whose it is.
    whole = " ".join(relance("penalties", "--as-of", "2026-10-31").stdout.split())
    assert "ne doit pas d'intérêts de retard (C. civ. 1231-6, 1344-1). (compte C4)" in whole


def test_a_plan_through_the_command(relance: Command) -> None:
    """12 000.00 in 3 at 6 %: 23 days on 12 000 (45.37), 31 on 8 000 (40.77), 31 on 4 000 (20.38)."""
    plan = relance.json(
        "plan", "--amount", "12000", "--parts", "3", "--first", "2026-12-15", "--start", "2026-11-22",
        "--rate", "contract:6",
    )  # fmt: skip
    assert [(part["date"], part["principal"], part["interest"], part["remaining"]) for part in plan["parts"]] == [
        ("2026-12-15", "4000.00", "45.37", "8000.00"), ("2027-01-15", "4000.00", "40.77", "4000.00"),
        ("2027-02-15", "4000.00", "20.38", "0.00"),
    ]  # fmt: skip
    assert (plan["total_interest"], plan["total"], plan["warnings"]) == ("106.52", "12106.52", [])
    long = relance.json("plan", "--amount", "12000", "--parts", "30", "--first", "2026-12-15")
    assert long["warnings"] == ["longer_than_a_judge_grants"]
    for wrong in (("--rate", "default"), ("--rate", "contract:x"), ("--start", "2027-12-15")):
        done = relance("plan", "--amount", "12000", "--parts", "3", "--first", "2027-12-01", *wrong)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
