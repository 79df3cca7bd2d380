"""Days of a company through the commands: worker, returned mail, letters, pauses, a restore in mid-run."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from receivables.dunning.defaults import SHIPPED
from server.campaigns.proposal.runs import the_message
from server.campaigns.writing.previews import content_for
from server.letters.legal import legal_paragraphs
from server.letters.mail import message_id
from server.store.database import open_engine, reading
from tests.campaign_home import COMPANY, CampaignHome, day, invoice, levels, mails, reasons
from tests.command import Command
from tests.fec_builder import receipt
from tests.smtp_sink import Mailbox, listening

pytestmark = pytest.mark.costly

ON = "2026-06-30"  # a Tuesday
BOUNCE = """From: MAILER-DAEMON@mx.example.net
To: credit@corsanne.example.com
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: text/rfc822-headers

Message-ID: {key}

--b--
"""


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Mailbox]:
    """A mail server."""
    with listening(tmp_path / "mails.log") as one:
        yield one


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """Two customers of whom an invoice is ripe for its first reminder, one who pays."""
    return _home(relance, tmp_path)


def _home(relance: Command, folder: Path, url: str = "") -> CampaignHome:
    one = CampaignHome(relance, folder, url)
    one.ledger([invoice("A", "F1", 100_000, day(ON, -6)), invoice("B", "F2", 200_000, day(ON, -6)),
                receipt(day(ON, -1), "PAYS", 100), receipt(day(ON, 2), "PAYS", 100)])  # fmt: skip
    one.customers({"A": {}, "B": {}})
    one.settings()
    return one


@pytest.fixture
def anywhere(relance: Command, tmp_path: Path, database_url: str) -> CampaignHome:
    """The same on each database."""
    return _home(relance, tmp_path, database_url)


def _worker(home: CampaignHome, sink: Mailbox, at: str) -> dict[str, object]:
    return home("worker", "--once", "--now", at, env={"RELANCE_SMTP_URL": sink.url})


def test_worker_proposes_what_is_due_and_sends_what_is_approved_once(anywhere: CampaignHome, sink: Mailbox) -> None:
    home = anywhere
    runs = _worker(home, sink, f"{ON} 07:00")["runs"]
    assert len(runs) == 1
    assert _worker(home, sink, f"{ON} 07:01")["runs"] == []
    plan = home("campaign", "show", str(runs[0]))
    assert levels(plan) == {"A": "r1", "B": "r1"}
    home.approve(runs[0], ON)
    assert _worker(home, sink, f"{ON} 08:00")["ends"] == {}  # before the hours of sending
    assert _worker(home, sink, f"{ON} 10:00")["ends"] == {"sent": 2}
    assert _worker(home, sink, f"{ON} 10:05")["ends"] == {}
    assert Counter(sink.keys()).most_common(1)[0][1] == 1
    assert len(sink.keys()) == 2
    assert home("campaign", "show", str(runs[0]))["state"] == "closed"
    late = _worker(home, sink, "2026-07-06 07:00")["runs"]  # a Monday: three working days nobody was there
    assert home("campaign", "show", str(late[0]))["late_days"] == 3


def test_returned_mail_reached_nobody_and_the_next_message_is_a_letter(home: CampaignHome, sink: Mailbox) -> None:
    """The address is suspended, the level not sent: offered by the next channel at once, or there is no address. The
    books of the run stay as they are."""
    late = [invoice(account, f"F-{account}", 100_000, day(ON, -6)) for account in ("A", "B", "N")]
    home.ledger([*late, receipt(day(ON, -1), "PAYS", 100)])
    home.customers({"N": {"Adresse": "", "Téléphone": ""}})
    plan = home.plan(ON)
    run = str(plan["run"])
    home.approve(plan["run"], ON)
    books = home("campaign", "run", run, "--now", f"{ON} 10:00", env={"RELANCE_SMTP_URL": sink.url})
    assert (books["state"], books["sent"]) == ("closed", 3)
    folder = home.folder / "returned"
    folder.mkdir()
    for account in ("A", "N"):
        message = next(one["message"] for one in plan["proposed"] if one["account"] == account)
        key = next(one for one in list(sink.keys()) if one.startswith(message_id(message, 1, "")[:-1]))
        to = f"{account.lower()}@client.example"
        (folder / f"{account}.eml").write_text(BOUNCE.format(key=key, to=to), encoding="ascii")
    (folder / "other.eml").write_text("From: x@y.example\n\nnothing of ours\n", encoding="ascii")
    told = home("campaign", "bounces", folder, "--now", f"{ON} 15:00")
    assert (told["read"], told["unknown"]) == (3, 1)
    assert [(one["account"], one["kind"], one["effect"]) for one in told["returned"]] == [
        ("A", "hard", "suspended"), ("N", "hard", "suspended"),
    ]  # fmt: skip
    assert "a@client.example" in told["tasks"][0]
    again = home("campaign", "bounces", folder, "--now", f"{ON} 16:00")
    assert (again["read"], again["returned"][0]["effect"]) == (3, "none")
    notes = [one for one in home("account", "show", "A")["events"] if one["kind"] == "note"]
    assert len(notes) == 1
    later = home.plan(ON)
    assert {one["account"]: (one["level"], one["channel"]) for one in later["proposed"]} == {"A": ("r1", "letter")}
    assert reasons(later) == {"B": {"already_sent"}, "N": {"no_address"}}
    after = home("campaign", "run", run, "--now", f"{ON} 17:00", env={"RELANCE_SMTP_URL": sink.url})
    assert after | {"letters": {}} == books | {"letters": {}}


def test_a_letter_that_came_back_reached_nobody(anywhere: CampaignHome) -> None:
    """Nobody is known there: its level is offered again, once there is another address; the books stay as they are."""
    home = anywhere
    late = [invoice(account, f"F-{account}", 100_000, day(ON, -6)) for account in ("L", "M")]
    home.ledger([*late, receipt(day(ON, -1), "PAYS", 100)])
    home.customers({"L": {"Courriel": "", "Téléphone": ""}, "M": {"Courriel": "", "Adresse": "9 quai Bas, 13002 Aix"}})
    plan = home.plan(ON)
    run = plan["run"]
    home.approve(run, ON)
    home.send(run, ON)
    now = ("--now", f"{day(ON, 1)} 10:00")
    for one in plan["proposed"]:
        home("campaign", "resolve", one["message"], "--posted", "", "--on", ON, *now)
    books = home.send(run, ON)
    assert (books["state"], books["sent"]) == ("closed", 2)
    message = next(one["message"] for one in plan["proposed"] if one["account"] == "L")
    told = home("campaign", "resolve", message, "--unknown-address", "--on", day(ON, 1), *now)
    assert told["state"] == "bounced"
    assert "not posted" in home.refused("campaign", "resolve", message, "--received", "--on", day(ON, 1), *now)
    assert home.send(run, ON) == books
    later = home.plan(day(ON, 1))
    assert reasons(later) == {"L": {"no_address"}, "M": {"already_sent"}}
    notes = [one["data"]["text"] for one in home("account", "show", "L")["events"] if one["kind"] == "note"]
    assert ["1 rue Haute" in text for text in notes] == [True]
    home.customers({"L": {"Courriel": "", "Adresse": "2 rue Basse, 75002 Paris"}})
    again = home.plan(day(ON, 1))
    assert {one["account"]: (one["level"], one["channel"]) for one in again["proposed"]} == {"L": ("r1", "letter")}


def test_a_notice_counts_once_and_a_file_that_cannot_be_read_stops_no_other(home: CampaignHome, sink: Mailbox) -> None:
    """Three mornings on one folder with a full mailbox and a warning of delay suspend nobody."""
    plan = home.plan(ON)
    home.approve(plan["run"], ON)
    home("campaign", "run", str(plan["run"]), "--now", f"{ON} 10:00", env={"RELANCE_SMTP_URL": sink.url})
    keys = dict(zip("ab", sorted(sink.keys(), key=lambda key: _account(plan, key)), strict=True))
    folder = home.folder / "returned"
    folder.mkdir()
    full = BOUNCE.replace("5.1.1", "5.2.2").format(key=keys["a"], to="a@client.example")
    late = BOUNCE.replace("5.1.1", "4.4.1").replace("failed", "delayed").format(key=keys["b"], to="b@client.example")
    for name, text in (("0.eml", ""), ("1.eml", full), ("2.eml", late)):
        (folder / name).write_text(text, encoding="ascii")
    told = [home("campaign", "bounces", folder, "--now", f"{ON} {hour}:00") for hour in (12, 13, 14)]
    assert [[one["effect"] for one in each["returned"]] for each in told] == [["noted"], ["none"], ["none"]]
    assert {(each["read"], each["faults"][0][:14]) for each in told} == {(2, "0.eml is empty")}
    assert "neither a file nor" in home.refused("campaign", "bounces", folder / "gone")


def _account(plan: dict[str, Any], key: str) -> str:
    return next(one["account"] for one in plan["proposed"] if key.startswith(message_id(one["message"], 1, "")[:-1]))


def test_letters_are_sent_when_somebody_says_so(home: CampaignHome) -> None:
    """Written by the run, posted, presented, unclaimed; nothing of the days to come, one thing at a time."""
    home.ledger([invoice("L", "F1", 100_000, day(ON, -6)), receipt(day(ON, -1), "PAYS", 100)])
    home.customers({"L": {"Courriel": ""}})
    plan = home.plan(ON)
    run, message = plan["run"], plan["proposed"][0]["message"]
    home.approve(run, ON)
    books = home.send(run, ON)
    assert books["letters"] == {"rendered": books["waiting"], "skipped": 0, "failed": 0}
    told = ("campaign", "resolve", message)
    now = ("--now", f"{day(ON, 5)} 10:00")
    assert "still to come" in home.refused(*told, "--posted", "", "--on", day(ON, 6), *now)
    assert "one thing" in home.refused(*told, "--posted", "1", "--called", "x", *now)
    assert "one thing" in home.refused(*told, *now)
    assert home(*told, "--posted", "", "--on", day(ON, 1), *now)["state"] == "posted"
    assert home("campaign", "show", str(run))["state"] == "approved"
    assert home.send(run, ON)["waiting"] == 0
    home(*told, "--presented", day(ON, 3), *now)
    assert "before it was posted" in home.refused(*told, "--received", "--on", ON, *now)
    home(*told, "--unclaimed", "--on", day(ON, 5), *now)
    follow = home.plan(day(ON, 3))
    assert "already_sent" in reasons(follow)["L"]


def test_a_formal_notice_that_left_is_announced_no_more_and_a_consumer_hears_no_law_of_traders(
    home: CampaignHome,
) -> None:
    """Before it is posted the call announces it; after, it speaks of the one that left."""
    home.ledger([invoice("P", "F1", 2_000_000, day(ON, -75)), receipt(day(ON, -1), "PAYS", 100)])
    home.customers({"P": {"Nature": "particulier"}})
    before = home("campaign", "call-sheet", "P", "--lang", "fr")
    assert before["next_step"] == "Appeler et annoncer la mise en demeure"
    assert not [one["source"] for one in before["objections"] if "C. com." in one["source"]]
    home("campaign", "start", "--company", COMPANY, "--on", ON, "--sent", "25:r3", "--sent-on", day(ON, -20))
    plan = home.plan(ON)
    [notice] = [one["message"] for one in plan["proposed"] if one["account"] == "P"]
    proposed = home("campaign", "call-sheet", "P", "--lang", "fr")["next_step"]
    assert proposed == "À approuver : mise en demeure (recommandé)."
    home.approve(plan["run"], ON)
    home.send(plan["run"], ON)
    home("campaign", "resolve", notice, "--posted", "1A 1", "--on", ON, "--now", f"{day(ON, 1)} 10:00")
    after = home("campaign", "call-sheet", "P", "--lang", "fr")["next_step"]
    assert after == f"Appeler : la mise en demeure est partie le {'/'.join(reversed(ON.split('-')))}."


@pytest.mark.parametrize(("on", "rate"), [("2026-06-30", "actuellement 2,62 %,"), ("2027-01-05", "")])
def test_a_consumers_formal_notice_tells_the_legal_rate_it_starts(home: CampaignHome, on: str, rate: str) -> None:
    """The legal rate of its half-year by the creditor's quality (C. civ. 1231-6, CMF L313-2), its figure once it is
    published."""
    late = day(on, -50)
    home.ledger([invoice("P", "F1", 100_000, late), receipt(day(on, -1), "PAYS", 100)], year=on[:4])
    home.customers({"P": {"Nature": "particulier"}})
    home("campaign", "start", "--company", COMPANY, "--on", on, "--sent", "25:r3", "--sent-on", day(on, -20))
    [notice] = [one for one in home.plan(on)["proposed"] if one["account"] == "P"]
    assert notice["level"] == "notice"
    engine = open_engine(home.relance.home, None)
    with reading(engine) as connection:
        content = content_for(connection, the_message(connection, notice["message"]))
    engine.dispose()
    text = " ".join(legal_paragraphs(content)).replace("\N{NO-BREAK SPACE}", " ")
    assert "porte intérêt au taux légal" in text
    assert rate in text if rate else "actuellement" not in text


def test_the_call_sheet_names_a_collectors_first_letter(home: CampaignHome) -> None:
    """Who calls for a collector refers to it (CPCE R124-4): its reference and day, once it left."""
    assert home("campaign", "call-sheet", "A")["collector"] is None
    path = home.folder / "collector.json"
    path.write_text(
        '{"collector": {"name": "Recouvra", "address": ["1 place Carnot", "69002 Lyon"]}}', encoding="utf-8"
    )
    home("company", "set", path, "--by", "Camille", "--company", COMPANY)
    assert home("campaign", "call-sheet", "A")["collector"] is None
    plan = home.morning(ON)
    [message] = [one["message"] for one in plan["proposed"] if one["account"] == "A"]
    reference = f"A-r1-{message[:8]}".upper()
    told = home("campaign", "call-sheet", "A")["collector"]
    assert told == {"name": "Recouvra", "reference": reference, "day": ON}
    assert (
        f"First letter of Recouvra: {reference}, " in home.relance("campaign", "call-sheet", "A", "--lang", "en").stdout
    )


def test_pause_and_resume_are_acts_of_the_audit(home: CampaignHome, sink: Mailbox) -> None:
    plan = home.plan(ON)
    home.approve(plan["run"], ON)
    assert home("campaign", "pause", "--by", "Sophie")["paused"] == "by_hand"
    send = ("campaign", "run", str(plan["run"]), "--now", f"{ON} 10:00")
    assert home(*send, env={"RELANCE_SMTP_URL": sink.url})["sent"] == 0
    assert home("campaign", "resume", "--by", "Sophie")["paused"] is None
    assert home(*send, env={"RELANCE_SMTP_URL": sink.url})["sent"] == 2
    acts = [one["what"] for one in home("audit", "show")["entries"]]
    assert {"campaigns_paused", "campaigns_resumed", "campaign_approved"} <= set(acts)


def test_a_restore_in_mid_run_sends_nothing_again(home: CampaignHome, sink: Mailbox) -> None:
    """Resume is refused until the ledgers are read; what left is known again."""
    plan = home.plan(ON)
    home.approve(plan["run"], ON)
    home("backup", home.folder / "backup.tar.gz")
    send = ("campaign", "run", str(plan["run"]), "--now", f"{ON} 10:00")
    env = {"RELANCE_SMTP_URL": sink.url}
    assert home(*send, env=env)["sent"] == 2
    home("restore", home.folder / "backup.tar.gz")
    assert home(*send, env=env)["paused"]
    assert "ledgers" in home.refused("campaign", "resume")
    told = home("campaign", "ledgers", "--now", f"{ON} 11:00")
    assert told["missing"] == []
    home("campaign", "resume")
    books = home(*send, env=env)
    assert (books["sent"], books["waiting"], len(sink.keys())) == (2, 0, 2)


def test_the_owner_of_the_account_signs_and_is_answered(home: CampaignHome) -> None:
    home.fields("A", owner="Inès Caron")
    home("company", "clerk", "Inès Caron", "--phone", "01 99 00 10 77", "--email", "ines@corsanne.example.com")
    plan = home.plan(ON)
    out = home.folder / "seen"
    for one in plan["proposed"]:
        home("campaign", "preview", one["message"], "--out", out / one["account"], "--now", f"{ON} 10:00")
    mail = {name: next((out / name).glob("*.eml")).read_text(encoding="utf-8") for name in ("A", "B")}
    assert "ines@corsanne.example.com" in mail["A"]
    assert "ines@corsanne.example.com" not in mail["B"]


def test_one_message_to_who_pays_for_several_leaves_and_names_each_debtor(home: CampaignHome) -> None:
    """C pays for A and B: one mail, told once for each account, its amount the sum; a dispute of one keeps it back."""
    home.customers({"A": {"Payeur": "C"}, "B": {"Payeur": "C"}, "C": {}})
    home.procedures(mails(5))
    plan = home.plan(ON)
    rows = sorted((one["account"], one["payer"], one["amount"]) for one in plan["proposed"])
    assert rows == [("A", "C", "1000.00"), ("B", "C", "2000.00")]
    assert len({one["message"] for one in plan["proposed"]}) == 1
    home.approve(plan["run"], ON, "--only", "A")  # a debtor: the message goes to who pays
    books = home.send(plan["run"], ON)
    assert (books["planned"], books["sent"]) == (1, 1)
    again = home.plan(day(ON, 1))
    assert again["proposed"] == []
    assert reasons(again) == {"A": {"already_sent"}, "B": {"already_sent"}}


def test_shipped_procedures_survive_the_workbook(home: CampaignHome) -> None:
    """Exported, loaded: nothing changes; edited: the next version."""
    path = home.folder / "s.xlsx"
    home("campaign", "procedure", "export", path)
    assert home("campaign", "procedure", "load", path)["changed"] is False
    home.procedures(*SHIPPED[:1])
    listed = home("campaign", "procedure")
    assert (listed["version"], {one["name"] for one in listed["procedures"]}) == (1, {"Entreprises"})
    assert "no procedure" in home.refused("campaign", "assign", "--company", COMPANY, "--account", "A",
                                          "--procedure", "Nothing")  # fmt: skip


def _edit(path: Path, **cells: object) -> None:
    """Change cells of the sheet Envoi, as people do in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book["Envoi"][place] = value
    book.save(path)


