"""Laws of what people agree: nothing broken before receipts are posted, no cent twice, collectible never negative."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.followup.agreed_parts import Followup, laid_on_items, with_followup
from receivables.followup.disputes import dispute_states
from receivables.followup.plans import plan_states
from receivables.followup.promises import promise_states
from receivables.followup.working_days import working_days_after
from receivables.priority.collectible import collectible_table
from receivables.schema import Kind
from tests.agreements import day, plan, plan_lines, plans, promise, promises, receipts
from tests.receivables_tables import ON, accounts, known, late

START = day("2026-01-05")
_DAYS = st.integers(0, 60)


def _iso(offset: int) -> str:
    return str(np.datetime64(START + offset, "D"))


@st.composite
def _promises(draw: st.DrawFn) -> list[dict[str, Any]]:
    posted = draw(st.one_of(st.none(), _DAYS))
    return [
        promise(_iso(made), _iso(made + draw(st.integers(0, 20))), draw(st.integers(1, 500)),
                None if posted is None else _iso(posted), group=draw(st.integers(0, 1)),
                items=draw(st.sampled_from(((), (1,), (2,), (1, 2)))), is_cancelled=draw(st.integers(0, 5)) == 0)
        for made in sorted(draw(st.lists(_DAYS, min_size=1, max_size=5)))
    ]  # fmt: skip


_RECEIPTS = st.lists(
    st.tuples(_DAYS.map(_iso), st.integers(1, 400), st.sampled_from((-1, 1, 2, 3)), st.integers(0, 1)), max_size=6
)


@settings(max_examples=200)
@given(_promises(), _RECEIPTS, st.integers(0, 90))
def test_states_of_promises(rows: list[dict[str, Any]], money: list[Any], on: int) -> None:
    """Broken only of what is posted beyond the grace; kept only in full; no cent keeps two promises."""
    told, paid = promises(*rows), receipts(*money)
    found = promise_states(told, paid, START + on)
    is_judged = found["state"].isin(("broken", "partly_kept"))
    assert (found["posted_until"] > found["deadline"])[is_judged].all()
    assert (found["rest"] == 0)[found["state"] == "kept"].all()
    assert (found["received"].between(0, found["amount"])).all()
    assert (found.loc[found["state"].isin(("superseded", "cancelled")), "received"] == 0).all()
    for group in (0, 1):
        received = found.loc[(found["group"] == group), "received"].sum()
        assert received <= paid.loc[paid["group"] == group, "amount"].sum()
    assert (found["state"] == "cancelled").tolist() == told["is_cancelled"].tolist()


@settings(max_examples=100)
@given(_promises(), _RECEIPTS)
def test_more_receipts_posted_never_turn_a_kept_promise(rows: list[dict[str, Any]], money: list[Any]) -> None:
    before = promise_states(promises(*rows), receipts(*money), START + 90)
    after = promise_states(promises(*({**row, "posted_until": START + 400} for row in rows)), receipts(*money),
                           START + 400)  # fmt: skip
    assert (after.loc[before["state"] == "kept", "state"] == "kept").all()
    assert (before["state"].isin(("kept", "open", "due_to_check")) | (after["state"] != "kept")).all()
    assert not after["state"].isin(("open", "due_to_check")).any()


@settings(max_examples=200)
@given(
    st.dictionaries(st.integers(1, 60), st.integers(1, 300), min_size=1, max_size=5),
    st.lists(st.tuples(_DAYS.map(_iso), st.integers(1, 400)), max_size=5), st.one_of(st.none(), _DAYS), st.booleans(),
)  # fmt: skip
def test_rests_of_a_plan(rows: dict[int, int], money: list[Any], posted: int | None, is_accelerating: bool) -> None:
    """What the lines wait for and what was paid make up the plan; a missed line is one whose receipts are posted."""
    lines = plan_lines(*((_iso(by), amount) for by, amount in sorted(rows.items())))
    one = plan(_iso(0), None if posted is None else _iso(posted), is_accelerating=is_accelerating)
    told, found = plan_states(plans(one), lines, receipts(*money), START + 45)
    total, paid = int(lines["amount"].sum()), sum(row[1] for row in money)
    assert int(found["rest"].sum()) == max(total - paid, 0)
    assert found["rest"].between(0, found["amount"]).all()
    missed = found[found["state"].isin(("missed", "paid_late"))]
    assert (missed["deadline"] < (-1 if posted is None else START + posted)).all()
    assert (told["state"].iloc[0] == "breached") == (len(missed) > 0)
    assert is_accelerating or "accelerated" not in set(found["state"])


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans(), st.booleans(), st.integers(0, 200))
def test_disputed_and_rest_make_up_the_open_amount(
    amount: int, opened: int, is_closed: bool, is_cancelled: bool, on: int
) -> None:
    row = {"opened": START, "deadline": START + 30, "amount": amount, "open": opened, "is_closed": is_closed,
           "is_cancelled": is_cancelled}  # fmt: skip
    found = dispute_states(pd.DataFrame([row]), START + on).iloc[0]
    assert 0 <= found["contested"] <= opened
    assert found["contested"] == 0 or not (is_closed or is_cancelled)


@st.composite
def _agreements(draw: st.DrawFn) -> tuple[list[int], pd.DataFrame]:
    amounts = draw(st.lists(st.integers(-5_000, 20_000).filter(bool), min_size=1, max_size=6))
    parts = [
        (kind, draw(st.integers(1, 30_000)), draw(st.sampled_from(((), (9000,), (9001, 9002)))))
        for kind in draw(st.lists(st.sampled_from(("disputed", "promised", "planned")), max_size=6))
    ]
    return amounts, pd.DataFrame(parts, columns=["part", "amount", "items"]).assign(group=0)


@settings(max_examples=100)
@given(_agreements(), st.booleans())
def test_collectible_is_never_below_zero_whatever_was_agreed(
    told: tuple[list[int], pd.DataFrame], is_held: bool
) -> None:
    """And each item's parts and what may be asked of it make up what is overdue."""
    amounts, parts = told
    lines = [late(amount, 20) if amount > 0 else {"amount": amount, "kind": Kind.PAYMENT} for amount in amounts]
    data = known(accounts({}), *lines)
    laid = laid_on_items(parts, data.items.assign(group=0))
    carried = laid.groupby("line")["amount"].sum().reindex(data.items["line"], fill_value=0).to_numpy()
    assert (carried <= np.maximum(data.items["open"].to_numpy(), 0)).all()
    own = {name: laid[laid["part"] == name].drop(columns="part") for name in ("disputed", "promised", "planned")}
    followup = Followup(
        disputes=own["disputed"].assign(owner=""), promises=own["promised"].assign(day=ON, broken_day=-(2**31)),
        plan_lines=own["planned"].assign(day=ON, is_missed=False),
        holds=pd.DataFrame({"account_id": [0] if is_held else [], "until": [ON] if is_held else []}).astype(np.int64),
    )  # fmt: skip
    row = collectible_table(with_followup(data.items, followup, ON), data.accounts, ON).loc[0]
    parts_sum = sum(int(row[name]) for name in ("disputed", "promised", "planned", "held"))
    owed = sum(amount for amount in amounts if amount > 0)
    assert 0 <= row["collectible"] <= owed - parts_sum
    assert row["collectible"] == max(owed - parts_sum + sum(amount for amount in amounts if amount < 0), 0)
    assert not is_held or row["collectible"] == 0


@given(st.lists(st.integers(0, 40_000), max_size=20), st.integers(0, 30), st.lists(st.integers(0, 40_000), max_size=9))
def test_working_days_are_counted_one_by_one(starts: list[int], count: int, free: list[int]) -> None:
    """The array gives what counting day by day gives."""
    holidays = np.array(sorted(set(free)), dtype=np.int32)
    found = working_days_after(np.array(starts, dtype=np.int32), count, holidays)

    def is_free(number: int) -> bool:
        return (number + 3) % 7 >= 5 or number in set(free)  # day 0, 1 January 1970, was a Thursday

    for start, end in zip(starts, found.tolist(), strict=True):
        number, left = start, count
        while left or (count == 0 and is_free(number)):
            number += 1
            left -= 0 if is_free(number) or not left else 1
        assert end == number
