"""Lists as many systems export them: each imports to the figures written beside it, or is refused with what to do."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from server.imports.files.errors import UserFileError
from server.store.database import open_engine
from tests.desk import Desk, codes

pytestmark = pytest.mark.costly

NARROW = "\u202f"

#: name -> (text, total open, ledger balance or None, number -> open amount)
TEXTS: dict[str, tuple[str, str, str | None, dict[str, str]]] = {
    "Sage, the account in heading rows": (
        "Grand livre des tiers;;;;;;;\nArrêté au 31/01/2026;;;;;;;\n"
        "Date;C.j;N° pièce;Libellé écriture;Date échéance;Lettrage;Débit;Crédit\n"
        "Compte : 411DUPONT   DUPONT SARL;;;;;;;\n"
        "05/01/2026;VE;F1;Facture F1;04/02/2026;;1 200,00;\n"
        "20/01/2026;BQ;R1;Virement;;;;200,00\n"
        "Total compte 411DUPONT;;;;;;1 200,00;200,00\n"
        "Compte : 411MARTIN   MARTIN SA;;;;;;;\n"
        "15/01/2026;VE;F2;Facture F2;14/02/2026;;50,50;\n"
        "Total compte 411MARTIN;;;;;;50,50;\n"
        "Total général;;;;;;1 250,50;200,00\n",
        "1050.50", "1050.50", {"F1": "1200.00", "R1": "-200.00", "F2": "50.50"},
    ),
    "Cegid, the header under each account": (
        "Grand livre auxiliaire;;;;;;\nDu 01/01/2026 au 31/01/2026;;;;;;\n"
        "Auxiliaire : CDUPONT DUPONT SA;;;;;;\nDate;Jrn;Pièce;Échéance;Let;Débit;Crédit\n"
        "02/01/2026;VTE;1001;01/02/2026;;1 000,00;\n15/01/2026;BQE;55;;;;400,00\n"
        "Total auxiliaire CDUPONT;;;;;1 000,00;400,00\n"
        "Auxiliaire : CMARTIN MARTIN & CIE;;;;;;\nDate;Jrn;Pièce;Échéance;Let;Débit;Crédit\n"
        "03/01/2026;VTE;1002;02/02/2026;;20,00;\nTotal auxiliaire CMARTIN;;;;;20,00;\n"
        "Total général;;;;;1 020,00;400,00\n",
        "620.00", "620.00", {"1001": "1000.00", "55": "-400.00", "1002": "20.00"},
    ),
    "SAP FBL5N, a block for each customer": (
        "03.02.2026\tCustomer Line Item Display\t\t1\n\n\tCustomer\t100023\n\tCompany Code\t1000\n\tName\tDUPONT SA\n\n"
        "\tSt\tAssignment\tDocumentNo\tType\tDoc. Date\tNet due dt\tAmt in loc.cur.\tLCurr\tText\n\n"
        "\t@5B@\t0001\t1800000012\tRV\t31.01.2026\t02.03.2026\t     1.234,56 \tEUR\tFacture\n"
        "\t@5B@\t\t1400000044\tDZ\t15.01.2026\t15.01.2026\t       234,56-\tEUR\tPaiement\n\n"
        "\t*\t\t\t\t\t\t     1.000,00 \tEUR\t\n\n"
        "\tCustomer\t100024\n\tCompany Code\t1000\n\tName\tMARTIN SARL\n\n"
        "\tSt\tAssignment\tDocumentNo\tType\tDoc. Date\tNet due dt\tAmt in loc.cur.\tLCurr\tText\n\n"
        "\t@5B@\t\t1800000013\tRV\t20.01.2026\t19.02.2026\t     2.000,00 \tEUR\t\n\n"
        "\t*\t\t\t\t\t\t     2.000,00 \tEUR\t\n\t**\t\t\t\t\t\t     3.000,00 \tEUR\t\n",
        "3000.00", "3000.00", {"1800000012": "1234.56", "1400000044": "-234.56", "1800000013": "2000.00"},
    ),
    "SAP, ruled lines": (
        "Customer Line Item Display\nKey date 31.03.2026\n"
        "|Customer  |DocumentNo|Type|Doc. Date |Net due dt|Amount in local cur.|LCurr|\n" + "|" + "-" * 70 + "|\n"
        "|100023    |1800000012|RV  |31.01.2026|02.03.2026|          1.234,56  |EUR  |\n"
        "|100023    |1400000044|DZ  |15.02.2026|15.02.2026|            234,56- |EUR  |\n" + "|" + "-" * 70 + "|\n"
        "|* 100023  |          |    |          |          |          1.000,00  |EUR  |\n"
        "|100024    |1800000013|RV  |01.03.2026|31.03.2026|          2.000,00  |EUR  |\n"
        "|* 100024  |          |    |          |          |          2.000,00  |EUR  |\n"
        "|**        |          |    |          |          |          3.000,00  |EUR  |\n",
        "3000.00", "3000.00", {"1800000012": "1234.56", "1400000044": "-234.56", "1800000013": "2000.00"},
    ),
    "QuickBooks, by bucket": (
        '"Exemple Inc",,,,,,,\n"A/R Aging Detail",,,,,,,\n"As of January 31, 2026",,,,,,,\n,,,,,,,\n'
        '"","Date","Transaction type","Num","Customer","Due date","Amount","Open balance"\n'
        '"1 - 30 days past due",,,,,,,\n'
        '"","01/05/2026","Invoice","1001","Acme","01/20/2026","1,000.00","1,000.00"\n'
        '"","12/15/2025","Invoice","1002","Beta LLC","01/14/2026","500.00","250.00"\n'
        '"Total for 1 - 30 days past due",,,,,,"1,500.00","1,250.00"\n"Current",,,,,,,\n'
        '"","01/25/2026","Credit Memo","1003","Acme","01/25/2026","-100.00","-100.00"\n'
        '"Total for Current",,,,,,"-100.00","-100.00"\n"TOTAL",,,,,,"1,400.00","1,150.00"\n',
        "1150.00", "1150.00", {"1001": "1000.00", "1002": "250.00", "1003": "-100.00"},
    ),
    "EBP, subtotals by customer": (
        "EBP Comptabilité;;;;;;;\nÉchéancier clients;;;;;;;\nSociété : EXEMPLE;;;;;Date d'impression : 03/02/2026;;\n"
        ";;;;;;;\nCode tiers;Nom du tiers;Date;N° document;Date échéance;Mode de règlement;Montant TTC;Solde dû\n"
        "CL1;BOULANGERIE;05/11/2025;FA123;05/12/2025;Virement;1 200,00;1 200,00\n"
        "CL1;BOULANGERIE;12/12/2025;FA140;11/01/2026;Chèque;600,00;150,50\n"
        "Sous-total CL1;;;;;;1 800,00;1 350,50\nCL2;GARAGE;20/01/2026;AV12;20/01/2026;;-120,00;-120,00\n"
        "Sous-total CL2;;;;;;-120,00;-120,00\nTotal général;;;;;;1 680,00;1 230,50\n",
        "1230.50", "1230.50", {"FA123": "1200.00", "FA140": "150.50", "AV12": "-120.00"},
    ),
    "Quadra, days without marks": (
        "Compte;Journal;Folio;Date;Libellé;Ref;Débit;Crédit;Lettrage;Echéance\n"
        "0CLIENT1;VE;001;011225;FACTURE 1;F1;120,00;;;311225\n0CLIENT1;BQ;001;151225;VIR;R1;;20,00;;\n"
        "0CLIENT2;VE;001;021225;FACTURE 2;F2;1 020,00;;;020126\n",
        "1120.00", None, {"F1": "120.00", "R1": "-20.00", "F2": "1020.00"},
    ),
    "Pennylane, states and rests": (
        '"Numéro de facture","Client","Date d\'émission","Date d\'échéance","Montant TTC","Reste à payer","Statut"\n'
        '"F1","Dupont & Fils","2026-01-05","2026-02-04","1200.00","1200.00","En retard"\n'
        '"F2","Mairie d\'Exemple","2026-01-20","2026-03-21","340.50","0.00","Payée"\n'
        '"F3","Dupont, Jean","2026-02-01","2026-03-03","99.99","50.00","Partiellement payée"\n',
        "1250.00", None, {"F1": "1200.00", "F3": "50.00"},
    ),
    "amounts with Dr and Cr": (
        "Customer No;Name;Invoice No;Invoice Date;Due Date;Amount\nC1;Alpha;I1;31/12/2025;30/01/2026;1,250.00 Dr\n"
        "C1;Alpha;P1;15/01/2026;;250.00 Cr\nTotal;;;;;1,000.00 Dr\n",
        "1000.00", "1000.00", {"I1": "1250.00", "P1": "-250.00"},
    ),
    "euros, narrow spaces, parentheses, months by name": (
        "Client;Facture;Date;Échéance;Montant\n"
        f"C1;F1;1er janv. 2026;31 janvier 2026;1{NARROW}000,00 €\nC1;F2;12-févr.-26;15 mars 2026;(50,00) €\n"
        "C2;F3;5 déc. 2025;04/01/2026;12,5 €\nC2;F4;6 août 2025;04/01/2026;7,00-\n"
        "C2;F5;6 août 2025;04/01/2026;\u22123,00\n",
        "952.50", None, {"F1": "1000.00", "F2": "-50.00", "F3": "12.50", "F4": "-7.00", "F5": "-3.00"},
    ),
    "a column of percents called total": (
        "Code client;Nom;N° facture;Date facture;Échéance;% du total;Montant dû\n"
        "C1;Alpha;F1;13/12/2025;31/12/2025;66,67 %;100,00\nC2;Beta;F2;14/12/2025;13/01/2026;33,33 %;50,00\n"
        "Total;;;;;100 %;150,00\n",
        "150.00", "150.00", {"F1": "100.00", "F2": "50.00"},
    ),
    "the separator inside quotes": (
        'Client;Nom;Facture;Date;Montant\n"C1";"ALPHA; FILS";"F1";13/12/2025;"1 000,00"\n'
        'C2;"B ""le"" Beta";F2;14/12/2025;50,00\n',
        "1050.00", None, {"F1": "1000.00", "F2": "50.00"},
    ),
    "days read as numbers by a program": (
        "cust_number,name_customer,clear_date,invoice_id,document_create_date,due_in_date,total_open_amount\n"
        "0200769623,ALPHA,,1930438491.0,20260125,20260210.0,54273.28\n",
        "54273.28", None, {"1930438491": "54273.28"},
    ),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An embedded store: these tests are of the reading."""
    return Desk(open_engine(tmp_path / "home", None), tmp_path)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_text_lists(desk: Desk, name: str) -> None:
    """Total, control and every item; nothing doubtful but what the list lacks."""
    text, total, ledger, items = TEXTS[name]
    answer = desk.take(desk.write("list.csv", text))
    assert answer["total_open"] == total
    assert (answer["control"][0]["ledger_balance"], desk.opened()) == (ledger, items)
    assert answer["control"][0]["difference"] == (None if ledger is None else "0.00")
    assert set(codes(answer)) <= {"account_from_name", "ambiguous_dates"}
    assert all(item["due_date"] for item in desk.open_items() if item["due_origin"] == "file")


