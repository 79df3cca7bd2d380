"""The sheets of the morning, reopened: calls, penalties, metrics, rates, account card."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from receivables.late_payment.penalty_words import SENTENCES
from receivables.money import to_decimal
from receivables.priority.order import Stage
from tests.unit.morning_fixture import morning, penalties
from tests.unit.report_fixture import HOSTILE, NORTH, SOUTH, empty, only, report
from tests.unit.test_balance_workbook import opened, table_rows, texts
from workbooks.balance import write_balance_workbook
from workbooks.cards import card_numbers, card_table
from workbooks.cells import safe_text
from workbooks.help_sheet import SHEETS
from workbooks.penalty_notes import meanings
from workbooks.words import WORDS, Words

REPORT = report()
MORNING = morning(REPORT)
FRENCH = [
    "Synthèse", "Agenda", "Balance âgée", "Pièces ouvertes", "Fiche compte", "Fiches", "Pénalités par compte",
    "Pénalités", "Pénalités incertaines", "Comité", "Délais L441", "Indicateurs", "Anomalies", "Rapprochement proposé",
    "Critères", "Taux", "Imports", "Aide",
]  # fmt: skip


@cache
def full(lang: str = "fr") -> bytes:
    """The whole workbook, built once."""
    return built(lang=lang)


def built(figures: Any = REPORT, told: Any = MORNING, lang: str = "fr") -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    write_balance_workbook(figures, out, lang, told)
    return out.getvalue()


def totals(sheet: Any, name: str) -> dict[str, Any]:
    """Total row of a table by heading."""
    left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
    return {sheet.cell(top, column).value: sheet.cell(bottom, column).value for column in range(left, right + 1)}


def test_sheets_stand_in_the_order_of_a_working_day() -> None:
    """The data behind the account card are hidden, all else is seen."""
    euros = only(REPORT, "EUR")
    book = opened(built(euros, morning(euros_with_dollars(euros))))
    assert book.sheetnames == FRENCH
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["Fiches"]


def euros_with_dollars(euros: Any) -> Any:
    """The fixture of the morning wants a dollar account for one of its penalties."""
    return replace(euros, balance=REPORT.balance)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sheet_is_told_in_the_help(lang: str) -> None:
    """And has a name that fits."""
    words = Words(lang)
    named = {words.sheet(key) for key in SHEETS}
    shown = {sheet.title for sheet in opened(full(lang)) if sheet.sheet_state == "visible"}
    assert {name for name in shown if not name.endswith((" JPY", " USD"))} == named
    assert named <= texts(full(lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_texts_of_data_never_become_formulas(lang: str) -> None:
    """Formulas are ours alone, and hold nothing of a ledger."""
    book = opened(full(lang))
    hostile = [safe_text(text) for text in HOSTILE if len(text) < 100]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d", "f"}
                if cell.data_type == "f":
                    assert re.match(r"=(SUBTOTAL\(109,|IF\(|IFERROR\()", cell.value)
                    assert not [text for text in hostile if text in cell.value]
                if cell.hyperlink:
                    assert cell.hyperlink.target is None
    assert {"=cmd()", "=mail()", "=chef()", "=BCE()", "@geste"} <= texts(full(lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_headings_of_tables_are_those_of_their_cells(lang: str) -> None:
    """Each once, or Excel repairs the file."""
    for sheet in opened(full(lang)):
        for table in sheet.tables.values():
            left, top, right, _ = range_boundaries(table.ref)
            headings = [column.name for column in table.tableColumns]
            assert headings == [sheet.cell(top, column).value for column in range(left, right + 1)]
            assert len({heading.lower() for heading in headings}) == len(headings)


def test_same_reports_give_same_bytes() -> None:
    """Nothing of the clock gets in."""
    again = report()
    assert built(again, morning(again)) == full()


def test_the_agenda_tells_whom_to_call_and_leaves_room() -> None:
    """Ranks in order; reasons in one line; what others treat has no running share; the clerk's columns are empty."""
    sheet = opened(full(), values=True)["Agenda"]
    rows = table_rows(sheet, "Agenda")
    assert [row["Rang"] for row in rows] == list(range(1, 13))
    assert sheet["A4"].value == "7 appels = 80 % de ce que les appels peuvent rapporter."
    assert "Version 3" in sheet["A5"].value
    assert rows[0]["Prochaine action"] == "Appeler"
    assert all(re.fullmatch(r".*31 jours \(\+15\)", row["Raisons (points du score)"]) for row in rows)
    calls = MORNING.worklist.rows
    assert [row["Part cumulée"] is None for row in rows] == (calls["stage"] == Stage.OTHERS).tolist()
    assert [row["Du nouveau"] for row in rows] == ["nouveau"] + [None] * 11
    assert {row[name] for row in rows for name in ("Résultat de l'appel", "Prochaine date")} == {None}
    assert totals(sheet, "Agenda")["À recouvrer"] == float(to_decimal(int(calls["collectible"].sum())))
    kinds = {str(rule.sqref)[:2]: rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds == {"K8": "list", "L8": "date"}


def test_a_printed_page_of_the_agenda_holds_what_a_call_needs() -> None:
    """Whom to call, why, for how much, at which number, and the room to note; the rest is for the screen."""
    sheet = opened(full())["Agenda"]
    table = sheet.tables["Agenda"]
    left, top, right, bottom = range_boundaries(table.ref)
    assert sheet.print_area == f"'Agenda'!$A$1:$L${bottom}"
    printed = [sheet.cell(top, place).value for place in range(left, 13)]
    assert printed[2:] == [
        "Compte client", "Nom", "Prochaine action", "Raisons (points du score)", "À recouvrer", "Devise",
        "Interlocuteur", "Téléphone", "Résultat de l'appel", "Prochaine date",
    ]  # fmt: skip
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, right > 12) == ("landscape", 0, True)
    assert sum(sheet.column_dimensions[chr(64 + place)].width for place in range(1, 13)) < 230


