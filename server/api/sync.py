"""POST /v1/push and GET /v1/pull."""

from contextlib import suppress

from flask import Blueprint, Response
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, Conflict, HTTPException

from addin.wire import Pull, Push
from server.api.context import sent, store, user
from server.clock import instant
from server.store.database import sharing, snapshot
from server.store.sync import see_workbook
from server.sync import pull as pulling
from server.sync import push as pushing

sync = Blueprint("sync", __name__)


class UpgradeRequired(HTTPException):
    """The client is too old."""

    code = 426


@sync.post("/v1/push")
def push() -> Response:
    """Edits, events and decisions of a workbook, each with its own result."""
    try:
        with sharing(store()) as connection:
            answer = pushing.push(connection, user(), sent(Push), instant())
    except (pushing.OtherServerError, pushing.BatchReusedError) as error:
        raise Conflict(str(error)) from error
    except pushing.ProtocolError as error:
        raise _refused(sent(Push).protocol, error) from error
    return _json(answer.model_dump_json(exclude_none=True))


@sync.get("/v1/pull")
def pull() -> Response:
    """What changed since the workbook's cursor."""
    asked = sent(Pull)
    pulling.prepare(store(), is_first=asked.cursor == 0)
    try:
        with snapshot(store()) as connection:
            answer = pulling.pull(connection, user(), asked)
    except pulling.WentBackError as error:
        raise Conflict(str(error)) from error
    except pushing.ProtocolError as error:
        raise _refused(asked.protocol, error) from error
    if answer.status == "ok" and not answer.more:
        _note(asked.workbook, answer.cursor)
    return _json(answer.model_dump_json())


def _refused(protocol: int, error: Exception) -> HTTPException:
    """426 for a protocol there was once; below the first one there was none: that is no envelope."""
    return BadRequest("There is no such protocol.") if protocol < 1 else UpgradeRequired(str(error))


def _note(workbook: str, cursor: int) -> None:
    """When a workbook last synced, for the home page; a store that is busy just now is no reason to refuse."""
    with suppress(DBAPIError), sharing(store(), wait_ms=200) as connection:
        see_workbook(connection, workbook, user().name, cursor, instant())


def _json(text: str) -> Response:
    return Response(text, 200, {"Cache-Control": "no-store"}, mimetype="application/json")
