"""Imports for programs (the buttons in Excel): POST a file and get its summary, then accept or discard it."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from server.api.context import sent, store, user
from server.api.faults import json_response
from server.api.operations import BYTES, UploadChoice, UploadQuestion
from server.api.spooled import spool
from server.clock import instant
from server.errors import UserError
from server.imports import uploads as use_case
from server.imports.uploads import OtherFiguresError, Told

uploads = Blueprint("uploads", __name__)


@uploads.post("/v1/imports")
def take_in() -> Response:
    """Read a file: what it would change, or the sentence that refuses it. Nothing is stored."""
    asked = sent(UploadQuestion)
    if request.mimetype != BYTES:
        raise UnsupportedMediaType(f"The file is sent as it is: Content-Type is {BYTES}.")
    told = Told(
        asked.kind, asked.company, asked.default_terms, asked.accept_vanished == "yes", asked.listed_only == "yes"
    )
    try:
        found = use_case.take_in(store(), spool(), (request.stream, asked.name), told, user().name, instant())
    except UserError as error:
        return json_response({"status": "refused", "upload": None, "sentence": str(error), "imports": []})
    return json_response({"status": "waiting", "upload": found.id, "sentence": "", "imports": found.results})


@uploads.post("/v1/imports/accept")
def accept() -> Response:
    """Store a file as its summary said; where the summary does not hold any more, the new one comes back."""
    one = sent(UploadChoice).upload
    try:
        results = use_case.accept(store(), spool(), one, user().name, instant())
    except OtherFiguresError as error:
        return json_response(
            {"status": "changed", "upload": one, "sentence": str(error), "imports": error.summary.results}
        )
    except UserError as error:
        return json_response({"status": "refused", "upload": one, "sentence": str(error), "imports": []})
    if results is None:
        raise NotFound
    return json_response({"status": "done", "upload": None, "sentence": "", "imports": results})


@uploads.post("/v1/imports/discard")
def discard() -> Response:
    """Forget a file that waits."""
    if not use_case.discard(spool(), sent(UploadChoice).upload, user().name):
        raise NotFound
    return json_response({"status": "discarded", "upload": None, "sentence": "", "imports": []})
