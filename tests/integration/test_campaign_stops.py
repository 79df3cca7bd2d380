"""Every reason to stop, out of what people really type and import, seen in a plan with its code and sentence."""

from pathlib import Path
from typing import Any

import pytest

from receivables.dunning.procedure import Level, Procedure
from tests.campaign_home import COMPANY, CampaignHome, day, invoice, levels, reasons
from tests.command import Command
from tests.fec_builder import Entry, Line, receipt, sale

pytestmark = pytest.mark.costly

ON = "2026-06-30"  # a Tuesday
RIPE, DUE = day(ON, -6), day(ON, -6)
OTHER = "552100554"

#: account -> how its customer differs from the others; every one owes 1,000.00 for six days.
CUSTOMERS: dict[str, dict[str, str]] = {
    "GOES": {}, "LATER": {}, "DISPUTE": {}, "PROMISE": {}, "PLAN": {}, "HOLD": {}, "INSOLV": {},
    "OVERDEBT": {"Nature": "particulier"}, "FACTOR": {"Moyen de paiement": "affacturage"},
    "DEBIT": {"Moyen de paiement": "prélèvement"}, "GROUP": {"Groupe": "intra-groupe"}, "REFUSED": {}, "LOST": {},
    "PUBLIC": {"Nature": "administration"}, "CREDIT": {}, "LAWYER": {}, "COLLECTOR": {}, "INSURER": {}, "RECENT": {},
    "NOBODY": {"Courriel": "", "Adresse": "", "Téléphone": ""}, "CHECK": {}, "TORN": {}, "SMALL": {}, "BILL": {},
    "RETAIN": {}, "YOUNG": {}, "WORKS": {},
}  # fmt: skip
EXPECTED = {
    "DISPUTE": "dispute", "PROMISE": "promise", "PLAN": "plan", "HOLD": "hold", "INSOLV": "insolvency",
    "OVERDEBT": "over_indebtedness", "FACTOR": "factored", "DEBIT": "direct_debit", "GROUP": "intra_group",
    "REFUSED": "invoice_refused", "LOST": "invoice_refused", "PUBLIC": "term_suspended",
    "CREDIT": "credit_note_promised", "LAWYER": "handed_over", "COLLECTOR": "handed_over", "INSURER": "handed_over",
    "RECENT": "recent_contact", "NOBODY": "no_address", "CHECK": "check_first", "TORN": "conflict",
    "SMALL": "under_minimum", "BILL": "bill", "RETAIN": "retention", "YOUNG": "not_yet", "411000": "collective_account",
    "WORKS": "unbilled",
}  # fmt: skip
#: What the sentence must name.
NAMED = {
    "DISPUTE": "1,000.00 EUR", "PROMISE": "2026-07-10", "PLAN": "1,000.00 EUR", "HOLD": "2026-07-31",
    "INSOLV": "2026-06-25", "LAWYER": "lawyer", "COLLECTOR": "collector", "INSURER": "insurer", "RECENT": day(ON, -1),
    "CHECK": "400.00 EUR", "TORN": "hold", "SMALL": "10.00 EUR", "YOUNG": day(ON, 3), "LOST": "not delivered",
    "PUBLIC": day(ON, -2),
}  # fmt: skip


