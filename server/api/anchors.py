"""After every request that may have changed something, the audit's head is anchored outside the database."""

import logging

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ServiceUnavailable

from server.api.context import opened_store
from server.changes import anchor_head
from server.clock import instant
from server.errors import UserError

LOG = logging.getLogger("relance.audit")


def anchor_after(app: Flask) -> None:
    """Anchor before the answer leaves. What is stored stays stored: a file that cannot be written is in the log, and
    the next act anchors again."""

    @app.after_request
    def anchor(response: Response) -> Response:
        path = opened_store().anchors
        if request.method in ("GET", "HEAD", "OPTIONS") or path is None or response.status_code in (401, 403, 404, 405):
            return response
        try:
            anchor_head(opened_store().engine(), path, instant())
        except (UserError, DBAPIError, ServiceUnavailable) as error:
            LOG.error("the audit was not anchored: %s", error)
        return response
