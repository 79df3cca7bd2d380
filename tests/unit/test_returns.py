"""Payments that came back: which payment a returned bill, cheque or debit undoes, what of it is still owed."""

from typing import Any

import pandas as pd
import pytest

from receivables.open_items import open_items
from receivables.returns import RETURN_DAYS, returned_payments, rows_with_texts, undone_payments
from receivables.schema import Kind
from tests.lines import START, line, table


def undone(*rows: dict[str, Any]) -> list[int]:
    return undone_payments(table(*rows)).tolist()


def test_a_return_undoes_the_latest_payment_of_its_amount() -> None:
    """Of the account, posted no later; each payment once."""
    assert undone(
        line(-500, posted=START), line(-500, posted=START + 3), line(-500, account_id=1, posted=START + 4),
        line(-500, posted=START + 9), line(-499, posted=START + 4),
        line(500, kind=Kind.RETURNED, posted=START + 5), line(500, kind=Kind.RETURNED, posted=START + 6),
        line(500, kind=Kind.RETURNED, posted=START + 7),
    ) == [-1, -1, -1, -1, -1, 1, 0, -1]  # fmt: skip


def test_a_return_of_the_same_number_goes_first() -> None:
    """The cheque's number tells which of two equal payments bounced; then the other one is left."""
    assert undone(
        line(-500, number="CHQ 77"), line(-500, posted=START + 1, number="CHQ 78"),
        line(500, kind=Kind.RETURNED, posted=START + 5, number="chq-77"),
        line(500, kind=Kind.RETURNED, posted=START + 6, number="chq-77"),
    ) == [-1, -1, 0, 1]  # fmt: skip


def test_a_payment_of_the_same_day_can_come_back() -> None:
    """Even where the return stands above it in the file; a bounced deposit too; an invoice never."""
    assert undone(line(500, kind=Kind.RETURNED), line(-500)) == [1, -1]
    assert undone(line(-500, kind=Kind.DEPOSIT), line(500, kind=Kind.RETURNED)) == [-1, 0]
    assert undone(line(-500, kind=Kind.CREDIT_NOTE), line(500, kind=Kind.RETURNED)) == [-1, -1]


def test_a_ledger_without_returns_undoes_nothing() -> None:
    """Nor does an empty one."""
    assert (undone(line(5), line(-5)), undone()) == ([-1, -1], [])


def test_a_return_that_names_a_document_undoes_the_payment_of_that_document() -> None:
    """Of two equal payments not the latest, but the one that names FA1001, or is lettered with it."""
    invoices = [line(500, number="FA1001", letter=1), line(500, number="FA1002", letter=2)]
    back = line(500, kind=Kind.RETURNED, posted=START + 5, label="Impayé FA 1001")
    lettered = [line(-500, letter=1), line(-500, posted=START + 1, letter=2)]
    assert undone(*invoices, *lettered, back) == [-1, -1, -1, -1, 2]
    named = [line(-500, label="Règlement fa-1001"), line(-500, posted=START + 1, label="Règlement FA1002")]
    assert undone(*invoices, *named, back) == [-1, -1, -1, -1, 2]
    # A document of another customer, and a number that is no document's, say nothing.
    others = [{**invoices[0], "account_id": 1}, invoices[1]]
    assert undone(*others, *named, back) == [-1, -1, -1, -1, 3]


def test_the_number_of_the_payment_says_more_than_a_document() -> None:
    rows = [line(500, number="FA1001"), line(-500, number="CHQ77"), line(-500, posted=START + 1, label="FA1001")]
    back = line(500, kind=Kind.RETURNED, posted=START + 5, number="CHQ77", label="Impayé FA1001")
    assert undone(*rows, back) == [-1, -1, -1, 1]


def test_of_two_payments_of_one_document_the_latest_came_back() -> None:
    rows = [line(1_000, number="FA1001"), line(-500, label="FA1001"), line(-500, posted=START + 1, label="FA1001")]
    returns = [line(500, kind=Kind.RETURNED, posted=START + day, label="Rejet FA1001") for day in (5, 6)]
    assert undone(*rows, *returns) == [-1, -1, -1, 2, 1]


# -- what is still owed of them ----------------------------------------------------------------------------------------

#: A morning after all of it.
ON = START + 30


def _lines(*rows: dict[str, object]) -> pd.DataFrame:
    return open_items(table(*rows), pd.Series([""] * 3), pd.Series(["30 net"] * 3)).lines


def test_a_return_that_reopened_its_document_is_still_owed() -> None:
    """The payment of letter 1 came back: its invoice is open again; paid once more, nothing is owed."""
    sold_and_paid = [line(3_000, due_day=START, letter=1), line(-3_000, posted=START + 1, letter=1)]
    back = line(3_000, kind=Kind.RETURNED, posted=START + 9, reverses=101)
    found = returned_payments(_lines(*sold_and_paid, back), ON)
    assert found.to_dict("records") == [{"account_id": 0, "amount": 3_000, "day": START + 9}]
    repaid = [{**back, "letter": 2}, line(-3_000, posted=START + 20, letter=2)]
    assert returned_payments(_lines(*sold_and_paid, *repaid), ON).empty


