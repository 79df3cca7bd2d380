"""Late payment under the law of France's neighbours: rates, fixed compensation, and what is not known here.

European Union: the minimum of directive 2011/7/EU (art. 2(6), 3, 4, 6), which each member state's own law may exceed.
Germany: BGB 247, 286, 288 (wording in force since 29 July 2014). United Kingdom: Late Payment of Commercial Debts
(Interest) Act 1998, s. 5A, and Late Payment of Commercial Debts (Rate of Interest) (No. 3) Order 2002, art. 4.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from receivables.days import NO_DAY, Days, day_number
from receivables.errors import ReceivablesError
from receivables.late_payment.rate_clauses import RateClause, RateKind, fixed
from receivables.late_payment.rates import PERCENT, PublishedRate, RateBook, RateTable, rate_table
from receivables.sums import Ints

FRANCE = "fr"


@dataclass(frozen=True)
class Statute:
    """The rate the law sets: `points` over the `series` of a RateBook, from its first day on; `text` is its source."""

    series: str
    points: int
    since: dt.date
    text: str
    is_frozen: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A law beside the French one: debtor -> statute; a debt of at least so many minor units -> compensation.

    `has_notice`: a notice later than the due date moves the start of interest.
    """

    name: str
    currency: str
    statutes: Mapping[str, Statute]
    compensation_minor: tuple[tuple[int, int], ...]
    has_notice: bool = False


_BUSINESS, _PUBLIC, _CONSUMER = "business", "public", "consumer"
_DIRECTIVE, _BGB = dt.date(2013, 3, 16), dt.date(2014, 7, 29)
_EU_TEXT = "taux BCE {{percent}} au {{day}} + 8 points, minimum de la directive 2011/7/UE (art. 2 et {article})"
_DE_TEXT = "taux de base allemand {{percent}} {{half}} + {points} points (BGB 247, 288 {paragraph})"
_UK_TEXT = (
    "Bank Rate {percent} la veille du {day} + 8 points, figé au semestre de départ "
    "(Late Payment of Commercial Debts (Rate of Interest) (No. 3) Order 2002, art. 4)"
)
_DE_BUSINESS = Statute("base_de", 9, _BGB, _DE_TEXT.format(points=9, paragraph="II"))
_UK_BUSINESS = Statute("base_uk", 8, dt.date(2003, 1, 1), _UK_TEXT, is_frozen=True)

NEIGHBOURS: dict[str, Neighbour] = {
    "eu": Neighbour(
        "the directive", "EUR",
        {
            _BUSINESS: Statute("ecb", 8, _DIRECTIVE, _EU_TEXT.format(article=3)),
            _PUBLIC: Statute("ecb", 8, _DIRECTIVE, _EU_TEXT.format(article=4)),
        },
        ((0, 4_000),),
    ),
    "de": Neighbour(
        "German law", "EUR",
        {
            _BUSINESS: _DE_BUSINESS, _PUBLIC: _DE_BUSINESS,
            _CONSUMER: Statute("base_de", 5, dt.date(2002, 1, 1), _DE_TEXT.format(points=5, paragraph="I")),
        },
        ((0, 4_000),), has_notice=True,
    ),
    "uk": Neighbour(
        "the Late Payment of Commercial Debts Act", "GBP", {_BUSINESS: _UK_BUSINESS, _PUBLIC: _UK_BUSINESS},
        ((0, 4_000), (100_000, 7_000), (1_000_000, 10_000)),
    ),
}  # fmt: skip
#: Laws a penalty may be counted under, France first.
JURISDICTIONS = (FRANCE, *NEIGHBOURS)


def currency_of(jurisdiction: str) -> str:
    """The currency of a jurisdiction's own amounts."""
    return "EUR" if jurisdiction == FRANCE else NEIGHBOURS[jurisdiction].currency


def neighbour_rates(jurisdiction: str, clause: RateClause, debtor: str, book: RateBook) -> RateTable:
    """The rate of every day under a neighbour's law, or under a fixed clause.

    Raises ReceivablesError for a debtor that law does not concern, and for a rate that is of French law.
    """
    law = NEIGHBOURS[jurisdiction]
    if debtor not in law.statutes:
        raise ReceivablesError(f"Late payment by a {debtor} debtor is no matter of {law.name}.")
    if clause.kind is RateKind.FIXED:
        return fixed(clause.units, "taux fixe de la clause")
    if clause.kind is not RateKind.DEFAULT:
        raise ReceivablesError(f"Under {law.name} the rate is default or contract:PERCENT; the others are French.")
    return _statutory(law.statutes[debtor], book)


def _statutory(statute: Statute, book: RateBook) -> RateTable:
    rates: tuple[PublishedRate, ...] = getattr(book, statute.series)
    since = day_number(statute.since)
    table = rate_table([rate for rate in rates if rate.last >= since], statute.text, units=statute.points * PERCENT)
    at = int(table.step_of(np.array([since], dtype=np.int32))[0])
    first = replace(table.steps[at], first=max(since, table.steps[at].first))
    return RateTable((first, *table.steps[at + 1 :]), table.last_day, statute.is_frozen)


def neighbour_start(jurisdiction: str, due: Days, notice: Days) -> Days:
    """The day after which interest runs: the due day, which the contract names (BGB 286 II 1; directive art. 3(3)).

    In Germany a notice that came later, where one is given (BGB 286 I).
    """
    return np.maximum(due, notice) if NEIGHBOURS[jurisdiction].has_notice else due


def neighbour_compensation(
    jurisdiction: str, unpaid: Ints, due: Days, until: Days, debtor: str, clause: RateClause
) -> Ints:
    """Fixed sum in minor units for each debt late on `until`, by what was unpaid at the end of the due day.

    EUR 40 (directive art. 6; BGB 288 V, no consumers); GBP 40, 70 from 1 000, 100 from 10 000 (1998 Act, s. 5A), which
    comes with statutory interest and so not beside a rate of the contract.
    """
    law = NEIGHBOURS[jurisdiction]
    first = day_number(law.statutes[_BUSINESS].since) - 1
    is_owed = (due != NO_DAY) & (due >= first) & (unpaid > 0) & (until > due)
    if debtor == _CONSUMER or is_without_compensation(jurisdiction, clause):
        return np.zeros(len(due), dtype=np.int64)
    floors, sums = (np.array(column, dtype=np.int64) for column in zip(*law.compensation_minor, strict=True))
    return np.where(is_owed, sums[np.searchsorted(floors, np.maximum(unpaid, 0), side="right") - 1], 0)


def is_without_compensation(jurisdiction: str, clause: RateClause) -> bool:
    """Whether the clause takes the fixed sum away: in the United Kingdom it comes with statutory interest only."""
    return jurisdiction == "uk" and clause.kind is RateKind.FIXED
