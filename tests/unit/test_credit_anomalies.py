"""Accounts over a limit, and overdue items the credit insurer must hear of."""

import pytest

from tests.unit.test_anomalies import account, anomalies, codes, day, invoice, only, payment

INSURED = {"account": "C1", "insurer_limit": 10_000_000, "insurer_notice_days": 60, "insurer_expiry": day("2027-12-31")}


@pytest.mark.parametrize(
    ("limits", "limit", "words"),
    [
        ({"credit_limit": 100_000}, "1 000,00 EUR", "son plafond de crédit"),
        ({"credit_limit": 130_000, "insurer_limit": 90_000}, "900,00 EUR", "plafond de l'assureur-crédit"),
        ({"credit_limit": 100_000, "insurer_limit": 90_000}, "crédit 1 000,00 EUR, assureur-crédit 900,00 EUR", "tous"),
        ({"credit_limit": 0}, "0,00 EUR", "son plafond de crédit"),
    ],
)
def test_a_customer_over_the_lower_of_its_limits_is_named_with_the_excess(
    limits: dict[str, int], limit: str, words: str
) -> None:
    """1 200 owed; a limit of zero is a limit, an empty one is none."""
    found = anomalies([invoice()], customers=[{"account": "C1", "insurer_limit": None, **limits}])
    row = only(found, "over_limit")
    assert words in row["sentence_fr"]
    assert limit in row["sentence_fr"]
    assert "doit 1 200,00 EUR" in row["sentence_fr"]
    assert row["amount"] == 120_000 - min(limits.values())


def test_at_its_limit_or_without_one_nothing_is_said() -> None:
    """Payments count at once, matched or not: the exposure is what the account owes in all."""
    told = [{"account": "C1", "credit_limit": 120_000}]
    assert "over_limit" not in codes(anomalies([invoice()], customers=told))
    assert "over_limit" not in codes(anomalies([invoice(), invoice("F2"), payment()], customers=told))
    assert "over_limit" not in codes(anomalies([invoice()]))
    assert "over_limit" not in codes(anomalies([invoice()], customers=[{"account": "C1"}]))


def test_several_accounts_of_a_customer_are_one_debtor() -> None:
    """700 on 411 and 700 on 413 of C1, limit 1 000: one anomaly, of 400."""
    accounts = [
        account("411000/C1", customer="C1"),
        account("413000/C1", customer="C1", collective="413", ledger_account="413000"),
    ]
    lines = [invoice("F1", 70_000, at="411000/C1"), invoice("F2", 70_000, at="413000/C1")]
    told = [{"account": one["account"], "credit_limit": 100_000} for one in accounts]
    row = only(anomalies(lines, accounts, told), "over_limit")
    assert (row["account"], row["amount"]) == ("411000/C1", 40_000)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-05-01", "avant le 30/06/2026"),
        ("2026-05-11", "avant le 10/07/2026"),
        ("2026-04-30", "est passé depuis le 29/06/2026"),
        ("2026-05-12", ""),
        ("2026-04-20", ""),
    ],
)
def test_an_insured_item_is_to_be_notified_within_days_of_its_deadline(due: str, words: str) -> None:
    """Sixty days after the due day; said from ten days before to ten days after it. Today is 30 June."""
    found = anomalies([invoice(posted="2026-04-01", due=due)], customers=[INSURED])
    assert ("insurer_deadline" in codes(found)) is bool(words)
    if words:
        row = only(found, "insurer_deadline")
        assert words in row["sentence_fr"]
        assert row["amount"] == 120_000


def test_what_is_not_insured_is_not_notified() -> None:
    """A policy that ended before the document, or no notice agreed."""
    late = invoice(posted="2026-04-01", due="2026-05-01")
    for told in ({"insurer_expiry": day("2026-03-31")}, {"insurer_notice_days": None}, {"insurer_limit": 0}):
        assert "insurer_deadline" not in codes(anomalies([late], customers=[{**INSURED, **told}]))
