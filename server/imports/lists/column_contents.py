"""What the cells of a column can be: days, amounts, codes, numbers of customers or their names."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell, CellError, Grid
from server.imports.lists.digit_dates import is_digit_day
from server.imports.lists.row_words import whose_total
from server.imports.lists.words import currency_of, fold, word_set

#: What a column must hold for a field to be read from it; fields not named take any text.
DATE_FIELDS = frozenset({"document_date", "posting_date", "due_date", "paid_date", "insurer_expiry", "reminded_on"})
AMOUNT_FIELDS = frozenset({
    "amount", "open_amount", "debit", "credit", "paid_amount", "credit_limit", "insurer_limit", "dispute_amount",
    "promise_amount",
})  # fmt: skip
#: A month is a text, a number or a date; so is what a clerk notes of a promise or a dispute.
_ANYTHING = frozenset({"month", "promise", "dispute", "level", "comment"})
CODE_FIELDS = {
    "sign": word_set("D C S H DR CR DEBIT CREDIT DB DÉBIT CRÉDIT SOLL HABEN DARE AVERE + -"),
}

_DATE_WORDS = word_set("date echeance ech")
_SAMPLE_ROWS = 300
#: Share of the typical cells that must look right where the header leaves a doubt.
_MOST = 0.4
_TOTALS = ("total", "sous-total", "sous total", "grand total", "subtotal", "*")
_DAY_DIGITS = re.compile(r"[0-3]?\d[01]\d(?:19|20)\d\d")
#: These words name a number or a name: the cells decide.
_EITHER = frozenset({"customer", "client", "tiers", "cliente", "debtor", "kunde", "debitor", "business partner"})


@dataclass
class Sample:
    """Filled cells of a column among the first rows under the header.

    `typical`: those of rows at least half as full as the fullest; headings and notes tell little of a column.
    """

    every: list[Cell] = field(default_factory=list)
    typical: list[Cell] = field(default_factory=list)


def samples(grid: Grid, header_row: int, width: int) -> list[Sample]:
    """One sample a column."""
    found = [Sample() for _ in range(width)]
    header = grid.rows[header_row - 1] if header_row else None
    below = grid.rows[header_row : header_row + _SAMPLE_ROWS]
    rows = [row[:width] for row in below if row != header]  # printed again on each page
    filled = [[at for at, cell in enumerate(row) if is_value(cell)] for row in rows]
    most = max(map(len, filled), default=0)
    for row, columns in zip(rows, filled, strict=True):
        for at in columns:
            found[at].every.append(row[at])
            if 2 * len(columns) >= most:
                found[at].typical.append(row[at])
    return found


def is_value(cell: Cell) -> bool:
    """Filled, and no ruled line, nor the word or the stars that mark a total."""
    if isinstance(cell, str):
        text = cell.strip()
        return bool(text.strip("-=_")) and not text.lower().startswith(_TOTALS) and not whose_total(text)
    return cell is not None


def holds(name: str, header: str, sample: Sample, is_sure: bool) -> bool:
    """Can this column's cells be the field's? An empty column can be anything.

    `is_sure`: the header names this field alone; one right cell is enough then, the others are told as unreadable.
    """
    cells, header = (sample.every if is_sure else sample.typical or sample.every), fold(header)
    if not cells or name in _ANYTHING:
        return name != "name" or header not in _EITHER
    if name in DATE_FIELDS:
        return _is_enough(cells, _is_day, is_sure) or _are_digit_days(header, sample.typical or cells, is_sure)
    if name in AMOUNT_FIELDS:
        return _is_enough(cells, _is_figure, is_sure) and _share(cells, cell_of.looks_like_date) < 0.5
    if name == "currency":
        return is_sure or _is_enough(cells, lambda cell: bool(currency_of(cell_of.text_of(cell))))
    if name in CODE_FIELDS:
        return _is_enough(cells, lambda cell: cell_of.text_of(cell).upper() in CODE_FIELDS[name], is_sure)
    return _share(cells, lambda cell: isinstance(cell, dt.date)) < 0.5 and _is_either(name, header, cells)


def _is_enough(cells: list[Cell], test: Callable[[Cell], bool], is_sure: bool = False) -> bool:
    share = _share(cells, test)
    return share > 0 if is_sure else share >= _MOST


def _is_either(name: str, header: str, cells: list[Cell]) -> bool:
    """Where the word says account or name, codes are an account and the rest are names."""
    if header not in _EITHER or name not in ("account", "name"):
        return True
    return (_share(cells, cell_of.looks_like_code) >= 0.6) == (name == "account")


def _share(cells: list[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, CellError) or cell_of.looks_like_date(cell)


def _are_digit_days(header: str, cells: list[Cell], is_sure: bool) -> bool:
    """Bare digits are days only where the header says so; those a spreadsheet counts need less. Zeros tell nothing."""
    cells = [cell for cell in cells if cell_of.identifier(cell).strip("0")]
    if not cells:
        return False
    if _share(cells, _is_serial) > 0.9:
        return True
    return (is_sure or bool(_DATE_WORDS & set(header.split()))) and _share(cells, _is_digits_only) > 0.9


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, CellError) or cell_of.looks_like_amount(cell)


def _is_serial(cell: Cell) -> bool:
    """A date a spreadsheet shows as a bare number (45000 is a day of 2023)."""
    text = cell_of.text_of(cell)
    return len(text) == 5 and text.isdigit() and 20_000 < int(text) < 80_000


def _is_digits_only(cell: Cell) -> bool:
    """310126 or 31012026, as text or as a number that lost its zero."""
    return is_digit_day(cell) or bool(_DAY_DIGITS.fullmatch(cell_of.identifier(cell)))
