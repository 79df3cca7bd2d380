"""The text of a FEC: encoding, separator, header and columns, whole rows only (LPF art. A47 A-1 VII).

Meaning comes in `fec`; here every cell is still a string.
"""

import csv as csv_text
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from receivables.texts import without_accents
from server.imports.files.opening import UserFileError

#: Name in the header (folded) -> our name. Beside the 18 of the order: their misspellings and the few extras we use.
COLUMNS = {
    "journalcode": "journal", "journallib": "journal_name", "ecriturenum": "number", "ecrituredate": "posted",
    "comptenum": "ledger_account", "comptelib": "ledger_name", "compauxnum": "auxiliary",
    "compauxlib": "auxiliary_name", "pieceref": "reference", "piecedate": "document_date", "ecriturelib": "label",
    "debit": "debit", "credit": "credit", "montant": "amount", "sens": "sense", "ecriturelet": "letter",
    "datelet": "letter_date", "dateecheance": "due_date", "echeance": "due_date", "dateech": "due_date",
}  # fmt: skip
REQUIRED = {"posted": "EcritureDate", "ledger_account": "CompteNum"}
SEPARATORS = ("\t", "|", ";", ",")
#: A list of open items may borrow one or two of these names; a FEC has most of them.
_OF_A_FEC = {"journalcode", "journallib", "ecriturenum", "ecrituredate", "comptenum", "comptelib", "compauxnum",
             "pieceref", "piecedate", "ecriturelib", "ecriturelet", "datelet", "validdate"}  # fmt: skip
