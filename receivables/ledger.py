"""Reading a ledger: which lines make one entry, what each customer line is, which document a line continues.

A ledger says neither "invoice" nor "payment": the other accounts of the entry do (plan comptable général: 70 sales,
4457 VAT, 51/53 treasury, 654 losses, 4191 deposits).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.numbers import named_in, normalise_numbers
from receivables.schema import NO_LINE, Kind
from receivables.scope import APART, DEFAULT_SCOPE, IN, Collective
from receivables.sums import Ints, Mask, dense, sum_by

SALES, VAT, TREASURY, RECEIVABLE, LOSS, DEPOSIT, OTHER = (1 << bit for bit in range(7))

_CLASSES = (
    ("70", SALES),
    ("4457", VAT),
    ("51", TREASURY),
    ("53", TREASURY),
    ("54", TREASURY),
    ("58", TREASURY),
    ("654", LOSS),
    ("6714", LOSS),
    ("4191", DEPOSIT),
)
_CREDIT_NOTE = re.compile(r"\bavoirs?\b|credit.?note|\bAV-?\d", re.IGNORECASE)
_DEPOSIT = re.compile(r"\bacc?omptes?\b|\bavances?\b|\bdeposits?\b|prepayment", re.IGNORECASE)
_REFUND = re.compile(r"rembours|refund|trop.?per[çc]u", re.IGNORECASE)

#: Credits of one entry and amount that are asked which document they move: more would be asked in vain.
_MAX_SPEAKERS = 50


@dataclass(frozen=True)
class LedgerLines:
    """All lines of one ledger file as arrays of codes (equal code = equal text), one element a line.

    journal, number, day, reference: int64 codes; amount int64 minor units (debit - credit); nature: int64 bits of
    the line's account (see `account_natures`); is_numbered: False where the entry number is blank or 0.
    """

    journal: Ints
    number: Ints
    day: Ints
    reference: Ints
    amount: Ints
    nature: Ints
    is_numbered: Mask


def account_natures(accounts: Iterable[str], scope: Sequence[Collective] = DEFAULT_SCOPE) -> Ints:
    """Ledger accounts -> bits: SALES, VAT, TREASURY, RECEIVABLE (in scope), LOSS, DEPOSIT, OTHER."""
    receivable = tuple(row.prefix for row in scope if row.treatment == IN)
    apart = tuple(row.prefix for row in scope if row.treatment == APART)

    def nature(account: str) -> int:
        for prefix, bit in _CLASSES:
            if account.startswith(prefix):
                return bit
        if account.startswith(apart):
            return OTHER
        return RECEIVABLE if account.startswith(receivable) else OTHER

    return np.array([nature(account) for account in accounts], dtype=np.int64)


def entries_of(lines: LedgerLines) -> tuple[Ints, Mask]:
    """Entry code of each line, and where it balances under no key.

    The finest key under which lines sum to zero wins: (journal, number, day, reference), (journal, number, day),
    (number, day), then (journal, number) and (number): ledgers spread one number over journals or number all lines 0.
    """
    entry = np.full(len(lines.amount), -1, dtype=np.int64)
    fallback = _combine(lines.journal, lines.number, lines.day)
    keys = (
        (lines.journal, lines.number, lines.day, lines.reference),
        (lines.journal, lines.number, lines.day),
        (lines.number, lines.day),
        (lines.journal, lines.number),
        (lines.number,),
    )
    first_code = 0
    for step, parts in enumerate(keys):
        open_rows = np.flatnonzero((entry < 0) & (lines.is_numbered if step > 2 else True))
        if not len(open_rows):
            continue
        codes = _combine(*(part[open_rows] for part in parts))
        count = int(codes.max()) + 1
        balanced = sum_by(codes, lines.amount[open_rows], count)[codes] == 0
        entry[open_rows[balanced]] = first_code + codes[balanced]
        first_code += count
    is_unbalanced = entry < 0
    entry[is_unbalanced] = first_code + fallback[is_unbalanced]
    return entry, is_unbalanced


def _combine(*parts: Ints) -> Ints:
    """Several code columns -> one dense code, in the order in which they first appear."""
    combined = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        low = part.min() if len(part) else 0
        span = int(part.max()) - int(low) + 1 if len(part) else 1
        if int(combined.max(initial=0)) > (2**62) // span:
            combined = pd.factorize(combined)[0]
        combined = combined * span + (part - low)
    return pd.factorize(combined)[0].astype(np.int64)


def entry_natures(entry: Ints, nature: Ints) -> Ints:
    """For each line, the bits of all accounts of its entry."""
    codes, count = dense(entry)
    bits = np.zeros(count, dtype=np.int64)
    for bit in (SALES, VAT, TREASURY, RECEIVABLE, LOSS, DEPOSIT, OTHER):
        bits[codes[(nature & bit) != 0]] |= bit
    return bits[codes]


def kinds_of(amount: Ints, natures: Ints, own: Ints, opening: Mask, label: pd.Series) -> NDArray[np.int8]:
    """Kind of each customer line from its sign, the natures of its entry and, where these do not tell, its label.

    The opening entry holds every account of the balance sheet: its natures tell nothing of a line.
    """
    natures = np.where(opening, 0, natures)
    debit, treasury = amount > 0, (natures & TREASURY) != 0
    sales = (natures & (SALES | VAT)) != 0
    kinds = np.where(debit, Kind.INVOICE, Kind.PAYMENT).astype(np.int8)
    credit_word, deposit_word = label.str.contains(_CREDIT_NOTE).to_numpy(), label.str.contains(_DEPOSIT).to_numpy()
    plain_credit = ~debit & ~treasury
    kinds[~debit & deposit_word] = Kind.DEPOSIT
    kinds[plain_credit & ((natures & DEPOSIT) != 0)] = Kind.DEPOSIT
    kinds[plain_credit & (credit_word | sales)] = Kind.CREDIT_NOTE
    kinds[plain_credit & ((natures & LOSS) != 0)] = Kind.LOSS
    kinds[~debit & (own == DEPOSIT)] = Kind.DEPOSIT
    kinds[debit & treasury & ~sales] = Kind.RETURNED
    kinds[(kinds == Kind.RETURNED) & label.str.contains(_REFUND).to_numpy()] = Kind.OTHER
    kinds[natures == RECEIVABLE] = Kind.TRANSFER
    return kinds


def continued_documents(lines: pd.DataFrame, roots: pd.Series, entry: Ints, reverses: Ints) -> Ints:
    """For each line the position of the document it continues (-1: none).

    The debit of a move 411 -> 413 or 416, and a returned payment that could not be set against its payment, stand for
    an older document of the same customer: the one they name, or that the credit of the same entry names, is lettered
    with or equals to the cent. A move may lead to an account without customers (413000): then it is the credit's
    customer. A return that names nothing stands for the latest document of its amount.
    roots: the customer of each line (see `scope.account_roots`).
    """
    continues = np.full(len(lines), NO_LINE, dtype=np.int64)
    kind, amount, root = lines["kind"].to_numpy(), lines["amount"].to_numpy(), roots.to_numpy()
    is_lost = (kind == Kind.RETURNED) & (reverses == NO_LINE)
    movers = np.flatnonzero((amount > 0) & ((kind == Kind.TRANSFER) | is_lost))
    if not len(movers):
        return continues
    number, label = normalise_numbers(lines["number"]).to_numpy(), lines["label"].to_numpy()
    credit_of = _credits_by_entry(entry, amount, set(entry[movers].tolist()))
    speakers = {row: (row, *credit_of.get((int(entry[row]), int(amount[row])), ())) for row in movers.tolist()}
    wanted = {root[at] for rows in speakers.values() for at in rows}
    invoices = np.flatnonzero((amount > 0) & (kind == Kind.INVOICE))
    documents = _documents_of(root, number, invoices, wanted)
    for row, speaking in speakers.items():
        names = [name for at in speaking for name in (number[at], *named_in(label[at])) if name]
        customers = dict.fromkeys(root[at] for at in speaking)
        found = (documents.get((customer, name)) for customer in customers for name in names)
        continues[row] = next((document for document in found if document is not None), NO_LINE)
    _by_credit(lines, invoices, speakers, continues)
    _by_amount(lines, root, invoices, np.flatnonzero(is_lost & (amount > 0) & (continues == NO_LINE)), continues)
    return continues


def _by_credit(lines: pd.DataFrame, invoices: Ints, speakers: dict[int, tuple[int, ...]], continues: Ints) -> None:
    """Moves that name nothing continue what their entry's credit closes: lettered with it, or equal to the cent."""
    account, amount, letter, posted = (lines[name].to_numpy() for name in ("account_id", "amount", "letter", "posted"))
    credits = {row: speaking[1:] for row, speaking in speakers.items() if continues[row] == NO_LINE}
    wanted = {_closing_key(at, account, amount, letter) for side in credits.values() for at in side}
    found: dict[tuple[int, int, int], list[int]] = {}
    for row in invoices[np.argsort(posted[invoices], kind="stable")].tolist() if wanted else ():
        if (key := _closing_key(row, account, amount, letter)) in wanted:
            found.setdefault(key, []).append(row)
    for row, side in credits.items():
        for at in side:
            documents = found.get(_closing_key(at, account, amount, letter), [])
            if continues[row] == NO_LINE and documents and posted[documents[0]] <= posted[row]:
                continues[row] = documents.pop(0)


