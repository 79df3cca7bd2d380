"""To whom at a customer a level goes: the roles of a procedure, and the functions of people folded to them."""

import re
from functools import lru_cache

from receivables.texts import without_accents

ACCOUNTING, MANAGEMENT, PURCHASING = ROLES = ("accounting", "management", "purchasing")
#: Functions as customers files write them, the first that fits: « directeur comptable » keeps the books, « directeur
#: des achats » buys.
_FUNCTIONS = {
    ACCOUNTING: r"comptab|compta\b|accounting|accountant|accounts? payable|bookkeep|payables|\bap\b|tresor|treasur|"
                r"facturation|billing|service financier|finance (?:team|department)",
    PURCHASING: r"\bachats?\b|acheteu|approvisionnement|purchas|procurement|buyer",
    MANAGEMENT: r"\bdirect(?:ion|eur|rice|or)|gerante?\b|dirigeant|president|\bp?dg\b|\b[dr]af\b|\bc[ef]o\b|"
                r"\bmanagement\b|managing|\bowner\b|proprietaire|chief|chef d'entreprise",
}  # fmt: skip
_PATTERNS = {role: re.compile(pattern) for role, pattern in _FUNCTIONS.items()}


@lru_cache(maxsize=4096)
def role_of(function: str) -> str:
    """`Comptabilité` -> accounting, `Gérant` -> management; '' of a function that is none of ROLES."""
    text = without_accents(function).casefold().replace("’", "'")
    if "@" in text:
        return ""
    return next((role for role, pattern in _PATTERNS.items() if pattern.search(text)), "")


def is_of_role(function: str, role: str) -> bool:
    """Whether somebody of this function is who a level means; whose function nobody told reads the invoices."""
    return not role or role_of(function) == role or (role == ACCOUNTING and not function.strip())
