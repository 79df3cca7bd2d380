"""Sheet Conflits as it is put into a user's own workbook, and the mark that cells in conflict get there.

The mark is a conditional format that carries its own colour, so that the workbook's styles keep their bytes.
"""

from collections.abc import Mapping

from addin.added_sheets import MAIN
from addin.cell_marks import shown_place
from addin.conflict_sheet import CHOICE_WORDS
from addin.markup import Splice, elements, escaped
from addin.sheet_names import CONFLICT_COLUMNS
from receivables.account_fields import ACCOUNT_FIELDS

CONFLICTS = "Conflits"
_HEADINGS = {
    "fr": ("Id", "Compte", "Nom", "Champ", "Avant", "Le mien", "L'autre", "Par", "Quand", "Choix"),
    "en": ("Id", "Account", "Name", "Field", "Before", "Mine", "Theirs", "By", "When", "Choice"),
}
_ROWS = (2, 201)
_URI = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"


def conflict_page(lang: str) -> bytes:
    """The sheet's part: headings, a hidden column of ids, a list of choices (another value may be typed)."""
    cells = b"".join(
        b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (shown_place((1, place)).encode(), escaped(text))
        for place, text in enumerate(_HEADINGS[lang], 1)
    )
    choices = ",".join(words[lang == "en"] for words in CHOICE_WORDS.values())
    choice = shown_place((_ROWS[0], CONFLICT_COLUMNS.index("choice") + 1))
    last = shown_place((_ROWS[1], CONFLICT_COLUMNS.index("choice") + 1))
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s">'
        b'<cols><col min="1" max="1" width="9" hidden="1" customWidth="1"/>'
        b'<col min="2" max="10" width="22" customWidth="1"/></cols>'
        b'<sheetData><row r="1">%s</row></sheetData>'
        b'<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="%s:%s">'
        b'<formula1>"%s"</formula1></dataValidation></dataValidations></worksheet>'
    ) % (MAIN.encode(), cells, choice.encode(), last.encode(), escaped(choices))


def marks_of_conflicts(
    data: bytes, page: str, account: int, fields: Mapping[str, int], rows: tuple[int, int]
) -> list[Splice]:
    """The splice that colours a shared cell while its account's number and its field stand in the sheet of conflicts.

    It has to stand in the sheet's list of extensions; where there is one of conditional formats, within it.
    """
    rules = b"".join(
        _rule(page, account, key, column, rows, place) for place, (key, column) in enumerate(fields.items())
    )
    found = elements(data, "worksheet", "extLst", "ext", "conditionalFormattings")
    root = next(one for one in found if one.depth == 0)
    lists = [one for one in found if one.name == "extLst" and one.depth == 1]
    formats = [one for one in found if one.name == "conditionalFormattings"]
    if formats:
        return [(formats[0].content[1], formats[0].content[1], rules)] if formats[0].content[0] < formats[0].end else []
    prefix = data[root.tag[0] + 1 : data.index(b"worksheet", root.tag[0])]
    extension = (
        b'<%sext uri="%s" xmlns:x14="%s"><x14:conditionalFormattings>%s</x14:conditionalFormattings></%sext>'
    ) % (prefix, _URI.encode(), _X14.encode(), rules, prefix)
    if lists:
        return [(lists[0].content[1], lists[0].content[1], extension)]
    place = root.content[1]
    return [(place, place, b"<%sextLst>%s</%sextLst>" % (prefix, extension, prefix))]


def _rule(page: str, account: int, key: str, column: int, rows: tuple[int, int], place: int) -> bytes:
    """One column's rule: whether the row's account and the field's name stand together in the sheet of conflicts."""
    one = ACCOUNT_FIELDS[key]
    quoted = page.replace("'", "''")
    number, name = f"'{quoted}'!$B$2:$B$201", f"'{quoted}'!$D$2:$D$201"
    own = "$" + shown_place((rows[0], account))
    names = "+".join(f'({name}="{label}")' for label in dict.fromkeys((one.label_fr, one.label_en)))
    formula = f'SUMPRODUCT(({number}&""={own}&"")*(({names})>0))>0'
    cells = f"{shown_place((rows[0], column))}:{shown_place((rows[1], column))}"
    return (
        b'<x14:conditionalFormatting xmlns:x14="%s" xmlns:xm="%s">'
        b'<x14:cfRule type="expression" priority="%d" id="{52454C41-4E43-4500-8000-%012X}"><xm:f>%s</xm:f>'
        b'<x14:dxf><fill><patternFill patternType="solid"><bgColor rgb="FFFFC7CE"/></patternFill></fill></x14:dxf>'
        b"</x14:cfRule><xm:sqref>%s</xm:sqref></x14:conditionalFormatting>"
    ) % (_X14.encode(), _XM.encode(), 900 + place, place + 1, escaped(formula), cells.encode())
