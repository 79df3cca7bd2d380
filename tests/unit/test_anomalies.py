"""Every anomaly on a small ledger where it must show, beside a twin where it must not."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from receivables.anomalies import CODES, COLUMNS, Thresholds, find_anomalies
from receivables.anomalies.sentences import SENTENCES
from receivables.days import NO_DAY, day_number
from receivables.schema import NO_LETTER, NO_LINE, DueOrigin, Kind

ON = dt.date(2026, 6, 30)
Row = dict[str, Any]
LINE_TYPES = {
    "account_id": "int64",
    "item": "int64",
    "amount": "int64",
    "remaining": "int64",
    "settled": "int64",
    "letter": "int64",
    "kind": "int8",
    "opening": "bool",
    "posted": "int32",
    "document_day": "int32",
    "due_day": "int32",
    "due_origin": "int8",
    "number": "str",
    "label": "str",
    "row": "int32",
    "line": "int64",
}


def day(text: str) -> int:
    """ISO date -> day number; '' -> none."""
    return day_number(dt.date.fromisoformat(text)) if text else NO_DAY


def account(number: str = "C1", **given: Any) -> Row:
    """One account of the receivables ledger, 411000 unless told otherwise."""
    row = {
        "company": "SOC",
        "ledger_account": "411000",
        "auxiliary": number,
        "currency": "EUR",
        "name": f"Client {number}",
        "collective": "411",
        "treatment": "in",
        "account": number,
    }
    return {**row, **given}


def line(kind: Kind, amount: int, posted: str = "2026-06-01", **given: Any) -> Row:
    """One posted line of account C1, open whole unless `remaining` says otherwise; a due date given is the file's."""
    due = given.pop("due", "" if amount < 0 else posted)
    document = given.pop("document", posted)
    row = {
        "at": "C1",
        "kind": kind,
        "amount": amount,
        "remaining": amount,
        "settled": 0,
        "posted": day(posted),
        "document_day": day(document),
        "due_day": day(due),
        "due_origin": DueOrigin.FILE,
        "opening": False,
        "letter": NO_LETTER,
        "letter_day": NO_DAY,
        "reverses": NO_LINE,
        "number": "",
        "label": "",
        "terms": "",
    }
    return {**row, **given}


def invoice(number: str = "F1", amount: int = 120_000, posted: str = "2026-06-01", **given: Any) -> Row:
    return line(Kind.INVOICE, amount, posted, number=number, **given)


def payment(number: str = "R1", amount: int = -120_000, posted: str = "2026-06-20", **given: Any) -> Row:
    return line(Kind.PAYMENT, amount, posted, number=number, **given)


def anomalies(
    lines: Sequence[Row], accounts: Sequence[Row] = (account(),), customers: Sequence[Row] = (), **given: Any
) -> pd.DataFrame:
    """Run the detectors on a ledger written by hand; items are the lines left open."""
    table = pd.DataFrame(list(accounts), index=pd.RangeIndex(100, 100 + len(accounts), name="account_id"))
    ids = dict(zip(table["account"], table.index, strict=True))
    rows = [
        {**row, "account_id": ids[row["at"]], "item": 1000 + at, "line": at, "row": at + 2}
        for at, row in enumerate(lines)
    ]
    posted = pd.DataFrame(rows, columns=[*line(Kind.OTHER, 0), "account_id", "item", "line", "row"]).astype(LINE_TYPES)
    posted = posted.drop(columns=["at"])
    items = posted[posted["remaining"] != 0].assign(open=lambda frame: frame["remaining"])
    told = [{"company": "SOC", **row} for row in customers]
    return find_anomalies(items, posted.drop(columns=["due_origin", "terms"]), table, pd.DataFrame(told), ON, **given)


def only(found: pd.DataFrame, code: str) -> Row:
    """The one anomaly of a code."""
    rows = found[found["code"] == code]
    assert len(rows) == 1, found[["code", "sentence_en"]].to_string()
    return dict(rows.iloc[0])


def codes(found: pd.DataFrame) -> set[str]:
    return set(found["code"])


