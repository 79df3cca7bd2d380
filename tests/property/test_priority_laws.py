"""Laws of what can be collected and of the score, on any accounts: bounds, sums, monotony, determinism."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup
from receivables.priority.collectible import ITEM_PARTS, MARKS, collectible_table, item_parts
from receivables.priority.criteria import DEFAULT_CRITERIA, ROUTE, UNITS, Criterion
from receivables.priority.order import Stage, priorities
from receivables.schema import Kind
from tests.receivables_tables import ON, accounts, customers, known, late

_LEDGERS = ("411000", "411000", "411000", "413000", "411700", "416000", "417000", "418100")
_ACCOUNTS = 4


@st.composite
def _lines(draw: st.DrawFn) -> dict[str, Any]:
    amount = draw(st.integers(-300_000, 900_000).filter(bool))
    words = {"account_id": draw(st.integers(0, _ACCOUNTS - 1)), "letter": draw(st.sampled_from((0, 0, 0, 1, 2)))}
    if amount < 0:
        kind = draw(st.sampled_from((Kind.PAYMENT, Kind.CREDIT_NOTE)))
        return {"amount": amount, "kind": kind, "posted": ON - draw(st.integers(0, 300)), **words}
    row = late(amount, draw(st.integers(-60, 2_000)), **words)
    return {**row, "kind": draw(st.sampled_from((Kind.INVOICE, Kind.INVOICE, Kind.RETURNED)))}


@st.composite
def _ledgers(draw: st.DrawFn) -> dict[str, Any]:
    """Accounts, lines, customers and agreements: the arguments of `known`."""
    lines = draw(st.lists(_lines(), min_size=1, max_size=14))
    for line in lines:
        line["letter"] = line["letter"] and 10 * line["account_id"] + line["letter"]  # groups stay in their account
    rows = [
        {"ledger_account": draw(st.sampled_from(_LEDGERS)), "is_factored": draw(st.booleans()) and draw(st.booleans()),
         "since": draw(st.sampled_from((NO_DAY, ON - 7))),
         "insolvency_day": draw(st.sampled_from((NO_DAY, NO_DAY, ON - 100, ON + 1)))}
        for _ in range(_ACCOUNTS)
    ]  # fmt: skip
    told = {
        f"C{at}": {"legal_kind": draw(st.sampled_from(("business", "public", "consumer", ""))),
                   "insurer_limit": draw(st.sampled_from((None, 50_000))), "insurer_notice_days": 60}
        for at in range(_ACCOUNTS)
    }  # fmt: skip
    line = 100 + draw(st.integers(0, len(lines) - 1))
    part = {"account_id": [lines[line - 100]["account_id"]], "line": [line], "amount": [draw(st.integers(1, 10**6))]}
    followup = Followup(
        disputes=pd.DataFrame({**part, "owner": [""]}) if draw(st.booleans()) else Followup().disputes,
        contacts=pd.DataFrame({"account_id": [0], "day": [ON - draw(st.integers(0, 90))]}),
    )
    return {"args": (accounts(*rows), *lines), "options": {"told": customers(**told), "followup": followup}}


@settings(max_examples=25)  # each builds a whole morning
@given(_ledgers())
def test_collectible_is_between_nothing_and_the_overdue(ledger: dict[str, Any]) -> None:
    """And every item's overdue amount is its parts and what may be asked, to the cent."""
    data = known(*ledger["args"], **ledger["options"])
    items = data.items.assign(disputed=np.minimum(np.abs(data.items["open"]), 5_000))
    parts = item_parts(items, data.accounts, ON)
    left_out = sum((parts[name] for name in (*MARKS, *ITEM_PARTS) if name in parts), np.zeros(len(items), np.int64))
    assert (parts["askable"] + left_out == parts["overdue"]).all()
    sums = collectible_table(items, data.accounts, ON)
    assert ((sums["collectible"] >= 0) & (sums["collectible"] <= sums["overdue"])).all()
    assert (sums["collectible"] >= sums["askable"] - sums["unallocated"]).all()


@settings(max_examples=25)  # each builds a whole morning
@given(_ledgers())
def test_scores_are_whole_points_from_0_to_100_in_a_total_order(ledger: dict[str, Any]) -> None:
    rows = priorities(known(*ledger["args"], **ledger["options"]))
    points = rows[[name for name in rows if str(name).startswith("points_")]]
    assert (rows["score"] == np.minimum(points.sum(axis=1), 100)).all()
    assert rows["score"].between(0, 100).all()
    assert (points >= 0).all(axis=None)
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert rows["stage"].is_monotonic_increasing
    assert (rows.loc[rows["stage"] == Stage.OTHERS, "score"] == 0).all()
    assert ((rows["callable"] >= 0) & (rows["callable"] <= rows["collectible"])).all()
    assert rows["cumulated_share"].between(0, 1).all()


@settings(max_examples=25)  # each builds a whole morning
@given(_ledgers(), st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_the_order_of_the_lines_nor_a_second_run(ledger: dict[str, Any], draw: Any) -> None:
    """Lines of unlettered invoices may come in any order; the same question has the same answer."""
    account_rows, *lines = ledger["args"]
    plain = [{**line, "letter": 0} for line in lines if line["amount"] > 0]
    shuffled = draw.sample(plain, len(plain))
    told = {"told": ledger["options"]["told"]}
    first, second, other = (priorities(known(account_rows, *rows, **told)) for rows in (plain, plain, shuffled))
    assert first.equals(second)
    columns = ["account", "score", "stage", "action", "collectible", "cumulated_share"]
    assert first[columns].equals(other[columns])


@settings(max_examples=25)  # each builds a whole morning
@given(_ledgers(), st.sampled_from([one for one in DEFAULT_CRITERIA if one.growth != ROUTE]), st.integers(0, 100))
def test_a_heavier_criterion_lowers_no_score(ledger: dict[str, Any], changed: Criterion, more: int) -> None:
    heavier = changed.edited(min(changed.weight + more, 100), changed.threshold)
    criteria = tuple(heavier if one is changed else one for one in DEFAULT_CRITERIA)
    before = priorities(known(*ledger["args"], **ledger["options"]))
    after = priorities(known(*ledger["args"], **ledger["options"], criteria=criteria))
    assert (after["score"].reindex(before.index) >= before["score"]).all()


@settings(max_examples=300)
@given(
    st.sampled_from([one for one in DEFAULT_CRITERIA if one.growth != ROUTE]),
    st.integers(0, 100),
    st.floats(0, 1),
    st.integers(-(10**6), 10**15),
)
def test_points_are_whole_within_the_weight_and_the_same_alone(
    criterion: Criterion, weight: int, place: float, value: int
) -> None:
    """One value alone has the points it has in an array; from the threshold on a criterion gives its whole weight."""
    least, most = UNITS[criterion.unit][2:]
    one = criterion.edited(weight, int(least + place * (most - least)))
    values = np.array([value, one.threshold, -1, 0], dtype=np.int64)
    points = one.points(values)
    assert points.dtype == np.int64
    assert ((points >= 0) & (points <= weight)).all()
    assert points[1] == weight
    assert points[0] == one.points(values[:1])[0]
