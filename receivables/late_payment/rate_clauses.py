"""The rate of a debt: what a clause or the law sets, and what may replace a clause below the legal floor."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from receivables.days import Days, date_of, day_number, parse_day
from receivables.errors import ReceivablesError
from receivables.late_payment.rates import RateBook, RateTable, Step, parse_percent
from receivables.sums import Ints, Mask

_FIRST_DAY, _LAST_DAY = day_number(dt.date.min), day_number(dt.date.max)
_ECB_PLUS = "contract:ecb+"


class RateKind(StrEnum):
    """Where a rate comes from."""

    DEFAULT = "default"
    FLOOR = "floor"
    LEGAL = "legal"
    JUDGMENT = "judgment"
    FIXED = "contract"
    ECB = "contract:ecb"
    THREE_TIMES_LEGAL = "contract:3xlegal"


#: Rates that only an agreement sets.
_AGREED = (RateKind.FIXED, RateKind.ECB)


class BelowFloor(StrEnum):
    """What to do with a clause below the floor: the law does not say (L441-10 II)."""

    KEEP = "keep"
    FLOOR = "floor"
    DEFAULT = "default"


@dataclass(frozen=True)
class RateClause:
    """A rate as it was agreed or ordered; `units` of a fixed clause, or those it adds to the ECB rate; `day` on which a
    judgment became enforceable."""

    kind: RateKind
    units: int = 0
    day: dt.date | None = None


def parse_rate_clause(text: str) -> RateClause:
    """`default`, `floor`, `legal`, `judgment:2026-01-15`, `contract:12.5`, `contract:3xlegal`, `contract:ecb+7`.

    Raises ReceivablesError with a sentence.
    """
    body = text.strip().lower()
    head, _, rest = body.partition(":")
    if body in {RateKind.DEFAULT, RateKind.FLOOR, RateKind.LEGAL, RateKind.THREE_TIMES_LEGAL}:
        return RateClause(RateKind(body))
    if body.startswith(_ECB_PLUS):
        return RateClause(RateKind.ECB, units=parse_percent(body.removeprefix(_ECB_PLUS)))
    if head == RateKind.FIXED and rest.strip():
        return RateClause(RateKind.FIXED, units=parse_percent(rest))
    day = date_of(parse_day(rest)) if head == RateKind.JUDGMENT else None
    if day is None:
        raise ReceivablesError(
            f"The rate « {text[:40]} » is not understood; write default, floor, legal, judgment:DATE, "
            "contract:PERCENT, contract:3xlegal or contract:ecb+POINTS."
        )
    return RateClause(RateKind.JUDGMENT, day=day)


def rates_of(
    clause: RateClause, debtor: str, book: RateBook, creditor: str = "professional", below: BelowFloor = BelowFloor.KEEP
) -> RateTable:
    """The rate of every day under a clause; `debtor` is 'business', 'consumer' or 'public'.

    Without a clause: ECB + 10 between traders (C. com. L441-10 II), ECB + 8 frozen from a public buyer (CCP R2192-31),
    the legal rate from a consumer (C. civ. 1231-6). Raises ReceivablesError for a floor where the law sets none.
    """
    if clause.kind in (RateKind.FIXED, RateKind.ECB):
        own = fixed(clause.units) if clause.kind is RateKind.FIXED else book.ecb_clause(clause.units)
        return _replaced(own, book, below) if debtor == "business" else own
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


def fixed(units: int, source: str = "taux fixe de la clause (C. civ. 1343-1)") -> RateTable:
    """Rate units -> a rate that never changes, such as a clause of 12 % a year (in writing: C. civ. 1343-1 al. 2)."""
    return RateTable((Step(_FIRST_DAY, units, source),), _LAST_DAY)


def is_below_floor(units: int | Ints, first: Days, last: Days, floor: RateTable) -> Mask:
    """Whether a rate lies below the floor of a half-year that the days first..last of each row (n) touch.

    `units`: one rate for all rows, or the rate of each. The floor is 3 x the legal rate, between traders (C. com.
    L441-10 II; see `RateBook.floor`).
    """
    ends = [*(step.first - 1 for step in floor.steps[1:]), floor.last_day]
    is_below = np.zeros(len(first), dtype=bool)
    for step, end in zip(floor.steps, ends, strict=True):
        is_below |= (units < np.int64(step.units)) & (first <= end) & (last >= step.first) & (first <= last)
    return is_below


def is_too_low(kind: RateKind, debtor: str, units: Ints, first: Days, last: Days, start: Days, book: RateBook) -> Mask:
    """Lines (n) of a clause whose rate is less than the law lets the creditor agree to; `low_warning` names it.

    `units`: the rate of each line, first..last its days, `start` the first day that bore interest. Between traders the
    floor of each half-year (C. com. L441-10 II). From a public buyer ECB + 8, the rate of the half-year in which
    interest began (CCP R2192-31): it is owed by operation of law (L2192-13), and to give it up is deemed unwritten
    (L2192-14), which is read here as: also in part, by a lower rate.
    """
    if debtor == "business" and kind in _AGREED:
        return is_below_floor(units, first, last, book.floor())
    if debtor == "public" and kind in (*_AGREED, RateKind.LEGAL, RateKind.THREE_TIMES_LEGAL):
        law = book.public()
        too_low: Mask = (units < law.units[law.step_of(start)]) & (start >= law.first_day) & (start <= law.last_day)
        return too_low
    return np.zeros(len(first), dtype=bool)


def low_warning(debtor: str, below: BelowFloor) -> str:
    """Code of the warning that a clause `is_too_low`."""
    if debtor == "public":
        return "below_public_rate"
    return "below_floor" if below is BelowFloor.KEEP else "below_floor_replaced"


def _replaced(own: RateTable, book: RateBook, below: BelowFloor) -> RateTable:
    """A clause's rates with another one in each half-year whose floor they do not reach.

    Usage judges every half-year by its own floor. Past the last floor published, or the last rate that replaces, what
    holds is unknown.
    """
    if below is BelowFloor.KEEP:
        return own
    floor = book.floor()
    other = floor if below is BelowFloor.FLOOR else book.default()
    steps = [step for step in own.steps[:1] if step.first < floor.first_day]
    last_day = min(floor.last_day, own.last_day)
    for step in floor.steps:
        chosen = _step_at(own, step.first)
        if chosen.units < step.units:
            chosen = _step_at(other, step.first)
            last_day = last_day if step.first <= other.last_day else min(last_day, step.first - 1)
        if step.first <= last_day and chosen.source not in {last.source for last in steps[-1:]}:
            steps.append(replace(chosen, first=step.first))
    return RateTable(tuple(steps), last_day)


def _step_at(table: RateTable, day: int) -> Step:
    return table.steps[int(table.step_of(np.array([day], dtype=np.int32))[0])]
