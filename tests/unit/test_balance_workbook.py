"""The aged-balance workbook, reopened: its sheets, tables, totals, links, and what hostile texts became."""

import io
import re
import warnings
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from receivables.aging import bucket_names
from receivables.errors import ReceivablesError
from receivables.money import to_decimal
from receivables.report import BalanceReport
from tests.unit.report_fixture import HOSTILE, NORTH, SOUTH, TODAY, empty, only, report
from workbooks.balance import write_balance_workbook
from workbooks.cells import safe_text

REPORT = report()
FRENCH = [
    "Synthèse",
    "Balance âgée",
    "Pièces ouvertes",
    "Comité",
    "Délais L441",
    "Anomalies",
    "Rapprochement proposé",
    "Imports",
    "Aide",
]
ENGLISH = [
    "Summary",
    "Aged balance",
    "Open items",
    "Committee",
    "L441 payment terms",
    "Anomalies",
    "Proposed matching",
    "Imports",
    "Help",
]


def built(source: BalanceReport, lang: str = "fr") -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    write_balance_workbook(source, out, lang)
    return out.getvalue()


@cache
def opened(content: bytes, *, values: bool = False) -> Workbook:
    """The workbook as openpyxl reads it, for reading only: formulas, or the values kept beside them."""
    with warnings.catch_warnings():  # openpyxl does not know the newer half of a data bar
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@cache
def full(lang: str = "fr") -> bytes:
    """The whole report, built once."""
    return built(REPORT, lang)


def table_rows(sheet: Any, name: str) -> list[dict[str, Any]]:
    """Data rows of a table by heading, total row left out."""
    table = sheet.tables[name]
    left, top, right, bottom = range_boundaries(table.ref)
    headings = [sheet.cell(top, column).value for column in range(left, right + 1)]
    last = bottom - (table.totalsRowCount or 0)
    return [
        dict(zip(headings, (sheet.cell(row, column).value for column in range(left, right + 1)), strict=True))
        for row in range(top + 1, last + 1)
    ]


def texts(content: bytes) -> set[str]:
    """Every text shown anywhere."""
    book = opened(content)
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}


def shown(minor: int, currency: str = "EUR") -> float:
    """What a cell holds for an amount."""
    return float(to_decimal(minor, currency))


@pytest.mark.parametrize(("lang", "names"), [("fr", FRENCH), ("en", ENGLISH)])
def test_sheets_stand_in_their_order(lang: str, names: list[str]) -> None:
    """Nine sheets for one currency."""
    assert opened(built(only(REPORT, "EUR"), lang)).sheetnames == names


def test_each_further_currency_has_its_own_balance_sheet() -> None:
    """Euros first, the others after it."""
    assert opened(full()).sheetnames == [*FRENCH[:2], "Balance âgée JPY", "Balance âgée USD", *FRENCH[2:]]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_tables_have_headings_equal_to_their_cells(lang: str) -> None:
    """Excel repairs (and complains about) a file where they differ or repeat."""
    book = opened(full(lang))
    names = [name for sheet in book for name in sheet.tables]
    assert len({name.lower() for name in names}) == len(names) >= 10
    for sheet in book:
        for table in sheet.tables.values():
            left, top, right, _ = range_boundaries(table.ref)
            headings = [column.name for column in table.tableColumns]
            assert headings == [sheet.cell(top, column).value for column in range(left, right + 1)]
            assert len({heading.lower() for heading in headings}) == len(headings)