@pytest.mark.parametrize(("encoding", "line_end"), [("utf-16", "\n"), ("cp1252", "\n"), ("utf-8", "\r")])
def test_encodings_of_other_programs(desk: Desk, encoding: str, line_end: str) -> None:
    """UTF-16 with its mark, Windows-1252, an old Macintosh line end."""
    rows = ("Client\tNom\tFacture\tDate\tMontant", "C1\tÀlpha Ünion\tF1\t13/12/2025\t100,00", "")
    path = desk.folder / "list.txt"
    path.write_bytes(line_end.join(rows).encode(encoding))
    desk.take(path)
    assert [(row["name"], row["total"]) for row in desk.balance()["accounts"]] == [("Àlpha Ünion", "100.00")]


def test_names_of_blocks_and_account_from_headings(desk: Desk) -> None:
    desk.take(desk.write("fbl5n.txt", TEXTS["SAP FBL5N, a block for each customer"][0]))
    assert [(row["account"], row["name"]) for row in desk.balance()["accounts"]] == [
        ("100023", "DUPONT SA"), ("100024", "MARTIN SARL"),
    ]  # fmt: skip


def test_balances_without_documents_are_of_unknown_age_and_it_is_said(desk: Desk) -> None:
    """One row per customer with bands: the total is right, the ages are not invented."""
    answer = desk.take(desk.write(
        "aged.csv", "Compte;Nom;Non échu;1-30 jours;31-60 jours;> 60 jours;Total",
        "C1;Alpha;100,00;50,00;0,00;0,00;150,00", "C2;Beta;0,00;0,00;20,00;10,00;30,00",
        "Total;;100,00;50,00;20,00;10,00;180,00",
    ))  # fmt: skip
    assert (answer["total_open"], answer["control"][0]["difference"]) == ("180.00", "0.00")
    assert codes(answer) == ["no_documents", "undated_list"]
    assert desk.balance()["total"]["age_unknown"] == "180.00"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (("Compte;Nom;Non échu;0-30;31-60;61-90;+90", "C1;Alpha;100,00;50,00;0,00;0,00;0,00"),
         "This is an aged balance: one amount for each bucket and no documents; export the list of open items"),
        (("Client;Facture;Date;Montant k€", "C1;F1;13/01/2026;1,2"), "The amounts are in thousands"),
        (("Client;Facture;Date;Montant", "C1;F1;13/01/2026;dix"),
         r"Column « Montant » \(D\) is not read: what stands in it \(row 2: « dix »\) is not what its name says\. No"),
        (("Client;Facture;Date;Montant", "C1;F1;13/01/2026;5", "C1;F2;14/01/2026;", ";F3;15/01/2026;6",
          "C1;F4;15/01/2026;#REF!"),
         r"row 3: the amount is missing; row 4: the account is missing; row 5: the amount « #REF! » cannot be read\."),
        (("Aged Receivable", ";Invoice Date;At Date;1-30;Older;Total", "Azure;;100,0;0;0;100,0",
          "INV1;13/01/2026;100,0;0;0;100,0"), "No column of account numbers was recognised: .* found: A, B « Inv"),
        (("Client;Facture;Date;Montant",), "There is no line under the header in row 1: export the list again"),
        (("Bonjour,", "voici la liste."), "No header line was recognised"),
        (("Client;Facture;Date;Montant;Devise", "C1;F1;13/01/2026;5 €;USD"),
         "row 2: the amount is in EUR but its currency column says USD"),
    ],
)  # fmt: skip
def test_refused_with_what_to_do(desk: Desk, rows: Sequence[str], sentence: str) -> None:
    with pytest.raises(UserFileError, match=rf"^list\.csv was refused: {sentence}"):
        desk.take(desk.write("list.csv", *rows))


