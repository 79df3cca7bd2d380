"""Cells written into a closed workbook: what they hold, what they leave alone, what is refused."""

import datetime as dt
import io
import itertools
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from addin.archive import ArchiveError
from addin.cell_marks import parse_place, shown_place
from addin.patch import Cells, patch
from addin.patched_cell import Formula
from tests.closed_books import SHEET, book, parts_of, relation, text_of, zipped

ROWS = (
    '<row r="2" spans="2:3" ht="30"><c r="B2" s="0" t="s"><v>0</v></c><c r="C2"><f>B2*2</f><v>4</v></c></row>'
    '<row r="4"/><row r="6" s="0" customFormat="1"><c r="A6"><v>1</v></c></row>'
)


def patched(rows: str, cells: Cells, **more: Any) -> str:
    """The sheet's part after writing."""
    return text_of(patch(zipped(book(rows, **more)), {"Clients": cells}), SHEET)


def values(rows: str, cells: Cells, **more: Any) -> dict[str, Any]:
    """What another reader finds in the cells that hold something."""
    content = patch(zipped(book(rows, **more)), {"Clients": cells})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Clients"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_cells_are_written_where_they_belong() -> None:
    """New rows before, between and after; new cells before, between and after; an empty row; a cell replaced."""
    cells = {(1, 1): 1, (2, 1): 2.5, (2, 2): None, (2, 9): True, (3, 3): "x", (4, 30): "y", (9, 2): Formula('B2&"<"')}
    assert values(ROWS, cells) == {
        "A1": 1, "A2": 2.5, "C2": "=B2*2", "I2": True, "C3": "x", "AD4": "y", "A6": 1, "B9": '=B2&"<"',
    }  # fmt: skip
    rows = patched(ROWS, cells)
    assert '<row r="2" ht="30"><c r="A2">' in rows
    assert '<c r="B2" s="0"/><c r="C2"><f>B2*2</f><v>4</v></c><c r="I2" t="b">' in rows
    assert 'ref="A1:AD9"' in rows


def test_an_empty_sheet_and_cells_without_marks() -> None:
    """`<sheetData/>`; rows and cells that only follow one another."""
    content = zipped({**book(""), SHEET: "<worksheet><sheetData/></worksheet>"})
    assert "<sheetData><row r=\"3\"><c r=\"B3\"><v>7</v></c></row></sheetData>" in text_of(
        patch(content, {"Clients": {(3, 2): 7}}), SHEET
    )  # fmt: skip
    unmarked = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert '<c><v>1</v></c><c r="B1"><v>9</v></c></row><row><c><v>3</v></c><c r="B2"><v>8</v></c></row>' in patched(
        unmarked, {(1, 2): 9, (2, 2): 8}
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", '<c r="A1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'),
        (" <b>&\n", '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> &lt;b&gt;&amp;\n</t></is></c>'),
        ("a\x00\r_x0041_", '<t xml:space="preserve">a_x0000__x000D__x005F_x0041_</t>'),
        (Decimal("12.30"), '<c r="A1"><v>12.30</v></c>'),
        (dt.date(2026, 9, 30), '<c r="A1"><v>46295</v></c>'),
        (dt.datetime(2026, 9, 30, 12), '<c r="A1"><v>46295.5</v></c>'),
        (False, '<c r="A1" t="b"><v>0</v></c>'), (0.1, '<c r="A1"><v>0.1</v></c>'), ("", '<c r="A1"/>'),
    ],
)  # fmt: skip
def test_each_kind_of_value(value: Any, written: str) -> None:
    """A text never becomes a formula; what XML cannot hold is written as Excel writes it."""
    assert written in patched("", {(1, 1): value})


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    """1 January 1904 is day 0 there."""
    assert "<v>2</v>" in patched("", {(1, 1): dt.date(1904, 1, 3)}, properties='<workbookPr date1904="1"/>')


def test_a_new_cell_looks_like_its_row_or_column() -> None:
    """A date written into an empty cell of a date column shows as a date."""
    columns = '<cols><col min="2" max="3" style="5" width="9"/></cols>'
    sheet = patched(ROWS.replace('s="0" customFormat', 's="7" customFormat'), {(1, 2): 1, (6, 3): 1}, columns=columns)
    assert '<c r="B1" s="5">' in sheet
    assert '<c r="C6" s="7">' in sheet


def test_a_day_shows_as_a_day_whatever_its_cell_showed() -> None:
    """In cells without a format, of numbers, of texts, coloured ones and new ones; who shows days already keeps their
    format. A second day there adds no style."""
    source, out = openpyxl.Workbook(), io.BytesIO()
    sheet = source.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "x", 5, "12", 7
    sheet["A2"].number_format, sheet["A3"].number_format, sheet["A4"].number_format = "0.00", "@", "yyyy-mm-dd"
    sheet["A2"].fill = PatternFill("solid", "FFFF00")
    source.save(out)
    day = dt.date(2026, 9, 30)
    cells = {(row, 1): day for row in range(1, 6)} | {(1, 2): 8}
    content = patch(out.getvalue(), {"Sheet": cells})
    found = openpyxl.load_workbook(io.BytesIO(content))["Sheet"]
    assert [(found.cell(row, 1).value, found.cell(row, 1).is_date) for row in range(1, 6)] == [
        (dt.datetime(2026, 9, 30), True)
    ] * 5
    assert [found.cell(row, 1).number_format for row in range(1, 6)] == [*["mm-dd-yy"] * 3, "yyyy-mm-dd", "mm-dd-yy"]
    assert (found["A2"].fill.fgColor.rgb, found["B1"].value) == ("00FFFF00", 8)
    again = patch(content, {"Sheet": {(1, 1): dt.date(2026, 10, 1), (2, 1): day}})
    assert parts_of(again)["xl/styles.xml"] == parts_of(content)["xl/styles.xml"]


