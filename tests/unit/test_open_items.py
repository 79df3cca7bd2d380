"""Open-items lists as accounting systems print them; every figure below is written out by hand from the list itself."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from receivables.days import NO_DAY, day_number
from receivables.schema import Kind
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, CellError, Grid
from server.imports.lists.open_items import ParsedList, parse_open_items


def parse(text: str, overrides: Mapping[str, str] | None = None, separator: str = ";") -> ParsedList:
    """A list written as text, one line a row."""
    lines = [line.split(separator) for line in text.splitlines()]
    rows: list[list[Cell]] = [[CellError(cell) if cell == "#N/A" else cell for cell in line] for line in lines]
    return parse_open_items([Grid("", rows)], overrides or {})


def codes(parsed: ParsedList) -> list[str]:
    """Codes of the problems, in order."""
    return [problem.code for problem in parsed.problems]


def day(text: str) -> int:
    """ISO date -> day number."""
    return day_number(dt.date.fromisoformat(text))


SAGE = """SOCIETE EXEMPLE
Grand livre des tiers;;Arrêté au 31/10/2026

Date;C.j;N° pièce;Libellé écriture;Date échéance;Lettrage;Débit;Crédit;Solde
Compte : 411DUPONT   DUPONT SARL
05/01/2026;VE;F001;Facture F001;04/02/2026;;1 200,00;;1 200,00
20/02/2026;BQ;;Règlement virement;;;;200,00;1 000,00
Total compte 411DUPONT;;;;;;1 200,00;200,00;1 000,00
Compte : 411MARTIN   MARTIN SA
15/03/2026;VE;F002;Facture F002;30/04/2026;A;2 400,50;;2 400,50
;;;A reporter;;;3 600,50;200,00;3 400,50
Date;C.j;N° pièce;Libellé écriture;Date échéance;Lettrage;Débit;Crédit;Solde
;;;Report;;;3 600,50;200,00;3 400,50
16/03/2026;VE;AV003;Avoir sur F002;;A;;400,50;2 000,00
Total compte 411MARTIN;;;;;;2 400,50;400,50;2 000,00
Total général;;;;;;3 600,50;600,50;3 000,00"""


class TestSageLedger:
    """An auxiliary ledger with the account in heading rows, page carries, totals and a running balance."""

    def test_lines_belong_to_the_account_of_their_heading(self) -> None:
        parsed = parse(SAGE)
        assert parsed.accounts["ledger_account"].tolist() == ["411DUPONT", "411MARTIN"]
        assert parsed.accounts["name"].tolist() == ["DUPONT SARL", "MARTIN SA"]
        assert parsed.lines["account"].tolist() == [0, 0, 1, 1]

    def test_amounts_are_debit_less_credit_and_rows_are_the_users(self) -> None:
        parsed = parse(SAGE)
        assert parsed.lines["amount"].tolist() == [120000, -20000, 240050, -40050]
        assert parsed.lines["row"].tolist() == [6, 7, 10, 14]

    def test_kinds_come_from_journal_label_and_sign(self) -> None:
        kinds = parse(SAGE).lines["kind"].tolist()
        assert kinds == [Kind.INVOICE, Kind.PAYMENT, Kind.INVOICE, Kind.CREDIT_NOTE]

    def test_totals_tie_and_the_grand_total_is_kept(self) -> None:
        parsed = parse(SAGE)
        assert parsed.printed_totals == {("", "EUR"): 300000}
        assert codes(parsed) == []

    def test_preamble_tells_the_day(self) -> None:
        assert parse(SAGE).as_of == day("2026-10-31")

    def test_wrong_account_total_is_named(self) -> None:
        parsed = parse(SAGE.replace("2 400,50;400,50;2 000,00", "2 400,50;400,00;2 000,50"))
        assert codes(parsed) == ["total_differs"]
        assert parsed.problems[0].row == 15
        assert "2000.50" in parsed.problems[0].message
        assert "2000.00" in parsed.problems[0].message

    def test_opening_balance_is_left_out_and_said(self) -> None:
        opening = "01/01/2026;;;Solde antérieur;;;50,00;;50,00\n05/01/2026;VE"
        total = "411DUPONT;;;;;;1 250,00"
        parsed = parse(SAGE.replace("05/01/2026;VE", opening).replace("411DUPONT;;;;;;1 200,00", total))
        assert parsed.rows == 4
        assert "balance_left_out" in codes(parsed)


def test_account_and_name_alone_head_the_lines_below() -> None:
    """Cegid prints the account once, in the columns of its lines; 0 lines carry it themselves."""
    parsed = parse(
        "Compte;Intitulé;Date;Pièce;Débit;Crédit\n411001;DUPONT;;;;\n;;25/01/2026;F1;100,00;\n;;26/01/2026;F2;;50,00\n"
        "411002;MARTIN;;;;\n;;25/02/2026;F3;10,00;\n;;;;110,00;50,00"
    )
    assert parsed.accounts["ledger_account"].tolist() == ["411001", "411002"]
    assert parsed.lines["account"].tolist() == [0, 0, 1]
    assert parsed.printed_totals == {("", "EUR"): 6000}


FBL5N = """Customer Line Item Display
Customer|Company Code|Document Number|Document Type|Document Date|Net due date|Amount in local currency|LCurr|Sp. G/L
0000100023|1000|1800000012|RV|31.01.2026|02.03.2026|1.234,56|EUR|
0000100023|1000|1400000044|DZ|15.02.2026|15.02.2026|234,56-|EUR|
0000100023|1000|1400000045|DZ|15.02.2026|15.02.2026|100,00-|EUR|A
*||||||900,00|EUR|
0000100024|1000|1800000013|DR|01.03.2026|31.03.2026|1.000,00|EUR|
*||||||1.000,00|EUR|
**||||||1.900,00|EUR|"""


class TestFbl5n:
    """SAP customer line items: trailing minus, points for thousands, starred totals."""

    def test_leading_zeros_survive(self) -> None:
        assert parse(FBL5N, separator="|").accounts["auxiliary"].tolist() == ["0000100023", "0000100024"]

    def test_amounts_and_kinds(self) -> None:
        lines = parse(FBL5N, separator="|").lines
        assert lines["amount"].tolist() == [123456, -23456, -10000, 100000]
        assert lines["kind"].tolist() == [Kind.INVOICE, Kind.PAYMENT, Kind.DEPOSIT, Kind.INVOICE]

    def test_company_of_the_printed_total(self) -> None:
        parsed = parse(FBL5N, separator="|")
        assert parsed.printed_totals == {("1000", "EUR"): 190000}
        assert codes(parsed) == []

    def test_without_header_columns_can_be_told_by_letter(self) -> None:
        body = "\n".join(FBL5N.splitlines()[2:])
        with pytest.raises(UserFileError, match="--map account=A"):
            parse(body, separator="|")
        told = {"account": "A", "amount": "G", "document_date": "E", "number": "C"}
        parsed = parse(body, told, separator="|")
        assert (parsed.header_row, parsed.rows) == (0, 4)


class TestUnreadableRows:
    """An unreadable account or amount refuses the file; any other bad cell is a problem of its row."""

    def test_rows_are_named_as_the_user_sees_them(self) -> None:
        with pytest.raises(UserFileError, match=r"row 3: the amount « N/A » cannot.*; row 5: the account « #N/A »"):
            parse("Client;Facture;Montant\nC1;F1;1,00\nC2;F2;N/A\nC3;F3;1,00\n#N/A;F4;1,00")

    def test_five_rows_are_named_and_the_rest_counted(self) -> None:
        good, bad = "\nC9;F;1,00" * 9, "".join(f"\nC{n};F{n};x" for n in range(8))
        with pytest.raises(UserFileError, match=r"^row 2: .*row 6: .*; and 3 more rows"):
            parse(f"Client;Facture;Montant{bad}{good}")

    @pytest.mark.parametrize("amount", ["", "12,5,0", "TRUE", "12 apples", "1,00 XYZW"])
    def test_no_silent_zero(self, amount: str) -> None:
        with pytest.raises(UserFileError, match="row 2: the amount"):
            parse(f"Client;Facture;Montant\nC1;F1;{amount}\nC1;F2;1,00\nC1;F3;2,00\nC1;F4;2,00")

    def test_missing_account(self) -> None:
        with pytest.raises(UserFileError, match="row 3: the account is missing"):
            parse("Code client;Facture;Date;Montant\nC1;F1;31/01/2026;1,00\n;F2;31/01/2026;1,00")

    def test_account_that_lost_its_digits(self) -> None:
        with pytest.raises(UserFileError, match="lost its last digits"):
            parse("Code client;Facture;Montant\n2,96E+09;F1;1,00\nC2;F2;1,00")

    def test_error_in_a_name_is_a_problem(self) -> None:
        parsed = parse("Code client;Nom;Facture;Montant\nC1;#N/A;F1;1,00")
        assert [(problem.row, problem.code) for problem in parsed.problems] == [(2, "error_cell")]
        assert parsed.rows == 1

    def test_impossible_date_is_a_problem_and_the_day_unknown(self) -> None:
        parsed = parse("Code client;Facture;Date facture;Montant\nC1;F1;31/02/2026;1,00\nC1;F2;28/02/2026;1,00")
        assert [(problem.row, problem.code) for problem in parsed.problems] == [(2, "unreadable_date")]
        assert parsed.lines["document_day"].tolist() == [NO_DAY, day("2026-02-28")]


class TestSigns:
    """Positive is owed by the customer, however the list writes it."""

    def test_debit_credit_codes(self) -> None:
        parsed = parse("Client;Facture;Sens;Montant\nC1;F1;D;100,00\nC1;R1;C;40,00")
        assert parsed.lines["amount"].tolist() == [10000, -4000]

    def test_codes_beside_amounts_already_signed(self) -> None:
        parsed = parse("Kunde;Belegnummer;Soll/Haben;Betrag\n0001;9;S;1.100,00\n0001;10;H;-40,00")
        assert parsed.lines["amount"].tolist() == [110000, -4000]

    def test_unknown_code_refuses(self) -> None:
        rows = "\n".join(f"C1;F{n};D;1,00" for n in range(400))
        with pytest.raises(UserFileError, match="row 402: the debit/credit code « X »"):
            parse(f"Client;Facture;Sens;Montant\n{rows}\nC1;F;X;1,00")

    def test_positive_credit_notes_are_turned_and_said(self) -> None:
        parsed = parse("Client;Type;N°;Montant;Reste dû\nC1;Facture;F1;100,00;60,00\nC1;Avoir;A1;20,00;20,00")
        assert parsed.lines["amount"].tolist() == [10000, -2000]
        assert parsed.lines["settled"].tolist() == [4000, 0]
        assert codes(parsed) == ["sign_from_type"]

    def test_mixed_signs_mean_what_they_say(self) -> None:
        parsed = parse("Client;Type;N°;Montant\nC1;Avoir;A1;-20,00\nC1;Avoir;A2;5,00")
        assert parsed.lines["amount"].tolist() == [-2000, 500]
        assert codes(parsed) == []


class TestOpenAmounts:
    """What a list says is still due, paid, or settled on a day."""

    def test_open_amount_leaves_the_rest_settled(self) -> None:
        parsed = parse("Client;Facture;Montant TTC;Reste à payer\nC1;F1;100,00;60,00\nC1;F2;50,00;0,00")
        assert (parsed.lines["amount"] - parsed.lines["settled"]).tolist() == [6000, 0]

    def test_paid_amount(self) -> None:
        parsed = parse("Client;Facture;Montant;Montant réglé\nC1;F1;100,00;40,00\nC1;F2;50,00;")
        assert parsed.lines["settled"].tolist() == [4000, 0]

    def test_paid_day_adds_the_payment_with_a_letter_of_its_own(self) -> None:
        parsed = parse(
            "Client;Invoice;Invoice Date;Amount;Settled Date\n"
            "C1;F1;31/01/2026;100.00;15/03/2026\nC1;F2;31/01/2026;50.00;"
        )
        lines = parsed.lines
        assert lines["amount"].tolist() == [10000, -10000, 5000]
        assert lines["kind"].tolist() == [Kind.INVOICE, Kind.PAYMENT, Kind.INVOICE]
        assert lines["posted"].tolist() == [day("2026-01-31"), day("2026-03-15"), day("2026-01-31")]
        assert lines["letter"][0] == lines["letter"][1] != ""
        assert lines["letter"][2] == ""
        assert (lines["settled"] == 0).all()
        assert parsed.rows == 2

    def test_part_paid_on_a_day_leaves_the_rest_open(self) -> None:
        parsed = parse(
            "Client;Invoice;Invoice Date;Amount;Amount Paid;Balance Due;Payment Date\n"
            "C1;F1;31/01/2026;100.00;30.00;70.00;15/03/2026\nC1;F2;31/01/2026;100.00;0.00;100.00;0"
        )
        assert parsed.lines["amount"].tolist() == [10000, -3000, 10000]

    def test_letters_that_balance_keep_their_own_payment(self) -> None:
        parsed = parse(
            "Compte auxiliaire;Date;Pièce;Débit;Crédit;Code lettrage;Date lettrage\n"
            "C1;31/01/2026;F1;100,00;;AA;28/02/2026\nC1;28/02/2026;R1;;100,00;AA;28/02/2026"
        )
        assert parsed.lines["amount"].tolist() == [10000, -10000]
        assert parsed.lines["letter"].tolist() == ["AA", "AA"]

    def test_settled_state_without_day(self) -> None:
        parsed = parse("Client;Facture;Montant;Statut\nC1;F1;100,00;Payée\nC1;F2;50,00;En retard")
        assert parsed.lines["settled"].tolist() == [10000, 0]

    def test_computed_payment_instants_are_a_forecast(self) -> None:
        parsed = parse(
            "Client;Invoice;Posting Date;Amount;Clear Date\nC1;F1;2026-03-30;5.00;2026-03-20 12:25:01.71\n"
            "C1;F2;2026-03-01;6.00;2026-04-20 12:25:01.71"
        )
        assert parsed.lines["amount"].tolist() == [500, 600]
        assert codes(parsed) == ["forecast_dates"]

    def test_figures_that_disagree_are_named(self) -> None:
        parsed = parse("Client;Facture;Montant;Montant réglé;Reste dû\nC1;F1;100,00;30,00;60,00")
        assert codes(parsed) == ["paid_differs"]
        assert (parsed.lines["amount"] - parsed.lines["settled"]).tolist() == [6000]


class TestTotals:
    """Totals are left out of the lines; TOTAL is also what customers are called."""

    def test_customer_called_total_is_a_line(self) -> None:
        parsed = parse("Code client;Nom;Facture;Date;Montant\nC1;TOTAL ENERGIES;F1;31/01/2026;5,00\nTotal;;;;5,00")
        assert parsed.rows == 1
        assert parsed.printed_totals == {("", "EUR"): 500}

    def test_customer_called_total_in_a_list_of_names(self) -> None:
        parsed = parse("Nom;Solde\nTOTAL ENERGIES;5,00\nDupont;7,00\nTotal général;12,00")
        assert parsed.accounts["name"].tolist() == ["TOTAL ENERGIES", "Dupont"]
        assert parsed.printed_totals == {("", "EUR"): 1200}

    def test_total_by_currency(self) -> None:
        parsed = parse(
            "Client;Facture;Date;Montant;Devise\nC1;F1;31/01/2026;10,50;EUR\nC1;F2;31/01/2026;1200;JPY\n"
            "Total EUR;;;10,50;EUR\nTotal JPY;;;1200;JPY"
        )
        assert parsed.printed_totals == {("", "EUR"): 1050, ("", "JPY"): 1200}
        assert parsed.lines["amount"].tolist() == [1050, 1200]
        assert codes(parsed) == []

    def test_wrong_grand_total_is_kept_and_said(self) -> None:
        rows = "C1;F1;31/01/2026;10,00\nC2;F2;31/01/2026;5,00\nTotal général;;;16,00"
        parsed = parse(f"Client;Facture;Date;Montant\n{rows}")
        assert parsed.printed_totals == {("", "EUR"): 1600}
        assert codes(parsed) == ["total_differs"]

    def test_no_printed_total(self) -> None:
        assert parse("Client;Facture;Montant\nC1;F1;10,00").printed_totals == {}


class TestAccounts:
    """Whose line it is: ledger account, auxiliary, or the name where the list has no number."""

    def test_ledger_and_auxiliary_columns(self) -> None:
        parsed = parse("Compte général;Compte auxiliaire;Pièce;Débit;Crédit\n411000;C1;F1;1,00;\n416000;C1;F2;2,00;")
        assert parsed.accounts[["ledger_account", "auxiliary"]].values.tolist() == [["411000", "C1"], ["416000", "C1"]]

    def test_customer_numbers_that_happen_to_start_with_411(self) -> None:
        parsed = parse("Code client;Facture;Montant\n4110001;F1;1,00\n7820001;F2;1,00\n9020003;F3;1,00")
        assert parsed.accounts["ledger_account"].tolist() == ["", "", ""]

    def test_floated_numbers(self) -> None:
        parsed = parse("Code client;Facture;Montant\n2960623488.0;1930000001.0;1,00")
        assert parsed.accounts["auxiliary"].tolist() == ["2960623488"]
        assert parsed.lines["number"].tolist() == ["1930000001"]

    def test_names_stand_in_for_numbers_and_it_is_said(self) -> None:
        parsed = parse("Client;Facture;Montant\nDupont et fils;F1;1,00\nMartin SA;F2;1,00")
        assert parsed.accounts["auxiliary"].tolist() == ["Dupont et fils", "Martin SA"]
        assert codes(parsed) == ["account_from_name"]

    def test_same_number_in_two_companies_and_currencies(self) -> None:
        parsed = parse("Société;Client;Facture;Montant;Devise\nS1;C1;F1;1,00;EUR\nS2;C1;F2;1,00;EUR\nS2;C1;F3;1,00;USD")
        assert parsed.accounts[["company", "currency"]].values.tolist() == [["S1", "EUR"], ["S2", "EUR"], ["S2", "USD"]]


class TestCurrencies:
    """The currency is told by a column, by the cell, by the header; else it is EUR."""

    def test_header(self) -> None:
        parsed = parse("cust_number;doc_id;converted_usd\n0040000123;1;2309.7899999999995")
        assert parsed.accounts["currency"].tolist() == ["USD"]
        assert parsed.lines["amount"].tolist() == [230979]

    def test_cell(self) -> None:
        parsed = parse("Client;Facture;Montant\nC1;F1;1 200,50 €\nC1;F2;$10,00")
        assert parsed.accounts["currency"].tolist() == ["EUR", "USD"]

    def test_ledger_amounts_are_not_in_the_documents_currency(self) -> None:
        parsed = parse("Compte;Date;Pièce;Débit;Crédit;Devise;Montant devise\n411001;31/01/2026;F1;100,00;;USD;110,00")
        assert parsed.accounts["currency"].tolist() == ["EUR"]
        assert codes(parsed) == ["currency_left_out"]

    def test_unreadable_currency_refuses(self) -> None:
        with pytest.raises(UserFileError, match="row 3: the currency « dinars »"):
            parse("Client;Facture;Montant;Devise\nC1;F1;1,00;EUR\nC1;F2;1,00;dinars")

    def test_thousands_of_euros_are_refused(self) -> None:
        with pytest.raises(UserFileError, match="thousands"):
            parse("Client;Facture;Montant k€\nC1;F1;1,00")


class TestMapping:
    """What --map says comes first; what cannot be mapped is refused with the columns found."""

    LIST = "Code client;Facture;Date;Montant HT;Montant TTC\nC1;F1;31/01/2026;10,00;12,00"

    def test_fields_by_header_and_by_letter(self) -> None:
        assert parse(self.LIST).lines["amount"].tolist() == [1200]
        assert parse(self.LIST, {"amount": "montant ht"}).lines["amount"].tolist() == [1000]
        assert parse(self.LIST, {"amount": "d"}).lines["amount"].tolist() == [1000]
        assert parse(self.LIST, {"amount": "D"}).mapping["amount"] == "Montant HT"

    def test_unknown_field(self) -> None:
        with pytest.raises(UserFileError, match=r"--map customer: there is no such field; .* account, name"):
            parse(self.LIST, {"customer": "A"})

    def test_unknown_column(self) -> None:
        with pytest.raises(UserFileError, match=r"no column « Zorglub »; columns found: A « Code client », B"):
            parse(self.LIST, {"amount": "Zorglub"})

    def test_no_account(self) -> None:
        with pytest.raises(UserFileError, match=r"--map account=column.*A « Facture », B « Date »"):
            parse("Facture;Date;Montant\nF1;31/01/2026;1,00")

    def test_no_amount(self) -> None:
        with pytest.raises(UserFileError, match="--map amount=column"):
            parse("Code client;Facture;Date;Ville\nC1;F1;31/01/2026;Lyon")

    def test_two_columns_of_one_name_are_named(self) -> None:
        parsed = parse("Client;Facture;Montant;Montant\nC1;F1;1,00;2,00")
        assert codes(parsed) == ["same_header"]
        assert "--map amount=D" in parsed.problems[0].message

    def test_header_without_lines(self) -> None:
        with pytest.raises(UserFileError, match="no line under the header in row 1"):
            parse("Client;Facture;Montant")


def test_cells_of_a_workbook() -> None:
    """Real dates, numbers as decimals, a formula's text that stays text."""
    rows: list[list[Cell]] = [
        ["Customer ID", "Customer Name", "Invoice", "Invoice Date", "Amount"],
        [Decimal(42), "=cmd|'/c calc'!A0", Decimal("2960623488.0"), dt.date(2026, 1, 31), Decimal("10.1")],
    ]
    parsed = parse_open_items([Grid("Feuil1", rows)], {})
    assert parsed.accounts[["auxiliary", "name"]].values.tolist() == [["42", "=cmd|'/c calc'!A0"]]
    assert parsed.lines["number"].tolist() == ["2960623488"]
    assert parsed.lines["amount"].tolist() == [1010]
    assert parsed.sheet == "Feuil1"


