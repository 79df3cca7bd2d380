"""Runs and messages as plain objects of the command contract: decimal strings, ISO dates."""

import dataclasses
import json
from typing import Any

from sqlalchemy import Connection

from receivables.days import iso
from receivables.identity import item_text
from receivables.money import to_text
from server.campaigns.facts.freshness import freshness_now
from server.campaigns.proposal.details import Part, details_of, parts_of
from server.campaigns.proposal.planning import names_of
from server.campaigns.proposal.runs import the_run
from server.campaigns.proposal.sales import ABOUT, sales_shown
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.company_settings import NOT_IN_FILE, CompanySettings
from server.store import campaign_messages as message_store
from server.store import campaign_runs as run_store
from server.store import campaign_states as states
from server.store.campaign_messages import Message
from server.store.campaign_runs import Run

_ASKED = ("holder", "iban", "bic", "asked_by", "asked_at")


def run_object(connection: Connection, run_id: int, lang: str, at: str) -> dict[str, Any]:
    """A run: what it proposes, what it leaves out, its freshness when it was made, and (`now`) at an instant. Raises
    UserError.

    A message that asks for documents of several accounts of one payer is told once for each, under one `message`.
    """
    run = the_run(connection, run_id)
    found = message_store.run_messages(connection, run_id)
    messages = [one for one in found if one.channel != states.SALES]
    notices = {details_of(one).get(ABOUT): one for one in found if one.channel == states.SALES}
    now = freshness_now(connection, run, local_day(load_sending(connection).window, at))
    return {
        "run": run.id, "on": iso(run.on_day), "state": run.state, "procedure": run.procedure or None,
        "late_days": run.late_days, "freshness": _freshness(run),
        "now": {company: one.told(lang) for company, one in now.items()},
        "proposed": [row | {"sales": sales_shown(one, notices.get(one.id))}
                     for one in messages for row in message_rows(one, lang)],
        "stopped": _stopped(connection, run, lang), "alarm": run.alarm or None,
    }  # fmt: skip


def message_rows(message: Message, lang: str) -> list[dict[str, Any]]:
    """A message, once for each account whose documents it asks for; amounts of the others' rows add up to it."""
    parts = parts_of(message)
    accounts = dict.fromkeys(one.account for one in parts)
    return [_row(message, account, parts, lang, is_first=place == 0) for place, account in enumerate(accounts)]


def _row(message: Message, account: str, parts: list[Part], lang: str, *, is_first: bool) -> dict[str, Any]:
    own = [one for one in parts if one.account == account]
    others = sum(one.amount for one in parts if one.account != account)
    # Credits, interest and compensation are the message's: they stand in the row of its first account.
    amount = message.amount - others if is_first else sum(one.amount for one in own)
    code = message.currency
    return {
        "message": message.id, "company": message.company, "account": account, "payer": message.account,
        "level": message.level, "channel": message.channel, "currency": code, "procedure": message.procedure,
        "segment": message.segment, "recipient": message.recipient or None, "approver": message.approver,
        "items": [{"item": item_text(one.item), "amount": to_text(one.amount, code), "due_date": iso(one.due_day)}
                  for one in own],
        "amount": to_text(amount, code), "interest": to_text(message.interest if is_first else 0, code),
        "compensation": to_text(message.compensation if is_first else 0, code),
        "reasons": details_of(message).get(lang) or [message.level], "state": message.state,
        "why": message.reason or None, "sent_on": iso(message.sent_day),
    }  # fmt: skip


def _stopped(connection: Connection, run: Run, lang: str) -> list[dict[str, Any]]:
    names = names_of(connection)
    return [
        {
            "company": names[one.company_id], "account": one.account, "currency": one.facts.get("currency", "EUR"),
            "items": [{"item": item_text(item), "amount": to_text(amount, one.facts.get("currency", "EUR"))}
                      for item, amount in one.items],
            "reason": one.reason, "start_level": one.facts.get("start_level"),
            "sentence": one.facts.get(lang) or one.reason,
        }
        for one in run_store.load_stops(connection, run.id)
    ]  # fmt: skip


def _freshness(run: Run) -> dict[str, Any]:
    """As kept, its amounts as texts."""
    told: dict[str, Any] = json.loads(run.freshness)
    for company in told.values():
        for age in company.get("ages", ()):
            age["amount"] = to_text(int(age["amount"]), age["currency"])
    return told


def settings_shown(settings: CompanySettings) -> dict[str, Any]:
    """`settings` as `relance company set` takes them; bank details that wait, whole: a second person approves them."""
    told = dataclasses.asdict(settings)
    waiting = settings.waiting
    asked = None if waiting is None else {name: str(waiting[name]) for name in _ASKED}
    sections = ("identity", "signatory", "sender", "clerk", "terms", "bank", "is_shared_centre")
    shown = {name: told[name] for name in sections}
    for name in ("collector", "mediator"):
        if told[name] is not None:
            shown[name] = {key: told[name][key] for key in told[name] if key not in NOT_IN_FILE}
    return {"version": settings.version, "waiting": asked, "settings": shown}
