"""Days written as five or six bare digits (150326, 45000): the whole column tells in which order they stand."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from addin.serial_days import DAY_0
from receivables.days import day_number, parse_day
from receivables.errors import ReceivablesError
from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell

_SERIAL_ZERO = day_number(DAY_0.date())
#: Receivables are of these years; read in the wrong order, digits soon leave them.
_LIKELY = range(day_number(dt.date(2000, 1, 1)), day_number(dt.date(2036, 1, 1)))
_WIDE_DAYS = 15 * 366


class Order(Enum):
    """What the digits are, the usual ones first: days a spreadsheet counts from 1900, JJMMAA, AAMMJJ, MMJJAA."""

    SERIAL = "as a spreadsheet counts days from 1900"
    DAY_FIRST = "day, month, year"
    YEAR_FIRST = "year, month, day"
    MONTH_FIRST = "month, day, year"


def digits_of(cell: Cell) -> str:
    """The digits of a cell of five or six of them and nothing else, '' for any other cell and for zeros."""
    if not isinstance(cell, str | Decimal):
        return ""
    text = cell_of.identifier(cell)
    return text if 5 <= len(text) <= 6 and text.isascii() and text.isdigit() and text.strip("0") else ""


def is_digit_day(cell: Cell) -> bool:
    """Are these digits a likely day in some order? Only a header can tell such a day from a number."""
    text = digits_of(cell)
    return bool(text) and any(_is_likely(day_of(text, order)) for order in Order)


@lru_cache(maxsize=65_536)
def day_of(text: str, order: Order) -> int | None:
    """Digits -> day number, None where no such day exists. A lost leading zero (10226) is put back."""
    if order is Order.SERIAL:
        return int(text) + _SERIAL_ZERO if 20_000 < int(text) < 80_000 else None
    text = text.zfill(6)
    parts = text[:2], text[2:4], text[4:]
    if order is Order.YEAR_FIRST:
        parts = parts[2], parts[1], parts[0]
    try:
        return parse_day("/".join(parts), order is Order.MONTH_FIRST)
    except ReceivablesError:
        return None


def orders_of(texts: Iterable[str]) -> list[Order]:
    """The order of a column's digits, then those it could be mistaken for: they fit as well and no value decides.

    Day before month is the rule; year before month a rival only where its days lie much closer together.
    """
    texts = set(texts)
    if not texts:
        return []
    marks = {order: _misfit(texts, order) for order in Order}
    best = min(Order, key=lambda order: marks[order])
    rivals = [order for order in Order if order is not best and marks[order] == marks[best] and best is Order.DAY_FIRST]
    spread = _spread(texts, best)
    return [best, *(one for one in rivals if one is not Order.YEAR_FIRST or 4 * _spread(texts, one) < spread)]


def _misfit(texts: set[str], order: Order) -> tuple[bool, bool, int]:
    """Most days unlikely; days further apart than the items of one list lie; number of unlikely days.

    One impossible day among many is a slip, no proof of an order that throws the others far apart.
    """
    unlikely = sum(not _is_likely(day_of(text, order)) for text in texts)
    return 2 * unlikely > len(texts), _spread(texts, order) > _WIDE_DAYS, unlikely


def _spread(texts: set[str], order: Order) -> int:
    days = [day for text in texts if (day := day_of(text, order)) is not None]
    return max(days) - min(days) if days else 0


def _is_likely(day: int | None) -> bool:
    return day is not None and day in _LIKELY