# --- credits that pay nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.PAYMENT, "unallocated_payment"),
        (Kind.CREDIT_NOTE, "unallocated_credit_note"),
        (Kind.DEPOSIT, "unallocated_deposit"),
        (Kind.OTHER, "unallocated_payment"),
    ],
)
def test_a_credit_that_pays_nothing_is_named_by_its_kind(kind: Kind, code: str) -> None:
    """Open: named; matched: silent."""
    debt = invoice(amount=500_000)
    row = only(anomalies([debt, line(kind, -123_456, "2026-06-01", number="X9")]), code)
    assert (row["account"], row["amount"], row["number"], row["item"]) == ("C1", -123_456, "X9", f"{1001:016x}")
    assert "1 234,56 EUR" in row["sentence_fr"]
    assert "01/06/2026" in row["sentence_fr"]
    assert "(âge : 29 j)" in row["sentence_fr"]
    assert "1,234.56 EUR" in row["sentence_en"]
    assert "2026-06-01" in row["sentence_en"]
    assert code not in codes(anomalies([debt, line(kind, -123_456, "2026-06-01", remaining=0)]))


@pytest.mark.parametrize(
    ("kind", "french", "english"),
    [
        (Kind.PAYMENT, "Règlement X9 du", "Payment X9 of"),
        (Kind.CREDIT_NOTE, "Avoir X9 du", "Credit note X9 of"),
        (Kind.DEPOSIT, "Acompte X9 du", "Deposit X9 of"),
        (Kind.LOSS, "Perte X9 du", "Loss X9 of"),
        (Kind.TRANSFER, "Écriture au crédit X9 du", "Credit entry X9 of"),
        (Kind.OTHER, "Écriture au crédit X9 du", "Credit entry X9 of"),
    ],
)
def test_a_credit_that_pays_nothing_is_worded_by_its_kind(kind: Kind, french: str, english: str) -> None:
    """A write-off (654) is no payment, whatever column it stands in; nothing but a payment is called one."""
    found = anomalies([invoice(amount=500_000), line(kind, -123_456, number="X9"), line(Kind.PAYMENT, -1, number="X8")])
    (row,) = [row for row in found.to_dict("records") if row["number"] == "X9"]
    assert row["sentence_fr"].startswith(french)
    assert row["sentence_en"].startswith(english)
    assert ("ne paient" in row["sentence_fr"], "pays" in row["sentence_en"]) == (kind is Kind.PAYMENT,) * 2


def test_a_provision_for_credit_notes_is_not_an_unallocated_one() -> None:
    """4198 stands apart; a deposit in 4191 is unallocated all the same."""
    apart = account("41980000", ledger_account="41980000", auxiliary="", collective="4198", treatment="apart")
    assert anomalies([line(Kind.CREDIT_NOTE, -5000, at="41980000")], [apart]).empty
    deposits = account("4191", ledger_account="4191", auxiliary="", collective="4191", treatment="apart")
    assert codes(anomalies([line(Kind.DEPOSIT, -5000, at="4191")], [deposits])) == {"unallocated_deposit"}


def test_what_stands_apart_has_no_age_to_doubt() -> None:
    """418: no date, brought forward in one lump; nothing of it is aged."""
    unbilled = account("418100", ledger_account="418100", auxiliary="", collective="418", treatment="apart")
    lump = invoice("", at="418100", label="Solde", posted="2021-01-01", opening=True, document="", due="")
    assert anomalies([lump, invoice("F1", posted="2021-01-01", at="418100")], [unbilled]).empty


def test_credit_balance() -> None:
    """Balance of the account, not of one item."""
    row = only(anomalies([invoice(amount=10_000), payment(amount=-30_000)]), "credit_balance")
    assert (row["amount"], row["item"]) == (-20_000, "")
    assert "créditeur de 200,00 EUR" in row["sentence_fr"]
    assert "credit_balance" not in codes(anomalies([invoice(amount=30_000), payment(amount=-30_000)]))


