"""Where messages go: letters to the address approved, what came back, whose hours and holidays count; and whose
credits lessen what is asked."""

import json
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from receivables.dunning.procedure import REGISTERED, TWO, Level, Procedure
from server.campaigns.settings.sending_settings import save_sending
from server.store.database import open_engine, sharing
from tests.campaign_home import COMPANY, CampaignHome, day, invoice, levels, reasons
from tests.command import Command
from tests.fec_builder import receipt, sale

pytestmark = pytest.mark.costly
D0 = "2026-06-03"  # a Wednesday
ON = day(D0, 6)


def _home(relance: Command, folder: Path, accounts: str, **customers: dict[str, str]) -> CampaignHome:
    """Customers who owe 1,000.00 each since D0, in a company somebody pays every day."""
    home = CampaignHome(relance, folder)
    home.ledger([*(invoice(one, f"F{one}", 100_000, D0) for one in accounts),
                 *(receipt(day(D0, later), "PAYS", 100) for later in range(-31, 60))])  # fmt: skip
    home.customers({one: customers.get(one, {}) for one in accounts})
    home.settings()
    return home


def _close(home: CampaignHome, *days: str) -> None:
    """Set the closing days, as the sheet of the procedures and the page do."""
    engine = open_engine(home.relance.home, None)
    with sharing(engine) as connection:
        save_sending(connection, {"closing_days": list(days)}, "Camille", f"{ON}T08:00:00Z")
    engine.dispose()


def _messages(home: CampaignHome, run: int) -> dict[str, dict[str, Any]]:
    return {one["account"]: one for one in home("campaign", "show", str(run))["proposed"]}


def test_a_letter_leaves_to_the_address_that_was_approved_or_not_at_all(relance: Command, tmp_path: Path) -> None:
    """Of three letters one customer moved before it was written, one after: the next proposal has the new address."""
    home = _home(relance, tmp_path, "ABC")
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("letter",)),), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    moved = {"Adresse": "99 rue Neuve, 33000 Bordeaux"}
    home.customers({"A": moved, "B": {}, "C": {}})
    assert home.send(run, ON)["letters"] == {"rendered": 2, "skipped": 1, "failed": 0}
    home.customers({"A": moved, "B": moved, "C": {"Adresse": "1 rue Haute\n75001 PARIS"}})  # C: written otherwise
    books = home.send(run, ON)
    assert (books["skipped"], books["waiting_for"]) == ({"changed": 2}, {"post": 1})
    assert levels(home.plan(day(ON, 1))) == {"A": "r1", "B": "r1"}


def test_who_is_unknown_at_an_address_leaves_the_others_there_alone(relance: Command, tmp_path: Path) -> None:
    """Three firms in one building: one letter comes back; the others are written to, and so is the first elsewhere."""
    home = _home(relance, tmp_path, "ABC")
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("letter",)), Level("r2", 9,
                    channels=("letter",))), quiet_days=1))  # fmt: skip
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    home.send(run, ON)
    for one in _messages(home, run).values():
        home("campaign", "resolve", one["message"], "--posted", "", "--on", ON, "--now", f"{ON} 12:00")
    back = _messages(home, run)["B"]["message"]
    home("campaign", "resolve", back, "--unknown-address", "--on", day(ON, 2), "--now", f"{day(ON, 2)} 12:00")
    told = home.plan(day(ON, 4))
    assert levels(told) == {"A": "r2", "C": "r2"}
    assert reasons(told)["B"] == {"no_address"}
    home.customers({"A": {}, "B": {"Adresse": "2 rue Basse, 31000 Toulouse"}, "C": {}})
    assert levels(home.plan(day(ON, 4)))["B"] == "r1"


