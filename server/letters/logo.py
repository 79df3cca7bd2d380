"""The picture at the head of a company's letters: PNG or SVG, small, and nothing in it but a picture.

A picture comes from people, so it is as hostile as any file: sizes are bounded before anything is decoded, an SVG may
hold shapes and colours alone (no script, no link, no other file, no text, nothing repeated by reference).
"""

import base64
import re
import struct
import zlib
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from receivables.texts import shortened
from server.errors import UserError

MAX_BYTES, MAX_PIXELS, MAX_SIDE = 150_000, 4_000_000, 4_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SHAPES = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "linearGradient",
    "radialGradient", "stop", "clipPath", "title", "desc",
})  # fmt: skip
_MOST_SHAPES, _DEEPEST = 2_000, 30
_SVG_SPACE = "{http://www.w3.org/2000/svg}"
_ELSEWHERE = re.compile(r"url\s*\((?!\s*['\"]?#)|@import|javascript:|expression\s*\(|\\", re.IGNORECASE)


class LogoRefusedError(UserError):
    """The sentence says why a picture cannot stand on letters."""


def read_logo(folder: Path, name: Any) -> str:
    """The picture `name` beside a settings file, as base64 to be kept; '' takes the picture away. Raises UserError."""
    if name == "":
        return ""
    if not isinstance(name, str) or name != Path(name).name or name.startswith("."):
        raise LogoRefusedError("« logo » is the name of a PNG or SVG file that lies beside the settings file.")
    try:
        with (folder / name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise LogoRefusedError(f"The logo {shortened(name, 60)} cannot be read: {error.strerror}.") from error
    return base64.b64encode(checked_logo(data)).decode()


def checked_logo(data: bytes) -> bytes:
    """The bytes of a PNG or SVG, if they may stand on letters. Raises LogoRefusedError."""
    if len(data) > MAX_BYTES:
        raise LogoRefusedError(f"The logo is larger than {MAX_BYTES // 1_000} kB.")
    if data.startswith(_PNG):
        _check_png(data)
    else:
        _check_svg(data)
    return data


def kind_of(data: bytes) -> str:
    """`png` or `svg`."""
    return "png" if data.startswith(_PNG) else "svg"


def _check_png(data: bytes) -> None:
    """Chunks that add up, each with its checksum, and a size a letter can hold."""
    kinds: list[bytes] = []
    place = len(_PNG)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise LogoRefusedError("The logo is a damaged PNG file.")
        if not kinds:
            width, height = struct.unpack_from(">II", data, place + 8) if kind == b"IHDR" and length == 13 else (0, 0)
            if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
                raise LogoRefusedError(f"The logo has more than {MAX_PIXELS // 1_000_000} million points, or none.")
        kinds.append(kind)
        place = end
    if place != len(data) or b"IDAT" not in kinds or kinds[-1] != b"IEND" or b"acTL" in kinds:
        raise LogoRefusedError("The logo is a damaged PNG file, or a moving one.")


def _check_svg(data: bytes) -> None:
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise LogoRefusedError("The logo is neither a PNG nor a plain SVG file.") from error
    if root.tag not in (f"{_SVG_SPACE}svg", "svg"):
        raise LogoRefusedError("The logo is neither a PNG nor a plain SVG file.")
    left, count = [(root, 1)], 0
    while left:
        shape, depth = left.pop()
        count += 1
        if count > _MOST_SHAPES or depth > _DEEPEST:
            raise LogoRefusedError(f"The logo has more than {_MOST_SHAPES} shapes, or too deep in one another.")
        _check_shape(shape)
        left += [(child, depth + 1) for child in shape]


def _check_shape(shape: Any) -> None:
    tag = str(shape.tag).removeprefix(_SVG_SPACE)
    if tag not in _SHAPES:
        raise LogoRefusedError(f"The logo holds « {shortened(tag, 40)} »: an SVG logo has shapes and colours alone.")
    for name, value in shape.attrib.items():
        own = name.rpartition("}")[2].lower()
        if own.startswith("on") or own in ("href", "src") or _ELSEWHERE.search(value):
            raise LogoRefusedError(f"The logo's « {shortened(own, 40)} » leads elsewhere: an SVG logo stands alone.")
