"""Rate clauses as people write them in a customers file: `12 %`, `BCE + 10 points`, `3 fois le taux légal`."""

import re
import unicodedata

from receivables.errors import ReceivablesError
from receivables.late_payment.rate_clauses import RateClause, RateKind, parse_rate_clause
from receivables.late_payment.rates import PERCENT, parse_percent

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,4})?)"
_ECB = re.compile(rf"(?:taux )?(?:de la )?(?:bce|ecb|refi) ?(?:\+|plus|majore de) ?{_NUMBER} ?(?:%|points?|pts?)?")
_LEGAL = r"(?:le |the )?(?:taux (?:d'interet )?legal|taux de l'interet legal|interet legal|til|legal(?: rate)?)"
_THREE = re.compile(rf"(?:3|trois|three) ?(?:x|\*|fois|times) ?{_LEGAL}")
_FIXED = re.compile(rf"{_NUMBER} ?%(?: ?(?:l'an|par an|/an|annuel|annuels|a year))?")
#: A bare number of at least one is a percentage; `0.12` may be 12 % as a spreadsheet holds it, and is refused.
_BARE = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{1,4})?")
_FLOOR = "plancher"
_LEGAL_ONLY = re.compile(_LEGAL)
#: The law's own margin: a clause that repeats it is the law's rate, to which the floor does not apply (L441-10 II).
_LEGAL_POINTS = 10 * PERCENT


def read_rate_clause(text: str) -> RateClause:
    """Words of a clause, or the spelling of `parse_rate_clause` -> RateClause.

    A rate by the month is refused: whether a month begun counts is for the user to say. Raises ReceivablesError.
    """
    body = _plain(text)
    if found := _ECB.fullmatch(body):
        points = parse_percent(found.group(1))
        return RateClause(RateKind.DEFAULT) if points == _LEGAL_POINTS else RateClause(RateKind.ECB, units=points)
    if _THREE.fullmatch(body):
        return RateClause(RateKind.THREE_TIMES_LEGAL)
    if found := _FIXED.fullmatch(body) or _BARE.fullmatch(body):
        return RateClause(RateKind.FIXED, units=parse_percent(found[found.re.groups]))
    if _LEGAL_ONLY.fullmatch(body):
        return RateClause(RateKind.LEGAL)
    if body == _FLOOR:
        return RateClause(RateKind.FLOOR)
    if "mois" in body or "month" in body:
        raise ReceivablesError(f"The rate « {text.strip()[:40]} » is by the month; write the rate of a year.")
    clause = parse_rate_clause(text)
    if clause.kind is RateKind.JUDGMENT:
        raise ReceivablesError("A judgment is ordered for its own debts: it is no clause of an account.")
    return clause


def _plain(text: str) -> str:
    """Lower case without accents, every white space one blank."""
    marks = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("×", "x"))
    return " ".join("".join(char for char in marks if not unicodedata.combining(char)).split())
