"""Rows of lists that are no documents: totals, carried sums, page heads; what is left out is checked and said."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from server.imports.files.errors import UserFileError
from server.store.database import open_engine
from tests.desk import Desk, codes
from tests.fec_builder import sale, write_fec

pytestmark = pytest.mark.costly

HEADER = "Compte;Nom;Pièce;Date;Échéance;Solde"
#: Three documents, 100 and 50 of C1, 25 of C2: 175 in all.
FIRST, SECOND, THIRD = (
    "C1;Alpha;F1;13/01/2026;31/01/2026;100,00",
    "C1;Alpha;F2;14/01/2026;14/02/2026;50,00",
    "C2;Beta;F3;15/01/2026;15/02/2026;25,00",
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An embedded store: these tests are of the reading."""
    return Desk(open_engine(tmp_path / "home", None), tmp_path)


def take(desk: Desk, *rows: str, **options: object) -> tuple[str, list[str]]:
    """Total open and problem codes of a list of these rows."""
    answer = desk.take(desk.write("list.csv", *rows), **options)
    return answer["total_open"], codes(answer)


# -- days of bare digits ---------------------------------------------------------------------------------------------


def test_days_of_digits_under_account_headings(desk: Desk) -> None:
    """The account stands in the column of the days; the payment has no number, only such a day."""
    path = desk.write(
        "sage.csv", "GRAND LIVRE DES TIERS", "Date;C.j;N° pièce;N° facture;Libellé;Échéance;Débit;Crédit;Solde",
        "411ALPHA;Société Alpha;;;;;;;", "010226;VTE;12;FA12;Facture 12;030326;1200,00;;1200,00",
        "150226;BQ;13;;Règlement;;;200,00;1000,00", ";;;;Total 411ALPHA;;1200,00;200,00;1000,00",
        "411BETA;Beta SARL;;;;;;;", "100326;VTE;14;FA14;Facture 14;090426;300,00;;300,00",
        ";;;;Total 411BETA;;300,00;;300,00", ";;;;Total général;;1500,00;200,00;1300,00",
    )  # fmt: skip
    answer = desk.take(path)
    assert (answer["as_of"], answer["total_open"], answer["problems"]) == ("2026-03-10", "1300.00", [])
    assert [(item["document_date"], item["due_date"]) for item in desk.open_items()] == [
        ("2026-02-15", None), ("2026-02-01", "2026-03-03"), ("2026-03-10", "2026-04-09"),
    ]  # fmt: skip


def test_days_of_digits_as_numbers_of_a_workbook(desk: Desk) -> None:
    """10226 is 1 February 2026 without its zero, not a day of 1927."""
    path = desk.folder / "list.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Compte", "Pièce", "Date", "Échéance", "Montant"])
        sheet.write_row(1, 0, ["C1", 150326, 10226, 30326, 10])
        sheet.write_row(2, 0, ["C2", 160326, 150226, 170326, 20])
    assert desk.take(path)["problems"] == []
    assert [(item["number"], item["document_date"], item["due_date"]) for item in desk.open_items()] == [
        ("150326", "2026-02-01", "2026-03-03"), ("160326", "2026-02-15", "2026-03-17"),
    ]  # fmt: skip


def test_six_digits_that_no_header_calls_a_day_stay_a_number(desk: Desk) -> None:
    """The documents are numbered like days."""
    rows = ("Compte;Pièce;Référence client;Montant", "C1;150326;010226;10,00", "C2;160326;020226;20,00")
    assert take(desk, *rows) == ("30.00", ["undated_list"])
    assert [item["document_date"] for item in desk.open_items()] == [None, None]


# -- ledgers ---------------------------------------------------------------------------------------------------------


def test_columns_told_for_a_ledger_are_refused(desk: Desk) -> None:
    """The law fixes them; to pass the option over would be to disobey silently."""
    path = write_fec(desk.folder / "123456789FEC20251231.txt", [sale("2025-01-10", "C1", "F1", 100)])
    with pytest.raises(UserFileError, match=r"^123456789FEC20251231\.txt is a ledger .*: leave out --map\.$"):
        desk.take(path, mapping={"account": "CompteNum"})
    assert desk.take(path)["total_open"] == "1.00"


