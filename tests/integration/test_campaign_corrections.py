"""What is corrected after messages left: terms, due days, the post's news; through the commands alone."""

from pathlib import Path

import pytest

from receivables.dunning.procedure import Level, Procedure
from tests.campaign_home import COMPANY, CampaignHome, day, levels, mails, reasons
from tests.command import Command
from tests.fec_builder import receipt, sale

pytestmark = pytest.mark.costly

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


def test_what_changed_since_the_approval_does_not_leave(relance: Command, tmp_path: Path) -> None:
    """A credit note, another address, another kind of debtor, part of an invoice promised: four messages of five are
    held back, each with its reason, and the next proposal has them right."""
    home, accounts, on = CampaignHome(relance, tmp_path), "ABCDE", day(D0, 6)
    sold = [sale(day(D0, -30), account, f"F{account}", 100_000, due=D0) for account in accounts]
    paid = [receipt(day(D0, later), "PAYS", 100) for later in range(-31, 12)]
    home.ledger(sorted([*sold, *paid], key=lambda entry: entry.day))
    home.customers({account: {} for account in accounts})
    home.settings()
    home.procedures(mails(5))
    run = home.plan(on)["run"]
    home.approve(run, on)
    credit = sale(day(D0, -10), "A", "AV1", -5_000, due=day(D0, -10))
    home.ledger(sorted([*sold, credit, *paid], key=lambda entry: entry.day))
    home.customers(
        {"A": {}, "B": {"Courriel": "neuf@client.example"}, "C": {"Nature": "particulier"}, "D": {}, "E": {}}
    )
    home.note("D", "promise", on, amount="500.00", by=day(D0, 30))
    books = home.send(run, on)
    assert (books["sent"], books["skipped"]) == (1, {"changed": 3, "promise": 1})
    assert levels(home.plan(day(D0, 7))) == {"A": "r1", "B": "r1", "D": "r1"}


def test_hand_over_waits_for_the_presentation(relance: Command, tmp_path: Path) -> None:
    """Presented ten days after it was posted: eight days more. One that came back reached nobody: no hand-over."""
    home, on = CampaignHome(relance, tmp_path), day(D0, 12)
    sold = [sale(day(D0, -30), account, f"F{account}", 100_000, due=D0) for account in "AB"]
    paid = [receipt(day(D0, later), "PAYS", 100) for later in range(-31, 45)]
    home.ledger(sorted([*sold, *paid], key=lambda entry: entry.day))
    home.customers({account: {} for account in "AB"})
    home.settings()
    by_two = {"approver": "two", "tone": "formal"}
    notice = Level("notice", 10, channels=("registered",), **by_two)
    handover = Level("handover", 15, channels=(), **by_two)
    home.procedures(Procedure("short", "business", (Level("r1", 5), notice, handover)))
    home.morning(day(D0, 6))
    plan = home.plan(on)
    home.approve(plan["run"], on)
    home.send(plan["run"], on)
    news = {"A": ("--presented", day(on, 10)), "B": ("--unknown-address", "--on", day(on, 10))}
    for one in plan["proposed"]:
        home("campaign", "resolve", one["message"], "--posted", "1A 111 222 3333 4", "--on", on, "--now", f"{on} 17:00")
        home("campaign", "resolve", one["message"], *news[one["account"]], "--now", f"{day(on, 10)} 17:00")
    before, after = home.plan(day(on, 18)), home.plan(day(on, 19))
    assert (levels(before), levels(after)) == ({}, {"A": "handover"})
    assert (reasons(before)["A"], reasons(after)["B"]) == ({"already_sent"}, {"no_address"})


def test_start_refuses_what_cannot_have_been(home: CampaignHome) -> None:
    """Two levels of one age, a graver level of the younger, a day to come: a sentence each, and nothing is kept."""
    for told, sentence in (
        (("--sent", "14:r1", "--sent", "14:r2"), "two levels from 14 days on"),
        (("--sent", "31:r1", "--sent", "14:r3"), "less than « r3 » from 14"),
        (("--sent", "31:", "--sent", "14:r3"), "less than « r3 » from 14"),
        (("--sent", "14:r1", "--sent-on", "2027-01-01"), "up to 2026-06-17"),
    ):
        assert sentence in home.refused("campaign", "start", "--company", COMPANY, "--on", "2026-06-17", *told)
    told = home("campaign", "start", "--company", COMPANY, "--on", "2026-06-17", "--sent", "31:r2", "--sent", "14:r1")
    assert (told["items"], told["replaced"]) == (2, 0)
    again = home("campaign", "start", "--company", COMPANY, "--on", "2026-06-17")
    assert (again["items"], again["replaced"]) == (0, 2)


def test_the_first_of_two_approvals_outlives_the_next_proposal(home: CampaignHome) -> None:
    """Alice approves a formal notice, the next morning's proposal takes it up, Bob's approval lets it go; what asks for
    other items than she saw begins anew."""
    notice = Level("notice", 10, channels=("registered",), approver="two", tone="formal")
    home.procedures(Procedure("short", "business", (Level("r1", 5), notice)))
    home.morning(day(D0, 6))
    first, on = home.plan(day(D0, 12))["run"], day(D0, 13)
    told = home("campaign", "approve", str(first), "--by", "alice", "--now", f"{day(D0, 12)} 10:00")
    assert told["waiting_for_second"] == 1
    plan = home.plan(on)
    assert f"look at run {plan['run']}" in home.refused("campaign", "approve", str(first), "--by", "bob")
    told = home("campaign", "approve", str(plan["run"]), "--by", "bob", "--now", f"{on} 10:00")
    assert (told["waiting_for_second"], told["to_approve"]) == (0, 0)
    assert home.send(plan["run"], on)["waiting_for"] == {"post": 1}


def test_an_approved_hand_over_heeds_what_the_post_says_since(relance: Command, tmp_path: Path) -> None:
    """Approved, then A's notice is said to be presented only yesterday and B's came back: neither is handed over."""
    home, on = CampaignHome(relance, tmp_path), day(D0, 12)
    sold = [sale(day(D0, -30), account, f"F{account}", 100_000, due=D0) for account in "ABC"]
    paid = [receipt(day(D0, later), "PAYS", 100) for later in range(-31, 75)]
    home.ledger(sorted([*sold, *paid], key=lambda entry: entry.day))
    home.customers({account: {} for account in "ABC"})
    home.settings()
    by_two = {"approver": "two", "tone": "formal"}
    notice = Level("notice", 10, channels=("registered",), **by_two)
    home.procedures(
        Procedure("short", "business", (Level("r1", 5), notice, Level("handover", 15, channels=(), **by_two)))
    )
    home.morning(day(D0, 6))
    plan = home.plan(on)
    home.approve(plan["run"], on)
    home.send(plan["run"], on)
    sent = {one["account"]: one["message"] for one in plan["proposed"]}
    for message in sent.values():
        home("campaign", "resolve", message, "--posted", "1A 111 222 3333 4", "--on", on, "--now", f"{on} 17:00")
    later = day(on, 40)
    plan = home.plan(later)
    assert set(levels(plan).values()) == {"handover"}
    home.approve(plan["run"], later)
    home("campaign", "resolve", sent["A"], "--presented", day(later, -1), "--now", f"{later} 10:00")
    home("campaign", "resolve", sent["B"], "--unknown-address", "--on", day(later, -1), "--now", f"{later} 10:00")
    books = home.send(plan["run"], later)
    assert (books["sent"], books["skipped"], books["state"]) == (1, {"not_yet": 2}, "closed")
