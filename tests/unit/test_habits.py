"""How accounts pay, out of matching groups; documents skipped; payments that came back."""

import pandas as pd
import pytest

from receivables.open_items import open_items
from receivables.priority.habits import (
    RETURN_DAYS,
    later_paid_counts,
    paid_documents,
    payment_habits,
    returned_payments,
)
from receivables.schema import Kind
from tests.lines import START, line, table

#: A morning after all of it.
ON = START + 30


def _lines(*rows: dict[str, object]) -> pd.DataFrame:
    found = open_items(table(*rows), pd.Series([""] * 3), pd.Series(["30 net"] * 3))
    return found.lines


def _paid(due: int, late: int, letter: int, **words: object) -> list[dict[str, object]]:
    """An invoice and its payment so many days after its due day, lettered."""
    invoice = line(1_000, due_day=START + due, posted=START + due - 30, letter=letter, **words)
    return [invoice, line(-1_000, posted=START + due + late, letter=letter, **words)]


def test_usual_delay_is_the_lower_median_and_late_counts_past_the_tolerance() -> None:
    """Delays -2, 5, 6, 40 days: median 5, two of them over 5 days late, last paid 40 days after day 90."""
    delays = (-2, 5, 6, 40)
    rows = [row for at, late in enumerate(delays) for row in _paid(30 * at, late, at + 1)]
    habits = payment_habits(_lines(*rows)).loc[0]
    assert habits.to_dict() == {
        "paid_count": 4, "late_count": 2, "usual_days_late": 5, "last_paid_day": START + 130
    }  # fmt: skip


def test_a_group_is_paid_on_its_last_payment() -> None:
    part = [line(1_000, due_day=START, posted=START - 30, letter=7), line(-400, posted=START + 3, letter=7)]
    habits = payment_habits(_lines(*part, line(-600, posted=START + 20, letter=7)))
    assert habits["usual_days_late"].tolist() == [20]


def test_open_credited_moved_and_undated_documents_say_nothing() -> None:
    """No payment closed them, or nobody knows when they were due."""
    rows = [
        line(1_000, due_day=START),
        line(500, due_day=START, letter=1), line(-500, kind=Kind.CREDIT_NOTE, letter=1),
        line(700, due_day=START, letter=2), line(-700, kind=Kind.TRANSFER, letter=2),
        line(900, letter=3), line(-900, letter=3),
    ]  # fmt: skip
    assert payment_habits(_lines(*rows)).empty


def test_each_account_has_its_own_habit() -> None:
    rows = [*_paid(0, 1, 1), *_paid(0, 50, 2, account_id=2)]
    assert payment_habits(_lines(*rows))["usual_days_late"].to_dict() == {0: 1, 2: 50}


def test_later_documents_paid_are_counted_per_account() -> None:
    """The open item of day 10: of its account, days 20 and 40 are paid, day 5 was due before."""
    rows = [*_paid(20, 0, 1), *_paid(40, 0, 2), *_paid(5, 0, 3), *_paid(60, 0, 4, account_id=1)]
    lines = _lines(*rows, line(1_000, due_day=START + 10))
    items = pd.DataFrame({"account_id": [0, 2], "due_day": [START + 10] * 2})
    assert later_paid_counts(items, paid_documents(lines)).tolist() == [2, 0]


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
        [*_paid(0, 20, 3)],  # paid again and lettered
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
