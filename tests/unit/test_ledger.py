"""Reading a ledger: entries, kinds of lines, moved items."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from receivables.ledger import (
    DEPOSIT,
    LOSS,
    OTHER,
    RECEIVABLE,
    SALES,
    TREASURY,
    VAT,
    LedgerLines,
    account_natures,
    continued_documents,
    entries_of,
    entry_natures,
    kinds_of,
)  # fmt: skip
from receivables.schema import Kind
from tests.lines import line, table


def ledger(*rows: tuple[int, int, int, int, int], is_numbered: bool = True) -> LedgerLines:
    """Rows (journal, number, day, reference, amount)."""
    journal, number, day, reference, amount = np.array(rows, dtype=np.int64).T
    flags = np.full(len(rows), is_numbered)
    return LedgerLines(journal, number, day, reference, amount, np.full(len(rows), OTHER, dtype=np.int64), flags)


def grouped(lines: LedgerLines) -> list[set[int]]:
    """The entries as sets of positions, in the order of their first line."""
    entry, _ = entries_of(lines)
    return [set(np.flatnonzero(entry == code).tolist()) for code in dict.fromkeys(entry.tolist())]


# -- entries ---------------------------------------------------------------------------------------------------------


def test_accounts_tell_natures() -> None:
    """By the chart of accounts; 4191 and 418 are no receivables of the balance, 5113 is treasury."""
    accounts = ["411000", "413", "706000", "445710", "512", "5113", "53", "654", "4191", "418", "607", "445660"]
    assert account_natures(accounts).tolist() == [
        RECEIVABLE, RECEIVABLE, SALES, VAT, TREASURY, TREASURY, TREASURY, LOSS, DEPOSIT, OTHER, OTHER, OTHER,
    ]  # fmt: skip


def test_one_number_is_one_entry() -> None:
    """Journal, number and day."""
    assert grouped(ledger((1, 1, 5, 0, 120), (1, 1, 5, 0, -120), (1, 2, 5, 0, 60), (1, 2, 5, 0, -60))) == [
        {0, 1}, {2, 3},
    ]  # fmt: skip


def test_all_lines_numbered_zero_are_cut_by_reference() -> None:
    """Two invoices of one day and journal; the number says nothing."""
    rows = ((1, 0, 5, 7, 120), (1, 0, 5, 8, 60), (1, 0, 5, 7, -120), (1, 0, 5, 8, -60))
    assert grouped(ledger(*rows, is_numbered=False)) == [{0, 2}, {1, 3}]


def test_one_number_spread_over_journals_is_one_entry() -> None:
    """Debit in one journal, credit in another, same day."""
    assert grouped(ledger((1, 4, 5, 0, 120), (2, 4, 5, 0, -120))) == [{0, 1}]


def test_one_number_spread_over_days_is_one_entry() -> None:
    """But not where numbers say nothing: then days are all there is."""
    rows = ((1, 4, 5, 0, 120), (1, 4, 6, 0, -120))
    assert grouped(ledger(*rows)) == [{0, 1}]
    assert entries_of(ledger(*rows, is_numbered=False))[1].all()


def test_an_entry_that_balances_under_no_key_is_named() -> None:
    """Its lines stay together, the balanced ones beside it are not touched."""
    lines = ledger(
        (1, 1, 5, 0, 120), (1, 1, 5, 0, -110), (1, 2, 5, 0, 60), (1, 2, 5, 0, -60), (1, 3, 6, 0, 50), (1, 3, 6, 0, -55)
    )  # fmt: skip
    assert entries_of(lines)[1].tolist() == [True, True, False, False, True, True]
    assert grouped(lines) == [{0, 1}, {2, 3}, {4, 5}]


def test_an_entry_has_the_natures_of_all_its_lines() -> None:
    """Whatever its codes."""
    entry, nature = np.array([9, 4, 9]), np.array([RECEIVABLE, OTHER, SALES])
    assert entry_natures(entry, nature).tolist() == [RECEIVABLE | SALES, OTHER, RECEIVABLE | SALES]


# -- kinds -----------------------------------------------------------------------------------------------------------

INVOICED, PAID = RECEIVABLE | SALES | VAT, RECEIVABLE | TREASURY


@pytest.mark.parametrize(
    ("amount", "natures", "label", "kind"),
    [
        (120, INVOICED, "Facture", Kind.INVOICE),
        (-120, INVOICED, "Facture", Kind.CREDIT_NOTE),
        (-120, RECEIVABLE | OTHER, "Avoir sur facture 12", Kind.CREDIT_NOTE),
        (-120, RECEIVABLE | OTHER, "AV-0012", Kind.CREDIT_NOTE),
        (-120, PAID, "Virement", Kind.PAYMENT),
        (-120, PAID, "Virement avoir déduit", Kind.PAYMENT),
        (-120, INVOICED | TREASURY, "Vente comptant", Kind.PAYMENT),
        (120, INVOICED | TREASURY, "Vente comptant", Kind.INVOICE),
        (-120, RECEIVABLE | OTHER, "Compensation", Kind.PAYMENT),
        (-120, PAID, "Acompte commande 7", Kind.DEPOSIT),
        (-120, PAID, "Accompte", Kind.DEPOSIT),
        (-120, PAID, "Règlement situation d'avancement 3", Kind.PAYMENT),
        (-120, RECEIVABLE | DEPOSIT, "Imputation", Kind.DEPOSIT),
        (-120, RECEIVABLE | LOSS | VAT, "Créance irrécouvrable", Kind.LOSS),
        (120, PAID, "Impayé", Kind.RETURNED),
        (120, PAID, "Remboursement client", Kind.OTHER),
        (120, RECEIVABLE, "Effet 12", Kind.TRANSFER),
        (-120, RECEIVABLE, "Effet 12", Kind.TRANSFER),
    ],
)
def test_kinds_of_lines(amount: int, natures: int, label: str, kind: Kind) -> None:
    """The other accounts of the entry tell, then the label."""
    found = kinds_of(np.array([amount]), np.array([natures]), np.array([RECEIVABLE]), np.array([False]),
                     pd.Series([label], dtype="str"))  # fmt: skip
    assert Kind(found[0]) == kind


@pytest.mark.parametrize(
    ("amount", "label", "kind"),
    [(120, "A nouveau", Kind.INVOICE), (-120, "A nouveau", Kind.PAYMENT), (-120, "Avoir AV12", Kind.CREDIT_NOTE),
     (-120, "Acompte", Kind.DEPOSIT)],
)  # fmt: skip
def test_the_opening_entry_tells_nothing_of_its_lines(amount: int, label: str, kind: Kind) -> None:
    """It holds the bank beside the customers: nobody paid, nothing came back."""
    everything = RECEIVABLE | TREASURY | VAT | DEPOSIT | OTHER
    found = kinds_of(np.array([amount]), np.array([everything]), np.array([RECEIVABLE]), np.array([True]),
                     pd.Series([label], dtype="str"))  # fmt: skip
    assert Kind(found[0]) == kind


def test_a_credit_of_4191_is_a_deposit() -> None:
    """Whatever else the entry holds."""
    found = kinds_of(np.array([-5]), np.array([PAID | DEPOSIT]), np.array([DEPOSIT]), np.array([False]),
                     pd.Series(["Virement"], dtype="str"))  # fmt: skip
    assert Kind(found[0]) == Kind.DEPOSIT


# -- moved items -----------------------------------------------------------------------------------------------------


def continued(*rows: dict[str, Any], roots: str = "", entry: list[int] | None = None) -> list[int]:
    lines = table(*rows)
    customers = pd.Series(list(roots) or ["C"] * len(lines))
    return continued_documents(
        lines, customers, np.array(entry or range(len(lines))), np.full(len(lines), -1, dtype=np.int64)
    ).tolist()


def test_a_bill_continues_the_invoice_it_names() -> None:
    """By its own number, its label, or the credit side of its entry."""
    invoice = line(500, number="FA1001")
    by_number = line(500, kind=Kind.TRANSFER, number="FA-1001")
    by_label = line(500, kind=Kind.TRANSFER, label="Effet FA 1001")
    silent, credit = line(500, kind=Kind.TRANSFER), line(-500, kind=Kind.TRANSFER, number="FA1001")
    assert continued(invoice, by_number) == [-1, 0]
    assert continued(invoice, by_label) == [-1, 0]
    assert continued(invoice, silent, credit, entry=[1, 2, 2]) == [-1, 0, -1]
    assert continued(invoice, silent, credit, entry=[1, 2, 3]) == [-1, -1, -1]
    assert continued(invoice, silent, credit | {"amount": -400}, entry=[1, 2, 2]) == [-1, -1, -1]


def test_a_move_continues_no_other_customers_invoice() -> None:
    """The same number under another root."""
    assert continued(line(500, number="FA1001"), line(500, kind=Kind.TRANSFER, number="FA1001"), roots="AB") == [-1, -1]


def test_a_return_without_its_payment_continues_the_document_it_names() -> None:
    """The payment was of last year; one set against its payment continues nothing."""
    rows = (line(500, number="FA1001"), line(500, kind=Kind.RETURNED, label="Impayé FA1001"))
    assert continued(*rows) == [-1, 0]
    lines = table(*rows)
    against = np.array([-1, 7], dtype=np.int64)
    assert continued_documents(lines, pd.Series(["C", "C"]), np.array([0, 1]), against).tolist() == [-1, -1]
