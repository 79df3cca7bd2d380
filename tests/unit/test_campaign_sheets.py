"""The sheets of campaigns, reopened: the proposal with its ticks, what was sent, procedures, objections."""

import io
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from receivables.campaign_report import CampaignReport
from receivables.days import NO_DAY
from receivables.dunning.defaults import SHIPPED
from receivables.dunning.objections import KNOW, OBJECTIONS, objections_of
from receivables.dunning.procedure_rows import to_rows
from receivables.dunning.stops import Reason
from receivables.dunning.words import CHANNELS, OUTCOMES, RUN_STATES, STATES, STOPS, WAITS, word
from receivables.followup.words import REASONS
from server.campaigns.approval.ticks_file import read_ticks
from server.errors import UserError
from server.store import campaign_states
from tests.unit.morning_fixture import morning
from tests.unit.report_fixture import HOSTILE, NORTH, SOUTH, TODAY, report
from tests.unit.test_balance_workbook import opened, table_rows
from workbooks.balance import write_balance_workbook
from workbooks.words import Words
from workbooks.words_calculator import CALCULATOR
from workbooks.words_campaigns import CAMPAIGNS
from workbooks.words_criteria import CRITERIA
from workbooks.words_help import HELP
from workbooks.words_labels import LABELS
from workbooks.words_meanings import MEANINGS
from workbooks.words_morning import MORNING
from workbooks.words_penalties import PENALTIES
from workbooks.words_shared import SHARED

REPORT = report()
FIRST, SECOND, THIRD = (f"{number:032x}" for number in (1, 2, 3))


def _proposal() -> pd.DataFrame:
    """A reminder, a formal notice one person approved, a message already approved, and what is held back."""
    common = {"run": 7, "company": NORTH, "name": HOSTILE[0], "currency": "EUR", "items": "FA1, =cmd()",
              "interest": 0, "compensation": 0, "reasons_fr": "relance 1 : une pièce", "reasons_en": "reminder 1: one",
              "approver": "one", "approved_by": ""}  # fmt: skip
    rows: list[dict[str, Any]] = [
        {**common, "message": FIRST, "account": "C1", "level": "r1", "channel": "email", "amount": 120_000,
         "state": "planned"},
        {**common, "message": SECOND, "account": "C2", "level": "notice", "channel": "registered", "amount": 45_000,
         "interest": 1_234, "compensation": 4_000, "state": "planned", "approver": "two", "approved_by": "=Alice()"},
        {**common, "message": THIRD, "account": "C3", "level": "r2", "channel": "letter", "amount": 1,
         "state": "queued", "approved_by": "Bob"},
        {**common, "message": "", "company": SOUTH, "account": "C9", "level": "", "channel": "", "amount": 99,
         "state": "", "approver": "", "reasons_fr": "litige sur 0,99 EUR", "reasons_en": "0.99 EUR in dispute"},
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _sent() -> pd.DataFrame:
    blank = {"company": NORTH, "name": "Alpha", "currency": "EUR", "level": "r1", "channel": "email", "items": "FA1",
             "reason": "", "recipient": "a@example.com", "number": "", "posted_day": NO_DAY, "presented_day": NO_DAY,
             "outcome": ""}  # fmt: skip
    return pd.DataFrame([
        {**blank, "message": FIRST, "day": TODAY - 9, "account": "C2", "amount": 5, "state": "uncertain",
         "evidence": "no answer"},
        {**blank, "message": SECOND, "day": TODAY, "account": "C1", "amount": 120_000, "state": "sent",
         "evidence": "250 =ok()"},
        {**blank, "message": THIRD, "day": TODAY - 1, "account": "C1", "amount": 7, "state": "skipped",
         "evidence": "", "reason": "dispute"},
        {**blank, "message": "f" * 32, "day": TODAY - 20, "account": "C1", "amount": 8, "state": "posted",
         "level": "notice", "channel": "registered", "evidence": "scan.pdf", "number": "1A 234", "outcome": "received",
         "posted_day": TODAY - 20, "presented_day": TODAY - 18},
    ])  # fmt: skip


def campaigns(*, is_stale: bool = False, changed: str = "") -> CampaignReport:
    """The report all tests look at."""
    runs = [(7, NORTH, TODAY, TODAY - 1, TODAY, TODAY + 1, is_stale, changed, changed),
            (7, SOUTH, TODAY, NO_DAY, TODAY, NO_DAY, False, "", "")]  # fmt: skip
    columns = [
        "run",
        "company",
        "on",
        "last_receipt",
        "last_day",
        "fresh_until",
        "is_stale",
        "changed_fr",
        "changed_en",
    ]
    return CampaignReport(SHIPPED, pd.DataFrame(runs, columns=columns), _proposal(), _sent())


def built(told: CampaignReport, lang: str = "fr") -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    write_balance_workbook(REPORT, out, lang, replace(morning(REPORT), campaigns=told))
    return out.getvalue()


FRENCH, ENGLISH = built(campaigns()), built(campaigns(), "en")


def test_the_same_report_gives_the_same_bytes() -> None:
    """And every sheet is there, in its place."""
    assert built(campaigns()) == FRENCH
    names = opened(FRENCH).sheetnames
    assert names[1:4] == ["Agenda", "Proposition", "Envois"]
    assert {"Objections", "Scénarios"} <= set(names)
    assert {"Proposal", "Messages", "Objections", "Procedures"} <= set(opened(ENGLISH).sheetnames)


def test_a_proposal_is_ticked_beside_its_freshness() -> None:
    """Yellow boxes for what waits alone; level, channel, reasons, people needed in words; the id is hidden."""
    sheet = opened(FRENCH)["Proposition"]
    rows = table_rows(sheet, "Proposal")
    assert [row["Niveau"] for row in rows] == ["relance 1", "mise en demeure", "relance 2", None]
    assert [row["Canal"] for row in rows] == ["e-mail", "recommandé", "courrier", None]
    assert [row["Montant demandé"] for row in rows] == [1200, 450, 0.01, 0.99]
    assert [row["État"] for row in rows] == ["à approuver", "à approuver", "approuvé, à envoyer", "non relancé"]
    assert rows[1]["Approbation"] == "approuvé par =Alice() ; attend une seconde personne"
    assert (rows[1]["Pénalités"], rows[1]["Indemnité"]) == (12.34, 40)
    assert rows[3]["Pourquoi"] == "litige sur 0,99 EUR"
    assert [row["Message"] for row in rows] == [FIRST, SECOND, THIRD, None]
    letters = [cell.column_letter for cell in sheet[_top(sheet)] if cell.value == "Message"]
    assert sheet.column_dimensions[letters[0]].hidden
    ruled = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert ruled == {f"A{_top(sheet) + 1}:A{_top(sheet) + 2}"}


def _top(sheet: Any) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value in ("Approuver", "Approve"))


