"""Limitation (prescription): the last day on which an unpaid item can still be claimed in court.

Counted from the due date (Code civil 2233 3°, loi 2008-561 of 17 June 2008), and anew from the day of each interruption
that somebody recorded: an acknowledgement, even by a part payment (C. civ. 2240), a claim in court (2241), an act of
enforcement (2244). How long depends on the debtor, or on the contract where that has a period of its own. Not known
here, so never counted: what suspends it (2230, 2233 to 2239), terms set by contract (2254). A registered letter
interrupts nothing (but for an insurer's premium, C. assur. L114-2). Power and gas have no period of their own: what
was used over 14 months ago may no longer be billed to a consumer (C. conso. L224-11), which is another question.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.sums import Ints, Mask


@dataclass(frozen=True)
class Rule:
    """A period of `years`, its source, and whether nothing about it is a guess.

    name: the legal or the contract kind it is of | back_days: it begins at most so many days before the due date, and
    of the readings the earlier is taken | is_from_new_year: it begins on 1 January after
    """

    name: str
    years: int
    article: str
    is_sure: bool = True
    back_days: int = 0
    is_from_new_year: bool = False


_DEBTORS = {
    rule.name: rule
    for rule in (
        Rule("business", 5, "C. com. L110-4 I; C. civ. 2224"),
        Rule("consumer", 2, "C. conso. L218-2"),
        # From 1 January after the year in which the right arose: before the due date, by the longest term of a public
        # buyer at most (CCP R2192-11). Written from memory, to be read at its source before a letter prints it.
        Rule("public", 4, "loi 68-1250 of 31 December 1968, art. 1", False, back_days=60, is_from_new_year=True),
    )
}
#: A customer of unknown kind: the shortest, a trader's claim on a consumer.
_UNKNOWN_DEBTOR = Rule("unknown", 2, "C. conso. L218-2", False)
#: Contracts with a period of their own, whoever the debtor; all of them to be read at their source.
_CONTRACTS = {
    rule.name: rule
    for rule in (
        # From the delivery, which no ledger tells; the price is payable at most 30 days after the invoice
        # (C. com. L441-11 II 5°).
        Rule("carriage", 1, "C. com. L133-6", False, back_days=30),
        Rule("telecom", 1, "CPCE L34-2", False),
        Rule("insurance", 2, "C. assur. L114-1", False),
        # Of homes of natural persons; rents of business premises follow the debtor's rule.
        Rule("dwelling", 3, "loi 89-462 of 6 July 1989, art. 7-1", False),
        # Against the acceptor, from the maturity; the claim of the invoice beside it keeps the debtor's own period.
        Rule("bill", 3, "C. com. L511-78", False),
        # From the day the judgment became enforceable, which no ledger tells: noted as an interruption by a court it
        # starts the ten years; without it they count from the due day, which is too early and so on the safe side.
        Rule("judgment", 10, "CPCE L111-4", False),
    )
}
#: What a customers file may say of its contracts; '' where it says nothing, and the debtor's rule stands.
CONTRACT_KINDS = ("general", *_CONTRACTS)
#: No item nearer to the end of its limitation than this many days after its due day.
SHORTEST_DAYS = min(365 * rule.years - rule.back_days for rule in (*_CONTRACTS.values(), *_DEBTORS.values())) - 1


def no_interruptions() -> pd.DataFrame:
    """Nothing interrupted: company | item | day."""
    return pd.DataFrame({"company": pd.Series(dtype="str"), "item": pd.Series(dtype="int64"),
                         "day": pd.Series(dtype="int32")})  # fmt: skip


def rule_of(legal_kind: str, contract_kind: str = "") -> Rule:
    """The rule of one customer; a kind that is none of ours counts as not told."""
    return _CONTRACTS.get(contract_kind) or _DEBTORS.get(legal_kind, _UNKNOWN_DEBTOR)


def limitation_days(due: Days, legal_kinds: pd.Series, contract_kinds: pd.Series | None = None) -> Days:
    """Due days, legal kinds ('business', 'consumer', 'public', 'unknown') and CONTRACT_KINDS -> last day to sue.

    Row by row; NO_DAY stays NO_DAY. The due day itself does not count and the last day does, to its end (C. civ. 2228,
    2229). Of two readings the earlier day is given, such as 28 February for a due day of 29 February.
    """
    found = np.full(len(due), NO_DAY, dtype=np.int32)
    for rule, rows in _by_rule(legal_kinds, contract_kinds):
        known = rows[due[rows] != NO_DAY]
        found[known] = _end(due[known] - np.int32(rule.back_days), rule)
    return found


def is_to_check(legal_kinds: pd.Series, contract_kinds: pd.Series | None = None) -> Mask:
    """Row by row, whether the period is the shortest of several, or a rule still to be read at its source."""
    found = np.zeros(len(legal_kinds), dtype=bool)
    for rule, rows in _by_rule(legal_kinds, contract_kinds):
        found[rows] = not rule.is_sure
    return found


def rule_names(legal_kinds: pd.Series, contract_kinds: pd.Series | None = None) -> pd.Series:
    """Row by row, the legal or contract kind whose rule counts."""
    found = np.full(len(legal_kinds), "", dtype=object)
    for rule, rows in _by_rule(legal_kinds, contract_kinds):
        found[rows] = rule.name
    return pd.Series(found, index=legal_kinds.index, dtype=object)


def renewed_limitation(
    limits: Days, interrupted: Days, legal_kinds: pd.Series, contract_kinds: pd.Series | None = None
) -> Days:
    """Last days to sue and the day of an interruption of each (NO_DAY: none), row by row -> the last days since.

    An interruption starts a new period as long as the old one (C. civ. 2231); for public bodies it runs from 1 January
    after (loi 68-1250 art. 2, to be read at its source). Nothing interrupts a period that is over. For several
    interruptions of one item call it once for each, in the order of their days, or see `interrupted_limitation`.
    """
    counts = (interrupted != NO_DAY) & (limits != NO_DAY) & (interrupted <= limits)
    found = limits.astype(np.int32)
    for rule, rows in _by_rule(legal_kinds, contract_kinds):
        own = rows[counts[rows]]
        found[own] = np.maximum(limits[own], _end(interrupted[own], rule))
    return found


def interrupted_limitation(
    limits: Days, items: pd.DataFrame, interruptions: pd.DataFrame, legal_kinds: pd.Series,
    contract_kinds: pd.Series | None = None,
) -> Days:  # fmt: skip
    """Last days to sue after all the interruptions recorded, in the order of their days.

    items: company | item, row by row; interruptions: company | item | day, a day once for each item.
    """
    found = limits.astype(np.int32)
    rows = np.flatnonzero(items["item"].isin(interruptions["item"]))
    if not len(rows):
        return found
    contracts = None if contract_kinds is None else contract_kinds.iloc[rows]
    keys = pd.MultiIndex.from_frame(items[["company", "item"]].iloc[rows])
    told = interruptions.sort_values("day", kind="stable")
    turns = told.groupby(["company", "item"]).cumcount().to_numpy()
    for turn in range(int(turns.max()) + 1):
        own = told[turns == turn]
        at = pd.MultiIndex.from_frame(own[["company", "item"]]).get_indexer(keys)
        days = np.where(at >= 0, own["day"].to_numpy(np.int32)[at], np.int32(NO_DAY)).astype(np.int32)
        found[rows] = renewed_limitation(found[rows], days, legal_kinds.iloc[rows], contracts)
    return found


def _by_rule(legal_kinds: pd.Series, contract_kinds: pd.Series | None) -> Iterator[tuple[Rule, Ints]]:
    """Each rule that counts, with its rows."""
    legal, legal_names = pd.factorize(legal_kinds)
    contract, contract_names = np.zeros(len(legal), dtype=np.int64), pd.Index([""])
    if contract_kinds is not None:
        contract, contract_names = pd.factorize(contract_kinds)
    names, size = [*map(str, legal_names), ""], len(contract_names) + 1  # the last of each stands for holes, code -1
    contracts = [*map(str, contract_names), ""]
    codes = np.where(legal < 0, len(legal_names), legal) * size + np.where(contract < 0, size - 1, contract)
    for code in np.flatnonzero(np.bincount(codes)).tolist():
        yield rule_of(names[code // size], contracts[code % size]), np.flatnonzero(codes == code)


def _end(begun: Days, rule: Rule) -> Days:
    """The last day of periods that begin on these days."""
    dates = begun.astype("datetime64[D]")
    if rule.is_from_new_year:
        last_year = dates.astype("datetime64[Y]") + rule.years
        return ((last_year + 1).astype("datetime64[D]") - 1).astype(np.int32)
    months = dates.astype("datetime64[M]")
    start = (months + 12 * rule.years).astype("datetime64[D]")
    end = (months + 12 * rule.years + 1).astype("datetime64[D]") - 1  # of a shorter month the last day
    same_day: Days = np.minimum(start + (dates - months.astype("datetime64[D]")), end).astype(np.int32)
    return same_day
