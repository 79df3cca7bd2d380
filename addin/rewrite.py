"""A user's closed workbook, its calls of our functions given the names of another host; all else stays as it was."""

import re
from collections import Counter
from collections.abc import Callable

from addin.archive import Archive, ArchiveError
from addin.catalogue import CATALOGUE
from addin.formula_names import ADDIN_FILE, Renamer
from addin.markup import Element, Splice, elements, escaped, walk
from addin.rewrite_opendocument import is_opendocument, rewrite_opendocument
from addin.rewritten import NAMES, Rewritten
from addin.workbook_parts import Relation, Workbook, relation_id, whole, without_result

#: Elements that hold a formula: in cells (`f`), validations, conditional formats, tables, names, charts, sparklines.
_FORMULAS = frozenset(
    ["f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"]
)
_WANTED = _FORMULAS | {"c", "v"}
#: Parts of a workbook that hold no formula; a link keeps a copy of another file's names.
_NO_FORMULAS = re.compile(r"(sharedStrings|styles|theme/.*|externalLinks/.*)\.xml$", re.IGNORECASE)


def rewrite(content: bytes, host: str) -> Rewritten:
    """The workbook for a host of `HOSTS`. Raises ArchiveError where the file is no workbook of the kinds read here.

    Old results of rewritten cells are dropped, and the spreadsheet is told to compute all as it opens the file.
    """
    names = [function.name for function in CATALOGUE]
    archive = Archive(content)
    if is_opendocument(archive):
        return rewrite_opendocument(archive, content, Renamer(names, host))
    book = Workbook(content)
    links = _links(book)
    addins = {number for number, (_, link) in enumerate(links, 1) if _leads_to_addin(book, link)}
    renamer = Renamer(names, host, addins.__contains__)
    counts: Counter[str] = Counter()
    for part, place in _formula_parts(book).items():
        count, splices = _renamed_part(book.archive.read(part), renamer)
        book.splice(part, splices)
        counts[place] += count
    if not +counts:
        return Rewritten(content, {})
    unused = _unused_addins(book, links, addins)
    book.splice(book.main, map(whole, _references(unused, links)))
    for _, link in unused:
        book.leave_out(book.main, link)
    book.recalculate_on_load()
    return Rewritten(book.content(), dict(+counts), len(unused))


def _formula_parts(book: Workbook) -> dict[str, str]:
    """Parts that may hold formulas -> the sheet they belong to."""
    places = {book.main: NAMES}
    for sheet, part in book.sheets().items():
        waiting = [part]
        while waiting:
            one = waiting.pop()
            if one in places or one not in book.archive or not one.endswith(".xml") or _NO_FORMULAS.search(one):
                continue
            places[one] = sheet
            waiting += [relation.target for relation in book.relations(one) if not relation.is_external]
    return places


def _renamed_part(data: bytes, renamer: Renamer) -> tuple[int, list[Splice]]:
    """How many formulas of a part change, and the splices."""
    if not renamer.may_concern(data):
        return 0, []
    part = _Part(data, renamer.renamed)
    walk(data, _WANTED, part.visit)
    return part.finished()


class _Part:
    """The changes of one part, gathered element by element."""

    def __init__(self, data: bytes, renamed: Callable[[str], str]) -> None:
        self._data, self._renamed = data, renamed
        self._splices: list[Splice] = []
        self._count = 0
        self._shared: set[str] = set()
        self._followers: list[tuple[str, list[Splice]]] = []

    def visit(self, element: Element) -> None:
        """A cell, or a formula outside cells."""
        if element.name == "c":
            self._visit_cell(element)
        elif element.name in _FORMULAS and not (element.parent and element.parent.name == "c"):
            self._visit_formula(element)

    def finished(self) -> tuple[int, list[Splice]]:
        """Count and splices; cells that follow a shared formula change with it."""
        followers = [splices for group, splices in self._followers if group in self._shared]
        return self._count + len(followers), [*self._splices, *(one for splices in followers for one in splices)]

    def _visit_cell(self, cell: Element) -> None:
        formula = cell.child("f")
        if formula is None:
            return
        group = formula.attributes.get("si", "") if formula.attributes.get("t") == "shared" else ""
        if self._visit_formula(formula):
            self._splices += without_result(self._data, cell)
            self._shared |= {group} - {""}
        elif group and not formula.text:
            self._followers.append((group, without_result(self._data, cell)))

    def _visit_formula(self, formula: Element) -> bool:
        new = self._renamed(formula.text)
        if new == formula.text:
            return False
        self._splices.append((*formula.content, escaped(new)))
        self._count += 1
        return True


def _links(book: Workbook) -> list[tuple[Element, Relation]]:
    """The external links in the order of their numbers, [1] first. Raises ArchiveError."""
    relations = {one.id: one for one in book.relations(book.main)}
    found = elements(book.archive.read(book.main), "externalReferences", "externalReference")
    listed = [one for one in found if one.name == "externalReference"]
    if any(relation_id(one) not in relations for one in listed):
        raise ArchiveError("The workbook is damaged: a link of it leads nowhere.")
    return [(one, relations[relation_id(one)]) for one in listed]


def _leads_to_addin(book: Workbook, link: Relation) -> bool:
    """Whether a link leads to a file of functions."""
    return any(ADDIN_FILE.search(one.target) for one in book.relations(link.target))


def _unused_addins(
    book: Workbook, links: list[tuple[Element, Relation]], addins: set[int]
) -> list[tuple[Element, Relation]]:
    """Links to files of functions that nothing asks for any more, from the last back: the others keep their numbers."""
    parts = [book.current(name) for name in book.archive.names if name.lower().endswith((".xml", ".vml"))]
    unused = []
    for number in range(len(links), 0, -1):
        if number not in addins or any(b"[%d]" % number in part for part in parts):
            break
        unused.append(links[number - 1])
    return unused


def _references(unused: list[tuple[Element, Relation]], links: list[tuple[Element, Relation]]) -> list[Element]:
    """What to take out of the workbook's list of links: where none is left, the list itself."""
    parent = links[0][0].parent if unused else None
    return [parent] if parent is not None and len(unused) == len(links) else [element for element, _ in unused]
