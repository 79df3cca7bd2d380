"""Document numbers: spellings made equal, numbers a label names."""

import pandas as pd
import pytest

from receivables.numbers import NumberFinder, named_in, normalise_numbers


def _finder(*numbers: str) -> NumberFinder:
    return NumberFinder(pd.Series(numbers, dtype="str"))


def test_spellings_of_one_number() -> None:
    """Letters and digits only, no leading zeros; a dash is no number."""
    spelled = pd.Series(["fa-2024/001", "FA 2024 001", "0000611365", "-", "000", "", "é12"], dtype="str")
    assert normalise_numbers(spelled).tolist() == ["FA2024001", "FA2024001", "611365", "", "", "", "12"]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Règlement facture FC-2024-001", "FC2024001"),
        ("VIR 000611365 REF X", "611365"),
        ("fact n°0012/345", "12345"),
        ("FA 2024 00 17", "FA20240017"),
        ("fc2024001", "FC2024001"),
    ],
)
def test_a_label_names_a_number(label: str, number: str) -> None:
    """However it is cut, up to four pieces."""
    assert number in set(named_in(label))
    assert number in _finder("OTHER1", number).numbers_in(label)


@pytest.mark.parametrize(
    ("label", "number"),
    [("Facture 12", "12"), ("Virement DUPONT", "DUPONT"), ("FC20240012", "FC2024001"), ("A 1 2 3 4", "A1234")],
)
def test_chance_is_no_name(label: str, number: str) -> None:
    """Two digits, a word without digits, a part of a longer number, five pieces."""
    assert number not in set(named_in(label))
    assert number not in _finder(number).numbers_in(label)


def test_numbers_are_found_in_the_order_of_the_label() -> None:
    """The first named is paid first."""
    found = _finder("FA1", "FA22").numbers_in("FA22 puis FA1, FA22")
    assert [number for number in found if number in ("FA1", "FA22")] == ["FA22", "FA1", "FA22"]
