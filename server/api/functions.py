"""The worksheet functions over HTTP: POST /v1/functions, many calls in one request; GET /health."""

import json
from typing import NoReturn

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from addin.batch import BatchError, answer_batch, version
from server.api.faults import json_response

functions = Blueprint("functions", __name__)


@functions.get("/health")
def health() -> Response:
    """Whether the service answers, and as which version."""
    return json_response({"ok": True, "version": version()})


@functions.post("/v1/functions")
def answer_functions() -> Response:
    """Every call with its own result; an error of a call is a result, not an error of the request."""
    try:
        return json_response(answer_batch(_body()))
    except BatchError as error:
        raise BadRequest(str(error)) from error


def _body() -> object:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("The request is not JSON: Content-Type is application/json.")
    try:
        return json.loads(request.get_data(cache=False), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON.") from error


def _refuse(word: str) -> NoReturn:
    """NaN and Infinity are words of Python, not of JSON."""
    raise ValueError(word)
