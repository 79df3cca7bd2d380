"""Clauses in the words of a customers file."""

import pytest

from receivables.errors import ReceivablesError
from receivables.late_payment.rate_clauses import RateClause, RateKind
from receivables.late_payment.rate_words import read_rate_clause


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("BCE + 10 points", RateClause(RateKind.DEFAULT)),
        ("Taux BCE majoré de 10 points", RateClause(RateKind.DEFAULT)),
        ("bce+7", RateClause(RateKind.ECB, 70_000)),
        ("BCE + 12,5 pts", RateClause(RateKind.ECB, 125_000)),
        ("contract:ecb+12.5", RateClause(RateKind.ECB, 125_000)),
        ("3 fois le taux légal", RateClause(RateKind.THREE_TIMES_LEGAL)),
        ("3 x TAUX D’INTÉRÊT LÉGAL", RateClause(RateKind.THREE_TIMES_LEGAL)),
        ("trois fois le taux de l'intérêt légal", RateClause(RateKind.THREE_TIMES_LEGAL)),
        ("12 %", RateClause(RateKind.FIXED, 120_000)),
        ("12,5% l'an", RateClause(RateKind.FIXED, 125_000)),
        ("15.05 % par an", RateClause(RateKind.FIXED, 150_500)),
        ("12", RateClause(RateKind.FIXED, 120_000)),
        ("9,75", RateClause(RateKind.FIXED, 97_500)),
        ("taux légal", RateClause(RateKind.LEGAL)),
        ("contract:3xlegal", RateClause(RateKind.THREE_TIMES_LEGAL)),
        (" Default ", RateClause(RateKind.DEFAULT)),
    ],
)
def test_words_are_read(text: str, clause: RateClause) -> None:
    assert read_rate_clause(text) == clause


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1,5 % par mois", "by the month"), ("0.12", "not understood"), ("", "not understood"),
        ("voir conditions", "not understood"), ("BCE - 2", "not understood"), ("4 fois le taux légal", "not un"),
        ("=1+1", "not understood"), ("5000 %", "between"), ("judgment:2026-01-15", "judgment"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(text: str, word: str) -> None:
    with pytest.raises(ReceivablesError, match=rf"{word}.*\.$"):
        read_rate_clause(text)
