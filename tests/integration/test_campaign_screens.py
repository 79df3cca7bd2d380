"""Campaigns on pages, for programs and by the ticks of a workbook: three doors, one use case."""

import html
import io
import re
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from server import passwords
from server.api import limits, login
from server.api.limits import Buckets
from server.campaigns.settings.sending_settings import save_sending
from server.campaigns.shown.call_sheet import call_sheet
from server.company_settings import checked, set_company_settings
from server.store import audit
from server.store.companies import company_id
from server.store.database import reading, sharing
from server.store.shared_accounts import ensure_accounts
from server.worklist import worklist
from tests.command import Command
from tests.home_page import Person, joined
from tests.office_people import AT, Staff, staff

pytestmark = pytest.mark.costly

NOW = ("--now", "2026-11-02T10:00:00+01:00")
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def people(planned_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staff]:
    """Everybody, on a copy of the demo with a proposal of its day."""
    monkeypatch.setattr(login, "_TRIED", Buckets(limits.OF_PASSWORD))
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    shutil.copytree(planned_demo_home, tmp_path / "home")
    with staff(tmp_path / "home") as found:
        with sharing(found.engine) as connection:
            ensure_accounts(connection)
        yield found


def _text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _ask(people: Staff, name: str, what: str, body: object = None, **query: str) -> Any:
    client, headers = people.client(), people.bearing(name)
    path = f"/v1/campaigns{what}"
    if body is not None:
        return client.post(path, json=body, headers=headers)
    return client.get(path, query_string=query, headers=headers)


def _run(people: Staff, name: str = "manager") -> dict[str, Any]:
    found: dict[str, Any] = _ask(people, name, "/run", run="1", lang="en").json
    return found


def _state(people: Staff, message: str) -> str:
    with people.engine.connect() as connection:
        found: str = connection.scalar(text("SELECT state FROM campaign_messages WHERE id = :id"), {"id": message})
    return found


def _set(people: Staff, message: str, state: str) -> None:
    with sharing(people.engine) as connection:
        values = {"id": message, "state": state, "at": "2026-10-31T09:00:00Z"}
        connection.execute(
            text("UPDATE campaign_messages SET state = :state, transmitted_at = :at WHERE id = :id"), values
        )


def _acts(people: Staff) -> list[str]:
    with reading(people.engine) as connection:
        return [row.what for row in audit.last_rows(connection, 20)]


# -- the ticks of a workbook -----------------------------------------------------------------------------------------


