"""The text of a FEC: encoding, separator, header and columns, whole rows only (LPF art. A47 A-1 VII).

Meaning comes in `fec`; here every cell is still a string.
"""

import re
import unicodedata
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv

from server.imports.files import UserFileError

#: Name in the header (folded) -> our name. Beside the 18 of the order: their misspellings and the few extras we use.
COLUMNS = {
    "journalcode": "journal", "journallib": "journal_name", "ecriturenum": "number", "ecrituredate": "posted",
    "comptenum": "ledger_account", "comptelib": "ledger_name", "compauxnum": "auxiliary",
    "compauxlib": "auxiliary_name", "pieceref": "reference", "piecedate": "document_date", "ecriturelib": "label",
    "debit": "debit", "credit": "credit", "montant": "amount", "sens": "sense", "ecriturelet": "letter",
    "datelet": "letter_date", "dateecheance": "due_date", "echeance": "due_date", "dateech": "due_date",
}  # fmt: skip
REQUIRED = {"posted": "EcritureDate", "ledger_account": "CompteNum"}
SEPARATORS = ("\t", "|", ";")
_BLANK_LINES = re.compile(rb"\n[ \t\r]*\n")
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class FecText:
    """cells: Arrow table of strings under our names; rows: the line of each as the user sees it, header included."""

    cells: pa.Table
    rows: list[int] | range


def is_fec_header(line: str) -> bool:
    """Does this first line look like the header of a FEC?"""
    names = {_fold(cell) for separator in SEPARATORS for cell in line.split(separator)}
    return "comptenum" in names or {"journalcode", "journallib"} <= names


def read_fec_text(data: bytes, name: str) -> FecText:
    """Bytes of a FEC -> its cells. Raises UserFileError (missing columns, rows of another width, no line)."""
    encoding = _encoding_of(data)
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, _, body = data.partition(b"\n")
    separator, header = _split_header(head.decode(encoding, "replace"), name)
    if not body or body.isspace():
        raise UserFileError(f"{name} holds a header but no line.")
    rows: list[int] | range = _row_numbers(body)
    try:
        table = _parse(body, encoding, separator, header)
    except pa.ArrowInvalid:
        body, rows = _mend_rows(body, encoding, separator, len(header), name)
        table = _parse(body, encoding, separator, header)
    return FecText(table, rows)


def _encoding_of(data: bytes) -> str:
    """UTF-8 where the bytes are, else cp1252; ISO 8859-15 where only it explains them (0xA4 is its euro sign)."""
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        is_latin9 = b"\xa4" in data and not any(byte in data for byte in (b"\x80", b"\x92", b"\x96", b"\x9c"))
        return "iso-8859-15" if is_latin9 else "cp1252"


def _split_header(line: str, name: str) -> tuple[str, list[str]]:
    separator = max(SEPARATORS, key=line.count)
    found = [COLUMNS.get(_fold(cell), f"_{at}") for at, cell in enumerate(line.split(separator))]
    header = [cell if cell not in found[:at] else f"_{at}" for at, cell in enumerate(found)]
    missing = [shown for ours, shown in REQUIRED.items() if ours not in header]
    if not {"debit", "credit"} <= set(header) and not {"amount", "sense"} <= set(header):
        missing.append("Debit and Credit (or Montant and Sens)")
    if missing:
        raise UserFileError(f"{name} is no complete FEC: its first line lacks {', '.join(missing)}.")
    return separator, header


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


def _row_numbers(body: bytes) -> list[int] | range:
    """Line numbers as the user sees them: the header is line 1, blank lines count but hold no row."""
    if not _BLANK_LINES.search(body) and not body.startswith(b"\n"):
        return range(2, body.count(b"\n") + 3)
    return [at for at, line in enumerate(body.split(b"\n"), start=2) if line]


def _mend_rows(body: bytes, encoding: str, separator: str, width: int, name: str) -> tuple[bytes, list[int]]:
    """Drop empty cells too many at a row's end, add the empty currency cells an editor trimmed; refuse the rest."""
    kept, rows, bad = [], [], []
    for at, line in enumerate(body.decode(encoding).split("\n"), start=2):
        if not line.strip():
            continue
        cells = line.split(separator)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        elif width - 2 <= len(cells) < width and re.fullmatch(r"\s*\d{4}-?\d{2}-?\d{2}\s*", cells[-1]):
            cells += [""] * (width - len(cells))
        if len(cells) != width:
            bad.append((at, len(cells)))
        kept.append(separator.join(cells))
        rows.append(at)
    if bad:
        shown = ", ".join(f"row {at} has {count} cells" for at, count in bad[:_SHOWN_ROWS])
        more = f" and {len(bad) - _SHOWN_ROWS} more rows" if len(bad) > _SHOWN_ROWS else ""
        raise UserFileError(f"{name} was refused: {shown}{more} where the header has {width}; nothing was stored.")
    return "\n".join(kept).encode(encoding), rows
