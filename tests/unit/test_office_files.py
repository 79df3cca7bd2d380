"""The files of the Office.js add-in: made from the catalogue, the same at every build, escaped, addressed well."""

import json
import re
import struct
import zlib
from dataclasses import replace

import pytest

from addin.catalogue import CATALOGUE, by_name
from addin.names import short
from addin.office import page
from addin.office.build import checked_url, office_files
from addin.office.examples import example
from addin.office.icons import SIZES
from receivables.errors import ReceivablesError

FILES = office_files()
FUNCTIONS = json.loads(FILES["functions.json"])


def test_the_same_address_gives_the_same_bytes() -> None:
    """And another address changes nothing but what names it."""
    office_files.cache_clear()
    assert office_files() == FILES
    other = office_files("https://relance.example.com")
    assert {name for name in FILES if FILES[name] != other[name]} == {"functions.json", "manifest.json", "manifest.xml"}


@pytest.mark.parametrize(("function", "told"), list(zip(CATALOGUE, FUNCTIONS["functions"], strict=True)))
def test_excel_is_told_every_function(function, told) -> None:
    """Each argument takes a range of anything, errors included; names of letters and digits."""
    assert told["id"] == told["name"] == short(function.name)
    assert re.fullmatch(r"[A-Z][A-Z0-9]{2,63}", told["id"])
    assert [one["name"] for one in told["parameters"]] == [one.name for one in function.arguments]
    assert all(
        (one["type"], one["dimensionality"]) == ("any", "matrix") for one in (*told["parameters"], told["result"])
    )
    assert [one.get("optional", False) for one in told["parameters"]] == [one.is_optional for one in function.arguments]
    assert all(0 < len(one["description"]) <= 255 for one in (told, *told["parameters"]))
    assert not re.search(r"\bAR_", json.dumps(told))


def test_errors_are_let_in_and_only_the_last_error_is_volatile() -> None:
    """Rich values are not asked for: with both, Excel 2021 LTSC stops."""
    assert FUNCTIONS["allowErrorForDataTypeAny"] is True
    assert "allowCustomDataForDataTypeAny" not in FUNCTIONS
    assert [one["id"] for one in FUNCTIONS["functions"] if "options" in one] == ["LASTERROR"]


def test_the_wizard_speaks_english_where_it_is_asked() -> None:
    """The names stay."""
    english = json.loads(office_files(lang="en")["functions.json"])["functions"]
    assert [one["id"] for one in english] == [one["id"] for one in FUNCTIONS["functions"]]
    assert english[0]["description"] == CATALOGUE[0].en != CATALOGUE[0].fr


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_every_example_has_the_arguments_that_are_required(function) -> None:
    """Those and no more."""
    inside = example(function).partition("(")[2].removesuffix(")")
    given = inside.split("; ") if inside else []
    assert len(given) == sum(not one.is_optional for one in function.arguments)


def test_an_example_reads_as_a_clerk_would_type_it() -> None:
    """A cell for each value, the whole table, today for the day a sheet is seen on."""
    assert example(by_name("AR_PENALTY")) == "=AR.PENALTY(A2; B2; AUJOURDHUI())"
    assert example(by_name("AR_AGED_BALANCE")) == "=AR.AGEDBALANCE(A1:C500; AUJOURDHUI())"


def test_no_text_of_the_catalogue_becomes_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in the page, not in the manifest."""
    harm = "<script>alert(1)</script> & \"'"
    hostile = replace(CATALOGUE[0], fr=harm, arguments=(replace(CATALOGUE[0].arguments[0], fr=harm, name="<b>"),))
    monkeypatch.setattr(page, "CATALOGUE", (hostile,))
    shown = page.task_pane("<i>1</i>", "fr").decode()
    assert "alert(1)" in shown
    assert not re.search(r"<script>|<b><|<i>1", shown)


@pytest.mark.parametrize("text", ["https://localhost:8765/", " https://localhost:8765", "https://localhost:8765\n"])
def test_an_address_is_written_one_way(text: str) -> None:
    """Without blanks around it nor a slash behind it."""
    assert checked_url(text) == "https://localhost:8765"


@pytest.mark.parametrize("text", ["https://a.example/relance/x", "https://[::1]:8765", "https://10.0.0.5"])
def test_an_address_may_have_a_path(text: str) -> None:
    """Behind a proxy of the company."""
    assert checked_url(text) == text


@pytest.mark.parametrize(
    "text",
    ["http://localhost:8765", "localhost", "", "https://", "https://a b", "https://u:p@h", "https://h/?x=1", "https://h/#x",
     'https://h/"><b>', "https://h/$BASE", "https://é.fr", "https://h:999999", "https://" + "h" * 300],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_refused(text: str) -> None:
    """In one sentence."""
    with pytest.raises(ReceivablesError, match="https"):
        checked_url(text)


@pytest.mark.parametrize("size", SIZES)
def test_the_icons_are_white_bars_on_a_rounded_square(size: int) -> None:
    """A PNG of that size: the corner is transparent, the ground and the first bar are not."""
    pixels = _pixels(FILES[f"icon-{size}.png"], size)
    assert pixels[0][0][3] < 128
    assert pixels[size // 2][size // 16] == (15, 92, 110, 255)
    assert pixels[size // 2][round(size * 0.26)] == (255, 255, 255, 255)


def test_the_outline_is_white_on_nothing() -> None:
    """32 points, as the unified manifest wants it."""
    pixels = _pixels(FILES["outline.png"], 32)
    assert {pixel[:3] for row in pixels for pixel in row} == {(255, 255, 255)}
    assert {pixels[0][0][3], pixels[16][8][3]} == {0, 255}


def _pixels(content: bytes, size: int) -> list[list[tuple[int, ...]]]:
    """Rows of red, green, blue, opacity, every chunk's sum checked."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    place, held = 8, {}
    while place < len(content):
        (length,) = struct.unpack_from(">L", content, place)
        name, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        assert struct.unpack_from(">L", content, place + 8 + length)[0] == zlib.crc32(name + data)
        held[name], place = data, place + 12 + length
    assert held[b"IHDR"] == struct.pack(">2L5B", size, size, 8, 6, 0, 0, 0)
    rows = zlib.decompress(held[b"IDAT"])
    width = 4 * size + 1
    assert len(rows) == width * size
    return [
        [tuple(rows[at : at + 4]) for at in range(start + 1, start + width, 4)] for start in range(0, len(rows), width)
    ]