def test_old_money_is_told_in_red() -> None:
    """On top and beside the ticks; of fresh money nothing is red."""
    for is_stale in (False, True):
        sheet = opened(built(campaigns(is_stale=is_stale)))["Proposition"]
        reds = {cell.coordinate for row in sheet.iter_rows() for cell in row
                if cell.font.color is not None and cell.font.color.rgb == "FFB3261E"}  # fmt: skip
        beside = {f"B{_top(sheet) + number}" for number in (1, 2, 3)}
        assert reds == ({*beside, "A5"} if is_stale else set())
    assert "BANQUE EN RETARD" in sheet["A5"].value


def test_the_proposal_grows_old_with_its_money() -> None:
    """The sentence names the last day reminders may leave, and turns red after it wherever the file is opened; that the
    books changed since stands below it, as a text."""
    sheet = opened(built(campaigns(changed="=cmd() depuis, import de X")))["Proposition"]
    assert "relances possibles jusqu'au" in sheet["A5"].value
    (rule,) = [rule for area in sheet.conditional_formatting if str(area.sqref) == "A5" for rule in area.rules]
    assert rule.formula == [f"WORKDAY(TODAY()+1,-1)>{TODAY + 1 + 25_569}"]
    assert sheet["A6"].value == f"{NORTH} · =cmd() depuis, import de X"
    assert sheet["A6"].data_type == "s"
    assert not [area for area in opened(FRENCH)["Proposition"].conditional_formatting if str(area.sqref) == "A7"]


def test_what_was_sent_tells_doubts_first() -> None:
    """In red; the reason of what was held back, the letter's number and days."""
    sheet = opened(FRENCH)["Envois"]
    rows = table_rows(sheet, "Messages")
    assert [row["État"] for row in rows] == [
        "en doute : on ne sait pas s'il est parti", "envoyé", "retenu (litige)", "posté",
    ]  # fmt: skip
    assert rows[3]["N° de recommandé"] == "1A 234"
    assert rows[3]["Suite"] == "reçu"
    assert rows[1]["Preuve"] == "250 =ok()"


def test_no_text_of_others_is_a_formula() -> None:
    """Names, numbers, evidence: shown as they are."""
    book = opened(FRENCH)
    for name in ("Proposition", "Envois"):
        for row in book[name].iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]


def test_without_a_run_the_proposal_says_how_to_make_one() -> None:
    """And nothing was sent."""
    none = campaigns()
    told = replace(none, runs=none.runs.iloc[:0], proposal=none.proposal.iloc[:0], sent=none.sent.iloc[:0])
    book = opened(built(told))
    assert "relance campaign plan" in book["Proposition"]["A4"].value
    assert book["Envois"]["A4"].value == "Aucune ligne."


