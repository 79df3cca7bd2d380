"""Letters and statements as PDF: one Typst document each, texts handed over as data, the same bytes for the same data.

Typst runs inside this process without packages or network: its root is a folder that holds the document and the logo
alone, and the fonts are those it brings, so that a letter looks the same on every machine. They write Latin, Greek and
Cyrillic; only where a name has other signs (Arabic, Chinese…) the machine's own fonts are asked for those.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from receivables.days import date_of
from server.errors import UserError
from server.letters.logo import kind_of
from server.letters.paper import Letter

#: More than any letter needs; a document of this size would be a mistake.
MAX_DATA = 4_000_000
_COMPILING = threading.Lock()
#: Signs the fonts Typst brings do not have: scripts other than Latin, Greek and Cyrillic.
_OTHER_SIGNS = re.compile("[\u0530-\u1dff\u2c60-\ud7ff\uf900-\U0010ffff]")


def letter_pdf(letter: Letter, day: int, logo: bytes = b"") -> bytes:
    """A letter as PDF. day: its date, written into the file; logo: checked PNG or SVG. Raises UserError."""
    data = {**dataclasses.asdict(letter), "subject_short": letter.subject}
    return document_pdf("letter", data, day, logo)


def document_pdf(name: str, data: Mapping[str, Any], day: int, logo: bytes = b"") -> bytes:
    """`shipped/NAME.typ` with its data as PDF. Raises UserError where Typst refuses it."""
    file = f"logo-{hashlib.sha256(logo).hexdigest()}.{kind_of(logo)}" if logo else ""
    text = json.dumps({**data, "logo": file}, ensure_ascii=False, sort_keys=True)
    if len(text) > MAX_DATA:
        raise UserError("The letter is too long to be printed: it has more lines than a letter can hold.")
    try:
        with _COMPILING:  # one compiler, one document at a time
            compiler, folder = _compiler(name, bool(_OTHER_SIGNS.search(text)))
            if logo and not (folder / file).exists():
                (folder / file).write_bytes(logo)
            result = compiler.compile(format="pdf", sys_inputs={"data": text}, timestamp=_timestamp(day))
    except typst.TypstError as error:
        raise UserError(f"The letter cannot be printed: {str(error).strip().splitlines()[0]}.") from error
    if not isinstance(result, bytes):
        raise UserError("The letter cannot be printed: it made no document.")
    return result


def _timestamp(day: int) -> int:
    date = date_of(day)
    if date is None:
        raise UserError("A letter needs its date.")
    return int(dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC).timestamp())


@cache
def _compiler(name: str, has_system_fonts: bool) -> tuple[Any, Path]:
    """A compiler and its root, which holds the document and logos and nothing else, while the process runs."""
    folder = tempfile.TemporaryDirectory(prefix="relance-letters-")
    _KEPT.append(folder)
    source = Path(folder.name) / f"{name}.typ"
    source.write_bytes((files("server.letters") / "shipped" / source.name).read_bytes())
    root = Path(folder.name)
    return typst.Compiler(source, root=root, ignore_system_fonts=not has_system_fonts), root


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