# --- matching and duplicates -----------------------------------------------------------------------------------------


def test_unbalanced_group() -> None:
    """One hit for a group; settled parts of a list count as paid."""
    found = anomalies([invoice(letter=5), payment(amount=-100_000, letter=5, remaining=0)])
    row = only(found, "unbalanced_group")
    assert row["amount"] == 20_000
    assert "débit 1 200,00 EUR, crédit 1 000,00 EUR, écart 200,00 EUR" in row["sentence_fr"]
    assert "2 lines" in row["sentence_en"]
    balanced = [invoice(letter=5, remaining=0), payment(letter=5, remaining=0)]
    settled = [invoice("F2", letter=6, settled=120_000, remaining=0)]
    assert "unbalanced_group" not in codes(anomalies([*balanced, *settled]))


def test_a_line_matched_with_nothing() -> None:
    """A letter that stands alone."""
    row = only(anomalies([payment(letter=5)]), "unbalanced_group")
    assert row["amount"] == -120_000
    assert "la ligne R1 est lettrée seule" in row["sentence_fr"]


def test_duplicate_number() -> None:
    """Same number, spelt differently, on another day."""
    row = only(anomalies([invoice("FA-001"), invoice("fa001", 90_000, "2026-06-15")]), "duplicate_number")
    assert (row["number"], row["amount"]) == ("fa001", 90_000)
    assert "1 200,00 EUR le 01/06/2026, puis 900,00 EUR le 15/06/2026" in row["sentence_fr"]


@pytest.mark.parametrize(
    "lines",
    [
        [invoice("F1"), invoice("F2")],
        [invoice("F1", due="2026-07-01"), invoice("F1", due="2026-08-01")],  # instalments
        [invoice("F1"), line(Kind.CREDIT_NOTE, -120_000, number="F1"), invoice("F1", posted="2026-06-05")],  # cancelled
        [invoice("F1", posted="2026-01-01", opening=True), invoice("F1", posted="2026-06-05")],  # brought forward
        [invoice("F1"), payment("F1")],  # a payment may bear its document's number
        [invoice("sans"), invoice("sans", posted="2026-06-05")],  # no number at all
        [invoice("VE 0626", 10_000 * at + day, f"2026-06-0{day}", at=f"C{at}") for at in (1, 2, 3) for day in (1, 2)],
        [invoice("F1", at="C2"), invoice("F1", posted="2026-06-05")],
    ],
    ids=["other", "instalments", "cancelled", "opening", "payment", "blank", "reference", "account"],
)
def test_no_duplicate_number(lines: list[Row]) -> None:
    """What looks like one and is none."""
    assert "duplicate_number" not in codes(anomalies(lines, [account(), account("C2"), account("C3")]))


def test_duplicate_number_of_identical_lines() -> None:
    """The same line keyed twice."""
    assert only(anomalies([invoice("F1"), invoice("F1")]), "duplicate_number")["amount"] == 120_000


def test_duplicate_amount() -> None:
    """Same account, amount and date under two numbers, one of them open."""
    row = only(anomalies([invoice("F1", remaining=0), invoice("F2")]), "duplicate_amount")
    assert row["amount"] == 120_000
    assert "(F1, F2)" in row["sentence_fr"]
    assert only(anomalies([payment(""), payment("")]), "duplicate_amount")["amount"] == -120_000
    assert "sans numéro" in only(anomalies([payment(""), payment("")]), "duplicate_amount")["sentence_fr"]


@pytest.mark.parametrize(
    "lines",
    [
        [invoice("F1"), invoice("F2", posted="2026-06-02")],
        [invoice("F1"), invoice("F2", 120_001)],
        [invoice("F1"), invoice("F2", at="C2")],
        [invoice("F1", remaining=0), invoice("F2", remaining=0)],  # both closed: nobody's doubt any more
        [invoice("F1", document=""), invoice("F2", document="")],
        [invoice("F1", due="2026-07-01"), invoice("F1", due="2026-08-01")],
    ],
    ids=["date", "amount", "account", "closed", "undated", "instalments"],
)
def test_no_duplicate_amount(lines: list[Row]) -> None:
    """One thing differs."""
    assert "duplicate_amount" not in codes(anomalies(lines, [account(), account("C2")]))