def test_customers_taken_for_open_items_are_told(desk: Desk) -> None:
    path = desk.write("clients.csv", "Code client;Nom;SIREN;Adresse", "C1;Alpha;732829320;x")
    with pytest.raises(
        UserFileError, match=r"^clients\.csv was refused: it holds customers, no open items: .*--kind cust"
    ):
        desk.take(path, kind="open-items")


def test_columns_without_header_are_shown_by_their_first_values(desk: Desk) -> None:
    rows = ("C1;F1;13/01/2026;100,00", "C2;F2;14/01/2026;50,00")
    with pytest.raises(UserFileError, match=r"A « C1 », B « F1 », C « 13/01/2026 », D « 100,00 »\.$"):
        desk.take(desk.write("bare.csv", *rows))
    told = {"account": "A", "number": "B", "document_date": "C", "amount": "D"}
    assert desk.take(desk.write("bare.csv", *rows), mapping=told)["total_open"] == "150.00"


def test_notes_under_a_short_list_change_no_column(desk: Desk) -> None:
    rows = ("Client;Nom;Facture;Date;Montant", "C1;Alpha;F1;13/01/2026;5", "C2;Beta;F2;14/01/2026;6")
    answer = desk.take(desk.write("list.csv", *rows, "", "Note : les montants sont TTC", "Contact : a@exemple.fr"))
    assert (answer["mapping"]["account"], answer["rows"], answer["problems"]) == ("Client", 2, [])


