"""The scope of the balance and the names of accounts."""

import pandas as pd
import pytest

from receivables.scope import (
    APART,
    IN,
    OUT,
    Collective,
    account_labels,
    account_roots,
    collective_of,
    is_unlisted_receivable,
    with_labels,
)  # fmt: skip


def accounts(*rows: tuple[str, str], company: str = "ACME") -> pd.DataFrame:
    """Rows (ledger account, auxiliary)."""
    table = pd.DataFrame(rows, columns=["ledger_account", "auxiliary"], dtype="str")
    return table.assign(company=company, currency="EUR", name="")


def labels(*rows: tuple[str, str]) -> list[str]:
    return with_labels(accounts(*rows))["account"].tolist()


@pytest.mark.parametrize(
    ("account", "collective", "treatment"),
    [("411000", "411", IN), ("4110001", "411", IN), ("413", "413", IN), ("416100", "416", IN), ("417", "417", IN),
     ("418100", "418", APART), ("419100", "4191", APART), ("4196", "4196", APART), ("419800", "4198", APART),
     ("4197", "419", APART), ("401000", "", OUT), ("707", "", OUT)],
)  # fmt: skip
def test_accounts_belong_to_the_longest_prefix(account: str, collective: str, treatment: str) -> None:
    """In the balance, apart from it, or no customer's."""
    found = with_labels(accounts((account, "")))
    assert found[["collective", "treatment"]].to_numpy().tolist() == [[collective, treatment]]


def test_the_scope_can_be_edited() -> None:
    """A company that keeps customers in 467, and leaves 417 out."""
    scope = (Collective("411", IN, "", ""), Collective("467", IN, "", ""))
    assert collective_of(["411", "467100", "417"], scope) == ["411", "467", ""]
    assert is_unlisted_receivable("417000", scope)


def test_a_receivable_account_no_row_covers_is_named() -> None:
    """410 and 415 are; a supplier and a listed customer are not."""
    assert [is_unlisted_receivable(code) for code in ("410000", "415", "401", "411", "4181")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_an_account_is_called_by_its_auxiliary_else_its_ledger_account() -> None:
    """As users know it."""
    assert labels(("411000", "C1"), ("411002", "")) == ["C1", "411002"]


def test_an_auxiliary_under_two_ledger_accounts_is_called_by_both() -> None:
    """411000/C1 and 413000/C1; C2 alone is plain."""
    assert labels(("411000", "C1"), ("413000", "C1"), ("411000", "C2")) == ["411000/C1", "413000/C1", "C2"]


def test_a_deposit_account_does_not_rename_the_customer() -> None:
    """C1 stays C1 in the balance; its account apart carries the ledger account."""
    assert labels(("411000", "C1"), ("419100", "C1")) == ["C1", "419100/C1"]


def test_an_auxiliary_that_is_also_a_ledger_account_is_told_apart() -> None:
    """Otherwise two rows had one name."""
    assert labels(("411100", "411000"), ("411000", "")) == ["411100/411000", "411000"]


def test_companies_and_currencies_are_no_ambiguity() -> None:
    """The same customer of two companies, or in two currencies, keeps its number."""
    both = pd.concat([accounts(("411000", "C1")), accounts(("413000", "C1"), company="OTHER")], ignore_index=True)
    assert account_labels(both.assign(treatment=IN)).tolist() == ["C1", "C1"]
    twice = pd.concat([accounts(("411000", "C1"))] * 2, ignore_index=True).assign(treatment=IN, currency=["EUR", "USD"])
    assert account_labels(twice).tolist() == ["C1", "C1"]


def test_a_list_gives_no_ledger_account() -> None:
    """Its accounts are customers all the same."""
    found = with_labels(accounts(("", "0000012345")))
    assert found[["account", "customer", "collective", "treatment"]].to_numpy().tolist() == [
        ["0000012345", "0000012345", "411", IN],
    ]  # fmt: skip


def test_the_root_stays_when_an_item_moves() -> None:
    """The auxiliary, or what stands behind 411, 413 or 416."""
    rows = accounts(("411000", "c1"), ("413000", "C1"), ("411DUPONT", ""), ("416DUPONT", ""))
    assert account_roots(rows).tolist() == ["C1", "C1", "DUPONT", "DUPONT"]
