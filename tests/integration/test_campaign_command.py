"""A morning of reminders through the real command, on the demo: planned, approved by two, sent once, planned again."""

from pathlib import Path

import pytest

from tests.command import Command

_NOW = ("--now", "2026-11-02T10:00:00+01:00")


@pytest.mark.costly
def test_a_morning_on_the_demo(demo: Command, tmp_path: Path) -> None:
    """Every late account is told; formal notices wait for a second person; what was sent is not proposed again."""
    relance = demo
    balance = relance.json("aged-balance")
    plan = relance.json("campaign", "plan", "--on", balance["as_of"])
    late = {one["account"] for one in balance["accounts"] if any(float(one[key]) > 0 for key in balance["buckets"][1:])}
    assert late <= {one["account"] for one in plan["proposed"] + plan["stopped"]}
    run = str(plan["run"])
    first = relance.json("campaign", "approve", run, "--by", "alice", *_NOW)
    notices = {one["message"] for one in plan["proposed"] if one["level"] == "notice"}
    assert notices
    assert first["waiting_for_second"] == len(notices)
    again = relance.json("campaign", "approve", run, "--by", "bob", *_NOW)
    assert again["approved"] == len(notices)
    dry = relance.json("campaign", "run", run, "--dry-run", *_NOW)
    assert (dry["sent"], (tmp_path / "drafts").exists()) == (0, False)
    books = relance.json("campaign", "run", run, "--drafts", tmp_path / "drafts", *_NOW)
    mails = {one["message"] for one in plan["proposed"] if one["channel"] == "email"}
    # On the Saturday of the plan the bank of both companies is fresh; on Monday that of one no longer is.
    assert books["skipped"].keys() <= {"stale_money"}
    stale = sum(books["skipped"].values())
    assert 0 < books["sent"] == len(list((tmp_path / "drafts").glob("*.eml")))
    told = books["waiting_for"].get("sales_told", 0)  # the third reminder waits 48 h for the sales contact
    assert told
    assert len(mails) - stale <= books["sent"] + told <= len(mails)
    assert books["planned"] == books["sent"] + books["waiting"] + stale
    assert relance.json("campaign", "run", run, "--drafts", tmp_path / "drafts", *_NOW)["sent"] == books["sent"]
    sent = {(item["item"], one["level"]) for one in plan["proposed"] for item in one["items"]}
    later = relance.json("campaign", "plan", "--on", "2026-11-02")
    assert not sent & {(item["item"], one["level"]) for one in later["proposed"] for item in one["items"]}


@pytest.mark.costly
def test_a_dispute_noted_after_approval_keeps_the_mail_back(demo: Command, tmp_path: Path) -> None:
    """The recheck reads what people noted since: that message is skipped, with its reason."""
    relance = demo
    plan = relance.json("campaign", "plan", "--on", "2026-10-31")
    one = next(row for row in plan["proposed"] if row["channel"] == "email" and row["level"] == "r3")
    account, items = one["account"], one["items"]
    run = str(plan["run"])
    relance.json("campaign", "approve", run, "--only", account, "--by", "alice", *_NOW)
    for item in items:
        relance.json("event", "add", "--account", account, "--company", one["company"], "--kind", "dispute",
                     "--data", f'{{"item": "{item["item"]}"}}')  # fmt: skip
    books = relance.json("campaign", "run", run, "--drafts", tmp_path / "drafts", *_NOW)
    assert books["sent"] == 0
    assert books["skipped"] == {"dispute": 1}


def test_the_clock_is_told_in_test_homes_alone(relance: Command) -> None:
    """A new home is for production: its history is written under the machine's clock."""
    done = relance("campaign", "plan", "--on", "2026-10-31", *_NOW)
    assert done.returncode == 2
    assert "RELANCE_ENV=test" in done.stderr
