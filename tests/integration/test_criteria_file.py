"""Reading back the sheet of criteria: what it writes it reads, and every wrong cell is named in one sentence."""

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest

from receivables.priority.criteria import DEFAULT_CRITERIA
from server.imports.criteria_file import read_criteria
from server.imports.files.errors import UserFileError
from tests.criteria_sheet import set_cell, write_sheet


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_the_sheet_shows_is_read_back(tmp_path: Path, lang: str) -> None:
    """In either language, also once a figure was typed as text or another sheet stands before it."""
    path = write_sheet(DEFAULT_CRITERIA, tmp_path / "criteria.xlsx", lang)
    assert read_criteria(path, DEFAULT_CRITERIA) == DEFAULT_CRITERIA
    set_cell(path, "collectible", "Seuil", "25 000")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Notes", 0)["A1"] = "Code"
    book.save(path)
    assert read_criteria(path, DEFAULT_CRITERIA)[0].threshold == 25_000


@pytest.mark.parametrize(
    ("code", "heading", "value", "sentence"),
    [
        ("collectible", "Poids", 101, "a weight is a whole number from 0 to 100, not 101"),
        ("collectible", "Poids", -1, "a weight is a whole number from 0 to 100, not -1"),
        ("collectible", "Poids", 12.5, "« 12.5 » is no whole number"),
        ("collectible", "Poids", "beaucoup", "« beaucoup » is no whole number"),
        ("collectible", "Poids", None, "is empty"),
        ("collectible", "Poids", True, "is no whole number"),
        ("collectible", "Poids", dt.date(2026, 1, 1), "is no whole number"),
        ("collectible", "Poids", "#N/A", "« #N/A » is no whole number"),
        ("share_over_60", "Seuil", 101, "this threshold is a whole number from 1 to 100, not 101"),
        ("oldest_days", "Seuil", 0, "this threshold is a whole number from 1 to 3,650, not 0"),
        ("limitation", "Poids", 5, "its weight stays 0, not 5"),
        ("oldest_days", "Code", "oldest", "there is no criterion « oldest »"),
        ("oldest_days", "Code", "collectible", "stands there a second time"),
        ("oldest_days", "Code", None, "the code of the row is missing"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, code: str, heading: str, value: object, sentence: str) -> None:
    path = write_sheet(DEFAULT_CRITERIA, tmp_path / "criteria.xlsx")
    cell = set_cell(path, code, heading, value)
    with pytest.raises(UserFileError, match=re.escape(sentence)) as refusal:
        read_criteria(path, DEFAULT_CRITERIA)
    assert f"criteria.xlsx, sheet « Critères », cell {cell}" in str(refusal.value)


def test_a_row_that_is_gone_is_named(tmp_path: Path) -> None:
    path = write_sheet(DEFAULT_CRITERIA, tmp_path / "criteria.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.delete_rows(sheet.max_row)
    book.save(path)
    with pytest.raises(UserFileError, match="criterion « payment_grace » is missing"):
        read_criteria(path, DEFAULT_CRITERIA)


def test_cells_to_fill_in_are_checked_as_they_are_typed(tmp_path: Path) -> None:
    """Each weight and each threshold has a rule for whole numbers, and a text that helps."""
    path = write_sheet(DEFAULT_CRITERIA, tmp_path / "criteria.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rules = sheet.data_validations.dataValidation
    checked = {str(rule.sqref) for rule in rules}
    rows = [row[0].row for row in sheet.iter_rows(max_col=6) if row[5].value in {one.name for one in DEFAULT_CRITERIA}]
    assert {f"{column}{row}" for column in "BC" for row in rows} <= checked
    assert all(rule.type == "whole" and rule.prompt and len(rule.prompt) <= 255 for rule in rules)
