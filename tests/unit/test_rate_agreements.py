"""The nearest clause in force on the day of the document, and nothing chosen in silence."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from receivables.days import NO_DAY, day_number
from receivables.late_payment.rate_agreements import CLAUSE_COLUMNS, LEGAL_DEFAULT, UNREAD, Agreement, agreements_of
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind
from receivables.late_payment.rates import PERCENT

Clause = tuple[str, str, str, str, str]  # place, name, first day, last day, rate


def _day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text)) if text else NO_DAY


def _clauses(*rows: Clause, company: str = "A", below: str = "keep") -> pd.DataFrame:
    full = [(company, place, name, _day(first), _day(last), rate, below) for place, name, first, last, rate in rows]
    return pd.DataFrame(full, columns=list(CLAUSE_COLUMNS))


def _items(days: Sequence[str], **fields: str) -> pd.DataFrame:
    own = {"company": "A", "account": "C1", "group": "", "branch": "", "legal_kind": "business", **fields}
    return pd.DataFrame([own] * len(days)).assign(document_day=np.array([_day(day) for day in days], dtype=np.int32))


def _found(items: pd.DataFrame, clauses: pd.DataFrame) -> list[str]:
    """Percent of each item's clause, `law` where none was given."""
    codes, agreements = agreements_of(items, clauses)
    assert len(set(agreements)) == len(agreements)
    texts = [f"{one.clause.units / PERCENT:g}" if one.is_given else "law" for one in agreements]
    return [texts[code] for code in codes]


def test_without_clauses_the_law_stands_and_says_so() -> None:
    codes, agreements = agreements_of(_items(["2026-01-01"] * 3), _clauses())
    assert agreements == [LEGAL_DEFAULT]
    assert codes.tolist() == [0, 0, 0]
    assert not LEGAL_DEFAULT.is_given


def test_a_clause_that_repeats_the_law_is_given() -> None:
    _, agreements = agreements_of(_items(["2026-01-01"]), _clauses(("company", "", "", "", "default")))
    assert agreements == [Agreement(RateClause(RateKind.DEFAULT), BelowFloor.KEEP, is_given=True)]


PLACES: list[Clause] = [
    ("company", "", "", "", "contract:11"),
    ("kind", "business", "", "", "contract:12"),
    ("branch", "Bois", "", "", "contract:13"),
    ("group", "Nord", "", "", "contract:14"),
    ("account", "C1", "", "", "contract:15"),
]


@pytest.mark.parametrize("count", range(1, 6))
def test_the_nearest_place_wins(count: int) -> None:
    """Company, then legal kind, branch, group, account: each nearer than the one before."""
    items = _items(["2026-01-01"], group="Nord", branch="Bois")
    assert _found(items, _clauses(*PLACES[:count])) == [str(10 + count)]
    assert _found(items, _clauses(*reversed(PLACES[:count]))) == [str(10 + count)]


def test_a_place_of_another_company_or_name_is_not_met() -> None:
    items = _items(["2026-01-01"], group="Sud", branch="Bois", account="C2")
    assert _found(items, _clauses(*PLACES, company="B")) == ["law"]
    assert _found(items, _clauses(PLACES[0], PLACES[3], PLACES[4])) == ["11"]
    assert _found(items, _clauses(("kind", "public", "", "", "contract:9"))) == ["law"]


def test_an_empty_group_is_no_group() -> None:
    """Customers without a group are no segment together."""
    assert _found(_items(["2026-01-01"]), _clauses(("group", "Nord", "", "", "contract:14"))) == ["law"]


def test_an_unknown_kind_may_have_a_clause() -> None:
    clauses = _clauses(("kind", "unknown", "", "", "contract:9"))
    assert _found(_items(["2026-01-01"], legal_kind=""), clauses) == ["9"]
    assert _found(_items(["2026-01-01"], legal_kind="unknown"), clauses) == ["9"]


def test_validity_includes_both_days_and_the_document_day_decides() -> None:
    clauses = _clauses(("account", "C1", "2025-07-01", "2025-12-31", "contract:20"), PLACES[0])
    days = ["2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01"]
    assert _found(_items(days), clauses) == ["11", "20", "20", "11"]