CHAIN = '<calcChain><c r="C2" i="1"/></calcChain>'


def test_the_order_of_calculation_goes_with_a_formula() -> None:
    """Only then: Excel would call the file damaged; with its relation and content type."""
    source = zipped(book(ROWS, chain=CHAIN, calculation='<calcPr calcId="1"/><extLst/>'))
    for cells, is_kept in (({(2, 3): 5}, False), ({(2, 3): Formula("1")}, True), ({(2, 2): 5}, True)):
        after = parts_of(patch(source, {"Clients": cells}))
        assert ("xl/calcChain.xml" in after) is is_kept
        assert (b"calcChain" in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]) is is_kept
        assert b'<calcPr calcId="1" fullCalcOnLoad="1"/><extLst/>' in after["xl/workbook.xml"]


def test_all_other_parts_keep_their_bytes() -> None:
    """And a file into which nothing is written is the same file."""
    source = zipped(book(ROWS, chain=CHAIN))
    before, after = parts_of(source), parts_of(patch(source, {"Clients": {(2, 2): 5}}))
    assert {name for name in before if before[name] != after[name]} == {SHEET, "xl/workbook.xml"}
    assert patch(source, {}) == source


def test_results_can_be_dropped_for_a_spreadsheet_that_trusts_them() -> None:
    """Those of formulas that stay; values stay."""
    sheet = text_of(patch(zipped(book(ROWS)), {"Clients": {(2, 2): 5}}, drops_results=True), SHEET)
    assert '<c r="C2"><f>B2*2</f></c>' in sheet
    assert '<c r="A6"><v>1</v></c>' in sheet


ARRAY = '<row r="1"><c r="A1"><f t="array" ref="A1:B3">X(1)</f></c><c r="B1"><v>1</v></c></row>'
SHARED = '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f></c></row>'
MERGED = '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
TABLE = '<table ref="A1:B9"/>'


@pytest.mark.parametrize(
    ("rows", "more", "place"),
    [
        (ARRAY, {}, (1, 1)), (ARRAY, {}, (2, 2)), (SHARED, {}, (1, 1)), ("", {"more": MERGED}, (2, 2)),
        ("", {"sheet_relations": relation("rId1", "table", "../tables/t.xml"), "extra": {"xl/tables/t.xml": TABLE}},
         (1, 2)),
        ("", {}, (0, 1)), ("", {}, (1, 16_385)), ("", {}, (1_048_577, 1)), ('<row r="x"/>', {}, (1, 1)),
        ('<row r="1"><c r="?"/></row>', {}, (1, 1)),
    ],
)  # fmt: skip
def test_what_would_spoil_other_cells_is_refused(rows: str, more: dict[str, Any], place: tuple[int, int]) -> None:
    """In one sentence; next to it one may write."""
    source = book(rows, **{"more": "", **more})
    with pytest.raises(ArchiveError, match=r"^[A-Z].*[.]$"):
        patch(zipped(source), {"Clients": {place: 5}})
    if rows in (ARRAY, SHARED, ""):
        assert patch(zipped(source), {"Clients": {(9, 9): 5}})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x" * 32_768, dt.date(1899, 1, 1)])
def test_values_no_cell_takes_are_refused(value: Any) -> None:
    """With the cell they were for."""
    with pytest.raises(ArchiveError, match="B7"):
        patch(zipped(book(ROWS)), {"Clients": {(7, 2): value}})


def test_a_sheet_that_is_not_there_is_refused() -> None:
    """By its name."""
    with pytest.raises(ArchiveError, match="« Client »"):
        patch(zipped(book(ROWS)), {"Client": {}})


def test_many_cells_are_written_in_one_go() -> None:
    """20,000 cells into 20,000 rows, every second one there already."""
    rows = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(2, 20_001, 2))
    sheet = patched(rows, {(row, 1): row for row in range(1, 20_001)})
    marks = [f'<c r="A{row}"><v>{row}</v></c>' for row in range(1, 20_001)]
    places = [sheet.index(mark) for mark in itertools.islice(marks, 0, None, 997)]
    assert places == sorted(places)
    assert sheet.count("<row ") == 20_000


@pytest.mark.parametrize("mark", ["A1", "Z9", "AA10", "AZ3", "BA1", "ZZ7", "AAA1", "XFD1048576"])
def test_marks_of_cells(mark: str) -> None:
    """There and back."""
    assert shown_place(parse_place(mark)) == mark
