"""Matching (lettrage): which credit pays which debit, and what stays open of each line.

Two views that both tie to the ledger. `ledger` trusts the letters: a group that balances over the lines in hand is
closed; in an unbalanced one, and for items moved from account to account, the order below decides. `proposed` applies
the same order to what the letters leave open.

The order: the document a credit names, else the one equal to the cent, else the earliest due (Code civil 1342-10, in
force since 2016-10-01); so what stays open is on the latest. A bill, cheque or debit that came back takes its payment
away again, and the documents it had paid are open once more.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.numbers import NumberFinder, normalise_numbers
from receivables.schema import NO_LETTER, NO_LINE, Kind
from receivables.sums import Ints, Mask, dense, rank_within, sum_by

LEDGER, PROPOSED = "ledger", "proposed"
VIEWS = (LEDGER, PROPOSED)
#: Below this share of credits matched, ages are called unreliable.
QUALITY_FLOOR = 0.80


@dataclass(frozen=True)
class Matched:
    """What `match` found, positions counted in the lines given.

    remaining: int64 minor units left open of each line, same sign as the line (0 = closed)
    pairs: DataFrame credit, debit (positions) | amount int64 > 0 | rule 'named', 'equal', 'earliest': those proposed,
        or all, those of the letters too, where they were asked for
    unbalanced: positions of the lines whose group does not balance
    """

    remaining: Ints
    pairs: pd.DataFrame
    unbalanced: Mask


def match(lines: pd.DataFrame, view: str = LEDGER, with_pairs: bool = False) -> Matched:
    """LINES (those posted up to the day) -> what stays open of each.

    Uses account_id, amount, settled, letter, reverses, line, kind, posted, due_day; number and label only of lines
    that need the order above. Due dates rank debits: where `due_day` is unknown the posting day stands in.
    with_pairs: also say which credit paid which debit in groups that balance, by the same order (needs more texts).
    Raises OutOfRangeError where the amounts of a group could leave 64 bits.
    """
    remaining = (lines["amount"] - lines["settled"]).to_numpy(np.int64, copy=True)
    letter = lines["letter"].to_numpy(np.int64)
    returns = _returns(lines)
    _take_back(remaining, returns[:, _is_in_open_group(letter, remaining)[returns[0]]])
    is_unbalanced = _is_in_open_group(letter, remaining) & (letter != NO_LETTER)
    is_closed = (letter != NO_LETTER) & ~is_unbalanced
    lettered = [_settle_closed(lines, remaining, is_closed, returns)] if with_pairs else []
    remaining[is_closed] = 0
    lettered.append(_settle(lines, remaining, np.flatnonzero(is_unbalanced), letter))
    lettered.append(_settle_beyond_groups(lines, remaining, letter))
    pairs = _no_pairs()
    if view == PROPOSED:
        accounts = lines["account_id"].to_numpy(np.int64)
        pairs = _settle(lines, remaining, np.flatnonzero(remaining != 0), accounts)
    return Matched(remaining, _all_pairs([*lettered, pairs]) if with_pairs else pairs, is_unbalanced)


def groups_over_files(letters: pd.DataFrame) -> pd.Series:
    """Groups that do not balance within their file -> letter: the first letter of the group that several of them make.

    letters: letter int64 | account_id | text | amount, minor units | start, the day its file begins. Files go in their
    order, and a group is closed with the first file that balances it: programs use a letter again later.
    """
    ordered = letters.sort_values(["start", "letter"], kind="stable")
    keys = [ordered["account_id"], ordered["text"]]
    is_end = (ordered.groupby(keys)["amount"].cumsum() == 0).astype(np.int64)
    keys.append(is_end.groupby(keys).cumsum() - is_end)
    groups = ordered.groupby(keys)
    first = groups["letter"].transform("first")[groups["amount"].transform("sum") == 0]
    return first.set_axis(ordered.loc[first.index, "letter"])


def quality(lines: pd.DataFrame, remaining: Ints, on: int) -> tuple[float | None, int | None]:
    """Share of credits matched (ratio of amounts, 4 digits) and age in days of the oldest unallocated credit.

    The age counts from the posting day; of a credit brought forward from its document day, where that is known.
    """
    amount, posted = lines["amount"].to_numpy(np.int64), lines["posted"].to_numpy()
    is_credit = (amount < 0) & (lines["kind"].to_numpy() != Kind.TRANSFER)
    total, left = -int(amount[is_credit].sum()), -int(remaining[is_credit].sum())
    document_day = lines["document_day"].to_numpy()
    is_older = lines["opening"].to_numpy(bool) & (document_day != NO_DAY)
    since = np.where(is_older, np.minimum(document_day, posted), posted)[is_credit & (remaining < 0)]
    return (round((total - left) / total, 4) if total else None), (on - int(since.min()) if len(since) else None)


def _is_in_open_group(letter: Ints, remaining: Ints) -> Mask:
    """True where a line has no letter or its group does not sum to zero."""
    codes, count = dense(letter)
    is_open: Mask = (sum_by(codes, remaining, count)[codes] != 0) | (letter == NO_LETTER)
    return is_open


def _returns(lines: pd.DataFrame) -> Ints:
    """Positions (2, n) of returned payments and of the payments they undo, both posted up to the day."""
    reverses = lines["reverses"].to_numpy(np.int64)
    back = np.flatnonzero(reverses != NO_LINE)
    if not len(back):
        return np.zeros((2, 0), dtype=np.int64)
    position = pd.Series(np.arange(len(lines)), index=lines["line"].to_numpy())
    paid = position.reindex(reverses[back], fill_value=NO_LINE).to_numpy()
    return np.array([back, paid], dtype=np.int64)[:, paid != NO_LINE]


def _take_back(remaining: Ints, returns: Ints) -> None:
    """A returned payment and the payment it undoes cancel each other (not where the ledger closed it otherwise)."""
    for back, paid in returns.T.tolist():
        amount = max(0, min(remaining[back], -remaining[paid]))
        remaining[back] -= amount
        remaining[paid] += amount


def _settle_closed(lines: pd.DataFrame, remaining: Ints, is_closed: Mask, returns: Ints) -> pd.DataFrame:
    """Pairs of groups that balance. A return takes its payment back in there too, from whichever group that is in:
    what paid the return has paid the document."""
    groups = _linked_groups(lines["letter"].to_numpy(np.int64), is_closed, returns)
    _take_back(remaining, returns[:, is_closed[returns].all(axis=0)])
    rows = np.flatnonzero(is_closed)
    is_plain = ~_has_a_choice(groups[rows], remaining[rows])
    plain = pay_earliest(remaining, *_sides(lines, remaining, rows[is_plain]), groups)
    return _all_pairs([plain, _settle(lines, remaining, rows[~is_plain], groups)])


def _linked_groups(letter: Ints, is_closed: Mask, returns: Ints) -> Ints:
    """Letters, where a closed return and the closed payment it undoes bear the same one, as do all of their groups."""
    back, paid = letter[returns[:, is_closed[returns].all(axis=0)]]
    while (is_apart := back != paid).any():
        first, other = np.minimum(back, paid)[is_apart], np.maximum(back, paid)[is_apart]
        renamed = dict(zip(other.tolist(), first.tolist(), strict=True))
        letter, back, paid = (pd.Series(codes).replace(renamed).to_numpy(np.int64) for codes in (letter, back, paid))
    return letter


def _has_a_choice(groups: Ints, remaining: Ints) -> Mask:
    """True where a group has several open debits and several open credits: only there the order decides who pays."""
    codes, count = dense(groups)
    debits, credits = (np.bincount(codes[side], minlength=count) for side in (remaining > 0, remaining < 0))
    has_choice: Mask = ((debits > 1) & (credits > 1))[codes]
    return has_choice


def _settle_beyond_groups(lines: pd.DataFrame, remaining: Ints, letter: Ints) -> pd.DataFrame:
    """Credits whose document stands outside their group, or that have none, close it where they say which it is.

    411 -> 413 or 416 moves an item: its credit closes the document it names or equals, lettered or not. A lettered
    credit left over closes the document it names: some ledgers letter the payment and not the invoice.
    """
    is_move = (lines["kind"].to_numpy() == Kind.TRANSFER) & (remaining < 0)
    speaks = is_move | ((remaining < 0) & (letter != NO_LETTER))
    if not speaks.any():
        return _no_pairs()
    accounts = lines["account_id"].to_numpy(np.int64)
    rows = np.flatnonzero(np.isin(accounts, accounts[speaks]) & ((remaining > 0) | speaks))
    credits, debits = _sides(lines, remaining, rows)
    named = _pay_named(lines, remaining, credits, debits, accounts)
    return _all_pairs([named, _pay_equal(remaining, credits[is_move[credits]], debits, accounts)])


def _settle(lines: pd.DataFrame, remaining: Ints, rows: Ints, groups: Ints) -> pd.DataFrame:
    """Let the credits among `rows` pay the debits of the same group, in the order of 1342-10; changes `remaining`."""
    credits, debits = _sides(lines, remaining, rows)
    if not len(credits) or not len(debits):
        return _no_pairs()
    return _all_pairs([
        _pay_named(lines, remaining, credits, debits, groups),
        _pay_equal(remaining, credits, debits, groups),
        pay_earliest(remaining, credits, debits, groups),
    ])  # fmt: skip


def _sides(lines: pd.DataFrame, remaining: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Open credits by posting day and open debits by due day, by posting day where that is unknown."""
    posted, due = lines["posted"].to_numpy(), lines["due_day"].to_numpy()
    credits, debits = rows[remaining[rows] < 0], rows[remaining[rows] > 0]
    due_or_posted = np.where(due[debits] == NO_DAY, posted[debits], due[debits])
    return (
        credits[np.lexsort((credits, posted[credits]))],
        debits[np.lexsort((debits, posted[debits], due_or_posted))],
    )


