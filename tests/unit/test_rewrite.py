"""A user's workbook for another spreadsheet: each place a formula stands in, the rest to the byte."""

import pytest

from addin.archive import ArchiveError
from addin.rewrite import rewrite
from addin.rewritten import NAMES
from tests.closed_books import SHEET, book, parts_of, relation, text_of, zipped

RELANCE = "file:///C:\\Users\\a%20b\\relance.xlam"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="3" t="e"><f>AR_PENALTY(A2,A3,A4)</f><v>#NAME?</v></c></row>'
    '<row r="2"><c r="A2" vm="1" t="str" cm="1"><f t="array" ref="A2:A9">[1]!AR_AGED_BALANCE(D:F,A1)&amp;"é"</f>'
    '<v>x</v></c><c r=\'B2\'><f t="shared" ref="B2:B4" si="0">_xll.AR_RATE(A2)</f><v>1</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="0"/><v>2</v></c><c r="C3"><f t="shared" si="1"/><v>7</v></c></row>'
    '<row r="4"><c r="B4"><f t="shared" si="0"/><v>3</v></c><c r="D4"><f>"AR_PENALTY("&amp;A1</f><v>4</v></c></row>'
)
MORE = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>AR_OVERDUE(A1,B1)&gt;0</formula>'
    '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="custom" sqref="A1" '
    'prompt="AR_PENALTY(1)"><formula1>AR_BUCKET(A1,B1)="1-30"</formula1><formula2>0</formula2></dataValidation>'
    '</dataValidations><tableParts count="1"><tablePart r:id="rId1"/></tableParts><extLst><ext><x14:cfRule '
    'xmlns:x14="x" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><xm:f>AR_RATE(A1)</xm:f></x14:cfRule>'
    "</ext></extLst>"
)
TABLE = (
    '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ref="A1:B3"><tableColumns><tableColumn '
    'id="1" name="AR_RATE(x)"><calculatedColumnFormula>AR_RATE(T[[#This Row],[AR_RATE(x)]])</calculatedColumnFormula>'
    "</tableColumn></tableColumns></table>"
)
CHART = '<c:chart xmlns:c="c"><c:f>AR_RATE(Clients!$A$1)</c:f><c:v>AR_RATE(1)</c:v></c:chart>'
NAMED = "<definedName name=\"Taux\">'C:\\x\\relance.xlam'!AR_RATE(Clients!$A$1)</definedName>"


def full(**more: str | tuple[str, ...]) -> dict[str, str | bytes]:
    """A workbook with a formula in every place there is."""
    return book(
        ROWS, MORE, names=NAMED, links=(RELANCE,),
        sheet_relations=relation("rId1", "table", "../tables/table1.xml")
        + relation("rId2", "drawing", "/xl/drawings/drawing1.xml"),
        extra={
            "xl/tables/table1.xml": TABLE, "xl/drawings/drawing1.xml": "<d/>", "xl/charts/chart1.xml": CHART,
            "xl/drawings/_rels/drawing1.xml.rels":
                f"<Relationships>{relation('rId1', 'chart', '../charts/chart1.xml')}</Relationships>",
            "xl/sharedStrings.xml": "<sst><si><t>AR_PENALTY(1)</t></si></sst>",
            "customXml/item1.xml": "<f>AR_RATE(1)</f>",
        },
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_formulas_everywhere_are_renamed_and_counted() -> None:
    """Cells, shared and array formulas, names, validations, conditional formats, tables, charts."""
    done = rewrite(zipped(full()), "libreoffice")
    sheet = text_of(done.content, SHEET)
    assert done.counts == {"Clients": 10, NAMES: 1}
    for told in (
        '<c r="B1" s="3"><f>AR.PENALTY(A2,A3,A4)</f></c>',
        '<c r="A2" cm="1"><f t="array" ref="A2:A9">AR.AGEDBALANCE(D:F,A1)&amp;"é"</f></c>',
        '<c r=\'B2\'><f t="shared" ref="B2:B4" si="0">AR.RATE(A2)</f></c>',
        '<c r="B3"><f t="shared" si="0"/></c><c r="C3"><f t="shared" si="1"/><v>7</v></c>',
        '<c r="B4"><f t="shared" si="0"/></c><c r="D4"><f>"AR_PENALTY("&amp;A1</f><v>4</v></c>',
        "<formula>AR.OVERDUE(A1,B1)&gt;0</formula>", 'prompt="AR_PENALTY(1)"><formula1>AR.BUCKET(A1,B1)="1-30"',
        "<xm:f>AR.RATE(A1)</xm:f>",
    ):  # fmt: skip
        assert told in sheet
    assert ">AR.RATE(T[[#This Row],[AR_RATE(x)]])<" in text_of(done.content, "xl/tables/table1.xml")
    assert "<c:f>AR.RATE(Clients!$A$1)</c:f><c:v>AR_RATE(1)</c:v>" in text_of(done.content, "xl/charts/chart1.xml")
    assert ">AR.RATE(Clients!$A$1)</definedName>" in text_of(done.content, "xl/workbook.xml")


def test_parts_that_need_no_change_keep_their_bytes() -> None:
    """Media, texts, another program's XML."""
    content = zipped(full())
    before, after = parts_of(content), parts_of(rewrite(content, "office").content)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        SHEET, "xl/workbook.xml", "xl/tables/table1.xml", "xl/charts/chart1.xml", "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels", "xl/externalLinks/externalLink1.xml",
        "xl/externalLinks/_rels/externalLink1.xml.rels",
    }  # fmt: skip


