"""The calculator's file: names in the form each host stores, results kept beside formulas, checked inputs."""

import io
import re
from functools import cache

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from addin.catalogue import CATALOGUE
from addin.formula_names import HOSTS, Renamer, stored
from receivables.errors import ReceivablesError
from tests.closed_books import parts_of
from workbooks.calculator import TOPICS, write_calculator

NAMES = [function.name for function in CATALOGUE]


@cache
def calculator(host: str, lang: str = "fr") -> bytes:
    """The file, built once."""
    return built(host, lang)


def built(host: str, lang: str) -> bytes:
    """The file."""
    content = io.BytesIO()
    write_calculator(content, host, lang)
    return content.getvalue()


@cache
def formulas(content: bytes) -> list[str]:
    """Every formula of the file."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        found += [one.text if isinstance(one, ArrayFormula) else one for one in cells]
    return found


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_are_those_the_host_stores_and_the_bytes_always_the_same(host: str, lang: str) -> None:
    """No other function of ours, in no other form; no error among the samples."""
    content = calculator(host, lang)
    assert content == built(host, lang)
    called = {name for one in formulas(content) for name in re.findall(r"[\w.]*AR[._]\w+(?=\()", one)}
    assert called <= {stored(name, host) for name in NAMES}
    assert len(called) >= 14
    assert [one for one in formulas(content) if Renamer(NAMES, host).renamed(one) != one] == []
    texts = b"".join(part for name, part in parts_of(content).items() if name.startswith("xl/worksheets"))
    assert b't="e"' not in texts


def test_excel_keeps_the_results_where_its_formula_spills() -> None:
    """As Excel writes them: the formula over the cells its result fills, each with its value."""
    content = calculator("excel")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Balance âgée"]
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Balance âgée"]
    (place,) = [cell for row in sheet.iter_rows() for cell in row if "AGED" in getattr(cell.value, "text", "")]
    rows = [[cell.value for cell in row] for row in values[place.value.ref]]
    assert rows[0][:3] == ["Compte", "Non échu", "1-30"]
    assert rows[-1] == ["Total", 2340, 9776, 12_600, 960, 12_050, 0, -500, 37_226]
    assert b'cm="1"' in parts_of(content)["xl/worksheets/sheet5.xml"]


def test_libreoffice_keeps_room_and_no_result() -> None:
    """It computes what holds no result as it opens the file; room without a result shows nothing."""
    content = calculator("libreoffice")
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert values[sheet.title][cell.coordinate].value in (None, "")
    (plan,) = [text for text in formulas(content) if "INSTALMENTS" in text]
    assert re.fullmatch(r'=IFERROR\(IF\(ROW\((\w+:\w+)\)\*COLUMN\(\1\),AR\.INSTALMENTS\(.*\)\),""\)', plan)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_typed_is_checked_and_helped(lang: str) -> None:
    """Days, amounts and debtors; messages short enough for Excel."""
    book = openpyxl.load_workbook(io.BytesIO(calculator("excel", lang)))
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert {rule.type for rule in rules} >= {"date", "decimal", "whole", "list"}
    assert all(0 < len(rule.prompt) <= 255 and len(rule.error) <= 255 for rule in rules)
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len(book.sheetnames) == len(TOPICS) + 1


def test_an_unknown_host_is_refused() -> None:
    """In one sentence."""
    with pytest.raises(ReceivablesError, match="word"):
        calculator("word")
