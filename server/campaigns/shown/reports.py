"""What a workbook shows of campaigns, gathered from the store."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables.campaign_report import CampaignReport
from receivables.days import NO_DAY
from server.campaigns.facts.freshness import Freshness, freshness_now
from server.campaigns.proposal.details import details_of
from server.campaigns.settings.procedures import load_procedures
from server.campaigns.settings.window import Window, local_day
from server.records import records
from server.store import campaign_messages as message_store
from server.store import campaign_runs as run_store
from server.store import campaign_shown as store
from server.store import campaign_states as states
from server.store import companies
from server.store.campaign_messages import Message
from server.store.campaign_runs import Run, Stop

_RUNS = ["run", "company", "on", "last_receipt", "last_day", "fresh_until", "is_stale", "changed_fr", "changed_en"]
_PROPOSAL = ["run", "message", "company", "account", "name", "currency", "level", "channel", "items", "amount",
             "interest", "compensation", "reasons_fr", "reasons_en", "state", "approver", "approved_by"]  # fmt: skip
_SENT = ["message", "day", "company", "account", "name", "currency", "level", "channel", "items", "amount", "state",
         "reason", "evidence", "recipient", "number", "posted_day", "presented_day", "outcome"]  # fmt: skip
_AMOUNTS = ("amount", "interest", "compensation")
_DAYS_SHOWN = 400
#: What is told of an item whose document has no number (any more).
_NO_NUMBER = "?"

#: (company, account) -> name of the customer.
Names = Mapping[tuple[str, str], str]


def campaign_report(
    connection: Connection, on: int, names: Names, company: str | None = None, uids: Names | None = None
) -> CampaignReport:
    """The proposals that stand, what was sent in the year before a day; of one company or all.

    uids: where told, of these accounts alone
    """
    known = {int(row["id"]): str(row["name"]) for row in records(companies.load_companies(connection))}
    chosen = {number: name for number, name in known.items() if company in (None, name)}
    runs = _runs(connection, chosen)
    messages = {run.id: _to_customers(connection, run.id) for run, _ in runs}
    stops = {run.id: run_store.load_stops(connection, run.id) for run, _ in runs}
    sent = [one for one in store.approved_messages(connection, on - _DAYS_SHOWN) if one.company_id in chosen]
    numbers = _numbers(connection, [*(one for own in messages.values() for one in own), *sent],
                       [one for own in stops.values() for one in own])  # fmt: skip
    proposal = [
        *(_proposed(run, one, names, numbers) for run, own in runs for one in messages[run.id] if one.company == own),
        *(_stopped(run, own, one, names, numbers) for run, own in runs for one in stops[run.id]
          if known.get(one.company_id) == own),
    ]  # fmt: skip
    return CampaignReport(
        procedures=tuple(load_procedures(connection)[1]),
        runs=_frame([_run_row(connection, run, own, on) for run, own in runs], _RUNS),
        proposal=_frame([row for row in proposal if _is_seen(row, uids)], _PROPOSAL),
        sent=_frame([row for row in _sent(connection, sent, names, numbers) if _is_seen(row, uids)], _SENT),
    )


def run_rows(connection: Connection, run: Run, names: Names, uids: Names | None = None) -> list[dict[str, Any]]:
    """The rows of `CampaignReport.proposal` of one run, whatever became of it; uids: where told, of these accounts."""
    known = {int(row["id"]): str(row["name"]) for row in records(companies.load_companies(connection))}
    messages, stops = _to_customers(connection, run.id), run_store.load_stops(connection, run.id)
    numbers = _numbers(connection, messages, stops)
    rows = [_proposed(run, one, names, numbers) for one in messages]
    rows += [_stopped(run, known[one.company_id], one, names, numbers) | {"reason": one.reason} for one in stops]
    return [row for row in rows if _is_seen(row, uids)]


def _to_customers(connection: Connection, run_id: int) -> list[Message]:
    return [one for one in message_store.run_messages(connection, run_id) if one.channel != states.SALES]


def message_line(connection: Connection, one: Message, names: Names) -> dict[str, Any]:
    """The row of `CampaignReport.sent` of one message."""
    letters, steps = store.letters_by_message(connection), store.last_steps(connection)
    numbers = _numbers(connection, [one], [])
    return _sent_row(one, store.letter_of(letters, one.id), steps.get(one.id, {}), names, numbers)


def _frame(rows: Sequence[Mapping[str, Any]], columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=columns)
    return table.astype({name: "int64" for name in _AMOUNTS if name in columns})


def _is_seen(row: Mapping[str, Any], uids: Names | None) -> bool:
    return uids is None or (row["company"], row["account"]) in uids


def _runs(connection: Connection, chosen: Mapping[int, str]) -> list[tuple[Run, str]]:
    """The run that stands of each company, with its name."""
    found = []
    for number, name in chosen.items():
        last = store.last_live_run(connection, number)
        run = None if last is None else run_store.load_run(connection, last)
        if run is not None:
            found.append((run, name))
    return found


def _run_row(connection: Connection, run: Run, company: str, on: int) -> dict[str, Any]:
    """As fresh as on the day of the figures, that of the proposal where it is later."""
    now = freshness_now(connection, run, max(on, run.on_day)).get(company, Freshness())
    days = {name: getattr(now, name) for name in ("last_receipt", "last_day", "fresh_until", "is_stale")}
    french, english = now.changed or ("", "")
    return {"run": run.id, "company": company, "on": run.on_day, **days, "changed_fr": french, "changed_en": english}


def _numbers(connection: Connection, messages: Iterable[Message], stops: Iterable[Stop]) -> dict[int, str]:
    items = {item for one in messages for item, *_ in one.items} | {item for one in stops for item, *_ in one.items}
    return store.document_numbers(connection, items)


def _told(items: Iterable[int], numbers: Mapping[int, str]) -> str:
    return ", ".join(dict.fromkeys(numbers.get(item) or _NO_NUMBER for item in items))


def _common(company: str, account: str, currency: str, names: Names) -> dict[str, Any]:
    return {"company": company, "account": account, "name": names.get((company, account), ""), "currency": currency}


def _proposed(run: Run, one: Message, names: Names, numbers: Mapping[int, str]) -> dict[str, Any]:
    details = details_of(one)
    told = {f"reasons_{lang}": " · ".join(details.get(lang, ())) for lang in ("fr", "en")}
    return {
        "run": run.id, "message": one.id, **_common(one.company, one.account, one.currency, names), "level": one.level,
        "channel": one.channel, "items": _told((item for item, *_ in one.items), numbers), "amount": one.amount,
        "interest": one.interest, "compensation": one.compensation, **told, "state": one.state,
        "approver": one.approver, "approved_by": " + ".join(filter(None, (one.approved_by, one.second_by))),
    }  # fmt: skip


def _stopped(run: Run, company: str, one: Stop, names: Names, numbers: Mapping[int, str]) -> dict[str, Any]:
    told = {f"reasons_{lang}": str(one.facts.get(lang) or one.reason) for lang in ("fr", "en")}
    return {
        "run": run.id, "message": "", **_common(company, one.account, str(one.facts.get("currency", "EUR")), names),
        "level": "", "channel": "", "items": _told((item for item, *_ in one.items), numbers),
        "amount": sum(amount for _, amount, *_ in one.items), "interest": 0, "compensation": 0, **told, "state": "",
        "approver": "", "approved_by": "",
    }  # fmt: skip


def _sent(
    connection: Connection, messages: Sequence[Message], names: Names, numbers: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Doubts first, then the newest."""
    letters, steps = store.letters_by_message(connection), store.last_steps(connection)
    rows = [_sent_row(one, store.letter_of(letters, one.id), steps.get(one.id, {}), names, numbers)
            for one in messages]  # fmt: skip
    rows.sort(key=lambda row: (row["state"] != states.UNCERTAIN, -row["day"]))
    return rows


def _sent_row(
    one: Message, letter: Mapping[str, Any], step: Mapping[str, Any], names: Names, numbers: Mapping[int, str]
) -> dict[str, Any]:
    told = {name: letter[name] for name in ("number", "posted_day", "presented_day", "outcome")}
    return {
        "message": one.id, "day": message_day(one), **_common(one.company, one.account, one.currency, names),
        "level": one.level, "channel": one.channel, "items": _told((item for item, *_ in one.items), numbers),
        "amount": one.amount, "state": one.state, "reason": one.reason, "recipient": one.recipient,
        "evidence": letter["proof"] or _evidence(one, step), **told,
    }  # fmt: skip


def _evidence(one: Message, step: Mapping[str, Any]) -> str:
    """What was noted last, where it is more than the reason told beside it."""
    told = str(step.get("detail") or one.answer)
    return "" if told == one.reason else told


def message_day(one: Message) -> int:
    """The day a message left, was begun, or was approved; the day of its run where it was not."""
    if one.sent_day != NO_DAY:
        return one.sent_day
    at = one.transmitted_at or one.approved_at
    return local_day(Window(), at) if at else one.on_day
