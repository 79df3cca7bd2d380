"""Late items: which documents, or instalments of them, are or were paid late, with what lowered each since.

A part is one instalment of a document (the document itself where it has one due date): `principal` is what was owed
of it before any settlement, so that principal - settlements = what is open.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.late_payment.interest import Change, Changes, no_changes
from receivables.matching import pay_earliest
from receivables.numbers import normalise_numbers
from receivables.open_items import by_instalment
from receivables.schema import NO_LETTER, DueOrigin, Kind
from receivables.sums import Ints, Mask, dense, sum_by

#: What can be paid late: sales, what was re-debited, moved or charged. Refunds to a customer are no claim on it.
_CLAIMS = (Kind.INVOICE, Kind.RETURNED, Kind.TRANSFER, Kind.OTHER)
#: Of these the fixed compensation can be asked; a re-debit or a charge is no late invoice.
_INVOICES = (Kind.INVOICE, Kind.TRANSFER)
#: What is left of an invoice below this is proposed for writing off (see `anomaly_facts.Thresholds`).
SMALL_REST_MINOR = 500
_FACTS = ["line", "account_id", "item", "kind", "opening", "document_day", "due_day", "due_origin"]


@dataclass(frozen=True)
class LateItems:
    """parts: line, account_id, item, kind, opening, document_day, due_day, due_origin as in LINES
        | principal, open int64 minor units | paid_day int32: day the last unit was paid, NO_DAY while something is open
        | is_dated bool: the day of every settlement is known
    changes: what lowered each part, by its row.
    """

    parts: pd.DataFrame
    changes: Changes


def documents_to_settle(lines: pd.DataFrame, on: int, paid_since: int | None) -> Ints:
    """Positions of the documents due before `on` whose settlements are asked for.

    lines: LINES with `remaining` and due dates. Those partly paid; and where `paid_since` is given those closed, of
    whose account or matching group a credit was posted on that day or later.
    """
    kind, remaining = lines["kind"].to_numpy(), lines["remaining"].to_numpy(np.int64)
    due, owed = lines["due_day"].to_numpy(), (lines["amount"] - lines["settled"]).to_numpy(np.int64)
    is_due = (owed > 0) & (due != NO_DAY) & (due < on) & (remaining != owed)
    if is_due.any():
        is_due &= np.isin(kind, _CLAIMS)
    is_paid = is_due & (remaining == 0)
    if paid_since is None:
        return np.flatnonzero(is_due & ~is_paid)
    return np.flatnonzero(is_due & (~is_paid | _has_credit_since(lines, paid_since)))


def _has_credit_since(lines: pd.DataFrame, day: int) -> Mask:
    """True where a credit of the line's group (of its account, without letter) is posted on that day or later."""
    letter, account = (lines[name].to_numpy(np.int64) for name in ("letter", "account_id"))
    is_recent = (lines["amount"].to_numpy() < 0) & (lines["posted"].to_numpy() >= day)
    has_credit: Mask = np.zeros(len(lines), dtype=bool)
    for codes, chosen in ((letter, letter != NO_LETTER), (account, letter == NO_LETTER)):
        dense_codes, count = dense(codes)
        found = np.zeros(count, dtype=bool)
        found[dense_codes[is_recent]] = True
        has_credit |= chosen & found[dense_codes]
    return has_credit


def unsettled_parts(items: pd.DataFrame, on: int, elsewhere: Ints) -> LateItems:
    """OPEN ITEMS due before `on` of which nothing was paid; `elsewhere`: lines whose settlements are told apart."""
    due, opened, kind = (items[name].to_numpy() for name in ("due_day", "open", "kind"))
    is_late = (opened > 0) & (due != NO_DAY) & (due < on) & np.isin(kind, _CLAIMS)
    if len(elsewhere):
        is_late &= ~np.isin(items["line"].to_numpy(), elsewhere)
    rows = np.flatnonzero(is_late)
    parts = pd.DataFrame({name: items[name].to_numpy()[rows] for name in _FACTS}, copy=False)
    return LateItems(
        parts.assign(principal=opened[rows], open=opened[rows], paid_day=np.int32(NO_DAY), is_dated=True), no_changes()
    )