def _closing_key(row: int, account: Ints, amount: Ints, letter: Ints) -> tuple[int, int, int]:
    """(account, letter or 0, amount): what a credit and the document it closes to the cent have in common."""
    return int(account[row]), int(letter[row]), abs(int(amount[row]))


def _by_amount(lines: pd.DataFrame, root: NDArray[np.object_], invoices: Ints, returns: Ints, continues: Ints) -> None:
    """Returns that name nothing continue the customer's latest invoice of that amount posted before them."""
    amount, posted = lines["amount"].to_numpy(), lines["posted"].to_numpy()
    wanted = {(root[row], int(amount[row])) for row in returns.tolist()}
    found: dict[tuple[str, int], list[int]] = {}
    for row in invoices[np.argsort(posted[invoices], kind="stable")].tolist() if wanted else ():
        if (key := (root[row], int(amount[row]))) in wanted:
            found.setdefault(key, []).append(row)
    for row in returns.tolist():
        documents = found.get((root[row], int(amount[row])), [])
        able = bisect_right(documents, posted[row], key=posted.__getitem__)
        continues[row] = documents[able - 1] if able else NO_LINE


def _documents_of(
    root: NDArray[np.object_], number: NDArray[np.object_], rows: Ints, wanted: set[str]
) -> dict[tuple[str, str], int]:
    """(customer, number) -> the first document line that bears it."""
    found: dict[tuple[str, str], int] = {}
    for row in rows.tolist():
        if root[row] in wanted and number[row]:
            found.setdefault((root[row], number[row]), row)
    return found


def _credits_by_entry(entry: Ints, amount: Ints, wanted: set[int]) -> dict[tuple[int, int], list[int]]:
    """(entry, amount as a positive number) -> its first credits: the credit side of a move."""
    found: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(amount < 0).tolist():
        if int(entry[row]) in wanted:
            side = found.setdefault((int(entry[row]), -int(amount[row])), [])
            if len(side) < _MAX_SPEAKERS:
                side.append(row)
    return found
