"""Cells of an open workbook, written through xlwings: the one writer, for a sync and for a refresh.

Texts are written into cells that are texts: what others typed never becomes a formula, a day or a number.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from addin.cell_marks import Place
from addin.patched_cell import Formula, Value
from addin.read_sheet import Shown, shown_by

_TEXT, _GENERAL, _DAY = "@", "General", "dd/mm/yyyy"
#: Excel shows a longer text as ##### where the cell is formatted as text.
_LONGEST_SHOWN = 255


def write_cells(sheet: Any, cells: Mapping[Place, Value]) -> None:
    """Write cells column by column, as many at once as are of one kind: each question to Excel takes its time."""
    columns: defaultdict[int, list[tuple[int, Value]]] = defaultdict(list)
    for (row, column), value in sorted(cells.items(), key=lambda one: one[0][::-1]):
        columns[column].append((row, value))
    for column, values in columns.items():
        for first, run in _runs(values):
            _write_run(sheet.range((first, column), (first + len(run) - 1, column)), run)


def _runs(values: list[tuple[int, Value]]) -> Iterator[tuple[int, list[Value]]]:
    """First row and values of cells that follow one another and are written in one way.

    A long text goes alone: Excel refuses an array that holds one of more than 8,203 signs.
    """
    run: list[Value] = []
    first = 0
    for row, value in values:
        if run and (row != first + len(run) or _way(value) != _way(run[0]) or _way(value) == "long"):
            yield first, run
            run = []
        if not run:
            first = row
        run.append(value)
    if run:
        yield first, run


def _way(value: Value) -> str:
    if isinstance(value, Formula):
        return "formula"
    if isinstance(value, str) and value:
        return "text" if len(value) <= _LONGEST_SHOWN else "long"
    if isinstance(value, dt.date):
        return "day"
    return "empty" if value in (None, "") else "number"


def _write_run(cells: Any, run: list[Value]) -> None:
    way = _way(run[0])
    if way == "formula":
        cells.formula = [[f"={value.text}"] for value in run if isinstance(value, Formula)]
    elif way == "empty":
        cells.value = [[None] for _ in run]
    elif way == "day":
        _write_days(cells, [dt.datetime(one.year, one.month, one.day) for one in run if isinstance(one, dt.date)])
    elif way == "number":
        _write_numbers(cells, [value if isinstance(value, bool) else float(value) for value in run])  # type: ignore[arg-type]
    else:
        cells.number_format = _TEXT
        cells.value = [[value] for value in run]
        if way == "long":
            cells.number_format = _GENERAL


def _write_numbers(cells: Any, numbers: list[float]) -> None:
    """A number written into a cell of texts would be one."""
    code = cells.number_format
    if code is None and len(numbers) > 1:  # the cells are formatted in several ways
        for cell, number in zip(cells, numbers, strict=True):
            _write_numbers(cell, [number])
        return
    if code == _TEXT:
        cells.number_format = _GENERAL
    cells.value = [[number] for number in numbers]


def _write_days(cells: Any, days: list[dt.datetime]) -> None:
    """A day written into a cell that shows none would be a number to the eye."""
    code = cells.number_format
    if code is None and len(days) > 1:  # the cells are formatted in several ways
        for cell, day in zip(cells, days, strict=True):
            _write_days(cell, [day])
        return
    if shown_by(str(code)) is not Shown.DAY:
        cells.number_format = _DAY
    cells.value = [[day] for day in days]