@pytest.mark.parametrize(
    ("sheet_name", "table", "currency"),
    [
        ("Balance âgée", "AgedBalance", "EUR"),
        ("Balance âgée USD", "AgedBalance_USD", "USD"),
        ("Balance âgée JPY", "AgedBalance_JPY", "JPY"),
    ],
)
def test_balance_rows_and_totals_are_the_report_to_the_cent(sheet_name: str, table: str, currency: str) -> None:
    """One row per account; the formulas' cached values equal the integer sums."""
    sheet = opened(full(), values=True)[sheet_name]
    balance = REPORT.balance[REPORT.balance["currency"] == currency].sort_values(["company", "account"])
    rows = table_rows(sheet, table)
    assert [(row["Société"], row["Compte client"]) for row in rows] == list(
        zip(balance["company"], balance["account"], strict=True)
    )
    headings = ["Non échu", "1 à 30 j", "31 à 60 j", "61 à 90 j", "Plus de 90 j", "Âge inconnu", "Non affectés"]
    for row, expected in zip(rows, balance.to_dict("records"), strict=True):
        assert [row[heading] for heading in headings] == [shown(expected[name], currency) for name in REPORT.columns]
        assert row["Total"] == shown(expected["total"], currency)
        assert row["Dont échu"] == shown(sum(expected[name] for name in REPORT.buckets[1:]), currency)
        assert row["À recouvrer"] == shown(expected["collectible"], currency)
    _, _, right, bottom = range_boundaries(sheet.tables[table].ref)
    totals = [sheet.cell(bottom, column).value for column in range(5, right + 1)]
    sums = [int(balance[name].sum()) for name in [*REPORT.columns, "total"]]
    collectible = int(balance["collectible"].sum())
    assert totals == [shown(minor, currency) for minor in [*sums, sum(sums[1:5]), collectible]]


def test_total_row_is_made_of_subtotal_formulas() -> None:
    """So that a filter changes the totals; each names its own column, and Excel's table knows the function."""
    sheet = opened(full())["Balance âgée"]
    table = sheet.tables["AgedBalance"]
    _, top, right, bottom = range_boundaries(table.ref)
    assert table.totalsRowCount == 1
    for column in range(5, right + 1):
        assert sheet.cell(bottom, column).value == f"=SUBTOTAL(109,AgedBalance[{sheet.cell(top, column).value}])"
        assert table.tableColumns[column - 1].totalsRowFunction == "sum"


def test_balance_has_filter_frozen_headings_and_bars() -> None:
    """What makes a table of 600 accounts usable."""
    sheet = opened(full())["Balance âgée"]
    assert sheet.tables["AgedBalance"].autoFilter is not None
    assert sheet.freeze_panes == "E5"
    assert [rule.type for found in sheet.conditional_formatting for rule in found.rules] == ["dataBar", "dataBar"]
    assert sheet.print_title_rows == "$4:$4"


@pytest.mark.parametrize("sheet_name", ["Balance âgée", "Balance âgée USD", "Comité", "Synthèse"])
def test_links_lead_to_the_first_item_of_the_account(sheet_name: str) -> None:
    """The cell they lead to holds the same account, and the row above another one."""
    book = opened(full())
    items, sheet = book["Pièces ouvertes"], book[sheet_name]
    links = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location.startswith("'Pièces ouvertes'")
    ]
    assert len(links) >= 5
    for cell in links:
        target = items[cell.hyperlink.location.split("!")[1]]
        above = items.cell(target.row - 1, target.column)
        assert target.value == cell.value
        assert (above.value, items.cell(above.row, 1).value) != (target.value, items.cell(target.row, 1).value)


