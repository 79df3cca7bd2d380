"""Reminder campaigns for programs: what is proposed, approved, in doubt; the same use cases as the pages."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Connection

from receivables.days import parse_day
from receivables.errors import ReceivablesError
from server.account_events import find_account
from server.api.campaign_models import (
    Approval,
    BankDecision,
    CallSheetQuestion,
    MessageQuestion,
    PlanChoice,
    RunQuestion,
    Said,
)
from server.api.context import opened_store, sent, store, user
from server.api.faults import json_response
from server.api.operations import PDF
from server.campaigns.approval import deciding
from server.campaigns.facts.sight import names_and_uids
from server.campaigns.outcomes import saying
from server.campaigns.proposal import runs
from server.campaigns.sending.one_run import LEDGERS
from server.campaigns.sending.switch import pause, resume
from server.campaigns.sending.worker import tell_ledger
from server.campaigns.settings.environment import present
from server.campaigns.shown import objects, overview
from server.campaigns.shown.call_sheet import call_sheet
from server.campaigns.writing.letters_shown import letter_pdf_of
from server.errors import TranslatedError, UserError
from server.rights import User
from server.store import campaign_messages as message_store
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message
from server.store.database import reading, sharing, snapshot
from server.sync.pull import prepare

campaigns = Blueprint("campaigns", __name__)


@campaigns.get("/v1/campaigns")
def list_campaigns() -> Response:
    """The last runs with their books, doubts, bank details that wait."""
    with snapshot(store()) as connection:
        return json_response(overview.campaigns(connection, user()))


@campaigns.get("/v1/campaigns/run")
def show_campaign() -> Response:
    """One run, as `relance campaign show` tells it, of the accounts one sees."""
    asked = sent(RunQuestion)
    return _told(lambda connection: run_seen(connection, asked.run, asked.lang, user()), 404)


@campaigns.post("/v1/campaigns/plan")
def plan_campaign() -> Response:
    """Propose for a day."""
    asked, at = sent(PlanChoice), present()

    def planned() -> dict[str, object]:
        run = deciding.propose(store(), parse_day(asked.on), user(), at, asked.company or None)
        with snapshot(store()) as connection:
            return run_seen(connection, run, "fr", user())

    return _done(planned)


@campaigns.post("/v1/campaigns/approve")
def approve_campaign() -> Response:
    """Approve messages of a run."""
    asked = sent(Approval)
    return _done(lambda: approve_seen(asked.run, asked.messages, is_size_confirmed=asked.size_is_right))


@campaigns.post("/v1/campaigns/say")
def say_of_message() -> Response:
    """What became of a message."""
    asked = sent(Said)

    def said(connection: Connection) -> dict[str, object]:
        message_seen(connection, asked.message, user())
        done = saying.say(connection, asked.message, asked.said, user(), present(), evidence=asked.evidence,
                          number=asked.number, on=asked.on)  # fmt: skip
        return {"message": done.id, "state": done.state, "paused": None}

    answer = _changed(said)
    tell_send_ledger()
    return answer


@campaigns.post("/v1/campaigns/pause")
def pause_campaigns() -> Response:
    """Nothing leaves any more."""
    return _changed(lambda connection: set_paused(connection, is_paused=True))


@campaigns.post("/v1/campaigns/resume")
def resume_campaigns() -> Response:
    """Messages may leave again."""
    return _changed(lambda connection: set_paused(connection, is_paused=False))


@campaigns.post("/v1/campaigns/bank")
def decide_bank_details() -> Response:
    """Approve or refuse bank details that wait."""
    asked = sent(BankDecision)
    is_approved = asked.decision == "approve"
    return _changed(lambda own: saying.decide_bank_of(own, asked.company, is_approved, asked.shown, user(), present()))


@campaigns.get("/v1/campaigns/preview")
def preview_message() -> Response:
    """The letter of a message as PDF."""
    asked = sent(MessageQuestion)
    try:
        with snapshot(store()) as connection:
            return letter_response(connection, asked.message, user())
    except (UserError, ReceivablesError) as error:
        return json_response({"error": str(error)}, 404)


@campaigns.get("/v1/campaigns/call-sheet")
def show_call_sheet() -> Response:
    """What whoever telephones an account needs to know."""
    asked = sent(CallSheetQuestion)
    prepare(store())

    def told(connection: Connection) -> dict[str, object]:
        account = find_account(connection, asked.account, asked.company or None)
        if not user().sees(account.uid):
            raise UserError(f"There is no account « {asked.account} ».")
        return call_sheet(connection, asked.account, asked.company or None, asked.lang)

    return _told(told, 404)


# -- the same for pages and programs ---------------------------------------------------------------------------------


def run_seen(connection: Connection, run: int, lang: str, who: User) -> dict[str, object]:
    """A run in the contract's words, of the accounts somebody sees. Raises UserError."""
    result = objects.run_object(connection, run, lang, present())
    _, uids, sees_all = names_and_uids(connection, who)
    if sees_all:
        return result
    companies = {company for company, _ in uids}
    seen = {name: [row for row in result[name] if (row["company"], row["account"]) in uids]
            for name in ("proposed", "stopped")}  # fmt: skip
    fresh = {name: {company: told for company, told in result[name].items() if company in companies}
             for name in ("freshness", "now")}  # fmt: skip
    return result | seen | fresh | {"alarm": None}


