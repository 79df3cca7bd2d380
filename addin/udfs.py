"""The functions as xlwings serves them to Excel on Windows, one for each entry of the catalogue.

The only module named in UDF_MODULES. No annotation reaches xlwings: it would convert by them, and fail on most.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from inspect import Parameter, Signature
from typing import Any

import xlwings as xw

from addin.calls import Raw, evaluate
from addin.catalogue import CATALOGUE
from addin.cells import ERROR_CODES, VALUE, Cell, ErrorCell, Scalar
from addin.signature import Argument, Function

#: Errors that xlwings has no text for (#SPILL!, #CALC!, ...) stay COM's whole numbers, 0x800A0000 + 2000 to 2099;
#: numbers of a sheet are floats.
_ERROR_NUMBERS = range(-2146826288, -2146826188)
#: What `=AR_LAST_ERROR()` answers: the sentence of the last call that had one.
_last = {"message": ""}


def _answer(name: str, values: Sequence[Any]) -> Any:
    """What the cell gets: a float, a text, a boolean, or rows of them; an error as its text (`#N/A`), which the VBA
    stub turns into the error itself."""
    answer = evaluate(name, [_raw(value) for value in values])
    if answer.message:
        _last["message"] = answer.message
    value = answer.value
    return [[_leaving(cell) for cell in row] for row in value] if isinstance(value, list) else _leaving(value)


def _last_error() -> str:
    return _last["message"]


def _raw(value: Any) -> Raw:
    """An argument as xlwings gives it with ndim=2 -> a scalar, or rows. Omitted is None, as an empty cell is."""
    if value is None:
        return None
    rows = [[_cell(cell) for cell in row] for row in value]
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows


def _cell(value: Any) -> Scalar:
    if isinstance(value, str):
        return ErrorCell(value) if value in ERROR_CODES else value
    if value is None or isinstance(value, (bool, float, Decimal, dt.date)):
        return value
    if isinstance(value, int):
        return ErrorCell(VALUE) if value in _ERROR_NUMBERS else value
    return ErrorCell(VALUE, "Une cellule lue contient un objet, pas une valeur.")


def _leaving(cell: Cell) -> float | str | bool:
    return cell.code if isinstance(cell, ErrorCell) else cell


def _udf(function: Function) -> Callable[..., Any]:
    """The Python function behind a worksheet function, as xlwings' decorators make it."""

    def udf(*values):  # type: ignore[no-untyped-def]
        return _last_error() if function.is_host else _answer(function.name, values)

    udf.__name__ = udf.__qualname__ = function.name
    udf.__doc__ = function.fr
    udf.__signature__ = Signature([_parameter(one) for one in function.arguments])  # type: ignore[attr-defined]
    for argument in function.arguments:
        udf = xw.arg(argument.name, doc=argument.fr, ndim=2, err_to_str=True)(udf)
    return xw.func(category=function.category)(udf)


def _parameter(argument: Argument) -> Parameter:
    default = None if argument.is_optional else Parameter.empty
    return Parameter(argument.name, Parameter.POSITIONAL_OR_KEYWORD, default=default)


globals().update({function.name: _udf(function) for function in CATALOGUE})
