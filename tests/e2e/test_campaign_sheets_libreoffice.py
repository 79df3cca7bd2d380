"""The sheets of campaigns in a real spreadsheet: LibreOffice recalculates the card's reminders and keeps the ticks."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from server.campaigns.approval.ticks_file import read_ticks
from tests.e2e.test_workbook_libreoffice import _opened, converted, without_cached_values
from tests.unit.morning_fixture import morning
from tests.unit.test_balance_workbook import opened
from tests.unit.test_campaign_sheets import REPORT, SECOND, campaigns
from workbooks.balance import write_balance_workbook

pytestmark = pytest.mark.libreoffice


def _built() -> bytes:
    """The workbook whose first card is that of the account the reminders were sent to."""
    told, figures = campaigns(), morning(REPORT)
    first = figures.worklist.rows.iloc[0]
    sent = told.sent.assign(company=first["company"], account=first["account"], currency=first["currency"])
    out = io.BytesIO()
    write_balance_workbook(REPORT, out, "fr", replace(figures, campaigns=replace(told, sent=sent)))
    return out.getvalue()


def test_the_card_lists_the_reminders_of_its_account(tmp_path: Path) -> None:
    """As computed by LibreOffice from formulas alone: the same as kept beside them, four reminders, doubts first."""
    content = _built()
    (tmp_path / "bare.xlsx").write_bytes(without_cached_values(content))
    (computed,) = converted(tmp_path, tmp_path / "bare.xlsx")
    after = _opened(computed, values=True)["Fiche compte"]
    kept = opened(content)["Fiche compte"]
    top = next(row[0].row for row in kept.iter_rows() if row[0].value == "Relances envoyées ou en attente")
    assert after.cell(top + 1, 1).value == "4 relances"
    states = [after.cell(top + 3 + number, 4).value for number in range(5)]
    assert states[0] == "en doute : on ne sait pas s'il est parti"
    assert states[1:4] == ["envoyé", "retenu (litige)", "posté"]
    assert not states[4]


def test_a_tick_typed_in_another_spreadsheet_is_read_back(tmp_path: Path) -> None:
    """LibreOffice saved the file: the hidden id and the campaign are still beside the tick."""
    book = _opened(without_cached_values(_built()))
    sheet = book["Proposition"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Approuver")
    sheet.cell(top + 2, 1).value = "☑"
    book.save(tmp_path / "ticked.xlsx")
    (saved,) = converted(tmp_path, tmp_path / "ticked.xlsx")
    (tmp_path / "saved.xlsx").write_bytes(saved)
    assert read_ticks(tmp_path / "saved.xlsx", 7) == [SECOND]
