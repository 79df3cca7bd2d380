"""The demo ledger, read back with csv alone: lawful files, two years that tie, every promised case in its place."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from server.demo.ledger import demo_company_names, write_demo_files

COLUMNS = [
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
]  # LPF art. A47 A-1 VII  # fmt: skip
RECEIVABLES = ("411", "413", "416", "417")
LARGE, SMALL = 0, 1
Row = dict[str, str]


@dataclass(frozen=True)
class Demo:
    """paths as written; years[company] = rows of 2025, rows of 2026; customers."""

    paths: list[Path]
    years: list[tuple[list[Row], list[Row]]]
    customers: list[Row]

    def lines(self, company: int, lettered: bool | None = None, **wanted: str) -> list[Row]:
        """Lines of both years whose columns begin with the texts wanted."""
        return [row for year in self.years[company] for row in year
                if all(row[column].startswith(text) for column, text in wanted.items())
                and lettered in (None, bool(row["EcritureLet"]))]  # fmt: skip


def rows_of(path: Path) -> list[Row]:
    text = path.read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    paths = write_demo_files(tmp_path_factory.mktemp("demo"))
    ledgers = [rows_of(path) for path in paths[:4]]
    text = paths[4].read_text(encoding="utf-8-sig")
    customers = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    return Demo(paths, [(ledgers[0], ledgers[1]), (ledgers[2], ledgers[3])], customers)


def amount(row: Row) -> Decimal:
    return Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))


def total(rows: list[Row]) -> Decimal:
    return sum((amount(row) for row in rows), Decimal(0))


def balances(rows: list[Row], key: Callable[[Row], object]) -> dict[object, Decimal]:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[key(row)] += amount(row)
    return {name: value for name, value in sums.items() if value}


def by_account(row: Row) -> tuple[str, str]:
    return row["CompteNum"], row["CompAuxNum"]


def by_letter(row: Row) -> tuple[str, str, str]:
    return *by_account(row), row["EcritureLet"]


def luhn_remainder(number: str) -> int:
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10


# -- the files ------------------------------------------------------------------------------------------------------


def test_two_runs_write_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    again = write_demo_files(tmp_path)
    assert [path.name for path in again] == [path.name for path in demo.paths]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in demo.paths]


def test_names_tell_siren_and_closing_day(demo: Demo) -> None:
    sirens = [path.name[:9] for path in demo.paths[:4:2]]
    assert [path.name for path in demo.paths] == [
        *(f"{siren}FEC{year}1231.txt" for siren in sirens for year in (2025, 2026)), "clients.csv",
    ]  # fmt: skip
    assert len(set(sirens)) == 2
    assert demo_company_names() == sirens
    assert all(luhn_remainder(siren) == 0 and siren.startswith("000") for siren in sirens)


def test_format_is_that_of_the_tax_code(demo: Demo) -> None:
    """18 columns, tabs, CR LF, no BOM, AAAAMMJJ, decimal comma."""
    for path in demo.paths[:4]:
        lines = path.read_bytes().split(b"\r\n")
        assert lines[0].decode().split("\t") == COLUMNS
        assert lines[-1] == b""
        assert all(line.count(b"\t") == 17 and b"\n" not in line and b"\r" not in line for line in lines[:-1])
        for row in rows_of(path):
            assert re.fullmatch(r"\d+,\d\d", row["Debit"])
            assert re.fullmatch(r"\d+,\d\d", row["Credit"])
            assert all(re.fullmatch(r"\d{8}", row[day]) for day in ("EcritureDate", "PieceDate", "ValidDate"))
            assert bool(row["EcritureLet"]) == bool(row["DateLet"])


def test_entries_balance_and_are_numbered_without_a_gap(demo: Demo) -> None:
    for rows in (rows for company in demo.years for rows in company):
        numbers = [int(row["EcritureNum"]) for row in rows]
        assert {after - before for before, after in pairwise(numbers)} == {0, 1}
        assert numbers[0] == 1
        assert balances(rows, lambda row: row["EcritureNum"]) == {}
        heads = defaultdict(set)
        for row in rows:
            heads[row["EcritureNum"]].add((row["JournalCode"], row["EcritureDate"], row["ValidDate"]))
            assert (row["Debit"] == "0,00") != (row["Credit"] == "0,00")
        assert all(len(head) == 1 for head in heads.values())


def test_years_hold_their_days_and_open_first(demo: Demo) -> None:
    for before, after in demo.years:
        for year, rows, last in (("2025", before, "20251231"), ("2026", after, "20261031")):
            assert max(row["EcritureDate"] for row in rows) == last
            assert {row["EcritureDate"][:4] for row in rows} == {year}
            opening = [row["JournalCode"] == "AN" for row in rows]
            assert opening == sorted(opening, reverse=True)
            assert {row["EcritureDate"] for row in rows if row["JournalCode"] == "AN"} == {f"{year}0101"}
            valid = [row["ValidDate"] for row in rows]
            assert valid == sorted(valid)


def test_size_is_that_of_the_issue(demo: Demo) -> None:
    """About 600 accounts and 20,000 lines; the first company about 480 of them."""
    accounts = [{row["CompAuxNum"] for row in demo.lines(company, CompteNum="41", CompAuxNum="C")}
                for company in (LARGE, SMALL)]  # fmt: skip
    assert [len(found) for found in accounts] == [480, 120]
    assert len(demo.customers) == 600
    assert 19_000 < sum(len(rows) for company in demo.years for rows in company) < 21_500
    journals = {row["JournalCode"] for row in demo.lines(LARGE)}
    assert journals == {"AN", "VE", "BQ", "OD", "AC", "EF"}


# -- two years that tie -----------------------------------------------------------------------------------------------


def test_opening_equals_the_closing_of_the_year_before(demo: Demo) -> None:
    """Per account and auxiliary; income and charges become the result (120)."""
    for before, after in demo.years:
        closing = balances([row for row in before if row["CompteNum"] < "6"], by_account)
        result = total([row for row in before if row["CompteNum"] >= "6"])
        closing["120000", ""] = closing.get(("120000", ""), Decimal(0)) + result
        opening = balances([row for row in after if row["JournalCode"] == "AN"], by_account)
        assert opening == closing


def test_opening_repeats_each_open_item_with_its_number(demo: Demo) -> None:
    """What 2025 leaves open on customer accounts is what 2026 opens with, line by line, save for the lumps."""
    for before, after in demo.years:
        lumped = {row["CompAuxNum"] for row in after if row["EcritureLib"] == "A nouveau solde client"}
        unbalanced = balances([row for row in before if row["EcritureLet"]], by_letter)
        customers = [row for row in before if row["CompteNum"][:2] == "41" and row["CompAuxNum"] not in lumped]
        left = Counter((*by_account(row), row["PieceRef"], amount(row)) for row in customers
                       if not row["EcritureLet"] or by_letter(row) in unbalanced)  # fmt: skip
        opened = Counter((*by_account(row), row["PieceRef"], amount(row)) for row in after
                         if row["JournalCode"] == "AN" and row["CompteNum"][:2] == "41"
                         and row["CompAuxNum"] not in lumped)  # fmt: skip
        assert opened == left
        assert left
        assert 1 <= len(lumped) <= 4


def test_opening_dates_are_told_in_three_ways(demo: Demo) -> None:
    """Mostly the document's own; the opening day where the last file knows; in the label alone in 2025."""
    before, after = demo.years[LARGE]
    opened = [row for row in after if row["JournalCode"] == "AN" and row["CompteNum"] == "411000"]
    undated = [row for row in opened if row["PieceDate"] == "20260101" and "solde" not in row["EcritureLib"]]
    known = {(row["CompAuxNum"], row["PieceRef"]): row["PieceDate"] for row in before if row["JournalCode"] != "AN"}
    found = [row for row in undated if (row["CompAuxNum"], row["PieceRef"]) in known]
    assert 10 < len(found) < len(opened) / 3
    assert {row["CompAuxNum"] for row in undated if row not in found} == {"C0477"}
    labels = [row["EcritureLib"] for row in before if row["JournalCode"] == "AN" and row["PieceDate"] == "20250101"]
    assert any(re.search(r"^A nouveau Facture FA2024-\d+ du \d\d/\d\d/2024$", label) for label in labels)