def test_zeros_kept_by_a_formula_of_text(desk: Desk) -> None:
    """`="00042"` is the number 00042; another formula stays the text it is."""
    desk.take(desk.write("list.csv", "Client;Facture;Date;Montant", '="00042";="1"+"2";13/01/2026;5'))
    item = desk.open_items()[0]
    assert (item["account"], item["number"]) == ("00042", '="1"+"2"')


def test_accounts_of_suppliers_and_banks_are_named(desk: Desk) -> None:
    """Beside three customers' accounts; and what the scope leaves out is said."""
    rows = [f"411C{at};F{at};13/01/2026;10,00" for at in range(3)]
    answer = desk.take(desk.write("list.csv", "Compte;Facture;Date;Montant", *rows, "512000;B1;13/01/2026;7,00"))
    assert [(p["row"], p["code"]) for p in answer["problems"]] == [(5, "strange_account")]
    assert answer["total_open"] == "37.00"
    header = "Compte général;Compte auxiliaire;Pièce;Date;Montant"
    both = ("411000;C1;F1;13/01/2026;10,00", "401000;S1;F2;13/01/2026;-3,00")
    answer = desk.take(desk.write("both.csv", header, *both), company="S2")
    assert (answer["total_open"], codes(answer)) == ("10.00", ["strange_account"])
    assert (
        "« 401000 » is no receivable account of the scope: its items are left out" in answer["problems"][0]["message"]
    )