def test_penalties_stand_line_by_line_with_days_rate_and_source() -> None:
    """Two half-years of the first item, its compensation on the first; 12.15 % is a number of a cell."""
    sheet = opened(full(), values=True)["Pénalités"]
    rows = [row for row in table_rows(sheet, "Penalties") if row["N° de pièce"] == safe_text(HOSTILE[0])]
    assert [row["Nature"] for row in rows] == ["Intérêts de retard"] * 2
    assert [row["Intérêts dus"] for row in rows] == [23.0, 33.0]
    assert [row["Indemnité forfaitaire"] for row in rows] == [40.0, 0.0]
    assert [row["Jours"] for row in rows] == [86, 184]
    assert [row["Taux annuel"] for row in rows] == pytest.approx([0.1215, 0.1215])
    assert [row["Source"] for row in rows] == ["taux BCE 2,15 % + 10 points", "=cmd()"]
    for row in rows:
        assert (row["Au (inclus)"] - row["Du"]).days + 1 == row["Jours"]
    subtitle = sheet["A2"].value
    assert "Aucun taux n'est publié pour les jours après le 15 décembre 2025" in subtitle
    assert "Taux légal par défaut : vérifiez vos conditions générales. Comptes : " in subtitle


def test_what_a_remark_means_is_said_in_the_language_with_the_accounts_it_speaks_of() -> None:
    """Under the tables by account; no more than five are named."""
    item = penalties(REPORT).items.iloc[[0]]
    many = pd.concat([item.assign(account=f"C{at}") for at in range(7)], ignore_index=True)
    report = replace(penalties(REPORT), items=many)
    assert meanings(Words("fr"), report) == [(
        "taux légal par défaut : vérifiez vos conditions générales",
        "Taux légal par défaut : vérifiez vos conditions générales. Comptes : C0, C1, C2, C3, C4 et 2 autres.",
    )]  # fmt: skip
    assert meanings(Words("en"), report)[0][1] == (
        "Legal rate by default: check your terms of sale. Accounts: C0, C1, C2, C3, C4 and 2 more."
    )


def test_a_public_buyer_owes_interets_moratoires_and_an_item_that_owes_nothing_says_why() -> None:
    """By the words of the law; the day it was paid; a payment the insolvency forbids."""
    rows = table_rows(opened(full(), values=True)["Pénalités"], "Penalties")
    (public,) = [row for row in rows if row["Nature"] == "Intérêts moratoires"]
    assert (public["Intérêts dus"], public["Indemnité forfaitaire"]) == (12.34, 40.0)
    assert public["Payée le"] == dt.datetime(2025, 6, 14)
    assert {row["Payée le"] for row in rows} == {public["Payée le"], "à payer"}
    (nothing,) = [row for row in rows if row["Nature"] == "Pas d'intérêts"]
    assert (nothing["Intérêts dus"], nothing["Remarques"]) == (0, "paiement interdit par la procédure")


def test_doubtful_penalties_stand_apart_in_grey_italics() -> None:
    """On a sheet of their own, with the reason; in the account's table the column too."""
    book = opened(full())
    (row,) = table_rows(book["Pénalités incertaines"], "UncertainPenalties")
    assert (row["Intérêts dus"], row["Remarques"]) == (7.77, "échéance estimée · petit reste")
    assert {cell.font.italic for cell in book["Pénalités incertaines"][5]} == {True}
    assert 7.77 not in [row["Intérêts dus"] for row in table_rows(book["Pénalités"], "Penalties")]
    sheet = book["Pénalités par compte"]
    _, top, right, _ = range_boundaries(sheet.tables["PenaltyAccounts_EUR"].ref)
    assert sheet.cell(top, right).value == "Incertain (non réclamé)"
    assert (sheet.cell(top + 1, right).font.italic, sheet.cell(top + 1, right - 2).font.italic) == (True, False)