def message_seen(connection: Connection, key: str, who: User) -> Message:
    """A message somebody sees. Raises UserError where there is none."""
    message = runs.the_message(connection, key)
    if who.uids is not None and (message.company, message.account) not in names_and_uids(connection, who)[1]:
        raise TranslatedError(
            f"« {key} » is no message; relance campaign show RUN lists them.", f"« {key} » n'est aucun des messages."
        )
    return message


def approve_seen(run: int, messages: list[str], *, is_size_confirmed: bool) -> dict[str, Any]:
    """Approve messages of accounts one sees. Raises UserError."""
    with reading(store()) as connection:
        _refuse_unseen(connection, run, messages)
    ahead = deciding.chosen_ahead(store(), run, messages)
    with sharing(store()) as connection:
        _refuse_unseen(connection, run, messages)
        return deciding.approve_chosen(
            connection, run, user(), present(), messages, ahead=ahead, is_size_confirmed=is_size_confirmed
        )


def _refuse_unseen(connection: Connection, run: int, messages: list[str]) -> None:
    if user().uids is not None:
        _, uids, _ = names_and_uids(connection, user())
        own = {one.id for one in message_store.run_messages(connection, run) if (one.company, one.account) in uids}
        if set(messages) - own:
            raise TranslatedError(
                "A message chosen is of an account that is not yours to see.",
                "Un message coché est d'un compte que vous ne suivez pas.",
            )


def set_paused(connection: Connection, *, is_paused: bool) -> dict[str, object]:
    """Stop everything, or let it go on. Raises UserError after a restore."""
    (pause if is_paused else resume)(connection, user().name, present())
    return {"message": None, "state": None, "paused": workers.why_paused(connection) or None}


def letter_response(connection: Connection, key: str, who: User) -> Response:
    """The letter, shown by the browser's own reader; nothing in it can run. Raises UserError."""
    message = message_seen(connection, key, who)
    headers = {
        "Content-Disposition": f'inline; filename="{message.id[:8]}.pdf"', "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
    }  # fmt: skip
    return Response(letter_pdf_of(connection, message), 200, headers, mimetype=PDF)


def _told(question: Callable[[Connection], dict[str, object]], status: int) -> Response:
    try:
        with snapshot(store()) as connection:
            return json_response(question(connection))
    except (UserError, ReceivablesError) as error:
        return json_response({"error": str(error)}, status)


def tell_send_ledger() -> None:
    """What was said of letters and calls stands in this machine's send ledger at once; where that cannot be, the next
    process that sends tells it."""
    home = opened_store().home
    if home is not None:
        with suppress(UserError):
            tell_ledger(store(), home / LEDGERS, present())


def _changed(change: Callable[[Connection], dict[str, object]]) -> Response:
    """One transaction; 409 with the sentence where it is refused."""

    def changed() -> dict[str, object]:
        with sharing(store()) as connection:
            return change(connection)

    return _done(changed)


def _done(act: Callable[[], dict[str, object]]) -> Response:
    """Its answer; 409 with the sentence where it is refused."""
    try:
        answer = act()
    except (UserError, ReceivablesError) as error:
        return json_response({"error": str(error)}, 409)
    return json_response(answer)
