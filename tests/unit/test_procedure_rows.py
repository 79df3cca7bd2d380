"""Rows of procedures as people type them: read in one way, or refused."""

import pytest

from receivables.dunning.defaults import SHIPPED
from receivables.dunning.procedure import Level
from receivables.dunning.procedure_rows import from_rows, to_rows

_ROWS = to_rows(SHIPPED[:1])
_AT = {row["code"]: place for place, row in enumerate(_ROWS)}


def _read(code: str, **cells: str) -> tuple[Level | None, str]:
    """A level of the shipped procedure with cells changed, or the sentence it is refused with."""
    rows = [{**row, **(cells if place == _AT[code] else {})} for place, row in enumerate(_ROWS)]
    found, told = from_rows(rows)
    return (found[0].level(code) if found else None), " ".join(one.message for one in told)


@pytest.mark.parametrize(("text", "days"), [
    ("5", 5), ("J+5", 5), ("J + 5", 5), ("D5", 5), ("5 j", 5), ("+5", 5),
])  # fmt: skip
def test_days_as_people_write_them(text: str, days: int) -> None:
    level, told = _read("r1", days=text)
    assert (level and level.days, told) == (days, "")


def test_days_before_are_written_with_any_minus() -> None:
    for text in ("-7", "J-7", "J \u2212 7"):
        level, told = _read("pre", days=text)
        assert (level and level.days, told) == (-7, "")


@pytest.mark.parametrize("text", ["1J3", "1_0", "\u0665", "5.5", "soon", "J", "999999"])
def test_days_that_are_none_are_refused_by_both_names_of_the_column(text: str) -> None:
    level, told = _read("r1", days=text)
    assert level is None
    assert f"« Jours » (Days) takes a whole number, not « {text} »" in told


@pytest.mark.parametrize(("text", "minor"), [
    ("500 EUR", {"EUR": 50_000}), ("1 500,5 EUR", {"EUR": 150_050}), ("1.500,00 EUR", {"EUR": 150_000}),
    ("500.00 JPY + 2.500 KWD", {"JPY": 500, "KWD": 2_500}), ("", {}),
])  # fmt: skip
def test_amounts_that_are_read_in_one_way(text: str, minor: dict[str, int]) -> None:
    level, told = _read("r1", minimum=text)
    assert (level and level.minimum, told) == (minor, "")


@pytest.mark.parametrize("text", ["1.500 EUR", "500,123 EUR", "1e3 EUR", "500,50 JPY", "12.3456 EUR", "500 €"])
def test_amounts_that_are_read_in_two_ways_are_refused(text: str) -> None:
    level, told = _read("r1", minimum=text)
    assert level is None
    assert f"« {text} »" in told


@pytest.mark.parametrize("text", [
    "5000 EUR:", "5000 EUR: @", "5000 EUR: call ; 5000 EUR: email", "10 EUR: call",
])  # fmt: skip
def test_tiers_that_say_nothing_twice_the_same_or_always_are_refused(text: str) -> None:
    level, told = _read("r1", tiers=text, minimum="15 EUR")
    assert level is None
    assert "tier" in told


def test_empty_channels_of_a_formal_notice_and_a_call_are_their_own() -> None:
    for code, channels in {"notice": ("registered",), "call": ("call",), "handover": ()}.items():
        level, told = _read(code, channels="")
        assert (level and level.channels, told) == (channels, "")


def test_persons_are_written_as_people_do() -> None:
    for text in ("2", "deux", "two"):
        level, told = _read("r3", approver=text)
        assert (level and level.approver, told) == ("two", "")
    level, told = _read("r3", approver="three")
    assert level is None
    assert "« Approuvé par » (Approved by) takes one or two, not « three »" in told


def test_two_names_that_differ_in_capitals_alone_are_refused() -> None:
    other = [{**row, "name": row["name"].upper()} for row in _ROWS]
    found, told = from_rows([*_ROWS, *other])
    assert [one.name for one in found] == [SHIPPED[0].name]
    assert "differ in capitals alone" in told[0].message
