"""The worksheet functions over HTTP: POST /v1/functions, many calls in one request; GET /health."""

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import BadRequest

from addin.batch import BatchError, answer_batch, version
from server.api.context import opened_store
from server.api.faults import json_response
from server.api.reading import json_body
from server.api.ticker import Ticker

functions = Blueprint("functions", __name__)


@functions.get("/health")
def health() -> Response:
    """Whether the store answers, and which version this is; functions are computed without a store too."""
    state = "ok" if opened_store().answers() else "unavailable"
    told = {"status": state, "version": version(), "store": state, "ticker": _ticker(), "worker": None}
    return json_response(told, 200 if state == "ok" else 503)


def _ticker() -> str | None:
    """Of what looks into the watched folder; None where nothing does."""
    found: Ticker | None = current_app.extensions["relance.ticker"]
    return found.state if found else None


@functions.post("/v1/functions")
def answer_functions() -> Response:
    """Every call with its own result; an error of a call is a result, not an error of the request."""
    try:
        return json_response(answer_batch(json_body()))
    except BatchError as error:
        raise BadRequest(str(error)) from error
