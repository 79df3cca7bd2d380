"""A logo is a small PNG or SVG with nothing in it but a picture; anything else is refused with a sentence."""

import struct
import zlib
from pathlib import Path

import pytest

from server.letters.logo import LogoRefusedError, checked_logo, read_logo
from server.letters.messages import pdf_of
from server.letters.templates import shipped
from tests.letter_samples import sample


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 2, *, extra: bytes = b"") -> bytes:
    """A grey picture of that size, at least by its head."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\x00\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def svg(body: str, head: str = "") -> bytes:
    """An SVG with that in it."""
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{body}</svg>'.encode()


PLAIN = svg('<g fill="#123"><rect width="9" height="4"/><path d="M0 0L9 9" stroke="red"/></g>')


@pytest.mark.parametrize("data", [png(), PLAIN])
def test_a_picture_stands_on_the_letter(data: bytes) -> None:
    template = shipped("business", "r1", "fr")
    with_logo = pdf_of(sample(), template.__class__("Objet", "Bonjour,", "Merci.", 0, checked_logo(data)))
    without = pdf_of(sample(), template.__class__("Objet", "Bonjour,", "Merci."))
    assert with_logo.startswith(b"%PDF-")
    assert len(with_logo) != len(without)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"%PDF-1.7", png()[:-5], png() + b"x", png(5_000, 5_000), png(0, 2),
        png().replace(b"IDAT", b"IDAX"),
        png(extra=chunk(b"acTL", b"\x00" * 8)), b"\x89PNG\r\n\x1a\n" + b"x" * 200_000,
        svg("<script>alert(1)</script>"), svg('<image href="/etc/passwd"/>'), svg('<rect onload="x()"/>'),
        svg('<use href="#a"/>'), svg('<text>Relance</text>'), svg('<rect fill="url(http://x.test/a)"/>'),
        svg('<style>@import "http://x.test"</style>'), svg('<foreignObject/>'), svg('<filter id="a"/>'),
        svg('<rect style="background:url(file:///etc/passwd)"/>'), svg("<rect/>" * 2_001),
        svg("<g>" * 31 + "</g>" * 31), svg("&a;", '<!DOCTYPE svg [<!ENTITY a "b">]>'), b"<html/>",
        svg('<a href="javascript:x()"><rect/></a>'),
        svg('<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"/>'),
    ],
    ids=range(26),
)  # fmt: skip
def test_what_is_no_plain_picture_is_refused(data: bytes) -> None:
    with pytest.raises(LogoRefusedError):
        checked_logo(data)


@pytest.mark.parametrize("name", ["../logo.png", "/etc/passwd", ".hidden", "a/b.png", 7, "missing.png"])
def test_a_logo_lies_beside_the_settings_file(name: object, tmp_path: Path) -> None:
    with pytest.raises(LogoRefusedError):
        read_logo(tmp_path, name)


def test_a_name_in_another_script_is_written_where_the_machine_has_a_font_for_it() -> None:
    """The fonts shipped with Typst stop at Latin, Greek and Cyrillic."""
    content = sample(debtor=sample().debtor.__class__("C1", "上海贸易有限公司", address=("x",), email="a@b.example"))
    assert pdf_of(content, shipped("business", "r1", "fr")).startswith(b"%PDF-")
