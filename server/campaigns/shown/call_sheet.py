"""The call sheet of an account: what whoever telephones needs to know, on one page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, iso, parse_day
from receivables.dunning.objections import KNOW, OTHERWISE, Objection, objections_of
from receivables.dunning.procedure import CALLING, HANDOVER, NOTICE, PRE, REMINDER, stage_of
from receivables.dunning.sentences import level_name
from receivables.dunning.words import CHANNELS, OUTCOMES, STATES, reason_word, word
from receivables.money import to_text
from receivables.priority import sentences as priority_sentences
from receivables.priority.order import NOTICE as ANNOUNCE
from receivables.wording import day_text
from server.account_events import company_of, find_account, ids_in, state_in
from server.balance import Position, of_accounts, position
from server.campaigns.facts.collectors import with_first_letter
from server.campaigns.shown.reports import message_day
from server.company_settings import load_company_settings
from server.errors import UserError
from server.records import records
from server.store import campaign_runs as run_store
from server.store import campaign_shown as store
from server.store import campaign_states as states
from server.store import companies as company_store
from server.store import customers as customer_store
from server.store.campaign_messages import Message
from server.store.campaign_runs import Stop
from server.store.lines import load_texts
from server.worklist import worklist_report

_MOST_ROWS = 40
_CALLING = {"call", "note", "letter_seen", "payment_announced"}


def call_sheet(connection: Connection, number: str, company: str | None, lang: str) -> dict[str, Any]:
    """Balance, changes since the last contact, reminders, what was agreed, score, what proposes the campaign, answers
    to objections. Raises UserError where there is no such account.

    since: {"day", "paid", "new", "newly_late": [{"number", "amount", "currency"}]}, None before the first contact
    next_step: one sentence | collector: {"name", "reference", "day"} of the first letter of a third-party collector,
    None where none wrote | objections: those this customer raised before first, `is_raised`
    """
    account = find_account(connection, number, company)
    found = position(connection, company=company_of(connection, account.uid))
    ids = ids_in(connection, account, found)
    told = state_in(connection, account, found, ids, lang)
    labels = found.accounts.loc[ids, "account"].astype(str).tolist()
    company_id = company_store.company_id(connection, told["company"])
    messages = store.account_messages(connection, company_id, labels)
    stops = _stops(connection, company_id, labels)
    customers = customer_store.load_customers(connection)
    customers = customers[customers["company"] == told["company"]]
    kind = _kind(customers, found, ids)
    score = _score(connection, _narrowed(customers, found, ids), labels, lang)
    action, left = score.pop("action", ""), _notice_day(messages, found, ids)
    return {
        **{name: told[name] for name in ("company", "account", "name", "uid", "as_of", "position", "fields")},
        "reach": {name: told["fields"].get(name) or score.pop(name, "") for name in ("contact", "phone", "email")},
        "kind": kind, "know": _known(kind, lang), "score": score or None,
        "since": _since(connection, found, ids, _last_contact(told["events"], messages)),
        "history": _history(connection, messages, lang),
        **{name: told[name] for name in ("promises", "plans", "disputes", "suspects")},
        "calls": [one for one in told["events"] if one["kind"] in _CALLING][:_MOST_ROWS],
        "stopped": [str(one.facts.get(lang) or one.reason) for one in stops],
        "next_step": _next_step(messages, stops, score, action, left, lang),
        "collector": _collector(connection, company_id, labels),
        "open_call": next((one.id for one in messages if one.state == states.OPEN), None),
        "objections": _objections(told, kind, lang),
    }  # fmt: skip


def _stops(connection: Connection, company_id: int, labels: Sequence[str]) -> list[Stop]:
    """What the newest campaign holds back of the account."""
    run = store.last_live_run(connection, company_id)
    if run is None:
        return []
    stops = run_store.load_stops(connection, run)
    return [one for one in stops if one.company_id == company_id and one.account in labels]


def _collector(connection: Connection, company_id: int, labels: Sequence[str]) -> dict[str, Any] | None:
    """What whoever calls for a collector refers to (CPCE R124-4)."""
    own = load_company_settings(connection, company_id).collector
    known = (with_first_letter(connection, company_id, label, own) for label in labels)
    first = next((one for one in known if one and one.first_reference), None)
    if first is None:
        return None
    return {"name": first.name, "reference": first.first_reference, "day": iso(first.first_day)}


def _kind(customers: pd.DataFrame, found: Position, ids: pd.Index) -> str:
    """business, consumer, public or unknown, as the customers file says."""
    own = customers[customers["account"].isin(found.accounts.loc[ids, "customer"])]
    return str(own["legal_kind"].iloc[0] or "unknown") if len(own) else "unknown"


def _narrowed(customers: pd.DataFrame, found: Position, ids: pd.Index) -> Position:
    """The position of the account and of those its score looks at: all of its customer, and of the same SIREN."""
    own = found.accounts.loc[ids]
    sirens = set(customers.loc[customers["account"].isin(own["customer"]), "siren"]) - {""}
    numbers = {*own["customer"], *customers.loc[customers["siren"].isin(sirens), "account"]}
    accounts = found.accounts[found.accounts["company"] == own["company"].iloc[0]]
    return of_accounts(found, accounts.index[accounts["customer"].isin(numbers)])


def _known(kind: str, lang: str) -> dict[str, str] | None:
    """What the law lets one ask of such a debtor."""
    if kind not in KNOW:
        return None
    text, source = KNOW[kind]
    return {"text": text[lang == "en"], "source": source[lang == "en"]}


def _score(connection: Connection, found: Position, labels: Sequence[str], lang: str) -> dict[str, Any]:
    """score | action (a code) | next_action | reasons | contact | phone | email of the account's call, or {}."""
    report = worklist_report(connection, found)
    rows = report.rows[report.rows["account"].isin(labels)].head(1)
    if rows.empty:
        return {}
    row = records(rows)[0]
    return {
        "score": int(row["score"]), "action": str(row["action"]),
        "next_action": priority_sentences.next_actions(rows, lang)[0],
        "reasons": priority_sentences.reasons(rows, report.criteria, lang)[0],
        **{name: str(row[name] or "") for name in ("contact", "phone", "email")},
    }  # fmt: skip


