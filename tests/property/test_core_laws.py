"""Laws of sums, ranks, amounts, returned payments and item identity."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.days import NO_DAY
from receivables.identity import assign_items, item_keys
from receivables.money import MAX_MINOR, parse_amount, to_minor, to_text
from receivables.returns import undone_payments
from receivables.schema import Kind
from receivables.sums import dense, rank_within, sum_by
from tests.conftest import ENDURANCE
from tests.lines import START, line, table

MANY = settings(max_examples=ENDURANCE.scaled(500, least=25))
CENTS = st.integers(-MAX_MINOR, MAX_MINOR)
CODES = st.one_of(st.integers(0, 4), st.integers(-(2**62), 2**62))


@given(st.lists(st.tuples(st.integers(0, 3), st.one_of(CENTS, st.integers(-9, 9))), max_size=200))
def test_sums_are_those_of_python(rows: list[tuple[int, int]]) -> None:
    """To the unit, for small amounts and for the largest."""
    groups, amounts = (np.array([row[side] for row in rows], dtype=np.int64) for side in (0, 1))
    expected = [sum(amount for group, amount in rows if group == one) for one in range(4)]
    assert sum_by(groups, amounts, 4).tolist() == expected


@given(st.lists(st.tuples(CODES, CODES), max_size=40))
def test_ranks_are_those_of_pandas(rows: list[tuple[int, int]]) -> None:
    """As `groupby().cumcount()`."""
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=np.int64)
    assert rank_within(frame["a"].to_numpy(), frame["b"].to_numpy()).tolist() == (
        frame.groupby(["a", "b"]).cumcount().tolist()
    )


@given(st.lists(CODES, max_size=40))
def test_dense_codes_are_equal_where_codes_are(codes: list[int]) -> None:
    """And lie from 0 up to their count."""
    found, count = dense(np.array(codes, dtype=np.int64))
    assert len(set(zip(codes, found.tolist(), strict=True))) == len(set(codes)) == len(set(found.tolist()))
    assert all(0 <= code < count for code in found.tolist())


@given(CENTS, st.sampled_from(["EUR", "JPY", "TND"]))
def test_an_amount_reads_back_from_its_text(minor: int, currency: str) -> None:
    """Written with at least two decimals, read to the same minor units."""
    assert to_minor(parse_amount(to_text(minor, currency)), currency) == minor


@given(CENTS, st.sampled_from([" ", "\u202f", ".", "'"]), st.sampled_from(["{}", "({})", "{}-", "{} €", "-€{}"]))
def test_french_styles_mean_the_same(minor: int, group: str, style: str) -> None:
    """Grouped by three, comma decimals, the sign wherever it stands."""
    text = f"{abs(minor) // 100:,}".replace(",", group) + f",{abs(minor) % 100:02}"
    sign = 1 if style in ("{}", "{} €") else -1
    assert parse_amount(style.format(text)) == sign * Decimal(abs(minor)).scaleb(-2)


PAYMENTS = st.lists(
    st.builds(
        lambda amount, kind, **words: line(amount if kind == Kind.RETURNED else -amount, kind=kind, **words),
        amount=st.integers(1, 2), kind=st.sampled_from([Kind.PAYMENT, Kind.DEPOSIT, Kind.RETURNED, Kind.CREDIT_NOTE]),
        account_id=st.integers(0, 1), posted=st.integers(START, START + 4),
        number=st.sampled_from(["", "7", "CHQ1", "chq-1"]),
    ),
    max_size=16,
)  # fmt: skip


@MANY
@given(PAYMENTS)
def test_a_return_undoes_one_payment_of_its_own(rows: list[dict[str, Any]]) -> None:
    """Same account and amount, posted no later, nobody else's; and none is left that would have fitted."""
    lines = table(*rows)
    reverses = undone_payments(lines)
    used = reverses[reverses >= 0].tolist()
    assert len(used) == len(set(used))
    fits = ["account_id", "amount"]
    for back, paid in enumerate(reverses.tolist()):
        own = lines.iloc[back]
        free = lines[
            lines["kind"].isin([Kind.PAYMENT, Kind.DEPOSIT]) & (lines["posted"] <= own["posted"])
            & (lines[fits].to_numpy() == [own["account_id"], -own["amount"]]).all(axis=1)
        ].index  # fmt: skip
        if paid >= 0:
            assert own["kind"] == Kind.RETURNED
            assert paid in free
        elif own["kind"] == Kind.RETURNED:
            assert set(free) <= set(used)


DOCUMENTS = st.lists(
    st.builds(
        line,
        amount=st.integers(-3, 3).filter(bool), document_day=st.sampled_from([NO_DAY, START, START + 30, START + 365]),
        number=st.sampled_from(["", "FA-1", "FA 2", "3"]), opening=st.booleans(),
        customer=st.sampled_from(["A|1", "A|2"]),
    ),
    max_size=12,
)  # fmt: skip


def keys(rows: list[dict[str, Any]]) -> pd.DataFrame:
    lines = table(*({name: value for name, value in row.items() if name != "customer"} for row in rows))
    customers = pd.Series([row["customer"] for row in rows], dtype="str")
    return item_keys(lines.assign(account_id=range(len(rows))), customers)


def stored(rows: list[dict[str, Any]]) -> pd.DataFrame:
    found = keys(rows)
    return found.assign(item=assign_items(found, found.assign(item=0)[:0]))


def contents(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    """What each item is, with its id, whatever the order of the rows."""
    return sorted(found[["key", "amount", "day", "item"]].itertuples(index=False, name=None))


@MANY
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_order_and_numbering_of_rows_do_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    """A fresh store gives the same ids to a shuffled, renumbered file; so does one that knows the file."""
    first = stored(rows)
    shuffled = [row | {"line": 5_000 - at, "row": 70 + at} for at, row in enumerate(random.sample(rows, len(rows)))]
    assert contents(stored(shuffled)) == contents(first)
    again = keys(shuffled)
    assert contents(again.assign(item=assign_items(again, first))) == contents(first)


@MANY
@given(DOCUMENTS, DOCUMENTS)
def test_every_line_gets_an_id_of_its_own(known: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Positive, unique in its file, the same when asked again; an old id only for the same customer and sign."""
    before, new = stored(known), keys(rows)
    items = assign_items(new, before)
    assert (items > 0).all()
    assert len(set(items.tolist())) == len(items)
    assert assign_items(new, before).tolist() == items.tolist()
    customers = before.set_index("item")["customer"]
    for item, customer in zip(items.tolist(), new["customer"].tolist(), strict=True):
        assert customers.get(item, customer) == customer
