"""The proposal of a day over 100,000 open items of 10,000 accounts, per item beside Tryton's dunning run."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from receivables.dunning.defaults import SHIPPED
from receivables.dunning.ground import ground
from receivables.dunning.proposal import propose
from tests.benchmarks.ratio import Ratio, best_of

ITEMS, ACCOUNTS, ON = 100_000, 10_000, 20_000
#: Tryton 8.2 (account_dunning, SQLite): 0.5 to 0.9 s for a dunning run over 1,000 invoices; the better figure is taken.
TRYTON_S_PER_ITEM = 0.5 / 1_000


def test_proposal_in_memory(record: Callable[[Ratio], None]) -> None:
    """A third was reminded already, a tenth of the accounts is on hold."""
    draw = np.random.default_rng(6)
    names = [f"C{number:05}" for number in range(ACCOUNTS)]
    accounts = pd.DataFrame({"company": "A", "account": names, "segment": "business"})
    accounts["is_held"] = draw.random(ACCOUNTS) < 0.1
    items = pd.DataFrame({
        "company": "A", "account": np.array(names, dtype=object)[draw.integers(0, ACCOUNTS, ITEMS)],
        "item": np.arange(ITEMS), "due_day": ON - draw.integers(-60, 120, ITEMS),
        "open": draw.integers(1_000, 500_000, ITEMS),
    })  # fmt: skip
    own = items.sample(ITEMS // 3, random_state=6)
    history = own[["company", "item", "due_day"]].assign(level="r1", day=ON - 20)
    contacts = accounts[["company", "account"]].assign(email="a@b.example", address="1 rue", phone="01")
    companies = pd.DataFrame({"company": ["A"], "last_receipt_day": [ON], "has_history": [True]})
    facts = ground(ON, items, accounts, history, contacts, companies)
    assert len(propose(facts, SHIPPED).messages) > ACCOUNTS // 2
    ours = best_of(lambda: propose(facts, SHIPPED), 3)
    record(Ratio("proposal of 100,000 items of 10,000 accounts / Tryton's run", ours, TRYTON_S_PER_ITEM * ITEMS, 0.01))