def test_a_presentation_mistyped_is_corrected(relance: Command, tmp_path: Path) -> None:
    """The last day said counts: eight days of a formal notice run from there, not from the mistyped one."""
    home = _home(relance, tmp_path, "A")
    home.procedures(Procedure("P", "business", (
        Level("r1", 5, channels=("email",)), Level("notice", 7, channels=(REGISTERED,), approver=TWO, tone="formal"),
        Level("handover", 10, channels=(), approver=TWO, tone="formal")), quiet_days=1))  # fmt: skip
    home.morning(ON)
    posted = day(ON, 3)
    home.morning(posted)
    (notice,) = home("campaign", "show", "2")["proposed"]
    say = ("campaign", "resolve", notice["message"])
    home(*say, "--posted", "RK1", "--on", posted, "--now", f"{posted} 12:00")
    home(*say, "--presented", day(posted, 1), "--now", f"{day(posted, 9)} 12:00")
    home(*say, "--presented", day(posted, 5), "--now", f"{day(posted, 9)} 12:05")
    home(*say, "--received", "--on", day(posted, 6), "--now", f"{day(posted, 9)} 12:10")
    told = home.refused(*say, "--presented", day(posted, 8), "--now", f"{day(posted, 9)} 12:15")
    assert "it was presented by then" in told
    home(*say, "--received", "--on", day(posted, 7), "--now", f"{day(posted, 9)} 12:20")  # the presentation stays
    told = home.refused(*say, "--received", "--on", day(posted, 4), "--now", f"{day(posted, 9)} 12:25")
    assert "came then or later" in told
    due = {later: levels(home.plan(day(posted, later))) for later in (10, 13, 14)}
    assert due == {10: {}, 13: {}, 14: {"A": "handover"}}


def test_a_letter_is_not_posted_before_it_was_written(relance: Command, tmp_path: Path) -> None:
    """A day mistyped would let the time of a formal notice run from January."""
    home = _home(relance, tmp_path, "A")
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("letter",)),), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    home.send(run, ON)
    message = _messages(home, run)["A"]["message"]
    told = home.refused("campaign", "resolve", message, "--posted", "", "--on", "2026-01-02", "--now", f"{ON} 12:00")
    assert "A letter is not posted before it was written, on 2026-06-09." in told
    home("campaign", "resolve", message, "--posted", "", "--on", ON, "--now", f"{ON} 12:00")


@pytest.mark.parametrize(
    ("told", "on", "sent"),
    [
        ({"Adresse": "4 quai Kléber, 67000 Strasbourg"}, "2026-04-03", False),  # Good Friday, in Alsace
        ({"Adresse": "1 rue Haute, 75001 Paris"}, "2026-04-03", True),
        ({"Adresse": "5 rue de Paris, 97400 Saint-Denis"}, "2026-04-02", True),
        ({"Adresse": "5 rue de Paris, 97400 Saint-Denis"}, "2026-04-02 16:30", False),  # 18:30 there
        ({"Adresse": "67059 Ludwigshafen, Allemagne"}, "2026-04-02", True),  # no Alsatian
    ],
)
def test_hours_and_holidays_are_those_of_who_reads(
    relance: Command, tmp_path: Path, told: dict[str, str], on: str, sent: bool
) -> None:
    home, due = CampaignHome(relance, tmp_path), "2026-03-25"
    home.ledger([invoice("A", "F1", 100_000, due), *(receipt(day(due, later), "Z", 1) for later in range(12))])
    home.customers({"A": told})
    home.settings()
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)),), quiet_days=1))
    date, _, hour = on.partition(" ")
    run = home.plan(date)["run"]
    home.approve(run, date)
    books = home("campaign", "run", str(run), "--drafts", tmp_path / "drafts", "--now", f"{date} {hour or '10:00'}")
    assert (books["sent"], books["waiting_for"]) == ((1, {}) if sent else (0, {"window": 1}))


def test_hours_set_anew_free_what_waited(relance: Command, tmp_path: Path) -> None:
    """A closing day typed by mistake and taken out again: what waited for the next opening leaves at once."""
    home = _home(relance, tmp_path, "A")
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)),), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    _close(home, ON)
    assert home.send(run, ON)["waiting_for"] == {"window": 1}
    _close(home)
    assert home.send(run, ON)["sent"] == 1


