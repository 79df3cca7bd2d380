"""How the golden cases of the worksheet functions are written, for every host alike; and sums made by hand.

A date cell is a `date` or `datetime`, a serial number a float, a currency cell a Decimal, an empty cell None, an error
cell an `ErrorCell`; a range is a list of rows. The calculations here are first principles: they share no code with the
product.
"""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from addin.cells import ErrorCell

#: An argument left out between others: `AR_X(A1;;B1)`.
OMITTED = object()
#: What every function with arguments is tried with.
ASPECTS = ("normal", "empty", "text", "error", "whole", "row", "many", "bad")


@dataclass(frozen=True)
class Whole:
    """Whole columns, `A:C`, with rows at their top."""

    rows: Sequence[Sequence[Any]]


class Says:
    """A text that holds these words, in any order: sentences may be worded anew, their figures may not."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return f"a text with {self.words}"


@dataclass(frozen=True)
class Case:
    """`=function(arguments)` gives `expected`: a float, a text, '' (empty), an error, `Says`, or rows of them.

    aspect: one of ASPECTS | source: a published case, an article of law, or how the figure is made
    """

    function: str
    aspect: str
    note: str
    arguments: tuple[Any, ...]
    expected: Any
    source: str

    @property
    def id(self) -> str:
        """`AR_PENALTY text: French date`."""
        return f"{self.function} {self.aspect}: {self.note}"

    def __str__(self) -> str:
        return self.id


def day(text: str) -> dt.date:
    """`2026-01-31`."""
    return dt.date.fromisoformat(text)


def serial(text: str | dt.date) -> float:
    """The number a spreadsheet keeps for a day."""
    one = day(text) if isinstance(text, str) else text
    return float((one - dt.date(1899, 12, 30)).days)


def error(code: str) -> ErrorCell:
    """An error of whatever sentence."""
    return ErrorCell(code)


VALUE, NUM, NA = error("#VALUE!"), error("#NUM!"), error("#N/A")
#: Why a 0 is an empty cell.
AS_ZERO = "some hosts hand over an empty cell as 0"


def half_up(value: Fraction) -> float:
    """To the cent, half away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def total(*euros: float) -> float:
    """A sum without the dust of binary fractions."""
    return sum(round(100 * one) for one in euros) / 100


def interest(principal: str | int, *stretches: tuple[int, str]) -> float:
    """Euros at a percentage for some days of 365: each stretch rounded to the cent, as it is printed."""
    lines = (half_up(Fraction(principal) * Fraction(percent) / 100 * days / 365) for days, percent in stretches)
    return total(*lines)


def points(weight: int, value: int, threshold: int) -> int:
    """In proportion up to the threshold, half-up."""
    return math.floor(Fraction(weight * min(value, threshold), threshold) + Fraction(1, 2))


def score(euros: int, oldest_days: int, percent_over_60: int) -> float:
    """Of an account of which only a list is known: 30 points from EUR 10,000 on, 15 from 90 days, 10 from a half."""
    parts = points(30, euros, 10_000), points(15, oldest_days, 90), points(10, percent_over_60, 50)
    return float(sum(parts))


# -- ten thousand rows -------------------------------------------------------------------------------------------------

MANY = 10_000
ON = day("2026-09-30")


def many_days() -> list[dt.date]:
    """Ten thousand days of 400 different ones, up to ON and 99 days past it."""
    return [ON - dt.timedelta(days=300 - row * 37 % 400) for row in range(MANY)]


def many_items() -> list[list[Any]]:
    """Ten thousand open items of 500 accounts, a credit in twenty; amounts of whole cents."""
    cents = [row * 7919 % 90_001 + 501 for row in range(MANY)]
    return [
        [f"C{row % 500:03}", due, (-cents[row] if row % 20 == 19 else cents[row]) / 100]
        for row, due in enumerate(many_days())
    ]


def cents(euros: float) -> int:
    """A cell's amount in whole cents."""
    return round(euros * 100)


def has_error(arguments: Sequence[Any], in_range: bool) -> bool:
    """Whether an error cell is among the arguments: in a range, or as an argument of its own."""
    if in_range:
        return any(isinstance(cell, ErrorCell) for one in arguments for cell in _cells(one))
    return any(isinstance(one, ErrorCell) for one in arguments)


def _cells(argument: Any) -> Iterator[Any]:
    rows = argument.rows if isinstance(argument, Whole) else argument if isinstance(argument, list) else []
    for row in rows:
        yield from row


# -- comparing ---------------------------------------------------------------------------------------------------------


def difference(expected: Any, found: Any) -> str:
    """'' where a host shows what is expected, else where it does not. A range of one cell is that cell."""
    wanted, shown = _rows(expected), _rows(found)
    sizes = [(len(rows), len(rows[0])) for rows in (wanted, shown)]
    if sizes[0] != sizes[1] or {len(row) for row in shown} != {sizes[1][1]}:
        return f"{sizes[0]} cells wanted, {sizes[1]} shown: {str(found)[:300]}"
    for at, (left, right) in enumerate(zip(wanted, shown, strict=True)):
        for column, (one, other) in enumerate(zip(left, right, strict=True)):
            if not is_same(one, other):
                return f"row {at}, column {column}: {one!r} wanted, {other!r} shown"
    return ""


def is_same(expected: Any, found: Any) -> bool:
    """One cell: errors by their code, numbers to far less than a cent."""
    if isinstance(expected, ErrorCell):
        return isinstance(found, ErrorCell) and found.code == expected.code
    if isinstance(expected, Says):
        return isinstance(found, str) and all(word in found for word in expected.words)
    if isinstance(expected, str):
        return isinstance(found, str) and found == expected
    return type(found) is float and math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-9)


def _rows(value: Any) -> list[list[Any]]:
    return value if isinstance(value, list) else [[value]]
