"""What agreements leave to ask for: where they stand on items, what counts as a receipt, holds, suspects, letters."""

import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup, laid_on_items, with_followup
from receivables.followup.confirmation import confirmation
from receivables.followup.disputes import suspects
from receivables.followup.receipts import last_receipts, receipts
from receivables.priority.collectible import collectible_table
from receivables.priority.order import Stage, priorities
from receivables.schema import NO_ITEM, Kind
from tests.agreements import day
from tests.receivables_tables import ON, accounts, known, late


def _parts(*rows: tuple[str, int, tuple[int, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["part", "amount", "items"])
    return table.assign(group=0)


def _laid(parts: pd.DataFrame, *amounts: int) -> list[tuple[str, int, int]]:
    """Items 1, 2 ... of these open amounts, due one after the other -> (part, item's line, amount)."""
    items = pd.DataFrame({"group": 0, "account_id": 7, "line": range(101, 101 + len(amounts)), "open": amounts,
                          "item": range(1, 1 + len(amounts)), "due_day": range(len(amounts))})  # fmt: skip
    found = laid_on_items(parts, items)
    return list(zip(found["part"], found["line"], found["amount"], strict=True))


def test_a_promise_for_the_account_stands_on_what_is_due_first() -> None:
    assert _laid(_parts(("p", 150, ())), 100, 100, 100) == [("p", 101, 100), ("p", 102, 50)]


def test_no_cent_carries_two_agreements() -> None:
    """60 of item 1 are disputed, so the promise of 100 for the account begins with its other 40."""
    parts = _parts(("d", 60, (1,)), ("p", 100, ()), ("q", 500, (1, 2)))
    assert _laid(parts, 100, 100) == [("d", 101, 60), ("p", 101, 40), ("p", 102, 60), ("q", 102, 40)]


def test_what_is_no_longer_owed_carries_nothing() -> None:
    assert _laid(_parts(("p", 100, (9,))), 100) == []
    assert _laid(_parts(("p", 100, ())), -100) == []
    assert _laid(_parts()) == []


def test_money_is_a_receipt_a_credit_note_is_none() -> None:
    """Invoice 9000 paid by 300 and credited by 200; 50 more came for nothing in particular."""
    lines = (
        {**late(50_000, 10), "letter": 1}, {"amount": -30_000, "kind": Kind.PAYMENT, "posted": ON - 5, "letter": 1},
        {"amount": -20_000, "kind": Kind.CREDIT_NOTE, "posted": ON - 3, "letter": 1},
        {"amount": -5_000, "kind": Kind.PAYMENT, "posted": ON - 2},
    )  # fmt: skip
    found = receipts(known(accounts({}), *lines).lines)
    assert found[["posted", "amount", "item"]].to_numpy().tolist() == [
        [ON - 5, 30_000, 9000], [ON - 2, 5_000, NO_ITEM],
    ]  # fmt: skip


def test_a_payment_that_came_back_has_paid_nothing() -> None:
    lines = (
        {**late(50_000, 10), "letter": 1}, {"amount": -50_000, "kind": Kind.PAYMENT, "posted": ON - 5, "letter": 1},
        {"amount": 50_000, "kind": Kind.RETURNED, "posted": ON - 3, "reverses": 101},
    )  # fmt: skip
    assert receipts(known(accounts({}), *lines).lines).empty


def test_the_last_receipt_is_a_payment_of_the_year_not_its_opening() -> None:
    lines = known(
        accounts({}), {"amount": -10, "kind": Kind.PAYMENT, "posted": ON - 9},
        {"amount": -10, "kind": Kind.PAYMENT, "posted": ON, "opening": True},
        {"amount": -10, "kind": Kind.CREDIT_NOTE, "posted": ON - 1},
    ).lines  # fmt: skip
    assert last_receipts(lines).to_dict() == {0: ON - 9}


def _held(until: int) -> Followup:
    return Followup(holds=pd.DataFrame({"account_id": [0], "until": [until]}))


@pytest.mark.parametrize(("until", "collectible"), [(ON - 1, 10_000), (ON, 0), (ON + 9, 0), (NO_DAY, 0)])
def test_on_hold_nothing_is_asked_for_up_to_its_last_day(until: int, collectible: int) -> None:
    data = known(accounts({}), late(10_000, 20))
    row = collectible_table(with_followup(data.items, _held(until), ON), data.accounts, ON).loc[0]
    assert (row["held"], row["collectible"], row["overdue"]) == (10_000 - collectible, collectible, 10_000)


def test_a_hold_takes_an_account_off_the_list_but_for_its_appointment() -> None:
    lines = (late(10_000, 20), late(10_000, 20, account_id=1))
    assert priorities(known(accounts({}, {}), *lines, followup=_held(NO_DAY)))["account"].tolist() == ["C1"]
    call_back = pd.DataFrame({"account_id": [0], "day": [ON]})
    told = Followup(holds=_held(NO_DAY).holds, call_backs=call_back)
    rows = priorities(known(accounts({}, {}), *lines, followup=told))
    assert (rows["account"].tolist(), rows["stage"].tolist()[0]) == (["C0", "C1"], Stage.CALL_BACK)
    assert rows["callable"].tolist()[0] == 0


def test_a_promise_awaited_is_left_out_and_one_broken_asked_for() -> None:
    promises = pd.DataFrame({"account_id": [0, 0], "line": [100, 101], "amount": [10_000, 20_000],
                             "day": [ON - 2, ON - 30], "broken_day": [NO_DAY, ON - 25]})  # fmt: skip
    rows = priorities(known(accounts({}), late(10_000, 40), late(20_000, 40), followup=Followup(promises=promises)))
    assert (rows["promised"].tolist(), rows["collectible"].tolist()) == ([10_000], [20_000])
    assert rows["broken_promises"].tolist() == [1]


def test_items_that_look_disputed() -> None:
    """A and B were both paid 12.00 short; C a tenth short; D is untouched while two later invoices are paid; E in full.

    F is paid to a quarter: money on account, no deduction.
    """
    paid = {"kind": Kind.PAYMENT, "posted": ON - 5}
    names = {letter: at for at, letter in enumerate("ABCDEF")}
    lines = []
    for letter, (amount, cash) in {"A": (100_000, 98_800), "B": (50_000, 48_800), "C": (20_000, 18_000),
                                   "D": (70_000, 0), "E": (30_000, 30_000), "F": (40_000, 10_000)}.items():  # fmt: skip
        own = 1 if letter in "CF" else 0
        lines.append({**late(amount, 90 if letter == "D" else 30), "letter": 10 + names[letter], "account_id": own,
                      "item": names[letter]})  # fmt: skip
        if cash:
            lines.append({"amount": -cash, **paid, "letter": 10 + names[letter], "account_id": own})
    for number in (20, 21):
        lines += [{**late(1_000, 20), "letter": number}, {"amount": -1_000, **paid, "letter": number}]
    data = known(accounts({}, {}), *lines)
    found = suspects(data.items, data.lines, ON)
    kinds = dict(zip(found["item"], found["kind"], strict=True))
    assert {letter: kinds.get(at) for letter, at in names.items()} == {
        "A": "repeated", "B": "repeated", "C": "short", "D": "skipped", "E": None, "F": None,
    }  # fmt: skip


def test_the_confirmation_says_what_was_promised_and_nothing_else() -> None:
    told = {"amount": "1200.50", "by": "2026-11-30", "items": "FA1; FA2", "means": "transfer", "promised_by": "Mme Roy"}
    found = confirmation(told, day("2026-10-12"), "EUR", "fr")
    subject = found["subject"].replace("\u00a0", " ").replace("\u202f", " ")
    assert subject == "Confirmation de votre règlement de 1 200,50 EUR pour le 30/11/2026"
    for part in ("Bonjour Mme Roy,", "12/10/2026", "30/11/2026", "par virement", "des factures FA1, FA2"):
        assert part in found["text"]
    english = confirmation({"amount": "10.00", "by": "2026-11-30"}, day("2026-10-12"), "EUR", "en")["text"]
    assert english.startswith("Hello,\n\nAs agreed on 2026-10-12, you will pay us 10.00 EUR by 2026-11-30.")
