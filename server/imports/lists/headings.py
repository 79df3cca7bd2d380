"""Rows that name the account of the lines under them (`Compte : 411DUPONT DUPONT SARL`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell, Grid
from server.imports.lists.row_words import has_digit
from server.imports.lists.words import plain

_HEADED = re.compile(
    r"(?:n[°ºo.]{0,2}\s*(?:de\s+)?)?(?:comptes?|client|tiers|auxiliaire|account|customer|debitor|kunde|cliente|conto)\b"
    r"(?:\s+(?:auxiliaire|tiers|client|collectif|n[°ºo.]{1,2}|num[eé]ro|number|no\.?|code))*\s*(?P<colon>[:\-–]?)\s*"
    r"(?P<account>[^\s:]+)\s*[-–:]?\s*(?P<name>.*)",
    re.I,
)
_ACCOUNT_WORD = re.compile(r"411\w*|(?=\w*\d)[A-Z0-9]{3,17}")
_NAME_WORDS = frozenset({"name", "nom", "raison sociale", "intitule", "customer name", "nom du client"})


@dataclass(frozen=True)
class Heading:
    """A row that names the account of the lines under it."""

    row: int
    account: str
    name: str


def has_headings(grid: Grid) -> bool:
    """Does some row name an account by itself (`Compte : 411DUPONT DUPONT SARL`)?"""
    return any(heading_of(row, number) is not None for number, row in enumerate(grid.rows))


def heading_of(row: list[Cell], number: int) -> Heading | None:
    """`Compte : 411DUPONT DUPONT SARL` in one cell or several; `411DUPONT` | `DUPONT SARL`."""
    texts = texts_of(row)
    if not 0 < len(texts) <= 4 or any(cell_of.looks_like_date(cell) for cell in row):
        return None
    joined = " ".join(cell_of.identifier(cell) for cell in row if not cell_of.is_blank(cell))
    found = _HEADED.fullmatch(joined)
    if found and cell_of.looks_like_code(found["account"]) and (found["colon"] or has_digit(found["account"])):
        return Heading(number, found["account"], found["name"].strip())
    first, _, rest = joined.partition(" ")
    if _ACCOUNT_WORD.fullmatch(first) and (rest.strip() or first.startswith("411")):
        return Heading(number, first, rest.strip(" -–:"))
    return None


def says_account(texts: Sequence[str]) -> bool:
    """Does a row say that it names an account (`Customer | 100024`)?"""
    return bool(_HEADED.fullmatch(" ".join(texts)))


def is_name_row(texts: Sequence[str]) -> bool:
    """`Name | DUPONT SA`, under the number of the account."""
    return len(texts) == 2 and plain(texts[0]).rstrip(" :") in _NAME_WORDS


def texts_of(row: Sequence[Cell]) -> list[str]:
    """What stands in a row, as it is shown."""
    return [text for cell in row if (text := cell_of.shown(cell))]
