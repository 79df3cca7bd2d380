"""Money: exact reading and writing of amounts, one rounding."""

from decimal import Decimal

import pytest

from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.money import MAX_MINOR, minor_digits, parse_amount, round_half_up, to_decimal, to_minor, to_text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("777,18", "777.18"),
        ("+000000069,40", "69.40"),
        ("-12.5", "-12.5"),
        ("1 234,56", "1234.56"),
        ("1\u202f234\u00a0567,89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("12,34,567.89", "1234567.89"),
        ("(12.50)", "-12.50"),
        ("12,50-", "-12.50"),
        ("\u22125", "-5"),
        ("- 5,00", "-5.00"),
        ("€ 5", "5"),
        ("5,00 EUR", "5.00"),
        ("-€5", "-5"),
        ("($1,234.50)", "-1234.50"),
        ("5,00- €", "-5.00"),
        (",5", "0.5"),
        ("5.", "5"),
        ("1,5E+05", "150000"),
        ("  7 ", "7"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, amount: str) -> None:
    """French, English, Swiss and Indian groups; signs before, behind and as brackets."""
    assert parse_amount(text) == Decimal(amount)


def test_one_mark_before_three_digits_is_a_decimal_mark() -> None:
    """`1,234` alone is never guessed to be a thousand."""
    assert parse_amount("1,234") == Decimal("1.234")


@pytest.mark.parametrize(
    "text",
    ["", "-", "()", "abc", "12 50", "1 2", "1 234 56", "12341 234", "(-5)", "-5-", "--5", "5+", "1.5,3", "12.345.67",
     "1 234.567,8", "#N/A", "nan", "inf", "1_000", "0x10", "12,5,0"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Better a refused file than a silent wrong sum: odd groups, two signs, words."""
    with pytest.raises(ReceivablesError, match="cannot be read"):
        parse_amount(text)


def test_a_refusal_shows_only_the_start_of_a_long_cell() -> None:
    """A hostile cell does not fill the screen."""
    with pytest.raises(ReceivablesError) as refused:
        parse_amount("x" * 10_000)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", 1), ("0.0049999999999999999999999999999999999", 0), ("-0.005", -1), ("-0.00", 0)]
)
def test_half_a_cent_is_rounded_away_from_zero(value: str, rounded: int) -> None:
    """Once: digits past those a decimal context keeps are not rounded before."""
    assert to_minor(value) == rounded


def test_rounding_to_digits() -> None:
    """Half up, whatever the digit before: never to the even neighbour."""
    assert [round_half_up(Decimal(text), 1) for text in ("0.25", "0.35", "-0.25")] == [
        Decimal("0.3"), Decimal("0.4"), Decimal("-0.3"),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["1e99", "9" * 50, "NaN", "-Infinity", "10000000000000.01"])
def test_an_amount_beyond_every_ledger_is_refused(value: str) -> None:
    """With a sentence of ours, not an error of the decimal library."""
    with pytest.raises(OutOfRangeError):
        to_minor(value)


def test_the_largest_amount_is_taken() -> None:
    """10^15 minor units, both signs."""
    assert (to_minor("10000000000000"), to_minor("-10000000000000")) == (MAX_MINOR, -MAX_MINOR)


@pytest.mark.parametrize(
    ("currency", "minor", "text", "amount"),
    [("EUR", -5, "-0.05", "-0.05"), ("JPY", 1234, "1234.00", "1234"), ("TND", 1234, "1.234", "1.234")],
)
def test_a_currency_has_its_own_number_of_decimals(currency: str, minor: int, text: str, amount: str) -> None:
    """ISO 4217: none for the yen, three for the Tunisian dinar; texts show at least two."""
    assert to_text(minor, currency) == text
    assert to_decimal(minor, currency) == Decimal(amount)
    assert to_minor(amount, currency) == minor


def test_an_unlisted_currency_has_two_decimals() -> None:
    """As most have."""
    assert (minor_digits("EUR"), minor_digits("XYZ"), minor_digits("KWD"), minor_digits("XOF")) == (2, 2, 3, 0)
