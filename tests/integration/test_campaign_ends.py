"""What leaves without a mail server: letters people post, hand-overs that are tasks; what a restore knows."""

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from receivables.dunning.procedure import Level, Procedure
from server.campaigns.sending.ledger import open_ledger
from server.store.database import open_engine, sharing
from server.store.sync import locked_clock
from tests.campaign_home import CampaignHome, day, invoice, reasons
from tests.command import Command
from tests.fec_builder import receipt

pytestmark = pytest.mark.costly

#: The bank is never late.
RECEIPTS = [receipt(day("2026-06-01", later), "PAYS", 100) for later in range(30)]


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """A company that may write."""
    one = CampaignHome(relance, tmp_path)
    one.ledger(RECEIPTS)
    one.settings()
    return one


def test_an_approved_hand_over_is_carried_out_and_leaves_a_task(home: CampaignHome) -> None:
    """The books close, the account says what to do, nobody is reminded again, and a restore knows it too."""
    r1 = Level("r1", 5, channels=("email",))
    over = Level("handover", 10, channels=(), approver="two", tone="formal")
    home.procedures(Procedure("x", "business", (r1, over), quiet_days=1))
    home.ledger([invoice("A", "I1", 100_000, "2026-06-03"), *RECEIPTS])
    home.customers({"A": {}})
    home.morning("2026-06-09")
    plan = home.plan("2026-06-16")
    home.approve(plan["run"], "2026-06-16")
    assert "no call to be made" in home.refused("campaign", "resolve", plan["proposed"][0]["message"], "--called", "x")
    home("backup", home.folder / "before.zip")
    books = home("campaign", "run", str(plan["run"]), "--now", "2026-06-16 10:00")  # no mail server needed
    assert (books["planned"], books["sent"], books["waiting"], books["state"]) == (1, 1, 0, "closed")
    notes = [one["data"]["text"] for one in home("account", "show", "A")["events"] if one["kind"] == "note"]
    assert notes == ["Passage au contentieux décidé par alice, bob : 1000.00 EUR à confier au recouvrement."]
    assert reasons(home.plan("2026-06-18")) == {"A": {"handed_over"}}
    home("restore", home.folder / "before.zip")
    assert home("campaign", "ledgers")["missing"] == []
    assert home("campaign", "show", str(plan["run"]))["proposed"][0]["state"] == "done"


def test_letters_are_written_by_who_may_not_read_the_mail_server_s_password(home: CampaignHome) -> None:
    """Changing commands and letters need no server; a mail is refused in one sentence."""
    home.procedures(Procedure("x", "business", (Level("r1", 1, channels=("email", "letter")),), quiet_days=1))
    home.ledger([*(invoice(one, f"F{one}", 100_000, "2026-06-05") for one in "AB"), *RECEIPTS])
    (home.relance.home / "relance.toml").write_text(
        '[smtp]\nurl = "smtp://me@127.0.0.1:1"\npassword_file = "not-mine"\n'
    )
    home.customers({"A": {"Courriel": ""}})
    letter = home.plan("2026-06-10")["run"]
    home.approve(letter, "2026-06-10")
    books = home("campaign", "run", str(letter), "--now", "2026-06-10 10:00")
    assert books["letters"]["rendered"] == 1
    home.customers({"A": {"Courriel": ""}, "B": {}})
    mail = home.plan("2026-06-11")["run"]
    home.approve(mail, "2026-06-11")
    sentence = home.refused("campaign", "run", str(mail), "--now", "2026-06-11 10:00")
    assert "The secret of [smtp] cannot be read" in sentence


