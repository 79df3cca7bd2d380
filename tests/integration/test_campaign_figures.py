"""The figures of formal notices and statements: what is asked for bears interest, and the balance is the ledger's."""

from typing import Any

import pytest

from server.campaigns.proposal.runs import the_message
from server.campaigns.writing.previews import content_for, findings_of
from server.letters.checks import Finding
from server.letters.content import MessageContent
from server.letters.layout import all_text, letter_of
from server.letters.statement import statement_of
from server.letters.templates import shipped
from server.store.database import open_engine, reading
from tests.campaign_home import COMPANY, CampaignHome, day, invoice
from tests.command import Command
from tests.fec_builder import receipt, sale

pytestmark = pytest.mark.costly

ON = "2026-06-30"
#: 45 days late: from 17 May to 30 June 2026, in one half-year.
LATE = day(ON, -45)
PLAIN = ("PART", "PROM", "CRED", "NOTE", "SOME", "ALL", "INVD", "CLAU")
DAYS, WHOLE = 45, 1_000_000


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """account -> what its formal notice says, and `plan`: the row of the proposal; `findings`."""
    room = tmp_path_factory.mktemp("figures")
    home = CampaignHome(Command(room / "home"), room)
    entries = [
        *(invoice(account, f"F-{account}", WHOLE, LATE) for account in PLAIN),
        invoice("S1", "U1", 500_000, LATE), invoice("S2", "V1", 500_000, LATE), invoice("PAY", "P1", 100_000, LATE),
        invoice("TOWN", "F-TOWN", WHOLE, day(ON, -90)),
        invoice("PART", "F-NEXT", 30_000, day(ON, 20)), invoice("PART", "F-YOUNG", 20_000, day(ON, -2)),
        receipt(day(ON, -20), "CRED", 50_000, reference="VIR-1"), sale(day(ON, -20), "NOTE", "A-1", -50_000),
        sale(day(ON, -20), "S1", "A-S1", -20_000), receipt(day(ON, -1), "ZZ", 100),
    ]  # fmt: skip
    home.ledger(sorted(entries, key=lambda entry: entry.day))
    payer = {"Payeur": "PAY", "Nature": "société"}
    home.customers({
        **{account: {} for account in PLAIN}, "PAY": {"Nom": "Siège Payeur"}, "ZZ": {},
        "S1": {**payer, "Nom": "Filiale Un", "SIREN": "552100554"}, "S2": {**payer, "Nom": "Filiale Deux"},
        "TOWN": {"Nature": "administration", "SIREN": "213105554", "SIRET": "21310555400017"},
    })  # fmt: skip
    home.settings()
    home("campaign", "start", "--company", COMPANY, "--on", ON, "--sent", "25:r3", "--sent-on", day(ON, -20))
    home.note("PART", "dispute", day(ON, -9), item="F-PART", amount="2500.00", reason="price")
    home.note("PROM", "promise", day(ON, -9), amount="3000.00", by="2026-07-10")
    decision = ("--by", "Sophie", "--why", "geste", "--as-of", ON)
    home("waive", "--account", "SOME", "--amount", "20", *decision)
    home("waive", "--account", "ALL", *decision)
    home("invoiced", "--account", "INVD", "--amount", "60", *decision)
    home("rates", "clause", "--set", "contract:5", "--for", "account:CLAU")
    plan = home.plan(ON)
    found: dict[str, Any] = {"plan": {}, "findings": {}}
    engine = open_engine(home.relance.home, None)
    with reading(engine) as connection:
        for row in plan["proposed"]:
            if row["level"] != "notice":
                continue
            message = the_message(connection, row["message"])
            content = content_for(connection, message)
            found[message.account] = content
            found["plan"].setdefault(message.account, row)
            found["findings"][message.account] = findings_of(connection, message, content, "fr")
    engine.dispose()
    return found