def test_penalties_of_an_account_add_up_and_lead_to_their_lines() -> None:
    """56 + 40 - 6 waived = 90, and 7.77 apart; currencies have tables of their own."""
    sheet = opened(full(), values=True)["Pénalités par compte"]
    rows = table_rows(sheet, "PenaltyAccounts_EUR")
    first = next(row for row in rows if row["Incertain (non réclamé)"])
    names = ("Intérêts", "Indemnités", "− Renoncé", "− Facturé", "= À réclamer", "Incertain (non réclamé)")
    assert [first[name] for name in names] == [56.0, 40.0, 6.0, 0.0, 90.0, 7.77]
    sums = totals(sheet, "PenaltyAccounts_EUR")
    assert [sums[name] for name in names] == [56.0, 40.0, 6.0, 0.0, 90 + 52.34, 7.77]
    assert (sums["Intérêts, payé en retard"], sums["Indemnités, payé en retard"]) == (12.34, 40.0)
    assert [row["Intérêts"] for row in table_rows(sheet, "PenaltyAccounts_USD")] == [0.5]
    (decision,) = table_rows(sheet, "PenaltyDecisions")
    assert [decision[name] for name in ("Décision", "Par", "Motif", "Somme (vide : tout)")] == [
        "Renoncé", "=chef()", "@geste", 6.0,
    ]  # fmt: skip
    for row in sheet.iter_rows(min_col=2, max_col=2, min_row=8):
        link = row[0].hyperlink
        if link and "Pénalités" in link.location:
            target, cell = link.location.split("!")
            assert opened(full())[target.strip("'")][cell].value == row[0].value


def test_penalties_without_rates_or_late_items_are_said_so() -> None:
    """No table, no sentence of a rate that was not used."""
    whole = penalties(REPORT)
    none = replace(
        whole, computed_until=whole.as_of, rate_note="", items=whole.items[:0], lines=whole.lines[:0],
        accounts=whole.accounts[:0], decisions=whole.decisions[:0],
    )  # fmt: skip
    book = opened(built(told=replace(MORNING, penalties=none)))
    for name in ("Pénalités par compte", "Pénalités", "Pénalités incertaines"):
        said = [str(row[0]) for row in book[name].iter_rows(values_only=True) if row[0]]
        assert "Aucune ligne." in said
        assert not [text for text in said if "Taux légal" in text or "Aucun taux" in text]


def test_every_remark_has_words() -> None:
    """Whatever the calculation warns of is worded in both languages."""
    assert [code for code in SENTENCES if f"remark.{code}" not in WORDS or f"meaning.{code}" not in WORDS] == []


def test_metrics_stand_beside_their_definitions_and_a_dash_beside_its_reason() -> None:
    """One column for all, one a company; no zero for what is not known."""
    sheet = opened(full(), values=True)["Indicateurs"]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["Indicateur"][:4] == ("Ensemble", NORTH, SOUTH, "Définition")
    assert rows["DSO, méthode comptable"][:3] == (61.08, 61.08, 61.08)
    assert rows["Taux de recouvrement (CEI)"][:3] == ("–", "–", "–")
    assert rows["Taux de recouvrement (CEI)"][3].endswith("→ =raison")
    assert rows["Encours d'ouverture de la période"][0] == "–"
    assert "365 jours" in rows["Ventes TTC de la période"][3]


@pytest.mark.parametrize(("closes", "charts"), [(0, 0), (1, 0), (2, 2), (3, 2)])
def test_charts_draw_the_trend_from_two_closes_on(closes: int, charts: int) -> None:
    """Their ranges hold the months and the figures of the table; with less there is a sentence."""
    content = built(told=morning(REPORT, closes))
    sheet = opened(content, values=True)["Indicateurs"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawn = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    own = [xml for xml in drawn if "Indicateurs" in xml]
    assert len(own) == charts
    assert ("Trend_EUR" in sheet.tables) is (charts > 0)
    said = "\n".join(str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0])
    assert (f"{closes} mois arrêté(s)" in said) is (charts == 0)
    for xml in own:
        ranges = re.findall(r"<c:f>Indicateurs!([$A-Z0-9:]+)</c:f>", xml)
        months = {tuple(row[0].value for row in sheet[found.replace("$", "")]) for found in ranges[1::3]}
        assert months == {tuple(f"2025-{10 + at}" for at in range(closes))}


