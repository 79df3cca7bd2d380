"""Small grounds for tests of campaigns: one company, EUR, everybody reachable, unless a test says otherwise."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from receivables.days import NO_DAY, day_number
from receivables.dunning.ground import Ground, ground
from receivables.dunning.procedure import Level, Procedure
from receivables.dunning.proposal import Proposal, propose

D0 = day_number(dt.date(2026, 6, 1))  # a Monday
COMPANY = "Atelier"
Row = Mapping[str, Any]


def plain(*days: int, codes: Sequence[str] = ("r1", "r2", "r3"), quiet_days: int = 1, **settings: Any) -> Procedure:
    """A procedure of e-mails on these days after the due day."""
    levels = [Level(code, day, **settings) for code, day in zip(codes, days, strict=False)]
    return Procedure("plain", "business", tuple(levels), quiet_days=quiet_days)


def ground_of(
    on: int, items: Sequence[Row], accounts: Sequence[Row] = ({},), history: Sequence[Row] = (),
    contacts: Sequence[Row] | None = None, **company: Any,
) -> Ground:  # fmt: skip
    """A ground whose items are 100.00 due D0 of account C1 unless they say otherwise; the bank is posted to today."""
    told = [{"company": COMPANY, "account": "C1", "segment": "business", **one} for one in accounts]
    own = [
        {
            "company": COMPANY,
            "account": "C1",
            "item": place,
            "due_day": D0,
            "open": 10_000,
            "number": f"FA{place}",
            **one,
        }
        for place, one in enumerate(items, 1)
    ]
    people = [
        {"company": one["company"], "account": one["account"], "email": "compta@client.example",
         "phone": "0102030405", "address": "1 rue Haute, 75001 Paris"}
        for one in told
    ] if contacts is None else [{"company": COMPANY, "account": "C1", **one} for one in contacts]  # fmt: skip
    names = dict.fromkeys(one["company"] for one in told)
    companies = [{"company": name, "last_receipt_day": on, "has_history": True, **company} for name in names]
    past = [{"company": COMPANY, "item": 1, "due_day": NO_DAY, "day": NO_DAY, "level": "r1", **one} for one in history]
    tables = [pd.DataFrame(rows) for rows in (own, told, past, people, companies)]
    return ground(on, tables[0], tables[1], tables[2], tables[3], tables[4])


def levels_of(proposal: Proposal) -> dict[int, str]:
    """Item id -> level of the message it is in."""
    level = proposal.messages.set_index("message")["level"]
    items = proposal.message_items
    return dict(zip(items["item"].tolist(), level.reindex(items["message"]).tolist(), strict=True))


def reasons_of(proposal: Proposal) -> dict[int, str]:
    """Item id -> reason it is stopped for."""
    return dict(zip(proposal.stopped["item"].tolist(), proposal.stopped["reason"].tolist(), strict=True))


def morning(
    on: int,
    procedure: Procedure,
    items: Sequence[Row],
    history: Sequence[Row],
    accounts: Sequence[Row] = ({},),
    **told: Any,
) -> Proposal:
    """The proposal of a day."""
    return propose(ground_of(on, items, accounts, history, **told), [procedure])


def send(proposal: Proposal, history: list[Any], on: int) -> None:
    """All messages of a proposal leave that day: history grows by their items."""
    level = proposal.messages.set_index("message")["level"]
    items = proposal.message_items
    history += [
        {"item": item, "due_day": due_day, "level": level[message], "day": on}
        for item, due_day, message in zip(items["item"], items["due_day"], items["message"], strict=True)
    ]
