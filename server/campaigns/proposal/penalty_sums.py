"""Interest and fixed compensation of what formal notices ask for, and of nothing else: until then no message has
figures of them. The proposal and the letter count alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.dunning.procedure import HANDOVER, NOTICE
from receivables.late_payment.deducted import as_asked
from receivables.late_payment.penalties import debts_at, penalties, penalty_detail
from receivables.late_payment.penalty_totals import INVOICED, WAIVED, decided
from receivables.sums import Ints
from server.campaigns.facts.day import Facts
from server.campaigns.facts.deductions import Purse, debtors_of, deducted, unallocated
from server.late_items import Late, gather
from server.penalties import decisions_of, with_plan_waivers
from server.records import records
from server.store import rates as rate_store

#: Stages whose messages tell the figures.
_WITH_FIGURES = (NOTICE, HANDOVER)
#: Not a doubt of a letter that deducts the credits, nor of one that is the notice itself.
_NO_WARNING = ("may_be_paid", "no_notice")
_GATHERED: WeakKeyDictionary[Facts, Late] = WeakKeyDictionary()
_KEYS = ["company", "account", "currency", "item", "due_day"]


@dataclass(frozen=True)
class Asked:
    """What a message asks for. parts: (account, item, due day, amount); credits: how much is deducted of them."""

    purse: Purse
    parts: Sequence[tuple[str, int, int, int]]
    credits: int


@dataclass(frozen=True)
class Figures:
    """Minor units. lines: of the interest, `LINE_COLUMNS` with account, item and due_day; interest, compensation:
    computed; count: how many compensations | waived, invoiced: what of both was given up or asked for already
    | warnings: codes of `penalty_words` | until: the day up to which all are computed."""

    lines: list[dict[str, Any]]
    interest: int
    compensation: int
    count: int
    waived: int
    invoiced: int
    warnings: tuple[str, ...]
    until: int

    @property
    def left(self) -> tuple[int, int]:
        """(interest, compensation) still to be asked for: what is gone is taken off the compensation first."""
        gone = self.waived + self.invoiced
        kept = max(self.compensation - gone, 0)
        return self.interest + self.compensation - gone - kept, kept


NO_FIGURES = Figures([], 0, 0, 0, 0, 0, (), NO_DAY)


def penalty_figures(
    connection: Connection, facts: Facts, messages: pd.DataFrame, message_items: pd.DataFrame
) -> dict[int, Figures]:
    """message -> figures, of the messages of a proposal that tell them."""
    own = messages[messages["stage"].isin(_WITH_FIGURES)]
    items = message_items[message_items["message"].isin(own["message"])]
    parts = {
        message: list(zip(*(rows[name].tolist() for name in ("account", "item", "due_day", "amount")), strict=True))
        for message, rows in items.groupby("message")
    }
    asked = {
        row["message"]: Asked((row["company"], row["account"], row["currency"]), parts[row["message"]], row["credits"])
        for row in records(own)
    }
    return dict(zip(asked, figures_of(connection, facts, list(asked.values())), strict=True))


def figures_of(connection: Connection, facts: Facts, asked: Sequence[Asked]) -> list[Figures]:
    """The figures of each message, none of an item that is in doubt."""
    if not asked:
        return []
    late, book = _late(connection, facts), rate_store.rate_book(connection)
    gone = _decided(connection, facts, late)
    table, owes = _late_parts(facts, late, asked), debtors_of(facts)
    table["debtor"] = [owes[key] for key in zip(table["company"], table["account"], strict=True)]
    rows = table["row"].to_numpy(np.int64)
    left_out = late.parts["open"].to_numpy(np.int64)[rows] - table["amount"].to_numpy(np.int64)
    debts = as_asked(debts_at(late.debts, rows), left_out, table, _credits(facts, asked))
    sums = penalties(debts, late.agreements, facts.on, book)
    detail = penalty_detail(debts, np.arange(len(rows)), late.agreements, facts.on, book)
    doubts = {code: is_so[rows] for code, is_so in late.doubts.items() if code not in _NO_WARNING}
    is_certain = ~np.any([sums.computed_until == NO_DAY, *doubts.values()], axis=0)
    interest, compensation = (np.where(is_certain, one, 0) for one in (sums.interest, sums.compensation))
    waived = np.minimum(gone[WAIVED][rows], interest + compensation)
    invoiced = np.minimum(gone[INVOICED][rows], interest + compensation - waived)
    table = table.assign(
        interest=interest, compensation=compensation, count=compensation > 0, waived=waived, invoiced=invoiced,
        codes=_codes(detail.warnings, doubts), until=np.where(is_certain, sums.computed_until, facts.on),
    )  # fmt: skip
    lines = detail.lines[is_certain[detail.lines["row"].to_numpy(np.int64)]]
    return [_figures(own, lines, facts.on) for own in _each(table, len(asked))]


def _late(connection: Connection, facts: Facts) -> Late:
    """What is late of the whole ledger, put together once for all messages of the same facts."""
    if facts not in _GATHERED:
        _GATHERED[facts] = gather(connection, facts.whole, None)
    return _GATHERED[facts]


def _decided(connection: Connection, facts: Facts, late: Late) -> dict[str, Ints]:
    """What was waived or invoiced of all that is late: a decision about an account goes to its items in their order,
    whatever a letter asks for."""
    decisions = with_plan_waivers(connection, facts.position, decisions_of(connection, facts.position))
    if decisions.empty:
        return {name: np.zeros(len(late.parts), dtype=np.int64) for name in (WAIVED, INVOICED)}
    sums = penalties(late.debts, late.agreements, facts.on, rate_store.rate_book(connection))
    is_certain = ~np.any([sums.computed_until == NO_DAY, *late.doubts.values()], axis=0)
    return decided(late.parts, sums.interest + sums.compensation, is_certain, decisions)


def _late_parts(facts: Facts, late: Late, asked: Sequence[Asked]) -> pd.DataFrame:
    """message | account | amount asked for | item | due_day | row of `late`, of what is late of each message."""
    names = ["message", *_KEYS, "amount"]
    wanted = pd.DataFrame([
        (at, one.purse[0], account, one.purse[2], item, due, amount)
        for at, one in enumerate(asked) for account, item, due, amount in one.parts
    ], columns=names)  # fmt: skip
    accounts = facts.whole.accounts.loc[late.parts["account_id"], ["company", "account", "currency"]]
    known = accounts.reset_index(drop=True).assign(
        item=late.parts["item"].to_numpy(), due_day=late.parts["due_day"].to_numpy(np.int64),
        row=np.arange(len(late.parts)),
    )  # fmt: skip
    nth = [table.groupby(_KEYS).cumcount() for table in (wanted, known)]
    return wanted.assign(nth=nth[0]).merge(known.assign(nth=nth[1]), on=[*_KEYS, "nth"])


def _credits(facts: Facts, asked: Sequence[Asked]) -> pd.DataFrame:
    """message | account | debtor | day | amount | kind of what each message deducts."""
    known, owes = unallocated(facts), debtors_of(facts)
    found = [
        (at, row["account"], row["debtor"], row["posted"], taken, row["kind"])
        for at, one in enumerate(asked)
        for row, taken in deducted(
            known.get(one.purse, []), [(owes[one.purse[0], part[0]], part[3]) for part in one.parts], one.credits
        )
    ]
    numbers = dict.fromkeys(("message", "day", "amount", "kind"), np.int64)
    table = pd.DataFrame(found, columns=["message", "account", "debtor", "day", "amount", "kind"])
    return table.astype({"account": object, "debtor": object, **numbers})


def _codes(warnings: Iterable[list[str]], doubts: dict[str, Any]) -> pd.Series:
    """What is doubtful of each row."""
    told = [
        (*(code for code, is_so in doubts.items() if is_so[row]), *(code for code in own if code not in _NO_WARNING))
        for row, own in enumerate(warnings)
    ]
    return pd.Series(told, dtype=object)


def _each(table: pd.DataFrame, count: int) -> list[pd.DataFrame]:
    """The rows of each message, in their order."""
    groups = {int(str(at)): rows for at, rows in table.groupby("message")}
    return [groups.get(at, table.iloc[:0]) for at in range(count)]


def _figures(own: pd.DataFrame, lines: pd.DataFrame, on: int) -> Figures:
    mine = lines[lines["row"].isin(own.index)].merge(
        own[["account", "item", "due_day"]], left_on="row", right_index=True
    )  # fmt: skip
    sums = {name: int(own[name].sum()) for name in ("interest", "compensation", "count", "waived", "invoiced")}
    codes = dict.fromkeys(code for told in own["codes"] for code in told)
    until = int(own["until"].min()) if len(own) else on
    return Figures(lines=records(mine), warnings=tuple(codes), until=until, **sums)