CLOSED = invoice("FA-101", remaining=0, letter=7)
ITS_PAYMENT = payment("R1", posted="2026-06-10", remaining=0, letter=7)


@pytest.mark.parametrize(
    "second",
    [
        payment("R2", label="Virement facture FA 101"),
        payment("FA101"),
        payment("R2", letter=7),
    ],
    ids=["label", "number", "group"],
)
def test_paid_twice(second: Row) -> None:
    """A payment of a closed document: by its label, its number, its matching group."""
    row = only(anomalies([CLOSED, ITS_PAYMENT, second]), "paid_twice")
    assert row["amount"] == -120_000
    assert "FA-101" in row["sentence_fr"]


def test_paid_twice_while_nothing_is_lettered() -> None:
    """Two payments name one open document: the second is too much."""
    lines = [invoice("FA-101"), payment("R1", label="FA-101"), payment("R2", label="FA-101", posted="2026-06-25")]
    assert only(anomalies(lines), "paid_twice")["number"] == "R2"


@pytest.mark.parametrize(
    "second",
    [
        payment("R2", label="FA-101", amount=-119_999),
        payment("R2", label="FA-102"),
        payment("R2", label="FA-101", at="C2"),
        payment("R2", label="FA-101", amount=-240_000, remaining=-120_000),
    ],
    ids=["amount", "number", "account", "used"],
)
def test_not_paid_twice(second: Row) -> None:
    """Another amount, document or account; a payment half used."""
    assert "paid_twice" not in codes(anomalies([CLOSED, ITS_PAYMENT, second], [account(), account("C2")]))


def test_credit_note_without_invoice() -> None:
    """The account had been billed 100.00 before, or enough."""
    note = line(Kind.CREDIT_NOTE, -20_000, "2026-06-10", number="AV1")
    later = invoice("F2", posted="2026-06-11")
    row = only(anomalies([invoice(amount=10_000), note, later]), "credit_note_without_invoice")
    assert (row["number"], row["amount"]) == ("AV1", -20_000)
    assert "credit_note_without_invoice" not in codes(anomalies([invoice(amount=20_000, remaining=0), note]))
    assert "credit_note_without_invoice" not in codes(anomalies([{**note, "remaining": 0}]))


# --- dates and terms -------------------------------------------------------------------------------------------------


def test_missing_date() -> None:
    """Document or due date of an open item; a payment needs no due date."""
    assert "date de facture" in only(anomalies([invoice(document="")]), "missing_date")["sentence_fr"]
    assert "échéance" in only(anomalies([invoice(due="")]), "missing_date")["sentence_fr"]
    credit = payment(document="")
    assert "missing_date" not in codes(anomalies([invoice(), credit, invoice("F2", document="", remaining=0)]))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"document": "2027-07-02"}, "02/07/2027"),
        ({"document": "1989-12-31"}, "31/12/1989"),
        ({"due": "2062-06-01"}, "01/06/2062"),
    ],
)
def test_impossible_date(given: Row, shown: str) -> None:
    """More than a year ahead, or before 1990."""
    assert shown in only(anomalies([invoice(**given)]), "impossible_date")["sentence_fr"]


def test_possible_dates() -> None:
    """A year ahead to the day, the first of 1990, no date at all."""
    ahead = invoice(document="2027-07-01", due="2027-07-01")
    found = anomalies([ahead, invoice("F2", document="1990-01-01"), invoice("F3", document="")])
    assert "impossible_date" not in codes(found)


def test_due_before_document() -> None:
    """The file's due date; due on the day itself is cash."""
    row = only(anomalies([invoice(due="2026-05-31")]), "due_before_document")
    assert "31/05/2026" in row["sentence_fr"]
    assert "due_before_document" not in codes(anomalies([invoice(due="2026-06-01")]))