def interest(base: int, days: int, percent: str = "12.15") -> int:
    """Minor units, to the nearest cent."""
    hundredths = int(percent.replace(".", ""))
    return (base * hundredths * days * 2 // (365 * 10_000) + 1) // 2


def text_of(content: MessageContent) -> str:
    return all_text(letter_of(content, shipped("business", "notice", "fr"))).replace("\u00a0", " ")


def fatal(findings: list[Finding]) -> list[str]:
    return [one.code for one in findings if one.is_fatal]


def test_what_is_contested_or_promised_bears_no_interest_and_the_invoice_keeps_its_amount(told: dict[str, Any]) -> None:
    """C. com. L441-10 II: penalties run on the sums due."""
    for account, contested, apart in (("PART", 250_000, 0), ("PROM", 0, 300_000)):
        content: MessageContent = told[account]
        asked = WHOLE - contested - apart
        (item,) = content.items
        assert (item.amount, item.paid, item.disputed, item.apart, item.open) == (WHOLE, 0, contested, apart, asked)
        (line,) = content.interest_lines
        assert (line.principal, line.days, line.amount) == (asked, DAYS, interest(asked, DAYS))
        assert told["plan"][account]["interest"] == f"{line.amount / 100:.2f}"
        assert fatal(told["findings"][account]) == []
    assert "Part non demandée" in text_of(told["PROM"])
    assert "promise" in text_of(told["PROM"])


def test_a_credit_deducted_stops_the_interest_from_its_day_and_does_not_block_the_notice(told: dict[str, Any]) -> None:
    """A payment counts on its day, a credit note from it; what is left is counted on, and the fixed sum stays."""
    for account in ("CRED", "NOTE"):
        content: MessageContent = told[account]
        assert {line.principal for line in content.interest_lines} == {WHOLE, WHOLE - 50_000}
        assert sum(line.days for line in content.interest_lines) == DAYS
        assert (content.credit, content.compensation, content.compensation_count) == (50_000, 4_000, 1)
        assert fatal(told["findings"][account]) == []
        assert "comptées à leur date" in text_of(content)
    before, after = told["CRED"].interest_lines
    assert (before.last_day - before.first_day + 1, after.days) == (25, 20)


def test_penalties_given_up_or_invoiced_are_deducted_from_lines_that_stay(told: dict[str, Any]) -> None:
    """Part of it, all of it, and what was invoiced: the proposal tells what is left, and the notice may leave."""
    computed = interest(WHOLE, DAYS)
    for account, waived, invoiced in (("SOME", 2_000, 0), ("ALL", computed + 4_000, 0), ("INVD", 0, 6_000)):
        content: MessageContent = told[account]
        assert (content.interest, content.compensation) == (computed, 4_000)
        assert (content.waived, content.invoiced) == (waived, invoiced)
        assert content.total == WHOLE + computed + 4_000 - waived - invoiced
        row = told["plan"][account]
        left = round(100 * (float(row["interest"]) + float(row["compensation"])))
        assert left == computed + 4_000 - waived - invoiced
        assert fatal(told["findings"][account]) == []
    assert "Pénalités et indemnités abandonnées" in text_of(told["SOME"])
    assert "déjà facturées" in text_of(told["INVD"])


def test_a_statement_holds_all_that_the_ledger_leaves_open(told: dict[str, Any]) -> None:
    """What waits for its reminder, is not due, contested or promised, and credits: whatever the letter asks for."""
    statement = statement_of(told["PART"])
    assert [(row.number, row.open, row.disputed, row.status) for row in statement.rows] == [
        ("F-PART", WHOLE, 250_000, "échue"), ("F-YOUNG", 20_000, 0, "échue"), ("F-NEXT", 30_000, 0, "non échue"),
    ]  # fmt: skip
    assert statement_of(told["PROM"]).balance == WHOLE
    assert statement_of(told["CRED"]).balance == WHOLE - 50_000
    assert statement_of(told["PAY"]).balance == 1_080_000


def test_who_pays_for_others_reads_whose_debt_each_line_is(told: dict[str, Any]) -> None:
    """In the letter and in the statement; what is his own bears no name."""
    content: MessageContent = told["PAY"]
    names = {one.number: one.debtor for one in content.items}
    assert names == {"U1": "Filiale Un (S1)", "V1": "Filiale Deux (S2)", "P1": ""}
    shown = text_of(content)
    for part in (
        "U1 · Filiale Un (S1)",
        "V1 · Filiale Deux (S2)",
        "Filiale Un (S1), SIREN 552100554",
        "A-S1 · Filiale",
    ):
        assert part in shown
    assert {row.number: row.debtor for row in statement_of(content).rows} == {**names, "A-S1": "Filiale Un (S1)"}
    # the credit note of S1 lowers what S1 owes
    assert {line.principal for line in content.interest_lines if line.number == "V1"} == {500_000}
    assert {line.principal for line in content.interest_lines if line.number == "U1"} == {500_000, 480_000}


def test_a_rate_under_the_floor_is_told_before_anybody_approves(told: dict[str, Any]) -> None:
    """In the findings of the preview and among the reasons of the proposal; it keeps nothing back."""
    found = {one.code: one for one in told["findings"]["CLAU"]}
    assert not found["below_floor"].is_fatal
    assert "plancher" in found["below_floor"].sentence
    assert any("floor of L441-10" in reason for reason in told["plan"]["CLAU"]["reasons"])
    assert [one.code for one in told["findings"]["SOME"] if one.code == "below_floor"] == []


def test_a_public_buyer_reads_what_finds_the_invoice_on_chorus_pro(told: dict[str, Any]) -> None:
    """The two parties, whose numbers are known; no service or engagement that nobody told."""
    expected = f"SIRET du destinataire 21310555400017, SIREN du fournisseur {COMPANY}, numéros du tableau"
    assert told["TOWN"].debtor.chorus == expected
