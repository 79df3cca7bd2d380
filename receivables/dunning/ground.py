"""What a proposal stands on: the facts of a day, as tables with their columns written down once.

Days are int32 (`days.NO_DAY`: none), amounts int64 minor units; texts are '' and flags False where nothing is known.
`ground` fills in the columns that are not told, so that a caller says only what it knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.errors import ReceivablesError
from receivables.followup.working_days import NONE
from receivables.priority.collectible import item_parts
from receivables.schema import DueOrigin, Kind

#: One row per document still open and due day (an instalment each); credits have `open` below 0.
#: account: the number users see | document_day, posted: of the document, of its posting | kind, due_origin: see schema
#: procedure: name of the one to follow instead of the account's
#: after_day: due day of the instalment before it, paid or not (NO_DAY: the first, or the whole document)
#: disputed, promised (awaited still), planned, credit_promised: parts of `open`
#: is_insolvent: a debt from before the opening of an insolvency | is_bill, is_debit: collected by the bank just now
#: is_unbilled: not to be asked for yet (417), or of an account apart
#: refused: '', `refused`, `rejected` or `undelivered` (status of the e-invoice)
#: suspended_day: the public buyer suspended its term on | dispute_day, promise_day (promised for), plan_day (instalment
#: awaited for) and owner (who settles the dispute): for the sentences
ITEMS: Mapping[str, Any] = {
    "company": "", "account": "", "currency": "EUR", "item": 0, "due_day": NO_DAY, "open": 0, "number": "",
    "document_day": NO_DAY, "posted": NO_DAY, "kind": int(Kind.INVOICE), "due_origin": int(DueOrigin.FILE),
    "procedure": "", "after_day": NO_DAY, "disputed": 0, "promised": 0, "planned": 0, "credit_promised": 0,
    "is_bill": False, "is_debit": False, "is_factored": False, "is_retention": False, "is_unbilled": False,
    "is_insolvent": False, "refused": "", "suspended_day": NO_DAY,
    "dispute_day": NO_DAY, "promise_day": NO_DAY, "plan_day": NO_DAY, "owner": "",
}  # fmt: skip
#: One row per (company, account), payers too.
#: payer: the account that pays ('' itself) | debtor: who owes, one name for all accounts of one person ('' itself)
#: segment: business, consumer, public, key, unknown
#: procedure: name of the one to follow ('' that of the segment) | pays_by: '', `bill` or `debit`
#: is_held, held_until (NO_DAY: until somebody lifts it), held_by; over_indebted_day: admission by the commission
#: handed_to: '', `lawyer`, `collector`, `insurer` | is_collective: collective, or of customers nobody knows
#: conflict: '' or the stop field or address two people wrote differently
#: last_message_day: of the last automatic message | last_contact_day: last time somebody spoke or wrote to the customer
#: broken_day, returned_day, call_back_day, confirmation_day: last promise broken, payment returned, call or
#: confirmation agreed for: such a day after the last contact lets a message pass
ACCOUNTS: Mapping[str, Any] = {
    "company": "", "account": "", "payer": "", "debtor": "", "name": "", "segment": "unknown", "procedure": "",
    "pays_by": "", "is_factored": False, "is_intra_group": False, "is_collective": False, "insolvency_day": NO_DAY,
    "over_indebted_day": NO_DAY, "is_held": False, "held_until": NO_DAY, "held_by": "", "handed_to": "",
    "conflict": "", "last_message_day": NO_DAY, "last_contact_day": NO_DAY,
    "broken_day": NO_DAY, "returned_day": NO_DAY, "call_back_day": NO_DAY, "confirmation_day": NO_DAY,
}  # fmt: skip
#: One row per item and level that was sent (day: the day it really left, was posted or the call was made), or that
#: waits in an approved message or is in doubt (is_sent False). due_day: the instalment had then (NO_DAY: the document).
#: channel: one of CHANNELS, `takeover` for what another system sent. presented_day: of a letter, by the post (NO_DAY:
#: nobody told yet).
HISTORY: Mapping[str, Any] = {
    "company": "", "item": 0, "due_day": NO_DAY, "level": "", "day": NO_DAY, "channel": "email", "is_sent": True,
    "presented_day": NO_DAY,
}  # fmt: skip
#: One row per person or address of an account, best first. is_suspended: mail to it came back, nothing more is sent.
CONTACTS: Mapping[str, Any] = {
    "company": "", "account": "", "role": "", "name": "", "email": "", "phone": "", "address": "",
    "is_suspended": False,
}  # fmt: skip
#: One row per company. last_receipt_day: last bank receipt posted, or for a company known by lists the day of the last
#: (NO_DAY counts as too old) | has_history: campaigns ran before, or their history was taken over
#: watched_day: of the first plan made here (NO_DAY: none yet); what is sent from then on is known.
#: notice_days, notice_days_consumer: a formal notice leaves to pay, from its presentation on
COMPANIES: Mapping[str, Any] = {
    "company": "", "last_receipt_day": NO_DAY, "has_history": False, "watched_day": NO_DAY, "notice_days": 8,
    "notice_days_consumer": 15,
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The facts of day `on`: tables with the columns of ITEMS, ACCOUNTS, HISTORY, CONTACTS, COMPANIES, all of them."""

    on: int
    items: pd.DataFrame
    accounts: pd.DataFrame
    history: pd.DataFrame
    contacts: pd.DataFrame
    companies: pd.DataFrame
    holidays: Days = field(default_factory=lambda: NONE)


