"""Credits nobody matched lessen what a message asks for: of who pays all of it, of another debtor his own alone."""

from typing import Any

import pytest

from tests.dunning_grounds import D0, morning, plain

ON = D0 + 6
#: P pays for S1 and S2.
ACCOUNTS = [{"account": "P"}, {"account": "S1", "payer": "P"}, {"account": "S2", "payer": "P"}]
OLD = D0 - 60


@pytest.mark.parametrize(
    ("accounts", "items", "asked", "credits"),
    [
        # a credit note of S1 is none of S2's (C. civ. 1347), nor of P's
        (ACCOUNTS, [("S1", -1_000), ("S2", 60_000)], 60_000, 0),
        (ACCOUNTS, [("S1", -1_000), ("P", 60_000)], 60_000, 0),
        # of S1 it lessens what S1 owes, to nothing and no further
        (ACCOUNTS, [("S1", -1_000), ("S1", 600), ("S2", 60_000)], 60_000, 600),
        (ACCOUNTS, [("S1", -1_000), ("S1", 6_000), ("S2", 60_000)], 65_000, 1_000),
        # what P paid lessens all he is asked for
        (ACCOUNTS, [("P", -1_000), ("S2", 60_000)], 59_000, 1_000),
        (ACCOUNTS, [("P", -1_000), ("S1", -500), ("S1", 400), ("S2", 60_000)], 59_000, 1_400),
        # two accounts of one person by law, however many customers they are
        ([ACCOUNTS[0], *({**one, "debtor": "552100554"} for one in ACCOUNTS[1:])], [("S1", -1_000), ("S2", 60_000)],
         59_000, 1_000),
    ],
)  # fmt: skip
def test_whose_credits_a_message_deducts(
    accounts: list[dict[str, Any]], items: list[tuple[str, int]], asked: int, credits: int
) -> None:
    told = [{"account": account, "open": opened, "posted": OLD} for account, opened in items]
    found = morning(ON, plain(5, 15, 25), told, [], accounts)
    assert found.messages[["account", "amount", "credits"]].to_numpy().tolist() == [["P", asked, credits]]


def test_a_credit_lessens_nothing_in_another_currency() -> None:
    told = [{"account": "S1", "open": -1_000, "currency": "EUR", "posted": OLD},
            {"account": "S1", "open": 60_000, "currency": "GBP"}]  # fmt: skip
    found = morning(ON, plain(5, 15, 25), told, [], ACCOUNTS)
    assert found.messages[["currency", "amount", "credits"]].to_numpy().tolist() == [["GBP", 60_000, 0]]


def test_a_foreign_credit_makes_nothing_collectible_less() -> None:
    """The minimum of a level is compared with what may be asked for: 60.00 of S2, whatever S1 has to his credit."""
    told = [{"account": "S1", "open": -500, "posted": OLD}, {"account": "S2", "open": 6_000}]
    found = morning(ON, plain(5, 15, 25, minimum={"EUR": 6_000}), told, [], ACCOUNTS)
    assert found.messages["amount"].tolist() == [6_000]