def test_accounts_without_items_and_past_the_limit_of_links_are_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel takes 65,530 links on a sheet; here four, of which one is the way back."""
    monkeypatch.setattr("workbooks.tables.MAX_LINKS", 4)
    orphaned = replace(REPORT, items=REPORT.items[REPORT.items["account"] != "000002"])
    sheet = opened(built(orphaned))["Balance âgée"]
    linked = [sheet.cell(row, 3).hyperlink is not None for row in range(5, 12)]
    assert linked == [False, True, True, True, False, False, False]
    assert [sheet.cell(row, 3).value for row in (5, 6)] == ["000002", "000003"]


def test_items_hold_every_item_in_order_with_translated_words() -> None:
    """Amounts of several currencies have no total; unknown dates and ages are blank."""
    sheet = opened(full("en"), values=True)["Open items"]
    table = sheet.tables["OpenItems"]
    rows = table_rows(sheet, "OpenItems")
    assert len(rows) == len(REPORT.items)
    assert not table.totalsRowCount
    assert {row["Kind"] for row in rows} == {"Invoice", "Credit note", "Payment"}
    assert {row["Origin of due date"] for row in rows} == {
        "Date in the file",
        "Customer's terms",
        "Default terms (estimated)",
        "Date found in the label (proposed)",
        "Unknown",
    }
    by_currency: dict[str, Decimal] = {}
    for row in rows:
        by_currency[row["Currency"]] = by_currency.get(row["Currency"], Decimal()) + Decimal(str(row["Open"]))
        assert (row["Days overdue"] is None) == (row["Bucket"] in ("Age unknown", "Unallocated"))
        if row["Bucket"] == "1 to 30 d":
            assert 1 <= row["Days overdue"] <= 30
            assert row["Due date"].toordinal() + row["Days overdue"] == REPORT.as_of.toordinal()
    expected = REPORT.items.groupby("currency")["open"].sum()
    assert by_currency == {code: to_decimal(int(minor), str(code)) for code, minor in expected.items()}


def test_items_of_one_currency_have_a_total() -> None:
    """Its cached value is the integer sum."""
    single = only(REPORT, "USD")
    sheet = opened(built(single), values=True)["Pièces ouvertes"]
    _, _, _, bottom = range_boundaries(sheet.tables["OpenItems"].ref)
    assert sheet.cell(bottom, 12).value == shown(int(single.items["open"].sum()))


def test_estimated_due_dates_are_grey_italics() -> None:
    """Counted from default terms, or proposed from a date in the label; and only those. The sentence on top says so."""
    sheet = opened(full())["Pièces ouvertes"]
    estimated = {"Conditions par défaut (estimée)", "Date lue dans le libellé (proposée)"}
    assert estimated < {sheet.cell(row, 9).value for row in range(5, 5 + len(REPORT.items))}
    assert "estimées (conditions par défaut) ou proposées (date lue dans le libellé)" in sheet["A2"].value
    for row in range(5, 5 + len(REPORT.items)):
        is_estimated = sheet.cell(row, 9).value in estimated
        assert sheet.cell(row, 8).font.italic is is_estimated
        assert sheet.cell(row, 9).font.italic is is_estimated


def test_items_past_the_rows_of_a_sheet_go_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off, and links know the sheet."""
    monkeypatch.setattr("workbooks.tables.MAX_ROWS", 200)
    monkeypatch.setattr("workbooks.open_items.MAX_ROWS", 200)
    book = opened(built(REPORT))
    assert [name for name in book.sheetnames if name.startswith("Pièces")] == ["Pièces ouvertes", "Pièces ouvertes (2)"]
    parts = [table_rows(book["Pièces ouvertes"], "OpenItems"), table_rows(book["Pièces ouvertes (2)"], "OpenItems_2")]
    assert [len(part) for part in parts] == [200, len(REPORT.items) - 200]
    cell = next(
        cell
        for (cell,) in book["Balance âgée"].iter_rows(min_col=3, max_col=3, min_row=5)
        if cell.hyperlink and "(2)" in cell.hyperlink.location
    )
    assert book["Pièces ouvertes (2)"][cell.hyperlink.location.split("!")[1]].value == cell.value


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_texts_of_data_never_become_anything_else(lang: str) -> None:
    """No formula but our totals, no link but inside the workbook, no number out of a text."""
    content = full(lang)
    book = opened(content)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d", "f"}
                if cell.data_type == "f":
                    assert re.fullmatch(r"=SUBTOTAL\(109,\w+\[[^\]]+\]\)", cell.value)
                if cell.hyperlink:
                    assert cell.hyperlink.target is None
    found = texts(content)
    assert {safe_text(name) for name in HOSTILE} <= found
    assert {"=evil()", "=WEBSERVICE(1).csv", "@VIR", "=FA", "=cmd()"} <= found


def test_no_part_of_the_file_points_outside() -> None:
    """No external link, query, macro, or embedded object."""
    with zipfile.ZipFile(io.BytesIO(full())) as archive:
        parts = archive.namelist()
        relations = b"".join(archive.read(name) for name in parts if name.endswith(".rels"))
    assert not [name for name in parts if re.search("external|connection|query|macro|vba|embed", name, re.IGNORECASE)]
    assert b"External" not in relations


