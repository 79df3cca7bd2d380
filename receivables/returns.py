"""Payments that came back: which payment a returned bill, cheque or debit undoes, and what of it is still owed."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.matching import named_documents
from receivables.numbers import normalise_numbers
from receivables.schema import NO_LETTER, NO_LINE, Kind
from receivables.sums import Ints, Mask

#: What tells a payment from others of its account and amount: a number of its own, or a document it paid.
_Sign = str | int
#: A return nothing ties to a document speaks of its account's arrears for so many days; then it is history.
RETURN_DAYS = 90


def undone_payments(lines: pd.DataFrame) -> Ints:
    """For each line the position of the payment it undoes (-1: none): a returned bill, cheque or debit.

    The payment (or deposit) is of the same account and amount, posted no later. One of the same number goes first,
    then one that paid the document the return names (it names it too, or is lettered with it), then the latest. Each
    is undone once.
    """
    reverses = np.full(len(lines), NO_LINE, dtype=np.int64)
    kind, account, amount, posted = (lines[name].to_numpy() for name in ("kind", "account_id", "amount", "posted"))
    back = np.flatnonzero(kind == Kind.RETURNED)
    paid = _equal_payments(lines, back)
    if not len(paid):
        return reverses
    rows = np.concatenate((paid, back))
    rows = rows[np.lexsort((rows, kind[rows] == Kind.RETURNED, posted[rows]))]
    waiting: dict[tuple[int, int, _Sign | None], list[int]] = {}
    used: set[int] = set()
    for row, key, signs in zip(
        rows.tolist(), zip(account[rows], abs(amount[rows]), strict=True), _signs(lines, rows), strict=True
    ):
        stacks = [waiting.setdefault((*key, sign), []) for sign in (*signs, None)]
        if kind[row] != Kind.RETURNED:
            for stack in stacks:
                stack.append(row)
        else:
            reverses[row] = next((found for stack in stacks if (found := _latest(stack, used)) != NO_LINE), NO_LINE)
            used.add(int(reverses[row]))
    return reverses


def _equal_payments(lines: pd.DataFrame, back: Ints) -> Ints:
    """Positions of the payments of an account and amount that one of the returns at `back` has."""
    account, amount = (lines[name].to_numpy(np.int64) for name in ("account_id", "amount"))
    paid = np.flatnonzero(np.isin(lines["kind"], (Kind.PAYMENT, Kind.DEPOSIT)) & np.isin(account, account[back]))
    returned = pd.MultiIndex.from_arrays([account[back], amount[back]])
    return paid[pd.MultiIndex.from_arrays([account[paid], -amount[paid]]).isin(returned)]


def _signs(lines: pd.DataFrame, rows: Ints) -> list[list[_Sign]]:
    """Of each of the rows its number, then the documents (positions) it names; of a payment also those a return names
    that it is lettered with."""
    account, letter = (lines[name].to_numpy(np.int64) for name in ("account_id", "letter"))
    is_document = (lines["kind"] == Kind.INVOICE) & (lines["amount"] > 0)
    documents = np.flatnonzero(is_document & np.isin(account, account[rows]))
    named = named_documents(lines, rows, documents, account)
    wanted = named.loc[lines["kind"].to_numpy()[named["row"]] == Kind.RETURNED, "debit"].unique()
    own, others = (
        pd.DataFrame({"account": account[at], "letter": letter[at], name: at})
        for at, name in ((rows[letter[rows] != NO_LETTER], "row"), (wanted, "debit"))
    )
    lettered = own.merge(others, on=["account", "letter"])
    found: dict[int, list[_Sign]] = {}
    for row, number in zip(rows.tolist(), normalise_numbers(lines["number"].iloc[rows]).tolist(), strict=True):
        found[row] = [number] if number else []
    for table in (named, lettered):
        for row, document in zip(table["row"].tolist(), table["debit"].tolist(), strict=True):
            found[row].append(document)
    return list(found.values())


def _latest(stack: list[int], used: set[int]) -> int:
    """The last of the stack that is not used yet; NO_LINE where there is none."""
    while stack:
        if (row := stack.pop()) not in used:
            return row
    return NO_LINE


# -- what is still owed of them -----------------------------------------------------------------------------------


def returned_payments(lines: pd.DataFrame, on: int) -> pd.DataFrame:
    """LINES with `remaining` -> account_id | amount | day of payments that came back and are still owed on day `on`.

    The debit of the bank is open itself; or it has undone its payment, and the documents that had paid are open again:
    those lettered with it, else (`_overdue_again`) what is overdue of the account. number and label are asked for
    where `rows_with_texts` says.
    """
    rows = _returns(lines)
    remaining, amount, accounts = (lines[name].to_numpy(np.int64) for name in ("remaining", "amount", "account_id"))
    is_alone, opened = _open_again(lines, rows)
    owed = np.where(remaining[rows] > 0, remaining[rows], np.minimum(amount[rows], opened))
    left = np.flatnonzero(is_alone & (owed == 0))
    owed[left] = _overdue_again(lines, rows[left], pd.Series(owed).groupby(accounts[rows]).sum(), on)
    rows, owed = rows[owed > 0], owed[owed > 0]
    posted = lines["posted"].to_numpy(np.int64)[rows]
    return pd.DataFrame({"account_id": accounts[rows], "amount": owed, "day": posted})


def rows_with_texts(lines: pd.DataFrame) -> Ints:
    """Positions of the LINES whose number and label `returned_payments` may ask for: returns of payments that nobody
    lettered, and the documents of their accounts."""
    rows, accounts = _returns(lines), lines["account_id"].to_numpy(np.int64)
    rows = rows[_open_again(lines, rows)[0]]
    return np.union1d(rows, np.flatnonzero(_is_document(lines) & np.isin(accounts, accounts[rows])))


def _returns(lines: pd.DataFrame) -> Ints:
    return np.flatnonzero((lines["kind"].to_numpy() == Kind.RETURNED) & (lines["amount"].to_numpy(np.int64) > 0))


def _open_again(lines: pd.DataFrame, rows: Ints) -> tuple[Mask, Ints]:
    """Of each returned line: whether it undoes a payment that no document is lettered with; else what is open of that
    payment's matching group (0 where it undoes none)."""
    reverses = lines["reverses"].to_numpy(np.int64)[rows]
    letter, remaining = lines["letter"].to_numpy(np.int64), lines["remaining"].to_numpy(np.int64)
    ids = lines["line"].to_numpy(np.int64)
    undone = np.flatnonzero(np.isin(ids, reverses[reverses != NO_LINE]))
    group_of = pd.Series(letter[undone], index=ids[undone])
    groups = group_of.reindex(reverses, fill_value=NO_LETTER).to_numpy(np.int64)
    in_group = np.flatnonzero(np.isin(letter, groups[groups != NO_LETTER]) & _is_document(lines))
    sums = pd.Series(remaining[in_group]).groupby(letter[in_group]).sum()
    opened: Ints = np.maximum(sums.reindex(groups, fill_value=0).to_numpy(np.int64), 0)
    return np.isin(reverses, ids[undone]) & ~np.isin(groups, letter[in_group]), opened


