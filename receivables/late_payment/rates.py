"""Dated rates of late-payment interest: what is published, and the rate tables the law makes of it.

The published figures are package data, `published/*.csv`, read through importlib.resources: they belong to the code as
constants do and travel inside the wheel, so this is no look at the user's files (the floor opens none).
A rate is an integer number of units, `PERCENT` of them in one percent, so that interest is exact in 64 bits.
Past the last published half-year nothing is invented: a table ends on its `last_day`.
"""

import calendar
import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from receivables.days import Days, date_of, day_number, parse_day
from receivables.errors import OutOfRangeError
from receivables.money import parse_amount
from receivables.sums import Ints

#: Rate units in one percent: four decimals of a percent are exact.
PERCENT = 10_000
#: Ten times the principal a year: above, a percentage is a mistake of typing.
MAX_UNITS = 1_000 * PERCENT
#: The rate of 1 January and 1 July holds for the half-year since 1 January 2013 (loi 2012-387 of 22 March 2012,
#: art. 121); before, other rules stood, which are not carried here.
_HALF_YEARS_SINCE = day_number(dt.date(2013, 1, 1))


@dataclass(frozen=True)
class PublishedRate:
    """A published rate: from `first` to `last` day included (day numbers), its source, whether it needs checking.

    `units` may be negative (the German base rate was); `is_added`: a user typed it, it is not of the package.
    """

    first: int
    last: int
    units: int
    source: str
    is_to_check: bool
    is_added: bool = False


@dataclass(frozen=True)
class Step:
    """From its `first` day (a day number) on, this rate in units; `source` is what a line of a claim prints."""

    first: int
    units: int
    source: str
    is_to_check: bool = False


@dataclass(frozen=True)
class RateTable:
    """A rate for every day from the first step's to `last_day` (day numbers), both included.

    `is_frozen`: the rate of the day on which interest starts holds for the whole life of the debt.
    """

    steps: tuple[Step, ...]
    last_day: int
    is_frozen: bool = False

    @property
    def first_day(self) -> int:
        """The first day covered."""
        return self.steps[0].first

    @property
    def units(self) -> Ints:
        """Rate units of each step, int64."""
        return np.array([step.units for step in self.steps], dtype=np.int64)

    def step_of(self, days: Days) -> NDArray[np.intp]:
        """Days (n) -> positions (n) of the steps in force (the first one for days before the table)."""
        firsts = np.array([step.first for step in self.steps], dtype=np.int64)
        return np.maximum(np.searchsorted(firsts, days, side="right") - 1, 0)


@dataclass(frozen=True)
class RateBook:
    """The published rates a calculation uses: ECB refinancing, French legal rate by quality of the creditor; and of
    the neighbours the German base rate, and the Bank Rate on the day before each half-year."""

    ecb: tuple[PublishedRate, ...]
    legal_professional: tuple[PublishedRate, ...]
    legal_individual: tuple[PublishedRate, ...]
    base_de: tuple[PublishedRate, ...]
    base_uk: tuple[PublishedRate, ...]

    def default(self) -> RateTable:
        """ECB refinancing rate of 1 January or 1 July + 10 points: no clause (C. com. L441-10 II; since 2013)."""
        text = "taux BCE {percent} au {day} + 10 points, à défaut de clause (C. com. L441-10 II)"
        return rate_table(self.ecb, text, units=10 * PERCENT)

    def public(self) -> RateTable:
        """ECB + 8 points, frozen at the half-year in which interest started (CCP R2192-31; decree 2013-269)."""
        text = "taux BCE {percent} au {day} + 8 points, figé au semestre de départ (CCP R2192-31)"
        return replace(rate_table(self.ecb, text, units=8 * PERCENT), is_frozen=True)

    def legal(self, creditor: str = "professional") -> RateTable:
        """Legal rate; the column goes by the quality of the *creditor* (CMF L313-2, D313-1-A; two since 2015)."""
        return rate_table(
            self._legal(creditor), f"taux légal {{percent}} {{half}}, {_CREDITORS[creditor]} (CMF L313-2)"
        )

    def judgment(self, enforceable: dt.date, creditor: str = "professional") -> RateTable:
        """Legal rate, + 5 points once two months have passed since the judgment became enforceable (CMF L313-3).

        The two months end with the day of the same number (CPC 641, 642); the increase runs from the day after.
        """
        text = f"taux légal {{percent}} {{half}} + 5 points, {_CREDITORS[creditor]} (CMF L313-3)"
        raised = rate_table(self._legal(creditor), text, units=5 * PERCENT)
        return _joined(self.legal(creditor), raised, day_number(_months_later(enforceable, 2)) + 1)

    def floor(self) -> RateTable:
        """3 x legal rate, professional column, half-year by half-year: the least a clause may set (L441-10 II)."""
        known = [rate for rate in self.legal_professional if rate.last >= _HALF_YEARS_SINCE]
        return rate_table(known, "plancher : 3 × taux légal {percent} {half} (C. com. L441-10 II)", times=3)

    def three_times_legal(self) -> RateTable:
        """A clause "3 times the legal rate": it moves with the half-years."""
        return rate_table(self.legal_professional, "clause : 3 × taux légal {percent} {half}", times=3)

    def ecb_clause(self, points: int) -> RateTable:
        """A clause "ECB rate + `points`" (rate units): it moves with the half-years, as the legal default does."""
        text = f"clause : taux BCE {{percent}} au {{day}} + {percent_text(points).replace('.', ',')} points"
        return rate_table(self.ecb, text, units=points)

    def _legal(self, creditor: str) -> tuple[PublishedRate, ...]:
        return self.legal_individual if creditor == "individual" else self.legal_professional


