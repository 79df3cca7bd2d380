"""What is corrected after messages left: terms, due days, the post's news; through the commands alone."""

from pathlib import Path

import pytest

from tests.campaign_home import CampaignHome, day, levels, mails
from tests.command import Command
from tests.fec_builder import receipt, sale

D0 = "2026-06-03"  # a Wednesday


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """One customer at thirty days, two invoices of one day, somebody pays every day."""
    one = CampaignHome(relance, tmp_path)
    paid = [receipt(day(D0, later), "PAYS", 100) for later in range(-31, 90)]
    sold = [sale(day(D0, -30), "A", number, 10_000) for number in ("F1", "F2")]
    one.ledger(sorted([*sold, *paid], key=lambda entry: entry.day))
    one.customers({"A": {"Conditions": "30 jours"}})
    one.settings()
    return one


def test_terms_corrected_leave_the_level(home: CampaignHome) -> None:
    """Reminder 1 left; thirty-two days instead of thirty, then two instalments: no second reminder 1 of what had it."""
    home.procedures(mails(5, 20, 40))
    assert levels(home.morning(day(D0, 5))) == {"A": "r1"}
    for terms, on, level in (("32 jours", 7, None), ("32 jours", 22, "r2"), ("50% 31 jours, 50% 60 jours", 25, "r2")):
        home.customers({"A": {"Conditions": terms}})
        assert levels(home.plan(day(D0, on))).get("A") == level
