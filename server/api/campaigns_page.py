"""Campaigns on pages: proposals with their ticks, doubts, letters, bank details; each form is one use case."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from receivables.days import NO_DAY, iso, parse_day
from receivables.dunning.sentences import level_name
from receivables.dunning.words import CHANNELS, OUTCOMES, RUN_STATES, STATES, STOPS, reason_word, word
from receivables.errors import ReceivablesError
from receivables.money import to_text
from server.api.campaign_models import SAID
from server.api.campaigns import approve_seen, letter_response, message_seen, set_paused, tell_send_ledger
from server.api.context import store, user
from server.api.pages import NOT_REFUSED, Refused, language, page, refusal, told
from server.campaigns.approval import deciding
from server.campaigns.outcomes import saying
from server.campaigns.settings.environment import present
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.campaigns.shown import overview
from server.errors import TranslatedError, UserError
from server.records import records
from server.store import campaign_states as states
from server.store import companies
from server.store.database import sharing, snapshot
from server.sync.pull import prepare
from workbooks.sending import shown

campaigns_page = Blueprint("campaigns_page", __name__)

#: Rows shown of a proposal; of more the workbook tells.
_MOST = 600
_MOST_TEXT = 500


@campaigns_page.get("/campaigns")
def show() -> Response:
    """The last campaigns with their books, doubts first."""
    return _list(done=told())


@campaigns_page.post("/campaigns")
def plan() -> BaseResponse:
    """Propose for a day: its page."""
    try:
        on = parse_day(request.form.get("on", ""))
        if on == NO_DAY:
            raise TranslatedError("Name the day to propose for.", "Dites pour quel jour proposer.")
        run = deciding.propose(store(), on, user(), present(), request.form.get("company", "").strip() or None)
    except (UserError, ReceivablesError) as error:
        return _list(refusal(error), 409)
    return redirect(f"/campaigns/{run}?done=proposed", 303)


@campaigns_page.get("/campaigns/<one>")
def show_run(one: str) -> Response:
    """What a campaign proposes and holds back, with the ticks to approve."""
    prepare(store())
    return _run(_number(one), done=told())


@campaigns_page.get("/campaigns/preview/<one>")
def preview(one: str) -> Response:
    """A letter as it would leave."""
    try:
        with snapshot(store()) as connection:
            return letter_response(connection, one, user())
    except (UserError, ReceivablesError) as error:
        return _list(refusal(error), 404)


@campaigns_page.post("/campaigns/<one>/approve")
def approve(one: str) -> BaseResponse:
    """Approve the messages ticked."""
    number = _number(one)
    chosen = list(dict.fromkeys(request.form.getlist("message")))
    try:
        done = approve_seen(number, chosen, is_size_confirmed="size_is_right" in request.form)
    except (UserError, ReceivablesError) as error:
        return _run(number, refusal(error), 409)
    if done["failed"]:
        name = "sentence_fr" if language() == "fr" else "sentence"
        return _run(number, ("", " ".join(row[name] for row in done["failed"][:10])), 409)
    changed = "_changed" if done["books_changed"] else ""
    return redirect(f"/campaigns/{number}?done={f'approved{changed}' if done['approved'] else 'first'}", 303)


@campaigns_page.post("/campaigns/say")
def say() -> BaseResponse:
    """What became of a message."""
    form = request.form

    def said(connection: Connection) -> object:
        key, what = form.get("message", ""), form.get("said", "")
        if what not in SAID:
            raise TranslatedError("Choose what became of the message.", "Choisissez ce qu'est devenu le message.")
        message_seen(connection, key, user())
        texts = {name: form.get(name, "").strip()[:_MOST_TEXT] for name in ("evidence", "number", "on")}
        return saying.say(connection, key, what, user(), present(), **texts)

    run = form.get("run", "")
    answer = _changed(
        said, f"/campaigns/{run}?done=said" if run.isdecimal() and len(run) < 10 else "/campaigns?done=said"
    )
    tell_send_ledger()
    return answer


@campaigns_page.post("/campaigns/pause")
def pause() -> BaseResponse:
    """The kill switch, and back."""
    is_paused = request.form.get("act", "pause") != "resume"
    done = "paused" if is_paused else "resumed"
    return _changed(lambda connection: set_paused(connection, is_paused=is_paused), f"/campaigns?done={done}")


@campaigns_page.post("/campaigns/bank")
def bank() -> BaseResponse:
    """The second person's word on bank details."""
    company, shown = request.form.get("company", ""), request.form.get("shown", "")
    is_approved = request.form.get("act") == "approve"
    done = "bank_approved" if is_approved else "bank_refused"
    return _changed(
        lambda connection: saying.decide_bank_of(connection, company, is_approved, shown, user(), present()),
        f"/campaigns?done={done}",
    )


