"""The same for an .ods workbook: formulas stand in attributes there."""

from collections import Counter

from addin.archive import Archive, ArchiveError
from addin.formula_names import Renamer
from addin.markup import Element, Splice, attribute, spliced, walk, without
from addin.rewritten import NAMES, Rewritten
from addin.workbook_parts import refuse_signed, whole

_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
#: Elements with a formula -> the attribute it stands in, without prefix.
_FORMULAS = {
    "table-cell": "formula", "named-expression": "expression", "content-validation": "condition",
    "map": "condition", "condition": "value", "formatting-entry": "value",
}  # fmt: skip
_RESULTS = ("value-type", "value", "string-value", "date-value", "time-value", "boolean-value", "currency")


def is_opendocument(archive: Archive) -> bool:
    """Whether the file is a workbook (or a template) of LibreOffice."""
    return "mimetype" in archive and archive.read("mimetype").startswith(_TYPE)


def rewrite_opendocument(archive: Archive, content: bytes, renamer: Renamer) -> Rewritten:
    """Formulas of cells, names, validations and conditional formats. Raises ArchiveError where locked or signed."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ArchiveError("The workbook is protected by a password: save a copy without it.")
    refuse_signed(archive)
    counts: Counter[str] = Counter()
    parts: dict[str, bytes | None] = {}
    for part in ("content.xml", "styles.xml"):
        data = archive.read(part) if part in archive else b""
        if renamer.may_concern(data):
            splices = _renamed(data, renamer, counts)
            if splices:
                parts[part] = spliced(data, splices)
    return Rewritten(archive.changed(parts), dict(counts))


def _renamed(data: bytes, renamer: Renamer, counts: Counter[str]) -> list[Splice]:
    """The changes of one part; `counts` is added to."""
    splices: list[Splice] = []

    def visit(element: Element) -> None:
        local = _FORMULAS.get(element.name, "")
        old = _told(element, local)
        new = renamer.renamed(old, is_open_formula=True)
        if new != old:
            sheet = element.parent if element.parent and element.parent.name == "table" else None
            counts[_told(sheet, "name") if sheet else NAMES] += 1
            splices.append(attribute(data, element, local, new))
            if element.name == "table-cell":
                splices.extend([*without(data, element, *_RESULTS), *(whole(one) for one in element.children)])

    walk(data, {"table", "p", *_FORMULAS}, visit)
    return splices


def _told(element: Element, local: str) -> str:
    """An attribute found by its name without namespace."""
    return next((value for name, value in element.attributes.items() if name.rpartition(" ")[2] == local), "")