def _ticked(tmp_path: Path, marks: dict[int, Any], content: bytes = FRENCH) -> Path:
    """The workbook as somebody saves it with some ticks (row of the table, from 1 -> what was typed)."""
    with warnings.catch_warnings():  # what openpyxl does not know
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(book[name] for name in ("Proposition", "Proposal") if name in book.sheetnames)
    for number, mark in marks.items():
        sheet.cell(_top(sheet) + number, 1).value = mark
    book.save(tmp_path / "ticked.xlsx")
    return tmp_path / "ticked.xlsx"


@pytest.mark.parametrize("mark", ["x", "X", "☑", "oui", True, 1, "✓"])
def test_a_tick_is_read_back_however_it_was_made(tmp_path: Path, mark: Any) -> None:
    """In both languages."""
    assert read_ticks(_ticked(tmp_path, {2: mark}), 7) == [SECOND]
    assert read_ticks(_ticked(tmp_path, {1: mark, 2: "non"}, ENGLISH), 7) == [FIRST]


@pytest.mark.parametrize(
    ("marks", "run", "sentence"),
    [
        ({}, 7, "nothing is ticked"), ({1: "peut-être"}, 7, "is no tick"), ({4: "x"}, 7, "nothing to approve"),
        ({1: "x"}, 8, "proposes campaign 7, not 8"),
    ],
)  # fmt: skip
def test_a_tick_that_means_nothing_is_refused(tmp_path: Path, marks: dict[int, Any], run: int, sentence: str) -> None:
    """With the row: nothing is approved by half."""
    with pytest.raises(UserError, match=sentence):
        read_ticks(_ticked(tmp_path, marks), run)


def test_a_file_without_a_proposal_is_refused(tmp_path: Path) -> None:
    """One sentence each."""
    book = openpyxl.Workbook()
    book.active.append(["Approuver", "Campagne", "Message"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(UserError, match="no sheet « Proposition »"):
        read_ticks(tmp_path / "other.xlsx", 7)
    book.active.title = "Proposition"
    book.active["C1"] = "Autre"
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(UserError, match="headings"):
        read_ticks(tmp_path / "other.xlsx", 7)


def test_the_procedures_of_the_workbook_are_those_of_the_export() -> None:
    """Cell by cell, so that `procedure load` takes either."""
    rows = list(opened(FRENCH)["Scénarios"].iter_rows(min_row=5, values_only=True))
    shown = [[cell or "" for cell in row] for row in rows]
    assert shown == [list(row.values()) for row in to_rows(SHIPPED)]


def test_every_objection_has_an_answer_in_both_languages() -> None:
    """One for each reason, one for all else; what the law says of each kind of debtor."""
    assert set(OBJECTIONS) == {*REASONS, "otherwise"}
    told = [one for kind in ("business", "consumer", "public", "unknown") for one in objections_of(kind)]
    for one in told:
        assert all(text.strip() == text != "" for both in (one.label, one.answer, one.ask, one.source) for text in both)
    assert set(KNOW) == {"business", "consumer", "public"}
    assert "aucun frais" in KNOW["consumer"][0][0]
    assert "on ne menace pas" in KNOW["public"][0][0]


@pytest.mark.parametrize(("kind", "is_trader"), [("business", True), ("consumer", False), ("public", False),
                                                 ("unknown", False)])  # fmt: skip
def test_only_a_trader_is_told_the_law_of_traders(kind: str, is_trader: bool) -> None:
    """C. conso. L121-2 and L121-6: a consumer is not told of L441-10; a public buyer has the term of CCP R2192-10."""
    told = objections_of(kind)
    assert [one.reason for one in told] == list(OBJECTIONS)
    assert any("C. com." in one.source[0] for one in told) is is_trader
    assert any("CCP" in one.source[0] for one in told) is (kind == "public")
    assert any("nalités" in one.answer[0] for one in told) is is_trader


def test_every_code_is_in_words() -> None:
    """States of messages and runs, channels, reasons: no screen shows a raw code."""
    codes = {value for name, value in vars(campaign_states).items() if name.isupper() and isinstance(value, str)}
    assert codes <= STATES.keys() | CHANNELS.keys()
    assert {reason.value for reason in Reason} == STOPS.keys()
    for table in (STATES, CHANNELS, OUTCOMES, RUN_STATES, WAITS, STOPS):
        assert all(both[0] and both[1] for both in table.values())
    assert word(STATES, "unheard of", "fr") == "unheard of"


def test_no_text_of_the_campaigns_hides_another() -> None:
    """The tables of words are one in the workbook."""
    others = (LABELS, HELP, CRITERIA, MORNING, PENALTIES, MEANINGS, CALCULATOR, SHARED)
    assert not [key for table in others for key in table if key in CAMPAIGNS]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_of_the_sheets_fit(lang: str) -> None:
    """Excel takes 31 characters."""
    assert all(len(Words(lang).sheet(key)) <= 22 for key in ("proposal", "sent", "procedures", "objections"))