def _pay_named(lines: pd.DataFrame, remaining: Ints, credits: Ints, debits: Ints, groups: Ints) -> pd.DataFrame:
    """Credits pay the documents whose number they bear, then those their label names, in the order of the label."""
    named = named_documents(lines, credits, debits, groups)
    left, pairs = remaining.tolist(), []
    for credit, debit in zip(named["row"].tolist(), named["debit"].tolist(), strict=True):
        paid = min(-left[credit], left[debit])
        if paid > 0:
            left[credit] += paid
            left[debit] -= paid
            pairs.append((credit, debit, paid))
    remaining[:] = left
    return _pairs(pairs, "named")


def named_documents(lines: pd.DataFrame, rows: Ints, debits: Ints, groups: Ints) -> pd.DataFrame:
    """row | debit, positions: the documents among `debits` that the lines at `rows` name, of their own group.

    By row: first those whose number it bears, then those its label names, in the order of the label.
    """
    numbers = normalise_numbers(lines["number"].iloc[debits])
    named = _mentions(lines, rows[np.isin(groups[rows], groups[debits])], NumberFinder(numbers))
    codes, _ = pd.factorize(pd.concat([numbers, named["number"]]))  # joined as codes: a tenth of the time of texts
    said = codes[len(debits) :]
    documents = pd.DataFrame({"group": groups[debits], "number": codes[: len(debits)], "debit": debits})
    named = named.assign(group=groups[named["row"]], number=said)
    return named.merge(documents[np.isin(documents["number"], said)], on=["group", "number"])[["row", "debit"]]


