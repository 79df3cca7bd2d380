"""Which credits nobody has matched yet a message deducts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.dunning.ground import Ground
from receivables.dunning.stops import Rows
from receivables.sums import Ints, sum_by


@dataclass(frozen=True)
class Credits:
    """Unallocated credits, minor units above 0, of purses (company, payer, currency).

    of_debtor: of each item which (purse, who owes) it is of | own: by purse, of who pays | others: by (purse, who owes)
    of those he pays for, 0 for himself
    """

    of_debtor: Ints
    own: Ints
    others: Ints

    def deducted(self, rows: Ints, groups: Ints, purses: Ints, asked: Ints) -> Ints:
        """What n groups of items deduct of what they ask for: int64 (n). The credits of who pays lessen all of it,
        those of another debtor his own documents alone: debts are set off between the same two persons (C. civ. 1347).

        rows: items, of each its group (`groups`); purses: of each group; asked: of all items, minor units
        """
        keys, of_pair = np.unique(groups * len(self.others) + self.of_debtor[rows], return_inverse=True)
        of_each = sum_by(of_pair.astype(np.int64), asked[rows], len(keys))
        taken = np.minimum(of_each, self.others[keys % max(len(self.others), 1)])
        total = sum_by(groups, asked[rows], len(purses))
        foreign = sum_by(keys // max(len(self.others), 1), taken, len(purses))
        found: Ints = foreign + np.minimum(total - foreign, self.own[purses])
        return found


def credits_of(ground: Ground, rows: Rows, of_purse: Ints, size: int) -> Credits:
    """The credits of a ground. of_purse: the purse of each item, of `size`"""
    accounts = ground.accounts
    debtors, _ = pd.factorize(accounts["debtor"].where(accounts["debtor"] != "", accounts["account"]))
    width = int(debtors.max(initial=0)) + 1
    debtor = debtors[rows.debtor]
    keys, of_debtor = np.unique(of_purse * width + debtor, return_inverse=True)
    opened = ground.items["open"].to_numpy(np.int64)
    credit, is_own = np.where(opened < 0, -opened, 0), debtor == debtors[rows.payer]
    return Credits(
        of_debtor.astype(np.int64), sum_by(of_purse, np.where(is_own, credit, 0), size),
        sum_by(of_debtor.astype(np.int64), np.where(is_own, 0, credit), len(keys)),
    )  # fmt: skip
