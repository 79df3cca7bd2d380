"""The sales contact of a customer: copied on mails, told so many hours before one leaves, and never taken for him."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from receivables.dunning.procedure import REGISTERED, TWO, Level, Procedure
from server.campaigns.proposal.invoice_copies import Folders
from server.campaigns.writing.rendering import mail_for
from server.store.campaign_messages import message_of
from server.store.database import open_engine, reading
from tests.campaign_home import COMPANY, CampaignHome, day, invoice
from tests.command import Command
from tests.fec_builder import receipt

pytestmark = pytest.mark.costly

DUE = "2026-06-10"  # a Wednesday
ON = day(DUE, 5)  # a Monday
PAUL = "paul.vente@corsanne.example"
DSN = """From: MAILER-DAEMON@corsanne.example
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; corsanne.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 nobody

--x
Content-Type: text/rfc822-headers

Message-ID: {key}

--x--
"""
#: A's sales contact has an address, those of B and D a name alone, C has none: nobody is told, nothing waits.
SALES = {"A": f"Paul Vente <{PAUL}>", "B": "Paul Vente", "C": "", "D": "Rita Loin"}


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """Four customers who owe 1,000.00 each since DUE, in a company whose bank is fresh."""
    found = CampaignHome(relance, tmp_path)
    bank = [receipt(day(DUE, later), "Z", 100) for later in range(-10, 20)]
    found.ledger([*(invoice(one, f"I{one}", 100_000, DUE) for one in SALES), *bank])
    found.customers({one: {"Commercial": sales} for one, sales in SALES.items()})
    found.settings()
    return found


def _mails(home: CampaignHome, run: int) -> dict[str, EmailMessage]:
    """Recipient -> mail that left."""
    found = [message_from_bytes(path.read_bytes(), policy=policy.default)
             for path in sorted((home.folder / f"drafts-{run}").glob("*.eml"))]  # fmt: skip
    return {str(one["To"]).rpartition("<")[2].rstrip(">"): one for one in found}  # type: ignore[misc]


def _reasons(home: CampaignHome, run: int) -> dict[str, str]:
    told = home("campaign", "show", str(run))["proposed"]
    return {one["account"]: " / ".join(one["reasons"]) for one in told}


def test_a_mail_is_copied_to_the_sales_contact_or_it_is_said_that_he_has_no_address(home: CampaignHome) -> None:
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",), sales_copy=True),)))
    run = home.plan(ON)["run"]
    told = _reasons(home, run)
    assert f"copy to the sales contact ({PAUL})" in told["A"]
    assert "no copy to the sales contact: no address (Paul Vente)" in told["B"]
    assert "no sales contact in the customers file" in told["C"]
    home.approve(run, ON)
    books = home.send(run, ON)
    assert (books["planned"], books["sent"], books["told_sales"], books["state"]) == (4, 4, {}, "closed")
    mails = _mails(home, run)
    assert {to: mail["Cc"] for to, mail in mails.items()} == {
        "a@client.example": PAUL, "b@client.example": None, "c@client.example": None,
        "d@client.example": None,
    }  # fmt: skip
    back = home.folder / "back.eml"
    back.write_text(DSN.format(to=PAUL, key=mails["a@client.example"]["Message-ID"]), encoding="utf-8")
    told = home("campaign", "bounces", back)
    assert [(one["address"], one["effect"]) for one in told["returned"]] == [(PAUL, "suspended")]
    (task,) = told["tasks"]
    assert f"Adresse e-mail {PAUL} du commercial suspendue (refusée par le serveur 5.1.1)" in task
    assert {one["state"] for one in home("campaign", "show", str(run))["proposed"]} == {"sent"}  # the customer has his


@pytest.mark.parametrize("hours", [0, 48])
def test_a_sales_address_mail_came_back_from_is_written_to_no_more(home: CampaignHome, hours: int) -> None:
    """Neither copied nor told by mail: a note of the account takes the place of the notice, and the hours run."""
    first = Level("r1", 5, channels=("email",), sales_copy=not hours, notice_hours=hours)
    second = Level("r2", 9, channels=("email",), sales_copy=not hours, notice_hours=hours)
    home.procedures(Procedure("P", "business", (first, second), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    home.send(run, ON)
    mails = _mails(home, run)
    key = mails[PAUL if hours else "a@client.example"]["Message-ID"]
    back = home.folder / "back.eml"
    back.write_text(DSN.format(to=PAUL, key=key), encoding="utf-8")
    assert home("campaign", "bounces", back)["returned"][0]["effect"] == "suspended"
    if hours:  # it came back after it was sent: the hours run again, from the note
        assert "a@client.example" not in (home.send(run, day(ON, 2)) and _mails(home, run))
        home.send(run, day(ON, 4))
        assert "a@client.example" in _mails(home, run)
    later = day(ON, 7)
    run = home.plan(later)["run"]
    assert {one["level"] for one in home("campaign", "show", str(run))["proposed"]} == {"r2"}
    home.approve(run, later)
    home.send(run, later)
    mails = _mails(home, run)
    assert PAUL not in mails
    events = str(home("account", "show", "A", "--company", COMPANY)["events"])
    if hours:
        assert "Prévenir le commercial (Paul Vente), aucun courriel ne l'atteint : « relance 1 »" in events
        assert "Prévenir le commercial (Paul Vente), il n'a pas d'adresse : « relance 2 »" in events
        home.send(run, day(later, 2))
        mails = _mails(home, run)
    assert mails["a@client.example"]["Cc"] is None
    assert PAUL not in str(mails["a@client.example"])


def test_the_sales_contact_is_told_and_the_message_waits_its_hours(home: CampaignHome) -> None:
    """By one mail of its own, or a note of the account; what is dropped or paid meanwhile never leaves."""
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",), notice_hours=48),), quiet_days=1))
    run = home.plan(ON)["run"]
    assert f"sales contact ({PAUL}) told 48 h before" in _reasons(home, run)["A"]
    home.approve(run, ON)
    books = home.send(run, ON)
    assert (books["planned"], books["sent"], books["waiting_for"]) == (4, 1, {"sales_told": 3})
    assert books["told_sales"] == {"sent": 1}
    mails = _mails(home, run)
    assert sorted(mails) == ["c@client.example", PAUL]
    text = " ".join(mails[PAUL].get_content().split())
    assert all(word in text for word in ("Client A", "1 000,00", "IA", "a@client.example", "48 heures", "--drop"))
    shown = {one["account"]: one for one in home("campaign", "show", str(run))["proposed"]}
    assert len(shown) == 4
    assert (shown["A"]["sales"]["notice"]["state"], shown["A"]["sales"]["until"]) == ("sent", f"{day(ON, 2)}T08:00:00Z")
    engine = open_engine(home.relance.home, None)
    with reading(engine) as connection:  # a worker makes the same mail
        notice = message_of(connection, shown["A"]["sales"]["notice"]["message"])
        assert notice is not None
        again = mail_for(connection, notice, f"{ON}T08:00:00Z", Folders(), lambda _: True)
    engine.dispose()
    assert again.recipient == PAUL
    assert again.content in [path.read_bytes() for path in (home.folder / f"drafts-{run}").glob("*.eml")]
    notes = {one: home("account", "show", one, "--company", COMPANY)["events"] for one in SALES}
    assert {one: len(told) for one, told in notes.items()} == {"A": 0, "B": 1, "C": 0, "D": 1}
    assert "Prévenir le commercial (Paul Vente), il n'a pas d'adresse" in str(notes["B"])
    assert home.send(run, day(ON, 1))["waiting_for"] == {"sales_told": 3}
    home("campaign", "resolve", shown["B"]["message"], "--drop", "appel demain", "--now", f"{day(ON, 1)} 11:00")
    home.note("D", "dispute", day(ON, 1), item=shown["D"]["items"][0]["item"], reason="price")
    assert home.send(run, day(ON, 1))["skipped"] == {"by_hand": 1, "dispute": 1}
    books = home.send(run, day(ON, 2))
    assert (books["sent"], books["waiting"], books["state"]) == (2, 0, "closed")
    assert sorted(_mails(home, run)) == ["a@client.example", "c@client.example", PAUL]


def test_a_letter_waits_unwritten_and_a_registered_one_without_hours_is_told_of(home: CampaignHome) -> None:
    notice = Level("notice", 6, channels=(REGISTERED,), sales_copy=True, tone="formal", approver=TWO)
    first = Level("r1", 5, channels=("letter",), notice_hours=48)
    home.procedures(Procedure("P", "business", (first, notice), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    assert home.send(run, ON)["waiting_for"] == {"post": 1, "sales_told": 3}
    assert home.send(run, day(ON, 2))["waiting_for"] == {"post": 4}
    for number, row in enumerate(home("campaign", "show", str(run))["proposed"]):
        home("campaign", "resolve", row["message"], "--posted", f"N{number}", "--on", day(ON, 2), "--now",
             f"{day(ON, 2)} 12:00")  # fmt: skip
    later = day(ON, 4)
    run = home.plan(later)["run"]
    home.approve(run, later)
    books = home.send(run, later)
    assert (books["waiting_for"], books["told_sales"]) == ({"post": 4}, {"sent": 1})
    assert "recommandée" in _mails(home, run)[PAUL].get_content()


def test_without_a_mail_server_a_note_tells_him_and_the_letter_leaves(home: CampaignHome) -> None:
    """A house that prints everything: what was to be mailed is noted after the hours, which then run from the note."""
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("letter",), notice_hours=48),), quiet_days=1))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    waiting = [
        home("campaign", "run", str(run), "--now", f"{day(ON, later)} 10:00")["waiting_for"] for later in (0, 2, 4)
    ]
    assert waiting == [{"post": 1, "sales_told": 3}, {"post": 3, "sales_told": 1}, {"post": 4}]
    assert "aucun courriel ne l'atteint" in str(home("account", "show", "A", "--company", COMPANY)["events"])


def test_what_tells_the_sales_contact_is_no_contact_of_the_customer(home: CampaignHome) -> None:
    """It neither counts as the customer's message of the day nor as one of the history."""
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",), notice_hours=24),), quiet_days=3))
    run = home.plan(ON)["run"]
    home.approve(run, ON)
    home.send(run, ON)
    later = home.plan(day(ON, 1))
    assert {one["reason"] for one in later["stopped"] if one["account"] in SALES} == {"already_sent"}
    assert home.send(run, day(ON, 1))["sent"] == 4
    sheet = home("campaign", "call-sheet", "A", "--company", COMPANY)
    assert "@corsanne" not in json.dumps(sheet["history"])
    assert len(sheet["history"]) == 1