# -- since the last contact --------------------------------------------------------------------------------------------


def _last_contact(events: Sequence[dict[str, Any]], messages: Sequence[Message]) -> int:
    """The last day somebody called, or a message left to the customer; NO_DAY where nobody did."""
    days = [parse_day(one["day"] or "") for one in events if one["kind"] == "call"]
    days += [message_day(one) for one in messages if one.state in states.WENT_OUT and one.channel != states.INTERNAL]
    return max(days, default=NO_DAY)


def _since(connection: Connection, found: Position, ids: pd.Index, day: int) -> dict[str, Any] | None:
    if day == NO_DAY:
        return None
    company = str(found.accounts.loc[ids, "company"].iloc[0])
    try:  # a contact later than the ledger: nothing can have changed
        before = position(connection, min(day, found.on), company=company)
    except UserError:  # the ledgers do not reach back so far
        return None
    now, was = _items(found, ids), _items(before, ids)
    both = was.add_suffix("_was").join(now.add_suffix("_now"), how="outer")
    opened, closed = both["open_now"].fillna(0).astype(np.int64), both["open_was"].fillna(0).astype(np.int64)
    lines = both["line_now"].fillna(both["line_was"]).astype(np.int64)
    due = both["due_day_now"].fillna(both["due_day_was"]).astype(np.int64)
    currency = both["currency_now"].where(both["currency_now"].notna(), both["currency_was"])
    numbers = load_texts(connection, "number", np.array(lines.tolist(), dtype=np.int64))
    table = pd.DataFrame({"number": numbers, "currency": currency,
                          "paid": (closed - opened).clip(lower=0), "new": opened.where(closed == 0, 0),
                          "newly_late": opened.where((due >= day) & (due < found.on), 0)})  # fmt: skip
    return {"day": iso(day), **{name: _changed(table, name) for name in ("paid", "new", "newly_late")}}


def _items(found: Position, ids: pd.Index) -> pd.DataFrame:
    """item -> open | line | due_day (the first) | currency of what the accounts owe."""
    own = found.items[found.items["account_id"].isin(ids) & (found.items["open"] > 0)]
    table = own.assign(currency=found.accounts["currency"].reindex(own["account_id"]).to_numpy(object))
    return table.groupby("item").agg({"open": "sum", "line": "first", "due_day": "min", "currency": "first"})


