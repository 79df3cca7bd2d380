"""Limitation (prescription): the last day on which an unpaid item can still be claimed in court.

Counted from the due date (Code civil 2233 3°, loi 2008-561 of 17 June 2008). Not known here, so never counted: what
interrupts or suspends it (acknowledgement, part payment, claim in court: C. civ. 2230 to 2246), terms set by contract
(2254) and shorter special ones (carriage of goods, 1 year: C. com. L133-6). A registered letter interrupts nothing.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days

#: Between traders, and civil: 5 years (C. com. L110-4 I; C. civ. 2224).
TRADERS_YEARS = 5
#: A trader's claim on a consumer: 2 years (C. conso. L218-2). Also taken for a customer of unknown kind: the shortest.
CONSUMER_YEARS = 2
#: Public bodies: 4 years from 1 January after the year in which the right arose (loi 68-1250 of 31 December 1968,
#: art. 1). Uncertain: written from memory, to be read at its source before a letter prints it.
PUBLIC_YEARS = 4
#: The right arises before the due date, by the longest term of a public buyer at most (CCP R2192-11).
_PUBLIC_TERM_DAYS = 60


def limitation_days(due: Days, legal_kinds: pd.Series) -> Days:
    """Due days and legal kinds ('business', 'consumer', 'public', 'unknown'), row by row -> last day to sue.

    NO_DAY stays NO_DAY. The due day itself does not count and the last day does, to its end (C. civ. 2228, 2229).
    Of two readings the earlier day is given: 28 February for a due day of 29 February; for public buyers the year of
    60 days before the due date.
    """
    kinds = legal_kinds.to_numpy(object)
    is_known = due != NO_DAY
    days = np.where(is_known, due, np.int32(0))
    years = np.where(kinds == "business", TRADERS_YEARS, CONSUMER_YEARS).astype(np.int32)
    last = np.where(kinds == "public", _end_of_fourth_year(days), _years_later(days, years))
    return np.where(is_known, last, NO_DAY).astype(np.int32)


def _years_later(days: Days, years: NDArray[np.int32]) -> Days:
    """The same day of the month so many years later, or the last day of a shorter month."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    start = (months + 12 * years).astype("datetime64[D]")
    end = (months + 12 * years + 1).astype("datetime64[D]") - 1
    same_day: Days = np.minimum(start + (dates - months.astype("datetime64[D]")), end).astype(np.int32)
    return same_day


def _end_of_fourth_year(days: Days) -> Days:
    """31 December of the fourth year after the one in which a public buyer's debt arose."""
    arose = (days - _PUBLIC_TERM_DAYS).astype("datetime64[D]").astype("datetime64[Y]")
    return ((arose + PUBLIC_YEARS + 1).astype("datetime64[D]") - 1).astype(np.int32)
