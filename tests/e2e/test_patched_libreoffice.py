"""Patched and rewritten files in a real Calc: they open, and what hangs on a written cell is computed anew."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter

from addin.patch import patch
from addin.patched_cell import Formula
from addin.rewrite import rewrite
from tests.calc_host import CalcHost, running
from tests.service import serving

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalcHost]:
    """Calc with the add-in, and the service that computes."""
    with serving(tmp_path_factory.mktemp("home")) as service, running(service.url) as host:
        yield host


def opened(calc: CalcHost, content: bytes, name: str) -> dict[str, Any]:
    """Sheets of a file as it is opened."""
    path = calc.room / name
    path.write_bytes(content)
    found: dict[str, Any] = calc.steps(["open", str(path)], ["sheets"])[-1]
    return found


def test_what_hangs_on_a_written_cell_is_computed_anew(calc: CalcHost) -> None:
    """The result the file kept is not trusted; a text stays a text, a new formula answers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Données")
        sheet.write_number("A1", 1)
        sheet.write_formula("B1", "=A1*2", None, 2)
        sheet.write_array_formula("C1:C2", "{=A1:A2*10}", None, 10)
        book.add_worksheet("Autre").write_formula("A1", "=Données!A1+1", None, 2)
    written = {(1, 1): 5, (2, 1): 7, (9, 3): "=1+1", (3, 30): Formula('SUM(A1:A2)&" é<"')}
    patched = patch(content.getvalue(), {"Données": written}, drops_results=True)
    sheets = opened(calc, patched, "patched.xlsx")
    values = sheets["Données"]["values"]
    assert [row[:3] for row in values[:2]] == [[5, 10, 50], [7, "", 70]]
    assert (values[8][2], values[2][29]) == ("=1+1", "12 é<")
    assert sheets["Autre"]["values"] == [[6]]


def test_an_ods_goes_to_excel_and_back(calc: CalcHost) -> None:
    """Saved by LibreOffice, its calls renamed for Excel and back: the same formulas answer the same."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("L'été (1)")
        for row, value in enumerate((12_000, 46_096, 46_295)):
            sheet.write_number(row, 0, value)
        sheet.write_formula("B1", "=AR.PENALTY(A1,A2,A3)", None, "")
        sheet.write_formula("B2", '="AR.PENALTY("&ROUND(AR.PENALTY(A1,A2,A3),2)', None, "")
        sheet.write_array_formula("C1:C3", "{=AR.DUEDATE(A2:A3,30)}", None, "")
    first, saved = calc.room / "first.xlsx", calc.room / "saved.ods"
    first.write_bytes(content.getvalue())
    before = calc.steps(["open", str(first)], ["save", str(saved), "calc8"], ["sheets"])[-1]
    ods = saved.read_bytes()
    for_excel = rewrite(ods, "excel")
    assert for_excel.counts == {"L'été (1)": 3}
    back = rewrite(for_excel.content, "libreoffice")
    after = opened(calc, back.content, "back.ods")
    interest = round(12_000 * 0.1215 * 107 / 365, 2) + round(12_000 * 0.124 * 92 / 365, 2)
    assert after["L'été (1)"]["values"][0][1] == pytest.approx(interest, abs=1e-9)
    assert after == before
    lost = opened(calc, for_excel.content, "excel.ods")["L'été (1)"]["values"]
    assert lost[0][1] == {"error": 525}  # #NAME?: the old result is not kept under another name
