"""The proposal of a day: which messages would leave, with which items, and why every other overdue item does not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.dunning.channels import NOBODY, directory
from receivables.dunning.ground import Ground
from receivables.dunning.groups import Groups, groups_of, passing_day
from receivables.dunning.judged import Judged, judge
from receivables.dunning.procedure import Level, Procedure, checked
from receivables.dunning.roles import is_of_role
from receivables.dunning.stop_facts import stop_facts
from receivables.dunning.stops import FREE, PARTS, PLACES, Places, Reason
from receivables.dunning.sums import is_overdue
from receivables.dunning.timing import NOTHING
from receivables.sums import Ints

#: Ages asked about at the first run of a company: days overdue from which each begins.
AGES = (1, 15, 30, 60, 90)


@dataclass(frozen=True)
class Proposal:
    """What is proposed on a day, and what is not. Amounts int64 minor units, days int64.

    messages: message int64 from 0 | company | account, the payer | currency | procedure | level | stage | channel
        (`internal` of a hand-over) | contact, row of the ground's CONTACTS (-1) | contact_name, theirs or
        their address | missing_role, that the level means and nobody there has | amount = items_amount - credits
        | items_amount | credits, unallocated, shown as deducted | count | oldest_days, of the item due first (below 0:
        not due yet) | approver | tone | sales_copy | notice_hours | passed, the day of what let it pass a recent
        contact (NO_DAY)
    message_items: message | company | account, the debtor | item | due_day | number | open | amount asked for
        | left_out, the part of `open` that is not | left_reason ('') | is_overdue
    stopped: company | account | payer | currency | item | due_day | number | open | reason, and the facts its sentence
        tells: level | day | next_day | amount | who
    needs_start_level: company | from_days, to_days (-1: no end) | items | amount | currency: what is overdue by age, of
        the companies whose history nobody told yet
    """

    on: int
    messages: pd.DataFrame
    message_items: pd.DataFrame
    stopped: pd.DataFrame
    needs_start_level: pd.DataFrame


def propose(ground: Ground, procedures: Sequence[Procedure]) -> Proposal:
    """Every overdue item of the ground is in one message, or stopped with one reason.

    Raises ReceivablesError for a procedure that is wrong.
    """
    for one in procedures:
        checked(one)
    judged = judge(ground, procedures)
    items = np.flatnonzero(judged.stop == FREE)
    groups = groups_of(
        ground, procedures, judged.sums, directory(ground), items, judged.chosen, judged.next.place, judged.asked
    )
    stop = judged.stop.copy()
    stop[items] = groups.stop[groups.of_item]
    messages, message_items = _messages(ground, procedures, judged, groups)
    is_stopped = (stop != FREE) & is_overdue(ground)
    stopped = stop_facts(ground, procedures, judged, groups, stop, np.flatnonzero(is_stopped))
    return Proposal(ground.on, messages, message_items, stopped, _ages(ground, stop))


def _messages(
    ground: Ground, procedures: Sequence[Procedure], judged: Judged, groups: Groups
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The groups that may go, numbered in the order of company, payer, currency, level."""
    going = np.flatnonzero(groups.stop == FREE)
    number = np.full(len(groups.stop), NOTHING, dtype=np.int64)
    number[going] = np.arange(len(going))
    of_item = number[groups.of_item]
    at, message = groups.items[of_item != NOTHING], of_item[of_item != NOTHING]
    items = _message_items(ground, judged, at, message)
    table = _message_table(ground, procedures, judged, groups, going)
    own = items.groupby("message")
    table["count"] = own.size().reindex(table["message"], fill_value=0).to_numpy(np.int64)
    table["oldest_days"] = ground.on - own["due_day"].min().reindex(table["message"], fill_value=0).to_numpy(np.int64)
    return table, items


