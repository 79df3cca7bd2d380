"""The parts of the add-in's file but for its VBA project."""

from xml.sax.saxutils import escape, quoteattr

from addin.vba.ribbon import ON_ACTION, RIBBON_GROUPS, Group
from addin.xlam.settings import SHEET

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEXTS = {
    "fr": ("Relance clients", "Fonctions AR_… : balance âgée, échéances, pénalités de retard, priorités."),
    "en": ("Relance", "AR_… functions: aged balance, due dates, late-payment interest, priorities."),
}
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def parts(rows: list[tuple[str, str]], lang: str) -> dict[str, str]:
    """Name -> text of each XML part, in the order of the file. `rows` are the settings."""
    bodies = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            (f"{_MICROSOFT}/relationships/ui/extensibility", "customUI/customUI.xml"),
        ),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{_OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/relationships/styles", "styles.xml"),
            (f"{_MICROSOFT}/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/worksheets/sheet1.xml": _sheet(rows),
        "xl/styles.xml": _STYLES,
        "customUI/customUI.xml": ribbon(lang),
        "docProps/core.xml": _core(lang),
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity></Properties>",
    }
    return {name: _HEAD + body for name, body in bodies.items()}


def ribbon(lang: str) -> str:
    """The tab of the ribbon: groups of the buttons that RelanceRibbon.bas answers."""
    groups = "".join(_group(one, lang) for one in RIBBON_GROUPS)
    return (
        f'<customUI xmlns="{_MICROSOFT}/01/customui"><ribbon><tabs><tab id="RelanceTab" label="Relance">'
        f"{groups}</tab></tabs></ribbon></customUI>"
    )


def _group(group: Group, lang: str) -> str:
    buttons = "".join(
        f'<button id="{one.id}" size="large" imageMso="{one.image}" onAction="{ON_ACTION}" '
        f"label={quoteattr(one.label(lang))} supertip={quoteattr(one.tip(lang))}/>"
        for one in group.buttons
    )
    return f'<group id="{group.id}" label={quoteattr(group.label(lang))}>{buttons}</group>'


def _content_types() -> str:
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{spreadsheet}.worksheet+xml",
        "/xl/styles.xml": f"{spreadsheet}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(*pairs: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _workbook() -> str:
    """The code names are those of the modules of the VBA project."""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><fileVersion appName="xl"/>'
        '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<row r="{number}">{_cell(f"A{number}", name)}{_cell(f"B{number}", value)}</row>'
        for number, (name, value) in enumerate(rows, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><dimension ref="A1:B{len(rows)}"/>'
        '<cols><col min="1" max="2" width="40" customWidth="1"/></cols>'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )


def _cell(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _core(lang: str) -> str:
    """Excel's list of add-ins shows title and description."""
    title, description = _TEXTS[lang]
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>Relance</dc:creator>"
        f"<dc:description>{escape(description)}</dc:description></cp:coreProperties>"
    )