def _changed(table: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    own = table[table[name] > 0].head(_MOST_ROWS)
    return [
        {"number": str(row["number"]), "amount": to_text(int(row[name]), str(row["currency"])),
         "currency": str(row["currency"])}
        for row in records(own)
    ]  # fmt: skip


# -- reminders ---------------------------------------------------------------------------------------------------------


def _history(connection: Connection, messages: Sequence[Message], lang: str) -> list[dict[str, Any]]:
    """What was approved, the newest first."""
    letters, steps = store.letters_by_message(connection), store.last_steps(connection)
    own = [one for one in messages if one.state != states.PLANNED]
    own.sort(key=message_day, reverse=True)
    return [_sent(one, store.letter_of(letters, one.id), steps.get(one.id, {}), lang) for one in own[:_MOST_ROWS]]


def _sent(one: Message, letter: dict[str, Any], step: dict[str, Any], lang: str) -> dict[str, Any]:
    told = word(STATES, one.state, lang) + (f" ({reason_word(one.reason, lang)})" if one.reason else "")
    return {
        "message": one.id, "day": iso(message_day(one)), "level": level_name(one.level, lang),
        "channel": word(CHANNELS, one.channel, lang), "state": one.state, "told": told,
        "amount": to_text(one.amount, one.currency), "currency": one.currency,
        "evidence": letter["proof"] or str(step.get("detail") or ""), "number": letter["number"],
        "presented_on": iso(letter["presented_day"]), "outcome": word(OUTCOMES, letter["outcome"], lang),
    }  # fmt: skip


def _notice_day(messages: Sequence[Message], found: Position, ids: pd.Index) -> int | None:
    """When the last formal notice left for something still open; None where none did."""
    still_open = set(_items(found, ids).index)
    left = [one for one in messages if stage_of(one.level) == NOTICE and one.state in states.WENT_OUT]
    return max((message_day(one) for one in left if still_open & {item for item, *_ in one.items}), default=None)


def _next_step(
    messages: Sequence[Message], stops: Sequence[Stop], score: dict[str, Any], action: str, left: int | None, lang: str
) -> str:  # fmt: skip
    """What happens next if nothing is said: a doubt, a call, what waits, what is proposed; else why nothing does.

    action: code of the score's next one; left: `_notice_day`: a formal notice that left is not announced"""
    is_english = lang == "en"
    for state, text in _STEPS.items():
        if own := [one for one in messages if one.state == state]:
            one = max(own, key=_height)
            told = text[is_english].format(level=level_name(one.level, lang), channel=word(CHANNELS, one.channel, lang))
            return told[:1].upper() + told[1:]
    if action == ANNOUNCE and left is not None:
        return _NOTICE_LEFT[is_english].format(day=day_text(left, lang))
    if score.get("next_action"):
        return str(score["next_action"])
    if stops:
        return str(stops[0].facts.get(lang) or stops[0].reason)
    return ("Rien n'est prévu.", "Nothing is planned.")[is_english]


def _height(one: Message) -> tuple[int, str]:
    """How far its level is from the first: calls stand among the reminders."""
    order = {PRE: 0, CALLING: 1, REMINDER: 1, NOTICE: 2, HANDOVER: 3}
    return order[stage_of(one.level)], one.level


_NOTICE_LEFT = ("Appeler : la mise en demeure est partie le {day}.", "Call: the formal notice left on {day}.")
#: State of a message -> what is to be done, the most pressing first.
_STEPS = {
    states.UNCERTAIN: (
        "Lever le doute sur l'envoi « {level} » ({channel}).",
        "Settle the doubt: {level} ({channel}).",
    ),
    states.OPEN: ("Appeler : {level}.", "Call: {level}."),
    states.RENDERED: ("Poster : {level} ({channel}).", "Post: {level} ({channel})."),
    states.PRINTED: ("Poster : {level} ({channel}).", "Post: {level} ({channel})."),
    states.QUEUED: (
        "Envoi approuvé, va partir : {level} ({channel}).",
        "{level} ({channel}) is approved and will leave.",
    ),
    states.PLANNED: ("À approuver : {level} ({channel}).", "{level} ({channel}) is proposed, to be approved."),
}


def _objections(told: dict[str, Any], kind: str, lang: str) -> list[dict[str, Any]]:
    """Every answer; first those to what this customer said before."""
    raised = {str(one["data"].get("reason", "")) for one in told["events"] if one["kind"] in ("call", "dispute")}
    rows = [_objection(one, one.reason in raised, lang) for one in objections_of(kind)]
    return sorted(rows, key=lambda row: (not row["is_raised"], row["reason"] == OTHERWISE))


def _objection(one: Objection, is_raised: bool, lang: str) -> dict[str, Any]:
    place = int(lang == "en")
    texts = {"label": one.label, "answer": one.answer, "ask": one.ask, "source": one.source}
    return {"reason": one.reason, "is_raised": is_raised, **{name: both[place] for name, both in texts.items()}}