# -- totals and carried sums -----------------------------------------------------------------------------------------

LEFT_OUT: dict[str, tuple[Sequence[str], list[str]]] = {
    "a carried sum in the column of numbers": (
        (FIRST, SECOND, ";;Report;;;150,00", ";;A reporter;;;150,00", THIRD, "Sous-total C2;;;;;25,00", ";;;;;175,00"),
        [],
    ),
    "a carried sum with the day of the page": (
        (FIRST, SECOND, ";;A REPORTER;14/01/2026;;150,00", ";;REPORT;14/01/2026;;150,00", THIRD), [],
    ),
    "a carried sum with its account": (
        (FIRST, SECOND, "C1;Alpha;Report;14/01/2026;;150,00", THIRD), [],
    ),
    "a subtotal with its account and a day": ((FIRST, SECOND, "C1;Alpha;Total;14/01/2026;;150,00", THIRD), []),
    "reports of pages": (
        (FIRST, "Report page 1;;;;;100,00", SECOND, "Report de la page 2;;;;;150,00", THIRD), [],
    ),
    "totals in the column of numbers": (
        (FIRST, SECOND, ";;Total Alpha;;;150,00", THIRD, ";;Total Beta;;;25,00", ";;TOTAL;;;175,00"), [],
    ),
    "a total with the day of the list": ((FIRST, SECOND, THIRD, ";;Total;31/01/2026;;175,00"), []),
    "subtotals of a spreadsheet": (
        (FIRST, SECOND, "C1 Total;;;;;150,00", THIRD, "C2 Total;;;;;25,00", "Grand Total;;;;;175,00"), [],
    ),
    "subtotals of a spreadsheet by name": (
        (FIRST, SECOND, ";Alpha Total;;;;150,00", THIRD, ";Beta Total;;;;25,00", ";Grand Total;;;;175,00"), [],
    ),
    "balances of the accounts": (
        (FIRST, SECOND, ";;Solde;;;150,00", THIRD, ";;Solde client Beta;;;25,00", ";;Solde cumulé;;;175,00"), [],
    ),
    "counts of documents": (
        (FIRST, SECOND, "Nombre de pièces : 2;;;;;150,00", THIRD, "Nb pièces : 1;;;;;25,00",
         "Nombre total de pièces : 3;;;;;175,00"), [],
    ),
    "words nobody foresaw": (
        (FIRST, SECOND, "Récapitulatif Alpha;;;;;150,00", THIRD, "Récapitulatif Beta;;;;;25,00",
         "Tous les clients;;;;;175,00"), ["subtotals_left_out"],
    ),
    "results": ((FIRST, SECOND, "C1 Result;;;;;150,00", THIRD, "C2 Result;;;;;25,00", "Overall Result;;;;;175,00"), []),
    "cells of totals merged": ((FIRST, SECOND, "Total Alpha;150,00", THIRD, "Total Beta;25,00", "Total;175,00"), []),
    "lines drawn": (
        (FIRST, SECOND, "----;----;----;----;----;-----", ";;;;;150,00", "=====;;;;;", THIRD, "__;___;___;___;;"), [],
    ),
    "page numbers": (
        (";;;;;Page 1/2", FIRST, SECOND, ";;;;;Page 2/2", "Balance auxiliaire;;;;;Page 2 sur 2", HEADER, THIRD), [],
    ),
    "stars": ((FIRST, SECOND, "*;;;;;150,00", THIRD, "*;;;;;25,00", "**;;;;;175,00"), []),
    "stars in the column of numbers": ((FIRST, SECOND, ";;*;;;150,00", THIRD, ";;*;;;25,00", ";;**;;;175,00"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_left_out(desk: Desk, name: str) -> None:
    """Three documents count, whatever stands between them; sums that tie leave no doubt."""
    rows, problems = LEFT_OUT[name]
    assert take(desk, HEADER, *rows) == ("175.00", problems)
    assert desk.opened() == {"F1": "100.00", "F2": "50.00", "F3": "25.00"}


def test_a_carried_sum_that_no_rows_make_is_told(desk: Desk) -> None:
    """The first page is missing: its sum is printed at the top of the second."""
    answer = desk.take(desk.write("list.csv", HEADER, ";;Report;;;900,00", FIRST, ";;A reporter;;;1 000,00"))
    assert [(p["row"], p["code"]) for p in answer["problems"]] == [
        (2, "total_differs"), (4, "total_differs"),
    ]  # fmt: skip
    assert answer["total_open"] == "100.00"


@pytest.mark.parametrize("row", [
    ";;F9;15/01/2026;;25,00", ";Total Énergies;F9;15/01/2026;;25,00", ";;;15/01/2026;;25,00",
    ";TotalEnergies;;15/01/2026;15/02/2026;25,00", ";;REPORT12;;;25,00", ";;TOT12;;;25,00",
])  # fmt: skip
def test_a_document_without_account_still_refuses_the_list(desk: Desk, row: str) -> None:
    with pytest.raises(UserFileError, match=r"row 4: the account is missing\. Nothing was imported"):
        take(desk, HEADER, FIRST, SECOND, row, THIRD)


def test_a_row_that_ends_before_the_column_of_the_account(desk: Desk) -> None:
    """An amount alone, in a list whose account comes last."""
    rows = ("Montant;Pièce;Date;Compte", "10,00;F1;13/01/2026;C1", "20,00;F2;14/01/2026;C2", "30,00")
    assert take(desk, *rows) == ("30.00", [])


def test_customers_called_total_or_report_are_customers(desk: Desk) -> None:
    rows = ("TOTAL;Total;F4;16/01/2026;;1,00", "C4;REPORT;F5;16/01/2026;;2,00", "C5;Alpha Total;F6;16/01/2026;;4,00",
            "SOLDE;Soldes et Cie;F7;16/01/2026;;8,00")  # fmt: skip
    assert take(desk, HEADER, FIRST, SECOND, THIRD, *rows) == ("190.00", [])


def test_a_customer_who_owes_what_the_one_above_owes_is_no_total(desk: Desk) -> None:
    """No number, no date, a name for account, the same amount: nothing else says that it sums anything up."""
    rows = (
        "Compte;Pièce;Date;Montant",
        "Dupont SA;F1;13/01/2026;10,00",
        "Martin SARL;;;10,00",
        "Durand;F3;15/01/2026;5,00",
    )
    assert take(desk, *rows) == ("25.00", [])


def test_customers_called_total_or_report_in_a_list_of_balances(desk: Desk) -> None:
    rows = (
        "Compte;Nom;Solde",
        "411T;TOTAL ENERGIES;10,00",
        "411S;Solde et fils;20,00",
        "411R;Report;5,00",
        ";Total;35,00",
    )
    total, problems = take(desk, *rows)
    assert (total, problems) == ("35.00", ["no_documents", "undated_list"])


# -- whose name a column holds ---------------------------------------------------------------------------------------


def test_customers_called_companies(desk: Desk) -> None:
    """« Société » heads the customers' names: one company, not one for each customer."""
    rows = ("C1;Alpha SARL;F1;13/01/2026;10,00", "C2;Beta SA;F2;14/01/2026;20,00", "C1;Alpha SARL;F3;15/01/2026;5,00")
    answer = desk.take(desk.write("list.csv", "Code client;Société;Facture;Date;Montant", *rows))
    assert (answer["companies"], codes(answer)) == (["default"], ["names_from_company"])
    assert [row["name"] for row in desk.balance()["accounts"]] == ["Alpha SARL", "Beta SA"]
    answer = desk.take(
        desk.write("clients.csv", "Code client;Société;SIREN;Adresse", "C1;Alpha SARL;;x", "C2;Beta SA;;y")
    )
    assert (answer["kind"], answer["companies"]) == ("customers", ["default"])


def test_companies_without_names_of_customers_stay_companies(desk: Desk) -> None:
    rows = ("S1;C1;F1;13/01/2026;10,00", "S2;C1;F2;14/01/2026;20,00")
    answer = desk.take(desk.write("list.csv", "Société;Code client;Facture;Date;Montant", *rows))
    assert answer["companies"] == ["S1", "S2"]


# -- page after page -------------------------------------------------------------------------------------------------

SAP = (
    "Customer               100123\nCompany Code           1000\n\n" + "-" * 60 + "\n"
    "|S|Assignment|DocumentNo|Ty|Doc. Date |Net due dt| Amt in loc.cur.|LCurr|Text|\n" + "-" * 60 + "\n"
    "|R|A1        |1800000012|RV|15.01.2026|14.02.2026|        1.000,00|EUR  |x   |\n"
    "|R|A2        |1800000013|DZ|16.01.2026|16.01.2026|          250,00-|EUR  |y   |\n" + "-" * 60 + "\n"
)
SAP_TOTAL = "|* Account {}                      |{:>16}|EUR|\n"


def test_totals_whose_cells_are_merged_are_put_in_place(desk: Desk) -> None:
    """One wide cell before the amount."""
    answer = desk.take(desk.write("fbl5n.txt", SAP + SAP_TOTAL.format("100123", "750,00")))
    assert (answer["control"][0]["ledger_balance"], answer["control"][0]["difference"]) == ("750.00", "0.00")
    assert answer["problems"] == []


def test_a_merged_total_is_checked(desk: Desk) -> None:
    answer = desk.take(desk.write("fbl5n.txt", SAP + SAP_TOTAL.format("100123", "760,00")))
    assert (answer["total_open"], codes(answer)) == ("750.00", ["total_differs"])


def test_pages_that_repeat_their_head_and_blocks_without_a_column_for_the_account(desk: Desk) -> None:
    """The town of the reader's address is no account, though it stands above the lines of each page."""
    page = "31.03.2026\tList Display\t\t\t{}\nEXEMPLE SA\n75008 PARIS\n\n"
    head = "\tSt\tDocumentNo\tTy\tDoc. Date\tNet due dt\tAmt in loc.cur.\tLCurr\n"
    line = "\t@\t{}\tRV\t31.01.2026\t15.03.2026\t{}\tEUR\n"
    text = page.format(1) + "\tCustomer\t100023\n\tName\tDUPONT SA\n\n" + head + line.format("18001", "1.000,00")
    text += page.format(2) + head + line.format("18002", "500,00") + "\t*\t\t\t\t\t1.500,00\tEUR\n\n"
    text += "\tCustomer\t100024\n\tName\tMARTIN\n\n" + head + line.format("18003", "10,00-")
    answer = desk.take(desk.write("pages.txt", text + "\t*\t\t\t\t\t10,00-\tEUR\n\t**\t\t\t\t\t1.490,00\tEUR\n"))
    assert (answer["control"][0]["ledger_balance"], answer["control"][0]["difference"]) == ("1490.00", "0.00")
    assert {item["number"]: item["account"] for item in desk.open_items()} == {
        "18001": "100023", "18002": "100023", "18003": "100024",
    }  # fmt: skip
    assert [(row["account"], row["name"]) for row in desk.balance()["accounts"]] == [
        ("100023", "DUPONT SA"), ("100024", "MARTIN"),
    ]  # fmt: skip
    assert answer["problems"] == []


def test_sage_pages_with_an_empty_column_and_the_name_under_number(desk: Desk) -> None:
    """No credit on any line: only the header's own word stands in that column, once a page."""
    head, page = "Date;Pièce;Libellé;Échéance;Débit;Crédit", "Grand livre des tiers;;;;Page {};"
    answer = desk.take(desk.write(
        "sage.csv", page.format(1), head, "411DUPONT;DUPONT;;;;", "310126;F1;Facture;020326;100,00;",
        ";;A reporter;;100,00;", page.format(2), head, ";;Report;;100,00;", "310126;F2;Facture;020326;50,00;",
        ";;Total compte 411DUPONT;;150,00;", ";;Total général;;150,00;",
    ))  # fmt: skip
    assert (answer["total_open"], answer["control"][0]["difference"]) == ("150.00", "0.00")
    assert codes(answer) == []
    assert {item["account"] for item in desk.open_items()} == {"411DUPONT"}


def test_a_short_row_that_is_no_total_is_not_moved(desk: Desk) -> None:
    """A document whose last cells are missing has no amount, whatever its other cells hold."""
    with pytest.raises(UserFileError, match="row 10: the amount is missing"):
        desk.take(desk.write("fbl5n.txt", SAP + "|R|A3        |1800000014|100,00|\n"))
