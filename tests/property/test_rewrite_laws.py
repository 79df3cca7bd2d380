"""Laws of renaming: there and back is where one began; what is no call is never touched."""

from hypothesis import given
from hypothesis import strategies as st

from addin.archive import ArchiveError
from addin.catalogue import CATALOGUE
from addin.formula_names import HOSTS, Renamer, stored
from addin.markup import elements
from addin.patch import patch
from addin.patched_cell import Formula
from addin.rewrite import rewrite
from tests.closed_books import SHEET, book, parts_of, text_of, zipped

NAMES = [function.name for function in CATALOGUE]
_TEXTS = st.text(st.sampled_from("a\"'[]!(),;: AR_RATE(é1\\"), max_size=12)
_STRINGS = _TEXTS.map(lambda text: '"' + text.replace('"', '""') + '"')
_SHEETS = _TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'!A1")
_OTHERS = st.sampled_from(
    ["A1", "$B$2:$C$9", "SUM(A1)", "1.5", "T[[#This Row],[AR_RATE(]]", "#N/A", "TRUE", "MYAR_RATE(1)"]
)


def _calls(host: str) -> st.SearchStrategy[str]:
    """Formulas with calls as a host stores them."""
    return st.recursive(
        st.one_of(_STRINGS, _SHEETS, _OTHERS),
        lambda inner: st.builds(
            lambda name, arguments: f"{stored(name, host)}({','.join(arguments)})",
            st.sampled_from(NAMES), st.lists(inner, max_size=3),
        )
        | st.builds(lambda one, other: f"{one}+{other}", inner, inner),
        max_leaves=8,
    )  # fmt: skip


_HOSTED = st.sampled_from(HOSTS).flatmap(lambda host: st.tuples(st.just(host), _calls(host)))


@given(_HOSTED, st.sampled_from(HOSTS))
def test_there_and_back_is_the_same_formula(hosted: tuple[str, str], other: str) -> None:
    """For every pair of hosts; and what is renamed already stays."""
    host, formula = hosted
    there = Renamer(NAMES, other).renamed(formula)
    assert Renamer(NAMES, other).renamed(there) == there
    assert Renamer(NAMES, host).renamed(there) == formula


@given(st.text(max_size=60), st.sampled_from(HOSTS))
def test_any_text_is_read_without_fault(text: str, host: str) -> None:
    """And renamed once and for all, in both kinds of formula."""
    for is_open_formula in (False, True):
        once = Renamer(NAMES, host).renamed(text, is_open_formula=is_open_formula)
        assert Renamer(NAMES, host).renamed(once, is_open_formula=is_open_formula) == once


def _formulas(content: bytes) -> list[str]:
    return [one.text for one in elements(parts_of(content)[SHEET], "f")]


@given(st.lists(_calls("excel"), min_size=1, max_size=4), st.sampled_from(["office", "libreoffice"]))
def test_a_file_there_and_back_holds_the_same_formulas(formulas: list[str], other: str) -> None:
    """Written by the patch, which escapes them; the parts without formulas keep their bytes."""
    source = patch(zipped(book("")), {"Clients": {(row, 1): Formula(one) for row, one in enumerate(formulas, 1)}})
    there = rewrite(source, other)
    back = rewrite(there.content, "excel")
    assert _formulas(source) == formulas == _formulas(back.content)
    assert sum(there.counts.values()) == sum(back.counts.values())
    assert {name: part for name, part in parts_of(back.content).items() if name not in (SHEET, "xl/workbook.xml")} == {
        name: part for name, part in parts_of(source).items() if name not in (SHEET, "xl/workbook.xml")
    }
    assert text_of(back.content, SHEET) == text_of(source, SHEET)


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_a_damaged_file_is_refused_or_read(noise: bytes, place: int) -> None:
    """No other error, whatever stands in it."""
    content = zipped(book('<row r="1"><c r="A1"><f>AR_RATE(1)</f></c></row>'))
    at = place % len(content)
    damaged = content[:at] + noise + content[at + len(noise) :]
    for change in (lambda: rewrite(damaged, "office"), lambda: patch(damaged, {"Clients": {(1, 1): 5}})):
        try:
            change()
        except ArchiveError:
            continue