def _message_table(
    ground: Ground, procedures: Sequence[Procedure], judged: Judged, groups: Groups, going: Ints
) -> pd.DataFrame:
    payer, purse = groups.payer[going], groups.purse[going]
    accounts = ground.accounts.iloc[payer]
    pairs = list(zip(groups.procedure[going].tolist(), groups.place[going].tolist(), strict=True))
    levels: list[Level] = [procedures[one].levels[place] for one, place in pairs]
    contact = groups.contact[going].tolist()
    roles = [
        level.way(base, judged.sums.currency[one])[1]
        for level, base, one in zip(levels, groups.base[going].tolist(), purse.tolist(), strict=True)
    ]
    amount, credits = groups.amount[going], groups.credits[going]
    last = np.maximum.reduce([
        accounts[name].to_numpy(np.int64) for name in ("last_message_day", "last_contact_day")
    ])  # fmt: skip
    quiet = np.array([procedures[one].quiet_days for one, _ in pairs], dtype=np.int64)
    event = passing_day(ground)[payer]
    is_passing = (event != NO_DAY) & (last != NO_DAY) & (ground.on - last < quiet)
    return pd.DataFrame({
        "message": np.arange(len(going)), "company": accounts["company"].to_numpy(object),
        "account": accounts["account"].to_numpy(object),
        "currency": pd.Series([judged.sums.currency[one] for one in purse.tolist()], dtype=object),
        "procedure": pd.Series([procedures[one].name for one, _ in pairs], dtype=object),
        **{name: pd.Series([getattr(level, name) for level in levels], dtype=object)
           for name in ("stage", "approver", "tone", "sales_copy", "notice_hours")},
        "contact_name": pd.Series(_names(ground, contact), dtype=object),
        "missing_role": pd.Series(_missing(ground, contact, roles), dtype=object),
        "level": pd.Series([level.code for level in levels], dtype=object),
        "channel": groups.channel[going], "contact": groups.contact[going],
        "amount": amount - credits, "items_amount": amount, "credits": credits,
        "passed": np.where(is_passing, event, NO_DAY),
    }).astype({"sales_copy": bool, "notice_hours": np.int64})  # fmt: skip


def _names(ground: Ground, contacts: Sequence[int]) -> list[str]:
    names, emails = ground.contacts["name"].tolist(), ground.contacts["email"].tolist()
    return ["" if one == NOBODY else names[one] or emails[one] for one in contacts]


def _missing(ground: Ground, contacts: Sequence[int], roles: Sequence[str]) -> list[str]:
    functions = ground.contacts["role"].tolist()
    return [
        "" if contact == NOBODY or is_of_role(functions[contact], role) else role
        for contact, role in zip(contacts, roles, strict=True)
    ]


def _message_items(ground: Ground, judged: Judged, at: Ints, message: Ints) -> pd.DataFrame:
    """The items of messages, those due first first."""
    own = ground.items.iloc[at]
    opened, asked = own["open"].to_numpy(np.int64), judged.asked[at]
    left_reason = np.full(len(at), "", dtype=object)
    for column, (reason, _) in reversed(PARTS.items()):
        left_reason[(own[column].to_numpy(np.int64) > 0) & (asked < opened)] = reason.value
    table = pd.DataFrame({
        "message": message,
        **{name: own[name].to_numpy() for name in ("company", "account", "item", "due_day", "number", "open")},
        "amount": asked, "left_out": opened - asked, "left_reason": left_reason,
        "is_overdue": is_overdue(ground)[at],
    })  # fmt: skip
    return table.sort_values(["message", "due_day", "item"], kind="stable", ignore_index=True)


def _ages(ground: Ground, stop: Places) -> pd.DataFrame:
    """What waits for a start level, by days overdue."""
    own = ground.items[(stop == PLACES[Reason.START_LEVEL]) & is_overdue(ground)]
    days = ground.on - own["due_day"].to_numpy(np.int64)
    band = np.searchsorted(np.array(AGES), days, side="right") - 1
    ends = [*(start - 1 for start in AGES[1:]), -1]
    found = own.assign(
        from_days=np.array(AGES)[band], to_days=np.array(ends)[band], items=1, amount=own["open"]
    ).groupby(["company", "currency", "from_days", "to_days"], as_index=False)[["items", "amount"]].sum()  # fmt: skip
    return pd.DataFrame(found)
