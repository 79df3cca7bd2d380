"""Reasons to leave an item alone: which hold of which, the first of them told.

A reason is a place in REASONS, whose order says which is told where several hold: what is so of the debt, then of the
moment, then of the message. `FREE` stands for none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY
from receivables.dunning.ground import Ground
from receivables.schema import DueOrigin, Kind
from receivables.sums import Ints, Mask


class Reason(StrEnum):
    """Why an item is not asked for."""

    PAID = "paid"
    COLLECTIVE = "collective_account"
    UNBILLED = "unbilled"
    INSOLVENCY = "insolvency"  # C. com. L622-7, L622-21: no payment may be asked of a debt from before the judgment
    OVER_INDEBTED = "over_indebtedness"  # C. consom. L722-2, L722-5: from the admission on
    HANDED_OVER = "handed_over"
    FACTORED = "factored"  # the factor must be paid (CMF L313-28)
    INTRA_GROUP = "intra_group"
    HOLD = "hold"
    REFUSED = "invoice_refused"
    SUSPENDED = "term_suspended"  # CCP R2192-27
    DISPUTE = "dispute"
    CREDIT_PROMISED = "credit_note_promised"
    PROMISE = "promise"
    PLAN = "plan"
    BILL = "bill"
    DEBIT = "direct_debit"
    RETENTION = "retention"  # loi 71-584, art. 2
    NO_PROCEDURE = "no_procedure"
    ALREADY_SENT = "already_sent"
    NOT_YET = "not_yet"
    START_LEVEL = "start_level"
    CONFLICT = "conflict"
    CHECK_FIRST = "check_first"
    DUE_ESTIMATED = "due_estimated"
    DEBTOR_UNKNOWN = "debtor_unknown"
    UNDER_MINIMUM = "under_minimum"
    NO_ADDRESS = "no_address"
    RECENT_CONTACT = "recent_contact"
    STALE_MONEY = "stale_money"
    CHANGED = "changed"  # of an approved message only: sums, days, address or kind of debtor are others now


REASONS = tuple(Reason)
PLACES = {reason: place for place, reason in enumerate(REASONS)}
FREE = len(REASONS)
#: They may be over tomorrow: no reason to give up a message that does not leave today anyway.
PASSING = (Reason.STALE_MONEY, Reason.RECENT_CONTACT)
#: These stop formal notices and hand-overs only.
NOTICE_ONLY = (Reason.DUE_ESTIMATED, Reason.DEBTOR_UNKNOWN)
#: Parts of an item that are not asked for, in the order they are told -> reason, column of the day.
PARTS = {
    "disputed": (Reason.DISPUTE, "dispute_day"), "credit_promised": (Reason.CREDIT_PROMISED, ""),
    "promised": (Reason.PROMISE, "promise_day"), "planned": (Reason.PLAN, "plan_day"),
}  # fmt: skip
_ESTIMATED = (DueOrigin.DEFAULT_TERMS, DueOrigin.LABEL, DueOrigin.UNKNOWN)

Places = NDArray[np.int8]


@dataclass(frozen=True)
class Rows:
    """The items of a ground with their accounts: row of the debtor's account, row of the payer's, of each item."""

    debtor: Ints
    payer: Ints


def rows_of(ground: Ground) -> Rows:
    """Where the accounts of each item stand. An account whose payer is not told pays itself."""
    accounts, items = ground.accounts, ground.items
    companies, names = pd.Index(accounts["company"].unique()), pd.Index(accounts["account"].unique())
    width = len(names) + 1

    def keys(company: pd.Series, account: pd.Series) -> Ints:
        found: Ints = companies.get_indexer(pd.Index(company)) * width + names.get_indexer(pd.Index(account))
        return found

    known = pd.Index(keys(accounts["company"], accounts["account"]))
    is_told = accounts["payer"].isin(names)
    paying = known.get_indexer(pd.Index(keys(accounts["company"], accounts["payer"].where(is_told, ""))))
    own = np.arange(len(accounts), dtype=np.int64)
    payers = np.where(is_told.to_numpy(bool) & (paying >= 0), paying, own)
    debtor = known.get_indexer(pd.Index(keys(items["company"], items["account"]))).astype(np.int64)
    return Rows(debtor, payers[debtor])


def first(reasons: Iterator[tuple[Reason, Mask]], size: int) -> Places:
    """The first reason of each row in the order of REASONS, FREE where none holds."""
    found = np.full(size, FREE, dtype=np.int8)
    for reason, is_so in reasons:
        found[is_so & (found > PLACES[reason])] = PLACES[reason]
    return found


def askable(ground: Ground) -> Ints:
    """What of each item may be asked for once its parts are left out: int64 minor units, 0 of a credit."""
    left = np.maximum(ground.items["open"].to_numpy(np.int64), 0)
    for column in PARTS:
        left = left - np.clip(ground.items[column].to_numpy(np.int64), 0, left)
    found: Ints = left
    return found


def debt_stops(ground: Ground, rows: Rows) -> Places:
    """The first reason that lies in the debt itself, whatever the level: place in REASONS of each item, or FREE."""
    return first(_debt_reasons(ground, rows), len(ground.items))


def _debt_reasons(ground: Ground, rows: Rows) -> Iterator[tuple[Reason, Mask]]:
    items, on = ground.items, ground.on
    for reason, flags in _account_reasons(ground):
        yield reason, flags[rows.debtor] | flags[rows.payer]
    yield Reason.PAID, items["open"].to_numpy(np.int64) <= 0
    yield Reason.INSOLVENCY, items["is_insolvent"].to_numpy(bool) | _is_before(ground, rows, "insolvency_day")
    yield Reason.OVER_INDEBTED, _is_before(ground, rows, "over_indebted_day")
    for column, reason in (
        ("is_unbilled", Reason.UNBILLED), ("is_factored", Reason.FACTORED), ("is_bill", Reason.BILL),
        ("is_debit", Reason.DEBIT), ("is_retention", Reason.RETENTION),
    ):  # fmt: skip
        yield reason, items[column].to_numpy(bool)
    yield Reason.REFUSED, items["refused"].to_numpy(object) != ""
    suspended = items["suspended_day"].to_numpy(np.int64)
    yield Reason.SUSPENDED, (suspended != NO_DAY) & (suspended <= on)
    yield from _part_reasons(ground)


def _account_reasons(ground: Ground) -> Iterator[tuple[Reason, Mask]]:
    accounts, on = ground.accounts, ground.on
    until = accounts["held_until"].to_numpy(np.int64)
    yield Reason.HOLD, accounts["is_held"].to_numpy(bool) & ((until == NO_DAY) | (until >= on))
    yield Reason.HANDED_OVER, accounts["handed_to"].to_numpy(object) != ""
    yield Reason.COLLECTIVE, accounts["is_collective"].to_numpy(bool)
    yield Reason.FACTORED, accounts["is_factored"].to_numpy(bool)
    yield Reason.INTRA_GROUP, accounts["is_intra_group"].to_numpy(bool)


def _part_reasons(ground: Ground) -> Iterator[tuple[Reason, Mask]]:
    """Items of which nothing is left once their parts are: the first part there is says why."""
    is_nothing = askable(ground) <= 0
    for column, (reason, _) in PARTS.items():
        yield reason, is_nothing & (ground.items[column].to_numpy(np.int64) > 0)


def _is_before(ground: Ground, rows: Rows, column: str) -> Mask:
    """Which items are debts from before a judgment or an admission; an invoice of a later day is paid when due."""
    days = ground.accounts[column].to_numpy(np.int64)
    document = ground.items["document_day"].to_numpy(np.int64)
    is_invoice = ground.items["kind"].to_numpy(np.int64) == Kind.INVOICE
    found = np.zeros(len(ground.items), dtype=bool)
    for at in (rows.debtor, rows.payer):
        opening = days[at]
        found |= (opening != NO_DAY) & (opening <= ground.on) & ~(is_invoice & (document > opening))
    return found


def conflict_stops(ground: Ground, rows: Rows) -> Places:
    """Accounts of which two people wrote a stop field or an address differently, until one of them decides."""
    is_torn = ground.accounts["conflict"].to_numpy(object) != ""
    return first(iter([(Reason.CONFLICT, is_torn[rows.debtor] | is_torn[rows.payer])]), len(ground.items))


def before_due_stops(ground: Ground, rows: Rows) -> Places:
    """Stops of a pre-reminder only: who pays by bill or direct debit is not asked before the due day."""
    pays_by = ground.accounts["pays_by"].to_numpy(object)

    def reasons() -> Iterator[tuple[Reason, Mask]]:
        for reason, way in ((Reason.BILL, "bill"), (Reason.DEBIT, "debit")):
            yield reason, (pays_by == way)[rows.debtor] | (pays_by == way)[rows.payer]

    return first(reasons(), len(ground.items))


def notice_stops(ground: Ground, rows: Rows) -> Places:
    """Stops of formal notices and hand-overs only: an estimated due day, a debtor whose kind nobody knows."""

    def reasons() -> Iterator[tuple[Reason, Mask]]:
        yield Reason.DUE_ESTIMATED, np.isin(ground.items["due_origin"].to_numpy(np.int64), _ESTIMATED)
        is_unknown = ~ground.accounts["segment"].isin(("business", "consumer", "public", "key")).to_numpy(bool)
        yield Reason.DEBTOR_UNKNOWN, is_unknown[rows.debtor] | is_unknown[rows.payer]

    return first(reasons(), len(ground.items))
