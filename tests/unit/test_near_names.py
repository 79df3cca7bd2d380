"""What looks like a person's name and was not erased with it."""

import pytest

from server.near_names import near_variants


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("Jeanne Dupont", "vu avec J. Dupont lundi", ["J. Dupont"]),
        ("Jeanne Dupont", "DUPONT Jeanne", ["DUPONT Jeanne"]),
        ("Jeanne Dupont", "Mme Jeanne\n Dupond rappelle", ["Jeanne Dupond"]),
        ("Jeanne Dupont", "jeanne.dupont@autre.example", ["jeanne.dupont"]),
        ("Zoé Roux", "Zoe Roux", ["Zoe Roux"]),
        ("Jeanne Dupont", "Dupont, J.", ["Dupont, J"]),
        ("Jeanne Dupont", "Jeanne Martin, Paul Dupont", []),
        ("Anne Roux", "l'âne roux", []),
        ("Dupont", "Duponts", ["Duponts"]),
        ("01 02 03 04 05", "tél. +33 1 02.03.04.05 ou 0102030406", ["+33 1 02.03.04.05"]),
        ("FA-2026-001", "FA-2026-002", []),
        ("Jean-Marc de la Tour Noire", "Jean Marc de la Tour Noir", ["Jean Marc de la Tour Noir"]),
    ],
)  # fmt: skip
def test_variants(word: str, text: str, found: list[str]) -> None:
    """Turned round, abbreviated, one letter apart, without accents; a number however it is written; no others."""
    assert [variant for variant, _ in near_variants([word], [text])] == found


def test_the_most_frequent_come_first_and_there_is_an_end() -> None:
    texts = ["J. Dupont", "J. Dupont", "Dupont Jeanne", *(f"Jeann{sign} Dupont" for sign in "abcdfghijklmnopqrstuvwx")]
    found = near_variants(["Jeanne Dupont"], texts)
    assert found[0] == ("J. Dupont", 2)
    assert len(found) == 20
