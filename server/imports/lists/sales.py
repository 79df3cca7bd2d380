"""A table of monthly sales -> month, currency, sales including VAT; refused whole where a cell cannot be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from receivables.errors import ReceivablesError
from receivables.metrics.sales import month_end, month_of
from receivables.money import to_minor
from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, Grid
from server.imports.lists.amounts import grouped_problem, read_amounts
from server.imports.lists.columns import Table, describe_columns, locate
from server.imports.lists.currencies import IN_USE
from server.imports.lists.dates import read_day
from server.imports.lists.digit_dates import Order, day_of, is_digit_day
from server.imports.lists.open_item_columns import DEFAULT_CURRENCY, thousands_told
from server.imports.lists.row_words import is_total
from server.imports.lists.words import OPEN_ITEM_WORDS, currency_of

#: field -> headers, best first, as in `words.OPEN_ITEM_WORDS`. Sales without VAT are no measure of receivables.
SALES_WORDS: dict[str, tuple[str, ...]] = {
    "month": ("mois", "month", "période", "period", "mois année", "année mois", "date", "mois facturation"),
    "amount": (
        "ventes TTC", "ventes", "CA TTC", "chiffre affaires TTC", "chiffre affaire TTC", "facturation TTC", "facturé",
        "facturé TTC", "montant TTC", "total TTC", "TTC", "sales incl VAT", "sales including VAT", "sales incl tax",
        "sales", "turnover incl VAT", "turnover including VAT", "billed", "billings", "gross sales", "amount incl VAT",
    ),
    "currency": OPEN_ITEM_WORDS["currency"],
}  # fmt: skip

_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/. ]([1-9]|0[1-9]|1[0-2])|(0[1-9]|1[0-2]))")
_NAME_YEAR = re.compile(r"([^\W\d_]{3,10}\.?)[-/. ]*(\d{4}|\d{2})")


@dataclass(frozen=True)
class ParsedSales:
    """sales: currency | month (first day) | sales (minor units), one row a month; mapping: field -> header as shown."""

    mapping: dict[str, str]
    sales: pd.DataFrame
    problems: list[Problem]


def parse_sales(grids: Sequence[Grid], overrides: Mapping[str, str]) -> ParsedSales:
    """Sheets -> monthly sales. Raises UserFileError, one sentence naming the row: nothing is taken by halves."""
    table = _table(grids, overrides)
    if found := thousands_told(table.header("amount")):
        raise UserFileError(f"the sales are in thousands (« {found} »): export them to the cent.")
    rows = [at for at in range(table.header_row, len(table.grid.rows)) if _is_line(table, at)]
    if not rows:
        raise UserFileError("it holds no month: write one row a month, such as « 2026-09;125000.00 ».")
    amounts = read_amounts(table.cells("amount", rows))
    currencies = table.cells("currency", rows)
    told = currency_of(table.header("amount")) or DEFAULT_CURRENCY
    lines = []
    for at, (row, cell) in enumerate(zip(rows, table.cells("month", rows), strict=True)):
        currency = _currency(row, currencies[at], amounts.currencies.get(at, ""), told)
        lines.append(
            (currency, _month(row, cell), _amount(row, amounts.values[at], amounts.unreadable.get(at), currency))
        )
    _refuse_repeats(lines, rows)
    problems = list(table.problems)
    if amounts.grouped is not None:
        problems.append(grouped_problem(table.header("amount"), rows[amounts.grouped] + 1))
    mapping = {field: table.header(field) for field in SALES_WORDS if field in table.columns}
    return ParsedSales(mapping, pd.DataFrame(lines, columns=["currency", "month", "sales"]), problems)


def _table(grids: Sequence[Grid], overrides: Mapping[str, str]) -> Table:
    """The columns by their headers, as the user says, or in the order month, sales, currency without a header."""
    try:
        table = locate(grids, SALES_WORDS, overrides, ("month", "amount"))
        lacking = [field for field in ("month", "amount") if field not in table.columns]
        grid, header_row = table.grid, table.header_row
    except UserFileError:
        if overrides:
            raise
        lacking, grid, header_row = ["month", "amount"], grids[0], 0
        if _is_bare(grid):
            width = max(map(len, grid.rows))
            return Table(grid, 0, {"month": 0, "amount": 1, **({"currency": 2} if width > 2 else {})})
    if not lacking:
        return table
    raise UserFileError(
        f"no column of {' and '.join('sales including VAT' if name == 'amount' else 'months' for name in lacking)} was "
        "recognised: call them month and sales incl. VAT, or say which they are with --map month=A --map amount=B. "
        f"Columns found: {describe_columns(grid, header_row)}."
    )


def _is_bare(grid: Grid) -> bool:
    """Does the first filled row hold a month and an amount already?"""
    first = next(row for row in grid.rows if not all(map(cell_of.is_blank, row)))
    try:
        return len(first) > 1 and bool(month_of_cell(first[0])) and cell_of.looks_like_amount(first[1])
    except ReceivablesError:
        return False


def _is_line(table: Table, at: int) -> bool:
    """Neither empty nor the total under the months."""
    row = table.grid.rows[at]
    first = next((cell_of.text_of(cell) for cell in row if not cell_of.is_blank(cell)), "")
    return any(not cell_of.is_blank(cell) for cell in row) and not is_total(first)


def month_of_cell(cell: Cell) -> int:
    """`2026-09`, `09/2026`, `sept. 2026`, `202609`, or its first or last day -> its first day.

    Raises ReceivablesError: any other day would be a month and a day swapped as likely as not.
    """
    text = cell_of.identifier(cell)
    if found := _YEAR_MONTH.fullmatch(text):
        return read_day(f"{found[1]}-{int(found[2] or found[3]):02d}-01")
    if found := _MONTH_YEAR.fullmatch(text):
        return read_day(f"{found[2]}-{int(found[1]):02d}-01")
    serial = day_of(text, Order.SERIAL) if is_digit_day(cell) else None
    day = serial or read_day(f"1 {found[1]} {found[2]}" if (found := _NAME_YEAR.fullmatch(text)) else cell)
    month = month_of(day) if day > 0 else day
    if day <= 0 or day not in (month, month_end(month)):
        raise ReceivablesError(f"« {cell_of.shown(cell)} » is no month.")
    return month


def _month(row: int, cell: Cell) -> int:
    try:
        return month_of_cell(cell)
    except ReceivablesError as error:
        shown = cell_of.shown(cell)
        raise UserFileError(f"row {row + 1}: the month « {shown} » cannot be read; write it as 2026-09.") from error


def _amount(row: int, value: Decimal | None, unreadable: str | None, currency: str) -> int:
    if value is None:
        what = f"« {unreadable} » cannot be read" if unreadable else "are missing"
        raise UserFileError(f"row {row + 1}: the sales {what}; write an amount, 0 where nothing was sold.")
    try:
        return to_minor(value, currency)
    except ReceivablesError as error:
        raise UserFileError(f"row {row + 1}: {error}") from error


def _currency(row: int, cell: Cell, in_amount: str, told: str) -> str:
    """Of the column, else beside the amount, else of the header, else EUR."""
    if cell_of.is_blank(cell):
        return in_amount or told
    text = cell_of.text_of(cell)
    code = currency_of(text) or text.upper()
    if code not in IN_USE:
        raise UserFileError(f"row {row + 1}: « {cell_of.shown(cell)} » is no currency in use (ISO 4217).")
    if in_amount and in_amount != code:
        raise UserFileError(f"row {row + 1}: the sales are in {in_amount} but the currency column says {code}.")
    return code


def _refuse_repeats(lines: Sequence[tuple[str, int, int]], rows: Sequence[int]) -> None:
    seen: dict[tuple[str, int], int] = {}
    for (currency, month, _), row in zip(lines, rows, strict=True):
        if (first := seen.setdefault((currency, month), row)) != row:
            raise UserFileError(f"row {row + 1}: the month of row {first + 1} comes a second time in {currency}.")
