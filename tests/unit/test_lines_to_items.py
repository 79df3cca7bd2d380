"""From lines to open items: dates with their origin, instalments."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from receivables.days import NO_DAY, day_number, iso
from receivables.open_items import OpenItems, date_in_label, open_items
from receivables.schema import DueOrigin
from tests.lines import START, line, table


def opened(*rows: dict[str, Any], terms: str = "", default: str = "30 net") -> OpenItems:
    """What is open where account 0 has its own terms ('' none) and account 1 the company's."""
    return open_items(table(*rows), pd.Series([terms, ""]), pd.Series([default, default]))


def due(*rows: dict[str, Any], terms: str = "", default: str = "30 net") -> list[tuple[str | None, str, str]]:
    """(due day, origin, terms) of each open item."""
    items = opened(*rows, terms=terms, default=default).items
    return [
        (iso(day), DueOrigin(origin).name.lower(), used)
        for day, origin, used in zip(items["due_day"], items["due_origin"], items["terms"], strict=True)
    ]


MARCH = day_number(dt.date(2026, 3, 1))


def test_the_files_own_due_day_goes_first() -> None:
    """Terms are not asked."""
    assert due(line(100, due_day=MARCH, document_day=START), terms="60 net") == [("2026-03-01", "file", "")]


def test_else_the_customers_terms_else_the_companys() -> None:
    """Counted from the document day; the company's are an estimate."""
    rows = (line(100, document_day=MARCH), line(100, document_day=MARCH, account_id=1))
    assert due(*rows, terms="60 net", default="45 net") == [
        ("2026-04-30", "customer_terms", "60 net"), ("2026-04-15", "default_terms", "45 net"),
    ]  # fmt: skip


def test_without_a_document_day_nothing_is_guessed() -> None:
    """Not from the posting day."""
    assert due(line(100)) == [(None, "unknown", "")]


def test_credits_are_not_due() -> None:
    """They keep what the file says, which is mostly nothing."""
    assert due(line(-100, document_day=MARCH), line(-100, due_day=MARCH)) == [
        (None, "unknown", ""), ("2026-03-01", "file", ""),
    ]  # fmt: skip


def test_an_opening_line_is_dated_by_its_label() -> None:
    """Proposed, and marked as such."""
    row = line(100, opening=True, label="Facture FA12 du 12/11/2025")
    assert due(row) == [("2025-12-12", "label", "30 net")]
    assert iso(opened(row).items["document_day"].iloc[0]) == "2025-11-12"


def test_a_label_completes_the_document_day_beside_a_known_due_day() -> None:
    """For the balance by document date; the due day stays the file's."""
    found = opened(line(100, opening=True, due_day=MARCH, label="du 12/11/2025")).items
    assert (iso(found["document_day"].iloc[0]), found["due_origin"].iloc[0]) == ("2025-11-12", DueOrigin.FILE)


@pytest.mark.parametrize(
    "row",
    [
        line(100, label="Facture du 12/11/2025"),
        line(100, opening=True, label="échéance 15/02/2026"),
        line(100, opening=True, label="solde"),
        line(-100, opening=True, label="du 12/11/2025"),
    ],
)
def test_a_label_dates_nothing_else(row: dict[str, Any]) -> None:
    """Not a line of the year, not by a day after the opening, not a credit."""
    assert due(row) == [(None, "unknown", "")]
    assert opened(row).items["document_day"].tolist() == [NO_DAY]


@pytest.mark.parametrize(
    ("label", "day"),
    [("Facture du 12/11/2025", "2025-11-12"), ("F 1.2.25", "2025-02-01"), ("2025-11-12 FA", "2025-11-12"),
     ("32/13/2025 puis 01/02/2025", "2025-02-01"), ("FC-2024-001", None), ("poste 10.12.11.25", None),
     ("01/02/20256", None), ("", None)],
)  # fmt: skip
def test_the_first_date_a_label_bears(label: str, day: str | None) -> None:
    """Numbers with dots and dashes are no dates."""
    assert iso(date_in_label(label)) == day


def test_due_days_by_terms_rank_what_is_paid_first() -> None:
    """The one on longer terms is due later although it is older; the payment goes to the other."""
    found = open_items(
        table(line(500, letter=1, document_day=START, due_day=START + 90), line(300, letter=1, document_day=START + 9),
              line(-350, letter=1)),
        pd.Series([""]), pd.Series(["30 net"]),
    )  # fmt: skip
    assert found.items["open"].tolist() == [450]
    assert found.lines["remaining"].tolist() == [450, 0, 0]


def test_instalments_are_items_of_their_own() -> None:
    """A third each, 100.00 in cents; what was paid went to the earliest."""
    terms = "3 x 30 jours"
    rows = (line(10_000, document_day=START, letter=1), line(-4_000, letter=1))
    items = opened(*rows, terms=terms).items
    assert items["open"].tolist() == [2_666, 3_334]
    assert [iso(day) for day in items["due_day"]] == ["2026-03-02", "2026-04-01"]
    assert items["amount"].tolist() == [10_000, 10_000]


def test_closed_lines_are_no_items() -> None:
    """Only what is open is listed, in the order of the lines."""
    found = opened(line(100, letter=1), line(70), line(-100, letter=1), line(-5))
    assert found.items["line"].tolist() == [101, 103]
    assert found.items["open"].tolist() == [70, -5]
    assert found.matched.remaining.tolist() == [0, 70, 0, -5]


def test_no_lines_give_no_items() -> None:
    """An account list without a line."""
    assert opened().items.empty
    assert (opened().lines["due_day"] == NO_DAY).all()