def test_aging_detail_by_bucket() -> None:
    """Sections by bucket, names for accounts, a total for each section and for all."""
    parsed = parse(
        "A/R Aging Detail\nAs of October 31, 2026\n|Type|Date|Num|Name|Due Date|Aging|Open Balance\nCurrent\n"
        "|Invoice|10/15/2026|1001|Total Wine|11/14/2026||1,250.00\n|Invoice|10/20/2026|1002|Bob|11/19/2026||75.5\n"
        "Total Current|||||||1,325.50\n1 - 30\n|Credit Memo|09/20/2026|CM1|Bob|09/20/2026|41|-25.00\n"
        "Total 1 - 30|||||||-25.00\nTOTAL|||||||1,300.50",
        separator="|",
    )
    assert parsed.lines["amount"].tolist() == [125000, 7550, -2500]
    assert parsed.printed_totals == {("", "EUR"): 130050}
    assert parsed.as_of == day("2026-10-31")
    assert codes(parsed) == ["account_from_name"]


def test_currency_named_by_the_amounts_header_wins() -> None:
    """Amounts in EUR beside the documents' own currency and amount."""
    parsed = parse("Code tiers;N° doc;Montant devise;Devise;Montant EUR\nC1;F1;12,00;USD;10,00")
    assert parsed.accounts["currency"].tolist() == ["EUR"]
    assert parsed.lines["amount"].tolist() == [1000]
    assert codes(parsed) == ["currency_left_out"]