def ground(
    on: int,
    items: pd.DataFrame,
    accounts: pd.DataFrame,
    history: pd.DataFrame | None = None,
    contacts: pd.DataFrame | None = None,
    companies: pd.DataFrame | None = None,
    holidays: Days = NONE,
) -> Ground:
    """A Ground whose tables have all their columns, those not told filled in.

    Raises ReceivablesError for a column nobody knows, an account told twice, or an item of no account.
    """
    found = Ground(
        on, _complete(items, ITEMS, "items"), _complete(accounts, ACCOUNTS, "accounts"),
        _complete(history, HISTORY, "history"), _complete(contacts, CONTACTS, "contacts"),
        _complete(companies, COMPANIES, "companies"), holidays,
    )  # fmt: skip
    _check(found)
    return found


def _complete(told: pd.DataFrame | None, columns: Mapping[str, Any], name: str) -> pd.DataFrame:
    table = pd.DataFrame() if told is None else told
    if unknown := [column for column in table.columns if column not in columns]:
        raise ReceivablesError(f"« {unknown[0]} » is no column of the {name} of a ground.")
    size = len(table)
    return pd.DataFrame({
        column: _typed(table[column], default) if column in table else _filled(size, default)
        for column, default in columns.items()
    })  # fmt: skip


def _typed(column: pd.Series, default: str | int) -> Any:
    if isinstance(default, str):
        return pd.Series(column.fillna("").to_numpy(object), dtype=object)
    if column.isna().any():
        column = column.fillna(default)
    return column.to_numpy(bool if isinstance(default, bool) else np.int64)


def _filled(size: int, default: object) -> Any:
    kind = object if isinstance(default, str) else bool if isinstance(default, bool) else np.int64
    return pd.Series(np.full(size, default, dtype=kind), dtype=kind)


def _check(found: Ground) -> None:
    keys = pd.MultiIndex.from_frame(found.accounts[["company", "account"]])
    if not keys.is_unique:
        company, account = keys[keys.duplicated()][0]
        raise ReceivablesError(f"The account « {account} » of « {company} » is told twice.")
    own = pd.MultiIndex.from_frame(found.items[["company", "account"]].drop_duplicates())
    if len(lost := own.difference(keys)):
        company, account = lost[0]
        raise ReceivablesError(f"There are items of the account « {account} » of « {company} », which is not told.")


def item_marks(items: pd.DataFrame, accounts: pd.DataFrame, on: int) -> pd.DataFrame:
    """OPEN ITEMS (with the parts of `with_followup`) and ACCOUNTS of a position -> the columns of ITEMS they tell.

    is_bill | is_factored | is_retention | is_unbilled | is_insolvent bool, disputed | promised | planned int64, in the
    order of the items. What is not due yet is marked as if it were: a pre-reminder asks too.
    """
    due = items["due_day"].to_numpy(np.int64)
    is_late = (due != NO_DAY) & (due < on)
    parts = item_parts(items.assign(due_day=np.where(is_late, due, on - 1).astype(np.int32)), accounts, on)
    nothing = np.zeros(len(items), dtype=np.int64)
    flags = {"is_bill": "bills", "is_factored": "factored", "is_retention": "retention", "is_unbilled": "unbilled",
             "is_insolvent": "insolvent"}  # fmt: skip
    marks = {column: parts.get(name, nothing) > 0 for column, name in flags.items()}
    told = {name: parts.get(name, nothing) for name in ("disputed", "promised", "planned")}
    return pd.DataFrame({**marks, **told}, index=items.index)