def _entries() -> list[Entry]:
    plain = [
        invoice(account, f"F-{account}", 100_000, DUE)
        for account in CUSTOMERS if account not in ("SMALL", "BILL", "RETAIN", "YOUNG", "WORKS")
    ]  # fmt: skip
    bill = Entry("OD", day(DUE, -30), (Line("413000", 100_000, "BILL", due=DUE), Line("707000", -100_000)), "F-BILL")
    works = Entry("VE", day(DUE, -30), (Line("417000", 100_000, "WORKS", due=DUE), Line("707000", -100_000)), "F-WORKS")
    alone = Entry("VE", day(DUE, -30), (Line("411000", 100_000, due=DUE), Line("707000", -100_000)), "F-DIVERS")
    return [
        *plain, bill, works, alone, invoice("SMALL", "F-SMALL", 1_000, DUE),
        invoice("YOUNG", "F-YOUNG", 100_000, day(ON, -2)),
        invoice("RETAIN", "F-RETAIN", 100_000, DUE, label="Retenue de garantie 5 % lot 3"),
        receipt(day(ON, -3), "CHECK", 40_000), receipt(day(ON, -1), "PAYS", 100),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> CampaignHome:
    """All of them in one ledger, each with what stops it."""
    folder = tmp_path_factory.mktemp("stops")
    one = CampaignHome(Command(folder / "home"), folder)
    one.ledger(sorted(_entries(), key=lambda entry: entry.day))
    one.customers(CUSTOMERS)
    one.note("DISPUTE", "dispute", day(ON, -3), item="F-DISPUTE", reason="price", owner="Jean")
    one.note("REFUSED", "dispute", day(ON, -3), item="F-REFUSED", comment="Facture refusée sur la plateforme")
    one.note("LOST", "dispute", day(ON, -3), item="F-LOST", reason="not_received")
    one.note("PUBLIC", "dispute", day(ON, -2), item="F-PUBLIC", reason="order_missing")
    one.note("CREDIT", "dispute", day(ON, -3), item="F-CREDIT", reason="credit_note_awaited")
    one.note("PROMISE", "promise", day(ON, -9), amount="1000.00", by="2026-07-10")
    lines = [{"by": "2026-07-15", "amount": "500.00"}, {"by": "2026-08-15", "amount": "500.00"}]
    one.note("PLAN", "plan", day(ON, -9), lines=lines, approved_by="Sophie")
    one.note("RECENT", "call", day(ON, -1), result="reached")
    one.fields("HOLD", hold="yes", hold_until="2026-07-31")
    one.fields("OVERDEBT", hold="yes", hold_reason="surendettement, recevable")
    one.fields("LATER", hold="yes", hold_reason=f"surendettement, recevable le {day(ON, -60)}")
    one.fields("LAWYER", hold="yes", hold_reason="chez l'avocat")
    one.fields("COLLECTOR", hold="yes", hold_reason="société de recouvrement")
    one.fields("INSURER", hold="yes", hold_reason="déclaré à l'assureur-crédit")
    one.fields("TORN", hold="yes", hold_until="2026-01-31")
    one.fields("TORN", who="Bruno", hold="", hold_until="2026-02-28")
    one("insolvency", "INSOLV", "2026-06-25")
    return one


def test_each_reason_stops_its_account_with_its_sentence(home: CampaignHome) -> None:
    """Nobody else is stopped, and nobody is in neither list."""
    plan = home.plan(ON)
    assert levels(plan) == {"GOES": "r1", "LATER": "r1"}  # an invoice of after the admission is paid when due
    assert reasons(plan) == {account: {reason} for account, reason in EXPECTED.items()}
    told = {one["account"]: one["sentence"] for one in plan["stopped"]}
    assert {account: text for account, text in NAMED.items() if text not in told[account]} == {}, told
    french = {one["account"]: one["sentence"] for one in home.plan(ON, "--lang", "fr")["stopped"]}
    assert all(french[account] and french[account] != told[account] for account in told)


def test_a_plan_made_again_replaces_the_one_nobody_approved(home: CampaignHome) -> None:
    first, second = home.plan(ON), home.plan(ON)
    assert first["run"] < second["run"]
    assert home("campaign", "show", str(first["run"]))["state"] == "withdrawn"

    def plain(plan: dict[str, Any]) -> list[dict[str, Any]]:
        return [{key: value for key, value in one.items() if key != "message"} for one in plan["proposed"]]

    assert plain(first) == plain(second)
    assert first["stopped"] == second["stopped"]


def test_money_older_than_two_working_days_stops_everything(home: CampaignHome) -> None:
    """The last receipt is of Monday the 29th: Wednesday is its second working day, Thursday its third."""
    assert levels(home.plan("2026-07-01")) == {"GOES": "r1", "LATER": "r1"}
    stale = home.plan("2026-07-02")
    assert stale["proposed"] == []
    assert next(iter(reasons(stale)["GOES"])) == "stale_money"
    assert stale["freshness"][COMPANY]["is_stale"] is True
    assert stale["freshness"][COMPANY]["last_receipt"] == "2026-06-29"


def test_who_has_no_procedure_is_told(relance: Command, tmp_path: Path) -> None:
    """Procedures for consumers alone were loaded: a business follows none."""
    one = CampaignHome(relance, tmp_path)
    one.ledger([invoice("FIRM", "F1", 100_000, DUE), invoice("PERSON", "F2", 100_000, DUE),
                receipt(day(ON, -1), "PAYS", 100)])  # fmt: skip
    one.customers({"FIRM": {}, "PERSON": {"Nature": "particulier"}})
    one.procedures(Procedure("particuliers", "consumer", (Level("r1", 5, channels=("email",)),)))
    plan = one.plan(ON)
    assert levels(plan) == {"PERSON": "r1"}
    assert reasons(plan) == {"FIRM": {"no_procedure"}}
    assert "choose one" in plan["stopped"][0]["sentence"]


def test_what_is_paid_between_approval_and_sending_does_not_leave(relance: Command, tmp_path: Path) -> None:
    """A plan never tells « paid », for what is paid is not overdue; a message approved before does, and so does one of
    which a part was paid."""
    one = CampaignHome(relance, tmp_path)
    rest = [invoice("OPEN", "F-OPEN", 100_000, DUE), receipt(day(ON, -1), "PAYS", 100)]
    one.ledger([*rest, *(invoice(account, f"F-{account}", 100_000, DUE) for account in ("ALL", "PART"))])
    one.customers({"ALL": {}, "PART": {}, "OPEN": {}})
    one.settings()
    run = one.plan(ON)["run"]
    one.approve(run, ON)
    for account, letter, cents in (("ALL", "AA", 100_000), ("PART", "AB", 40_000)):
        rest += [
            invoice(account, f"F-{account}", 100_000, DUE, letter=letter),
            receipt(ON, account, cents, letter=letter),
        ]
    one.ledger(rest)
    books = one.send(run, ON)
    assert (books["sent"], books["skipped"]) == (1, {"paid": 2})
    shown = {row["account"]: row for row in one("campaign", "show", str(run))["proposed"]}
    assert {account: (row["state"], row["why"]) for account, row in shown.items()} == {
        "ALL": ("skipped", "paid"), "PART": ("skipped", "paid"), "OPEN": ("sent", None),
    }  # fmt: skip
    again = one.plan(ON)
    assert "ALL" not in reasons(again)
    assert [(row["account"], row["amount"]) for row in again["proposed"]] == [("PART", "600.00")]


@pytest.fixture
def old(relance: Command, tmp_path: Path) -> CampaignHome:
    """Items of six weeks, whose company ran no campaign yet: one whose debtor is unknown, one without a due day."""
    one = CampaignHome(relance, tmp_path)
    late = day(ON, -45)
    entries = [
        invoice("KNOWN", "F1", 100_000, late), invoice("UNKNOWN", "F2", 100_000, late),
        sale(day(late, -30), "NODATE", "F3", 100_000), invoice("YOUNG", "F4", 100_000, DUE),
        receipt(day(ON, -1), "PAYS", 100),
    ]  # fmt: skip
    one.ledger(sorted(entries, key=lambda entry: entry.day))
    kinds = {"KNOWN": {}, "UNKNOWN": {"Nature": ""}, "NODATE": {}, "YOUNG": {}}
    one.customers(kinds)
    return one


def test_a_first_campaign_asks_where_age_leaves_a_doubt_then_formal_notices_need_certainty(old: CampaignHome) -> None:
    first = old.plan(ON)
    assert first["proposed"] == []
    assert {reason for found in reasons(first).values() for reason in found} == {"start_level"}
    asked = {one["account"]: one for one in first["stopped"]}
    assert (asked["KNOWN"]["start_level"], asked["YOUNG"]["start_level"]) == ("notice", None)
    assert f'relance campaign start --company "{COMPANY}" --on {ON} --sent 38:notice' in asked["KNOWN"]["sentence"]
    old("campaign", "start", "--company", COMPANY, "--on", ON, "--sent", "25:r3", "--sent-on", day(ON, -20))
    plan = old.plan(ON)
    assert levels(plan) == {"KNOWN": "notice", "YOUNG": "r1"}
    assert reasons(plan) == {"UNKNOWN": {"debtor_unknown"}, "NODATE": {"due_estimated"}}


def test_two_people_known_here_approve_a_formal_notice(old: CampaignHome) -> None:
    """Where nobody is known any two names do, once each however written; where people are known they alone may."""
    old.settings()
    old("campaign", "start", "--company", COMPANY, "--on", ON, "--sent", "25:r3", "--sent-on", day(ON, -20))
    run = str(old.plan(ON)["run"])

    def approve(who: str) -> dict[str, Any]:
        return old("campaign", "approve", run, "--only", "KNOWN", "--by", who, "--now", f"{ON} 10:00")

    assert approve("alice")["waiting_for_second"] == 1
    assert approve(" Alice ")["approved"] == 0
    old("user", "add", "Denis", "--role", "manager")
    old("user", "add", "Clara", "--role", "clerk")
    for nobody in ("bob", "Clara"):
        assert nobody in old.refused("campaign", "approve", run, "--by", nobody, "--now", f"{ON} 10:00")
    assert approve("Denis")["approved"] == 1
