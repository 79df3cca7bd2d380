"""What a request holds, read once and checked against the operation's model."""

import json
from typing import Any, NoReturn

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, Conflict, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from server.api.operations import Operation


class Misread(BadRequest):
    """A request that is not what the operation takes; `field` says where."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def read(operation: Operation, model: type[BaseModel]) -> BaseModel:
    """The body (the query, of a GET) as the operation's model. Raises BadRequest, UnsupportedMediaType and
    RequestEntityTooLarge."""
    try:
        if operation.method == "GET" or operation.takes_file:
            return model.model_validate(_query(), strict=False)
        return model.model_validate_json(_checked_body(), strict=True)
    except ValidationError as error:
        raise _refusal(error) from error


def json_body() -> Any:
    """The body, which is JSON (without NaN and Infinity, which are words of Python)."""
    return _parsed(_body())


def _body() -> bytes:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("The request is not JSON: Content-Type is application/json.")
    return request.get_data(cache=False)


def _checked_body() -> bytes:
    body = _body()
    _parsed(body)
    return body


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON.") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _query() -> dict[str, str]:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Misread(f"{name[:40]!r} is told more than once.", name[:40])
    return request.args.to_dict()


def _refusal(error: ValidationError) -> HTTPException:
    """Of several faults the first; too many of something is a request that is too large."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])[:120]
    if first["type"] == "value_error":  # what no schema can say: parts that contradict each other
        return Conflict(f"The request contradicts itself: {first['msg'].removeprefix('Value error, ')}.")
    if first["type"] == "too_long":
        return RequestEntityTooLarge(f"There is too much in {field}: {first['msg']}.")
    return Misread(f"{field or 'The request'} is not understood: {first['msg'].rstrip('.')}.", field)