def settled_parts(lines: pd.DataFrame, documents: Ints, settled: pd.DataFrame, on: int) -> LateItems:
    """Documents at positions of `lines` (LINES with `remaining` and terms) and SETTLEMENTS -> their parts paid late.

    What closed a part without any payment (a credit note, a loss, a move) leaves none: it was never paid late.
    """
    settled = settled[np.isin(settled["debit"].to_numpy(), documents)]
    document = np.searchsorted(documents, settled["debit"].to_numpy())
    paid = sum_by(document, settled["amount"].to_numpy(np.int64), len(documents))
    own = lines.iloc[documents]
    own = own.assign(open=own["remaining"].to_numpy(np.int64) + paid, document=np.arange(len(documents)))
    parts = by_instalment(own)
    left = np.concatenate((parts["open"].to_numpy(np.int64), -settled["amount"].to_numpy(np.int64)))
    groups = np.concatenate((parts["document"].to_numpy(np.int64), document))
    rows = np.arange(len(left))
    pairs = pay_earliest(left, rows[len(parts) :], rows[: len(parts)], groups)
    of_part = settled.iloc[pairs["credit"].to_numpy() - len(parts)]
    changes = Changes(
        pairs["debit"].to_numpy(np.int64), of_part["day"].to_numpy(np.int32), pairs["amount"].to_numpy(np.int64),
        of_part["change"].to_numpy(np.int8),
    )  # fmt: skip
    paid_day, is_dated = np.full(len(parts), NO_DAY, dtype=np.int32), np.ones(len(parts), dtype=bool)
    is_payment = of_part["is_payment"].to_numpy()
    np.maximum.at(paid_day, changes.row[is_payment], changes.day[is_payment])
    is_dated[changes.row[~of_part["is_dated"].to_numpy()]] = False
    is_paid = left[: len(parts)] == 0
    table = parts[_FACTS].reset_index(drop=True).assign(
        principal=parts["open"].to_numpy(np.int64), open=left[: len(parts)], is_dated=is_dated,
        paid_day=np.where(is_paid, paid_day, np.int32(NO_DAY)),
    )  # fmt: skip
    return _chosen(LateItems(table, changes), is_late(table, changes, on) & (~is_paid | (paid_day != NO_DAY)))


def is_late(parts: pd.DataFrame, changes: Changes, on: int) -> Mask:
    """Whether something was still owed at the end of the due day, and `on` is later."""
    due = parts["due_day"].to_numpy(np.int32)
    late: Mask = (due != NO_DAY) & (due < on) & (unpaid_when_due(parts, changes) > 0)
    return late


def unpaid_when_due(parts: pd.DataFrame, changes: Changes) -> Ints:
    """What was owed of each part at the end of its due day; what a correction takes away was never owed."""
    due = parts["due_day"].to_numpy(np.int32)
    is_by_due = (changes.day <= due[changes.row]) | (changes.kind == Change.CORRECTION)
    lowered = sum_by(changes.row[is_by_due], changes.amount[is_by_due], len(parts))
    unpaid: Ints = parts["principal"].to_numpy(np.int64) - lowered
    return unpaid


def paid_since(late: LateItems, day: int | None) -> LateItems:
    """Without the parts paid before a day (None: without all that are paid)."""
    paid = late.parts["paid_day"].to_numpy()
    return _chosen(late, (paid == NO_DAY) | (False if day is None else paid >= day))


def joined(first: LateItems, second: LateItems) -> LateItems:
    """Both, the rows of the second after those of the first."""
    if not len(second.parts):
        return first
    changes = second.changes
    moved = Changes(changes.row + len(first.parts), changes.day, changes.amount, changes.kind)
    return LateItems(
        pd.concat([first.parts, second.parts], ignore_index=True),
        Changes(*(np.concatenate((getattr(first.changes, name), getattr(moved, name))) for name in vars(moved))),
    )


