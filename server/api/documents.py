"""GET /openapi.json: what the service takes and answers, out of the code."""

from flask import Blueprint, Response

from server.api.faults import json_response
from server.api.openapi import document

documents = Blueprint("documents", __name__)


@documents.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return json_response(document())
