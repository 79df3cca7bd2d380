"""Working days: Monday to Friday less the holidays given."""

import numpy as np

from receivables.days import NO_DAY, Days

#: No holidays.
NONE: Days = np.zeros(0, dtype=np.int32)
#: A payment is looked for until so many working days after the day agreed: banks and posting take them.
#: A manager edits the criteria for another count.
GRACE_DAYS = 3


def working_days_after(days: Days, count: int, holidays: Days = NONE) -> Days:
    """The day `count` working days after each day: int32 (n); NO_DAY stays NO_DAY.

    Of 0 the day itself where it is one to work, else the next. From a Saturday the first is Monday.
    """
    found = np.full(len(days), NO_DAY, dtype=np.int32)
    known = np.flatnonzero(days != NO_DAY)
    moved = np.busday_offset(
        days[known].astype("datetime64[D]"), count, roll="backward" if count else "forward",
        holidays=holidays.astype("datetime64[D]"),
    )  # fmt: skip
    found[known] = moved.astype(np.int32)
    return found


def day_after(day: int, count: int, holidays: Days = NONE) -> int:
    """The same of one day."""
    return int(working_days_after(np.array([day], dtype=np.int32), count, holidays)[0])


def last_working_day(day: int, holidays: Days = NONE) -> int:
    """The day itself where it is one to work, else the last before it."""
    found = np.busday_offset(
        np.datetime64(day, "D"), 0, roll="backward", holidays=holidays.astype("datetime64[D]")
    )  # fmt: skip
    return int(found.astype(np.int64))