def test_texts_of_data_stay_texts_when_a_clerk_edits_them() -> None:
    """Cells of data have the format Text; those that look like formulas the quote mark besides."""
    sheet = opened(full())["Pièces ouvertes"]
    for row in range(5, 5 + len(REPORT.items)):
        for column in (1, 3, 4, 5):
            cell = sheet.cell(row, column)
            assert cell.number_format == "@"
            assert bool(cell.quotePrefix) is cell.value.startswith(("=", "+", "-", "@"))


def test_texts_that_look_like_formulas_are_quoted_on_every_sheet() -> None:
    """Also in the small grids of the summary, where a hostile name may rank among the largest."""
    risky = {safe_text(name) for name in HOSTILE if name[0] in "=+-@"}
    for sheet in opened(full()).worksheets[:-1]:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in risky]
        assert all(cell.quotePrefix for cell in cells), sheet.title
        assert cells or sheet.title in {"Balance âgée JPY", "Délais L441", "Anomalies", "Imports"}


def test_same_report_gives_same_bytes() -> None:
    """Built twice from two reports made alike; nothing of the clock gets in."""
    again = built(report())
    assert again == full()
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert "2025-12-31T00:00:00Z" in archive.read("docProps/core.xml").decode()


def test_path_and_stream_hold_the_same(tmp_path: Path) -> None:
    """A file on disk has the bytes a stream gets."""
    out = tmp_path / "balance âgée.xlsx"
    write_balance_workbook(REPORT, out, "fr")
    assert out.read_bytes() == full()


def test_file_that_cannot_be_written_gives_one_sentence(tmp_path: Path) -> None:
    """As when it is open in Excel."""
    with pytest.raises(ReceivablesError, match=r"« absent.xlsx » ne peut pas être écrit"):
        write_balance_workbook(REPORT, tmp_path / "nowhere" / "absent.xlsx", "fr")


