"""All metrics of one company (or several in one currency) on one day: each a figure, or the reason why it is none."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from receivables.days import iso
from receivables.metrics import words
from receivables.metrics.formulas import (
    collection_effectiveness,
    count_back_days,
    days_sales_outstanding,
    herfindahl,
    rounded,
    share,
    share_of_largest,
    weighted_days,
)
from receivables.metrics.sales import SalesKnown, month_name
from receivables.metrics.standing import Standing
from receivables.metrics.words import DEFINITIONS, Words
from receivables.sums import Ints

#: Above this share of open debits without due date, figures that rest on ages say nothing.
MOST_UNDATED = Fraction(20, 100)


@dataclass(frozen=True)
class Facts:
    """What the metrics are computed from; `opening`: receivables on the day before the period, None where unknown.

    is_matched: enough credits are matched for ages to be trusted; paid: amounts and days late of the invoices paid
    since the day `paid_since`, None where not asked.
    """

    on: int
    standing: Standing
    sales: SalesKnown
    opening: int | None
    is_matched: bool
    paid: tuple[Ints, Ints] | None
    paid_since: int


@dataclass(frozen=True)
class Figure:
    """A value rounded to its digits, or the reason why there is none."""

    value: Decimal | None
    reason: Words | None


#: A value, or the reason why there is none.
Exact = Fraction | Words


def figures(facts: Facts) -> dict[str, Figure]:
    """Metric -> Figure, in the order of `DEFINITIONS`."""
    standing = facts.standing
    dso, best = _accounting(facts, standing.total), _aged(facts, _accounting(facts, standing.current))
    late = None if facts.paid is None else weighted_days(*facts.paid)
    exact: dict[str, Exact] = {
        "dso_accounting": dso,
        "dso_count_back": _count_back(facts),
        "bpdso": best,
        "add": _difference(dso, best),
        "cei": _aged(facts, _effectiveness(facts)),
        "average_days_late.paid": _or(late, words.NOTHING_PAID.filled(first=iso(facts.paid_since))),
        "average_days_late.open": _aged(
            facts, _or(weighted_days(standing.amounts, standing.delays), words.NOTHING_OPEN)
        ),
        "share_overdue": _aged(facts, _or(share(standing.overdue, standing.owed), words.NOTHING_OPEN)),
        "concentration.ten_largest": _or(share_of_largest(standing.balances), words.NOTHING_OWED),
        "concentration.herfindahl": _or(herfindahl(standing.balances), words.NOTHING_OWED),
        "coverage": _or(facts.sales.coverage, words.NO_REVENUE if facts.sales.has_ledger else words.NO_LEDGER),
    }
    return {name: _figure(name, exact[name]) for name in DEFINITIONS}


def notes(facts: Facts) -> list[Words]:
    """What a reader must know of the figures that are given."""
    found, months = list[Words](), facts.sales.months
    if facts.sales.is_parted:
        found.append(words.PARTED_MONTH.filled(month=month_name(months[0].first), day=iso(facts.on)))
    if months and facts.opening == 0:
        found.append(words.NOTHING_BROUGHT_FORWARD.filled(day=iso(facts.sales.period[-1].first)))
    return found


def _accounting(facts: Facts, receivables: int) -> Exact:
    """DSO of the receivables given, over the period."""
    if (lack := _lack_of_sales(facts)) is not None:
        return lack
    sales, days = (sum(getattr(month, name) for month in facts.sales.period) for name in ("sales", "days"))
    return _or(days_sales_outstanding(receivables, sales, days), _nothing_sold(facts))


def _count_back(facts: Facts) -> Exact:
    if (lack := _lack_of_sales(facts)) is not None:
        return lack
    if sum(month.sales for month in facts.sales.period) <= 0:
        return _nothing_sold(facts)
    found = count_back_days(facts.standing.total, facts.sales.months)
    return _or(found, words.SALES_RUN_OUT.filled(first=iso(facts.sales.months[-1].first)))


def _effectiveness(facts: Facts) -> Exact:
    if (lack := _lack_of_sales(facts)) is not None:
        return lack
    if facts.opening is None:
        return words.NO_OPENING.filled(day=iso(facts.sales.period[-1].first - 1))
    sales = sum(month.sales for month in facts.sales.period)
    found = collection_effectiveness(facts.opening, sales, facts.standing.total, facts.standing.current)
    return _or(found, words.NOTHING_COLLECTABLE)


def _lack_of_sales(facts: Facts) -> Words | None:
    """Why no figure of sales can be given: none known up to the day, too few of them read, nobody owes."""
    sales = facts.sales
    if not sales.months and sales.is_thin:
        coverage = sales.coverage
        return words.NO_REVENUE if coverage is None else words.THIN_COVERAGE.filled(share=rounded(100 * coverage, 1))
    if not sales.months:
        return words.MONTH_UNKNOWN.filled(month=month_name(sales.missing))
    return words.IN_CREDIT if facts.standing.total < 0 else None


def _nothing_sold(facts: Facts) -> Words:
    return words.NO_SALES.filled(first=iso(facts.sales.period[-1].first), last=iso(facts.on))


def _aged(facts: Facts, found: Exact) -> Exact:
    """A figure that rests on ages: none where these are unreliable."""
    if not facts.is_matched:
        return words.UNMATCHED
    unknown = share(facts.standing.age_unknown, facts.standing.owed)
    return words.UNDATED if unknown is not None and unknown > MOST_UNDATED else found


def _difference(first: Exact, second: Exact) -> Exact:
    if isinstance(first, Words):
        return first
    return second if isinstance(second, Words) else first - second


def _or(value: Fraction | None, reason: Words) -> Exact:
    return reason if value is None else value


def _figure(name: str, exact: Exact) -> Figure:
    if isinstance(exact, Words):
        return Figure(None, exact)
    return Figure(rounded(exact, DEFINITIONS[name].digits), None)
