"""XML of a workbook's part, changed in place: elements with the bytes they stand on, and splices.

Nothing is parsed and written anew: what is not spliced keeps every byte, prefix and space. A part with a document type
(the only door to entities) is refused.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from addin.archive import ArchiveError

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
#: Elements within elements; a sheet has about eight.
MAX_DEPTH = 256
#: Bytes from, to, and what stands there instead.
Splice = tuple[int, int, bytes]


@dataclass(slots=True)
class Element:
    """An element with its place: `tag` its start tag, `content` what stands between its tags, `end` after all of it.

    name: without its namespace | attributes: those of another namespace as '{namespace} name'
    parent: the nearest asked for around it | children: those asked for right below | depth: of the root 0
    text: its own, unescaped
    """

    name: str
    attributes: dict[str, str]
    tag: tuple[int, int]
    parent: "Element | None"
    depth: int
    content: tuple[int, int] = (0, 0)
    end: int = 0
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def child(self, name: str) -> "Element | None":
        """The first child of a name."""
        return next((one for one in self.children if one.name == name), None)


def walk(data: bytes, wanted: Collection[str], visit: Callable[[Element], None]) -> None:
    """Call `visit` with each wanted element as it closes. Raises ArchiveError where the part is no plain UTF-8 XML."""
    if b"\0" in data:  # UTF-16, which the parser would read, but not at these places
        raise _not_utf8()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    open_ones: list[Element | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if len(open_ones) > MAX_DEPTH:
            raise ArchiveError("The workbook is damaged: a part of it is nested without end.")
        if local not in wanted:
            open_ones.append(None)
            return
        parent = next((one for one in reversed(open_ones) if one), None)
        open_ones.append(Element(local, attributes, _tag_at(parser, data), parent, len(open_ones)))

    def end(_: str) -> None:
        element = open_ones.pop()
        if element is not None:
            _close(element, data, parser.CurrentByteIndex)
            if element.parent is not None and element.parent.depth == element.depth - 1:
                element.parent.children.append(element)
            visit(element)

    def text(characters: str) -> None:
        if open_ones and open_ones[-1] is not None:
            open_ones[-1].text += characters

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    refuse_entities(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ArchiveError("The workbook is damaged: a part of it is no XML in UTF-8.") from error


def refuse_entities(parser: expat.XMLParserType) -> None:
    """Have a parser refuse what no spreadsheet writes: a document type, another encoding than UTF-8."""
    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = _refuse_document_type, _check_declaration


def elements(data: bytes, *wanted: str) -> list[Element]:
    """All elements of some names, in the order they close."""
    found: list[Element] = []
    walk(data, wanted, found.append)
    return found


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with each span replaced; spans do not overlap."""
    pieces, place = [], 0
    for start, end, new in sorted(splices):
        pieces += [data[place:start], new]
        place = end
    return b"".join([*pieces, data[place:]])


def escaped(text: str) -> bytes:
    """Text between tags."""
    return escape(text, {"\r": "&#13;"}).encode()


def attribute(data: bytes, element: Element, name: str, value: str) -> Splice:
    """Set an attribute of a start tag, found by its name without prefix."""
    quoted = escape_value(value)
    for found in _written(data, element, (name,)):
        return found.start(2), found.end(2), b'"%s"' % quoted
    start, end = element.tag
    place = end - (2 if data[start:end].endswith(b"/>") else 1)
    return place, place, b' %s="%s"' % (name.encode(), quoted)


def without(data: bytes, element: Element, *names: str) -> list[Splice]:
    """Take attributes away, whatever their prefixes."""
    return [(*found.span(), b"") for found in _written(data, element, names)]


def _written(data: bytes, element: Element, names: Collection[str]) -> Iterator[re.Match[bytes]]:
    wanted = {name.encode() for name in names}
    return (one for one in _ATTRIBUTE.finditer(data, *element.tag) if one[1].rpartition(b":")[2] in wanted)


def escape_value(value: str) -> bytes:
    """Text within the quotes of an attribute."""
    marks = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
    return escape(value, marks).encode()


def _tag_at(parser: expat.XMLParserType, data: bytes) -> tuple[int, int]:
    found = _TAG.match(data, parser.CurrentByteIndex)
    if found is None:
        raise ArchiveError("The workbook is damaged: a part of it is no XML.")
    return found.span()


def _close(element: Element, data: bytes, place: int) -> None:
    """Where it ends: for `<v/>` the parser stands after the tag, otherwise at `</v>`."""
    after = element.tag[1]
    if data[after - 2 : after] == b"/>":
        element.content, element.end = (after, after), after
    else:
        element.content, element.end = (after, place), data.index(b">", place) + 1


def _refuse_document_type(*_: object) -> None:
    raise ArchiveError("The workbook holds a document type, which no spreadsheet writes: it is refused.")


def _check_declaration(_: str, encoding: str | None, __: int) -> None:
    if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii"):
        raise _not_utf8()


def _not_utf8() -> ArchiveError:
    return ArchiveError("A part of the workbook is not written in UTF-8: save it anew in your spreadsheet first.")
