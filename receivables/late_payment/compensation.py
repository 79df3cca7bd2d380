"""The fixed compensation for recovery costs: EUR 40 for each invoice paid late, and from which day interest runs."""

import datetime as dt

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days, day_number
from receivables.sums import Ints

#: C. com. D441-5 (decree 2012-1115 of 2 October 2012); CCP D2192-35 for public buyers (first: decree 2013-269, art. 7).
COMPENSATION_MINOR = 4_000
#: First day late from which it is owed.
_SINCE = {"business": day_number(dt.date(2013, 1, 1)), "public": day_number(dt.date(2013, 5, 1))}
#: No day of any account: interest that does not run.
NEVER = day_number(dt.date.max) - 1


def interest_start(due: Days, notice: Days, legal_kinds: pd.Series) -> Days:
    """The day after which interest runs, row by row; `notice` is NO_DAY where none was given.

    Traders and public buyers: the due day, without reminder (C. com. L441-10 II; CCP L2192-13). A consumer: the formal
    notice, once the debt is due (C. civ. 1231-6, 1344-1, in force since 1 October 2016); NEVER without one.
    """
    noticed = np.where(notice == NO_DAY, np.int32(NEVER), np.maximum(due, notice))
    return np.where(due == NO_DAY, due, np.where(legal_kinds.to_numpy(object) == "consumer", noticed, due))


def compensation(unpaid: Ints, due: Days, until: Days, opening: Days, legal_kinds: pd.Series) -> Ints:
    """EUR 40 in cents for each invoice late on `until`, once and whatever its amount; 0 for the others.

    `unpaid` is what was still owed at the end of the due day, `opening` the day an insolvency opened (NO_DAY: none).
    Business and public debtors only. Nothing where an insolvency opened on or before the due day, as it forbids to pay
    on that day (C. com. L441-10 II; L622-7 forbids paying earlier debts).
    """
    kinds = legal_kinds.to_numpy(object)
    is_late = (due != NO_DAY) & (unpaid > 0) & (until > due)
    is_forbidden = (opening != NO_DAY) & (opening <= due)
    owed = np.zeros(len(due), dtype=bool)
    for kind, since in _SINCE.items():
        owed |= (kinds == kind) & (due >= since - 1)
    return np.where(is_late & owed & ~is_forbidden, COMPENSATION_MINOR, 0).astype(np.int64)
