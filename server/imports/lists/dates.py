"""Dates of a list's columns: the order of day and month is decided on whole columns, never cell by cell."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from receivables.days import FIRST_YEAR, NO_DAY, Days, day_number, parse_day
from receivables.errors import ReceivablesError
from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell, CellError
from server.imports.lists.digit_dates import Order, day_of, digits_of, orders_of

_EITHER_ORDER = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?:[T ].*)?")
_BLANKS = frozenset({"", "-", "--", "0", "null", "none", "nan", "nat", "nil", "(blank)"})
_DAY_FIRST_DIGITS = re.compile(r"(0?[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((?:19|20)\d\d)")
_NO_DATE = re.compile(r"0{6}|0{8}|0{1,4}[-/.]0{1,2}[-/.]0{1,4}")
_SHOWN = 5


@dataclass
class DateColumn:
    """Cells of one column beside their line numbers, and what they prove about its order (indexes into `cells`)."""

    header: str
    cells: list[Cell]
    rows: list[int]
    day_first: list[int] = field(default_factory=list)
    month_first: list[int] = field(default_factory=list)
    undecided: list[int] = field(default_factory=list)
    real: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        known: dict[str, list[int] | None] = {}
        for at, cell in enumerate(self.cells):
            if isinstance(cell, str):
                if cell not in known:
                    known[cell] = self._proof(cell)
                proved = known[cell]
                if proved is not None:
                    proved.append(at)
            elif isinstance(cell, dt.date):
                self.real.append(at)

    def _proof(self, text: str) -> list[int] | None:
        found = _EITHER_ORDER.fullmatch(text.strip())
        if not found:
            return None
        first, second = int(found.group(1)), int(found.group(2))
        if first > 12 and second <= 12:
            return self.day_first
        if second > 12 and first <= 12:
            return self.month_first
        return self.undecided if first != second and max(first, second) <= 12 else None

    @cached_property
    def digits(self) -> set[str]:
        """Days written as five or six bare digits."""
        return {digits_of(cell) for cell in set(self.cells)} - {""}

    @property
    def is_proved(self) -> bool:
        """Does some value tell the order?"""
        return bool(self.day_first or self.month_first)

    @property
    def is_month_first(self) -> bool:
        """What most proofs say."""
        return len(self.month_first) > len(self.day_first)


def read_dates(columns: Mapping[str, DateColumn]) -> tuple[dict[str, Days], list[Problem]]:
    """Columns by field -> their days (NO_DAY where blank or unreadable) and what is doubtful about them.

    A column that proves nothing borrows the order the others agree on; failing that, the day comes first.
    """
    votes = {column.is_month_first for column in columns.values() if column.is_proved}
    shared = votes.pop() if len(votes) == 1 else None
    days, problems = {}, list[Problem]()
    agreed = orders_of({text for column in columns.values() for text in column.digits})
    for name, column in columns.items():
        month_first = column.is_month_first if column.is_proved else bool(shared)
        problems += _order_problems(column, shared)
        orders = orders_of(column.digits)
        days[name], found = _read(column, month_first, orders if len(orders) == 1 else agreed)
        problems += found
    return days, problems


def _read(column: DateColumn, month_first: bool, orders: list[Order]) -> tuple[Days, list[Problem]]:
    problems, bare = [], list[int]()
    days = np.full(len(column.cells), NO_DAY, dtype=np.int32)
    order = orders[0] if column.digits else None
    known: dict[Cell, int] = {}
    contrary = set(column.day_first if month_first else column.month_first)
    for at, cell in enumerate(column.cells):
        if cell is None or cell == "":
            continue
        if at in contrary:  # proves the other order, reported as such
            days[at] = parse_day(str(cell), not month_first) if _exists(str(cell), not month_first) else NO_DAY
            continue
        if cell not in known:
            try:
                digit_day = day_of(digits, order) if order and (digits := digits_of(cell)) else None
                known[cell] = read_day(cell, month_first) if digit_day is None else digit_day
            except ReceivablesError as error:
                problems.append(Problem(column.rows[at], "unreadable_date", f"Column « {column.header} »: {error}"))
                continue
        days[at] = known[cell]
        if order and digits_of(cell):
            bare.append(column.rows[at])
    if bare:
        problems += _digit_problems(column.header, bare, orders)
    return days, problems


def read_day(cell: Cell, month_first: bool = False) -> int:
    """One cell -> day number, NO_DAY for what stands for no date. Raises ReceivablesError with a sentence."""
    if isinstance(cell, dt.date):
        return _real_day(cell)
    if isinstance(cell, CellError):
        raise ReceivablesError(f"The date « {cell.text} » cannot be read.")
    text = cell_of.identifier(cell)
    if text.lower() in _BLANKS or _NO_DATE.fullmatch(text):
        return NO_DAY
    if found := _DAY_FIRST_DIGITS.fullmatch(text):  # 31012026, and 1022026 that lost its zero
        text = "/".join(found.groups())
    return parse_day(text, month_first)


def _real_day(day: dt.date) -> int:
    if day.year < 1901 and day.month in (1, 12):
        return NO_DAY  # how a spreadsheet shows zero as a date
    if not FIRST_YEAR <= day.year <= 2100:
        raise ReceivablesError(f"The date « {day.isoformat()} » is outside {FIRST_YEAR}-2100.")
    return day_number(day)


def _exists(text: str, month_first: bool) -> bool:
    try:
        parse_day(text, month_first)
    except ReceivablesError:
        return False
    return True


# -- doubts ----------------------------------------------------------------------------------------------------------


def _order_problems(column: DateColumn, shared: bool | None) -> list[Problem]:
    if column.day_first and column.month_first:
        fewer = column.day_first if column.is_month_first else column.month_first
        order = "the day before the month" if column.is_month_first else "the month before the day"
        return [_swapped(column, fewer, f"with {order}, unlike the rest of the column; read as written")]
    texts = len(column.day_first) + len(column.month_first) + len(column.undecided)
    if _is_spreadsheet_damage(column):
        return [_swapped(column, column.real, (
            "with day and month probably swapped by a spreadsheet: none has a day past the 12th, while those past it "
            "stayed text; kept as they stand, export the column again as text"
        ))]  # fmt: skip
    if column.undecided and len(column.undecided) == texts:
        return [_ambiguous(column, shared)]
    return []


def _is_spreadsheet_damage(column: DateColumn) -> bool:
    """Real dates up to the 12th only, beside texts past the 12th only: a file opened with the wrong day/month order."""
    if not column.is_proved or column.undecided or not column.real:
        return False
    return all(cell.day <= 12 for at in column.real if isinstance(cell := column.cells[at], dt.date))


def _swapped(column: DateColumn, at: list[int], what: str) -> Problem:
    first = column.rows[at[0]]
    return Problem(first, "swapped_dates", f"Column « {column.header} »: {_listed(column.rows, at)} {what}.")


def _ambiguous(column: DateColumn, shared: bool | None) -> Problem:
    how = "month first, as the other date columns prove" if shared else "day first"
    if shared is False:
        how = "day first, as the other date columns prove"
    return Problem(column.rows[column.undecided[0]], "ambiguous_dates", (
        f"Column « {column.header} »: nothing in it tells the day from the month; it is read {how}."
    ))  # fmt: skip


def _digit_problems(header: str, rows: list[int], orders: list[Order]) -> list[Problem]:
    """Digits read otherwise than day first, or that could be."""
    order, *rivals = orders
    if order is Order.SERIAL:
        return [Problem(rows[0], "serial_dates", (
            f"Column « {header} »: {len(rows)} dates are bare numbers, read {order.value}."
        ))]  # fmt: skip
    if order is not Order.DAY_FIRST:
        return [Problem(rows[0], "digit_dates", f"Column « {header} »: its bare digits are read as {order.value}.")]
    if not rivals:
        return []
    return [Problem(rows[0], "ambiguous_dates", (
        f"Column « {header} »: its bare digits are read as {order.value}; they could be {rivals[0].value}."
    ))]  # fmt: skip


def _listed(rows: list[int], at: list[int]) -> str:
    shown = ", ".join(str(rows[index]) for index in at[:_SHOWN])
    more = f" and {len(at) - _SHOWN} more" if len(at) > _SHOWN else ""
    return f"{len(at)} dates (rows {shown}{more})" if len(at) > 1 else f"1 date (row {shown})"
