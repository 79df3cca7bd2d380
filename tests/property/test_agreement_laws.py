"""The clause of each item is the one a clerk finds by reading the clauses one after the other."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from receivables.days import NO_DAY
from receivables.late_payment.rate_agreements import CLAUSE_COLUMNS, LEGAL_DEFAULT, PLACES, Agreement, agreements_of
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind

Row = tuple[object, ...]
DAYS = st.one_of(st.just(NO_DAY), st.integers(0, 6))
COMPANIES, NAMES = st.sampled_from(["A", "B"]), st.sampled_from(["X", "Y"])
KINDS = st.sampled_from(["business", "public", "unknown", ""])
CLAUSES = st.tuples(
    COMPANIES, st.sampled_from(list(PLACES)), NAMES, KINDS.filter(bool), DAYS, DAYS, st.integers(1, 4)
).map(
    lambda one: (
        one[0], one[1], {"kind": one[3], "company": ""}.get(one[1], one[2]), one[4], one[5], f"contract:{one[6]}",
        "keep",
    )
)  # fmt: skip
ITEMS = st.tuples(COMPANIES, NAMES, st.sampled_from(["X", ""]), NAMES, KINDS, DAYS)


def _by_hand(item: dict[str, object], clauses: list[Row]) -> Agreement:
    for place, column in PLACES.items():
        if place == "company" and item["legal_kind"] == "public":
            continue  # a public buyer owes by regulation what the trade agreed otherwise
        own = item[column] or ("unknown" if place == "kind" else "")
        fits = [
            (first, at, rate)
            for at, (company, where, name, first, last, rate, _) in enumerate(clauses)
            if (company, where) == (item["company"], place)
            and (place == "company" or name == own)
            and _holds(item["document_day"], first, last)
        ]
        if fits:
            units = int(str(max(fits)[2]).removeprefix("contract:")) * 10_000
            return Agreement(RateClause(RateKind.FIXED, units), BelowFloor.KEEP, is_given=True)
    return LEGAL_DEFAULT


def _holds(day: object, first: object, last: object) -> bool:
    assert isinstance(day, int)
    assert isinstance(first, int)
    assert isinstance(last, int)
    if day == NO_DAY:
        return first == last == NO_DAY
    return (first == NO_DAY or first <= day) and (last == NO_DAY or day <= last)


@given(st.lists(ITEMS, max_size=8), st.lists(CLAUSES, max_size=12))
def test_all_items_at_once_are_each_item_by_hand(items: list[Row], clauses: list[Row]) -> None:
    columns = ["company", "account", "group", "branch", "legal_kind", "document_day"]
    table = pd.DataFrame(items, columns=columns).astype({"document_day": np.int32})
    codes, agreements = agreements_of(table, pd.DataFrame(clauses, columns=list(CLAUSE_COLUMNS)))
    expected = [_by_hand(dict(zip(columns, item, strict=True)), clauses) for item in items]
    assert [agreements[code] for code in codes] == expected
    assert set(agreements) == set(expected)