def _chosen(late: LateItems, is_chosen: Mask) -> LateItems:
    if is_chosen.all():
        return late
    position = np.cumsum(is_chosen) - 1
    kept = is_chosen[late.changes.row]
    changes = late.changes
    return LateItems(
        late.parts[is_chosen].reset_index(drop=True),
        Changes(position[changes.row[kept]], changes.day[kept], changes.amount[kept], changes.kind[kept]),
    )


# -- the fixed compensation --------------------------------------------------------------------------------------


def rows_to_number(parts: pd.DataFrame) -> Ints:
    """Rows whose document number `is_first_of_invoice` and `is_lump` ask for: of one debtor and day, or brought
    forward. Needs `debtor`: int64 code of the customer whose account, or accounts, the parts stand in."""
    debtor, day = parts["debtor"].to_numpy(np.int64), parts["document_day"].to_numpy(np.int64)
    key = debtor * 2**32 + (day - NO_DAY)
    return np.flatnonzero(parts["opening"].to_numpy(bool) | pd.Series(key).duplicated(keep=False).to_numpy())


def is_lump(parts: pd.DataFrame) -> Mask:
    """Opening lines that are no document: without number or date, or under a number that several debtors share."""
    result: Mask = parts["opening"].to_numpy(bool).copy()
    own = parts[result]
    number = normalise_numbers(own["number"].astype("str"))
    holders = own["debtor"].groupby(number.to_numpy(object)).transform("nunique").to_numpy()
    is_document = (number != "").to_numpy() & (own["document_day"].to_numpy() != NO_DAY) & (holders == 1)
    result[result] = ~is_document
    return result


def is_first_of_invoice(parts: pd.DataFrame, is_doubtful: Mask) -> Mask:
    """Once per late invoice, not per instalment: the part due first of each line, and of the lines of one debtor that
    bear one document's number and date.

    A part that is certain comes before a doubtful one, such as the retention beside the invoice: else what no letter
    may claim would take the compensation from the part for which it is owed.
    """
    is_numbered = parts["number"].to_numpy(object) != ""
    rows = np.flatnonzero(is_numbered | parts["line"].duplicated(keep=False).to_numpy())
    rows = rows[np.lexsort((parts["due_day"].to_numpy()[rows], is_doubtful[rows]))]
    is_repeat = np.zeros(len(parts), dtype=bool)
    is_repeat[rows] = parts["line"].iloc[rows].duplicated().to_numpy()
    numbered = rows[is_numbered[rows]]
    number = normalise_numbers(parts["number"].iloc[numbered].astype("str")).to_numpy(object)
    own = parts[["debtor", "document_day"]].iloc[numbered].assign(number=number)
    is_repeat[numbered] |= own.duplicated().to_numpy() & (number != "")
    return ~is_repeat


def is_invoice(parts: pd.DataFrame) -> Mask:
    """Sales documents, also in the account they were moved to; not re-debits or charges."""
    invoices: Mask = np.isin(parts["kind"].to_numpy(), _INVOICES)
    return invoices


def is_estimated(parts: pd.DataFrame) -> Mask:
    """Whether the due date is a guess: neither the document's own nor counted by the customer's terms."""
    estimated: Mask = parts["due_origin"].to_numpy() > DueOrigin.CUSTOMER_TERMS
    return estimated


def is_small_rest(parts: pd.DataFrame, changes: Changes) -> Mask:
    """Whether all but some units was paid in time: a difference of payment rather than a late one."""
    unpaid = unpaid_when_due(parts, changes)
    small: Mask = (unpaid < SMALL_REST_MINOR) & (unpaid < parts["principal"].to_numpy(np.int64))
    return small


def days_late(parts: pd.DataFrame, on: int) -> Days:
    """Days from the due day to the day the last unit was paid, or to `on` while something is open."""
    paid = parts["paid_day"].to_numpy(np.int32)
    late: Days = np.where(paid == NO_DAY, np.int32(on), paid) - parts["due_day"].to_numpy(np.int32)
    return late
