"""What can be collected today: each deduction by hand, and what a clerk still asks for."""

import numpy as np
import pandas as pd
import pytest

from receivables.followup.agreed_parts import Followup, with_followup
from receivables.priority.collectible import (
    BILL_DAYS,
    MARKS,
    RETENTION_DAYS,
    collectible_table,
    is_factored,
    is_retention,
)
from receivables.schema import Kind
from tests.receivables_tables import ON, accounts, known, late


def _row(account_rows: pd.DataFrame, *lines: dict[str, object], **options: object) -> dict[str, int]:
    data = known(account_rows, *lines, **options)  # type: ignore[arg-type]
    items = with_followup(data.items, data.followup, ON)
    return {str(name): int(value) for name, value in collectible_table(items, data.accounts, ON).loc[0].items()}


def test_overdue_less_unallocated_is_what_may_be_asked() -> None:
    """1 000 overdue, 400 not due yet, 300 paid on account: 700."""
    row = _row(accounts({}), late(100_000, 10), late(40_000, -5), {"amount": -30_000, "kind": Kind.PAYMENT})
    assert (row["overdue"], row["unallocated"], row["collectible"]) == (100_000, 30_000, 70_000)


def test_credits_beyond_the_overdue_leave_nothing_and_never_less() -> None:
    row = _row(accounts({}), late(10_000, 10), {"amount": -30_000, "kind": Kind.CREDIT_NOTE})
    assert row["collectible"] == 0


def test_due_today_is_not_overdue_and_an_undated_item_neither() -> None:
    undated = {"amount": 5_000, "kind": Kind.INVOICE, "opening": True}
    row = _row(accounts({}), late(10_000, 0), undated)
    assert (row["overdue"], row["collectible"]) == (0, 0)


@pytest.mark.parametrize(
    ("account", "part"),
    [
        ({"ledger_account": "413000"}, "bills"),
        ({"is_factored": True}, "factored"),
        ({"ledger_account": "411700"}, "retention"),
        ({"ledger_account": "417000"}, "unbilled"),
        ({"ledger_account": "418100"}, "unbilled"),
        ({"insolvency_day": ON}, "insolvent"),
    ],
)
def test_what_is_with_the_bank_the_factor_or_not_payable_yet_is_not_asked_for(
    account: dict[str, object], part: str
) -> None:
    row = _row(accounts(account), late(10_000, 20))
    assert (row["overdue"], row[part], row["collectible"]) == (10_000, 10_000, 0)
    assert sum(row[name] for name in MARKS) == 10_000


def test_a_bill_that_came_back_and_one_forgotten_are_asked_for_again() -> None:
    """In portfolio up to 30 days past its due day; returned, or past that, it is money nobody is bringing."""
    portfolio = accounts({"ledger_account": "413000"})
    assert _row(portfolio, late(10_000, BILL_DAYS))["collectible"] == 0
    assert _row(portfolio, late(10_000, BILL_DAYS + 1))["collectible"] == 10_000
    assert _row(portfolio, {**late(10_000, 5), "kind": Kind.RETURNED})["collectible"] == 10_000


def test_retention_money_on_411_is_known_by_its_label() -> None:
    row = _row(accounts({}), late(95_000, 20), late(5_000, 20), retention=(101,))
    assert (row["retention"], row["collectible"]) == (5_000, 95_000)


def test_retention_money_is_kept_back_up_to_a_due_day_that_tells_its_release() -> None:
    """Loi 71-584, article 2: a year after the works were accepted, which is after the document; a due day of thirty
    days is the invoice's, however long ago."""
    thirty, year = late(5_000, 500), {**late(5_000, 20), "document_day": ON - 20 - RETENTION_DAYS}
    assert _row(accounts({}), thirty, retention=(100,))["collectible"] == 0
    assert _row(accounts({}), year, retention=(100,))["collectible"] == 5_000
    assert _row(accounts({"ledger_account": "411700"}), year)["collectible"] == 5_000
    assert _row(accounts({"ledger_account": "411700"}), thirty)["collectible"] == 0


def test_disputes_live_promises_and_plans_are_left_out_once_each_up_to_the_item() -> None:
    """Item 100: 600 of 1 000 disputed, 600 promised: only 400 are left to promise. A broken promise is asked for."""
    followup = Followup(
        disputes=pd.DataFrame({"account_id": [0], "line": [100], "amount": [60_000], "owner": ["M"]}),
        promises=pd.DataFrame(
            {"account_id": [0, 0], "line": [100, 101], "amount": [60_000, 20_000], "day": [ON + 3, ON - 1],
             "broken_day": [ON + 4, ON]}
        ),
        plan_lines=pd.DataFrame(
            {"account_id": [0], "line": [102], "amount": [5_000], "day": [ON + 9], "is_missed": [False]}
        ),
    )  # fmt: skip
    lines = (late(100_000, 30), late(20_000, 20), late(8_000, 10))
    row = _row(accounts({}), *lines, followup=followup)
    assert (row["disputed"], row["promised"], row["planned"]) == (60_000, 40_000, 5_000)
    assert row["collectible"] == 128_000 - 105_000


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Retenue de garantie FA2025-00012", True),
        ("RETENUE GARANTIE 5 %", True),
        ("Ret. gar. chantier Les Prés", True),
        ("Facture FA2025-00012", False),
        ("Retour garantie pompe", False),
        ("Retard garage Martin", False),
        ("Libération retenue de garantie lot 3", False),
        ("Déblocage RG retenue de garantie", False),
        ("Facture de retenue de garantie libérée", False),
        ("Mainlevée retenue de garantie", False),
        ("Retenue de garantie 5 % non libérée", True),
        ("Retenue de garantie à libérer le 01/12/2027", True),
        ("Retenue de garantie libérable au 15/06/2027", True),
        ("Retenue de garantie, libération le 01/12/2027", True),
    ],
)
def test_labels_of_retention_money(label: str, expected: bool) -> None:
    assert is_retention(pd.Series([label], dtype="str")).tolist() == [expected]


def test_factored_accounts_say_so_in_their_name_or_means_of_payment() -> None:
    names = pd.Series(
        ["SAS Durand (affacturé)", "Dupont (Factor)", "Factory Outlet", "Facteur & Fils", "X"], dtype="str"
    )
    means = pd.Series(["virement", "", "", "facture", "Affacturage"], dtype="str")
    assert is_factored(names, means).tolist() == [True, True, False, False, True]


def test_accounts_do_not_pay_for_each_other() -> None:
    data = known(accounts({}, {}), late(10_000, 5), {"amount": -10_000, "kind": Kind.PAYMENT, "account_id": 1})
    sums = collectible_table(data.items, data.accounts, ON)
    assert np.array_equal(sums["collectible"], [10_000, 0])