def test_the_only_other_dates_are_the_documents_and_it_is_said() -> None:
    """A header nobody foresaw over a column of dates."""
    parsed = parse("Client;Facture;Zut;Échéance;Montant\nC1;F1;31/01/2026;28/02/2026;1,00")
    assert parsed.lines["document_day"].tolist() == [day("2026-01-31")]
    assert codes(parsed) == ["column_by_content"]


@pytest.mark.parametrize(
    ("header", "row", "opened"),
    [
        ("CODE CLIENT;NUM FACTURE;DATE FACT;MONTANT TTC;MONTANT REGLE;RESTE DU", "C1;F1;31/01/26;10,00;4,00;6,00", 600),
        ("N° de compte;Nom du client;Date de facturation;Montant restant dû (€)", "C1;D;31/01/2026;6,00", 600),
        ("Numéro de compte;Libellé de compte;Numéro de pièce;Débit;Crédit;Solde", "411D;D;F1;10,00;;99,00", 1000),
        ("Invoice;Customer;Issued;Due;Total;Paid;Outstanding", "I1;A B;2026-01-31;2026-02-28;10.00;4.00;6.00", 600),
        ("Konto;Belegnummer;Belegdatum;Betrag in Hauswährung;Hauswährung", "100;D1;31.01.2026;10,00;EUR", 1000),
        ("Cliente;Numero documento;Scadenza al netto;Importo in divisa interna", "100;D1;28.02.2026;10,00", 1000),
        ("compte;libelle;non_echu;1_30;31_60;plus_90;total", "411001;Dupont;1,00;2,00;0,00;0,00;3,00", 300),
    ],
)
def test_headers_of_many_systems(header: str, row: str, opened: int) -> None:
    """One line is enough to see which column is which."""
    parsed = parse(f"{header}\n{row}")
    assert int((parsed.lines["amount"] - parsed.lines["settled"]).sum()) == opened