def _mentions(lines: pd.DataFrame, rows: Ints, finder: NumberFinder) -> pd.DataFrame:
    """row | number, by row: first the number it bears, then those its label may name."""
    own = normalise_numbers(lines["number"].iloc[rows]).tolist()
    labels = lines["label"].iloc[rows].tolist()
    said = [[number, *finder.numbers_in(label)] for number, label in zip(own, labels, strict=True)]
    counts = np.fromiter(map(len, said), np.int64, len(said))
    numbers = pd.Series(list(chain.from_iterable(said)), dtype="str")
    return pd.DataFrame({"row": np.repeat(rows, counts), "number": numbers})[(numbers != "").to_numpy()]


def _pay_equal(remaining: Ints, credits: Ints, debits: Ints, groups: Ints) -> pd.DataFrame:
    """The first credit of an amount pays the first debit of that amount to the cent, the second the second."""
    credits = credits[remaining[credits] < 0]
    debits = debits[np.isin(remaining[debits], -remaining[credits])]
    left, right = (
        pd.DataFrame({"group": groups[rows], "amount": np.abs(remaining[rows]), side: rows})
        for rows, side in ((credits, "credit"), (debits, "debit"))
    )
    for frame in (left, right):
        frame["rank"] = rank_within(frame["group"].to_numpy(), frame["amount"].to_numpy())
    both = left.merge(right, on=["group", "amount", "rank"])
    remaining[both["credit"].to_numpy(np.int64)] = 0
    remaining[both["debit"].to_numpy(np.int64)] = 0
    return both[["credit", "debit", "amount"]].assign(rule="equal")


