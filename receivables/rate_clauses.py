"""The rate of a debt: what a clause or the law sets, and what may replace a clause below the legal floor."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from receivables.days import Days, date_of, day_number, parse_day
from receivables.errors import ReceivablesError
from receivables.rates import RateBook, RateTable, Step, parse_percent
from receivables.sums import Mask

_FIRST_DAY, _LAST_DAY = day_number(dt.date.min), day_number(dt.date.max)


class RateKind(StrEnum):
    """Where a rate comes from."""

    DEFAULT = "default"
    FLOOR = "floor"
    LEGAL = "legal"
    JUDGMENT = "judgment"
    FIXED = "contract"
    THREE_TIMES_LEGAL = "contract:3xlegal"


class BelowFloor(StrEnum):
    """What to do with a clause below the floor: the law does not say (L441-10 II)."""

    KEEP = "keep"
    FLOOR = "floor"
    DEFAULT = "default"


@dataclass(frozen=True)
class RateClause:
    """A rate as it was agreed or ordered; `units` of a fixed clause, `day` on which a judgment became enforceable."""

    kind: RateKind
    units: int = 0
    day: dt.date | None = None


def parse_rate_clause(text: str) -> RateClause:
    """`default`, `floor`, `legal`, `judgment:2026-01-15`, `contract:12.5`, `contract:3xlegal` -> RateClause.

    Raises ReceivablesError with a sentence.
    """
    body = text.strip().lower()
    head, _, rest = body.partition(":")
    if body in {RateKind.DEFAULT, RateKind.FLOOR, RateKind.LEGAL, RateKind.THREE_TIMES_LEGAL}:
        return RateClause(RateKind(body))
    if head == RateKind.FIXED and rest.strip():
        return RateClause(RateKind.FIXED, units=parse_percent(rest))
    day = date_of(parse_day(rest)) if head == RateKind.JUDGMENT else None
    if day is None:
        raise ReceivablesError(
            f"The rate « {text[:40]} » is not understood; write default, floor, legal, judgment:DATE, "
            "contract:PERCENT or contract:3xlegal."
        )
    return RateClause(RateKind.JUDGMENT, day=day)


def rates_of(
    clause: RateClause, debtor: str, book: RateBook, creditor: str = "professional", below: BelowFloor = BelowFloor.KEEP
) -> RateTable:
    """The rate of every day under a clause; `debtor` is 'business', 'consumer' or 'public'.

    Without a clause: ECB + 10 between traders (C. com. L441-10 II), ECB + 8 frozen from a public buyer (CCP R2192-31),
    the legal rate from a consumer (C. civ. 1231-6). Raises ReceivablesError for a floor where the law sets none.
    """
    if clause.kind is RateKind.FIXED:
        return _replaced(clause, book, below) if debtor == "business" else fixed(clause.units)
    if clause.kind is RateKind.FLOOR and debtor != "business":
        raise ReceivablesError("The floor of 3 x the legal rate is between traders only (L441-10 II).")
    if clause.kind is RateKind.JUDGMENT and clause.day is not None:
        return book.judgment(clause.day, creditor)
    by_debtor = {"business": book.default, "public": book.public, "consumer": lambda: book.legal(creditor)}
    tables = {
        RateKind.DEFAULT: by_debtor[debtor],
        RateKind.FLOOR: book.floor,
        RateKind.LEGAL: lambda: book.legal(creditor),
        RateKind.THREE_TIMES_LEGAL: book.three_times_legal,
    }
    return tables[clause.kind]()


def fixed(units: int) -> RateTable:
    """Rate units -> a rate that never changes, such as a clause of 12 % a year (in writing: C. civ. 1343-1 al. 2)."""
    return RateTable((Step(_FIRST_DAY, units, "taux fixe de la clause (C. civ. 1343-1)"),), _LAST_DAY)


def is_below_floor(units: int, first: Days, last: Days, floor: RateTable) -> Mask:
    """Whether a fixed rate lies below the floor of a half-year that the days first..last of each row (n) touch.

    The floor is 3 x the legal rate, between traders (C. com. L441-10 II; see `RateBook.floor`).
    """
    ends = [*(step.first - 1 for step in floor.steps[1:]), floor.last_day]
    is_below = np.zeros(len(first), dtype=bool)
    for step, end in zip(floor.steps, ends, strict=True):
        if units < step.units:
            is_below |= (first <= end) & (last >= step.first) & (first <= last)
    return is_below


def _replaced(clause: RateClause, book: RateBook, below: BelowFloor) -> RateTable:
    """A fixed clause with another rate in each half-year whose floor it does not reach.

    Usage judges every half-year by its own floor. Past the last floor published, what holds is unknown.
    """
    own = fixed(clause.units)
    if below is BelowFloor.KEEP:
        return own
    floor = book.floor()
    other = floor if below is BelowFloor.FLOOR else book.default()
    steps = [own.steps[0]]
    for step in floor.steps:
        if clause.units < step.units:
            steps.append(other.steps[int(other.step_of(np.array([step.first], dtype=np.int32))[0])])
        elif steps[-1].source != own.steps[0].source:
            steps.append(Step(step.first, clause.units, own.steps[0].source))
    return RateTable(tuple(steps), floor.last_day)