def test_letters_close_most_groups_and_leave_some_open(demo: Demo) -> None:
    for company in (LARGE, SMALL):
        rows = [row for row in demo.years[company][1] if row["CompteNum"][:3] in RECEIVABLES and row["EcritureLet"]]
        groups = {by_letter(row) for row in rows}
        unbalanced = balances(rows, by_letter)
        assert all(re.fullmatch("[A-Z]{2}", letter) for *_, letter in groups)
        assert 0 < len(unbalanced) < len(groups) / 20


def test_accounts_look_like_a_companys(demo: Demo) -> None:
    """Receivables of 2 to 4 million, 50 to 65 days of sales, most of the year's credits lettered."""
    rows = demo.years[LARGE][1]
    receivable = total([row for row in rows if row["CompteNum"][:3] in RECEIVABLES])
    sales = demo.lines(LARGE, JournalCode="VE", CompteNum="411")
    billed = total([row for row in sales if row["EcritureDate"] > "20251031"])
    assert 2_000_000 < receivable < 4_000_000
    assert 50 < receivable / billed * 365 < 65
    credits = [row for row in rows if row["CompteNum"][:3] in RECEIVABLES and amount(row) < 0]
    share = total([row for row in credits if row["EcritureLet"]]) / total(credits)
    assert Decimal("0.90") < share < Decimal("0.97")


