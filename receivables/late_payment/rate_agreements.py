"""Which rate clause each item is under: the nearest one in force on the day of its document.

A clause belongs to an account, to a segment (a customer group, a branch, a legal kind) or to a whole company, and may
have a first and a last day. The nearest wins: account, then group, branch, legal kind, then company. Of two clauses of
the same place the one that began last wins, so that a clause without dates stands behind one that has them.

The day that decides is the day of the document: terms of payment bind the sales made under them (C. civ. 1103, 1119:
what was known and accepted when the contract was made), and a later clause changes no earlier invoice.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.errors import ReceivablesError
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind
from receivables.late_payment.rate_words import read_rate_clause
from receivables.sums import Ints

#: Where a clause may belong, nearest first -> the column of the items that says so.
PLACES = {"account": "account", "group": "group", "branch": "branch", "kind": "legal_kind", "company": "company"}
#: Columns of a table of clauses; `place` is a key of PLACES, `name` the account, group, branch, kind ('' for company),
#: the days int32 (NO_DAY: without end), `rate` the text of the clause, `below_floor` a BelowFloor.
CLAUSE_COLUMNS = ("company", "place", "name", "first_day", "last_day", "rate", "below_floor")

_NONE = -1
_ENDLESS = int(np.iinfo(np.int32).max)
#: Wider than all days, so that a place and a day are one number in the order of both.
_SPAN = 2**33


@dataclass(frozen=True)
class Agreement:
    """The rate an item bears; not `is_given`: no clause was found, the law's own rate stands and is to be checked.

    Not `is_read`: the clause in force cannot be read, or not for this debtor; the law's own rate stands in its place
    for a figure that nobody claims.
    """

    clause: RateClause
    below_floor: BelowFloor
    is_given: bool
    is_read: bool = True


#: What the law sets where nothing was agreed.
LEGAL_DEFAULT = Agreement(RateClause(RateKind.DEFAULT), BelowFloor.KEEP, is_given=False)
UNREAD = Agreement(RateClause(RateKind.DEFAULT), BelowFloor.KEEP, is_given=True, is_read=False)
#: What is shown wherever a figure rests on it.
CHECK_YOUR_TERMS = "taux légal par défaut : vérifiez vos conditions générales"


def agreements_of(items: pd.DataFrame, clauses: pd.DataFrame) -> tuple[Ints, list[Agreement]]:
    """n items -> (code of each item, the distinct agreements the codes point into).

    `items`: company, account (its number in a customers file), group, branch, legal_kind, document_day (int32; a
    document without a day meets only clauses without days). `clauses`: CLAUSE_COLUMNS.
    A clause in force whose text is not understood is `UNREAD`, and so is the floor for an account of a consumer or
    public buyer: it is between traders. Such a floor of a wider place passes over them, and the next place is asked.

    A clause of a whole company passes over public buyers: what it agreed with the trade is not what a public buyer owes
    by regulation (CCP R2192-31, ECB + 8; L2192-13, L2192-14). A clause of its own segment or account reaches it, and
    warns where it is lower (`rate_clauses.is_too_low`).
    """
    found = np.full(len(items), _NONE, dtype=np.int64)
    days = items["document_day"].to_numpy(np.int32)
    for place, column in PLACES.items():
        own = np.flatnonzero(clauses["place"].to_numpy(object) == place)
        if not len(own):
            continue
        here = clauses.iloc[own]
        item_keys, clause_keys = _keys(items, here, column)
        is_reached = (found == _NONE) & (item_keys != _NONE)
        if place == "company":
            is_reached &= (items["legal_kind"] != "public").to_numpy(bool)
        rows = np.flatnonzero(is_reached)
        chosen = _in_force(item_keys[rows], days[rows], clause_keys, here)
        found[rows] = np.where(chosen == _NONE, _NONE, own[chosen])
        if place != "account":
            found[_is_floor_of_others(found, items, clauses)] = _NONE
    return _distinct(found, items, clauses)


def _is_floor_of_others(found: Ints, items: pd.DataFrame, clauses: pd.DataFrame) -> NDArray[np.bool_]:
    """Items of consumers and public buyers under the floor, which is between traders (L441-10 II)."""
    is_floor = np.append((clauses["rate"].str.strip().str.lower() == "floor").to_numpy(bool), False)
    if not is_floor.any():
        return np.zeros(len(items), dtype=bool)
    return is_floor[found] & items["legal_kind"].isin(["consumer", "public"]).to_numpy(bool)


def _keys(items: pd.DataFrame, clauses: pd.DataFrame, column: str) -> tuple[Ints, Ints]:
    """Codes of the place each item and each clause belongs to; -1 for an item of a place without clause."""
    item_keys, clause_keys, _ = _codes(items["company"], clauses["company"])
    if column == "company":
        return item_keys, clause_keys
    item_names, clause_names, count = _codes(items[column], clauses["name"])
    is_known = (item_keys != _NONE) & (item_names != _NONE)
    return np.where(is_known, item_keys * count + item_names, _NONE), clause_keys * count + clause_names


def _codes(items: pd.Series, clauses: pd.Series) -> tuple[Ints, Ints, int]:
    """Texts of items and of clauses -> code of each among the clauses' own texts (-1: none of them), and their count.

    A legal kind not told ('') is the unknown one.
    """
    clause_codes, names = pd.factorize(clauses)
    item_codes, texts = pd.factorize(items)
    wanted = [text or "unknown" if items.name == "legal_kind" else text for text in texts]
    known = np.append(pd.Index(names).get_indexer(pd.Index(wanted, dtype=object)), _NONE)
    return known[item_codes].astype(np.int64), clause_codes.astype(np.int64), len(names)


def _in_force(item_keys: Ints, days: Days, clause_keys: Ints, clauses: pd.DataFrame) -> Ints:
    """Position of the clause of the same place that began last among those in force; -1 where none is.

    A clause that has ended makes room for an earlier one that goes on: hence the turns, one for each clause that a
    place has at most.
    """
    first, last = (clauses[name].to_numpy(np.int64) for name in ("first_day", "last_day"))
    last = np.where(last == NO_DAY, _ENDLESS, last)
    order = np.lexsort((np.arange(len(first)), first, clause_keys))
    keys, last = clause_keys[order], last[order]
    starts = keys * _SPAN + (first[order] - NO_DAY)
    until = np.where(days == NO_DAY, _ENDLESS, days.astype(np.int64))
    at = np.searchsorted(starts, item_keys * _SPAN + (days.astype(np.int64) - NO_DAY), side="right") - 1
    chosen = np.full(len(item_keys), _NONE, dtype=np.int64)
    rows = np.flatnonzero(at >= 0)
    while len(rows := rows[(at[rows] >= 0) & (keys[at[rows]] == item_keys[rows])]):
        is_open = until[rows] <= last[at[rows]]
        chosen[rows[is_open]] = order[at[rows[is_open]]]
        rows = rows[~is_open]
        at[rows] -= 1
    return chosen


def _distinct(found: Ints, items: pd.DataFrame, clauses: pd.DataFrame) -> tuple[Ints, list[Agreement]]:
    """Clauses found -> codes of the distinct agreements, in the order of the clauses (the law's own rate first)."""
    used, inverse = np.unique(found, return_inverse=True)
    agreements: dict[Agreement, int] = {}
    terms = _Terms(clauses)
    codes = [agreements.setdefault(terms.agreement(int(row)), len(agreements)) for row in used]
    found_codes = np.array(codes, dtype=np.int64)[inverse]
    is_wrong = _is_floor_of_others(found, items, clauses)
    if is_wrong.any():
        found_codes[is_wrong] = agreements.setdefault(UNREAD, len(agreements))
    return found_codes, list(agreements)


class _Terms:
    """The agreement of each clause; equal texts are read once."""

    def __init__(self, clauses: pd.DataFrame) -> None:
        self.rate, self.below_floor = (clauses[name].tolist() for name in ("rate", "below_floor"))
        self.read: dict[tuple[str, str], Agreement] = {}

    def agreement(self, row: int) -> Agreement:
        """Of the clause in that row."""
        if row == _NONE:
            return LEGAL_DEFAULT
        key = self.rate[row], self.below_floor[row]
        if key not in self.read:
            try:
                self.read[key] = Agreement(read_rate_clause(key[0]), BelowFloor(key[1]), is_given=True)
            except ReceivablesError:
                self.read[key] = UNREAD
        return self.read[key]