def test_a_copy_this_home_may_not_send_stands_in_no_header(relance: Command, tmp_path: Path) -> None:
    """A test home writes to example domains only: who reads the mail is not told of a copy nobody got."""
    home = _home(relance, tmp_path, "A", A={"Commercial": "Paul Vente <paul@real-sales.fr>"})
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",), sales_copy=True),), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    assert home.send(run, ON)["sent"] == 1
    (mail,) = (tmp_path / f"drafts-{run}").glob("*.eml")
    assert message_from_bytes(mail.read_bytes())["Cc"] is None


def test_a_hand_over_done_is_told_with_its_day(relance: Command, tmp_path: Path) -> None:
    home = _home(relance, tmp_path, "A")
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)), Level(
        "handover", 12, channels=(), approver=TWO, tone="formal")), quiet_days=1))  # fmt: skip
    home.morning(ON)
    later = day(D0, 13)
    home.morning(later)
    told = {one["account"]: one["sentence"] for one in home.plan(day(later, 1))["stopped"]}
    assert told["A"] == "handed over on 2026-06-16"


def test_the_credit_of_one_debtor_lessens_nothing_of_another(relance: Command, tmp_path: Path) -> None:
    """P pays for S1, who has a credit note, and for S2, who owes: the notice asks for all of S2's debt, and interest
    runs on all of it (C. civ. 1347)."""
    home = CampaignHome(relance, tmp_path)
    home.ledger(sorted([
        sale(day(D0, -60), "S1", "AV1", -30_000, due=day(D0, -60)), invoice("S2", "F2", 600_000, D0),
        *(receipt(day(D0, later), "PAYS", 100) for later in range(-31, 60)),
    ], key=lambda entry: entry.day))  # fmt: skip
    home.customers({"S1": {"Nom": "Filiale Un", "Payeur": "P"}, "S2": {"Nom": "Filiale Deux", "Payeur": "P"},
                    "P": {"Nom": "Siège"}})  # fmt: skip
    home.settings()
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)), Level(
        "notice", 9, channels=(REGISTERED,), approver=TWO, tone="formal")), quiet_days=1))  # fmt: skip
    (first,) = home.morning(ON)["proposed"]
    assert (first["account"], first["payer"], first["amount"]) == ("S2", "P", "6000.00")
    assert not any("unmatched" in one for one in first["reasons"])
    (notice,) = home.plan(day(D0, 10))["proposed"]
    assert (notice["level"], notice["amount"]) == ("notice", "6000.00")
    debt = ("penalty", "--amount", "6000", "--due", D0, "--until", day(D0, 10))
    assert notice["interest"] == home(*debt)["interest"]


def test_who_pays_for_others_is_stopped_though_no_ledger_knows_him(relance: Command, tmp_path: Path) -> None:
    """A holding with no documents of its own: what is agreed of documents is noted where they stand, its hold stops
    what it pays for, and it has no call sheet, which is said."""
    home = CampaignHome(relance, tmp_path)
    home.ledger([invoice("S1", "F1", 300_000, D0), invoice("S2", "F2", 600_000, D0), receipt(day(ON, -1), "Z", 100)])
    home.customers({"S1": {"Payeur": "P"}, "S2": {"Payeur": "P"}, "P": {}})
    home.settings()
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)),), quiet_days=1))
    promise = ("--data", '{"amount": "9000.00", "by": "2026-06-20"}', "--date", ON)
    told = home.refused("event", "add", "--account", "P", "--kind", "promise", *promise)
    assert "P has no documents of its own, it pays for S1, S2: note it there." in told
    assert "nothing is known of it but what is shared" in home.refused("campaign", "call-sheet", "P")
    assert {one["payer"] for one in home.plan(ON)["proposed"]} == {"P"}
    home.fields("P", hold="yes", hold_reason="réorganisation du groupe")
    held = home.plan(ON)
    assert held["proposed"] == []
    assert reasons(held) == {"S1": {"hold"}, "S2": {"hold"}}