def test_terms_over_maximum_of_a_document() -> None:
    """1 April + 60 = 31 May, 45 end of month = 31 May (A) or 14 June (B): 15 June is over, for traders."""
    over = invoice(posted="2026-04-01", due="2026-06-15")
    row = only(anomalies([over]), "terms_over_maximum")
    assert "75 jours" in row["sentence_fr"]
    assert "terms_over_maximum" not in codes(anomalies([{**over, "due_day": day("2026-06-14")}]))
    assert "terms_over_maximum" not in codes(anomalies([over], customers=[{"account": "C1", "legal_kind": "consumer"}]))
    assert "terms_over_maximum" not in codes(anomalies([{**over, "label": "Retenue de garantie 5 %"}]))


def test_terms_over_maximum_of_a_public_buyer() -> None:
    """30 days from the document at the latest."""
    public = [{"account": "C1", "legal_kind": "public"}]
    late = invoice(posted="2026-05-01", due="2026-06-01")
    assert "R2192-10" in only(anomalies([late], customers=public), "terms_over_maximum")["sentence_fr"]
    in_time = invoice(posted="2026-05-01", due="2026-05-31")
    assert "terms_over_maximum" not in codes(anomalies([in_time], customers=public))


def test_terms_over_maximum_agreed_with_a_customer() -> None:
    """The terms themselves, of an account that owes."""
    agreed = [{"account": "C1", "terms": "60 jours fin de mois", "legal_kind": "business"}]
    row = only(anomalies([invoice(due_origin=DueOrigin.CUSTOMER_TERMS)], customers=agreed), "terms_over_maximum")
    assert (row["item"], row["amount"]) == ("", 120_000)
    assert "60 jours fin de mois" in row["sentence_fr"]
    lawful = [{"account": "C1", "terms": "45 jours fin de mois"}]
    assert anomalies([invoice(due_origin=DueOrigin.CUSTOMER_TERMS)], customers=lawful).empty


@pytest.mark.parametrize(
    ("terms", "due", "is_unlike"),
    [
        ("30 net", "2026-06-30", True),
        ("30 net", "2026-05-31", False),
        ("30 net", "2026-06-02", False),  # two days of rounding
        ("45 fdm (A)", "2026-06-30", False),
        ("45 fdm (B)", "2026-06-30", True),  # 31 May + 45 = 15 July
        ("50% 30 net + 50% 60 net", "2026-06-30", False),  # the second instalment
        ("à voir", "2026-06-30", False),
        ("", "2026-06-30", False),
    ],
)
def test_terms_unlike_customer(terms: str, due: str, is_unlike: bool) -> None:
    """A document of 1 May 2026 and the customer's terms."""
    found = anomalies([invoice(posted="2026-05-01", due=due)], customers=[{"account": "C1", "terms": terms}])
    assert ("terms_unlike_customer" in codes(found)) == is_unlike


def test_a_due_date_counted_from_terms_is_never_unlike_them() -> None:
    """Only the file's own dates are compared."""
    lines = [invoice(posted="2026-05-01", due="2026-06-30", due_origin=DueOrigin.DEFAULT_TERMS)]
    assert anomalies(lines, customers=[{"account": "C1", "terms": "30 net"}]).empty


@pytest.mark.parametrize(
    ("kind", "due", "said"),
    [
        ("business", "2021-06-29", "depuis le 29/06/2026 (5 ans"),
        ("business", "2021-06-30", ""),
        ("consumer", "2024-06-29", "(2 ans envers un consommateur"),
        ("consumer", "2024-06-30", ""),
        ("public", "2021-06-01", "31/12/2025 (4 ans envers une personne publique"),
        ("public", "2022-06-01", ""),
        ("unknown", "2024-06-29", "si le client est un consommateur"),
        ("unknown", "2021-06-29", "depuis le 29/06/2026 (5 ans"),
        ("unknown", "2021-06-30", "si le client est un consommateur"),
        ("unknown", "2024-06-30", ""),
    ],
)
def test_past_limitation(kind: str, due: str, said: str) -> None:
    """The last day to sue is still in time."""
    found = anomalies([invoice(posted="2021-01-01", due=due)], customers=[{"account": "C1", "legal_kind": kind}])
    assert ("past_limitation" in codes(found)) == bool(said)
    assert not said or said in only(found, "past_limitation")["sentence_fr"]