def test_a_return_nothing_is_known_of_is_owed_while_it_is_open() -> None:
    found = returned_payments(_lines(line(2_500, kind=Kind.RETURNED), line(100)), ON)
    assert found[["account_id", "amount"]].values.tolist() == [[0, 2_500]]


def _bounced(paid: int = 3_000, back: int = 9, letter: int = 0, **words: object) -> list[dict[str, object]]:
    """A receipt on day 1 and its return; `letter`: they are lettered with each other, without any document."""
    receipt = line(-paid, line=500, posted=START + 1, letter=letter, **words)
    return [receipt, line(paid, kind=Kind.RETURNED, posted=START + back, reverses=500, letter=letter, **words)]


@pytest.mark.parametrize("letter", [0, 5])
def test_a_return_nobody_lettered_leaves_its_document_owed(letter: int) -> None:
    """Receipt and return net each other; the invoice they were about is open as if nothing had happened."""
    found = returned_payments(_lines(line(3_000, due_day=START), *_bounced(letter=letter)), ON)
    assert found.to_dict("records") == [{"account_id": 0, "amount": 3_000, "day": START + 9}]


def test_a_return_for_several_documents_counts_against_what_is_overdue_of_the_account() -> None:
    """One cheque of 3 000 for 2 000 and 1 000; the 1 000 paid again, 2 000 of it is missing; nothing of others."""
    documents = [line(2_000, due_day=START), line(1_000, due_day=START)]
    other = line(9_000, due_day=START, account_id=1)
    found = returned_payments(_lines(*documents, other, *_bounced(), line(-1_000, posted=START + 20)), ON)
    assert found[["account_id", "amount"]].values.tolist() == [[0, 2_000]]


@pytest.mark.parametrize(
    "lines",
    [
        [line(3_000, due_day=ON)],  # not overdue yet
        [line(3_000, due_day=START), line(-3_000, posted=START + 20)],  # paid again, not lettered
        [line(3_000, due_day=START, letter=3), line(-3_000, posted=START + 20, letter=3)],  # and lettered
    ],
)
def test_a_return_is_not_owed_where_nothing_is_overdue(lines: list[dict[str, object]]) -> None:
    assert returned_payments(_lines(*lines, *_bounced()), ON).empty


def test_an_old_return_counts_only_with_a_document_of_its_amount() -> None:
    """Past `RETURN_DAYS` the arrears of the account may be others; an open 3 000 from before it is what it had paid."""
    later = START + 9 + RETURN_DAYS
    arrears, equal = line(4_000, due_day=START), line(3_000, due_day=START)
    assert len(returned_payments(_lines(arrears, *_bounced()), later)) == 1
    assert returned_payments(_lines(arrears, *_bounced()), later + 1).empty
    assert len(returned_payments(_lines(equal, *_bounced()), later + 1)) == 1
    sold_since = line(3_000, due_day=START + 20, posted=START + 10)
    assert returned_payments(_lines(sold_since, *_bounced()), later + 1).empty


def test_returns_of_one_account_are_owed_once() -> None:
    """A cheque presented twice came back twice: 3 000 are owed, of the later return."""
    twice = [
        line(-3_000, line=600, posted=START + 12),
        line(3_000, kind=Kind.RETURNED, posted=START + 20, reverses=600),
    ]
    found = returned_payments(_lines(line(3_000, due_day=START), *_bounced(), *twice), ON)
    assert found[["amount", "day"]].values.tolist() == [[3_000, START + 20]]


def test_a_return_that_names_its_document_counts_while_that_one_is_overdue() -> None:
    """Whatever its amount, and past `RETURN_DAYS`; an open document of its very amount is then another matter."""
    later = START + 10 + RETURN_DAYS
    named = line(4_000, due_day=START, number="FA1001")
    receipt, back = _bounced()
    back = {**back, "label": "Impayé FA 1001"}
    assert returned_payments(_lines(named, receipt, back), later)["amount"].tolist() == [3_000]
    equal = line(3_000, due_day=START, number="FA1002")
    settled = [{**named, "letter": 4}, line(-4_000, posted=START + 20, letter=4)]
    assert returned_payments(_lines(*settled, equal, receipt, back), ON).empty
    assert len(returned_payments(_lines(*settled, equal, *_bounced()), ON)) == 1


def test_texts_are_asked_for_of_lone_returns_and_the_documents_of_their_accounts() -> None:
    lines = _lines(line(3_000, due_day=START), line(9_000, account_id=1), *_bounced())
    assert rows_with_texts(lines).tolist() == [0, 3]
    assert rows_with_texts(_lines(line(3_000), line(-3_000))).tolist() == []
