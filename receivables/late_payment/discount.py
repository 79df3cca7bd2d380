"""Early-payment discount (escompte) against the cost of waiting for the money.

The invoice must say whether there is one (C. com. L441-9 I). Its yearly cost is simple interest on what is received:
e / (1 - e) x year / days; banks count a year of 360 days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receivables.errors import OutOfRangeError
from receivables.late_payment.interest_periods import rounded
from receivables.late_payment.rates import PERCENT
from receivables.sums import Ints

_WHOLE = 100 * PERCENT


@dataclass(frozen=True)
class DiscountCost:
    """For n invoices: the discount and the cost of waiting in minor units, the yearly cost of the discount in rate
    units (10 000 a percent), and whether granting it costs less than waiting."""

    discount: Ints
    yearly_units: Ints
    cost_of_waiting: Ints
    is_better: NDArray[np.bool_]


def discount_cost(
    amounts: Ints, discount_units: int, days_earlier: int, rate_units: int, year_days: int = 360
) -> DiscountCost:
    """A discount of `discount_units` for payment `days_earlier`, against money that costs `rate_units` a year.

    amounts: minor units, including VAT. Waiting costs the interest on what would have come in. Raises OutOfRangeError
    unless the discount is above 0 and under 100 %, the days at least 1, the rate not negative.
    """
    if not 0 < discount_units < _WHOLE or days_earlier < 1 or rate_units < 0:
        raise OutOfRangeError(
            "A discount is above 0 and under 100 %, for at least one day, against a rate of 0 or more."
        )
    discount = rounded(amounts, np.full(len(amounts), discount_units, dtype=np.int64), _WHOLE)
    waiting = rounded(
        amounts - discount, np.full(len(amounts), rate_units * days_earlier, dtype=np.int64), _WHOLE * year_days
    )
    yearly = (2 * discount_units * _WHOLE * year_days + (_WHOLE - discount_units) * days_earlier) // (
        2 * (_WHOLE - discount_units) * days_earlier
    )
    is_better = np.full(len(amounts), yearly < rate_units)
    return DiscountCost(discount, np.full(len(amounts), yearly, dtype=np.int64), waiting, is_better)