def test_a_link_to_the_add_in_that_nothing_asks_for_goes() -> None:
    """With its part, its relation, its content type; else Excel asks about it for ever."""
    done = rewrite(zipped(full()), "excel")
    assert done.dropped_links == 1
    assert not [name for name in parts_of(done.content) if "externalLink" in name]
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        assert "external" not in text_of(done.content, part)
    assert '<calcPr fullCalcOnLoad="1"/></workbook>' in text_of(done.content, "xl/workbook.xml")


def test_links_of_others_keep_their_numbers() -> None:
    """A link before another one stays: [2] would lead elsewhere; so does one that is still asked for."""
    cell = '<row r="1"><c r="A1"><f>[1]!AR_RATE(A2)+[2]Feuil1!A1</f></c></row>'
    done = rewrite(zipped(book(cell, links=(RELANCE, "budget.xlsx"))), "excel")
    assert (done.counts, done.dropped_links) == ({"Clients": 1}, 0)
    assert "<f>AR_RATE(A2)+[2]Feuil1!A1</f>" in text_of(done.content, SHEET)
    cell = '<row r="1"><c r="A1"><f>[2]!AR_RATE(A2)+[2]!OTHER(1)+[1]!AR_RATE(1)</f></c></row>'
    done = rewrite(zipped(book(cell, links=("budget.xlsx", RELANCE))), "libreoffice")
    assert done.dropped_links == 0
    assert "<f>AR.RATE(A2)+[2]!OTHER(1)+[1]!AR_RATE(1)</f>" in text_of(done.content, SHEET)


def test_a_workbook_already_right_is_the_same_file() -> None:
    """Not a byte changes, no result is lost."""
    content = zipped(book('<row r="1"><c r="A1"><f>AR_RATE(A2)</f><v>1</v></c></row>'))
    assert rewrite(content, "excel").content is content
    assert rewrite(content, "excel").counts == {}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({**book(""), "_xmlsignatures/origin.sigs": ""}, "signed"),
        ({"xl/workbook.xml": "<x/>"}, "no .xlsx"),
        ({**book(""), SHEET: '<!DOCTYPE a [<!ENTITY e "AR_RATE(1)">]><a><f>&e;</f></a>'}, "document type"),
        ({**book(""), SHEET: "<worksheet><f>AR_RATE(1)"}, "damaged"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<encryption-data/>"},
         "password"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused(parts: dict[str, str | bytes], told: str) -> None:
    """In one sentence."""
    with pytest.raises(ArchiveError, match=told):
        rewrite(zipped(parts), "excel")


def test_an_ods_has_its_formulas_in_attributes() -> None:
    """Cells lose their old result, notes stay; names, validations and conditions are renamed."""
    content = (
        '<office:d xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><table:content-validation '
        'table:condition="of:is-true-formula(AR_RATE([.A1])&gt;0)"/><table:table table:name="Clients"><table:table-row>'
        '<table:table-cell table:formula="of:=AR_PENALTY([.A1];&quot;AR_RATE(&quot;)" office:value-type="float" '
        'office:value="1" calcext:value-type="float" table:style-name="ce1"><office:annotation><text:p>note</text:p>'
        "</office:annotation><text:p>1</text:p></table:table-cell></table:table-row><calcext:conditional-formats>"
        '<calcext:condition calcext:value="formula-is(AR_RATE([.A1])&gt;0)"/></calcext:conditional-formats>'
        "</table:table>"
        '<table:named-expressions><table:named-expression table:expression="of:=AR_RATE([$Clients.$A$1])"/>'
        "</table:named-expressions></office:d>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
             "META-INF/manifest.xml": "<m/>", "Pictures/1.png": b"\0\1"}  # fmt: skip
    source = zipped(parts, stored=("mimetype",))
    done = rewrite(source, "libreoffice")
    assert done.counts == {"Clients": 2, NAMES: 2}
    expected = content.replace("AR_PENALTY(", "AR.PENALTY(").replace("AR_RATE([", "AR.RATE([")
    for result in (
        ' office:value-type="float"', ' office:value="1"', ' calcext:value-type="float"', "<text:p>1</text:p>",
    ):  # fmt: skip
        expected = expected.replace(result, "")
    after = parts_of(done.content)
    assert after["content.xml"].decode() == expected
    assert {name: after[name] for name in after if name != "content.xml"} == {
        name: part for name, part in parts_of(source).items() if name != "content.xml"
    }  # fmt: skip
