"""Matching: which credit pays which debit, in both views; what stays open ties to the ledger."""

from typing import Any

import pandas as pd
import pytest

from receivables.matching import LEDGER, PROPOSED, match, quality, rows_to_read
from receivables.schema import Kind
from tests.lines import START, line, table


def left(*rows: dict[str, Any]) -> list[int]:
    """What stays open of each line; the sum must be the ledger's."""
    lines = table(*rows)
    remaining = match(lines).remaining
    assert remaining.sum() == (lines["amount"] - lines["settled"]).sum()
    return remaining.tolist()


def up_to(day: int, *rows: dict[str, Any]) -> list[int]:
    """As `left`, of the lines posted up to a day."""
    return left(*(row for row in rows if row["posted"] <= day))


# -- letters -----------------------------------------------------------------------------------------------------


def test_a_balanced_group_is_closed() -> None:
    """Two invoices, a credit note and a payment under one letter."""
    assert left(
        line(10_000, letter=1), line(5_000, letter=1), line(-1_000, letter=1, kind=Kind.CREDIT_NOTE),
        line(-14_000, letter=1), line(700),
    ) == [0, 0, 0, 0, 700]  # fmt: skip


def test_a_credit_without_a_letter_stays_unallocated() -> None:
    """The ledger view pairs nothing by itself, not even what is named and equal."""
    rows = (line(10_000, number="FA1"), line(-10_000, number="FA1", label="Règlement FA1"))
    assert left(*rows) == [10_000, -10_000]


def test_groups_do_not_mix() -> None:
    """The same letter on two accounts is two groups: each balances by itself or not at all."""
    assert left(
        line(100, account_id=1, letter=1), line(-60, account_id=1, letter=1),
        line(60, account_id=2, letter=2), line(-100, account_id=2, letter=2),
    ) == [40, 0, 0, -40]  # fmt: skip


def test_an_unbalanced_group_is_marked() -> None:
    """So that the anomaly can name it."""
    lines = table(line(100, letter=1), line(-60, letter=1), line(50, letter=2), line(-50, letter=2), line(7))
    assert match(lines).unbalanced.tolist() == [True, True, False, False, False]


# -- the order in an unbalanced group: named, equal, earliest due (Code civil 1342-10) ------------------------------


def test_a_credit_first_pays_the_document_it_names() -> None:
    """Before one equal to the cent and before one due earlier."""
    assert left(
        line(300, letter=1, due_day=START + 1), line(200, letter=1, due_day=START + 2),
        line(900, letter=1, due_day=START + 3, number="FC-2024-007"),
        line(-200, letter=1, label="Virement facture FC 2024 007"),
    ) == [300, 200, 700, 0]  # fmt: skip


def test_its_own_number_names_a_document_too() -> None:
    """Some ledgers give the payment the number of the invoice."""
    assert left(
        line(300, letter=1, number="12"), line(900, letter=1, number="15"), line(-200, letter=1, number="0015")
    ) == [300, 700, 0]


def test_a_credit_that_names_two_documents_pays_them_in_its_order() -> None:
    """What the first does not need goes to the second."""
    assert left(
        line(300, letter=1, number="FA100"), line(300, letter=1, number="FA200"),
        line(-400, letter=1, label="FA200 + FA100"),
    ) == [200, 0, 0]  # fmt: skip


def test_then_the_one_equal_to_the_cent() -> None:
    """Before one due earlier."""
    assert left(line(300, letter=1, due_day=START), line(200, letter=1, due_day=START + 9), line(-200, letter=1)) == [
        300,
        0,
        0,
    ]


def test_equal_credits_pay_equal_debits_one_each() -> None:
    """The second credit of an amount pays the second debit of it."""
    assert left(line(200, letter=1), line(200, letter=1), line(999, letter=1), line(-200, letter=1),
                line(-200, letter=1)) == [0, 0, 999, 0, 0]  # fmt: skip


def test_then_the_earliest_due_and_what_stays_open_is_on_the_latest() -> None:
    """Whatever the order of the rows and of the postings."""
    assert left(
        line(500, letter=1, due_day=START + 60, posted=START),
        line(300, letter=1, due_day=START + 10, posted=START + 5),
        line(400, letter=1, due_day=START + 30, posted=START + 1), line(-750, letter=1),
    ) == [450, 0, 0, 0]  # fmt: skip


def test_items_brought_forward_on_one_day_are_paid_by_due_day() -> None:
    """All are posted on the opening day, after they were due: that day does not hide which is oldest."""
    assert left(
        line(500, letter=1, due_day=START - 30, opening=True), line(300, letter=1, due_day=START - 400, opening=True),
        line(-350, letter=1),
    ) == [450, 0, 0]  # fmt: skip