def test_brought_forward_lump() -> None:
    """No document number, or a label that says balance; a carried-over document is none."""
    for number, label in (("", "Dupont"), ("AN", "Dupont"), ("F12", "Solde au 31/12"), ("F12", "A NOUVEAU")):
        lump = invoice(number, label=label, posted="2026-01-01", opening=True)
        assert only(anomalies([lump]), "brought_forward_lump")["amount"] == 120_000
        assert "brought_forward_lump" not in codes(anomalies([{**lump, "opening": False}]))
    for label in ("Facture soldée en partie", "A nouveau facture FA 2025-12", "Solde FA202512"):
        document = invoice("FA2025-12", label=label, posted="2026-01-01", opening=True)
        assert "brought_forward_lump" not in codes(anomalies([document]))


# --- accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ledger", "auxiliary", "name", "is_mixed"),
    [
        ("4110000", "", "CLIENTS", True),
        ("411", "", "", True),
        ("411100", "", "Clients - ventes de biens", True),
        ("4110012", "", "DUPONT", False),
        ("411000", "C9", "CLIENTS DIVERS", True),
        ("411000", "C9", "Ventes au comptoir", True),
        ("41115300", "", "CLIENTS Bretagne", True),
        ("411000", "C9", "Clients de passage", True),
        ("411000", "C9", "Comptoir du Bois SARL", False),
        ("411000", "C9", "Passage Choiseul", False),
        ("411000", "C9", "DUPONT", False),
    ],
)
def test_collective_account(ledger: str, auxiliary: str, name: str, is_mixed: bool) -> None:
    """The collective itself, or a name that stands for many customers."""
    found = anomalies([invoice()], [account(ledger_account=ledger, auxiliary=auxiliary, name=name)])
    assert ("collective_account" in codes(found)) == is_mixed


def test_collective_account_without_open_items_is_left_alone() -> None:
    """Nothing to age, nothing to say."""
    plain = account(ledger_account="4110000", auxiliary="", name="CLIENTS")
    assert anomalies([invoice(remaining=0), payment(remaining=0)], [plain]).empty


def test_doubtful_aged_as_normal() -> None:
    """416 with a debit balance."""
    doubtful = account(ledger_account="416000", collective="416")
    assert only(anomalies([invoice()], [doubtful]), "doubtful_aged_as_normal")["amount"] == 120_000
    assert "doubtful_aged_as_normal" not in codes(anomalies([invoice()]))
    assert "doubtful_aged_as_normal" not in codes(anomalies([invoice(remaining=0)], [doubtful]))


def test_debit_in_419() -> None:
    """Deposits received are credits."""
    deposits = account(ledger_account="419100", collective="4191", treatment="apart")
    assert only(anomalies([line(Kind.OTHER, 5000)], [deposits]), "debit_in_419")["amount"] == 5000
    assert "debit_in_419" not in codes(anomalies([line(Kind.DEPOSIT, -5000)], [deposits]))


def test_same_siren() -> None:
    """From SIREN or SIRET; the same customer in 411 and 416, or in another company, is no doubt."""
    accounts = [account("C1"), account("C2", name="Autre")]
    told = [{"account": "C1", "siren": "552 100 554"}, {"account": "C2", "siret": "55210055400013"}]
    row = only(anomalies([invoice()], accounts, told), "same_siren")
    assert "552100554" in row["sentence_fr"]
    assert "C1, C2" in row["sentence_fr"]
    assert row["amount"] == 120_000
    in_416 = [account("C1"), account("C2", name="Autre", ledger_account="416000", collective="416")]
    other_company = [account("C1"), account("C2", name="Autre", company="SOC2")]
    retained = [account("411000/C1", auxiliary="C1"), account("411700/C1", auxiliary="C1", ledger_account="411700")]
    both = [{"account": row["account"], "siren": "552100554"} for row in retained]
    assert "same_siren" not in codes(anomalies([invoice(at="411000/C1")], retained, both))
    for apart in (in_416, other_company):
        rows = [{"company": row["company"], **row_told} for row, row_told in zip(apart, told, strict=True)]
        assert "same_siren" not in codes(anomalies([invoice()], apart, rows))
    blank = [{"account": "C1", "siren": "000000000"}, {"account": "C2", "siren": "0"}]
    assert "same_siren" not in codes(anomalies([invoice()], accounts, blank))