def _tick(path: Path, accounts: set[str]) -> None:
    with warnings.catch_warnings():  # what openpyxl does not know
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    sheet = book["Proposition"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Approuver")
    headings = [cell.value for cell in sheet[top]]
    for row in range(top + 1, sheet.max_row + 1):
        value = {name: sheet.cell(row, place + 1).value for place, name in enumerate(headings)}
        if value["Compte client"] in accounts and value["Message"]:
            sheet.cell(row, 1).value = "x"
    book.save(path)


def test_ticks_of_a_workbook_are_approved_and_nothing_else(planned_demo_home: Path, tmp_path: Path) -> None:
    """One message ticked, one approved; the same file again approves nothing twice; another run's is refused."""
    shutil.copytree(planned_demo_home, tmp_path / "home")
    relance = Command(tmp_path / "home")
    plan = relance.json("campaign", "show", "1")
    mail = next(row for row in plan["proposed"] if row["approver"] == "one")
    notice = next(row for row in plan["proposed"] if row["approver"] == "two")
    relance("workbook", tmp_path / "book.xlsx")
    path = tmp_path / "book.xlsx"
    untouched = relance("campaign", "approve", "1", "--from", path, "--by", "alice", *NOW)
    assert (untouched.returncode, "nothing is ticked" in untouched.stderr) == (2, True)
    _tick(path, {mail["account"], notice["account"]})
    told = relance.json("campaign", "approve", "1", "--from", path, "--by", "alice", *NOW)
    assert (told["approved"], told["waiting_for_second"]) == (1, 1)
    again = relance("campaign", "approve", "1", "--from", path, "--by", "bob", *NOW)
    assert "look at the proposal again" in again.stderr
    other = relance("campaign", "approve", "2", "--from", path, "--by", "bob", *NOW)
    assert "proposes campaign 1, not 2" in other.stderr
    shown = relance.json("campaign", "show", "1")
    assert {row["message"] for row in shown["proposed"] if row["state"] != "planned"} == {mail["message"]}


def test_a_call_sheet_at_the_terminal(planned_demo_home: Path, tmp_path: Path) -> None:
    """Balance, next step, answers; as text in both languages."""
    relance = Command(Path(shutil.copytree(planned_demo_home, tmp_path / "home")))
    plan = relance.json("campaign", "show", "1")
    one = next(row for row in plan["proposed"] if row["level"] == "r3")
    found = relance.json("campaign", "call-sheet", one["account"], "--company", one["company"], "--lang", "en")
    assert found["next_step"].startswith("Reminder 3")
    assert found["score"]["reasons"]
    assert found["position"][0]["currency"] == "EUR"
    assert [row["reason"] for row in found["objections"]][-1] == "otherwise"
    french = relance("campaign", "call-sheet", one["account"], "--company", one["company"]).stdout
    assert "Prochaine étape" in french
    assert "Objections" in french
    assert "Litiges\u00a0: aucun\n" in french
    assert re.search(r"^[^»]*\w:\s", french, re.M) is None
    assert (
        "Disputes: none\n"
        in relance("campaign", "call-sheet", one["account"], "--company", one["company"], "--lang", "en").stdout
    )
    unknown = relance("campaign", "call-sheet", "nobody")
    assert (unknown.returncode, "There is no account" in unknown.stderr) == (2, True)


def test_a_call_sheet_reads_its_account_alone_and_scores_it_as_the_calls_of_the_day_do(people: Staff) -> None:
    """Same score, action and reasons, though only the account, its customer's and those of its SIREN are looked at."""
    company, scored = _run(people)["proposed"][0]["company"], 0
    with reading(people.engine) as connection:
        rows = worklist(connection, None, company, None, "fr")["rows"]
        for row in rows[::3]:
            sheet = call_sheet(connection, row["account"], company, "fr")
            if len(sheet["position"]) == 1:
                told = {name: row[name] for name in ("score", "reasons", "next_action")}
                assert sheet["score"] == told, row["account"]
                scored += 1
    assert scored > 10


# -- programs --------------------------------------------------------------------------------------------------------


def test_programs_approve_with_two_people(people: Staff) -> None:
    """A mail at once, a formal notice after a second person; the same person twice is one; a clerk may not."""
    run = _run(people)
    mail = next(row["message"] for row in run["proposed"] if row["approver"] == "one")
    notice = next(row["message"] for row in run["proposed"] if row["approver"] == "two")
    body = {"run": 1, "messages": [mail, notice]}
    assert _ask(people, "clerk", "/approve", body).status_code == 403
    first = _ask(people, "manager", "/approve", body).json
    assert (first["approved"], first["waiting_for_second"]) == (1, 1)
    same = _ask(people, "manager", "/approve", {"run": 1, "messages": [notice]}).json
    assert (same["approved"], same["waiting_for_second"]) == (0, 1)
    assert _state(people, notice) == "planned"
    second = _ask(people, "admin", "/approve", {"run": 1, "messages": [notice]})
    assert second.json["approved"] == 1
    assert _state(people, notice) == "queued"
    gone = _ask(people, "admin", "/approve", {"run": 1, "messages": [notice]})
    assert (gone.status_code, gone.json["error"].endswith(".")) == (409, True)


def test_programs_propose_list_and_pause(people: Staff) -> None:
    """Proposing again takes the place of what nobody approved; pausing is told and undone."""
    told = _ask(people, "manager", "/plan", {"on": "2026-10-31"}).json
    assert told["run"] == 2
    runs = _ask(people, "clerk", "").json["runs"]
    assert [(row["run"], row["state"]) for row in runs] == [(2, "proposed"), (1, "withdrawn")]
    assert _ask(people, "manager", "/plan", {"on": "2026-10-31", "company": "none"}).status_code == 409
    assert _ask(people, "manager", "/pause", {}).json["paused"] == "by_hand"
    assert _ask(people, "clerk", "").json["paused"] == "by_hand"
    assert _ask(people, "clerk", "/resume", {}).status_code == 403
    assert _ask(people, "manager", "/resume", {}).json["paused"] is None
    assert _acts(people)[-2:] == ["campaigns_paused", "campaigns_resumed"] or {
        "campaigns_paused", "campaigns_resumed"} <= set(_acts(people))  # fmt: skip


def test_a_doubt_is_settled_by_a_person_with_evidence(people: Staff) -> None:
    """Without evidence it is refused; afterwards it is a doubt no more."""
    key = next(row["message"] for row in _run(people)["proposed"] if row["channel"] == "email")
    _set(people, key, "uncertain")
    doubts = _ask(people, "clerk", "").json["doubts"]
    assert [row["message"] for row in doubts] == [key]
    assert _ask(people, "clerk", "/say", {"message": key, "said": "sent"}).status_code == 409
    done = _ask(people, "clerk", "/say", {"message": key, "said": "sent", "evidence": "journal"})
    assert (done.json["state"], _state(people, key)) == ("sent", "sent")
    assert _ask(people, "auditor", "/say", {"message": key, "said": "sent", "evidence": "x"}).status_code == 403


def test_a_letter_is_previewed_with_safe_headers(people: Staff) -> None:
    """A PDF nobody keeps nor frames; a call has no letter."""
    proposed = _run(people)["proposed"]
    letter = next(row["message"] for row in proposed if row["level"] == "notice")
    answer = _ask(people, "clerk", "/preview", message=letter)
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    call = next(row["message"] for row in proposed if row["channel"] == "call")
    assert _ask(people, "clerk", "/preview", message=call).status_code == 404


def _ask_bank(people: Staff, **bank: str) -> str:
    """The manager asks for bank details of the first company; its name."""
    company = next(iter({row["company"] for row in _run(people)["proposed"]}))
    with sharing(people.engine) as connection:
        set_company_settings(connection, company_id(connection, company), checked({"bank": bank}), "manager", AT)
    return company


def test_bank_details_take_a_second_person(people: Staff) -> None:
    """Who asked may not approve; others than those who decide see masked numbers."""
    company = _ask_bank(people, holder="V", iban=IBAN, bic="AGRIFRPP")
    seen = _ask(people, "clerk", "").json["bank"][0]
    assert (seen["iban"], seen["shown"]) == ("FR76 … 0189", "")
    (told,) = _ask(people, "admin", "").json["bank"]
    assert (told["holder"], told["iban"].replace(" ", ""), told["bic"]) == ("V", IBAN, "AGRIFRPP")
    body = {"company": company, "decision": "approve", "shown": told["shown"]}
    assert _ask(people, "manager", "/bank", body).status_code == 409
    assert _ask(people, "admin", "/bank", {**body, "shown": None}).status_code == 400
    assert _ask(people, "admin", "/bank", body).json == {
        "bank": "approved",
        "holder": "V",
        "iban": IBAN,
        "bic": "AGRIFRPP",
    }
    assert _ask(people, "admin", "").json["bank"] == []


def test_bank_details_changed_since_they_were_shown_are_not_approved(people: Staff) -> None:
    """Even where the holder alone is another; what was in force stands beside what waits."""
    company = _ask_bank(people, holder="V", iban=IBAN)
    (told,) = _ask(people, "admin", "").json["bank"]
    _ask_bank(people, holder="Eve", iban=IBAN)
    for act in ("approve", "refuse"):
        refused = _ask(people, "admin", "/bank", {"company": company, "decision": act, "shown": told["shown"]})
        assert (refused.status_code, "Other bank details wait now" in refused.json["error"]) == (409, True)
    (told,) = _ask(people, "admin", "").json["bank"]
    body = {"company": company, "decision": "approve", "shown": told["shown"]}
    assert _ask(people, "admin", "/bank", body).json["holder"] == "Eve"
    _ask_bank(people, holder="V", iban=IBAN)
    assert _ask(people, "admin", "").json["bank"][0]["before"]["holder"] == "Eve"


def test_a_portfolio_sees_its_own_accounts_alone(people: Staff) -> None:
    """In runs, doubts, letters, call sheets; books, which tell of others, are not shown."""
    run = _run(people)
    company = run["proposed"][0]["company"]
    mails = [row for row in run["proposed"] if row["channel"] == "email" and row["company"] == company]
    own, other = mails[0], next(row for row in mails if row["account"] != mails[0]["account"])
    people.add("Nora", "manager", portfolio=[own["account"]], company=own["company"])
    seen = _run(people, "Nora")
    assert {row["account"] for row in (*seen["proposed"], *seen["stopped"])} == {own["account"]}
    assert _ask(people, "Nora", "").json["runs"][0]["books"] is None
    assert _ask(people, "Nora", "/preview", message=own["message"]).status_code == 200
    assert _ask(people, "Nora", "/preview", message=other["message"]).status_code == 404
    hidden = _ask(people, "Nora", "/call-sheet", account=other["account"], company=other["company"])
    assert (hidden.status_code, other["account"] in hidden.json["error"]) == (404, True)
    assert _ask(people, "Nora", "/call-sheet", account=own["account"], company=own["company"]).status_code == 200
    refused = _ask(people, "Nora", "/approve", {"run": 1, "messages": [own["message"], other["message"]]})
    assert refused.status_code == 409
    assert _state(people, own["message"]) == "planned"


# -- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def julie(people: Staff) -> Person:
    """Who may do everything, in French."""
    return joined(people, "Julie", "admin")


def test_the_page_of_a_campaign_approves_what_is_ticked(people: Staff, julie: Person) -> None:
    """The freshness stands beside the button; formal notices say that two people are needed."""
    page = julie.get("/campaigns/1").text
    told = _text(page)
    assert "dernier encaissement comptabilisé le 29/10/2026" in told
    assert "deux personnes" in told
    chosen = re.findall(r'name="message" value="([0-9a-f]{32})"', page)
    assert len(chosen) == sum(row["state"] == "planned" for row in _run(people)["proposed"])
    nothing = julie.post("/campaigns/1/approve")
    assert (nothing.status_code, "Rien n'est coché" in _text(nothing.text)) == (409, True)
    mail = next(row["message"] for row in _run(people)["proposed"] if row["approver"] == "one")
    done = julie.post("/campaigns/1/approve", message=mail)
    assert (done.status_code, done.location) == (303, "/campaigns/1?done=approved")
    assert _state(people, mail) in ("queued", "open")
    notice = next(row["message"] for row in _run(people)["proposed"] if row["approver"] == "two")
    assert julie.post("/campaigns/1/approve", message=notice).location == "/campaigns/1?done=first"
    assert "approuvé par vous" in _text(julie.get("/campaigns/1").text)


def test_the_page_shows_bank_details_whole_and_approves_those_shown(people: Staff, julie: Person) -> None:
    company = _ask_bank(people, holder="Société V", iban=IBAN, bic="AGRIFRPP")
    page = julie.get("/campaigns").text
    assert all(one in _text(page) for one in ("Société V", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP"))
    (shown,) = re.findall(r'name="shown" value="([0-9a-f]{16})"', page)
    _ask_bank(people, holder="Eve", iban=IBAN, bic="AGRIFRPP")
    late = julie.post("/campaigns/bank", company=company, act="approve", shown=shown)
    assert (late.status_code, "D'autres coordonnées bancaires attendent" in _text(late.text)) == (409, True)
    (shown,) = re.findall(r'name="shown" value="([0-9a-f]{16})"', julie.get("/campaigns").text)
    done = julie.post("/campaigns/bank", company=company, act="approve", shown=shown)
    assert (done.status_code, done.location) == (303, "/campaigns?done=bank_approved")


def test_refusals_are_french_on_a_french_page(people: Staff, julie: Person) -> None:
    """Size, what waits no more, doubts, letters, bank details, a day that is none; in English where the page is; what
    is only known in English stands under a French head, marked as English."""
    rows = _run(people)["proposed"]
    mail, notice = (next(row["message"] for row in rows if row["approver"] == who) for who in ("one", "two"))
    with sharing(people.engine) as connection:
        connection.execute(text("UPDATE campaign_runs SET late_days = 9 WHERE id = 1"))
    said = {
        "rattrape 9 jours manqués": ("/campaigns/1/approve", {"message": mail}),
        "n'attendent plus d'approbation": ("/campaigns/1/approve", {"message": "0" * 32}),
        "n'est aucun message": ("/campaigns/say", {"message": "0" * 32, "said": "sent"}),
        "n'est plus en doute (à approuver)": ("/campaigns/say", {"message": mail, "said": "sent", "evidence": "x"}),
        "n'est pas une lettre prête à poster": ("/campaigns/say", {"message": notice, "said": "posted", "number": "1"}),
        "« 31/31/2026 » n'est pas une date": ("/campaigns/say", {"message": mail, "said": "sent", "on": "31/31/2026"}),
        "Choisissez ce qu'est devenu le message": ("/campaigns/say", {"message": mail}),
        "Dites pour quel jour proposer": ("/campaigns", {"on": ""}),
        "Il n'y a pas de société « x »": ("/campaigns/bank", {"company": "x", "act": "approve"}),
    }
    for sentence, (path, form) in said.items():
        page = julie.post(path, **form)
        assert (page.status_code, sentence in _text(page.text)) == (409, True), (sentence, _text(page.text)[:600])
        assert '<p lang="en">' not in page.text
    unread = julie.post("/campaigns", on="sometime").text
    assert re.search(r"<p>La demande est refusée.*</p><p lang=\"en\">The date « sometime » cannot be read", unread)
    english = julie.post("/campaigns?lang=en", on="").text
    assert "Name the day to propose for." in _text(english)


def test_a_clerk_sees_no_button_to_approve(people: Staff) -> None:
    """And cannot press it."""
    clerk = joined(people, "Karim", "clerk")
    page = clerk.get("/campaigns/1").text
    assert 'type="checkbox"' not in page
    assert "Approuver ce qui est coché" not in page
    assert "Tout suspendre" not in clerk.get("/campaigns").text
    assert clerk.post("/campaigns/1/approve", message="0" * 32).status_code == 403


def test_the_page_proposes_pauses_and_settles(people: Staff, julie: Person) -> None:
    """Each form is told back in a sentence; what is refused says why."""
    assert julie.post("/campaigns", on="2026-10-31").location == "/campaigns/2?done=proposed"
    assert julie.post("/campaigns", on="").status_code == 409
    julie.post("/campaigns/pause", act="pause")
    assert "rien ne part" in _text(julie.get("/campaigns").text)
    assert julie.post("/campaigns/pause", act="resume").location == "/campaigns?done=resumed"
    key = next(row["message"] for row in _ask(people, "admin", "/run", run="2").json["proposed"]
               if row["channel"] == "email")  # fmt: skip
    _set(people, key, "uncertain")
    assert "Envois en doute" in _text(julie.get("/campaigns").text)
    assert julie.post("/campaigns/say", message=key, said="sent").status_code == 409
    assert julie.post("/campaigns/say", message=key, said="sent", evidence="journal").status_code == 303
    assert "Envois en doute" not in _text(julie.get("/campaigns").text)
    assert julie.post("/campaigns/say", message=key, said="whatever").status_code == 409
    for path in ("/campaigns/999", "/campaigns/x", "/campaigns/0", f"/campaigns/{'9' * 30}", "/campaigns/call/x"):
        assert julie.get(path).status_code == 404


def test_the_page_shows_the_hours_and_caps_in_force(people: Staff, julie: Person) -> None:
    """To whoever reads campaigns; programs are told them as they are written."""
    with sharing(people.engine) as connection:
        save_sending(connection, {"opens": "09:15", "closing_days": ["2026-12-24"]}, "Julie", AT)
    told = _text(julie.get("/campaigns").text)
    assert "Envoi à partir de 09:15" in told
    assert "Jours ouvrés lundi, mardi, mercredi, jeudi, vendredi" in told
    assert "Jours de fermeture 24/12/2026" in told
    assert _ask(people, "clerk", "").json["sending"]["opens"] == "09:15"


def test_the_result_of_a_call_is_told_once(people: Staff, julie: Person) -> None:
    """Noted on the call sheet it is an event of the account, and the call the campaign asked for is made."""
    call = next(row for row in _run(people)["proposed"] if row["channel"] == "call")
    julie.post("/campaigns/1/approve", message=call["message"])
    assert _state(people, call["message"]) == "open"
    sheet = _ask(people, "clerk", "/call-sheet", account=call["account"], company=call["company"]).json
    assert sheet["open_call"] == call["message"]
    page = julie.get(f"/campaigns/call/{sheet['uid']}")
    assert "Appeler :" in _text(page.text)
    refused = julie.post(f"/campaigns/call/{sheet['uid']}", result="nonsense")
    assert (refused.status_code, _state(people, call["message"])) == (409, "open")
    form = {"result": "refuses", "reason": "quality", "comment": "<b>cassé</b>"}
    done = julie.post(f"/campaigns/call/{sheet['uid']}", **form)
    assert (done.status_code, _state(people, call["message"])) == (303, "done")
    after = _ask(people, "clerk", "/call-sheet", account=call["account"], company=call["company"]).json
    assert [(one["data"]["result"], one["who"]) for one in after["calls"]] == [("refuses", "Julie")]
    assert after["objections"][0]["reason"] == "quality"
    assert after["since"] is not None
    told = julie.get(f"/campaigns/call/{sheet['uid']}").text
    assert "<b>cassé" not in told
    assert "déjà dit" in told


def test_a_call_noted_anywhere_makes_the_campaign_s_call(planned_demo_home: Path, tmp_path: Path) -> None:
    """By `event add` as by a workbook's sheet: done that day; a call of before the campaign changes nothing."""
    shutil.copytree(planned_demo_home, tmp_path / "home")
    relance = Command(tmp_path / "home")
    call = next(row for row in relance.json("campaign", "show", "1")["proposed"] if row["channel"] == "call")
    relance.json("campaign", "approve", "1", "--only", call["account"], "--by", "alice", *NOW)
    note = ("event", "add", "--account", call["account"], "--company", call["company"], "--kind", "call", "--data",
            '{"result": "reached"}', "--date")  # fmt: skip
    relance.json(*note, "2026-10-30")
    assert _state_of(relance, call["message"])["state"] == "open"
    relance.json(*note, "2026-11-02")
    done = _state_of(relance, call["message"])
    assert (done["state"], done["sent_on"]) == ("done", "2026-11-02")


def _state_of(relance: Command, message: str) -> dict[str, Any]:
    return next(row for row in relance.json("campaign", "show", "1")["proposed"] if row["message"] == message)


def test_a_posted_letter_is_told_on_the_page(people: Staff, julie: Person) -> None:
    """Its number, then what the post says; a registered letter without a number is refused."""
    notice = next(row["message"] for row in _run(people)["proposed"] if row["channel"] == "registered")
    _set(people, notice, "rendered")
    form = {"message": notice, "said": "posted", "on": "2026-11-02", "run": "1"}
    assert julie.post("/campaigns/say", **form).status_code == 409
    assert julie.post("/campaigns/say", **form, number="1A 234").location == "/campaigns/1?done=said"
    assert any('"do":"said"' in path.read_text() for path in people.home.glob("send-ledgers/*.ledger"))
    assert _state(people, notice) == "posted"
    form = {"message": notice, "said": "unclaimed", "on": "2026-11-04", "run": "1"}
    assert julie.post("/campaigns/say", **form).status_code == 303
    one = next(row for row in _run(people)["proposed"] if row["message"] == notice)
    sheet = _ask(people, "clerk", "/call-sheet", account=one["account"], company=one["company"], lang="fr").json
    assert (sheet["history"][0]["number"], sheet["history"][0]["outcome"]) == ("1A 234", "non réclamé")


def test_a_preview_on_the_page_is_a_letter(people: Staff, julie: Person) -> None:
    """What there is not is a page that says so."""
    letter = next(row["message"] for row in _run(people)["proposed"] if row["level"] == "notice")
    answer = julie.get(f"/campaigns/preview/{letter}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert io.BytesIO(answer.data).read(4) == b"%PDF"
    assert julie.get("/campaigns/preview/zzzz").status_code == 404
