"""Words of the rows of a list that are no documents: totals, carried-forward and left-out balances."""

import re
from functools import lru_cache

from server.imports.lists.words import CURRENCY_CODES, plain

_CARRY = re.compile(
    r"(?:a reporter|reports?|report (?:de (?:la )?|du )?(?:page|folio).*|report precedent|solde (?:a reporter|reporte)"
    r"|total (?:a reporter|reporte)|carried forward|brought forward|balance (?:c/f|carried forward)|c/f|b/f|riporto"
    r"|ubertrag)[ :.]*"
)
_OPENING = re.compile(
    r"(?:solde (?:anterieur|initial|precedent|d'ouverture|de depart)|opening balance|balance b/f|saldo iniziale"
    r"|balance brought forward|anfangssaldo|cumuls? anterieurs?)\b.*"
)
_TOTAL = re.compile(
    r"(?:sous[- ]?tota(?:l|ux)|s(?:s|/)?[- .]?tota(?:l|ux)|tota(?:l|ux|le|li)|tot\.|sub[- ]?totals?|grand total"
    r"|overall (?:total|result)|(?:page|customer|client|account|report) total|sum|summe|zwischensumme|somme|ensemble"
    r"|(?:montant|cumul) (?:total|general)|(?:closing|ending) balance|net a payer"
    r"|solde (?:(?:du |de )?(?:compte|client|tiers|periode|la periode)|debiteur|crediteur|final|au|general|cumule|net"
    r"|total|fin)|cumuls? (?:du compte|du client|au|de la periode|periode|page)|gesamt\w*|balance due for)\b.*"
    r"|(?:nombre|nbr?e?|count|number) (?:total )?(?:de |d'|of )?"
    r"(?:pieces?|factures?|lignes?|ecritures?|documents?|comptes?|clients?|echeances?|items?|invoices?|lines?)\b.*"
    r"|soldes?[ :.]*|result|(?:t o t a l|tot)[ :.]*|\*{1,5}(?: .*)?"
)
#: First two letters of all that these three match.
_STARTS = frozenset({
    "so", "to", "su", "gr", "ov", "en", "ge", "ba", "*", "* ", "**", "a ", "à ", "re", "ca", "br", "ri", "ub", "üb",
    "c/", "b/", "op", "sa", "an", "cu", "ss", "s/", "s-", "s.", "s ", "pa", "cl", "ac", "zw", "mo", "ne", "t ",
    "no", "nb", "co", "nu",
})  # fmt: skip
_CODES = "|".join(sorted(CURRENCY_CODES)).lower()
_BARE_TOTAL = re.compile(
    rf"(?:sous[- ]?)?tota(?:l|ux)(?: (?:general|generaux|clients?|du|compte|tiers|balance|a reporter|ttc|{_CODES}))*"
    r"|(?:grand |sub[- ]?|overall )?totals?|(?:overall |grand )?result|sum|summe|somme|montant total|\*{1,5}"
    r"|(?:cumul|ensemble|soldes?) general"
)
_GRAND = re.compile(
    r"(?:grand|overall|ensemble|gesamt)\b.*|.*\bgenera(?:l|ux|le)\b.*"
    r"|tota(?:l|ux|le|li|ls)(?: clients?| eur| balance)?|\*{2,5}"
)
_PAGE = re.compile(r"(?:page|seite|pagina|folio)(?: n[o°]?\.?)? ?:? ?\d+(?: ?(?:/|sur|of|de|von|di) ?\d+)?")
_TRAILING_TOTAL = re.compile(r"(?P<whose>.+) (?:total|sub-?total|sous-?total|result)")


@lru_cache(maxsize=65_536)
def is_total(text: str) -> bool:
    """Is this what a row of totals says (`Total : 12 clients`, `**`)?"""
    return bool(_TOTAL.fullmatch(plain(text)))


@lru_cache(maxsize=65_536)
def is_bare_total(text: str) -> bool:
    """A total by its words alone: `Total général`, unlike `Total Énergies`."""
    return bool(_BARE_TOTAL.fullmatch(plain(text)))


def is_grand_total(text: str) -> bool:
    """Do its words say that it sums up the whole list? No words at all do."""
    return not text or bool(_GRAND.fullmatch(plain(text)))


def whose_total(text: str) -> str:
    """`Alpha Total`, as spreadsheets write subtotals -> `alpha`; '' for another text."""
    found = _TRAILING_TOTAL.fullmatch(plain(text))
    return found["whose"] if found else ""


@lru_cache(maxsize=65_536)
def is_carried(text: str) -> bool:
    """Does a page begin or end with this (`A reporter`, `Report de la page 2`)?"""
    return bool(_CARRY.fullmatch(plain(text)))


@lru_cache(maxsize=65_536)
def is_opening(text: str) -> bool:
    """A balance of documents that the list does not show (`Solde antérieur`)."""
    return bool(_OPENING.fullmatch(plain(text)))


def is_page_number(text: str) -> bool:
    """`Page 2 / 7`."""
    return bool(_PAGE.fullmatch(plain(text)))


def is_row_word(text: str) -> bool:
    """Any of these where a document number should stand. Most numbers are told by their first letters."""
    return text[:2].lower() in _STARTS and (is_total(text) or is_carried(text) or is_opening(text))


def has_digit(text: str) -> bool:
    """Is there any digit in it?"""
    return any(map(str.isdigit, text))
