"""Every command that decides or notes something leaves its entry in the audit, once; a text tampered with is told."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server.store.database import open_engine
from tests.campaign_home import COMPANY, CampaignHome, invoice
from tests.command import Command

CLAUSE = ("rates", "clause", "--company", COMPANY, "--for", "account:A", "--from", "2026-01-01")


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """One late invoice of one customer, and one of the year after."""
    one = CampaignHome(relance, tmp_path)
    one.ledger([invoice("A", "F1", 100_000, "2026-03-10"), invoice("A", "F2", 1_000, "2026-12-10")])
    one.customers({"A": {}})
    return one


def _entries(home: CampaignHome) -> list[dict[str, Any]]:
    """Those of this test, the oldest first: after the two imports."""
    told: list[dict[str, Any]] = home("audit", "show")["entries"]
    return told[::-1][2:]


def test_what_people_decide_is_an_act(home: CampaignHome) -> None:
    """Who, what, on what; what changed nothing (a look, a rate known already, a month closed before) is none."""
    item = home("open-items")["items"][0]["item"]
    waived = ("waive", "--item", item, "--amount", "1.00", "--why", "goodwill", "--by", "Sophie",
              "--as-of", "2026-06-30")  # fmt: skip
    rate = ("rates", "add", "ecb", "2027-01-01", "2027-06-30", "2.65", "--source", "BCE")
    acts: list[tuple[tuple[str, ...], str]] = [
        (("note", item, "vu avec M. Roux"), "item_noted"), (("scope",), ""),
        (("scope", "--set", "412=in"), "scope_set"), (waived, "penalties_waived"), (waived, ""),
        (("decisions", "--withdraw", "1"), "decision_withdrawn"), (("decisions",), ""),
        (("interruption", item, "2026-05-05", "--why", "lettre signée"), "interruption_noted"),
        (("interruption", item, "2026-05-05", "--remove"), "interruption_removed"),
        (("insolvency", "A", "2026-06-01"), "insolvency_noted"), (rate, "rate_added"), (rate, ""),
        (("rates", "remove", "ecb", "2027-01-01"), "rate_removed"), ((*CLAUSE, "--set", "legal"), "rate_clause_set"),
        ((*CLAUSE, "--remove"), "rate_clause_removed"), (("rates", "clause"), ""),
        (("close", "2026-03"), "month_closed"), (("close", "2026-03"), ""),
    ]  # fmt: skip
    for act, _ in acts:
        home(*act)
    told = _entries(home)
    assert [one["what"] for one in told] == [what for _, what in acts if what]
    assert all(one["who"].endswith("(command line)") for one in told)
    of = {one["what"]: one for one in told}
    assert (of["item_noted"]["object"], of["item_noted"]["text"]["text"]) == (f"item {item}", "vu avec M. Roux")
    assert of["scope_set"]["text"] == {"set": ["412=in"]}
    assert (of["penalties_waived"]["text"]["who"], of["penalties_waived"]["text"]["amount"]) == ("Sophie", "1.00")
    assert of["month_closed"]["object"] == "2026-03"
    assert home("audit", "verify", "--strict")["ok"]


def test_a_text_tampered_with_is_told_by_its_number(home: CampaignHome) -> None:
    engine = open_engine(home.relance.home, None)
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit_texts SET text = '{\"file\"' WHERE seq = 2"))
    engine.dispose()
    assert "entry 2 was tampered with" in home.refused("audit", "show")
    assert home("audit", "verify")["faults"] == ["The text of entry 2 was changed."]