DOCUMENTS = "Compte;Nom;Pièce;Date;Échéance;Solde\nC1;Un;F1;13/01/2026;31/01/2026;100,00\n"


@pytest.mark.parametrize(
    "subtotal",
    ["C1;Un;Sous-total;;", "C1;Un;;Solde du compte;", "C1;*;;;", "C1;Total Un;;;", "C1;Un;;;"],
)
def test_a_subtotal_that_repeats_its_account_is_no_item(subtotal: str) -> None:
    """100 + 50 of C1, said again on a row of its own, and 25 of C2: 175 are open."""
    rows = f"C1;Un;F2;14/01/2026;01/02/2026;50,00\n{subtotal};150,00\nC2;Deux;F3;15/01/2026;02/02/2026;25,00"
    parsed = parse(DOCUMENTS + rows)
    assert parsed.lines["amount"].tolist() == [10000, 5000, 2500]
    assert codes(parsed) == (["subtotals_left_out"] if subtotal == "C1;Un;;;" else [])


def test_a_subtotal_whose_lines_do_not_make_it_is_told() -> None:
    parsed = parse(f"{DOCUMENTS}C1;Un;Sous-total;;;99,00\nC2;Deux;F3;15/01/2026;02/02/2026;25,00")
    assert (parsed.lines["amount"].tolist(), codes(parsed)) == ([10000, 2500], ["total_differs"])


