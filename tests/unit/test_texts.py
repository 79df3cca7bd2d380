"""Accents taken off and texts cut short."""

import pytest

from receivables.texts import shortened, without_accents


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Échéance à la réception, Noël, façade", "Echeance a la reception, Noel, facade"),
        ("E\u0301che\u0301ance", "Echeance"),  # the accent as a character of its own
        ("pièce n° 2", "piece n° 2"),
        ("ﬁn", "fin"),
        ("10\u00a0000 m²", "10 000 m2"),
        ("Œuvre, Straße, Sørensen", "Œuvre, Straße, Sørensen"),
        ("", ""),
    ],
)
def test_accents_go_and_everything_else_stays(text: str, bare: str) -> None:
    assert without_accents(text) == bare


def test_a_text_of_the_limit_is_left_alone() -> None:
    assert shortened("", 3) == ""
    assert shortened("abc", 3) == "abc"


def test_a_longer_text_is_cut_and_marked() -> None:
    assert shortened("abcd", 3) == "abc…"
