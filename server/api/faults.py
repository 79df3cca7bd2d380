"""Every refusal is one JSON object with one sentence; what went wrong inside is in the log alone."""

import json
import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from server.api.opened import RETRY_S
from server.api.operations import OPERATIONS
from server.api.pages import language, page, texts
from server.store.database import is_trouble

LOG = logging.getLogger("relance.api")
_BUSY = "The store is busy or full, or cannot be reached: nothing was done; ask again in a moment."
#: Headers of a refusal that are more than its sentence.
_KEPT_HEADERS = ("Allow", "Retry-After")
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    500: "Relance met a fault of its own; the details are in its log.",
}


def json_response(answer: dict[str, Any], status: int = 200) -> Response:
    """An answer in JSON that no cache keeps."""
    text = json.dumps(answer, allow_nan=False, separators=(",", ":"))
    return Response(text, status, {"Cache-Control": "no-store"}, mimetype="application/json")


def answer_faults(app: Flask) -> None:
    """Give the application its JSON errors."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        if _is_for_people():
            return _page(status)
        told = {"error": _sentence(status, error)}
        if field := getattr(error, "field", ""):
            told["field"] = field
        response = json_response(told, status)
        for name, value in error.get_headers():
            if name in _KEPT_HEADERS:
                response.headers[name] = value
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if is_trouble(error):
            return _busy(error)
        LOG.error("a request failed", exc_info=error)
        if _is_for_people():
            return _page(500)
        return json_response({"error": _SENTENCES[500]}, 500)


def _is_for_people() -> bool:
    """Whether a browser asked for a page."""
    operation = OPERATIONS.get(request.endpoint or "")
    is_page = operation.is_page if operation else not request.path.startswith("/v1/")
    return is_page and "text/html" in request.headers.get("Accept", "")


def _page(status: int) -> Response:
    said = texts(language())
    return page("error.html", status, sentence=said.get(f"error.{status}", said["error.400"]))


def _sentence(status: int, error: HTTPException) -> str:
    """What whoever raised it says; else ours for the status, else the library's."""
    is_own = error.description not in (None, type(error).description)
    return str(error.description) if is_own else _SENTENCES.get(status) or error.description or error.name


def _busy(error: Exception) -> Response:
    """503: nobody's mistake, and nothing is half done."""
    LOG.warning("the store did not take a request: %s", " ".join(str(getattr(error, "orig", error)).splitlines()[:1]))
    response = _page(503) if _is_for_people() else json_response({"error": _BUSY}, 503)
    response.headers["Retry-After"] = str(RETRY_S)
    return response