@pytest.mark.parametrize(("balance", "is_small"), [(499, True), (-499, True), (500, False), (-500, False), (0, False)])
def test_small_balance(balance: int, is_small: bool) -> None:
    """Below 5.00 on either side."""
    lines = [invoice(amount=balance + 1000), payment(amount=-1000)]
    assert ("small_balance" in codes(anomalies(lines))) == is_small


def test_small_balance_counts_in_units_of_its_currency() -> None:
    """4 yen are small, 499 are not."""
    yen = account(currency="JPY")
    assert "4 JPY" in only(anomalies([invoice(amount=4)], [yen]), "small_balance")["sentence_en"]
    assert "small_balance" not in codes(anomalies([invoice(amount=499)], [yen]))


# --- payments on a sister account ------------------------------------------------------------------------------------

SISTERS = [account("C1", name="Alpha"), account("C2", name="Beta")]
ELSEWHERE = invoice("FA-202", at="C2")


@pytest.mark.parametrize(
    ("accounts", "customers"),
    [
        (SISTERS, [{"account": "C1", "siren": "552100554"}, {"account": "C2", "siren": "552100554"}]),
        (SISTERS, [{"account": "C1", "group": "Gamma"}, {"account": "C2", "group": "GAMMA"}]),
        (SISTERS, [{"account": "C2", "payer_account": "C1"}]),
        ([account("C1", name="SARL Dupont"), account("C2", name="DUPONT S.A.R.L. ")], []),
        ([account("C1", name="Café Martin"), account("C2", name="MARTIN CAFE SAS")], []),
    ],
    ids=["siren", "group", "payer", "name", "words"],
)
def test_payment_on_sister_account(accounts: list[Row], customers: list[Row]) -> None:
    """Equal to the cent, or naming the document."""
    equal = only(anomalies([ELSEWHERE, payment()], accounts, customers), "payment_on_sister_account")
    assert (equal["account"], equal["number"], equal["amount"]) == ("C1", "R1", -120_000)
    assert "FA-202" in equal["sentence_fr"]
    assert "C2" in equal["sentence_fr"]
    part = payment(amount=-50_000, label="acompte FA202")
    named = only(anomalies([ELSEWHERE, part], accounts, customers), "payment_on_sister_account")
    assert "nomme la pièce FA-202 (1 200,00 EUR)" in named["sentence_fr"]


@pytest.mark.parametrize(
    ("lines", "accounts"),
    [
        ([ELSEWHERE, payment()], SISTERS),  # strangers
        ([ELSEWHERE, payment(amount=-119_999)], "kin"),
        ([ELSEWHERE, payment(), invoice("F9")], "kin"),  # the own account explains it
        ([ELSEWHERE, payment(label="FA-202"), invoice("F9")], "kin"),
        ([ELSEWHERE, invoice("FA-203", at="C2"), payment()], "kin"),  # two would fit
        ([{**ELSEWHERE, "remaining": 0}, payment()], "kin"),  # paid already
        ([ELSEWHERE, payment(remaining=0)], "kin"),
        ([ELSEWHERE, payment(posted="2026-05-01")], "kin"),  # before there was such a document
        ([ELSEWHERE, payment()], [account("C1", name="Dupont"), account("C2", name="Dupont", company="SOC2")]),
        ([ELSEWHERE, payment()], [account("C1", name="Clients divers"), account("C2", name="Clients divers")]),
        ([ELSEWHERE, payment()], [account("C1", name=""), account("C2", name="")]),
        ([ELSEWHERE, payment()], [account(f"C{n}", name="Martin") for n in range(1, 12)]),  # eleven namesakes
    ],
    ids=[
        "strangers",
        "amount",
        "own",
        "named",
        "several",
        "closed",
        "used",
        "before",
        "company",
        "divers",
        "nameless",
        "namesakes",
    ],
)
def test_no_payment_on_sister_account(lines: list[Row], accounts: list[Row] | str) -> None:
    """Conservative: silence wherever there is another explanation."""
    given = [account("C1", name="Dupont"), account("C2", name="DUPONT SARL")] if isinstance(accounts, str) else accounts
    assert "payment_on_sister_account" not in codes(anomalies(lines, given))