def test_a_list_none_of_whose_accounts_is_a_customers_is_refused(desk: Desk) -> None:
    """Codes that stand under `Compte` beside the customers' own; told which column it is, the list is read."""
    path = desk.write("list.csv", "Compte;Client;Facture;Date;Restant dû", "001;N1;F1;13/01/2026;100,00")
    with pytest.raises(UserFileError, match=r"column « Compte » holds no customer account .*--map account=COLUMN"):
        desk.take(path)
    assert desk.take(path, mapping={"account": "Compte"})["total_open"] == "100.00"


def test_a_column_whose_cells_belie_its_name_is_said(desk: Desk) -> None:
    answer = desk.take(desk.write("list.csv", "Client;Facture;Date;Échéance;Montant", "C1;F1;13/01/2026;à voir;5"))
    assert [(p["row"], p["code"]) for p in answer["problems"]] == [(1, "column_not_read")]
    assert "« Échéance » (D) is not read: what stands in it (row 2: « à voir »)" in answer["problems"][0]["message"]


# -- workbooks -------------------------------------------------------------------------------------------------------

TABLE = (
    ("Compte", "Nom", "Facture", "Date", "Échéance", "Montant"),
    ("C1", "Alpha", "F1", dt.date(2026, 1, 13), dt.date(2026, 2, 12), 100.1),
    ("C2", "Beta", "F2", dt.date(2026, 1, 20), dt.date(2026, 2, 19), 0.3),
)


