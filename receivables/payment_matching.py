"""Which open items one payment pays, when nobody has matched it yet: the clerk's order of looking.

First the items its reference names (C. civ. 1342-10: the debtor says which debt he pays), then one item of the same
amount, then the fewest items that add up to it, then the earliest due (1342-10 al. 2). What pays nothing is left over.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.errors import OutOfRangeError
from receivables.number_ranges import ranges_spelled_out
from receivables.numbers import NumberFinder, normalise_numbers
from receivables.sums import Ints

RULES = ("named", "equal", "sum", "earliest")
#: Sums kept in mind while looking for items that add up; past it the search is given up, never guessed.
_MAX_SUMS = 100_000
_LATE = int(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class Allocation:
    """What a payment pays of n items: `paid` int64 minor units, `rule` the name of the rule ('' where unpaid),
    `left` the part that pays nothing."""

    paid: Ints
    rule: list[str]
    left: int


def items_paid(payment: int, reference: str, numbers: pd.Series, due: Days, opened: Ints) -> Allocation:
    """A payment in minor units and its reference, n open items (number, due day, open minor units) -> what it pays.

    A credit note that the reference names is taken with the payment (its `paid` is negative); other credits are passed
    over. Raises OutOfRangeError unless the payment is above zero.
    """
    if payment <= 0:
        raise OutOfRangeError("A payment is above zero.")
    run = _Run(payment, due, opened)
    run.pay(_named(reference, numbers), "named")
    run.pay(run.equal(), "equal")
    run.pay(run.adding_up(), "sum")
    run.pay(run.earliest(), "earliest")
    return Allocation(run.paid, run.rule, run.left)


class _Run:
    """What is left of a payment while rule after rule is asked."""

    def __init__(self, payment: int, due: Days, opened: Ints) -> None:
        self.left, self.due, self.opened = payment, due, opened
        self.paid, self.rule = np.zeros(len(opened), dtype=np.int64), [""] * len(opened)

    def pay(self, rows: list[int], rule: str) -> None:
        """The items in this order, as far as the payment goes; the credits among them first, they make it larger."""
        for row in rows:
            if self.opened[row] < 0:
                self.paid[row], self.rule[row] = self.opened[row], rule
                self.left -= int(self.opened[row])
        for row in rows:
            amount = min(self.left, int(self.opened[row]) - int(self.paid[row]))
            if amount > 0:
                self.paid[row] += amount
                self.rule[row] = rule
                self.left -= amount

    def earliest(self) -> list[int]:
        """Items not paid yet by their due day, those without one last."""
        rows = np.flatnonzero((self.opened > 0) & (self.paid == 0))
        days = np.where(self.due[rows] == NO_DAY, _LATE, self.due[rows])
        found: list[int] = rows[np.argsort(days, kind="stable")].tolist()
        return found

    def equal(self) -> list[int]:
        """The earliest item of what is left, to the cent."""
        return [row for row in self.earliest() if self.opened[row] == self.left][:1]

    def adding_up(self) -> list[int]:
        """The fewest items that add up to what is left, the earliest of equally few; [] where none do."""
        best: dict[int, tuple[int, ...]] = {0: ()}
        for row in self.earliest() if self.left else []:
            amount = int(self.opened[row])
            for total, rows in list(best.items()):
                more = total + amount
                if more <= self.left and (more not in best or len(rows) + 1 < len(best[more])):
                    best[more] = (*rows, row)
            if len(best) > _MAX_SUMS:
                break
        return list(best.get(self.left, ())) if self.left else []


def _named(reference: str, numbers: pd.Series) -> list[int]:
    """The items a reference names, in its order, those of its ranges too (`FA101-103`); an item once."""
    known = normalise_numbers(numbers.astype("str"))
    named = dict.fromkeys(NumberFinder(known).numbers_in(ranges_spelled_out(reference, known.tolist())))
    return [row for number in named for row in np.flatnonzero((known == number).to_numpy()).tolist()]