# --- the table -------------------------------------------------------------------------------------------------------


def test_a_clean_ledger_has_no_anomaly() -> None:
    """An empty table with its columns; so have no lines at all, and no accounts."""
    clean = anomalies([invoice(due="2026-07-01"), invoice("F2", 90_000, remaining=0)])
    assert clean.empty
    assert list(clean.columns) == COLUMNS
    assert anomalies([]).empty


def test_both_languages_name_the_same_figures() -> None:
    """French and English of a code name the same figures."""
    assert len(CODES) == len(set(CODES)) == 24
    fields = {key: [set(re.findall(r"{(\w+)}", text)) for text in texts] for key, texts in SENTENCES.items()}
    assert [key for key, (french, english) in fields.items() if french != english] == []


def test_result_does_not_depend_on_the_order_of_lines() -> None:
    """Sorted by code, company, account, number, item."""
    lines = [invoice(f"F{n}", 1000 * n, "2021-01-01", at=at) for n in range(1, 9) for at in ("C1", "C2")]
    table = anomalies(lines, [account("C2"), account("C1")])
    assert list(table["code"]) == sorted(table["code"], key=CODES.index)
    assert table["account"].is_monotonic_increasing
    columns = ["code", "account", "number", "amount", "sentence_fr"]
    assert table[columns].equals(anomalies(lines[::-1], [account("C1"), account("C2")])[columns])


def test_thresholds_can_be_chosen() -> None:
    """A stricter house."""
    lines = [invoice(amount=1999, posted="2026-05-01", due="2026-05-30")]
    told = [{"account": "C1", "terms": "30 net"}]
    assert anomalies(lines, customers=told).empty
    stricter = Thresholds(small_balance=Decimal(20), terms_tolerance_days=0)
    strict = anomalies(lines, customers=told, thresholds=stricter)
    assert codes(strict) == {"small_balance", "terms_unlike_customer"}


@pytest.mark.parametrize(
    "name", ["{amount.__class__} %s {0}", "=cmd|' /C calc'!A0", "<script>x</script>", "\\1 \\g<0>"]
)
def test_hostile_names_stay_plain_text(name: str) -> None:
    """Never read as a template, a pattern or markup."""
    row = only(anomalies([payment(amount=-1000)], [account(name=name)]), "credit_balance")
    assert f"C1 ({name})" in row["sentence_en"]
    assert f"C1 ({name})" in row["sentence_fr"]


def test_control_characters_and_endless_names_do_not_reach_the_sentence() -> None:
    """Escape sequences, line ends and marks that turn the direction of writing become spaces."""
    row = only(anomalies([payment(amount=-1000)], [account(name="a\x1b[2J\r\n\u202eb" + "x" * 500)]), "credit_balance")
    assert "a [2J   bxxx" in row["sentence_en"]
    assert row["sentence_en"].isprintable()
    assert len(row["sentence_en"]) < 250


def test_customers_may_be_empty_or_half_told() -> None:
    """None and missing columns are silence, not a failure."""
    told = [{"account": "C1", "siren": None, "terms": None, "legal_kind": None}]
    expected = {"unallocated_payment", "credit_balance"}
    assert codes(anomalies([payment()], customers=told)) == codes(anomalies([payment()])) == expected
