"""The first campaign of a company: a person says what was sent before, by age; until then nothing is proposed."""

from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY, iso
from receivables.dunning.start import start_history
from receivables.dunning.timing import rank
from server.campaigns.facts.day import load_facts, load_ledger
from server.campaigns.settings.procedures import load_procedures
from server.errors import UserError
from server.records import records
from server.store import audit, companies
from server.store import campaign_facts as store

#: The row that says a company's start was decided, whatever was sent.
_DECIDED = {"account": "", "item": 0, "due_day": NO_DAY, "level": "", "channel": "takeover"}


def start_company(
    connection: Connection, company: str, on: int, sent: list[tuple[int, str]], who: str, at: str,
    sent_on: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Say which level the items of a company were sent last, by days overdue on a day (`sent`, none: nothing was sent);
    what was said before is replaced, and told (`replaced`, items).

    sent_on: the day they are taken to have left (default: the day itself).

    Raises UserError for a level no procedure has, ages that contradict each other, a day to come.
    """
    known = {level.code for one in load_procedures(connection)[1] for level in one.levels}
    for _, level in sent:
        if level and level not in known:
            raise UserError(f"« {level[:20]} » is no level; there are {', '.join(sorted(known))}.")
    _check_ages(sent)
    if sent_on is not None and sent_on > on:
        raise UserError(f"Nothing was sent on {iso(sent_on)} yet: --sent-on is a day up to {iso(on)}.")
    facts = load_facts(connection, load_ledger(connection, on, company))
    day = on if sent_on is None else sent_on
    table = start_history(facts.ground, company, sent).drop_duplicates(["item", "due_day", "level"])
    accounts = facts.ground.items.drop_duplicates("item").set_index("item")["account"]
    common = {"said_by": who, "said_at": at, "day": day}
    rows = [
        {"account": str(accounts[row["item"]]), "item": int(row["item"]), "due_day": int(row["due_day"]),
         "level": row["level"], "channel": row["channel"], **common}
        for row in records(table)
    ]  # fmt: skip
    before = store.load_takeover(connection)
    before = before[(before["company"] == company) & (before["item"] != 0)]
    store.replace_takeover(connection, companies.company_id(connection, company), [{**_DECIDED, **common}, *rows])
    told = {
        "sent": [list(one) for one in sent],
        "items": len(rows),
        "sent_on": iso(day),
        "replaced": int(before["item"].nunique()),
    }
    audit.append(connection, at, who, "campaign_started", company, told)
    return {"company": company, "on": iso(on), **told}


def _check_ages(sent: list[tuple[int, str]]) -> None:
    """Each age once, and nothing older was sent less."""
    for (younger, before), (older, after) in pairwise(sorted(sent, key=lambda one: one[0])):
        if younger == older:
            raise UserError(f"--sent tells two levels from {older} days on, « {before} » and « {after} »: tell one.")
        if before and (not after or rank(after) < rank(before)):
            raise UserError(
                f"--sent tells « {after} » from {older} days on, less than « {before} » from {younger}: what is older "
                "was sent as much at least."
            )


def parse_ages(texts: tuple[str, ...]) -> list[tuple[int, str]]:
    """`15:r1` `60:r2` -> what was sent last from so many days overdue on. Raises UserError."""
    found = []
    for text in texts:
        days, colon, level = text.partition(":")
        if not (colon and days.strip().isascii() and days.strip().isdigit() and len(days.strip()) < 5):
            raise UserError(f"« {text[:40]} » is no age: write DAYS:LEVEL, such as 15:r1.")
        found.append((int(days), level.strip()))
    return sorted(found)