def _is_document(lines: pd.DataFrame) -> Mask:
    """Debits a customer pays: all but those of payments that came back."""
    found: Mask = (lines["amount"].to_numpy(np.int64) > 0) & (lines["kind"].to_numpy() != Kind.RETURNED)
    return found


def _overdue_again(lines: pd.DataFrame, rows: Ints, told: pd.Series, on: int) -> Ints:
    """What each returned line at `rows` leaves overdue on its account, where nobody lettered the payment it undid.

    One that names documents counts for what is overdue of these. Another counts while a document posted before it
    stands open with its very amount, else for `RETURN_DAYS`. Together, the latest first, they count for no more than
    the account's overdue documents less its open credits and what is `told` already.
    """
    accounts, amount, remaining = (lines[name].to_numpy(np.int64) for name in ("account_id", "amount", "remaining"))
    posted, due = lines["posted"].to_numpy(np.int64), lines["due_day"].to_numpy(np.int64)
    is_own = np.isin(accounts, accounts[rows])
    documents = np.flatnonzero(is_own & _is_document(lines))
    late = documents[(remaining[documents] > 0) & (due[documents] != NO_DAY) & (due[documents] < on)]
    counted = np.concatenate((late, np.flatnonzero(is_own & (remaining < 0))))
    left = pd.Series(remaining[counted]).groupby(accounts[counted]).sum().sub(told, fill_value=0)
    equals = pd.Series(posted[late]).groupby([accounts[late], remaining[late]]).min()
    first = equals.reindex(pd.MultiIndex.from_arrays([accounts[rows], amount[rows]])).to_numpy(np.float64)
    is_counted = (first <= posted[rows]) | (on - posted[rows] <= RETURN_DAYS)  # no document: no day, never before
    named = named_documents(lines, rows, documents, accounts).drop_duplicates()
    is_late = named["debit"].isin(late) & (posted[named["debit"]] <= posted[named["row"]])
    of_named = pd.Series(remaining[named["debit"]]).where(is_late, 0).groupby(named["row"].to_numpy()).sum()
    most = of_named.reindex(rows, fill_value=-1).to_numpy(np.int64)  # -1: no document is named
    wanted = np.where(most >= 0, np.minimum(most, amount[rows]), np.where(is_counted, amount[rows], 0))
    order = np.lexsort((-posted[rows], accounts[rows]))
    before = pd.Series(wanted[order]).groupby(accounts[rows][order]).cumsum().to_numpy(np.int64) - wanted[order]
    room = left.reindex(accounts[rows][order], fill_value=0).to_numpy(np.int64) - before
    owed = np.zeros(len(rows), dtype=np.int64)
    owed[order] = np.clip(room, 0, wanted[order])
    return owed
