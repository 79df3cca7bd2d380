"""Calls over HTTP: many at once as JSON, each with its own result. For LibreOffice and Office.js."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from addin.calls import Answer, Raw, evaluate
from addin.cells import Cell, ErrorCell, Scalar
from addin.version import version

__all__ = ["MAX_CALLS", "BatchError", "answer_batch", "version"]

MAX_CALLS = 10_000
_PLAIN = {int, float, str, bool, type(None)}


class BatchError(ValueError):
    """The envelope itself is not what `answer_batch` takes; a sentence."""


def answer_batch(body: object) -> dict[str, Any]:
    """`{"calls": [{"function": name, "arguments": [...]}]}` -> `{"version": ..., "results": [...]}`, in order.

    A cell is null, true, a number, a text or `{"error": "#N/A"}`; a range is a list of rows. A result is
    `{"value": cell or rows, "message": text}`. Raises BatchError for a malformed envelope.
    """
    calls = body.get("calls") if isinstance(body, dict) else None
    if not isinstance(calls, list) or not calls:
        raise BatchError('The body is not {"calls": [...]}.')
    if len(calls) > MAX_CALLS:
        raise BatchError(f"There are more than {MAX_CALLS} calls in one request.")
    return {"version": version(), "results": [_result(call) for call in calls]}


def _result(call: object) -> dict[str, Any]:
    name = call.get("function") if isinstance(call, dict) else None
    arguments = call.get("arguments", []) if isinstance(call, dict) else None
    if not isinstance(name, str) or not isinstance(arguments, list):
        raise BatchError('A call is not {"function": name, "arguments": [...]}.')
    return _as_json(evaluate(name, [_raw(one) for one in arguments]))


def _raw(value: Any) -> Raw:
    """An argument: a cell, or a list of rows."""
    if not isinstance(value, list):
        return _scalar(value)
    if set(map(type, value)) == {list} and set(map(type, chain.from_iterable(value))) <= _PLAIN:
        return value  # nothing to read: a list of some ten thousand invoices
    return [_row(row) for row in value]


def _row(row: Any) -> Sequence[Scalar]:
    return [_scalar(cell) for cell in (row if isinstance(row, list) else [row])]


def _scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict) and isinstance(value.get("error"), str):
        return ErrorCell(value["error"][:20])
    raise BatchError("A cell is null, true, false, a number, a text or an error.")


def _as_json(answer: Answer) -> dict[str, Any]:
    value = answer.value
    shown: Any = [[_cell(cell) for cell in row] for row in value] if isinstance(value, list) else _cell(value)
    return {"value": shown, "message": answer.message}


def _cell(cell: Cell) -> Any:
    return {"error": cell.code, "message": cell.message} if isinstance(cell, ErrorCell) else cell
