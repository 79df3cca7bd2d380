"""A month of mornings through the commands: import, plan, approve, run into a mail server that loses answers, payments,
disputes, promises, a crash in the middle, a lost approval; every day's books close."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receivables.dunning.procedure import Level, Procedure
from server.campaigns.sending import sender
from tests.campaign_home import TEST, CampaignHome, day, invoice
from tests.command import Command
from tests.conftest import Endurance
from tests.fec_builder import Entry, receipt
from tests.smtp_sink import Mailbox, listening

pytestmark = pytest.mark.costly

START = "2026-06-01"  # a Monday
ACCOUNTS = [f"C{number:02d}" for number in range(12)]
LADDER = Procedure("mails", "business", (
    Level("r1", 3, channels=("email",)), Level("r2", 8, gap_days=3, channels=("email",)),
    Level("r3", 13, gap_days=3, channels=("email",)),
), quiet_days=1)  # fmt: skip


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Mailbox]:
    """It loses one answer in ten after it stored the mail, and puts one recipient in ten off."""
    with listening(tmp_path / "mails.log", drop=0.1, put_off=0.1, seed=7) as one:
        yield one


def _ledger(draw: random.Random) -> list[Entry]:
    """Each customer owes three invoices, due over the month."""
    due = [(account, number) for account in ACCOUNTS for number in range(3)]
    return [
        invoice(account, f"{account}-{number}", 10_000 + 100 * draw.randrange(50), day(START, draw.randrange(-3, 20)))
        for account, number in due
    ]


class Month:
    """What the test notes of each day."""

    def __init__(self, home: CampaignHome, sink: Mailbox, draw: random.Random) -> None:
        self.home, self.sink, self.draw = home, sink, draw
        self.entries = _ledger(draw)
        self.touched: dict[str, set[str]] = defaultdict(set)  # day -> accounts with a mail
        self.levels: dict[str, list[str]] = defaultdict(list)  # item -> levels that left
        self.runs: dict[int, str] = {}
        self.is_dying = False

    def morning(self, on: str) -> None:
        """Import, what people note, plan, approve, run."""
        self._pay(on)
        self.home.ledger(sorted([*self.entries, receipt(on, "PAYS", 100)], key=lambda entry: entry.day))
        plan = self.home.plan(on)
        if not plan["proposed"]:
            return
        self.home.approve(plan["run"], on, *(["--size-is-right"]))
        self.runs[plan["run"]] = on
        self._note(on, plan)
        books = self._run(plan["run"], on)
        assert books["planned"] == books["sent"] + sum(books["skipped"].values()) + books["failed"] + \
            books["uncertain"] + books["waiting"], books  # fmt: skip
        self._count(plan["run"], on)

    def _pay(self, on: str) -> None:
        for one in self.draw.sample(self.entries, 2):
            line = one.lines[0]
            if line.amount > 0 and one.day <= on:
                self.entries.append(receipt(on, line.auxiliary, line.amount, reference=one.reference))

    def _note(self, on: str, plan: dict[str, Any]) -> None:
        """Between approval and sending somebody disputes or promises."""
        one = self.draw.choice(plan["proposed"])
        if self.draw.random() < 0.5:
            self.home.note(one["account"], "dispute", on, item=one["items"][0]["item"], reason="price")
        else:
            self.home.note(one["account"], "promise", on, amount=one["amount"], by=day(on, 5))

    def _run(self, run: int, on: str) -> dict[str, Any]:
        told, env = ("campaign", "run", str(run), "--now", f"{on} 10:00"), {"RELANCE_SMTP_URL": self.sink.url}
        if self.is_dying:
            done = self.home.relance(*told, env={**TEST, **env})
            self.is_dying = done.returncode == 0  # nothing was to be sent: another day then
            assert "Traceback" not in done.stderr
        return self.home(*told, env=env)

    def _count(self, run: int, on: str) -> None:
        """Doubts are settled as sent (this server stores before it loses the answer); nobody is written to twice."""
        for one in self.home("campaign", "show", str(run))["proposed"]:
            if one["state"] == "uncertain":
                self.home(
                    "campaign", "resolve", one["message"], "--sent", "--evidence", "journal", "--now", f"{on} 16:00"
                )
        for one in self.home("campaign", "show", str(run))["proposed"]:
            if one["state"] != "sent":
                continue
            assert one["account"] not in self.touched[one["sent_on"]], (on, one)
            self.touched[one["sent_on"]].add(one["account"])
            for item in one["items"]:
                self.levels[item["item"]].append(one["level"])


def test_a_month_of_mornings(
    relance: Command, tmp_path: Path, sink: Mailbox, monkeypatch: pytest.MonkeyPatch, endurance: Endurance
) -> None:
    """No traceback, no customer twice a day, levels one at a time in order, no mail twice, every doubt shown."""
    draw = random.Random(endurance.seed)
    home = CampaignHome(relance, tmp_path)
    month = Month(home, sink, draw)
    home.ledger(sorted([*month.entries, receipt(START, "PAYS", 100)], key=lambda entry: entry.day))
    home.customers({account: {} for account in ACCOUNTS})
    home.settings()
    home.procedures(LADDER)
    mornings = [day(START, one) for one in range(26) if one % 7 < 5][: endurance.scaled(20, least=5)]
    for place, on in enumerate(mornings):
        if place == 2:
            _crash_once(monkeypatch)
            month.is_dying = True
        month.morning(on)
    assert not month.is_dying
    assert all(told == sorted(set(told)) for told in month.levels.values()), month.levels
    assert all(told[0] == "r1" for told in month.levels.values())
    assert max(Counter(sink.keys()).values()) == 1
    last = mornings[-1]
    for run in month.runs:  # what waited has left or been skipped by the end; the books are closed
        books = home("campaign", "run", str(run), "--now", f"{day(last, 3)} 10:00", env={"RELANCE_SMTP_URL": sink.url})
        assert not books["alarm"], books
        assert books["planned"] == books["sent"] + sum(books["skipped"].values()) + books["failed"] + \
            books["uncertain"] + books["waiting"]  # fmt: skip


def _crash_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies between the mail server's answer and the store: the ledger alone knows."""
    real, died = sender.ended, []

    def ended(*args: Any, **told: Any) -> str:
        if not died:
            died.append(True)
            raise KeyboardInterrupt
        return real(*args, **told)

    monkeypatch.setattr(sender, "ended", ended)