@pytest.mark.parametrize(
    "row", ["C1;Un;;;;-40,00", "C2;Un;;;;100,00", "C2;Total SA;;;;100,00", "C1;Un;;20/01/2026;;100,00"]
)
def test_an_item_without_number_stays_an_item(row: str) -> None:
    """Another amount, another account, a customer named Total, or a date: none repeats what stands above."""
    assert len(parse(DOCUMENTS + row).lines) == 2


def test_lines_that_sap_stars_beside_the_customer_are_subtotals() -> None:
    """750 = 1000 - 250, starred once for the customer and twice for the list."""
    parsed = parse(
        "||Customer|DocumentNo|Ty|Doc. Date|Net due dt|Amt in loc.cur.|LCurr|\n"
        "||100123|18000012|RV|05.01.2026|04.02.2026|1.000,00|EUR|\n"
        "||100123|18000013|DZ|13.01.2026|13.01.2026|250,00-|EUR|\n"
        "|*|100123|||||750,00|EUR|\n|**||||||750,00|EUR|",
        separator="|",
    )
    assert parsed.lines["amount"].tolist() == [100000, -25000]
    assert (parsed.printed_totals, codes(parsed)) == ({("", "EUR"): 75000}, [])


def test_a_blank_currency_and_one_that_nobody_uses_are_told() -> None:
    """The rows count all the same."""
    rows = "C1;F1;15/01/2026;100,00;EUR\nC1;P1;20/01/2026;40,00;\nC2;P3;20/01/2026;40,00;XXZ"
    parsed = parse(f"Compte;Pièce;Date;Solde;Devise\n{rows}")
    assert parsed.accounts["currency"].tolist() == ["EUR", "XXZ"]
    assert [(one.row, one.code) for one in parsed.problems] == [(3, "no_currency"), (4, "unknown_currency")]