def pay_earliest(remaining: Ints, credits: Ints, debits: Ints, groups: Ints) -> pd.DataFrame:
    """What is left pays in the order given (by due day): both sides of a group laid end to end and cut at each other's
    ends. credits, debits, groups: positions in `remaining`, which changes, and the group of each."""
    credits, debits = credits[remaining[credits] < 0], debits[remaining[debits] > 0]
    codes, count = dense(groups)
    credits = credits[np.argsort(codes[credits], kind="stable")]
    debits = debits[np.argsort(codes[debits], kind="stable")]
    owed = sum_by(codes[debits], remaining[debits], count)
    paid = np.minimum(owed, sum_by(codes[credits], -remaining[credits], count))
    start = np.concatenate(([0], np.cumsum(paid)[:-1])) if count else paid
    cuts = [_ends(np.abs(remaining[rows]), codes[rows], start, paid) for rows in (credits, debits)]
    ends = np.unique(np.concatenate(cuts))
    ends = ends[ends > 0]
    amounts = np.diff(ends, prepend=0)
    credit, debit = (
        rows[np.searchsorted(cut, ends, side="left")] for rows, cut in zip((credits, debits), cuts, strict=True)
    )
    np.add.at(remaining, credit, amounts)
    np.subtract.at(remaining, debit, amounts)
    return pd.DataFrame({"credit": credit, "debit": debit, "amount": amounts, "rule": "earliest"})


def _ends(amounts: Ints, codes: Ints, start: Ints, paid: Ints) -> Ints:
    """Where each amount ends on the common line on which groups lie one after the other, each as long as it pays."""
    running = np.cumsum(amounts)
    is_first = np.ones(len(codes), dtype=bool)
    is_first[1:] = codes[1:] != codes[:-1]
    before = np.maximum.accumulate(np.where(is_first, running - amounts, 0))
    return start[codes] + np.minimum(running - before, paid[codes])


def _pairs(pairs: list[tuple[int, int, int]], rule: str) -> pd.DataFrame:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 3)
    return pd.DataFrame(table, columns=["credit", "debit", "amount"]).assign(rule=rule)


def _all_pairs(found: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(found, ignore_index=True)


def _no_pairs() -> pd.DataFrame:
    return _pairs([], "named")


def rows_to_read(lines: pd.DataFrame, view: str = LEDGER, with_pairs: bool = False) -> Ints:
    """Positions (int64) of the LINES whose number and label `match` may ask for: the others need not be read."""
    remaining = (lines["amount"] - lines["settled"]).to_numpy(np.int64)
    letter = lines["letter"].to_numpy(np.int64)
    undone = np.isin(lines["line"].to_numpy(), lines["reverses"].to_numpy()[lines["reverses"].to_numpy() != NO_LINE])
    shaken = np.isin(letter, letter[undone]) & (letter != NO_LETTER)
    is_open = _is_in_open_group(letter, remaining) | shaken
    is_asked = is_open.copy()
    if view != PROPOSED:
        accounts = lines["account_id"].to_numpy(np.int64)
        is_move = lines["kind"].to_numpy() == Kind.TRANSFER
        is_asked &= np.isin(accounts, accounts[is_open & (is_move | (letter != NO_LETTER))])
    if with_pairs:
        is_asked |= ~is_open & _has_a_choice(_linked_groups(letter, ~is_open, _returns(lines)), remaining)
        is_asked |= shaken
    return np.flatnonzero(is_asked)
