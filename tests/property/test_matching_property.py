"""Laws of matching that hold for every ledger, however odd."""

import re
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.aging import aged_table, column_index, column_names
from receivables.days import NO_DAY
from receivables.matching import VIEWS, match, rows_to_read
from receivables.numbers import NumberFinder, named_in, normalise_numbers
from receivables.schema import NO_LINE, Kind
from tests.conftest import ENDURANCE
from tests.lines import START, line, table

MANY = settings(max_examples=ENDURANCE.scaled(500, least=25))
DAYS = st.integers(START - 50, START + 50)
WORDS = st.lists(st.sampled_from(["FA", "1", "01", "007", "2024", "VIR", "FA101", "é", "-", "/", " "]), max_size=7)
ROWS = st.lists(
    st.fixed_dictionaries({
        "amount": st.one_of(st.integers(-5, 5), st.integers(-(10**15), 10**15)).filter(bool),
        "account_id": st.integers(0, 2),
        "posted": DAYS,
        "due_day": st.one_of(st.just(NO_DAY), DAYS),
        "letter": st.integers(0, 3),
        "kind": st.sampled_from(list(Kind)),
        "reverses": st.one_of(st.just(-1), st.integers(98, 112)),
        "number": st.sampled_from(["", "FA101", "FA-1", "007", "2024"]),
        "label": WORDS.map("".join),
        "part": st.integers(0, 4),
    }),
    max_size=14,
)  # fmt: skip


def lines_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A letter and a returned payment are one account's; a list may say that half of an amount or all is settled."""
    lines = table(*(
        line(**{name: value for name, value in row.items() if name != "part"} | {
            "letter": row["letter"] and row["letter"] + 10 * row["account_id"],
            "settled": int(row["amount"] * row["part"] / 4) if row["part"] in (2, 4) and abs(row["amount"]) < 9 else 0,
        })
        for row in rows
    ))  # fmt: skip
    undone = lines["reverses"].map(lines.set_index("line")["account_id"])
    return lines.assign(reverses=lines["reverses"].where(undone == lines["account_id"], NO_LINE))


@MANY
@given(ROWS, st.sampled_from(VIEWS))
def test_both_views_tie_to_every_account(rows: list[dict[str, Any]], view: str) -> None:
    """Nothing is lost, nothing invented, account by account."""
    lines = lines_of(rows)
    remaining = match(lines, view).remaining
    both = lines.assign(given=lines["amount"] - lines["settled"], remaining=remaining).groupby("account_id")
    assert both["remaining"].sum().tolist() == both["given"].sum().tolist()


@MANY
@given(ROWS, st.sampled_from(VIEWS))
def test_nothing_open_changes_sign_or_grows(rows: list[dict[str, Any]], view: str) -> None:
    """A paid invoice never becomes a credit, a used payment never a debt."""
    lines = lines_of(rows)
    remaining, given_ = match(lines, view).remaining, (lines["amount"] - lines["settled"]).to_numpy()
    assert (np.sign(remaining) * np.sign(given_) >= 0).all()
    assert (np.abs(remaining) <= np.abs(given_)).all()


@MANY
@given(ROWS)
def test_proposed_pairs_explain_the_difference_of_the_views(rows: list[dict[str, Any]]) -> None:
    """Each pair is of one account and pays something; together they are all that the proposed view closes."""
    lines = lines_of(rows)
    ledger, proposed = (match(lines, view) for view in VIEWS)
    pairs = proposed.pairs
    closed = ledger.remaining.copy()
    np.add.at(closed, pairs["credit"].to_numpy(), pairs["amount"].to_numpy())
    np.subtract.at(closed, pairs["debit"].to_numpy(), pairs["amount"].to_numpy())
    assert closed.tolist() == proposed.remaining.tolist()
    assert (pairs["amount"] > 0).all()
    accounts = lines["account_id"].to_numpy()
    assert (accounts[pairs["credit"]] == accounts[pairs["debit"]]).all()


@MANY
@given(ROWS)
def test_the_proposed_view_leaves_debits_or_credits_of_an_account_never_both(rows: list[dict[str, Any]]) -> None:
    """As long as there is something to pay, a credit pays it."""
    lines = lines_of(rows)
    remaining = match(lines, "proposed").remaining
    for account in set(lines["account_id"]):
        assert len(set(np.sign(remaining[lines["account_id"] == account]).tolist()) - {0}) <= 1


@MANY
@given(ROWS, st.sampled_from(VIEWS))
def test_texts_outside_rows_to_read_do_not_matter(rows: list[dict[str, Any]], view: str) -> None:
    """So the store need not read them."""
    lines = lines_of(rows)
    is_read = np.isin(np.arange(len(lines)), rows_to_read(lines, view))
    bare = lines.assign(number=lines["number"].where(is_read, ""), label=lines["label"].where(is_read, ""))
    assert match(bare, view).remaining.tolist() == match(lines, view).remaining.tolist()


@MANY
@given(ROWS, st.sampled_from(VIEWS), st.integers(START - 60, START + 60))
def test_columns_partition_what_is_open(rows: list[dict[str, Any]], view: str, on: int) -> None:
    """The columns of an account add up to its lines; credits are only in `unallocated`."""
    lines = lines_of(rows)
    remaining = match(lines, view).remaining
    columns = column_index(lines["due_day"].to_numpy(), remaining, on)
    cells = aged_table(lines["account_id"].to_numpy(), columns, remaining, 3, len(column_names()))
    by_account = (lines["amount"] - lines["settled"]).groupby(lines["account_id"]).sum().reindex(range(3), fill_value=0)
    assert cells.sum(axis=1).tolist() == by_account.tolist()
    assert (cells[:, :-1] >= 0).all()
    assert (cells[:, -1] <= 0).all()


@given(st.lists(DAYS, min_size=1, max_size=30), DAYS)
def test_a_column_of_many_is_the_column_of_one(due: list[int], on: int) -> None:
    """Array and scalar agree, and both agree with the convention spelled out."""
    found = column_index(np.array(due, dtype=np.int32), np.ones(len(due), dtype=np.int64), on)
    alone = [int(column_index(np.array([day], dtype=np.int32), np.ones(1, dtype=np.int64), on)[0]) for day in due]
    spelled = [sum(on - day > edge for edge in (0, 30, 60, 90)) for day in due]
    assert found.tolist() == alone == spelled


LABELS = st.one_of(WORDS.map("".join), st.text(alphabet="AB019 -é", max_size=25))


@given(LABELS, st.lists(LABELS, max_size=6))
def test_the_finder_finds_what_labels_name(label: str, texts: list[str]) -> None:
    """Of the known numbers the fast search gives the same, in the same order, as the plain one."""
    numbers = normalise_numbers(pd.Series(texts, dtype="str"))
    known, found = set(numbers), NumberFinder(numbers).numbers_in(label)
    assert [name for name in found if name in known] == [name for name in named_in(label) if name in known]


@given(LABELS)
def test_a_label_names_only_what_it_spells(label: str) -> None:
    """Each name is part of the label with its other signs taken out."""
    bare = re.sub(r"[^A-Z0-9]", "", label.upper())
    assert all(name in bare and len(name) >= 3 for name in named_in(label))