def test_where_no_due_day_is_known_the_posting_day_stands_in() -> None:
    """An undated invoice posted before another's due day is paid first."""
    assert left(
        line(500, letter=1, due_day=START + 5), line(300, letter=1, posted=START + 4), line(-350, letter=1)
    ) == [450, 0, 0]


def test_several_credits_pay_in_turn() -> None:
    """Credits of 250, 100 and 30 against 200, 150 and 100, none equal and none named."""
    assert left(
        line(200, letter=1, due_day=START + 1), line(150, letter=1, due_day=START + 2),
        line(110, letter=1, due_day=START + 3),
        line(-250, letter=1), line(-100, letter=1), line(-30, letter=1),
    ) == [0, 0, 80, 0, 0, 0]  # fmt: skip


def test_an_overpaid_group_leaves_its_rest_on_the_latest_credit() -> None:
    """Latest by posting day, not by row."""
    assert left(
        line(200, letter=1), line(-150, letter=1, posted=START + 9), line(-120, letter=1, posted=START + 3)
    ) == [0, -70, 0]


# -- beyond groups: moved items, payments whose invoice has no letter -----------------------------------------------


def test_a_moved_item_closes_the_document_it_names() -> None:
    """411 -> 413: an unlettered credit that moves the item, named in its label; the other stays as it is."""
    assert left(
        line(500, number="FA1001"), line(500, number="FA1002"),
        line(-500, kind=Kind.TRANSFER, label="Effet FA1002"), line(500, account_id=9, number="FA1002"),
    ) == [500, 0, 0, 500]  # fmt: skip


def test_a_moved_item_closes_the_document_it_equals() -> None:
    """411 -> 416 without a number."""
    assert left(line(400), line(500), line(-500, kind=Kind.TRANSFER)) == [400, 0, 0]


def test_a_moved_item_that_fits_nothing_stays() -> None:
    """It pays nothing in turn: it is no payment."""
    assert left(line(400), line(-300, kind=Kind.TRANSFER)) == [400, -300]


def test_a_lettered_payment_closes_the_unlettered_document_it_names() -> None:
    """Some ledgers letter the payment and not the invoice; one that names nothing stays."""
    assert left(line(500, number="FA1001"), line(-500, letter=1, label="Rgt FA1001")) == [0, 0]
    assert left(line(500, number="FA1001"), line(-500, letter=1, label="Rgt")) == [500, -500]


def test_documents_of_another_account_are_out_of_reach() -> None:
    """The number alone does not make it the customer's."""
    assert left(line(500, account_id=1, number="FA1001"), line(-500, account_id=2, letter=1, label="FA1001")) == [
        500, -500,
    ]  # fmt: skip


# -- returned payments -------------------------------------------------------------------------------------------

BACK = {"kind": Kind.RETURNED, "reverses": 101}


def test_a_returned_payment_reopens_the_lettered_document() -> None:
    """The payment had closed it; the return takes the payment back, and the invoice keeps its own age."""
    assert left(line(500, letter=1), line(-500, letter=1), line(500, **BACK)) == [500, 0, 0]


def test_a_returned_payment_without_letters_cancels_the_payment() -> None:
    """The invoice was open all the time."""
    assert left(line(500), line(-500), line(500, **BACK)) == [500, 0, 0]


def test_a_return_lettered_into_the_same_group_reopens_the_document() -> None:
    """Invoice, payment and return under one letter: the group does not balance."""
    assert left(line(500, letter=1), line(-500, letter=1), line(500, letter=1, **BACK)) == [500, 0, 0]


def test_a_return_lettered_with_a_new_payment_stays_closed() -> None:
    """The customer has paid again: in a group of their own, or all in one."""
    assert left(line(500, letter=1), line(-500, letter=1), line(500, letter=2, **BACK), line(-500, letter=2)) == [0] * 4
    assert left(line(500, letter=1), line(-500, letter=1), line(500, letter=1, **BACK), line(-500, letter=1)) == [0] * 4


def test_a_returned_payment_of_several_documents_reopens_them_all() -> None:
    """A bill over two invoices."""
    assert left(line(300, letter=1), line(-500, letter=1), line(200, letter=1), line(500, **BACK)) == [300, 0, 200, 0]


def test_a_return_posted_after_the_day_is_not_counted_yet() -> None:
    """Nor is one whose payment is not in hand."""
    rows = (
        line(500, letter=1, posted=START), line(-500, letter=1, posted=START + 1),
        line(500, posted=START + 9, **BACK),
    )  # fmt: skip
    assert up_to(START + 8, *rows) == [0, 0]
    assert up_to(START + 9, *rows) == [500, 0, 0]
    assert left(line(500, **BACK | {"reverses": 77}), line(-500)) == [500, -500]


# -- past days and lists -------------------------------------------------------------------------------------------