_CREDITORS = {"professional": "créancier professionnel", "individual": "créancier particulier"}


@cache
def published_rates() -> RateBook:
    """The rates carried in the package, each with its source; read once."""
    return RateBook(
        ecb=_read("ecb.csv", "percent"),
        legal_professional=_read("legal.csv", "professional"),
        legal_individual=_read("legal.csv", "individual"),
        base_de=_read("base-de.csv", "percent"),
        base_uk=_read("base-uk.csv", "percent"),
    )


def parse_percent(text: str) -> int:
    """`12`, `12,5`, `15.05 %` -> rate units. Raises ReceivablesError, OutOfRangeError with a sentence."""
    exact = parse_amount(text.strip().removesuffix("%")) * PERCENT
    if not 0 <= exact <= MAX_UNITS:
        raise OutOfRangeError(f"The rate {text.strip()} is not between 0 and {MAX_UNITS // PERCENT} percent.")
    if exact != int(exact):
        raise OutOfRangeError(f"The rate {text.strip()} has more than four decimals.")
    return int(exact)


def parse_signed_percent(text: str) -> int:
    """The same for a published rate, which may lie below zero: `-0.88`."""
    body = text.strip().replace("\u2212", "-")
    return -parse_percent(body[1:]) if body.startswith("-") else parse_percent(body)


def percent_text(units: int) -> str:
    """Rate units -> '12.40', '12.125', '-0.88': at least two decimals."""
    whole, rest = divmod(abs(int(units)), PERCENT)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{'-' if units < 0 else ''}{whole}.{decimals:0<2}"


def _read(name: str, column: str) -> tuple[PublishedRate, ...]:
    """One column of a CSV carried in the package."""
    text = (resources.files("receivables.late_payment") / "published" / name).read_text(encoding="utf-8")
    return tuple(
        PublishedRate(
            parse_day(row["first_day"]), parse_day(row["last_day"]), parse_signed_percent(row[column]), row["source"],
            row["certainty"] != "seen",
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def rate_table(rates: Sequence[PublishedRate], text: str, times: int = 1, units: int = 0) -> RateTable:
    """`times` the published rate + `units`, a step for each half-year; `text` words a step's source."""
    steps = tuple(
        Step(day, times * rate.units + units, _worded(text, rate, day), rate.is_to_check)
        for rate in rates
        for day in _half_years(rate.first, rate.last)
    )
    return RateTable(steps, rates[-1].last)


def _half_years(first: int, last: int) -> Iterator[int]:
    """`first`, then every 1 January and 1 July up to `last`."""
    yield first
    start, end = np.array([first, last], dtype="datetime64[D]").astype("datetime64[M]").astype(int)
    for month in range(start - start % 6 + 6, end + 1, 6):
        yield int(np.datetime64(month, "M").astype("datetime64[D]").astype(int))


def _worded(text: str, rate: PublishedRate, day: int) -> str:
    date = date_of(day) or dt.date.min
    half = f"du {'1er' if date.month < 7 else '2e'} semestre {date.year}"
    percent = percent_text(rate.units).replace(".", ",") + " %"
    return text.format(percent=percent, half=half, day=date.strftime("%d/%m/%Y"))


def _joined(before: RateTable, after: RateTable, day: int) -> RateTable:
    """`before` up to the day before `day`, `after` from that day on."""
    kept = tuple(step for step in before.steps if step.first < day)
    turn = after.steps[int(after.step_of(np.array([day], dtype=np.int32))[0])]
    later = tuple(step for step in after.steps if step.first > max(day, turn.first))
    if day > after.last_day:
        return before
    return RateTable((*kept, replace(turn, first=max(day, turn.first)), *later), after.last_day)


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the last one of a shorter month (CPC 641)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
