"""Which credit paid which document, when and how much: a few lines each, the answer evident."""

import datetime as dt

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, day_number
from receivables.late_payment.interest import Change
from receivables.matching import PROPOSED, match
from receivables.schema import Kind
from receivables.settlements import related_rows, rows_with_texts, settlements
from tests.lines import START, line, table

COLUMNS = ["debit", "credit", "day", "amount", "change"]


def _settled(*rows: dict[str, object], view: str = "ledger") -> list[tuple[int, ...]]:
    found = settlements(table(*rows), view)
    assert found["amount"].gt(0).all()
    return [tuple(int(value) for value in row) for row in found[COLUMNS].itertuples(index=False)]


def test_two_payments_of_one_invoice_each_count_on_their_own_day() -> None:
    rows = (
        line(100, letter=1), line(-60, letter=1, posted=START + 40), line(-40, letter=1, posted=START + 10),
    )  # fmt: skip
    assert _settled(*rows) == [(0, 2, START + 10, 40, Change.PAYMENT), (0, 1, START + 40, 60, Change.PAYMENT)]


def test_in_a_closed_group_the_document_named_goes_first_then_the_equal_then_the_earliest() -> None:
    """C. civ. 1342-10; the letters say only that all three are paid."""
    rows = (
        line(100, letter=1, number="F101", due_day=START), line(80, letter=1, number="F102", due_day=START + 1),
        line(70, letter=1, number="F103", due_day=START + 2),
        line(-70, letter=1, posted=START + 50, label="virement F103"),
        line(-80, letter=1, posted=START + 60), line(-100, letter=1, posted=START + 70),
    )  # fmt: skip
    assert [(debit, credit) for debit, credit, *_ in _settled(*rows)] == [(0, 5), (1, 4), (2, 3)]


def test_one_payment_of_several_documents_is_shared_to_the_cent() -> None:
    rows = (line(30, letter=1), line(50, letter=1), line(20, letter=1), line(-100, letter=1, posted=START + 5))
    assert [(debit, amount) for debit, _, _, amount, _ in _settled(*rows)] == [(0, 30), (1, 50), (2, 20)]


def test_open_groups_and_moves_are_settled_as_the_balance_has_them() -> None:
    """A partial letter pays the earliest due; the credit of a move takes its document away, as no payment."""
    rows = (
        line(100, letter=1, due_day=START), line(100, letter=1, due_day=START + 30), line(-120, letter=1),
        line(500, number="F9"), line(-500, kind=Kind.TRANSFER, number="F9"),
    )  # fmt: skip
    found = _settled(*rows)
    assert [(debit, credit, amount) for debit, credit, _, amount, _ in found] == [(0, 2, 100), (1, 2, 20), (3, 4, 500)]
    assert [change for *_, change in found] == [Change.PAYMENT, Change.PAYMENT, Change.CORRECTION]


def test_a_returned_payment_has_paid_nothing() -> None:
    """Invoice, cheque, cheque returned, transfer: all under one letter; only the transfer paid."""
    rows = (
        line(100, letter=1), line(-100, letter=1, posted=START + 20),
        line(100, letter=1, posted=START + 25, kind=Kind.RETURNED, reverses=101),
        line(-100, letter=1, posted=START + 90),
    )  # fmt: skip
    assert _settled(*rows) == [(0, 3, START + 90, 100, Change.PAYMENT)]


def test_a_return_lettered_with_its_new_payment_passes_that_payment_on_to_the_invoice() -> None:
    """The ledger closed invoice + cheque and return + transfer: the invoice was paid by the transfer."""
    rows = (
        line(100, letter=1), line(-100, letter=1, posted=START + 20),
        line(100, letter=2, posted=START + 25, kind=Kind.RETURNED, reverses=101),
        line(-100, letter=2, posted=START + 90),
    )  # fmt: skip
    assert _settled(*rows) == [(0, 3, START + 90, 100, Change.PAYMENT)]