def test_the_clause_that_began_last_wins_and_makes_room_when_it_ends() -> None:
    """An undated one (a customers file), one from 2025 on, one of the summer of 2025."""
    clauses = _clauses(
        ("account", "C1", "2025-06-01", "2025-08-31", "contract:30"),
        ("account", "C1", "", "", "contract:10"),
        ("account", "C1", "2025-01-01", "", "contract:20"),
    )
    days = ["2024-12-31", "2025-01-01", "2025-06-01", "2025-08-31", "2025-09-01", "2026-12-31"]
    assert _found(_items(days), clauses) == ["10", "20", "30", "30", "20", "20"]


def test_of_two_that_began_together_the_later_row_wins() -> None:
    clauses = _clauses(("account", "C1", "", "", "contract:10"), ("account", "C1", "", "", "contract:11"))
    assert _found(_items(["2026-01-01"]), clauses) == ["11"]


def test_a_document_without_a_day_meets_only_clauses_without_days() -> None:
    assert _found(_items([""]), _clauses(("account", "C1", "2020-01-01", "", "contract:20"), PLACES[0])) == ["11"]
    assert _found(_items([""]), _clauses(("account", "C1", "", "2030-12-31", "contract:20"))) == ["law"]


def test_equal_clauses_of_many_accounts_are_one_agreement() -> None:
    clauses = _clauses(*((("account", f"C{n}", "", "", "contract:12")) for n in range(50)))
    items = pd.concat([_items(["2026-01-01"], account=f"C{n}") for n in range(60)], ignore_index=True)
    codes, agreements = agreements_of(items, clauses)
    assert len(agreements) == 2
    assert [agreements[code].is_given for code in codes] == [True] * 50 + [False] * 10


def test_what_replaces_a_low_clause_is_the_clauses_own_choice() -> None:
    _, agreements = agreements_of(_items(["2026-01-01"]), _clauses(PLACES[4], below="floor"))
    assert agreements[0].below_floor is BelowFloor.FLOOR


@pytest.mark.parametrize("text", ["1,5 % par mois", "voir CGV", "judgment:2026-01-01"])
def test_a_clause_not_understood_stops_no_other_item(text: str) -> None:
    """Its items bear the law's own rate, as figures that nobody claims."""
    codes, agreements = agreements_of(_items(["2026-01-01"]), _clauses(("account", "C1", "", "", text)))
    assert [agreements[code] for code in codes] == [UNREAD]


def test_a_clause_nobody_is_under_disturbs_nobody() -> None:
    assert _found(_items(["2026-01-01"]), _clauses(("account", "C9", "", "", "voir CGV"))) == ["law"]


@pytest.mark.parametrize("kind", ["consumer", "public"])
def test_the_floor_of_a_wide_place_passes_over_those_who_are_no_traders(kind: str) -> None:
    """L441-10 II: the next place is asked; an account under it is a contradiction."""
    items = _items(["2026-01-01"], legal_kind=kind, group="Nord", branch="Bois")
    assert _found(items, _clauses(("group", "Nord", "", "", "floor"), PLACES[2])) == ["13"]
    codes, agreements = agreements_of(items, _clauses(("account", "C1", "", "", "Floor")))
    assert [agreements[code] for code in codes] == [UNREAD]


def test_a_clause_of_the_whole_company_does_not_reach_a_public_buyer() -> None:
    """What it owes is set by regulation (R2192-31); its own segment's or account's clause is another matter."""
    public = _items(["2026-01-01"], legal_kind="public", group="Nord")
    whole: Clause = ("company", "", "", "", "contract:5")
    assert _found(public, _clauses(whole)) == ["law"]
    for place in (("kind", "public"), ("group", "Nord"), ("account", "C1")):
        assert _found(public, _clauses(whole, (*place, "", "", "contract:12"))) == ["12"]


def test_no_items_give_no_codes() -> None:
    codes, agreements = agreements_of(_items(["2026-01-01"]).iloc[:0], _clauses(*PLACES))
    assert (len(codes), agreements) == (0, [])
