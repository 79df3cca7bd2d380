"""The sheet of criteria in a workbook of its own, and a manager's hand on one of its cells."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from xlsxwriter import Workbook

from receivables.priority.criteria import Criterion
from tests.unit import report_fixture
from workbooks.book import Book
from workbooks.criteria import write_criteria_sheet
from workbooks.styles import Styles
from workbooks.words import Words

_PLACES = {"Poids": 1, "Seuil": 2, "Code": 5}


def write_sheet(criteria: Sequence[Criterion], path: Path, lang: str = "fr") -> Path:
    """Write it; the path."""
    with Workbook(str(path)) as workbook:
        book = Book(workbook, report_fixture.report(), Words(lang), Styles(workbook, lang), {})
        write_criteria_sheet(book, criteria, 0)
    return path


def set_cell(path: Path, code: str, heading: str, value: object) -> str:
    """Change the cell of a criterion as a manager does; its address."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    row = next(row for row in sheet.iter_rows(max_col=6) if row[_PLACES["Code"]].value == code)
    cell = row[_PLACES[heading]]
    cell.value = value  # type: ignore[assignment]
    book.save(path)
    return str(cell.coordinate)
