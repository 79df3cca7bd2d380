"""Letters of runs: a collector recalls its first one; mails rendered ahead are those rendered one by one."""

import json
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import Engine

from receivables.dunning.procedure import Level, Procedure
from server.campaigns.approval.approving import approve
from server.campaigns.facts.collectors import with_first_letter
from server.campaigns.proposal.runs import put_down
from server.campaigns.writing.rendering import RunRenderer
from server.company_settings import checked, set_company_settings
from server.letters import ahead
from server.letters.content import Collector
from server.letters.frozen import from_json, to_json
from server.letters.messages import MailFrom, mail_of
from server.letters.templates import shipped
from server.store import campaign_states as states
from server.store.campaign_messages import move, run_messages
from server.store.companies import company_id
from server.store.database import open_engine, sharing
from tests.campaign_home import COMPANY, CampaignHome, invoice
from tests.campaign_world import MANAGER, NOW, ON, drafts
from tests.command import Command
from tests.fec_builder import receipt
from tests.letter_samples import sample

pytestmark = pytest.mark.costly

COLLECTOR = Collector("Recouvra", ("1 place Carnot", "69002 Lyon"))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A new store."""
    return open_engine(tmp_path / "home", None)


def approved(engine: Engine, count: int, collector: Collector | None = None) -> int:
    """A run of mails that say what the sample says."""
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        sender = {"sender": {"name": "Vallier", "email": "compta@vallier.example"}}
        set_company_settings(connection, company, checked(sender), "Claire", NOW)
        run, _ = put_down(connection, ON, drafts(company, count), [], NOW, "Claire")
        approve(connection, run, MANAGER, NOW, lambda _, message: to_json(
            sample(message=message.id, reference=f"REL-{message.account}", collector=collector)
        ))  # fmt: skip
    return run


def test_every_later_step_of_a_collector_recalls_its_first_letter(engine: Engine) -> None:
    """CPCE R124-4: the reference and the date of the letter that went out, not of one that was only approved."""
    run = approved(engine, 2, COLLECTOR)
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        assert with_first_letter(connection, company, "C0", COLLECTOR) == COLLECTOR
        first = run_messages(connection, run)[0]
        for before, after in ((states.QUEUED, states.CLAIMED), (states.CLAIMED, states.TRANSMITTING)):
            assert move(connection, first.id, before, after, NOW, "worker")
        assert move(connection, first.id, states.TRANSMITTING, states.SENT, NOW, "worker", sent_at=NOW, sent_day=ON)
        expected = replace(COLLECTOR, first_reference="REL-C0", first_day=ON)
        assert with_first_letter(connection, company, "C0", COLLECTOR) == expected
        assert with_first_letter(connection, company, "C1", COLLECTOR) == COLLECTOR
        assert with_first_letter(connection, company, "C0", Collector("Autre")) == Collector("Autre")
        assert with_first_letter(connection, company, "C0", None) is None
    engine.dispose()


def test_mails_rendered_ahead_are_those_rendered_one_by_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """In other processes, in the order of the run or not."""
    monkeypatch.setattr(ahead, "LEAST", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    run = approved(engine, 6)
    renderer = RunRenderer(engine, run, (states.EMAIL,), lambda: NOW)
    try:
        with sharing(engine) as connection:
            messages = run_messages(connection, run)
        assert len(messages) == 6
        for message in (messages[4], *messages[:4]):
            own = from_json(message.content)
            sender = MailFrom("Vallier", "compta@vallier.example")
            mail = renderer.mail(message)
            assert mail.content == mail_of(own, shipped("business", "r1", "fr"), sender, NOW)
            assert mail.message_id.encode() in mail.content
            assert mail.recipient == message.recipient
    finally:
        renderer.close()
    engine.dispose()


PDF = b"%PDF-1.4 "


def test_copies_that_will_be_missing_are_told_before_approval(relance: Command, tmp_path: Path) -> None:
    """Those nowhere in the folder, and those a mail cannot carry beside the others; what is there is attached."""
    home = CampaignHome(relance, tmp_path)
    home.ledger([*(invoice(one, f"I{one}{n}", 100_000, "2026-06-10") for one in "AB" for n in (1, 2, 3)),
                 invoice("B", "", 100_000, "2026-06-10"), receipt("2026-06-15", "Z", 100)])  # fmt: skip
    home.customers({"A": {}, "B": {"Courriel": ""}})
    home.settings()
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email", "letter")),)))
    folder = tmp_path / "factures"
    folder.mkdir()
    for name, size in (("IA1", 9), ("IA2", 7_900_000), ("IA3", 7_900_000), ("IB1", 7_900_000), ("IB3", 7_900_000)):
        (folder / f"{name}.pdf").write_bytes(PDF.ljust(size))
    (tmp_path / "more.json").write_text(json.dumps({"terms": {"invoice_folder": str(folder)}}), encoding="utf-8")
    home("company", "set", tmp_path / "more.json", "--by", "Camille", "--company", COMPANY)
    told = {one["account"]: one for one in home.plan("2026-06-16")["proposed"]}
    assert "invoice copies too large for a mail, not attached: IA3" in told["A"]["reasons"]
    assert "invoice copies not found: without number, IB2" in told["B"]["reasons"]
    assert not any("IA1" in one or "IB3" in one for row in told.values() for one in row["reasons"])
    shown = {one: home("campaign", "preview", told[one]["message"], "--out", tmp_path / one) for one in "AB"}
    assert (shown["A"]["missing_copies"], shown["A"]["heavy_copies"]) == ([], ["IA3"])
    assert (shown["B"]["missing_copies"], shown["B"]["heavy_copies"]) == (["", "IB2"], [])
    home.approve(1, "2026-06-16")
    assert home.send(1, "2026-06-16")["waiting_for"] == {"post": 1}
    (mail,) = (tmp_path / "drafts-1").glob("*.eml")
    names = {part.get_filename() for part in message_from_bytes(mail.read_bytes()).walk()}
    assert {"IA1.pdf", "IA2.pdf"} <= names
    assert "IA3.pdf" not in names


def test_a_folder_of_copies_that_cannot_be_read_is_told_before_approval(relance: Command, tmp_path: Path) -> None:
    home = CampaignHome(relance, tmp_path)
    home.ledger([invoice("A", "IA", 100_000, "2026-06-10"), receipt("2026-06-15", "Z", 100)])
    home.customers({"A": {}})
    home.settings()
    home.procedures(Procedure("P", "business", (Level("r1", 5, channels=("email",)),)))
    (tmp_path / "more.json").write_text(json.dumps({"terms": {"invoice_folder": str(tmp_path / "gone")}}))
    home("company", "set", tmp_path / "more.json", "--by", "Camille", "--company", COMPANY)
    (told,) = home.plan("2026-06-16")["proposed"]
    assert any("gone cannot be read" in one for one in told["reasons"])
    shown = home("campaign", "preview", told["message"], "--out", tmp_path / "shown")
    assert (shown["missing_copies"], bool(shown["files"])) == (["IA"], True)


def test_each_line_of_the_decompte_names_its_document_a_bare_one_by_its_date(relance: Command, tmp_path: Path) -> None:
    """Two documents without a number can be told apart."""
    home = CampaignHome(relance, tmp_path)
    home.ledger([invoice("A", "", 100_000, "2026-04-10"), invoice("A", "", 200_000, "2026-04-20"),
                 invoice("A", "F3", 300_000, "2026-04-20"), receipt("2026-06-15", "Z", 100)])  # fmt: skip
    home.customers({"A": {}})
    home.settings()
    levels = (Level("r3", 5, channels=("letter",)), Level("notice", 38, channels=("registered",), approver="two"))
    home.procedures(Procedure("P", "business", levels, quiet_days=1))
    home("campaign", "start", "--company", COMPANY, "--on", "2026-06-16", "--sent", "30:r3", "--sent-on", "2026-05-20")
    (row,) = {one["message"] for one in home.plan("2026-06-16")["proposed"]}
    home("campaign", "approve", "1", "--by", "alice", "--now", "2026-06-16 10:00")
    home("campaign", "approve", "1", "--by", "bob", "--now", "2026-06-16 10:00")
    with sharing(open_engine(relance.home, None)) as connection:
        kept = {one.channel: from_json(one.content) for one in run_messages(connection, 1) if one.id == row}
    lines = kept["registered"].interest_lines
    assert {one.number for one in lines} == {"sans numéro du 11/03/2026", "sans numéro du 21/03/2026", "F3"}