# -- the cases --------------------------------------------------------------------------------------------------------


def test_invoices_bear_three_vat_rates_exact_to_the_cent(demo: Demo) -> None:
    rates = {"445711": Decimal("0.2"), "445712": Decimal("0.1"), "445713": Decimal("0.055")}
    seen = Counter()
    entries = defaultdict(list)
    for row in demo.years[LARGE][1]:
        if row["JournalCode"] == "VE" and row["EcritureLib"].startswith("Facture"):
            entries[row["EcritureNum"]].append(row)
    for rows in entries.values():
        taxes = [row for row in rows if row["CompteNum"] in rates]
        if len(taxes) == 1:
            net = total([row for row in rows if row["CompteNum"].startswith("70")])
            exact = net * rates[taxes[0]["CompteNum"]]
            assert abs(amount(taxes[0]) - exact) <= Decimal("0.005")
        seen.update(row["CompteNum"] for row in taxes)
    assert set(seen) == set(rates)


def test_cases_of_payments(demo: Demo) -> None:
    [first, second] = demo.lines(LARGE, CompAuxNum="C0451", JournalCode="BQ", EcritureDate="2026")
    assert (first["Credit"], bool(first["EcritureLet"])) == (second["Credit"], True)
    assert second["EcritureLet"] == ""
    short = demo.lines(LARGE, CompAuxNum="C0474", EcritureDate="2026")
    assert (total(short), len({row["EcritureLet"] for row in short})) == (Decimal("0.35"), 1)
    assert total(demo.lines(LARGE, CompAuxNum="C0475", EcritureDate="2026")) == 1_400
    named = demo.lines(LARGE, lettered=False, CompAuxNum="C0476")
    assert len(named) == 4
    assert all(any(row["PieceRef"] in other["EcritureLib"] for other in named if other is not row)
               for row in named if row["Debit"] != "0,00")  # fmt: skip
    free = demo.lines(LARGE, lettered=False, CompAuxNum="C0472", JournalCode="BQ")
    assert [row["Credit"] for row in free] == ["1500,00", "1000,00"]
    receipts = demo.lines(LARGE, JournalCode="BQ", CompteNum="411")
    several = [row for row in receipts if row["EcritureLib"].count("FA2026-") > 1]
    assert len(several) > 20


def test_returned_money_reopens_debits(demo: Demo) -> None:
    money = demo.lines(LARGE, JournalCode="BQ", CompteNum="41")
    back = {row["CompAuxNum"]: row for row in money if row["Debit"] != "0,00"}
    assert {number: row["CompteNum"] for number, row in back.items()} == {
        "C0455": "411000", "C0456": "411000", "C0457": "411000", "C0458": "413000", "C0459": "411000",
    }  # fmt: skip
    assert [number for number, row in back.items() if row["EcritureLet"]] == ["C0456"]
    assert {row["EcritureLib"].split(" FA")[0] for row in back.values()} == {
        "Rejet prélèvement", "LCR impayée", "Chèque impayé",
    }  # fmt: skip


