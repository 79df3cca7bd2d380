"""What one cell can be: an identifier, a text, a date, an amount; looked at without changing it."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from receivables.texts import shortened
from server.imports.files.grids import Cell, CellError

_FLOATED = re.compile(r"(\d+)\.0+")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)
_DATE = re.compile(
    r"(\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d(\.0+)?"
    r"|\d{1,2}[-/. ]?[^\W\d_]{3,10}\.?,?[-/. ]?(\d{4}|\d{2})|[^\W\d_]{3,10}\.? \d{1,2},? \d{4})([T ].*)?"
)
_AMOUNT = re.compile(r"\(?[-+−]?(\d[\d\s.,'’]*|[.,]\d+)\)?-?")
_CURRENCY_SIGNS = re.compile(r"[€$£₹¥]|\b[A-Z]{3}\b|\b[CD]R\b", re.I)
_CODE = re.compile(r"(?=.*\d)\S{1,24}|[A-Z0-9][A-Z0-9_./*-]{1,16}")


def is_blank(cell: Cell) -> bool:
    """Nothing in it, or spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A cell as text on one line; '' for blank cells and errors. `2960623488.0` is `2960623488`, never rounded."""
    if isinstance(cell, str):
        return cell.strip() if cell.isprintable() else " ".join("".join(_printable(cell)).split())
    if isinstance(cell, Decimal):
        return str(int(cell)) if cell == cell.to_integral_value() else f"{cell:f}"
    if cell is None or isinstance(cell, CellError):
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell).upper()


def identifier(cell: Cell) -> str:
    """Account or document number: leading zeros kept, the `.0` a spreadsheet or a program added cut off."""
    text = text_of(cell)
    floated = _FLOATED.fullmatch(text)
    return floated.group(1) if floated else text


def is_rounded(text: str) -> bool:
    """Is this what is left of a long number shown as `2,96E+09`? Its last digits are lost."""
    return bool(_ROUNDED.fullmatch(text))


def shown(cell: Cell) -> str:
    """A cell as an error message quotes it."""
    return shortened(cell.text if isinstance(cell, CellError) else text_of(cell), 60)


def looks_like_date(cell: Cell) -> bool:
    """Date cell, or text in one of the known forms."""
    return isinstance(cell, dt.date) or (isinstance(cell, str) and _is_date_text(cell))


def looks_like_amount(cell: Cell) -> bool:
    """Number, or text with digits, signs and marks only (a currency beside it is allowed)."""
    return isinstance(cell, Decimal) or (isinstance(cell, str) and _is_amount_text(cell))


def looks_like_code(cell: Cell) -> bool:
    """One word with a digit, or short capitals: a number of customer or document rather than a name."""
    return bool(_CODE.fullmatch(identifier(cell)))


@lru_cache(maxsize=65_536)
def _is_date_text(text: str) -> bool:
    return bool(_DATE.fullmatch(text.strip()))


@lru_cache(maxsize=65_536)
def _is_amount_text(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(_CURRENCY_SIGNS.sub("", text).strip()))


def _printable(text: str) -> list[str]:
    return [char if char.isprintable() else " " for char in text]