def summary_rows(content: bytes) -> list[list[Any]]:
    """Values of each row of the summary, blanks left out."""
    sheet = opened(content, values=True).worksheets[0]
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def test_currencies_are_never_added_together() -> None:
    """Each has its block; no figure anywhere is a sum over currencies."""
    rows = summary_rows(full())
    blocks = [row[0] for row in rows if row and str(row[0]).startswith("Créances en")]
    assert blocks == ["Créances en EUR", "Créances en JPY", "Créances en USD"]
    sums = {
        name: [to_decimal(int(part[name].sum()), str(code)) for code, part in REPORT.balance.groupby("currency")]
        for name in [*REPORT.columns, "total"]
    }
    mixed = {float(a + b) for parts in sums.values() for a in parts for b in parts if a is not b}
    mixed |= {float(sum(parts)) for parts in sums.values()}
    alone = {float(part) for parts in sums.values() for part in parts}
    numbers = {
        cell.value
        for sheet in opened(full(), values=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n"
    }
    assert alone <= numbers
    assert not (mixed - alone) & numbers


def test_summary_says_what_a_reader_must_know_first() -> None:
    """Ties to the ledger, fresh or not, reliable or not, with the companies' names."""
    said = "\n".join(str(row[0]) for row in summary_rows(full("en"))[:10] if row)
    assert "Ateliers du Nord, Comptoir du Sud" in said
    assert "31 December 2025" in said
    assert "✓  Open items equal the ledger wherever the source prints a total." in said
    assert "✓  Ateliers du Nord: last bank receipt posted on 30 December 2025." in said
    assert "!  Comptoir du Sud: last bank receipt posted on 19 December 2025, more than two working days" in said
    assert "✗  Comptoir du Sud: too many credits are unmatched, the ages shown are not reliable." in said
    assert "Ateliers du Nord: too many" not in said


def test_summary_control_lines_show_every_difference() -> None:
    """One cent is shown, in the line and in the first sentence; a list without a total says so."""
    control = REPORT.control.copy()
    control.loc[0, ["ledger_balance", "difference"]] = [int(control.loc[0, "open_total"]) + 1, 1]
    rows = summary_rows(built(replace(REPORT, control=control), "en"))
    marks = [row[-1] for row in rows if row and row[-1] in ("✓ equal", "✗ differs", "not printed by the list")]
    assert sorted(marks) == sorted(["✗ differs"] + ["✓ equal"] * 5 + ["not printed by the list"] * 2)
    assert next(row for row in rows if row and row[-1] == "✗ differs")[-2] == 0.01
    assert any("differ from the ledger on 1 control line" in str(row[0]) for row in rows if row)


@pytest.mark.parametrize(
    ("lang", "label", "terms"),
    [("fr", "Mon libellé", "45 jours fin de mois"), ("en", "My own label", "45 end of month")],
)
def test_labels_and_terms_stand_in_the_language(lang: str, label: str, terms: str) -> None:
    """A collective account somebody added has a label in both; terms are worded; what cannot be read stays as it is."""
    found, other = texts(full(lang)), texts(full("en" if lang == "fr" else "fr"))
    assert {label, terms, "=30 jours le jour dit"} <= found
    assert not {label, terms} & other


def test_months_are_english_in_an_english_workbook_on_any_machine() -> None:
    """A format without its language writes "juil." where the spreadsheet is French."""
    sheet = opened(full("en"))["Open items"]
    formats = {sheet.cell(row, 8).number_format for row in range(5, 5 + len(REPORT.items))}
    assert formats == {"[$-809]dd mmm yyyy"}


def test_the_bridge_adds_up_across_its_line() -> None:
    """90,000 + 310 back-dated + 45,000 - 38,000 - 1,500 - 250 - 20 = 95,540, as printed from left to right."""
    (row,) = [row for row in summary_rows(full()) if row[:2] == [NORTH, "2025-12"]]
    assert row[2:] == ["EUR", 90_000, 310, 45_000, 38_000, 1_500, 250, -20, 95_540]
    headings = next(row for row in summary_rows(full()) if "Ouverture" in row)
    assert headings[3:] == [
        "Ouverture",
        "+ Passé après coup",
        "+ Facturé",
        "− Encaissé",
        "− Avoirs",
        "− Pertes",
        "+ Autres",
        "= Clôture",
    ]


def test_no_figure_is_a_negative_zero() -> None:
    """30 cents unallocated beside 450,000: -0.3 and 0.0000007 of it are shown as nothing, in cards and shares."""
    row = dict.fromkeys(REPORT.columns, 0) | {"not_due": 45_000_000, "unallocated": -30, "total": 44_999_970}
    head = {"company": NORTH, "currency": "EUR", "account": "1", "collective": "411", "name": "A"}
    one = replace(only(REPORT, "EUR"), balance=pd.DataFrame([{**head, **row, "collectible": 0}]))
    shown_texts = texts(built(one, "en"))
    assert "0.0% of open debits" in shown_texts
    assert not [text for text in shown_texts if text.startswith("-0.0")]
    cards = {cell.value: cell for cells in opened(built(one, "en")).worksheets[0].iter_rows() for cell in cells}
    assert not [
        value
        for value, cell in cards.items()
        if isinstance(value, float) and value < 0 and cell.number_format.startswith("#,##0;") and value > -0.5
    ]


def test_summary_chart_draws_the_bucket_panel() -> None:
    """The ranges of the native chart hold the headings and amounts of the currency's own panel."""
    sheet = opened(full(), values=True)["Synthèse"]
    with zipfile.ZipFile(io.BytesIO(full())) as archive:
        charts = [archive.read(name).decode() for name in sorted(archive.namelist()) if "charts/chart" in name]
    assert len(charts) == 3
    for xml, currency in zip(charts, ["EUR", "JPY", "USD"], strict=True):
        ranges = re.findall(r"<c:f>Synthèse!([$A-Z0-9:]+)</c:f>", xml)
        labels, amounts = (sheet[found.replace("$", "")] for found in ranges)
        assert "c:barChart" in xml
        assert [row[0].value for row in labels] == [
            "Non échu",
            "1 à 30 j",
            "31 à 60 j",
            "61 à 90 j",
            "Plus de 90 j",
            "Âge inconnu",
            "Non affectés",
        ]
        balance = REPORT.balance[REPORT.balance["currency"] == currency]
        sums = [int(balance[name].sum()) for name in REPORT.columns]
        assert [row[0].value for row in amounts] == [shown(minor, currency) for minor in sums]


def test_committee_ranks_and_leaves_room_to_write() -> None:
    """Twenty accounts at most, most overdue first; reasons to choose from; the change since the close."""
    sheet = opened(full())["Comité"]
    rows = table_rows(sheet, "Committee_EUR")
    assert len(rows) == 20
    assert [row["Échu"] for row in rows] == sorted((row["Échu"] for row in rows), reverse=True)
    assert {row[name] for row in rows for name in ("Motif", "Responsable", "Décision", "Pour le")} == {None}
    validation = sheet.data_validations.dataValidation[0]
    assert "Litige,Promesse de règlement" in validation.formula1
    assert str(validation.sqref) == "I6:I25"
    before = {(row["company"], row["account"]): row["total"] for row in REPORT.previous.to_dict("records")}
    for row in rows:
        then = before.get((row["Société"], row["Compte client"]), 0)
        assert row["Variation depuis la clôture"] == pytest.approx(row["Total"] - then / 100, abs=0.001)


def test_payment_terms_table_has_the_bands_total_and_shares_of_the_law() -> None:
    """84,000 + 21,500.75 + 9,900 + 40,000.25 = 155,401.00, that is 5 % of 3,108,010.00 (by hand)."""
    sheet = opened(full(), values=True)["Délais L441"]
    rows = {
        row[0]: [value for value in row[1:] if value is not None]
        for row in sheet.iter_rows(values_only=True, max_row=14)
        if row[0]
    }
    assert rows["(A) Tranches de retard de paiement"] == [
        "1 à 30 jours",
        "31 à 60 jours",
        "61 à 90 jours",
        "91 jours et plus",
        "Total (1 jour et plus)",
    ]
    assert rows["Nombre de factures concernées"] == [12, 5, 3, 9, 29]
    amounts = rows["Montant total des factures concernées, TTC (EUR)"]
    assert amounts == [84_000.0, 21_500.75, 9_900.0, 40_000.25, 155_401.0]
    assert rows["Pourcentage du chiffre d'affaires TTC de l'exercice"][-1] == pytest.approx(0.05, abs=1e-4)
    assert rows["Nombre de factures exclues"] == [2]
    assert rows["Montant total des factures exclues, TTC (EUR)"] == [3_100.0]


def test_payment_terms_table_says_where_sales_are_unknown() -> None:
    """No share is made up; also where sales are zero."""
    sheet = opened(full(), values=True)["Délais L441"]
    values = list(sheet.iter_rows(values_only=True))
    start = next(index for index, row in enumerate(values) if row[0] == f"{SOUTH} · EUR")
    below = values[start:]
    assert next(row for row in below if row[0] and "Pourcentage" in row[0])[1:6] == ("non connu",) * 5
    assert any(row[0] and row[0].startswith("Chiffre d'affaires non connu") for row in below)
    terms = [replace(table, sales=0) for table in REPORT.payment_terms]
    assert "non connu" in texts(built(replace(REPORT, payment_terms=terms)))


def test_anomalies_are_counted_and_told_in_the_language() -> None:
    """A code nobody named yet still shows."""
    french, english = opened(full())["Anomalies"], opened(full("en"))["Anomalies"]
    assert {(row["Anomalie"], row["Nombre"]) for row in table_rows(french, "AnomaliesCounts")} == {
        ("Numéro de pièce en double", 2),
        ("Petit solde à apurer", 1),
        ("code_of_tomorrow", 1),
    }
    assert {row["Explication"] for row in table_rows(french, "Anomalies")} == set(REPORT.anomalies["sentence_fr"])
    assert {row["Explanation"] for row in table_rows(english, "Anomalies")} == set(REPORT.anomalies["sentence_en"])


def test_proposals_and_imports_are_listed_whole() -> None:
    """The accountant keys in credit, document, amount; the clerk recognises the file."""
    book = opened(full())
    proposals = table_rows(book["Rapprochement proposé"], "ProposedMatching")
    headings = ("N° du crédit", "N° de la pièce payée", "Montant à lettrer", "Règle")
    assert [tuple(row[heading] for heading in headings) for row in proposals] == [
        ("VIR-31", "FA2025-00031", 450.0, "Pièce citée par le crédit"),
        ("@VIR", "=FA", 123.45, "Même montant au centime"),
        ("VIR-40", "FA2025-00044", 1.0, "Échéance la plus ancienne (C. civ. 1342-10)"),
    ]
    assert proposals[1]["Date de la pièce payée"] is None
    imports = table_rows(book["Imports"], "Imports")
    assert [(row["Fichier"], row["Nature"], row["Lignes"], row["Problèmes"], row["Empreinte"]) for row in imports] == [
        ("123456789FEC20251231.txt", "Grand livre (FEC)", 18_204, 0, "9f" * 6),
        ("=WEBSERVICE(1).csv", "Liste de pièces ouvertes", 310, 4, "0" * 12),
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_empty_report_still_gives_nine_sheets(lang: str) -> None:
    """No account, no import, no close: sentences instead of tables, no error."""
    book = opened(built(empty(REPORT), lang))
    assert book.sheetnames == (FRENCH if lang == "fr" else ENGLISH)
    assert [name for sheet in book for name in sheet.tables] == []


@pytest.mark.parametrize("name", ["control", "apart", "anomalies", "proposals", "imports", "previous"])
def test_any_single_empty_table_is_taken(name: str) -> None:
    """Each part of a report may be missing alone."""
    frame: pd.DataFrame = getattr(REPORT, name)
    assert len(opened(built(replace(REPORT, **{name: frame.iloc[:0]}))).sheetnames) == 11  # type: ignore[arg-type]


def test_ages_from_the_document_date_are_called_so() -> None:
    """Nothing is called overdue then."""
    by_document = replace(REPORT, basis="document")
    found = texts(built(by_document, "en"))
    assert any("ages counted from the document date" in text for text in found)
    assert {"Age in days", "Dated today", "One day old or more"} <= found
    assert not {"Days overdue", "Not due", "Overdue"} & found


def test_other_buckets_make_other_columns() -> None:
    """Two buckets of fifteen days."""
    edges = (15, 45)
    buckets = bucket_names(edges)
    moved = dict(zip(REPORT.buckets, [buckets[0], *buckets[1:], buckets[-1], buckets[-1]][:5], strict=True))
    items = REPORT.items.assign(bucket=[moved.get(name, name) for name in REPORT.items["bucket"]])
    balance = REPORT.balance.rename(columns={"1-30": "1-15", "31-60": "16-45", "91+": "46+"})
    balance["46+"] += balance.pop("61-90")
    sheet = opened(built(replace(REPORT, buckets=buckets, items=items, balance=balance)))["Balance âgée"]
    headings = [column.name for column in sheet.tables["AgedBalance"].tableColumns]
    assert headings[4:8] == ["Non échu", "1 à 15 j", "16 à 45 j", "Plus de 45 j"]


def test_a_currency_code_that_is_no_code_cannot_break_names() -> None:
    """Names of sheets and tables take letters and digits only, each once."""
    odd = {"USD": "A:/[B]", "JPY": "a*b"}
    names = ("balance", "items", "control", "apart")
    frames = {name: getattr(REPORT, name).replace({"currency": odd}) for name in names}
    book = opened(built(replace(REPORT, **frames)))
    assert [name for name in book.sheetnames if name.startswith("Balance")] == [
        "Balance âgée",
        "Balance âgée AB",
        "Balance âgée AB_2",
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sheet_prints_on_one_page_width_with_its_day(lang: str) -> None:
    """Landscape save the help; page number and day at the foot; no gridlines on the summary."""
    book = opened(full(lang))
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "2025" in sheet.oddFooter.left.text
        assert "&P" in sheet.oddFooter.right.text
    assert not book.worksheets[0].sheet_view.showGridLines
    assert [sheet.page_setup.orientation for sheet in book][-1] != "landscape"


def test_day_of_the_fixture_is_the_day_of_the_report() -> None:
    """The fixture's own convention (day number) and date agree."""
    assert REPORT.as_of.toordinal() - 719_163 == TODAY