def test_bills_are_cashed_or_in_portfolio(demo: Demo) -> None:
    bills = [row for row in demo.years[LARGE][1] if row["CompteNum"] == "413000"]
    drawn = [row for row in bills if row["JournalCode"] == "EF"]
    assert len([row for row in drawn if row["EcritureLet"]]) > 10
    assert len([row for row in drawn if not row["EcritureLet"]]) > 3
    [double] = [row for row in drawn if row["CompAuxNum"] == "C0471"]
    assert double["EcritureLib"].count("FA2026-") == 2
    assert total(bills) == total([row for row in bills if not row["EcritureLet"]])


def test_doubtful_customers_and_a_write_off(demo: Demo) -> None:
    moved = [row for row in demo.lines(LARGE, CompteNum="416", JournalCode="OD") if row["Debit"] != "0,00"]
    assert {row["CompAuxNum"] for row in moved} == {"C0460", "C0461", "C0462"}
    assert all(row["PieceRef"].startswith("FA") for row in moved)
    [loss] = demo.lines(LARGE, CompteNum="654")
    entry = [row for row in demo.years[LARGE][0] if row["EcritureNum"] == loss["EcritureNum"]]
    assert {row["CompteNum"] for row in entry} == {"654000", "445711", "416000"}
    assert total([row for row in demo.years[LARGE][0] if row["CompAuxNum"] == "C0462"]) == 0


def test_deposits_accruals_retentions_and_works(demo: Demo) -> None:
    deposits = demo.lines(LARGE, CompteNum="4191")
    assert balances(deposits, lambda row: row["CompAuxNum"]) == {"C0464": Decimal(-6400), "C0465": Decimal(1200)}
    assert len([row for row in deposits if row["CompAuxNum"] == "C0463" and row["EcritureLet"]]) == 2
    for account in ("4181", "4198"):
        before, after = (
            total([row for row in rows if row["CompteNum"].startswith(account)]) for rows in demo.years[LARGE]
        )
        assert before != 0
        assert after == 0
    kept = demo.lines(LARGE, CompteNum="4117", JournalCode="VE")
    for row in kept:
        [due] = demo.lines(LARGE, CompteNum="411000", JournalCode="VE", PieceRef=row["PieceRef"])
        assert abs(amount(row) - (amount(row) + amount(due)) / 20) < Decimal("0.01")
    assert len(kept) > 5
    assert any(row["JournalCode"] == "BQ" for row in demo.lines(LARGE, CompteNum="4117"))
    assert [amount(row) for row in demo.lines(LARGE, CompteNum="417")] == [Decimal(11520)]


def test_credit_notes_named_and_unnamed(demo: Demo) -> None:
    notes = demo.lines(LARGE, PieceRef="AV", CompteNum="411", JournalCode="VE")
    named = [row for row in notes if re.search(r"sur facture FA20\d\d-\d{5}$", row["EcritureLib"])]
    assert 5 < len(named) < len(notes)
    assert all(amount(row) < 0 for row in notes)
    assert total(demo.lines(LARGE, CompAuxNum="C0466")) < 0
    assert not demo.lines(LARGE, PieceRef="FA2023-99871")
    assert [row["CompAuxNum"] for row in notes if row["EcritureLib"].endswith("FA2023-99871")] == ["C0467"]