def _changed(change: Callable[[Connection], object], place: str) -> BaseResponse:
    try:
        with sharing(store()) as connection:
            change(connection)
    except (UserError, ReceivablesError) as error:
        return _list(refusal(error), 409)
    return redirect(place, 303)


def _number(one: str) -> int:
    if not (one.isascii() and one.isdecimal() and 0 < len(one) < 10):
        raise NotFound
    return int(one)


def _list(refused: Refused = NOT_REFUSED, status: int = 200, done: str = "") -> Response:
    with snapshot(store()) as connection:
        found = overview.campaigns(connection, user())
        names = [str(row["name"]) for row in records(companies.load_companies(connection))]
        today = local_day(load_sending(connection).window, present())
    lang = language()
    found["doubts"] = [_sent(row, lang) for row in found["doubts"]]
    runs = [{**one, "told": word(RUN_STATES, one["state"], lang)} for one in found["runs"]]
    found |= {"runs": runs, "sending": shown(found["sending"], lang)}
    return page(
        "campaigns.html", status, **found, companies=names if user().uids is None else [],
        today=iso(today), may_approve=user().may("approve"), may_write=user().may("write"), head=refused[0],
        sentence=refused[1], done=done,
    )  # fmt: skip


def _run(number: int, refused: Refused = NOT_REFUSED, status: int = 200, done: str = "") -> Response:
    lang = language()
    try:
        with snapshot(store()) as connection:
            today = local_day(load_sending(connection).window, present())
            found = overview.one_run(connection, number, user(), today, lang)
    except UserError as error:
        raise NotFound from error
    messages = [_message(row, lang) for row in found["messages"]]
    waiting = [row for row in messages if row["state"] == "planned"]
    rest = [row for row in messages if row["state"] not in ("planned", "withdrawn")]
    reasons = Counter(row["reason"] for row in found["stopped"])
    return page(
        "campaign.html", status, run=found, told_state=word(RUN_STATES, found["state"], lang), waiting=waiting[:_MOST],
        rest=rest[:_MOST], stopped=[_stop(row, lang) for row in found["stopped"][:_MOST]],
        reasons=[(word(STOPS, code, lang), count) for code, count in reasons.most_common()],
        is_cut=max(len(waiting), len(rest), len(found["stopped"])) > _MOST, may_approve=user().may("approve"),
        may_write=user().may("write"), waits=[(reason_word(code, lang), count) for code, count in _waits(found)],
        today=iso(today), head=refused[0], sentence=refused[1], done=done,
    )  # fmt: skip


def _waits(found: dict[str, Any]) -> list[tuple[str, int]]:
    books = found["books"]
    return [] if books is None else [*books["waiting_for"].items(), *books["skipped"].items()]


def _message(row: dict[str, Any], lang: str) -> dict[str, Any]:
    """A row of a proposal in words."""
    code = row["currency"]
    is_second = row["approver"] == "two"
    return {
        **row, "level": level_name(row["level"], lang), "channel_name": word(CHANNELS, row["channel"], lang),
        "why": row[f"reasons_{lang}"], "told": word(STATES, row["state"], lang), "needs_second": is_second,
        "is_mine": is_second and row["approved_by"] == user().name,
        "extras": [to_text(row[name], code) for name in ("interest", "compensation")],
        "is_written": row["channel"] in states.WRITTEN,
    }  # fmt: skip


def _stop(row: dict[str, Any], lang: str) -> dict[str, Any]:
    return {**row, "why": row[f"reasons_{lang}"]}


def _sent(row: dict[str, Any], lang: str) -> dict[str, Any]:
    told_reason = f" ({reason_word(row['reason'], lang)})" if row["reason"] else ""
    return {
        **row, "level": level_name(row["level"], lang), "channel": word(CHANNELS, row["channel"], lang),
        "told": word(STATES, row["state"], lang) + told_reason, "outcome": word(OUTCOMES, row["outcome"], lang),
    }  # fmt: skip
