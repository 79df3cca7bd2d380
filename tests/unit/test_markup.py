"""XML changed in place: elements where they stand, entities and other encodings refused."""

import pytest

from addin.archive import ArchiveError
from addin.markup import attribute, elements, escaped, spliced, without

DATA = (
    '\ufeff<?xml version="1.0"?><x:a xmlns:x="u"><!-- <f>no</f> --><x:c r=\'1>"\' t="s">'
    "<x:f>1 &lt; é</x:f><x:v/></x:c></x:a>"
)


def test_elements_stand_where_they_are() -> None:
    """Behind a byte order mark, a comment, a `>` within quotes, letters of two bytes."""
    data = DATA.encode()
    formula, value, cell = elements(data, "f", "v", "c")
    assert (formula.text, formula.depth, formula.parent) == ("1 < é", 2, cell)
    assert data[slice(*formula.content)].decode() == "1 &lt; é"
    assert data[value.tag[0] : value.end] == b"<x:v/>"
    assert (cell.attributes, cell.children) == ({"r": '1>"', "t": "s"}, [formula, value])
    assert data[cell.tag[0] : cell.end].decode() == DATA[DATA.index("<x:c") : DATA.index("</x:a>")]


def test_splices_leave_the_rest() -> None:
    """Attributes are found by whole names, never inside a value."""
    data = b"<c  r=\"t='1'\" t = 's' x:t='9' />"
    (cell,) = elements(b'<c xmlns:x="u"' + data[2:], "c")
    whole = b'<c xmlns:x="u"' + data[2:]
    assert spliced(whole, without(whole, cell, "t")) == b'<c xmlns:x="u"  r="t=\'1\'" />'
    assert spliced(whole, [attribute(whole, cell, "r", 'a"&\n')]).startswith(b'<c xmlns:x="u"  r="a&quot;&amp;&#10;" t')
    assert spliced(whole, [attribute(whole, cell, "s", "4")]).endswith(b"x:t='9'  s=\"4\"/>")
    assert escaped("a<&>\r") == b"a&lt;&amp;&gt;&#13;"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", b"<a>", b"",
        "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "<a/>".encode("utf-16-le"), b"<a>\xff</a>",
        b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", b"<a>&unknown;</a>", b"<a b='1' b='2'/>",
    ],
)  # fmt: skip
def test_what_is_no_plain_xml_in_utf_8_is_refused(data: bytes) -> None:
    """Document types are the door of entities and of other files."""
    with pytest.raises(ArchiveError, match=r"^[A-Z].*[.]$"):
        elements(data, "a")
