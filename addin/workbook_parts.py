"""The parts of a closed .xlsx or .xlsm, how they hang together, and changes gathered for one writing."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from addin.archive import Archive, ArchiveError
from addin.markup import Element, Splice, attribute, elements, spliced, without

TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
#: What may stand before <calcPr> in a workbook part, in its order.
BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
_SIGNATURES = re.compile(r"_xmlsignatures/|META-INF/.*signature", re.IGNORECASE)


@dataclass(frozen=True)
class Relation:
    """One part (or, where external, a file elsewhere) another part leads to."""

    id: str
    kind: str
    target: str
    is_external: bool
    element: Element


class Workbook:
    """A workbook being changed; nothing is written before `content`. Raises ArchiveError."""

    def __init__(self, content: bytes) -> None:
        self.archive = Archive(content)
        refuse_signed(self.archive)
        self._splices: defaultdict[str, list[Splice]] = defaultdict(list)
        self._left_out: set[str] = set()
        self._put: dict[str, bytes] = {}
        mains = [one.target for one in self.relations("") if one.kind == "officeDocument"]
        if len(mains) != 1 or mains[0].endswith(".bin"):
            raise ArchiveError("This is no .xlsx or .xlsm workbook; save it as one in your spreadsheet first.")
        self.main = mains[0]

    def relations(self, part: str) -> list[Relation]:
        """Where a part leads; '' is the package itself."""
        path = relations_of(part)
        if path not in self.archive:
            return []
        return [_relation(part, one) for one in elements(self.archive.read(path), "Relationship")]

    def sheets(self) -> dict[str, str]:
        """Name of each sheet -> its part, in the order of the tabs."""
        targets = {one.id: one.target for one in self.relations(self.main)}
        found = elements(self.archive.read(self.main), "sheet")
        parts = {one.attributes.get("name", ""): targets.get(relation_id(one), "") for one in found}
        return {name: part for name, part in parts.items() if part in self.archive}

    def is_worksheet(self, part: str) -> bool:
        """Whether a sheet holds cells; some are one large chart."""
        return any(one.kind == "worksheet" for one in self.relations(self.main) if one.target == part)

    def splice(self, part: str, splices: Iterable[Splice]) -> None:
        """Change bytes of a part."""
        self._splices[part] += splices

    def put(self, part: str, data: bytes) -> None:
        """Write a part anew, or one that is not there yet."""
        self._put[part] = data

    def is_put(self, part: str) -> bool:
        """Whether a part is written anew."""
        return part in self._put

    def leave_out(self, owner: str, relation: Relation) -> None:
        """Take a part away, with its own relations, the way to it and its content type."""
        part = relation.target
        self._left_out |= {part, relations_of(part)}
        self.splice(relations_of(owner), [whole(relation.element)])
        types = elements(self.archive.read(TYPES), "Override")
        named = [one for one in types if one.attributes.get("PartName", "").lstrip("/").lower() == part.lower()]
        self.splice(TYPES, [whole(one) for one in named])

    def recalculate_on_load(self) -> None:
        """Have the spreadsheet compute every formula as it opens the file."""
        data = self.archive.read(self.main)
        found = {one.name: one for one in elements(data, "calcPr", *BEFORE_CALCULATION) if one.depth == 1}
        if "calcPr" in found:
            self.splice(self.main, [attribute(data, found["calcPr"], "fullCalcOnLoad", "1")])
            return
        before = max((one for one in found.values()), key=lambda one: one.end)
        prefix = re.match(rb"<([\w.-]+:)?", data[before.tag[0] :])[1] or b""  # type: ignore[index]
        self.splice(self.main, [(before.end, before.end, b'<%scalcPr fullCalcOnLoad="1"/>' % prefix)])

    def current(self, part: str) -> bytes:
        """The bytes of a part with the changes so far."""
        return spliced(self.archive.read(part), self._splices.get(part, []))

    def content(self) -> bytes:
        """The changed file; the same bytes where nothing was changed."""
        changed = {part: self.current(part) for part, splices in self._splices.items() if splices}
        gone = dict.fromkeys(part for part in self._left_out if part in self.archive)
        return self.archive.changed({**changed, **self._put, **gone})


def whole(element: Element) -> Splice:
    """The element taken away."""
    return element.tag[0], element.end, b""


def without_result(data: bytes, cell: Element) -> list[Splice]:
    """A cell's formula waits to be computed: every spreadsheet does so where no result stands beside it."""
    return [*(whole(one) for one in cell.children if one.name == "v"), *without(data, cell, "t", "vm")]


def relations_of(part: str) -> str:
    """`xl/workbook.xml` -> `xl/_rels/workbook.xml.rels`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relation_id(element: Element) -> str:
    """The `r:id` of an element."""
    return next((value for name, value in element.attributes.items() if name.endswith(" id")), "")


def refuse_signed(archive: Archive) -> None:
    """A signature would no longer hold."""
    if any(_SIGNATURES.match(name) for name in archive.names):
        raise ArchiveError("The workbook is signed, and a change would break the signature: save an unsigned copy.")


def _relation(part: str, element: Element) -> Relation:
    told = element.attributes
    is_external = told.get("TargetMode") == "External"
    target = unquote(told.get("Target", ""))
    if not is_external:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
    return Relation(told.get("Id", ""), told.get("Type", "").rpartition("/")[2], target, is_external, element)
