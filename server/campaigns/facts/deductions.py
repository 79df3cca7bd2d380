"""The credits nobody allocated that messages deduct: as much of them as the proposal took, the oldest first."""

from typing import Any

import pandas as pd

from server.campaigns.facts.day import Facts
from server.records import records

Purse = tuple[str, str, str]


def unallocated(facts: Facts) -> dict[Purse, list[dict[str, Any]]]:
    """(company, payer, currency) -> rows of `ground.ITEMS` with `open` below 0, the oldest first."""
    accounts = facts.ground.accounts[["company", "account", "payer"]]
    own = facts.ground.items[facts.ground.items["open"] < 0].merge(accounts, on=["company", "account"], how="left")
    own = own.assign(payer=own["payer"].where(own["payer"] != "", own["account"]))
    own = own.sort_values(["posted", "item"], kind="stable")
    groups = own.groupby(["company", "payer", "currency"], sort=False)
    return {(str(key[0]), str(key[1]), str(key[2])): records(pd.DataFrame(rows)) for key, rows in groups}


def deducted(credits: list[dict[str, Any]], amount: int) -> list[tuple[dict[str, Any], int]]:
    """Which credits an amount is made of, and how much of each; minor units."""
    found = []
    for row in credits:
        taken = min(amount, -int(row["open"]))
        if taken > 0:
            found.append((row, taken))
            amount -= taken
    return found
