"""Settlements: which credit paid which document, on which day, how much; of open documents and of those paid.

The pairs are those of `matching`: the ledger's letters first, and the order of Code civil 1342-10 wherever they leave a
choice. A returned payment has paid nothing; the debit of a move 411 -> 413 or 416 is the document itself, so what its
credit closes is no payment.
"""

import re

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.late_payment.interest import Change
from receivables.matching import LEDGER, match, rows_to_read
from receivables.numbers import named_in, normalise_numbers
from receivables.schema import NO_LETTER, Kind
from receivables.sums import Ints, Mask

#: A price reduction or goods taken back: the invoice was right until then.
_COMMERCIAL = re.compile(
    r"\b(?:remises?|rabais|ristournes?|rfa|escomptes?|gestes?|commercia\w+|retours?|rebates?|discounts?|returns?)\b",
    re.IGNORECASE,
)


def related_rows(lines: pd.DataFrame, wanted: Ints) -> Ints:
    """Positions of all lines that may have settled the documents at positions `wanted`: of their accounts, letters."""
    accounts, letter = (lines[name].to_numpy(np.int64) for name in ("account_id", "letter"))
    is_related = np.isin(accounts, np.unique(accounts[wanted]))
    letters = np.unique(letter[is_related])
    return np.flatnonzero(is_related | np.isin(letter, letters[letters != NO_LETTER]))


def rows_with_texts(lines: pd.DataFrame, view: str = LEDGER) -> Ints:
    """Positions of the lines whose number and label `settlements` needs: those of a choice, and around credit notes."""
    accounts = lines["account_id"].to_numpy(np.int64)
    is_note = lines["kind"].to_numpy() == Kind.CREDIT_NOTE
    with_notes = np.flatnonzero(np.isin(accounts, accounts[is_note]) & (is_note | (lines["amount"].to_numpy() > 0)))
    return np.union1d(rows_to_read(lines, view, with_pairs=True), with_notes)


def settlements(lines: pd.DataFrame, view: str = LEDGER) -> pd.DataFrame:
    """LINES of whole accounts (see `related_rows`), with texts -> one row for each credit and document it settled.

    debit, credit: positions in `lines` | day int32 | amount int64 > 0 | change int8 (`interest.Change`)
    is_payment: money or a deposit; a credit note, a loss or a move is none | is_dated: the day is known
    By document, then in the order of days.
    """
    pairs = match(lines, view, with_pairs=True).pairs
    debit, credit = (pairs[side].to_numpy(np.int64) for side in ("debit", "credit"))
    kind = lines["kind"].to_numpy()[credit]
    day, is_dated = _days(lines, credit)
    change = np.full(len(pairs), Change.PAYMENT, dtype=np.int8)
    change[np.isin(kind, (Kind.CREDIT_NOTE, Kind.LOSS))] = Change.CREDIT_NOTE
    change[_is_correction(lines, pairs) | (kind == Kind.TRANSFER)] = Change.CORRECTION
    found = pd.DataFrame({
        "debit": debit, "credit": credit, "day": day, "amount": pairs["amount"].to_numpy(np.int64), "change": change,
        "is_payment": change == Change.PAYMENT, "is_dated": is_dated,
    })  # fmt: skip
    return found.iloc[np.lexsort((credit, day, debit))].reset_index(drop=True)


def _days(lines: pd.DataFrame, credit: Ints) -> tuple[Days, Mask]:
    """The day of each credit, and whether it is known.

    Money counts on the day it is posted, a credit note on its own date. What a year's opening brings forward counts on
    the date of its document; without one the opening day stands in, which is too late.
    """
    posted, document = (lines[name].to_numpy(np.int32)[credit] for name in ("posted", "document_day"))
    opening = lines["opening"].to_numpy(bool)[credit]
    goes_by_document = opening | (lines["kind"].to_numpy()[credit] == Kind.CREDIT_NOTE)
    is_earlier = (document != NO_DAY) & goes_by_document & (document < posted)
    return np.where(is_earlier, document, posted).astype(np.int32), ~opening | (document != NO_DAY)


def _is_correction(lines: pd.DataFrame, pairs: pd.DataFrame) -> Mask:
    """Credit notes that correct their invoice: they cancel it whole, or name it and grant no reduction.

    What was never owed bears no interest, so the doubt is the debtor's: only a reduction that says so, or a credit
    note that names another document or none, counts from its own day.
    """
    is_correction: Mask = np.zeros(len(pairs), dtype=bool)
    at = np.flatnonzero(lines["kind"].to_numpy()[pairs["credit"].to_numpy(np.int64)] == Kind.CREDIT_NOTE)
    invoices, notes = (lines.iloc[pairs[side].to_numpy(np.int64)[at]] for side in ("debit", "credit"))
    paid, owed, given = pairs["amount"].to_numpy()[at], invoices["amount"].to_numpy(), -notes["amount"].to_numpy()
    is_reduction = notes["label"].str.contains(_COMMERCIAL).to_numpy(bool)
    is_correction[at] = ((paid == owed) & (paid == given)) | (_are_named(invoices, notes) & ~is_reduction)
    return is_correction


def _are_named(invoices: pd.DataFrame, notes: pd.DataFrame) -> Mask:
    """Row by row, whether a credit note bears its invoice's number or names it."""
    numbers, own = (normalise_numbers(table["number"]).tolist() for table in (invoices, notes))
    rows = zip(numbers, own, notes["label"].tolist(), strict=True)
    named = [bool(number) and (number == mine or number in named_in(label)) for number, mine, label in rows]
    return np.array(named, dtype=bool)