def test_rates_have_days_percent_source_and_certainty() -> None:
    """The newest first; up to when interest can be computed."""
    sheet = opened(full("en"), values=True)["Rates"]
    rows = table_rows(sheet, "Rates")
    assert [row["Rate a year"] for row in rows] == pytest.approx([0.024, 0.0215, 0.027512])
    assert [row["Certainty"] for row in rows] == ["added by you", "seen at the source named", "to be checked"]
    assert [row["Source"] for row in rows] == ["=BCE()", "BCE", "JO"]
    assert sheet["A4"].value == "Interest can be computed up to 31 December 2025; past it nothing is invented."


def test_summary_says_what_changed_since_the_last_import() -> None:
    """Counts and amounts a company; nothing where there was one import only."""

    def block(content: bytes) -> list[list[Any]]:
        sheet = opened(content, values=True)["Synthèse"]
        return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]

    rows = block(full())
    start = rows.index(["Depuis le dernier import"])
    assert rows[start + 2] == [NORTH, "24 décembre 2025", "EUR", 3, 1234.56, 2, 50.0, 1, 42.0]
    # What is called paid: the ledger's letters say so, a payment alone does not.
    note = "Payé ou soldé : d'après le lettrage du grand livre ; un règlement non encore lettré n'y compte pas."
    assert [note] in rows[start:]
    assert ["Depuis le dernier import"] not in block(
        built(told=replace(MORNING, since_import=MORNING.since_import[:0]))
    )


def test_only_the_card_of_an_account_without_clause_says_to_check_the_terms() -> None:
    """The first item rests on the law's rate, the others on a clause or on a public buyer's rate."""
    table = card_table(REPORT, MORNING, card_numbers(REPORT, MORNING), "fr")
    marked = table.loc[table["default_rate"].notna(), ["account", "currency"]].to_numpy().tolist()
    first = MORNING.penalties.items.iloc[0]
    assert marked == [[first["account"], first["currency"]]]
    headings = [str(row[0].value) for row in opened(full())["Fiche compte"].iter_rows()]
    heading = next(one for one in headings if one.startswith("=IF(") and "Pénalités (taux légal par défaut" in one)
    assert "'Fiches'!" in heading


def test_the_account_card_shows_the_first_call() -> None:
    """The value kept beside each formula is that of the account chosen: figures, contacts, closes, items, lines."""
    sheet = opened(full(), values=True)["Fiche compte"]
    first = MORNING.worklist.rows.iloc[0]
    account = REPORT.balance[REPORT.balance["account"] == first["account"]].iloc[0]
    assert sheet["B5"].value.startswith(f"{first['account']} · ")
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {account["company"], float(to_decimal(int(account["total"]))), 60, "Appeler", "=chef()"} <= shown
    own = REPORT.items[REPORT.items["account"] == first["account"]]
    assert {float(to_decimal(int(minor))) for minor in own["open"]} <= shown
    assert {23.0, 33.0, 40.0, "2025-10", "2025-12"} <= shown
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B5", "list", f"'Fiches'!$D$2:$D${len(REPORT.balance) + 1}")


def test_labels_of_accounts_are_each_once_and_no_pattern() -> None:
    """Whatever the names are: MATCH reads * ? and ~ as patterns, and no case."""
    names = ["a*b?c~d", "A B C D", "a b c d", "É" * 400]
    rows = REPORT.balance.drop_duplicates(["company", "currency"]).assign(account="1")
    twins = replace(REPORT, balance=rows.assign(name=[names[at % 4] for at in range(len(rows))]))
    labels = card_table(twins, MORNING, card_numbers(twins, MORNING), "fr")["label"].tolist()
    assert len(rows) == 4
    assert len({label.casefold() for label in labels}) == len(labels) > 4
    assert not [label for label in labels if set("*?~") & set(label) or len(label) > 255]


def test_a_morning_of_an_empty_report_has_all_sheets() -> None:
    """Sentences instead of tables, no error."""
    none = empty(REPORT)
    calls = replace(MORNING.worklist, rows=MORNING.worklist.rows[:0], pareto=MORNING.worklist.pareto[:0])
    whole = MORNING.penalties
    owed = replace(whole, items=whole.items[:0], lines=whole.lines[:0], accounts=whole.accounts[:0],
                   decisions=whole.decisions[:0])  # fmt: skip
    told = MORNING.metrics
    figures = replace(told, figures=told.figures[:0], amounts=told.amounts[:0], trend=told.trend[:0],
                      notes=told.notes[:0])  # fmt: skip
    bare = replace(MORNING, worklist=calls, penalties=owed, metrics=figures, since_import=MORNING.since_import[:0],
                   contacts=MORNING.contacts[:0], history=MORNING.history[:0])  # fmt: skip
    assert set(opened(built(none, bare)).sheetnames) == set(FRENCH) - {"Fiches"}
