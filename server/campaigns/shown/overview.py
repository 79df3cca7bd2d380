"""Campaigns as their page and programs show them: runs with their books, doubts, bank details that wait."""

import json
from typing import Any

from sqlalchemy import Connection

from receivables.days import iso
from receivables.money import to_text
from server.campaigns.facts.freshness import books_changed, freshness_now
from server.campaigns.facts.sight import names_and_uids
from server.campaigns.outcomes.saying import waiting_bank_details
from server.campaigns.proposal.runs import the_run
from server.campaigns.sending.books import books
from server.campaigns.settings.sending_settings import as_written, load_sending
from server.campaigns.shown.reports import Names, message_line, run_rows
from server.rights import User
from server.store import campaign_runs as run_store
from server.store import campaign_shown as store
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message
from server.store.campaign_runs import Run

_MOST_RUNS = 30


def campaigns(connection: Connection, user: User) -> dict[str, Any]:
    """{"runs", "paused", "doubts", "bank", "sending"}: see `campaign_models.Runs`. Books tell of every account:
    whoever sees some alone is not told them."""
    names, uids, sees_all = names_and_uids(connection, user)
    runs = [_run(connection, run, sees_all) for run in run_store.load_runs(connection, _MOST_RUNS)]
    doubts = [message_object(connection, one, names) for one in store.uncertain_messages(connection)
              if (one.company, one.account) in uids]  # fmt: skip
    return {
        "runs": runs, "paused": workers.why_paused(connection) or None, "doubts": doubts,
        "bank": waiting_bank_details(connection, in_full=user.may("approve")) if sees_all else [],
        "sending": as_written(load_sending(connection)),
    }  # fmt: skip


def _run(connection: Connection, run: Run, sees_all: bool) -> dict[str, Any]:
    told = {"run": run.id, "on": iso(run.on_day), "state": run.state, "made_by": run.made_by, "made_at": run.made_at,
            "late_days": run.late_days, "books": None, "alarm": None,
            "is_outdated": run.state == run_store.PROPOSED and bool(books_changed(connection, run))}  # fmt: skip
    return told | {"books": books(connection, run.id), "alarm": run.alarm or None} if sees_all else told


def one_run(connection: Connection, run_id: int, user: User, on: int, lang: str) -> dict[str, Any]:
    """A run with its rows (amounts in minor units) and how fresh its companies' money is on a day, as the page shows
    it. Raises UserError."""
    run = the_run(connection, run_id)
    names, uids, sees_all = names_and_uids(connection, user)
    rows = run_rows(connection, run, names, uids)
    start = {company for company, told in json.loads(run.freshness).items() if told.get("needs_start_level")}
    freshness = [{"company": company, "needs_start_level": company in start, **one.told(lang)}
                 for company, one in freshness_now(connection, run, on).items()]  # fmt: skip
    if not sees_all:
        freshness = [one for one in freshness if one["company"] in {company for company, _ in uids}]
    for row in rows:
        row["uid"] = uids.get((row["company"], row["account"]), "")
    return {
        **_run(connection, run, sees_all), "freshness": freshness, "messages": [row for row in rows if row["message"]],
        "stopped": [row for row in rows if not row["message"]],
    }  # fmt: skip


def message_object(connection: Connection, one: Message, names: Names) -> dict[str, Any]:
    """A message as a plain object: decimal strings, ISO dates."""
    row = message_line(connection, one, names)
    days = {name: iso(row[name]) for name in ("day", "posted_day", "presented_day")}
    return row | days | {"amount": to_text(one.amount, one.currency), "run": one.run_id,
                         "approved_by": one.approved_by, "second_by": one.second_by}  # fmt: skip
