"""GET /v1/workbook: the workbook several people fill in together, of the accounts the token may see."""

from flask import Blueprint, Response

from receivables.days import parse_day
from receivables.errors import ReceivablesError
from server.api.context import sent, store, user
from server.api.faults import json_response
from server.api.operations import XLSX, WorkbookQuestion
from server.errors import UserError
from server.shared_report import shared_workbook
from server.store.database import snapshot
from server.sync.pull import prepare

workbook = Blueprint("workbook", __name__)


@workbook.get("/v1/workbook")
def download() -> Response:
    """The file, as its user may see it now."""
    asked = sent(WorkbookQuestion)
    prepare(store())
    try:
        with snapshot(store()) as connection:
            content = shared_workbook(connection, user(), parse_day(asked.as_of) if asked.as_of else None, asked.lang)
    except (UserError, ReceivablesError) as error:
        return json_response({"error": str(error)}, 404)  # the sentence of NotFound is that of an unknown address
    return Response(content, 200, {"Content-Disposition": 'attachment; filename="relance.xlsx"'}, mimetype=XLSX)
