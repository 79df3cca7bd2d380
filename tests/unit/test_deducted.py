"""Debts as letters ask for them: less what is left out, and the credits on what is due first."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.late_payment.deducted import as_asked
from receivables.late_payment.interest import Change, no_changes
from receivables.late_payment.penalties import Debts
from receivables.schema import Kind

_DUE = np.array([30, 10, 20, 10], dtype=np.int32)


def _debts(principal: list[int]) -> Debts:
    size = len(principal)
    return Debts(
        principal=np.array(principal), due=_DUE, kind=np.zeros(size, np.int8), opening=np.full(size, NO_DAY, np.int32),
        agreement=np.zeros(size, np.int64), can_compensate=np.ones(size, bool), changes=no_changes(),
    )  # fmt: skip


def _asked(amounts: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"message": [0, 0, 0, 1], "account": ["A", "B", "A", "A"], "debtor": "D", "amount": amounts})


def test_a_credit_pays_its_own_account_then_the_rest_of_its_message_and_never_another() -> None:
    """A has 40 due on day 20 and 100 on day 30, B 100 on day 10: 150 of A pays both of A, then 10 of B."""
    credits = pd.DataFrame(
        {"message": [0], "account": ["A"], "debtor": ["D"], "day": [50], "amount": [150], "kind": [Kind.PAYMENT]}
    )
    found = as_asked(_debts([100, 100, 60, 100]), np.array([0, 0, 20, 0]), _asked([100, 100, 40, 100]), credits)
    assert found.principal.tolist() == [100, 100, 40, 100]
    assert sorted(zip(found.changes.row.tolist(), found.changes.amount.tolist(), strict=True)) == [
        (0, 100), (1, 10), (2, 40),
    ]  # fmt: skip
    assert set(found.changes.day.tolist()) == {50}
    assert set(found.changes.kind.tolist()) == {Change.PAYMENT}


def test_the_oldest_credit_pays_first_and_a_credit_note_is_one() -> None:
    credits = pd.DataFrame({
        "message": [0, 0], "account": ["B", "B"], "debtor": ["D", "D"], "day": [40, 50], "amount": [70, 30],
        "kind": [Kind.CREDIT_NOTE, Kind.PAYMENT],
    })  # fmt: skip
    found = as_asked(_debts([100, 100, 60, 100]), np.zeros(4, np.int64), _asked([100, 100, 60, 100]), credits)
    own = found.changes
    assert list(zip(own.row.tolist(), own.day.tolist(), own.amount.tolist(), own.kind.tolist(), strict=True)) == [
        (1, 40, 70, Change.CREDIT_NOTE), (1, 50, 30, Change.PAYMENT),
    ]  # fmt: skip