def test_hours_and_caps_are_set_in_the_workbook_of_the_procedures(home: CampaignHome) -> None:
    """Exported, loaded: nothing changes, and the same bytes again; edited: in force at the next proposal and in the
    audit with who, before and now; a fault changes nothing at all; a workbook of before the sheet neither."""
    path, again = home.folder / "s.xlsx", home.folder / "t.xlsx"
    home("campaign", "procedure", "export", path)
    assert home("campaign", "procedure", "load", path)["changed"] is False
    home("campaign", "procedure", "export", again)
    assert again.read_bytes() == path.read_bytes()
    _edit(path, B4="10:00", B23="24/12/2026", B17=7)
    told = home("campaign", "procedure", "load", path, "--by", "Sophie")
    assert (told["changed"], told["version"], told["sending_changed"]) == (True, 0, {
        "opens": {"before": "08:30", "now": "10:00"}, "per_minute": {"before": 600, "now": 7},
        "closing_days": {"before": [], "now": ["2026-12-24"]},
    })  # fmt: skip
    (act,) = [one for one in home("audit", "show", "--last", "20")["entries"] if one["what"] == "sending_set"]
    assert (act["who"], act["text"]) == ("Sophie", told["sending_changed"])
    listed = home("campaign", "procedure")["sending"]
    assert (listed["opens"], listed["per_minute"], listed["closing_days"]) == ("10:00", 7, ["2026-12-24"])
    home("campaign", "procedure", "export", again)
    assert home("campaign", "procedure", "load", again)["changed"] is False
    _edit(path, B5="09:00", B4="11:00")
    assert "s.xlsx, sheet « Envoi », cell B5: " in home.refused("campaign", "procedure", "load", path)
    home.procedures(*SHIPPED[:1])  # without the sheet
    assert home("campaign", "procedure")["sending"] == listed
    plan = home.plan(ON)
    home.approve(plan["run"], ON)
    early = home("campaign", "run", str(plan["run"]), "--drafts", home.folder / "d", "--now", f"{ON} 09:30")
    assert (early["sent"], early["waiting"]) == (0, 2)
    assert home.send(plan["run"], ON)["sent"] == 2


