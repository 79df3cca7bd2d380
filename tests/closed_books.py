"""Workbooks written part by part, with everything a formula may stand in, as Excel writes them."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def zipped(parts: Mapping[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Parts in their order; dates of their own, one part stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = b"a comment"
        for number, (name, content) in enumerate(parts.items()):
            entry = zipfile.ZipInfo(name, (1997, 1 + number % 12, 2, 3, 4, 6))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(content: bytes, part: str) -> str:
    """One part as text."""
    return parts_of(content)[part].decode()


def sheet_xml(rows: str, more: str = "", columns: str = "") -> str:
    """A sheet's part."""
    return (
        f'{_HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><dimension ref="A1:C4"/>{columns}'
        f"<sheetData>{rows}</sheetData>{more}</worksheet>"
    )


def book(
    rows: str, more: str = "", *, columns: str = "", names: str = "", links: tuple[str, ...] = (),
    chain: str = "", calculation: str = "", extra: Mapping[str, str | bytes] | None = None, properties: str = "",
    sheet_relations: str = "",
) -> dict[str, str | bytes]:  # fmt: skip
    """The parts of a workbook of one sheet, Clients; `links`: files external links lead to, [1] first."""
    numbers = range(1, len(links) + 1)
    referred = "".join(f'<externalReference r:id="rId{10 + one}"/>' for one in numbers)
    related = "".join(_relation(f"rId{10 + one}", "externalLink", f"externalLinks/externalLink{one}.xml")
                      for one in numbers)  # fmt: skip
    chained = _relation("rId3", "calcChain", "calcChain.xml") if chain else ""
    kinds = "".join(_override(f"/xl/externalLinks/externalLink{one}.xml", "externalLink") for one in numbers)
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'{_override("/xl/workbook.xml", "sheet.main")}{_override(f"/{SHEET}", "worksheet")}'
        f'{_override("/xl/calcChain.xml", "calcChain") if chain else ""}{kinds}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{_relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
        f'<sheets><sheet name="Clients" sheetId="1" r:id="rId1"/></sheets>'
        f"{f'<externalReferences>{referred}</externalReferences>' if links else ''}"
        f"{f'<definedNames>{names}</definedNames>' if names else ''}{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{_relation("rId1", "worksheet", "worksheets/sheet1.xml")}{chained}{related}</Relationships>',
        SHEET: sheet_xml(rows, more, columns),
        **({"xl/worksheets/_rels/sheet1.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{sheet_relations}</Relationships>"} if sheet_relations else {}),
        **({"xl/calcChain.xml": chain} if chain else {}),
        **{part: text for one, target in zip(numbers, links, strict=True) for part, text in _link(one, target).items()},
        "xl/media/image1.png": bytes(range(256)) * 8,
        **(extra or {}),
    }  # fmt: skip


def relation(name: str, kind: str, target: str) -> str:
    """A relation of the sheet."""
    return _relation(name, kind, target)


def _link(number: int, target: str) -> dict[str, str]:
    place = f"xl/externalLinks/externalLink{number}.xml"
    return {
        place: f'{_HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1"><definedNames>'
        '<definedName name="AR_PENALTY"/></definedNames></externalBook></externalLink>',
        f"xl/externalLinks/_rels/externalLink{number}.xml.rels": f'{_HEAD}<Relationships '
        f'xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" '
        f'Target="{target}" TargetMode="External"/></Relationships>',
    }  # fmt: skip


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def _override(part: str, kind: str) -> str:
    return (
        f'<Override PartName="{part}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
    )