def test_a_letter_not_posted_yet_is_looked_at_again_and_one_posted_all_the_same_counts(home: CampaignHome) -> None:
    home.procedures(Procedure("letters", "business", (Level("r1", 1, channels=("letter",)),), quiet_days=1))
    home.ledger([invoice(one, f"F{one}", 100_000, "2026-06-05") for one in "ABC"] + RECEIPTS)
    home.customers({one: {} for one in "ABC"})
    plan = home.morning("2026-06-10")
    ids = {one["account"]: one["message"] for one in plan["proposed"]}
    home.note("A", "dispute", "2026-06-10", item="FA", reason="price")
    assert home("campaign", "run", str(plan["run"]), "--now", "2026-06-11 10:00")["skipped"] == {"dispute": 1}
    home.note("B", "dispute", "2026-06-11", item="FB", reason="price")
    said = ("--posted", "", "--on", "2026-06-11", "--now", "2026-06-11 12:00")
    told = {one: home("campaign", "resolve", ids[one], *said) for one in "ABC"}
    assert {one: (row["state"], "dispute" in row.get("warning", "")) for one, row in told.items()} == {
        "A": ("posted", True), "B": ("posted", True), "C": ("posted", False)}  # fmt: skip
    books = home("campaign", "run", str(plan["run"]), "--now", "2026-06-12 10:00")
    assert (books["sent"], books["skipped"], books["state"], books["alarm"]) == (3, {}, "closed", "")


def test_what_is_said_of_a_letter_is_in_the_ledger_at_once(home: CampaignHome) -> None:
    """Restored before anything else was done, the letter is still posted."""
    home.procedures(Procedure("letters", "business", (Level("r1", 1, channels=("letter",)),), quiet_days=1))
    home.ledger([invoice("A", "FA", 100_000, "2026-06-05"), *RECEIPTS])
    home.customers({"A": {}})
    home("backup", home.folder / "empty.zip")
    plan = home.morning("2026-06-10")
    home("backup", home.folder / "before.zip")
    home("campaign", "resolve", plan["proposed"][0]["message"], "--posted", "", "--on", "2026-06-10", "--now",
         "2026-06-10 12:00")  # fmt: skip
    for name in ("before.zip", "empty.zip"):
        home("restore", home.folder / name)
        assert home("campaign", "ledgers")["missing"] == []
        home("campaign", "resume")
        assert home.plan("2026-06-11")["proposed"] == []


def test_a_restore_elsewhere_asks_for_the_ledgers_nobody_here_knows(home: CampaignHome, tmp_path: Path) -> None:
    """The backup is older than the first sending: neither it nor the new machine's own ledger proves anything."""
    home.procedures(Procedure("letters", "business", (Level("r1", 1, channels=("letter",)),), quiet_days=1))
    home.ledger([invoice("A", "FA", 100_000, "2026-06-05"), *RECEIPTS])
    home.customers({"A": {}})
    home("backup", home.folder / "before.zip")
    plan = home.morning("2026-06-10")
    home("campaign", "resolve", plan["proposed"][0]["message"], "--posted", "", "--on", "2026-06-10", "--now",
         "2026-06-10 12:00")  # fmt: skip
    for name in ("waived", "read"):
        (tmp_path / name).mkdir()
        other = CampaignHome(Command(tmp_path / name / "home"), tmp_path / name)
        other("restore", home.folder / "before.zip")
        run = other.plan("2026-06-11")["run"]
        other.send(run, "2026-06-11")
        assert other("campaign", "ledgers")["missing"] == ["since-the-backup"]
        assert "since-the-backup" in other.refused("campaign", "resume")
        more = ["--waive", "since-the-backup"] if name == "waived" else [home.relance.home / "send-ledgers"]
        assert other("campaign", "ledgers", *more)["missing"] == []
        other("campaign", "resume")
        assert len(other.plan("2026-06-11")["proposed"]) == (name == "waived")


def test_the_ledgers_beside_one_are_read_too(home: CampaignHome, tmp_path: Path) -> None:
    """A machine has one for each process that sent; the backup may know of the first alone."""
    home("campaign", "pause")
    folder = tmp_path / "old"
    server = _server(home)
    with ExitStack() as opened:
        names = [opened.enter_context(closing(open_ledger(folder, server, "pc"))).name for _ in range(2)]
        assert home("campaign", "ledgers", folder / f"{names[0]}.ledger")["read"] == names
    assert "cannot be read" in home.refused("campaign", "ledgers", folder / "gone.ledger")


def _server(home: CampaignHome) -> str:
    engine = open_engine(home.relance.home, None)
    with sharing(engine) as connection:
        server = locked_clock(connection).server
    engine.dispose()
    return server