def test_who_approves_bank_details_is_shown_them_whole_and_names_them(home: CampaignHome) -> None:
    """Eve asks for one IBAN, Sophie looks, Eve asks for another: Sophie's word does not put that one in force."""
    first, other = "FR7630006000011234567890189", "DE89370400440532013000"

    def ask(iban: str) -> None:
        path = home.folder / "bank.json"
        path.write_text(json.dumps({"bank": {"holder": "Eve", "iban": iban, "bic": "AGRIFRPP"}}), encoding="utf-8")
        home("company", "set", path, "--by", "Eve", "--company", COMPANY)

    approve = ("company", "bank", "approve", "--by", "Sophie", "--company", COMPANY)
    ask(first)
    waiting = home("company", "show", "--company", COMPANY)["waiting"]
    assert (waiting["holder"], waiting["iban"], waiting["bic"], waiting["asked_by"]) == (
        "Eve",
        first,
        "AGRIFRPP",
        "Eve",
    )
    ask(other)
    assert "took the place of others" in home.refused(*approve)
    assert "Other bank details wait now" in home.refused(*approve, "--iban", first)
    done = home(*approve, "--iban", other)
    assert done == {"bank": "approved", "holder": "Eve", "iban": other, "bic": "AGRIFRPP"}
    assert home("company", "show", "--company", COMPANY)["settings"]["bank"]["iban"] == other


def test_settings_shown_are_those_that_can_be_set(home: CampaignHome) -> None:
    (home.folder / "more.toml").write_text(
        '[collector]\nname = "Recouvra"\nsignatory_name = "Rémi"\n[mediator]\nname = "Médiation"\n', encoding="utf-8"
    )
    home("company", "set", home.folder / "more.toml", "--by", "Camille", "--company", COMPANY)
    shown = home("company", "show", "--company", COMPANY)["settings"]
    assert (shown["collector"]["signatory_name"], shown["mediator"]["name"]) == ("Rémi", "Médiation")
    assert shown["identity"]["name"] == "Ateliers Corsanne"
    path = home.folder / "again.json"
    path.write_text(json.dumps(shown), encoding="utf-8")
    told = [home("company", "set", path, "--by", "Camille", "--company", COMPANY) for _ in range(2)]
    assert (told[1]["changed"], told[1]["bank"]) == ([], "unchanged")
    assert home("company", "show", "--company", COMPANY)["settings"] == shown