def test_numbers_used_twice_old_items_and_back_dated_entries(demo: Demo) -> None:
    sales = demo.lines(LARGE, JournalCode="VE", CompteNum="411000")
    twice = [number for number, count in Counter(row["PieceRef"] for row in sales).items() if count > 1]
    users = sorted(sorted(row["CompAuxNum"] for row in sales if row["PieceRef"] == number) for number in twice)
    assert users == [["C0452", "C0452"], ["C0453", "C0454"]]
    assert {row["PieceDate"] for row in demo.lines(LARGE, CompAuxNum="C0470")} == {"20210614"}
    consumer = demo.lines(LARGE, lettered=False, CompAuxNum="C0421", JournalCode="AN", EcritureDate="2026")
    assert "20240715" in {row["PieceDate"] for row in consumer}
    late = [row for row in demo.lines(LARGE) if row["ValidDate"] != row["EcritureDate"]]
    assert {(row["EcritureDate"], row["ValidDate"]) for row in late} == {
        ("20260623", "20260918"), ("20260630", "20260918"),
    }  # fmt: skip


def test_sister_accounts_share_a_siren_and_a_payment(demo: Demo) -> None:
    sirens = Counter(row["siren"] for row in demo.customers if row["siren"])
    [shared] = [number for number, count in sirens.items() if count > 1]
    assert [row["numéro"] for row in demo.customers if row["siren"] == shared] == ["C0468", "C0469"]
    [invoice] = demo.lines(LARGE, lettered=False, CompAuxNum="C0468", JournalCode="VE")
    [payment] = demo.lines(LARGE, lettered=False, CompAuxNum="C0469", JournalCode="BQ")
    assert payment["EcritureLib"].endswith(invoice["PieceRef"])
    assert amount(payment) == -amount(invoice)


# -- the customers ----------------------------------------------------------------------------------------------------


def test_customers_file_has_its_columns_and_some_holes(demo: Demo) -> None:
    assert demo.paths[4].read_bytes().startswith(b"\xef\xbb\xbfsoci\xc3\xa9t\xc3\xa9;num\xc3\xa9ro;nom;")
    assert ";".join(demo.customers[0]) == (
        "société;numéro;nom;adresse;siren;siret;tva;nature;groupe;compte payeur;conditions;moyen de paiement;"
        "clause de taux;plafond de crédit;plafond assureur;échéance assureur;délai de déclaration;commercial;agence;"
        "langue;contact;fonction;téléphone;courriel"
    )
    for column in ("adresse", "siren", "conditions", "téléphone", "courriel", "nature"):
        filled = sum(bool(row[column]) for row in demo.customers)
        assert 0.8 * len(demo.customers) < filled < len(demo.customers)
    assert Counter(row["nature"] for row in demo.customers)["particulier"] == 15
    assert Counter(row["nature"] for row in demo.customers)["public"] == 5
    terms = {row["conditions"] for row in demo.customers}
    assert terms >= {"30 jours", "60 jours", "45 jours fin de mois", "fin de mois le 10", "90 jours fin de mois",
                     "30 % à la commande, 70 % à 30 jours"}  # fmt: skip
    assert any("affacturé" in row["nom"] for row in demo.customers)
    assert [row["nom"] for row in demo.customers if row["numéro"] == "C9999"] == ["CLIENTS DIVERS"]


def test_nobody_in_the_file_exists(demo: Demo) -> None:
    """SIRENs no register gives out yet with a valid key, telephones and mail reserved for fiction."""
    for row in demo.customers:
        assert not row["siren"] or (row["siren"].startswith("000") and luhn_remainder(row["siren"]) == 0)
        assert not row["siret"] or (len(row["siret"]) == 14 and luhn_remainder(row["siret"]) == 0)
        assert not row["siren"] or row["siret"][:9] in ("", row["siren"])
        assert not row["tva"] or (12 + 3 * int(row["tva"][4:])) % 97 == int(row["tva"][2:4])
        assert re.fullmatch(r"(01 99 00 \d\d \d\d)?", row["téléphone"])
        assert re.fullmatch(r"([a-z.]+@[a-z-]+\.example\.com)?", row["courriel"])


def test_ledger_and_customers_bear_the_same_names(demo: Demo) -> None:
    names = {(row["société"], row["numéro"]): row["nom"] for row in demo.customers}
    for company, path in ((LARGE, demo.paths[0]), (SMALL, demo.paths[2])):
        for row in demo.lines(company, CompAuxNum="C"):
            assert names[path.name[:9], row["CompAuxNum"]] == row["CompAuxLib"]
    assert not any(name[:1] in "=+-@\t" for name in names.values())
