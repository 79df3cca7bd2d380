"""The golden cases as each host takes them, and what its cells show: the way of a formula from its cells and back."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from addin.batch import answer_batch
from addin.cells import ERROR_CODES, ErrorCell
from tests import calc_host, xlhost
from tests.calc_host import CalcHost
from tests.conftest import ENDURANCE
from tests.golden.deviations import expected_in
from tests.golden.notation import OMITTED, Case, Whole, serial
from tests.office_host import OfficeHost
from tests.xlhost import call_vba, call_xlwings

#: One request of so many calls: ten thousand rows a call make megabytes.
_AT_ONCE = 40


def through_xlwings(case: Case) -> Any:
    """From COM's values to what the VBA stub gets back."""
    return _errors(call_xlwings(case.function, *map(_excel, case.arguments)))


def through_vba(case: Case) -> Any:
    """From the cells of a workbook through the stub, and back to the cell."""
    return _errors(call_vba(case.function, *map(_in_cells, case.arguments)))


def as_batch(cases: Sequence[Case]) -> dict[str, Any]:
    """The body of one request."""
    return {"calls": [{"function": one.function, "arguments": list(map(_json, one.arguments))} for one in cases]}


def from_batch(answer: dict[str, Any]) -> list[Any]:
    """The results of an answer."""
    return [_from_json(one["value"]) for one in answer["results"]]


def through_batch(cases: Sequence[Case]) -> list[Any]:
    """The JSON form alone, without a server."""
    return from_batch(answer_batch(as_batch(cases)))


def through_office(host: OfficeHost, cases: Sequence[Case]) -> list[Any]:
    """Excel's custom functions in Node."""
    return host.evaluate([(one.function, list(map(_office, one.arguments))) for one in cases])


def through_calc(host: CalcHost, cases: Sequence[Case]) -> list[Any]:
    """The cells of a Calc, in arrays as large as what is expected there."""
    sizes = [_size(expected_in("calc", one)) for one in cases]
    return host.evaluate([(one.function, list(map(_calc, one.arguments))) for one in cases], sizes)


def few(cases: Sequence[Case]) -> list[Case]:
    """All but those of ten thousand rows."""
    return [case for case in cases if case.aspect != "many"]


def share_of_many(cases: Sequence[Case]) -> list[Case]:
    """Those of ten thousand rows, or the share RELANCE_ENDURANCE asks for: minutes in a VBA interpreter or Calc."""
    many = [case for case in cases if case.aspect == "many"]
    return many[: ENDURANCE.scaled(len(many))]


def groups(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    """As many cases as one request takes."""
    for first in range(0, len(cases), _AT_ONCE):
        yield cases[first : first + _AT_ONCE]


def _excel(argument: Any) -> Any:
    if argument is OMITTED:
        return xlhost.MISSING
    return xlhost.WholeColumns(argument.rows) if isinstance(argument, Whole) else argument


def _in_cells(argument: Any) -> Any:
    """A text that looks like a number or a date stays a text in its cell, as with an apostrophe before it."""
    if isinstance(argument, Whole):
        return xlhost.WholeColumns(_in_cells(list(argument.rows)))
    if isinstance(argument, list):
        return [[_in_cells(cell) for cell in row] for row in argument]
    return f"'{argument}" if isinstance(argument, str) else _excel(argument)


def _size(expected: Any) -> tuple[int, int]:
    return (len(expected), len(expected[0])) if isinstance(expected, list) else (1, 1)


def _calc(argument: Any) -> Any:
    if argument is OMITTED:
        return calc_host.OMITTED
    return calc_host.WholeColumns(argument.rows) if isinstance(argument, Whole) else argument


def _office(argument: Any) -> Any:
    """An empty cell is ''; a whole column is followed by empty rows."""
    if argument is OMITTED:
        return None
    if isinstance(argument, Whole):
        return [*argument.rows, *[[None] * len(argument.rows[0])] * 3]
    return "" if argument is None else argument


def _json(argument: Any) -> Any:
    if isinstance(argument, Whole):
        argument = argument.rows
    return [[_cell(one) for one in row] for row in argument] if isinstance(argument, list) else _cell(argument)


def _cell(value: Any) -> Any:
    if value is OMITTED:
        return None
    if isinstance(value, ErrorCell):
        return {"error": value.code}
    if isinstance(value, dt.datetime):
        return serial(value.date()) + (value - dt.datetime.combine(value, dt.time())) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return serial(value)
    return float(value) if isinstance(value, Decimal) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return [[_from_json(cell) for cell in row] for row in value]
    return ErrorCell(value["error"]) if isinstance(value, dict) else value


def _errors(value: Any) -> Any:
    """xlwings and the VBA harness tell an error by its text."""
    if isinstance(value, list):
        return [[_errors(cell) for cell in row] for row in value]
    return ErrorCell(value) if value in ERROR_CODES else value
