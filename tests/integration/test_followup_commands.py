"""`relance event`, `account show`, `call-results`, take-over of a follow-up: as clerks and managers use them, on both
databases."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from receivables.priority.criteria import DEFAULT_CRITERIA
from tests.command import Command, OnDatabase
from tests.criteria_sheet import write_sheet
from tests.fec_builder import receipt, sale, write_fec

pytestmark = pytest.mark.costly


class Run(OnDatabase):
    """`relance` on one database."""

    def note(self, account: str, kind: str, day: str = "2025-06-30", *more: str, **data: Any) -> dict[str, Any]:
        """`relance event add`."""
        told = json.dumps(data)
        return self("event", "add", "--account", account, "--kind", kind, "--data", told, "--date", day, "--by", "Anna",
                    *more)  # fmt: skip

    def collectible(self) -> dict[str, str]:
        """account -> what the aged balance says may be asked for."""
        return {row["account"]: row["collectible"] for row in self("aged-balance")["accounts"]}

    def calls(self) -> dict[str, dict[str, Any]]:
        """account -> its row of the worklist."""
        return {row["account"]: row for row in self("worklist")["rows"]}


@pytest.fixture
def run(relance: Command, database_url: str, tmp_path: Path) -> Run:
    """A store at 30 June 2025: BIG owes 9 600 (F3, due 27 June), OLD 960 (F1) and 500 (F4), both late; GOOD paid.

    The last bank receipt is posted on 30 June. 30 days net.
    """
    entries = [
        sale("2025-01-31", "OLD", "F1", 96_000), sale("2025-03-10", "GOOD", "F2", 50_000),
        sale("2025-04-10", "OLD", "F4", 50_000), receipt("2025-04-09", "GOOD", 50_000),
        sale("2025-05-28", "BIG", "F3", 960_000), receipt("2025-06-30", "OTHER", 100),
    ]  # fmt: skip
    run = Run(relance, database_url)
    run("import", write_fec(tmp_path / "123456789FEC20251231.txt", entries), "--default-terms", "30 net")
    return run


def test_before_anything_is_noted_an_account_shows_its_position(run: Run) -> None:
    found = run("account", "show", "OLD")
    assert (found["account"], found["events"], found["as_of"]) == ("OLD", [], "2025-06-30")
    assert set(found["fields"].values()) == {""}
    assert [(row["total"], row["collectible"]) for row in found["position"]] == [("1460.00", "1460.00")]


def test_a_promise_awaited_is_not_asked_for_and_one_broken_leads_the_morning(run: Run) -> None:
    """Promised on 2 June for the 10th: grace ends on Friday 13; receipts are posted to the 30th and nothing came."""
    told = run.note("BIG", "promise", amount="2000.00", by="2025-07-15", means="transfer")["event"]
    assert (told["state"], told["deadline"], told["rest"]) == ("open", "2025-07-18", "2000.00")
    assert "2,000.00 EUR" in told["confirmation"]["text"]
    assert run.collectible()["BIG"] == "7600.00"
    broken = run.note("OLD", "promise", "2025-06-02", amount="960.00", by="2025-06-10", items="F1")["event"]
    assert (broken["state"], broken["received"]) == ("broken", "0.00")
    assert run.collectible()["OLD"] == "1460.00"
    calls = run.calls()
    assert (calls["OLD"]["rank"], calls["OLD"]["next_action"]) == (1, "Call: promise broken")
    assert "2,000.00 EUR promised, not to be called for" in calls["BIG"]["reasons"]


def test_receipts_posted_later_keep_the_promise(run: Run, tmp_path: Path) -> None:
    """Promised on 30 June for Friday 4 July: grace ends on Wednesday 9. A ledger that ends there tells nothing yet; one
    that goes to the 10th shows it broken; the payment of the 9th, posted at last, makes it kept once more is posted."""
    run.note("BIG", "promise", amount="9600.00", by="2025-07-04", items="F3")
    entries = [sale("2025-01-31", "OLD", "F1", 96_000), sale("2025-05-28", "BIG", "F3", 960_000)]
    path = tmp_path / "123456789FEC20251231.txt"
    for day, account, state in (("2025-07-09", "OTHER", "due_to_check"), ("2025-07-10", "OTHER", "broken")):
        run("import", write_fec(path, [*entries, receipt(day, account, 100)]))
        assert run("account", "show", "BIG")["promises"][0]["state"] == state
    paid = receipt("2025-07-09", "BIG", 960_000)
    for more, state in (([], "due_to_check"), ([receipt("2025-07-10", "OTHER", 100)], "kept")):
        run("import", write_fec(path, [*entries, paid, *more]))
        assert run("account", "show", "BIG")["promises"][0]["state"] == state


def test_the_disputed_part_of_an_item_rests_and_closing_needs_a_result(run: Run) -> None:
    noted = run.note("OLD", "dispute", item="F1", amount="260.00", reason="price", owner="Vente")["event"]
    assert (noted["state"], noted["contested"], noted["rest"]) == ("open", "260.00", "700.00")
    assert run.collectible()["OLD"] == "1200.00"
    told = json.dumps({"item": "F1", "amount": "260.00", "reason": "price", "result": "won"})
    add = ("event", "add", "--account", "OLD", "--kind", "dispute", "--corrects", noted["id"], "--data")
    assert "is not one of" in run.refused(*add, told)
    closed = run.note("OLD", "dispute", "2025-06-30", "--corrects", noted["id"], item="F1", amount="260.00",
                      reason="price", result="withdrawn")["event"]  # fmt: skip
    assert (closed["state"], closed["first"]) == ("closed", noted["id"])
    assert run.collectible()["OLD"] == "1460.00"
    again = run.refused(*add, json.dumps({"item": "F1", "result": "paid"}))
    assert "Anna has corrected this already" in again


def test_a_plan_rests_until_a_line_is_missed_and_a_large_one_waits_for_the_manager(run: Run) -> None:
    lines = [{"by": "2025-07-31", "amount": "730.00"}, {"by": "2025-08-29", "amount": "730.00"}]
    assert run.note("OLD", "plan", lines=lines)["event"]["state"] == "in_force"
    assert "OLD" not in {name for name, amount in run.collectible().items() if amount != "0.00"}
    missed = [{"by": "2025-06-20", "amount": "730.00"}, {"by": "2025-08-29", "amount": "730.00"}]
    told = run.note("OLD", "plan", "2025-06-10", lines=missed)["event"]
    assert told["state"] == "superseded"
    large = [{"by": "2025-08-29", "amount": "10000.01"}]
    assert run.note("BIG", "plan", lines=large)["event"]["state"] == "to_approve"
    assert run.collectible()["BIG"] == "9600.00"
    assert run.note("BIG", "plan", lines=large, approved_by="Marie")["event"]["state"] == "in_force"
    assert run.collectible()["BIG"] == "0.00"


def test_the_manager_sets_the_limit_of_plans_and_the_grace(run: Run, tmp_path: Path) -> None:
    """By the sheet of criteria: plans above 700 wait; a promise for Friday 27 June is broken without any grace."""
    figures = {"plan_approval": 700, "payment_grace": 0}
    edited = [replace(one, threshold=figures.get(one.name, one.threshold)) for one in DEFAULT_CRITERIA]
    book = write_sheet(edited, tmp_path / "criteria.xlsx")
    promise = run.note("BIG", "promise", "2025-06-20", amount="500.00", by="2025-06-27")["event"]
    assert (promise["state"], promise["deadline"]) == ("due_to_check", "2025-07-02")
    changed = run("criteria", "load", book)["changed"]
    assert {one["name"]: one["now"] for one in changed} == figures
    found = run("account", "show", "BIG")["promises"][0]
    assert (found["state"], found["deadline"]) == ("broken", "2025-06-27")
    lines = [{"by": "2025-07-31", "amount": "700.01"}]
    assert run.note("OLD", "plan", lines=lines)["event"]["state"] == "to_approve"
    assert run.note("OLD", "plan", lines=[{**lines[0], "amount": "700.00"}])["event"]["state"] == "in_force"


def test_what_is_due_to_check_and_late_disputes_are_on_the_list_without_points(run: Run) -> None:
    """All BIG owes was promised for the 27th, whose grace ends on 2 July; OLD's disputes passed their deadlines: that
    of F1 on Friday 13 June, five working days end on the 20th; that of F4 on the 27th. All they owe rests."""
    run.note("BIG", "promise", "2025-06-20", amount="9600.00", by="2025-06-27")
    run.note("OLD", "dispute", "2025-06-02", item="F1", owner="Vente", deadline="2025-06-13")
    run.note("OLD", "dispute", "2025-06-02", item="F4", deadline="2025-06-27")
    calls = run.calls()
    assert (calls["BIG"]["score"], calls["OLD"]["score"]) == (0, 0)
    assert calls["BIG"]["next_action"] == "Check whether the promised payment came in, no call"
    assert any(one.startswith("promise of 9,600.00 EUR was due on 2025-06-27") for one in calls["BIG"]["reasons"])
    assert calls["OLD"]["next_action"] == "Dispute for the credit manager to decide"
    assert calls["OLD"]["reasons"][-2:] == [
        "dispute of 500.00 EUR to be settled by 2025-06-13, deadline passed, owner: Vente",
        "dispute of 960.00 EUR to be settled by 2025-06-13, escalated to the credit manager, owner: Vente",
    ]


def test_disputed_invoices_stand_apart_in_the_table_of_payment_terms(run: Run, tmp_path: Path) -> None:
    """D441-6: F1 (overdue 120 days on 30 June) is disputed in part: it leaves part A whole and stands in part B.

    The others are F3, F4, and F2, whose payment bears no letter.
    """

    def shown() -> dict[str, list[Any]]:
        run("workbook", book)
        rows = python_calamine.load_workbook(book).get_sheet_by_name("Délais L441").to_python()
        return {str(row[0]): [cell for cell in row[1:] if cell != ""] for row in rows if row and row[0]}

    book = tmp_path / "morning.xlsx"
    before = shown()
    run.note("OLD", "dispute", item="F1", amount="260.00")
    after = shown()
    assert (before["Nombre de factures concernées"][-1], before["Nombre de factures exclues"]) == (4, [0])
    assert (after["Nombre de factures concernées"][-1], after["Nombre de factures exclues"]) == (3, [1])
    assert after["Montant total des factures exclues, TTC (EUR)"] == [960]


def test_a_missed_line_is_asked_for_with_acceleration_all_of_it(run: Run) -> None:
    lines = [{"by": "2025-06-20", "amount": "730.00"}, {"by": "2025-08-29", "amount": "730.00"}]
    told = run.note("OLD", "plan", "2025-06-10", lines=lines)["event"]
    assert (told["state"], told["breached_on"]) == ("breached", "2025-06-26")
    assert run.collectible()["OLD"] == "730.00"
    assert run.calls()["OLD"]["next_action"] == "Call: instalment missed"
    cancelled = {"lines": lines, "status": "cancelled"}
    run.note("OLD", "plan", "2025-06-10", "--corrects", told["id"], **cancelled)
    run.note("OLD", "plan", "2025-06-10", lines=lines, acceleration="yes")
    assert run.collectible()["OLD"] == "1460.00"


def test_a_signed_acknowledgement_begins_limitation_anew(run: Run) -> None:
    """F1 fell due on 2 March 2025; the period begins again with the signature (C. civ. 2240, 2231): two years, the
    shortest there is, while nobody said what OLD is."""
    before = {item["number"]: item["limitation_date"] for item in run("penalties")["items"]}
    run.note("OLD", "plan", lines=[{"by": "2025-07-31", "amount": "960.00"}], items="F1", acknowledged_on="2025-06-16")
    after = {item["number"]: item["limitation_date"] for item in run("penalties")["items"]}
    assert before["F1"] == "2027-03-02"
    assert after["F1"] == "2027-06-16"
    assert after["F4"] == before["F4"]


def test_penalties_of_a_plan_are_waived_once_it_is_kept(run: Run, tmp_path: Path) -> None:
    """Made on 2 June for the 20th: in force nothing is waived; the payment of the 19th keeps it."""
    lines = [{"by": "2025-06-20", "amount": "960.00"}]
    run.note("OLD", "plan", "2025-06-02", lines=lines, items="F1", waives_penalties="yes")
    waived = {item["number"]: item["waived"] for item in run("penalties")["items"]}
    assert (waived["F1"], waived["F4"]) == ("0.00", "0.00")
    entries = [
        sale("2025-01-31", "OLD", "F1", 96_000), sale("2025-04-10", "OLD", "F4", 50_000),
        receipt("2025-06-19", "OLD", 96_000), receipt("2025-06-30", "OTHER", 100),
    ]  # fmt: skip
    run("import", write_fec(tmp_path / "123456789FEC20251231.txt", entries))
    assert run("account", "show", "OLD")["plans"][0]["state"] == "kept"
    items = {item["number"]: item for item in run("penalties")["items"]}
    assert items["F1"]["waived"] != "0.00"
    assert items["F4"]["waived"] == "0.00"


def test_the_contact_people_share_goes_before_the_customers_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("account;name;contact;phone;email\nOLD;Old SA;Paul;0100000000;paul@old.example\n", encoding="utf-8")
    run("import", "--kind", "customers", path, "--company", "123456789")
    run.note("OLD", "call", result="other_contact", contact="Mme Roy", phone="0199999999")
    row = run.calls()["OLD"]
    assert (row["contact"], row["phone"], row["email"]) == ("Mme Roy", "0199999999", "paul@old.example")


def test_a_call_sets_next_action_owner_and_stop_by_the_managers_table(run: Run, tmp_path: Path) -> None:
    """Monday 30 June plus three working days: Thursday 3 July; the hold ends the day before."""
    fields = run.note("BIG", "call", result="says_paid", paid_on="2025-06-27")["fields"]
    assert fields == {
        "next_date": "2025-07-03", "next_action": "Vérifier l'encaissement", "hold": "yes",
        "hold_until": "2025-07-02", "hold_reason": "Appel : dit avoir payé",
    }  # fmt: skip
    assert run.collectible()["BIG"] == "0.00"
    assert "BIG" not in run.calls()
    path = tmp_path / "results.xlsx"
    assert run("call-results", "export", path)["version"] == 0
    book = openpyxl.load_workbook(path)
    row = next(row for row in book.active.iter_rows() if row[5].value == "refuses")  # type: ignore[union-attr]
    row[1].value, row[2].value, row[3].value, row[4].value = 10, "Avocat", "Anne", "until lifted"
    book.save(path)
    loaded = run("call-results", "load", path)
    assert (loaded["version"], {one["field"] for one in loaded["changed"]}) == (1, {"next_days", "next_action", "owner",
                                                                                   "stop"})  # fmt: skip
    assert run("call-results", "load", path)["version"] == 1
    fields = run.note("OLD", "call", result="refuses")["fields"]
    assert (fields["owner"], fields["next_date"], fields.get("hold_until", "")) == (
        "Anne", "2025-07-15", "",
    )  # fmt: skip


def test_an_old_call_told_late_sets_nothing_any_more_but_a_stop(run: Run) -> None:
    run.note("BIG", "call", "2025-06-30", result="reached")
    fields = run.note("BIG", "call", "2025-06-20", result="message_left")["fields"]
    assert (fields["next_date"], fields["next_action"]) == ("2025-07-07", "Vérifier le règlement")
    fields = run.note("BIG", "call", "2025-06-20", result="insolvency")["fields"]
    assert (fields["next_action"], fields["hold"]) == ("Vérifier le règlement", "yes")


def test_a_later_call_never_shortens_a_hold(run: Run) -> None:
    """An insolvency stops claims until the procedure ends (C. com. L622-7, L622-21); « says paid » only for days."""
    told = run.note("BIG", "call", result="insolvency")["fields"]
    fields = run.note("BIG", "call", result="says_paid", paid_on="2025-06-27")["fields"]
    stop = ("hold", "hold_until", "hold_reason")
    assert [fields.get(key, "") for key in stop] == [told.get(key, "") for key in stop] == [
        "yes", "", told["hold_reason"],
    ]  # fmt: skip


def test_a_wrong_cell_of_call_results_is_named_and_nothing_taken(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    run("call-results", "export", path, "--lang", "fr")
    for column, value, sentence in (
        ("B", "soon", "cell B4: « soon » is no whole number"), ("E", "peut-être", "cell E4: « peut-être » is none of"),
        ("F", "maybe", "there is no call result « maybe »"), ("F", None, "cell F4: the code of the row is missing"),
        ("B", 400, "from 0 to 365"),
    ):  # fmt: skip
        book = openpyxl.load_workbook(path)
        book.active[f"{column}4"] = value  # type: ignore[index]
        book.save(tmp_path / "wrong.xlsx")
        assert sentence in run.refused("call-results", "load", tmp_path / "wrong.xlsx")
    assert run("call-results")["version"] == 0


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--account", "NOBODY", "--kind", "note", "--data", '{"text": "x"}'), "There is no account « NOBODY »"),
        (("--account", "BIG", "--kind", "note", "--data", "{"), "--data is no JSON"),
        (("--account", "BIG", "--kind", "note", "--data", "[]"), "--data is no JSON object"),
        (("--account", "BIG", "--kind", "note", "--data", "{}"), "needs text"),
        (("--account", "BIG", "--kind", "promise", "--data", '{"amount": "1", "by": "x"}'), "no date"),
        (("--account", "BIG", "--kind", "note", "--data", '{"text": "x"}', "--corrects", "zz"), "no such event"),
        (("--account", "BIG", "--kind", "note", "--data", '{"text": "x"}', "--date", " "), "--date needs a day"),
    ],
)
def test_what_cannot_be_noted_is_refused(run: Run, args: tuple[str, ...], sentence: str) -> None:
    assert sentence in run.refused("event", "add", *args)
    assert run("account", "show", "BIG")["events"] == []


def test_a_clerks_own_follow_up_is_taken_over_once(run: Run, tmp_path: Path) -> None:
    """French headings below a title; unknown accounts and invoices are listed with their row; twice is once."""
    path = tmp_path / "suivi.csv"
    path.write_text("\n".join([
        "Suivi des relances;;;;;;", "",
        "Client;N° facture;Dernière relance;Niveau;Litige;Promesse;Commentaire",
        "OLD;F1;16/06/2025;Relance 2;non;;Rappeler Mme Durand",
        "OLD;F4;;;prix contesté 100,50 €;;",
        "BIG;;25/06/2025;MED;;500 € le 15/07/2025;",
        "NOBODY;;;1;;;", "BIG;F99;;;quantité;;",
    ]), encoding="utf-8")  # fmt: skip
    told = run("import", "--kind", "followup", path)
    assert told["events"] == {"dispute": 1, "letter_seen": 2, "note": 2, "promise": 1}
    assert told["unknown"] == [{"row": 7, "account": "NOBODY"}, {"row": 8, "number": "F99"}]
    assert [one["row"] for one in told["problems"] if one["code"].startswith("unknown")] == [7, 8]
    collectible = run.collectible()
    assert (collectible["OLD"], collectible["BIG"]) == ("1359.50", "9100.00")
    old = run("account", "show", "OLD")
    assert [one["data"].get("level") for one in old["events"] if one["kind"] == "letter_seen"] == ["2"]
    assert old["disputes"][0]["data"]["reason"] == "price"
    again = run("import", "--kind", "followup", path)
    assert again["changed"] == {"new": 0, "unchanged": 6}
    assert run("account", "show", "OLD") == old


def test_a_follow_up_in_english_by_invoice_alone_from_a_workbook(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Invoice number", "Last reminder", "Level", "Dispute", "Promise", "Comment"])
    sheet.append(["F3", "2025-06-20", 1, "yes", None, "=1+1"])
    sheet.append(["F1", None, None, None, "2025-07-31", None])
    path = tmp_path / "followup.xlsx"
    book.save(path)
    told = run("import", "--kind", "followup", path)
    assert (told["events"], told["unknown"]) == ({"dispute": 1, "letter_seen": 1, "promise": 1}, [])
    promise = run("account", "show", "OLD")["promises"][0]
    assert promise["data"] == {"items": "F1", "amount": "960.00", "currency": "EUR", "by": "2025-07-31"}
    assert run.collectible()["BIG"] == "0.00"


def test_a_follow_up_is_taken_back_and_can_come_again(run: Run, tmp_path: Path) -> None:
    """What a person corrected since stays; the ledger imported before is not touched; the file comes back whole."""

    def owed() -> dict[str, str]:
        return {name: amount for name, amount in run.collectible().items() if amount != "0.00"}

    path = tmp_path / "suivi.csv"
    path.write_text("Client;N° facture;Litige;Promesse\nOLD;F1;prix 100,50 €;\nBIG;;;500 € le 15/07/2025\n",
                    encoding="utf-8")  # fmt: skip
    run("import", "--kind", "followup", path)
    assert owed() == {"OLD": "1359.50", "BIG": "9100.00"}
    back = run("undo-import")
    assert (back["kind"], back["undone"], back["events"]) == ("followup", "suivi.csv", {"cancelled": 2, "kept": 0})
    assert owed() == {"OLD": "1460.00", "BIG": "9600.00"}
    assert run("account", "show", "OLD")["disputes"][0]["state"] == "cancelled"
    assert run("import", "--kind", "followup", path)["changed"] == {"new": 2, "unchanged": 0}
    assert run("import", "--kind", "followup", path)["changed"] == {"new": 0, "unchanged": 2}
    assert run.collectible()["OLD"] == "1359.50"
    dispute = next(one for one in run("account", "show", "OLD")["disputes"] if one["state"] != "cancelled")
    run.note("OLD", "dispute", "2025-06-30", "--corrects", dispute["id"], item="F1", amount="200.00")
    assert run("undo-import")["events"] == {"cancelled": 1, "kept": 1}
    assert owed() == {"OLD": "1260.00", "BIG": "9600.00"}
    assert run("undo-import")["kind"] == "fec"


def test_a_file_that_is_no_follow_up_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Client;N° facture;Montant\nOLD;F1;960,00\n", encoding="utf-8")
    assert "no columns of a follow-up were recognised" in run.refused("import", "--kind", "followup", path)


def test_people_read_an_account_in_their_language(run: Run) -> None:
    run.note("OLD", "promise", amount="10.00", by="2025-07-31", promised_by="[red]Mme Roy[/]")
    done = run.relance("account", "show", "OLD", "--lang", "fr", "--database", run.url)
    assert "Promesse de règlement (Anna): Montant 10.00, Pour le 2025-07-31, Promis par [red]Mme Roy[/] [en cours]" in (
        " ".join(done.stdout.split())
    )
