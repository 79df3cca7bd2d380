"""How accounts pay, out of matching groups; documents skipped."""

import pandas as pd

from receivables.open_items import open_items
from receivables.priority.habits import (
    later_paid_counts,
    paid_documents,
    payment_habits,
    rows_with_texts,
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


def test_of_two_invoices_lettered_together_each_was_paid_by_its_own_payment() -> None:
    """As the penalties count them: by the number a payment names, else by the amount; not by the group's last day."""
    invoices = [line(1_000, due_day=START, posted=START - 30, number="FA1001", letter=7),
                line(1_000, due_day=START, posted=START - 30, number="FA1002", letter=7)]  # fmt: skip
    payments = [line(-1_000, posted=START + 40, label="Règlement FA1001", letter=7),
                line(-1_000, posted=START + 2, label="Règlement FA1002", letter=7)]  # fmt: skip
    lines = _lines(*invoices, *payments)
    assert rows_with_texts(lines).tolist() == [0, 1, 2, 3]
    assert paid_documents(lines)["paid_day"].tolist() == [START + 40, START + 2]


def test_a_payment_brought_forward_without_a_date_says_nothing() -> None:
    rows = [line(1_000, due_day=START, letter=1), line(-1_000, posted=START + 9, opening=True, letter=1)]
    assert payment_habits(_lines(*rows)).empty


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