_JOURNAL = {"journalcode", "journallib", "ecriturenum"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_DATE = re.compile(r"\s*\d{4}-?\d{2}-?\d{2}\s*")
_UNIT = "\x1f"  # between the cells of a file whose own separator also stands inside its quoted cells
_BETWEEN = re.compile(rf"[{_UNIT}\n]")  # a quoted cell may hold a line end
_MAX_ROW = 1 << 24  # bytes read at a time: no row is longer
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class FecText:
    """cells: Arrow table of strings under our names; rows: the line of each as the user sees it, header included."""

    cells: pa.Table
    rows: list[int] | range


def is_fec_header(line: str) -> bool:
    """Does this first line look like the header of a FEC?"""
    names = {_fold(cell) for separator in SEPARATORS for cell in line.split(separator)}
    return len(names & _OF_A_FEC) >= 3 and bool(names & _JOURNAL)


def plain_bytes(data: bytes) -> bytes:
    """The text without its mark, UTF-16 turned into UTF-8, without the Ctrl-Z old programs end a file with."""
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a")


def read_fec_text(data: bytes, name: str) -> FecText:
    """Bytes of a FEC -> its cells. Raises UserFileError (missing columns, rows of another width, no line)."""
    data = plain_bytes(data)
    if b"\r" in data:
        data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if (at := data.find(b"\0")) >= 0:
        row = data.count(b"\n", 0, at) + 1
        raise UserFileError(f"{name} was refused: row {row} is damaged (it holds binary zeros); nothing was stored.")
    encoding = _encoding_of(data)
    head, body, first = _head_and_body(data)
    layout = _layout(head.decode(encoding, "replace"), name)
    table = _whole_rows(body, encoding, layout) if body.size and not layout.is_quoted else None
    if table is not None:
        return FecText(table, range(first, first + len(table)))
    try:
        mended, rows = _mended(body.to_pybytes().decode(encoding).split("\n"), layout, first, name)
        return FecText(_parse(pa.py_buffer(mended), "utf-8", _UNIT, layout.header), rows)
    except (csv_text.Error, pa.ArrowInvalid) as error:
        raise UserFileError(
            f"{name} was refused: a row holds more than {_MAX_ROW >> 20} MB, which no entry does; nothing was stored."
        ) from error


def _head_and_body(data: bytes) -> tuple[bytes, pa.Buffer, int]:
    """The header, the lines under it (a view: a ledger is not copied), and the number of the first of these."""
    start, stop, number = 0, len(data), 1
    while stop > start and data[stop - 1 : stop] == b"\n":
        stop -= 1
    while (end := data.find(b"\n", start, stop)) >= 0 and not data[start:end].strip():
        start, number = end + 1, number + 1  # the header is line 1 unless blank lines stand before it
    end = stop if end < 0 else end
    return data[start:end], pa.py_buffer(data).slice(min(end + 1, stop), max(stop - end - 1, 0)), number + 1


def _whole_rows(body: pa.Buffer, encoding: str, layout: "_Layout") -> pa.Table | None:
    """The cells where every row has the header's width and holds something; None where one is to be looked at."""
    try:
        table = _parse(body, encoding, layout.separator, layout.header)
    except pa.ArrowInvalid:  # some row has another width, or none
        return None
    is_blank = pc.equal(pc.utf8_trim_whitespace(table["posted"]), "")
    return None if pc.any(is_blank).as_py() else table


def _encoding_of(data: bytes) -> str:
    """UTF-8 where the bytes are, else cp1252; ISO 8859-15 where only it explains them (0xA4 is its euro sign)."""
    if data.isascii():
        return "utf-8"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        if any(byte in data for byte in _NOT_IN_CP1252):
            return "iso-8859-1"  # a mixture: read it byte by byte rather than not at all
        is_latin9 = b"\xa4" in data and not any(byte in data for byte in (b"\x80", b"\x92", b"\x96", b"\x9c"))
        return "iso-8859-15" if is_latin9 else "cp1252"


@dataclass(frozen=True)
class _Layout:
    """separator and columns of a file; `named`: how many columns are left without the nameless ones at the end."""

    separator: str
    header: list[str]
    named: int
    is_quoted: bool


def _layout(line: str, name: str) -> _Layout:
    separator = max(SEPARATORS, key=line.count)
    cells = line.split(separator)
    named = len(line.rstrip(separator + " ").split(separator))
    found = [COLUMNS.get(_fold(cell), f"_{at}") for at, cell in enumerate(cells)]
    header = [cell if cell not in found[:at] else f"_{at}" for at, cell in enumerate(found)]
    missing = [shown for ours, shown in REQUIRED.items() if ours not in header]
    if not {"debit", "credit"} <= set(header) and not {"amount", "sense"} <= set(header):
        missing.append("Debit and Credit (or Montant and Sens)")
    if missing:
        raise UserFileError(f"{name} is no complete FEC: its first line lacks {', '.join(missing)}.")
    is_quoted = separator == "," or all(cell.strip()[:1] == '"' for cell in cells[:named])
    return _Layout(separator, header, named, is_quoted)


def _fold(cell: str) -> str:
    return re.sub(r"[^a-z]", "", without_accents(cell).lower())


def _parse(body: pa.Buffer, encoding: str, separator: str, header: list[str]) -> pa.Table:
    wanted = [column for column in header if not column.startswith("_")]
    return csv.read_csv(
        pa.BufferReader(body),
        read_options=csv.ReadOptions(column_names=header, encoding=encoding, block_size=_MAX_ROW),
        parse_options=csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )


def _rows(lines: list[str], layout: _Layout, first: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with its line as the user sees it."""
    if layout.is_quoted:
        csv_text.field_size_limit(_MAX_ROW)
        reader = csv_text.reader(lines, delimiter=layout.separator)
        at = first
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield at, cells
            at = first + reader.line_num  # a quoted cell may run over several lines
        return
    for at, line in enumerate(lines, start=first):
        cells = line.split(layout.separator)
        if any(cell.strip() for cell in cells):
            yield at, cells


def _mended(lines: list[str], layout: _Layout, first: int, name: str) -> tuple[bytes, list[int]]:
    """Rows of the header's width, refused where they cannot be: their text, and the numbers of these.

    Cells too many are dropped where most rows have them and leave them empty (a separator ends each row): a single
    longer row is a separator inside a text, and its figures stand in the wrong columns.
    """
    width = len(layout.header)
    counts = Counter(len(cells) for _, cells in _rows(lines, layout, first))
    if not counts:
        raise UserFileError(f"{name} holds a header but no line.")
    usual = counts.most_common(1)[0][0]
    expected = usual if usual >= layout.named else width
    kept, numbers, bad = io.BytesIO(), [], []
    for at, cells in _rows(lines, layout, first):
        count = len(cells)
        is_whole = count == expected and not any(cell.strip() for cell in cells[width:])
        is_trimmed = layout.named - 2 <= count < layout.named and _DATE.fullmatch(cells[-1])  # of its currency cells
        if not (is_whole or is_trimmed):
            bad.append((at, count))
        row = _UNIT.join(_BETWEEN.sub(" ", cell) for cell in [*cells, *[""] * width][:width])
        kept.write(row.encode() + b"\n")
        numbers.append(at)
    if bad:
        shown = ", ".join(f"row {at} has {count} cells" for at, count in bad[:_SHOWN_ROWS])
        more = f" and {len(bad) - _SHOWN_ROWS} more rows" if len(bad) > _SHOWN_ROWS else ""
        raise UserFileError(f"{name} was refused: {shown}{more} where {expected} are expected; nothing was stored.")
    return kept.getvalue(), numbers
