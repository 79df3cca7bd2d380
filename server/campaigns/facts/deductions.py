"""The credits nobody allocated that messages deduct: as `receivables.dunning.credits` took them, the oldest first."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from server.campaigns.facts.day import Facts
from server.records import records

Purse = tuple[str, str, str]


def unallocated(facts: Facts) -> dict[Purse, list[dict[str, Any]]]:
    """(company, payer, currency) -> rows of `ground.ITEMS` with `open` below 0, the oldest first, with `debtor` (who
    owes) and `is_own` (who pays)."""
    accounts = facts.ground.accounts[["company", "account", "payer"]]
    own = facts.ground.items[facts.ground.items["open"] < 0].merge(accounts, on=["company", "account"], how="left")
    own = own.assign(payer=own["payer"].where(own["payer"] != "", own["account"]))
    known = debtors_of(facts)
    own["debtor"] = [known[key] for key in zip(own["company"], own["account"], strict=True)]
    own["is_own"] = [
        known.get((company, payer), payer) == debtor
        for company, payer, debtor in zip(own["company"], own["payer"], own["debtor"], strict=True)
    ]
    own = own.sort_values(["posted", "item"], kind="stable")
    groups = own.groupby(["company", "payer", "currency"], sort=False)
    return {(str(key[0]), str(key[1]), str(key[2])): records(pd.DataFrame(rows)) for key, rows in groups}


def debtors_of(facts: Facts) -> dict[tuple[str, str], str]:
    """(company, account) -> who owes what stands in it."""
    accounts = facts.ground.accounts
    names = accounts["debtor"].where(accounts["debtor"] != "", accounts["account"])
    return dict(zip(zip(accounts["company"], accounts["account"], strict=True), names, strict=True))


def deducted(
    credits: list[dict[str, Any]], asked: Iterable[tuple[str, int]], amount: int
) -> list[tuple[dict[str, Any], int]]:  # fmt: skip
    """Which credits an amount is made of, and how much of each; minor units.

    asked: (who owes, asked for) of the documents: the credits of who pays lessen all, another's his own alone
    """
    left: Counter[str] = Counter()
    for debtor, part in asked:
        left[debtor] += part
    found = []
    for row in sorted(credits, key=lambda one: bool(one["is_own"])):
        most = amount if row["is_own"] else min(amount, left[row["debtor"]])
        taken = min(most, -int(row["open"]))
        if taken > 0:
            found.append((row, taken))
            amount -= taken
            left[row["debtor"]] -= taken
    return sorted(found, key=lambda one: (one[0]["posted"], one[0]["item"]))