def test_a_folder_of_copies_that_is_away_lets_messages_wait(relance: Command, tmp_path: Path) -> None:
    """A share that is down between approval and sending: nothing fails; back again, all leaves with its copies."""
    home = _home(relance, tmp_path, "AB", B={"Courriel": ""})
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email", "letter")),), quiet_days=1))
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "FA.pdf").write_bytes(b"%PDF-1.4 a")
    (tmp_path / "more.json").write_text(json.dumps({"terms": {"invoice_folder": str(folder)}}), encoding="utf-8")
    home("company", "set", tmp_path / "more.json", "--by", "Camille", "--company", COMPANY)
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    folder.rename(tmp_path / "away")
    books = home.send(run, ON)
    assert (books["sent"], books["failed"], books["waiting_for"]) == (0, 0, {"copies": 2})
    (tmp_path / "away").rename(folder)
    books = home.send(run, ON)
    assert (books["sent"], books["waiting_for"], books["letters"]["rendered"]) == (1, {"post": 1}, 1)
    (mail,) = (tmp_path / f"drafts-{run}").glob("*.eml")
    assert "FA.pdf" in {part.get_filename() for part in message_from_bytes(mail.read_bytes()).walk()}


def test_a_call_to_be_made_is_looked_at_again(relance: Command, tmp_path: Path) -> None:
    """A dispute noted since drops it; one still meant stays; a call whose customer was written to since is late."""
    home = _home(relance, tmp_path, "ABC")
    levels = (Level("call", 5, channels=("call",)), Level("r2", 8, gap_days=1, channels=("email",)))
    home.procedures(Procedure("P", "business", levels, quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    assert home.send(run, ON)["waiting_for"] == {"call": 3}
    home.note("A", "dispute", ON, item=_messages(home, run)["A"]["items"][0]["item"], reason="price")
    books = home.send(run, ON)
    assert (books["waiting_for"], books["skipped"]) == ({"call": 2}, {"dispute": 1})
    late = _messages(home, run)["A"]["message"]  # it was made before the dispute was noted
    home("campaign", "resolve", late, "--called", "paie vendredi", "--on", ON, "--now", f"{ON} 12:00")
    assert _messages(home, run)["A"]["state"] == "done"
    home("campaign", "resolve", _messages(home, run)["B"]["message"], "--drop", "rappelé hier", "--now", f"{ON} 12:00")
    dropped = _messages(home, run)["B"]["message"]
    told = home.refused("campaign", "resolve", dropped, "--called", "x", "--on", ON, "--now", f"{ON} 12:05")
    assert "is no call to be made" in told


def test_retention_money_is_asked_for_once_its_release_is_over(relance: Command, tmp_path: Path) -> None:
    """Kept back up to a due day that tells its release (loi 71-584, art. 2); then reminded, but never put in default by
    itself: no ledger tells when the works were accepted. A due day of thirty days tells of no release."""
    home, levels_ = CampaignHome(relance, tmp_path), (Level("r1", 5, channels=("email",)), Level(
        "notice", 8, channels=(REGISTERED,), approver=TWO, tone="formal"))  # fmt: skip
    kept = "Retenue de garantie lot 3"
    sold = [sale(day(D0, -365), "A", "F1", 100_000, due=D0, label=kept), invoice("B", "F2", 100_000, D0, label=kept)]
    home.ledger([*sold, *(receipt(day(D0, later), "Z", 1) for later in range(-20, 30))])
    home.customers({"A": {}, "B": {}})
    home.settings()
    home.procedures(Procedure("P", "business", levels_, quiet_days=1))
    assert reasons(home.plan(day(D0, -5))) == {}
    first = home.morning(ON)
    assert (levels(first), reasons(first)["B"]) == ({"A": "r1"}, {"retention"})
    assert reasons(home.plan(day(ON, 8))) == {"A": {"due_estimated"}, "B": {"retention"}}
