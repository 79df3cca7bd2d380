"""The text of a FEC: encoding, separator, header and columns, whole rows only (LPF art. A47 A-1 VII).

Meaning comes in `fec`; here every cell is still a string.
"""

import csv as csv_text
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv

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
_EMPTY_ROW = re.compile(rb"\n[ \t|;,]*\n")
_DATE = re.compile(r"\s*\d{4}-?\d{2}-?\d{2}\s*")
_UNIT = "\x1f"  # between the cells of a file whose own separator also stands inside its quoted cells
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
    data = data.rstrip(b"\n")
    if (at := data.find(b"\0")) >= 0:
        row = data.count(b"\n", 0, at) + 1
        raise UserFileError(f"{name} was refused: row {row} is damaged (it holds binary zeros); nothing was stored.")
    encoding = _encoding_of(data)
    text = data.lstrip(b"\n")
    head, _, body = text.partition(b"\n")
    layout = _layout(head.decode(encoding, "replace"), name)
    if not body or body.isspace():
        raise UserFileError(f"{name} holds a header but no line.")
    first = len(data) - len(text) + 2  # the header is line 1 unless blank lines stand before it
    if not layout.is_quoted and not _EMPTY_ROW.search(b"\n" + body + b"\n"):
        try:
            table = _parse(body, encoding, layout.separator, layout.header)
            return FecText(table, range(first, first + len(table)))
        except pa.ArrowInvalid:  # some row has another width
            pass
    mended, rows = _mended(_split_rows(body.decode(encoding), layout, first), layout, name)
    return FecText(_parse(mended, "utf-8", _UNIT, layout.header), rows)


def _encoding_of(data: bytes) -> str:
    """UTF-8 where the bytes are, else cp1252; ISO 8859-15 where only it explains them (0xA4 is its euro sign)."""
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
    plain = unicodedata.normalize("NFKD", cell.strip().strip('"').lstrip("\ufeff")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())


def _parse(body: bytes, encoding: str, separator: str, header: list[str]) -> pa.Table:
    wanted = [column for column in header if not column.startswith("_")]
    return csv.read_csv(
        pa.BufferReader(body),
        read_options=csv.ReadOptions(column_names=header, encoding=encoding, block_size=1 << 24),
        parse_options=csv.ParseOptions(delimiter=separator, quote_char=False),
        convert_options=csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )


def _split_rows(body: str, layout: _Layout, first: int) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with its line as the user sees it."""
    lines = body.split("\n")
    if not layout.is_quoted:
        rows = list(enumerate((line.split(layout.separator) for line in lines), start=first))
    else:
        reader = csv_text.reader(lines, delimiter=layout.separator)
        rows, at = [], first
        for cells in reader:
            rows.append((at, cells))
            at = first + reader.line_num  # a quoted cell may run over several lines
    return [(at, cells) for at, cells in rows if any(cell.strip() for cell in cells)]


def _mended(rows: list[tuple[int, list[str]]], layout: _Layout, name: str) -> tuple[bytes, list[int]]:
    """Rows of the header's width, refused where they cannot be: their lines, and the numbers of these.

    Cells too many are dropped where most rows have them and leave them empty (a separator ends each row): a single
    longer row is a separator inside a text, and its figures stand in the wrong columns.
    """
    width = len(layout.header)
    usual = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    expected = usual if usual >= layout.named else width
    kept, bad = [], []
    for at, cells in rows:
        count = len(cells)
        is_whole = count == expected and not any(cell.strip() for cell in cells[width:])
        is_trimmed = layout.named - 2 <= count < layout.named and _DATE.fullmatch(cells[-1])  # of its currency cells
        if not (is_whole or is_trimmed):
            bad.append((at, count))
        kept.append(_UNIT.join(cell.replace(_UNIT, " ") for cell in [*cells, *[""] * width][:width]))
    if bad:
        shown = ", ".join(f"row {at} has {count} cells" for at, count in bad[:_SHOWN_ROWS])
        more = f" and {len(bad) - _SHOWN_ROWS} more rows" if len(bad) > _SHOWN_ROWS else ""
        raise UserFileError(f"{name} was refused: {shown}{more} where {expected} are expected; nothing was stored.")
    return "\n".join(kept).encode(), [at for at, _ in rows]
