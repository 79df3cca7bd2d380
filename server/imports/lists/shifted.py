"""Totals whose cells an export merged, put back under their columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell
from server.imports.lists.column_contents import AMOUNT_FIELDS
from server.imports.lists.columns import Table
from server.imports.lists.row_words import is_total
from server.imports.lists.words import CURRENCY_CODES

_MONEY = re.compile(r".*\d[.,]\d{2}\D*")


def with_totals_in_place(table: Table) -> Table:
    """`|* Account 100123        |750,00|EUR|` under nine columns: the amount and its currency where they belong.

    Only rows shorter than the header that begin with the words of a total and bear as many amounts as the list has
    columns of them; all others stay as they are.
    """
    width = len(table.header_cells)
    moved = {
        number: row
        for number, cells in enumerate(table.grid.rows[table.header_row :], table.header_row)
        if 1 < len(cells) < width and (row := _in_place(cells, table, width))
    }
    if not moved:
        return table
    rows = [moved.get(number, row) for number, row in enumerate(table.grid.rows)]
    return replace(table, grid=replace(table.grid, rows=rows))


def _in_place(cells: Sequence[Cell], table: Table, width: int) -> list[Cell] | None:
    """The row put right, None where it is no such total."""
    filled = [cell for cell in cells if not cell_of.is_blank(cell)]
    if not filled or not is_total(cell_of.text_of(filled[0])):
        return None
    columns = sorted(table.columns[field] for field in AMOUNT_FIELDS & table.columns.keys())
    figures = [at for at, cell in enumerate(cells) if isinstance(cell, str) and _is_money(cell)]
    if len(figures) != len(columns) or figures == columns:
        return None
    row: list[Cell] = [None] * width
    row[0] = filled[0]
    for at, figure in zip(columns, figures, strict=True):
        row[at] = cells[figure]
    code = next((cell for cell in filled[1:] if cell_of.text_of(cell) in CURRENCY_CODES), None)
    if code and "currency" in table.columns:
        row[table.columns["currency"]] = code
    return row


def _is_money(cell: str) -> bool:
    """Cents tell an amount from a number of pieces or of a document."""
    return cell_of.looks_like_amount(cell) and bool(_MONEY.fullmatch(cell.strip()))
