"""Amounts of a list's columns: the decimal mark is decided on the whole column; what cannot be read is handed back."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from receivables.errors import ReceivablesError
from receivables.money import parse_amount
from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell
from server.imports.lists.words import currency_of

_NUMBER = re.compile(r"[\d.,]*\d[\d.,]*")
_SIDE = re.compile(r"\s*(?<![^\W\d_])(CR|DR|C|D)\.?$", re.I)
_WORDS = re.compile(r"[^\W\d_]+\.?|[€$£₹¥]")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_EXPONENT = re.compile(r"\d[eE][+-]?\d")
_NOTHING = frozenset({"", "-", "–", "—"})


@dataclass
class AmountColumn:
    """values: one per cell, None where blank or unreadable; `unreadable`: index -> what stands there;
    `currencies`: index -> ISO code written in the cell; `grouped`: index of the first mark taken for thousands."""

    values: list[Decimal | None]
    unreadable: dict[int, str] = field(default_factory=dict)
    currencies: dict[int, str] = field(default_factory=dict)
    grouped: int | None = None


def read_amounts(cells: list[Cell]) -> AmountColumn:
    """Cells of one column -> amounts in units (exact decimals); a lone dash is the blank of accountants."""
    thousands, is_sure = _thousands_mark({cell for cell in cells if isinstance(cell, str)})
    column = AmountColumn([])
    known: dict[str, tuple[Decimal | None, str]] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, Decimal) or cell is None:
            column.values.append(cell)
            continue
        try:
            if not isinstance(cell, str):
                raise ReceivablesError("no amount")
            if cell not in known:
                known[cell] = _read(cell, thousands)
            value, currency = known[cell]
        except ReceivablesError:
            column.unreadable[at] = cell_of.shown(cell)
            value, currency = None, ""
        column.values.append(value)
        if currency:
            column.currencies[at] = currency
        if thousands and not is_sure and column.grouped is None and isinstance(cell, str) and thousands in cell:
            column.grouped = at
    return column


def grouped_problem(header: str, row: int) -> Problem:
    """The doubt a column of `1,234` leaves when no value tells what the comma is."""
    return Problem(row, "ambiguous_amounts", (
        f"Column « {header} »: every mark stands before three digits; they are read as thousands (1,234 = 1234)."
    ))  # fmt: skip


def _read(text: str, thousands: str) -> tuple[Decimal | None, str]:
    body, currency, sign = text.strip().replace("\u2212", "-"), "", 1
    if body in _NOTHING:
        return None, ""
    if not _EXPONENT.search(body) and (words := _WORDS.findall(body)):
        side = _SIDE.search(body)
        if side:
            sign, body = (-1 if side.group(1)[0] in "Cc" else 1), body[: side.start()]
            words = _WORDS.findall(body)
        currency = currency_of(" ".join(words)) if words else ""
        if len(words) > 1 or (words and not currency):
            raise ReceivablesError("words in an amount")
        body = _WORDS.sub("", body).strip()
    if len(thousands) == 1:
        body = body.replace(thousands, "") if thousands in body and _is_lone(body, thousands) else body
    elif any(_is_lone(body, mark) for mark in thousands):
        raise ReceivablesError("thousands or decimals")
    return sign * parse_amount(body.replace("’", "'")), currency


def _thousands_mark(texts: set[str]) -> tuple[str, bool]:
    """The mark that only groups thousands in this column and whether some value proves it.

    '' where none does; ',.' where values contradict each other: then `1,234` cannot be read at all.
    """
    proofs, lone = {".": 0, ",": 0}, {".": 0, ",": 0}
    for text in texts:
        if ("." in text or "," in text) and (found := _NUMBER.search(_SPACES.sub("", text))):
            _weigh(found.group(), proofs, lone)
    decimals = [mark for mark in ".," if proofs[mark]]
    if len(decimals) == 1:
        return ("," if decimals[0] == "." else "."), True
    if decimals or all(lone.values()):
        return ",.", True
    return next((mark for mark in ",." if lone[mark]), ""), False


def _weigh(number: str, proofs: dict[str, int], lone: dict[str, int]) -> None:
    """What one number tells: its decimal mark for sure, or a mark before three digits that tells nothing."""
    comma, point = number.count(","), number.count(".")
    if comma and point:
        proofs["," if number.rfind(",") > number.rfind(".") else "."] += 1
    elif comma + point > 1:
        proofs["." if comma else ","] += 1
    elif comma + point == 1:
        mark = "," if comma else "."
        (lone if _is_lone(number, mark) else proofs)[mark] += 1


def _is_lone(number: str, mark: str) -> bool:
    """`1,234`: one mark before three digits, nothing that tells what it is."""
    head, found, tail = _SPACES.sub("", number).strip("()+-").partition(mark)
    return bool(found) and len(tail) == 3 and tail.isdigit() and head.isdigit() and len(head) <= 3 and head[0] != "0"