def book(path: Path, sheets: dict[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> Path:
    """A workbook of these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.active = next(at for at, name in enumerate(sheets) if name not in hidden)
    made.save(path)
    return path


def test_five_sheets_of_which_the_second_is_the_list(desk: Desk) -> None:
    sheets = {
        "Lisez-moi": [["Bonjour"], ["Ce classeur contient la liste"]], "Liste": TABLE,
        "Croisé": [["Étiquettes", "Somme de Montant"], ["Alpha", 100.1]], "Taux": [["Devise", "Taux"], ["USD", 1.1]],
        "Clients": [["Compte", "Nom", "SIREN", "Adresse"], ["C1", "Alpha", "732829320", "x"]],
    }  # fmt: skip
    assert desk.take(book(desk.folder / "five.xlsx", sheets))["total_open"] == "100.40"


def test_a_visible_sheet_goes_before_a_hidden_one_and_the_other_is_said(desk: Desk) -> None:
    """Last month's list, longer, hidden in front of this month's."""
    old = [TABLE[0], *(("C9", "Ex", f"X{at}", dt.date(2025, 1, 13), dt.date(2025, 2, 12), 9) for at in range(30))]
    answer = desk.take(book(desk.folder / "two.xlsx", {"Décembre": old, "Janvier": TABLE}, hidden=["Décembre"]))
    assert (answer["total_open"], codes(answer)) == ("100.40", ["other_sheets"])


def test_merged_titles_and_the_header_in_row_12(desk: Desk) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["A1"], sheet["A2"] = "SUIVI DES IMPAYÉS", "Situation au 31 janvier 2026"
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A2:F2")
    rows = [*TABLE[:2], ("Total Alpha", None, None, None, None, 100.1), TABLE[2], ("Total général", *[None] * 4, 100.4)]
    for at, row in enumerate(rows, 12):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    made.save(desk.folder / "hand.xlsx")
    answer = desk.take(desk.folder / "hand.xlsx")
    assert (answer["as_of"], answer["total_open"], answer["control"][0]["difference"]) == (
        "2026-01-31",
        "100.40",
        "0.00",
    )
    assert answer["problems"] == []


def _formulas(sheet: xlsxwriter.worksheet.Worksheet, day: object) -> None:
    """Rests and totals computed by the spreadsheet, rows 2 and 3 hidden by a filter, the total of the visible ones."""
    sheet.write_row(0, 0, ["Compte", "Facture", "Date", "TTC", "Réglé", "Reste dû"])
    for at in range(1, 4):
        sheet.write_row(at, 0, [f"C{at}", f"F{at}"])
        sheet.write_datetime(at, 2, dt.datetime(2026, 1, 12 + at), day)
        sheet.write_row(at, 3, [10 * at, at])
        sheet.write_formula(at, 5, f"=D{at + 1}-E{at + 1}", None, 9 * at)
    sheet.autofilter(0, 0, 3, 5)
    sheet.set_row(2, None, None, {"hidden": True})


@pytest.mark.parametrize(("total", "difference"), [(54, "0.00"), (36, "-18.00")])
def test_cached_values_of_formulas_and_filtered_rows(desk: Desk, total: int, difference: str) -> None:
    """Hidden rows are owed too; a SUBTOTAL of what is visible does not tie and is told."""
    path = desk.folder / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        _formulas(sheet, made.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_string(4, 0, "Total")
        sheet.write_formula(4, 5, "=SUBTOTAL(109,F2:F4)", None, total)
    answer = desk.take(path)
    assert (answer["total_open"], answer["control"][0]["difference"]) == ("54.00", difference)
    assert codes(answer) == ([] if difference == "0.00" else ["total_differs"])
    assert desk.opened() == {"F1": "9.00", "F2": "18.00", "F3": "27.00"}


def test_a_workbook_with_macros_is_read_as_data(desk: Desk) -> None:
    """The part that holds the macros is never opened."""
    path = book(desk.folder / "list.xlsm", {"Liste": TABLE})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no real macro")
    assert (desk.take(path)["total_open"], desk.opened()) == ("100.40", {"F1": "100.10", "F2": "0.30"})


def test_a_workbook_named_as_a_text_is_not_what_it_claims(desk: Desk) -> None:
    """One sentence, and the same bytes under an honest name are read."""
    path = book(desk.folder / "liste.xlsx", {"Liste": TABLE})
    named = path.rename(path.with_suffix(".csv"))
    with pytest.raises(UserFileError, match="a workbook named as a text file"):
        desk.take(named)
    assert desk.take(named.rename(path))["total_open"] == "100.40"
