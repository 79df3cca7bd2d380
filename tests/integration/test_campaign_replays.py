"""Cases of other systems' own test suites, through the commands alone: procedure load, plan, approve, run.

Facts of Tryton 8.2 (trytond_account_dunning), OCA credit-control, Lago, Invoice Ninja; where ours differs, it says so.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from receivables.dunning.procedure import Level, Procedure
from tests.campaign_home import COMPANY, CampaignHome, day, invoice, levels, mails, reasons
from tests.command import Command
from tests.fec_builder import Entry, receipt

pytestmark = pytest.mark.costly

D0 = "2026-06-03"  # a Wednesday


def _daily(first: str, days: int) -> list[Entry]:
    """Somebody pays something every day: the money is never stale."""
    return [receipt(day(first, one), "PAYS", 100) for one in range(days)]


def _home(relance: Command, folder: Path, entries: Sequence[Entry], *procedures: Procedure) -> CampaignHome:
    one = CampaignHome(relance, folder)
    one.ledger(sorted(entries, key=lambda entry: entry.day), year=entries[0].day[:4])
    one.customers({"A": {}})
    one.settings()
    one.procedures(*procedures)
    return one


def test_tryton_levels_progress_one_at_a_time(relance: Command, tmp_path: Path) -> None:
    """Levels at 5, 20 and 40 days. What nobody approved does not escalate; what was sent does.

    Ours: the next level leaves a day after the previous one really left, not the same day; a block is a hold.
    """
    entries = [invoice("A", "OPEN", 10_000, D0), invoice("A", "PAID", 10_000, D0, letter="AA"),
               receipt(day(D0, 0), "A", 10_000, letter="AA", letter_day=D0), *_daily(day(D0, -31), 90)]  # fmt: skip
    home = _home(relance, tmp_path, entries, mails(5, 20, 40))
    assert reasons(home.plan(day(D0, 4))) == {"A": {"not_yet"}}
    first = home.plan(day(D0, 5))
    assert [(one["level"], one["items"][0]["amount"]) for one in first["proposed"]] == [("r1", "100.00")]
    late = home.plan(day(D0, 30))  # 3 July: still the first level
    assert levels(late) == {"A": "r1"}
    home.approve(late["run"], day(D0, 30))
    assert home.send(late["run"], day(D0, 30))["sent"] == 1
    home.fields("A", hold="yes")
    assert reasons(home.plan(day(D0, 33))) == {"A": {"hold"}}
    home.fields("A", who="Bruno", base="yes", hold="")
    assert levels(home.plan(day(D0, 31))) == {"A": "r2"}
    paid = [*entries, receipt(day(D0, 34), "A", 10_000)]
    home.ledger(sorted(paid, key=lambda entry: entry.day))
    assert home.plan(day(D0, 50))["proposed"] == []


def test_tryton_last_level_is_not_sent_twice_and_one_level_never_asks(relance: Command, tmp_path: Path) -> None:
    """One level of day 0; the first plan of a fresh ledger, thirty days late, proposes it."""
    home = _home(relance, tmp_path, [invoice("A", "OPEN", 10_000, D0), *_daily(day(D0, -31), 90)], mails(0))
    plan = home.morning(day(D0, 30))
    assert levels(plan) == {"A": "r1"}
    after = home.plan(day(D0, 33))
    assert reasons(after) == {"A": {"already_sent"}}
    assert "no further level" in after["stopped"][0]["sentence"]


@pytest.mark.parametrize(
    ("offsets", "codes", "runs"),
    [((-10,), ("pre",), ((-8, "pre"),)), ((-30, -10), ("pre", "pre2"), ((-32, ""), (-28, "pre"), (-8, "pre2"))),
     ((-30, 10), ("pre", "r1"), ((-32, ""), (-28, "pre"), (12, "r1")))],
)  # fmt: skip
def test_oca_preventive_levels(
    relance: Command, tmp_path: Path, offsets: Sequence[int], codes: Sequence[str], runs: Sequence[tuple[int, str]]
) -> None:
    """Reminders before the due day, each after the one before it was sent."""
    entries = [invoice("A", "F1", 10_000, D0), *_daily(day(D0, -60), 90)]
    home = _home(relance, tmp_path, entries, mails(*offsets, codes=codes))
    for offset, level in runs:
        plan = home.morning(day(D0, offset))
        assert list(levels(plan).values()) == ([level] if level else []), offset


def test_lago_threshold_then_retry(relance: Command, tmp_path: Path) -> None:
    """149 is under 150; 155 is not; again after more than two days; two attempts, no third."""
    procedure = Procedure("lago", "business", (
        Level("r1", 1, minimum={"EUR": 15_000}, channels=("email",)),
        Level("r2", 3, "previous", minimum={"EUR": 15_000}, channels=("email",)),
    ), quiet_days=1)  # fmt: skip
    entries = [invoice("A", "F1", 14_900, "2025-01-03"), invoice("A", "F2", 600, "2025-01-06"),
               *_daily("2024-12-31", 20)]  # fmt: skip
    home = _home(relance, tmp_path, sorted(entries, key=lambda entry: entry.day), procedure)
    assert reasons(home.morning("2025-01-04")) == {"A": {"under_minimum"}}
    told = home.morning("2025-01-07")
    assert [(one["level"], one["amount"]) for one in told["proposed"]] == [("r1", "155.00")]
    assert [home.morning(f"2025-01-{one}")["proposed"] for one in ("08", "09")] == [[], []]
    assert [(one["level"], one["amount"]) for one in home.morning("2025-01-10")["proposed"]] == [("r2", "155.00")]
    assert home.morning("2025-01-13")["proposed"] == []


def test_lago_two_currencies(relance: Command, tmp_path: Path) -> None:
    """Lago, dunning_campaign_v1_spec.rb, multi_currency: thresholds EUR 150 and USD 100, two attempts each, strictly
    more than two days apart; overdue EUR 149 and USD 120 since 1 January 2025, EUR 10 more since the 5th at 18:00.

    Lago attempts USD on the 3rd and the 6th, EUR on the 6th (with USD) and the 9th, then no more. Ours: one message a
    customer and day, the graver first, so EUR goes on the 7th and the 10th. Neither waits for the other's threshold.
    """
    least = {"EUR": 15_000, "USD": 10_000}
    procedure = Procedure("lago", "business", (
        Level("r1", 1, minimum=least, channels=("email",)),
        Level("r2", 3, "previous", minimum=least, channels=("email",)),
    ), quiet_days=1)  # fmt: skip
    home = CampaignHome(relance, tmp_path)
    owed = ("A;A;F1;02/12/2024;01/01/2025;149,00;EUR", "A;A;F2;02/12/2024;01/01/2025;120,00;USD",
            "A;A;F3;06/12/2024;05/01/2025;10,00;EUR")  # fmt: skip
    sent = []
    for number in range(3, 14):
        rows = (*owed, f"NEW;New;N1;{number:02}/01/2025;31/12/2025;1,00;EUR")  # a list is as of its newest document
        path = tmp_path / f"list-{number}.csv"
        path.write_text("\n".join(("Client;Nom;Facture;Date;Échéance;Montant;Devise", *rows)), encoding="utf-8")
        home("import", path, "--company", COMPANY)
        if number == 3:
            home.customers({"A": {}})
            home.settings()
            home.procedures(procedure)
        told = home.morning(f"2025-01-{number:02}")
        sent += [(number, one["currency"], one["level"], one["amount"]) for one in told["proposed"]]
    assert sent == [
        (3, "USD", "r1", "120.00"), (6, "USD", "r2", "120.00"), (7, "EUR", "r1", "159.00"), (10, "EUR", "r2", "159.00"),
    ]  # fmt: skip
    assert reasons(told) == {"A": {"already_sent"}}


def test_invoice_ninja_days_after_the_invoice(relance: Command, tmp_path: Path) -> None:
    """Invoice of 1 March 2024 due on the 15th: 5, 10 and 15 days after it. Ours: the third, a Saturday, is proposed
    that day and leaves on Monday, and the next counts from then."""
    procedure = Procedure("ninja", "business", (
        Level("pre", 5, "document", channels=("email",)), Level("pre2", 10, "document", channels=("email",)),
        Level("r1", 15, "document", channels=("email",)), Level("r2", 14, "previous", channels=("email",)),
    ), quiet_days=1)  # fmt: skip
    entries = [*_daily("2024-02-28", 50), invoice("A", "F1", 10_000, "2024-03-15", document_day="2024-03-01")]
    home = _home(relance, tmp_path, sorted(entries, key=lambda entry: entry.day), procedure)
    sent = {}
    for one in ("2024-03-05", "2024-03-06", "2024-03-08", "2024-03-11", "2024-03-15"):
        sent[one] = list(levels(home.morning(one)).values())
    assert sent == {"2024-03-05": [], "2024-03-06": ["pre"], "2024-03-08": [], "2024-03-11": ["pre2"], "2024-03-15": []}
    saturday = home.plan("2024-03-16")
    assert levels(saturday) == {"A": "r1"}
    home.approve(saturday["run"], "2024-03-16")
    assert home.send(saturday["run"], "2024-03-16")["waiting_for"] == {"window": 1}
    assert home.send(saturday["run"], "2024-03-18")["sent"] == 1
    assert home.plan("2024-03-31")["proposed"] == []
    assert levels(home.plan("2024-04-01")) == {"A": "r2"}


def test_oca_block_with_an_end(relance: Command, tmp_path: Path) -> None:
    """Blocked for a while: nothing until the day itself, proposed the day after."""
    home = _home(relance, tmp_path, [invoice("A", "F1", 10_000, D0), *_daily(day(D0, -31), 60)], mails(5))
    home.fields("A", hold="yes", hold_until=day(D0, 10))
    assert reasons(home.plan(day(D0, 10))) == {"A": {"hold"}}
    assert levels(home.plan(day(D0, 11))) == {"A": "r1"}


def test_kill_bill_limits_count_themselves(relance: Command, tmp_path: Path) -> None:
    """Total unpaid of 100.00, days since the earliest 10: both limits count themselves."""
    entries = [invoice("A", "F1", 4_000, D0), invoice("A", "F2", 6_000, D0), *_daily(day(D0, -31), 60)]
    home = _home(relance, tmp_path, entries, mails(10, minimum={"EUR": 10_000}))
    assert reasons(home.plan(day(D0, 9))) == {"A": {"not_yet"}}
    assert [(one["amount"]) for one in home.plan(day(D0, 10))["proposed"]] == ["100.00"]


def test_a_new_invoice_drags_no_other_and_a_paid_one_moves_no_anchor(relance: Command, tmp_path: Path) -> None:
    """Two items at levels of their own leave on days of their own; the old one paid, the other stays where it was."""
    entries = [invoice("A", "OLD", 10_000, D0), invoice("A", "NEW", 20_000, day(D0, 14)), *_daily(day(D0, -31), 90)]
    home = _home(relance, tmp_path, sorted(entries, key=lambda entry: entry.day), mails(5, 20, 40))
    assert levels(home.morning(day(D0, 5))) == {"A": "r1"}
    both = home.morning(day(D0, 20))
    assert [(one["level"], one["amount"]) for one in both["proposed"]] == [("r2", "100.00")]
    assert reasons(both) == {"A": {"recent_contact"}}  # the graver one goes first, the other the next day
    assert [(one["level"], one["amount"]) for one in home.morning(day(D0, 21))["proposed"]] == [("r1", "200.00")]
    paid = sorted([*entries, receipt(day(D0, 22), "A", 10_000, reference="OLD")], key=lambda entry: entry.day)
    home.ledger(paid)
    assert {one["level"] for one in home.plan(day(D0, 33))["proposed"]} <= {"r2"}
    assert reasons(home.plan(day(D0, 33)))["A"] <= {"already_sent", "check_first"}
