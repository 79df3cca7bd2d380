"""Days as integers: the number of days since 1970-01-01, so that a million dates are one array.

`NO_DAY` stands for "no date"; it never takes part in arithmetic.
"""

import datetime as dt
import re

import numpy as np
from numpy.typing import NDArray

from receivables.errors import ReceivablesError
from receivables.month_names import named_month

Days = NDArray[np.int32]

NO_DAY = int(np.iinfo(np.int32).min)
_EPOCH = dt.date(1970, 1, 1).toordinal()
#: Years a document may bear; outside, the date is a mistake of typing. `31.12.99` is of 1999, `31.12.69` of 2069.
FIRST_YEAR, LAST_YEAR = 1970, 2100

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ] ?\d{1,2}[:h]\d{2}.*)?")
_FRENCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ] ?\d{1,2}[:h]\d{2}.*)?")


def day_number(day: dt.date) -> int:
    """Calendar date -> days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> dt.date | None:
    """Days since 1970-01-01 -> calendar date; None for NO_DAY."""
    return None if number == NO_DAY else dt.date.fromordinal(int(number) + _EPOCH)


def iso(number: int) -> str | None:
    """Days since 1970-01-01 -> '2026-11-22'; None for NO_DAY."""
    day = date_of(number)
    return None if day is None else day.isoformat()


def parse_day(text: str, month_first: bool = False) -> int:
    """`20260131`, `2026-01-31`, `31/01/2026`, `31.1.26`, `31 janv. 2026` -> day number; NO_DAY for blank.

    `month_first` reads `1/31/2026` as Americans write it. Raises ReceivablesError with a sentence.
    """
    body = text.strip()
    if not body:
        return NO_DAY
    if found := _COMPACT.fullmatch(body) or _ISO.fullmatch(body):
        year, month, day = (int(part) for part in found.groups())
    elif found := _FRENCH.fullmatch(body):
        day, month, year = (int(part) for part in found.groups())
        day, month = (month, day) if month_first else (day, month)
    elif named := named_month(body):
        year, month, day = named
    else:
        raise ReceivablesError(f"The date « {body} » cannot be read.")
    if year < 100:
        year += 1900 if year >= FIRST_YEAR % 100 else 2000
    try:
        number = day_number(dt.date(year, month, day))
    except ValueError as error:
        raise ReceivablesError(f"The date « {body} » does not exist.") from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ReceivablesError(f"The date « {body} » is outside {FIRST_YEAR}-{LAST_YEAR}.")
    return number


def end_of_month(days: Days) -> Days:
    """Last day of each day's month: int32 (n) of days (n); NO_DAY stays NO_DAY."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    last = ((months + 1).astype("datetime64[D]") - 1).astype(np.int32)
    return np.where(days == NO_DAY, np.int32(NO_DAY), last)
