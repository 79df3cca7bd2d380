"""The chart of the home page, and how amounts are written on pages."""

import pytest

from receivables.aging import column_names
from server.api.chart import HEIGHT, chart
from server.api.page_words import amount, day, share, units
from server.overview import Aged, by_age


def _aged(*minor: int) -> Aged:
    return Aged("2026-10-31", "EUR", dict(zip(column_names(), minor, strict=True)), 3)


def test_bars_are_as_high_as_their_amounts_and_credits_hang() -> None:
    """From one line of zero; what has no age is left out where there is none."""
    drawn = chart(_aged(40_000, 20_000, 10_000, 0, 5_000, 0, -10_000))
    heights = {bar.column: bar.height for bar in drawn.bars}
    assert heights["not_due"] == pytest.approx(2 * heights["1-30"], abs=0.2)
    assert heights["31-60"] == pytest.approx(heights["unallocated"], abs=0.2)
    assert heights["61-90"] == 0
    assert "age_unknown" not in heights
    for bar in drawn.bars:
        edge = bar.y if bar.minor < 0 else bar.y + bar.height
        assert edge == pytest.approx(drawn.zero, abs=0.2)
        assert bar.y >= 0
        assert bar.y + bar.height <= HEIGHT
        assert 10 < bar.value_y < drawn.label_y - 10


@pytest.mark.parametrize("minor", [(0,) * 7, (0, 0, 0, 0, 0, 0, -1), (1, 0, 0, 0, 10**14, 0, 0)])
def test_any_balance_can_be_drawn(minor: tuple[int, ...]) -> None:
    """Nothing at all, credits alone, a cent beside a fortune: which is still seen."""
    drawn = chart(_aged(*minor))
    assert 0 < drawn.zero < HEIGHT
    assert all((bar.height >= 1) == (bar.minor != 0) for bar in drawn.bars)


@pytest.mark.parametrize(
    ("minor", "currency", "french", "english"),
    [
        (123_456_789, "EUR", "1\u202f234\u202f567,89\u00a0€", "EUR\u00a01,234,567.89"),
        (-5, "EUR", "−0,05\u00a0€", "−EUR\u00a00.05"),
        (1_500, "JPY", "1\u202f500\u00a0JPY", "JPY\u00a01,500"),
        (0, "USD", "0,00\u00a0USD", "USD\u00a00.00"),
    ],
)
def test_an_amount_is_written_as_each_language_does(minor: int, currency: str, french: str, english: str) -> None:
    assert (amount(minor, currency, "fr"), amount(minor, currency, "en")) == (french, english)


def test_units_shares_and_days() -> None:
    """Half a unit goes up; a share of nothing is nothing."""
    assert [units(minor, "EUR", "en") for minor in (149, 150, -150, -49)] == ["1", "2", "−2", "0"]
    assert (share(1, 3, "fr"), share(-1, 3, "en"), share(1, 0, "fr")) == ("33,3\u00a0%", "−33.3%", "")
    assert (day("2026-11-02", "fr"), day("2026-11-02", "en"), day(None, "fr")) == ("02/11/2026", "2 Nov 2026", "")


def test_every_conflict_has_one_age() -> None:
    """Today, 1 to 2 days, 3 to 7, more."""
    found = by_age([{"age_days": age} for age in (0, 1, 2, 3, 7, 8, 400)])
    assert found == [(0, 0, 1), (1, 2, 2), (3, 7, 2), (8, None, 2)]
