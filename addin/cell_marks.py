"""Cells by their marks: `B3` is row 3, column 2."""

import re

from addin.archive import ArchiveError

#: Row and column, from 1.
Place = tuple[int, int]
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def parse_place(mark: str) -> Place:
    """`B3` -> (3, 2). Raises ArchiveError."""
    found = _CELL.fullmatch(mark)
    if found is None:
        raise ArchiveError(f"The workbook is damaged: « {mark[:20]} » is no cell.")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def parse_range(marks: str) -> tuple[int, int, int, int]:
    """`B3:D9` -> first row, first column, last row, last column; `B3` is a range of one cell. Raises ArchiveError."""
    first, _, last = marks.partition(":")
    return (*parse_place(first), *parse_place(last or first))


def shown_place(place: Place) -> str:
    """(3, 2) -> `B3`."""
    row, column = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def parse_number(text: str) -> int:
    """A number of a row or a column. Raises ArchiveError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ArchiveError(f"The workbook is damaged: « {text[:20]} » is no row or column.")
    return int(text)
