"""Laws of the proposal: nothing overdue is forgotten, nothing asked for twice, one level at a time."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.dunning.defaults import SHIPPED
from receivables.dunning.proposal import propose
from receivables.dunning.sums import is_overdue
from tests.dunning_grounds import D0, ground_of, send

ACCOUNTS = ["C1", "C2", "C3"]
ITEM = st.fixed_dictionaries({
    "account": st.sampled_from(ACCOUNTS), "due_day": st.integers(D0 - 70, D0 + 20), "open": st.integers(-900, 60_000),
    "currency": st.sampled_from(["EUR", "USD"]), "disputed": st.sampled_from([0, 500, 90_000]),
    "is_retention": st.booleans(),
})  # fmt: skip
ACCOUNT = st.fixed_dictionaries({
    "segment": st.sampled_from(["business", "consumer", "public", "key", "unknown"]), "is_held": st.booleans(),
    "payer": st.sampled_from(["", "C1"]),
})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ITEM, min_size=1, max_size=12), st.lists(ACCOUNT, min_size=3, max_size=3))
def test_partition_and_one_level_a_day(items: list[Any], told: list[Any]) -> None:
    """Over mornings: each overdue item in one place, sums agree, one written message a customer, levels one by one."""
    accounts = [{"account": name, **one} for name, one in zip(ACCOUNTS, told, strict=True)]
    history: list[Any] = []
    past: dict[int, list[int]] = {}
    for day in (D0, D0 + 1, D0 + 8, D0 + 20, D0 + 40):
        facts = ground_of(day, items, accounts, history)
        proposal, again = propose(facts, SHIPPED), propose(facts, SHIPPED)
        assert proposal.messages.equals(again.messages)
        asked, stopped = proposal.message_items["item"].tolist(), proposal.stopped["item"].tolist()
        assert len({*asked, *stopped}) == len(asked) + len(stopped)
        assert set(facts.items["item"][is_overdue(facts)]) <= {*asked, *stopped}
        assert (proposal.message_items["amount"] > 0).all()
        assert proposal.message_items["amount"].sum() == proposal.messages["items_amount"].sum()
        written = proposal.messages[proposal.messages["channel"].isin(["email", "letter", "registered"])]
        assert not written.duplicated(["company", "account"]).any()
        send(proposal, history, day)
        for item in asked:
            past.setdefault(item, []).append(day)
    sent = [(row["item"], row["level"]) for row in history]
    assert len(set(sent)) == len(sent)
