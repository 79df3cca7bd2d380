"""What is owed on one day in one currency, summed as the metrics need it; which payments came how late."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.aging import days_overdue
from receivables.days import NO_DAY
from receivables.priority.habits import paid_documents
from receivables.sums import Ints, sum_by


@dataclass(frozen=True)
class Standing:
    """Open amounts of one day, minor units: `total` = not_due + overdue + age_unknown + unallocated (credits, <= 0).

    balances: one a customer; amounts, delays: open debits of known due date with their days overdue (0: not due).
    """

    total: int
    not_due: int
    overdue: int
    age_unknown: int
    unallocated: int
    balances: Ints
    amounts: Ints
    delays: Ints

    @property
    def current(self) -> int:
        """What is not due of the total: credits that pay nothing yet go to what is overdue first, then to this."""
        return min(self.not_due, self.total)

    @property
    def owed(self) -> int:
        """All open debits."""
        return self.not_due + self.overdue + self.age_unknown


def standing(opened: Ints, due: Ints, customers: Ints, on: int) -> Standing:
    """Open amounts of items (credits below zero), their due days and the code of their customer -> Standing."""
    is_debit, is_dated = opened > 0, due != NO_DAY
    amounts = opened[is_debit & is_dated]
    delays = days_overdue(due.astype(np.int32), on).astype(np.int64)[is_debit & is_dated]
    codes, found = np.unique(customers, return_inverse=True)
    return Standing(
        total=int(opened.sum()),
        not_due=int(amounts[delays == 0].sum()),
        overdue=int(amounts[delays > 0].sum()),
        age_unknown=int(opened[is_debit & ~is_dated].sum()),
        unallocated=int(opened[~is_debit].sum()),
        balances=sum_by(found.astype(np.int64), opened, len(codes)),
        amounts=amounts,
        delays=delays,
    )


def paid_delays(lines: pd.DataFrame, first: int) -> tuple[Ints, Ints]:
    """Amounts of the invoices that letters closed since the day `first`, and the days each was paid late (0: in time).

    lines: LINES of a day with `remaining`; see `habits.paid_documents`.
    """
    paid = paid_documents(lines)
    paid = paid[paid["paid_day"] >= first]
    late = np.maximum(paid["paid_day"].to_numpy(np.int64) - paid["due_day"].to_numpy(np.int64), 0)
    return paid["amount"].to_numpy(np.int64), late
