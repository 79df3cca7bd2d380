"""The call sheet of an account on a page, and the form for what came of the call: told once."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from receivables.errors import ReceivablesError
from receivables.followup.disputes import DISPUTE_STATES
from receivables.followup.plans import PLAN_STATES
from receivables.followup.promises import STATES
from receivables.followup.words import REASONS, RESULTS
from server.account_events import add_event, company_of
from server.api.context import store, user
from server.api.pages import NOT_REFUSED, Refused, language, page, refusal, told
from server.campaigns.shown.call_sheet import call_sheet
from server.clock import instant
from server.errors import UserError
from server.store import shared_accounts as shared_store
from server.store.database import sharing, snapshot
from server.sync.pull import prepare

call_page = Blueprint("call_page", __name__)

_FIELDS = ("result", "reason", "contact", "next_date", "paid_on", "amount", "comment")
_MOST_TEXT = 1000
_STATES = {"promises": STATES, "plans": PLAN_STATES, "disputes": DISPUTE_STATES}


@call_page.get("/campaigns/call/<one>")
def show(one: str) -> Response:
    """The sheet of the account of an id."""
    return _sheet(one, done=told())


@call_page.post("/campaigns/call/<one>")
def note(one: str) -> BaseResponse:
    """Note the result of a call: an event of the account, which also makes the call a campaign asked for."""
    data = {name: value for name in _FIELDS if (value := request.form.get(name, "").strip()[:_MOST_TEXT])}
    try:
        with sharing(store()) as connection:
            _note(connection, one, data)
    except (UserError, ReceivablesError) as error:
        return _sheet(one, refusal(error), 409)
    return redirect(f"/campaigns/call/{one}?done=noted", 303)


def _note(connection: Connection, one: str, data: dict[str, str]) -> None:
    number, company = _account(connection, one)
    add_event(connection, number, "call", data, instant(), company=company, who=user().name, by=user().name)


def _account(connection: Connection, one: str) -> tuple[str, str]:
    """Number and company of an account one sees. Raises NotFound."""
    found = shared_store.find_accounts(connection, [one]).get(one)
    if found is None or not user().sees(found.uid):
        raise NotFound
    return found.account, company_of(connection, found.uid)


def _sheet(one: str, refused: Refused = NOT_REFUSED, status: int = 200, done: str = "") -> Response:
    lang = language()
    prepare(store())
    with snapshot(store()) as connection:
        number, company = _account(connection, one)
        try:
            sheet = call_sheet(connection, number, company, lang)
        except UserError as error:
            raise NotFound from error
    place = int(lang == "en")
    results = [(code, both[place]) for code, both in RESULTS.items()]
    reasons = [(code, both[place]) for code, both in REASONS.items()]
    return page(
        "call.html", status, sheet=_worded(sheet, place), results=results, reasons=reasons,
        may_write=user().may("write"), head=refused[0], sentence=refused[1], done=done,
    )  # fmt: skip


def _worded(sheet: dict[str, Any], place: int) -> dict[str, Any]:
    """With the states of what was agreed, results and reasons in words."""
    for kind, table in _STATES.items():
        for one in sheet[kind]:
            one["told"] = table[one["state"]][place] if one["state"] in table else ""
    for one in (*sheet["calls"], *sheet["disputes"]):
        data = one["data"]
        codes = [(RESULTS, data.get("result")), (REASONS, data.get("reason"))]
        words = [table[code][place] for table, code in codes if code in table]
        one["said"] = " · ".join([*words, *filter(None, (data.get("comment"), data.get("text")))])
    return sheet