def test_on_a_past_day_a_group_is_open_until_the_lines_in_hand_sum_to_zero() -> None:
    """Invoice in January, payments in February and March."""
    rows = (
        line(500, letter=1, posted=START), line(-200, letter=1, posted=START + 40),
        line(-300, letter=1, posted=START + 70),
    )  # fmt: skip
    assert up_to(START + 39, *rows) == [500]
    assert up_to(START + 40, *rows) == [300, 0]
    assert up_to(START + 70, *rows) == [0, 0, 0]


def test_what_a_list_says_is_settled_is_not_open() -> None:
    """A part of an invoice, a part of a payment."""
    lines = table(line(500, settled=200), line(-300, settled=-300))
    assert match(lines).remaining.tolist() == [300, 0]
    assert match(lines, PROPOSED).remaining.tolist() == [300, 0]


def test_no_lines_leave_nothing() -> None:
    """An empty ledger is a result, not an error."""
    for view in (LEDGER, PROPOSED):
        found = match(table(), view)
        assert (len(found.remaining), len(found.pairs), len(found.unbalanced)) == (0, 0, 0)


# -- proposed view -------------------------------------------------------------------------------------------------


def test_the_proposed_view_pairs_unlettered_lines_and_says_by_which_rule() -> None:
    """Three credits, each by another rule; rows 0-3 are invoices, 4-6 payments."""
    lines = table(
        line(900, due_day=START + 1, number="FA1001"), line(250, due_day=START + 2), line(400, due_day=START + 3),
        line(600, due_day=START + 4, number="FA1004"),
        line(-250), line(-100, label="acompte FA1004"), line(-1_000, posted=START + 1),
    )  # fmt: skip
    found = match(lines, PROPOSED)
    assert found.pairs.to_dict("records") == [
        {"credit": 5, "debit": 3, "amount": 100, "rule": "named"},
        {"credit": 4, "debit": 1, "amount": 250, "rule": "equal"},
        {"credit": 6, "debit": 0, "amount": 900, "rule": "earliest"},
        {"credit": 6, "debit": 2, "amount": 100, "rule": "earliest"},
    ]
    assert found.remaining.tolist() == [0, 0, 300, 500, 0, 0, 0]


def test_the_proposed_view_keeps_to_the_account() -> None:
    """Equal amounts of two customers are no match."""
    lines = table(line(100, account_id=1), line(-100, account_id=2))
    found = match(lines, PROPOSED)
    assert (found.remaining.tolist(), len(found.pairs)) == ([100, -100], 0)


def test_the_ledger_view_proposes_nothing() -> None:
    """What its letters close is the ledger's own."""
    assert match(table(line(100, letter=1), line(-60, letter=1))).pairs.empty


# -- quality -------------------------------------------------------------------------------------------------------


def graded(*rows: dict[str, Any]) -> tuple[float | None, int | None]:
    """The quality of day 100."""
    lines = table(*rows)
    return quality(lines, match(lines).remaining, START + 100)


def test_quality_is_the_share_of_credits_that_pay_something() -> None:
    """300 of 400 matched; the rest is 90 days old."""
    assert graded(line(300, letter=1), line(-300, letter=1), line(-100, posted=START + 10)) == (0.75, 90)


def test_a_moved_item_is_no_credit_to_match() -> None:
    """It counts neither as matched nor as unallocated."""
    assert graded(line(300), line(-300, kind=Kind.TRANSFER), line(-50, kind=Kind.TRANSFER)) == (None, None)


def test_a_credit_brought_forward_is_as_old_as_its_document() -> None:
    """The opening day would make it look young; without a document day it must do."""
    assert graded(line(-100, opening=True, document_day=START - 200)) == (0.0, 300)
    assert graded(line(-100, opening=True)) == (0.0, 100)
    assert graded(line(-100, document_day=START - 200)) == (0.0, 100)


# -- what must be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "rows"), [(LEDGER, [0, 1]), (PROPOSED, [0, 1, 4, 5])]
)  # fmt: skip
def test_texts_are_read_only_where_they_can_matter(view: str, rows: list[int]) -> None:
    """An unbalanced group, a closed one, and unlettered lines of another account."""
    lines = table(
        line(100, letter=1), line(-60, letter=1), line(5, letter=2), line(-5, letter=2),
        line(70, account_id=3), line(-10, account_id=3),
    )  # fmt: skip
    assert rows_to_read(lines, view).tolist() == rows


def test_the_group_of_a_returned_payment_is_read() -> None:
    """It balances, but not once the payment is taken back."""
    lines = table(line(500, letter=1), line(-500, letter=1), line(500, account_id=5, **BACK))
    assert rows_to_read(lines).tolist() == [0, 1]


def test_positions_do_not_depend_on_the_index() -> None:
    """A table cut out of a larger one keeps its labels."""
    lines = table(line(100, letter=1), line(-60, letter=1), line(30, letter=1, number="FA77"))
    shifted = lines.set_index(pd.Index([7, 3, 5]))
    assert match(shifted).remaining.tolist() == match(lines).remaining.tolist()
