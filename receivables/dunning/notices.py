"""Formal notices the post carried: until when they leave time to pay."""

import numpy as np

from receivables.days import NO_DAY
from receivables.dunning.ground import Ground
from receivables.dunning.procedure import CONSUMER, LETTER, NOTICE, REGISTERED
from receivables.dunning.stops import Rows
from receivables.dunning.timing import joined
from receivables.sums import Ints

#: The post keeps a registered letter nobody takes so many days: after them it was presented, if anywhere.
KEPT_DAYS = 15


def notice_limits(ground: Ground, rows: Rows) -> Ints:
    """Of each item the last day its formal notice leaves to pay: int64, NO_DAY where none was posted here.

    The time runs from presentation, also of a letter nobody took (C. civ. 1344; Cass. 1re civ. 20/01/2021, 19-20.680),
    whose own day does not count. Of a letter whose presentation nobody told it runs from the last day it can have been.
    """
    limit = np.full(len(ground.items), NO_DAY, dtype=np.int64)
    history = joined(ground)
    is_posted = (history["level"] == NOTICE) & history["is_sent"] & history["channel"].isin((LETTER, REGISTERED))
    history = history[is_posted]
    at, presented = history["at"].to_numpy(np.int64), history["presented_day"].to_numpy(np.int64)
    start = np.where(presented == NO_DAY, history["day"].to_numpy(np.int64) + KEPT_DAYS, presented)
    np.maximum.at(limit, at, start + _days(ground, rows)[at])
    return limit


def _days(ground: Ground, rows: Rows) -> Ints:
    """Of each item how many days its payer is left."""
    companies = ground.companies.set_index("company").reindex(ground.accounts["company"])
    is_consumer = (ground.accounts["segment"] == CONSUMER).to_numpy(bool)
    names = ("notice_days_consumer", "notice_days")
    consumer, other = (companies[name].fillna(0).to_numpy(np.int64) for name in names)
    found: Ints = np.where(is_consumer, consumer, other)[rows.payer]
    return found
