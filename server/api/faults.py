"""Every refusal is one JSON object with one sentence; what went wrong inside is in the log alone."""

import json
import logging
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

LOG = logging.getLogger("relance.api")
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
        response = json_response({"error": _SENTENCES.get(status) or error.description or error.name}, status)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        LOG.error("a request failed", exc_info=error)
        return json_response({"error": _SENTENCES[500]}, 500)