def test_a_return_not_lettered_opens_the_invoice_again() -> None:
    rows = (
        line(100, letter=1), line(-100, letter=1, posted=START + 20),
        line(100, posted=START + 25, kind=Kind.RETURNED, reverses=101),
    )  # fmt: skip
    assert _settled(*rows) == []


def test_proposed_pairs_join_those_of_the_letters() -> None:
    rows = (line(100, letter=1), line(-100, letter=1), line(55), line(-55, posted=START + 3))
    assert len(_settled(*rows)) == 1
    assert [(debit, credit) for debit, credit, *_ in _settled(*rows, view=PROPOSED)] == [(0, 1), (2, 3)]


def test_a_credit_note_that_names_or_cancels_its_invoice_corrects_it() -> None:
    """What was never owed bears no interest; a reduction that says so counts from its own date."""
    note = {"kind": Kind.CREDIT_NOTE, "letter": 1, "posted": START + 40, "document_day": START + 35}
    for words, amount, expected in (
        ({"number": "AV1", "label": "Avoir sur facture F101"}, 30, Change.CORRECTION),
        ({"number": "F-101", "label": "Avoir"}, 30, Change.CORRECTION),
        ({"number": "AV1", "label": "Remise commerciale F101"}, 30, Change.CREDIT_NOTE),
        ({"number": "AV1", "label": "Avoir annuel"}, 30, Change.CREDIT_NOTE),
        ({"number": "AV1", "label": "Retour F101"}, 100, Change.CORRECTION),
    ):
        rest = (line(amount - 100, letter=1, posted=START + 50),) if amount < 100 else ()
        found = _settled(line(100, letter=1, number="F101"), line(-amount, **note, **words), *rest)
        assert found[0][2:] == (START + 35, amount, expected), words


def test_a_loss_lowers_the_debt_from_its_own_day_and_is_no_payment() -> None:
    found = settlements(table(line(100, letter=1), line(-100, letter=1, kind=Kind.LOSS, posted=START + 9)))
    assert found["change"].tolist() == [Change.CREDIT_NOTE]
    assert found["is_payment"].tolist() == [False]


def test_a_payment_brought_forward_counts_on_its_document_day_where_that_is_known() -> None:
    opening = day_number(dt.date(2026, 1, 1))
    rows = (
        line(100, letter=1, opening=True), line(-60, letter=1, opening=True, posted=opening, document_day=opening - 30),
        line(-40, letter=1, opening=True, posted=opening, document_day=NO_DAY),
    )  # fmt: skip
    found = settlements(table(*rows))
    assert list(zip(found["day"], found["is_dated"], strict=True)) == [(opening - 30, True), (opening, False)]


def test_only_the_lines_that_can_matter_are_looked_at() -> None:
    lines = table(
        line(100, account_id=0, letter=1), line(-100, account_id=0, letter=1), line(5, account_id=1),
        line(70, account_id=2, letter=1), line(-70, account_id=2, letter=1),
    )  # fmt: skip
    assert related_rows(lines, np.array([0])).tolist() == [0, 1, 3, 4]
    assert related_rows(lines, np.array([2])).tolist() == [2]


def test_texts_are_asked_for_where_there_is_a_choice_or_a_credit_note() -> None:
    lines = table(
        line(100, letter=1), line(-100, letter=1),
        line(30, letter=2), line(20, letter=2), line(-25, letter=2), line(-25, letter=2),
        line(9, account_id=7, letter=3), line(-9, account_id=7, letter=3, kind=Kind.CREDIT_NOTE),
    )  # fmt: skip
    assert rows_with_texts(lines).tolist() == [2, 3, 4, 5, 6, 7]


def test_what_stays_open_is_the_same_with_and_without_pairs() -> None:
    rows = [line(100, letter=1), line(-60, letter=1), line(-50, letter=1), line(200, letter=2), line(-200, letter=2)]
    lines = table(*rows)
    plain, full = match(lines), match(lines, with_pairs=True)
    assert plain.remaining.tolist() == full.remaining.tolist()
    assert plain.pairs.empty
    assert isinstance(full.pairs, pd.DataFrame)
    assert full.pairs["amount"].sum() == 300
