"""Which rows of a list are lines; which are account headings, totals, carried-forward balances or page furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell, Grid
from server.imports.lists.column_contents import AMOUNT_FIELDS
from server.imports.lists.columns import Table
from server.imports.lists.words import CURRENCY_CODES, plain

_CARRY = re.compile(
    r"(?:a reporter|reports?|report (?:de la |du )?(?:page|folio).*|report precedent|solde (?:a reporter|reporte)"
    r"|carried forward|brought forward|balance (?:c/f|carried forward)|riporto)[ :.]*"
)
_OPENING = re.compile(
    r"(?:solde (?:anterieur|initial|precedent|d'ouverture|de depart)|opening balance|balance b/f|saldo iniziale"
    r"|balance brought forward|anfangssaldo|cumuls? anterieurs?)\b.*"
)
_TOTAL = re.compile(
    r"(?:sous[- ]?tota(?:l|ux)|tota(?:l|ux|le|li)|sub[- ]?totals?|grand total|overall total|sum|summe|somme|ensemble"
    r"|solde (?:du compte|du client|debiteur|crediteur|final|au|general)|gesamt\w*|balance due for)\b.*|\*{1,5}(?: .*)?"
)
#: First two letters of all that _TOTAL matches.
_TOTAL_STARTS = frozenset({"so", "to", "su", "gr", "ov", "en", "ge", "ba", "*", "* ", "**"})
_CODES = "|".join(sorted(CURRENCY_CODES)).lower()
_BARE_TOTAL = re.compile(
    rf"(?:sous[- ]?)?tota(?:l|ux)(?: (?:general|generaux|clients?|du|compte|tiers|balance|a reporter|ttc|{_CODES}))*"
    r"|(?:grand |sub[- ]?|overall )?totals?|sum|summe|somme|\*{1,5}"
)
_GRAND = re.compile(
    r"(?:grand|overall|ensemble|gesamt)\b.*|.*\bgenera(?:l|ux|le)\b.*"
    r"|tota(?:l|ux|le|li|ls)(?: clients?| eur| balance)?|\*{2,5}"
)
_HEADED = re.compile(
    r"(?:n[°ºo.]{0,2}\s*(?:de\s+)?)?(?:comptes?|client|tiers|auxiliaire|account|customer|debitor|kunde|cliente|conto)\b"
    r"(?:\s+(?:auxiliaire|tiers|client|collectif|n[°ºo.]{1,2}|num[eé]ro|number|no\.?|code))*\s*(?P<colon>[:\-–]?)\s*"
    r"(?P<account>[^\s:]+)\s*[-–:]?\s*(?P<name>.*)",
    re.I,
)
_ACCOUNT_WORD = re.compile(r"411\w*|(?=\w*\d)[A-Z0-9]{3,17}")
_NAME_WORDS = frozenset({"name", "nom", "raison sociale", "intitule", "customer name", "nom du client"})
_CARRY_STARTS = (
    "report", "a repo", "à repo", "solde", "carrie", "brough", "balanc", "openin", "cumul", "riport", "saldo", "anfang",
)  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A row that names the account of the lines under it."""

    row: int
    account: str
    name: str


@dataclass(frozen=True)
class TotalRow:
    """A printed total: `row` from 0, `before` = number of lines above it, its words; `is_grand` by these words."""

    row: int
    before: int
    text: str
    is_grand: bool


@dataclass
class ListRows:
    """`lines`: rows from 0; `headings[heading_of[i]]` heads line i, -1 = none; `openings`: left-out balances."""

    lines: list[int] = field(default_factory=list)
    heading_of: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    openings: list[TotalRow] = field(default_factory=list)


def has_headings(grid: Grid) -> bool:
    """Does some row name an account by itself (`Compte : 411DUPONT DUPONT SARL`)?"""
    return any(_heading(row, number) is not None for number, row in enumerate(grid.rows) if 0 < len(_texts(row)) <= 4)


def sort_rows(table: Table) -> ListRows:
    """Go down the sheet once; every row is a line unless it is clearly something else."""
    return _Sorter(table).run()


class _Sorter:
    def __init__(self, table: Table) -> None:
        columns = table.columns
        self.table, self.rows = table, ListRows()
        self.amounts = [columns[name] for name in sorted(AMOUNT_FIELDS & columns.keys())]
        self.dates = [columns[name] for name in ("document_date", "due_date", "posting_date") if name in columns]
        self.number, self.account = columns.get("number", -1), columns.get("account", -1)
        self.name, self.label = columns.get("name", -1), columns.get("label", -1)

    def run(self) -> ListRows:
        start = self.table.header_row
        if self.account < 0:
            for number, row in enumerate(self.table.grid.rows[:start]):
                self._open_account(row, number)
        header = self.table.grid.rows[start - 1] if start else None
        for number in range(start or self._first_line(), len(self.table.grid.rows)):
            row = self.table.grid.rows[number]
            if row == header:
                continue  # printed again at the top of a page
            if self._is_plain_line(row):
                self._add_line(number)
            else:
                self._sort(row, number)
        return self.rows

    def _first_line(self) -> int:
        """Without header: the first row whose amount reads as one; rows of words above it are a preamble."""
        for number, row in enumerate(self.table.grid.rows):
            cells = [row[at] for at in self.amounts if at < len(row) and not cell_of.is_blank(row[at])]
            if any(not isinstance(cell, str) or _has_digit(cell) for cell in cells):
                return number
        return 0

    def _is_plain_line(self, row: list[Cell]) -> bool:
        """The common case, decided on few cells: account, amount, and a number or a date that says it is a document."""
        if self.account >= 0 and not self._filled(row, self.account):
            return False
        if not self._has_identity(row) or not any(self._filled(row, at) for at in self.amounts):
            return False
        return self._filled(row, self.number) or not self._is_carried(self._text(row, self.label))

    def _sort(self, row: list[Cell], number: int) -> None:
        texts = _texts(row)
        if not texts:
            return
        has_amount, has_identity = any(self._filled(row, at) for at in self.amounts), self._has_identity(row)
        if not self._filled(row, self.number) or not has_identity:
            if any(_matches(_CARRY, text) for text in texts):
                return
            if opening := next((text for text in texts if _matches(_OPENING, text)), ""):
                self.rows.openings.append(TotalRow(number, len(self.rows.lines), opening, False))
                return
        if not has_identity and (total := self._total(row, texts, has_amount)) is not None:
            if has_amount:
                found = total_row(number, len(self.rows.lines), total)
                is_own = self._filled(row, self.account) and total != self._text(row, self.account)
                self.rows.totals.append(replace(found, is_grand=False) if is_own else found)
        elif has_amount or (has_identity and (len(texts) > 2 or self._is_claimed(row))):
            self._add_line(number)
        elif not has_identity:
            self._open_account(row, number)

    def _is_claimed(self, row: list[Cell]) -> bool:
        """Does it bear an account or a document number? Then a missing amount must be told, not passed over."""
        return self._filled(row, self.account) or self._filled(row, self.number)

    def _total(self, row: list[Cell], texts: list[str], has_amount: bool) -> str | None:
        """Words of a total row ('' where it has none), None for another row. TOTAL is also a customer's name."""
        account = self._text(row, self.account)
        if account:
            is_nameless = self.name not in (-1, self.account) and not self._text(row, self.name)
            pattern = _TOTAL if is_nameless or _has_digit(account) else _BARE_TOTAL
            return account if _matches(pattern, account) else self._subtotal(row, account)
        named = next((text for text in texts if _matches(_TOTAL, text)), None)
        if named is not None or not has_amount or self._words(row):
            return named
        return ""

    def _subtotal(self, row: list[Cell], account: str) -> str | None:
        """Words of a total that repeats the account of the lines above it. A customer TOTAL bears its name on each."""
        last = self.table.grid.rows[self.rows.lines[-1]] if self.rows.lines else []
        if (self.number < 0 and not self.dates) or self._text(last, self.account) != account:
            return None
        skipped = {self.account, *self.amounts}
        texts = ((at, self._text(row, at)) for at in range(len(row)) if at not in skipped)
        return next((text for at, text in texts if _matches(_TOTAL, text) and text != self._text(last, at)), None)

    def _words(self, row: list[Cell]) -> bool:
        """Some text outside the amounts and the currency?"""
        skipped = {*self.amounts, self.table.columns.get("currency", -1)}
        return any(at not in skipped and not cell_of.is_blank(cell) for at, cell in enumerate(row))

    def _open_account(self, row: list[Cell], number: int) -> None:
        account = cell_of.identifier(row[self.account]) if self._filled(row, self.account) else ""
        if account:
            heading: Heading | None = Heading(number, account, self._text(row, self.name))
        else:
            heading = _heading(row, number) if self.account < 0 else None
            self._name_account(_texts(row))
        if heading:
            self.rows.headings.append(heading)

    def _name_account(self, texts: list[str]) -> None:
        """`Name | DUPONT SA` under the number of the account."""
        last = self.rows.headings[-1] if self.rows.headings else None
        if last and not last.name and len(texts) == 2 and plain(texts[0]).rstrip(" :") in _NAME_WORDS:
            self.rows.headings[-1] = replace(last, name=texts[1])

    def _add_line(self, number: int) -> None:
        self.rows.lines.append(number)
        self.rows.heading_of.append(len(self.rows.headings) - 1)

    def _has_identity(self, row: list[Cell]) -> bool:
        if self._filled(row, self.number) and not _is_total_word(self._text(row, self.number)):
            return True
        return any(at < len(row) and cell_of.looks_like_date(row[at]) for at in self.dates)

    def _is_carried(self, label: str) -> bool:
        if not label[:8].strip().lower().startswith(_CARRY_STARTS):
            return False
        return _matches(_CARRY, label) or _matches(_OPENING, label)

    def _filled(self, row: list[Cell], at: int) -> bool:
        return 0 <= at < len(row) and not cell_of.is_blank(row[at])

    def _text(self, row: list[Cell], at: int) -> str:
        return cell_of.text_of(row[at]) if self._filled(row, at) else ""


def total_row(row: int, before: int, text: str) -> TotalRow:
    """A printed total with what its words say of its reach."""
    return TotalRow(row, before, text, not text or bool(_GRAND.fullmatch(plain(text))))


def is_total_text(text: str) -> bool:
    """Is this what a row of totals says (`Total : 12 clients`)?"""
    return _matches(_TOTAL, text)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text for cell in row if (text := cell_of.shown(cell))]


def _heading(row: list[Cell], number: int) -> Heading | None:
    """`Compte : 411DUPONT DUPONT SARL` in one cell or several; `411DUPONT` | `DUPONT SARL`."""
    texts = _texts(row)
    if not 0 < len(texts) <= 4 or any(cell_of.looks_like_date(cell) for cell in row):
        return None
    joined = " ".join(cell_of.identifier(cell) for cell in row if not cell_of.is_blank(cell))
    found = _HEADED.fullmatch(joined)
    if found and cell_of.looks_like_code(found["account"]) and (found["colon"] or _has_digit(found["account"])):
        return Heading(number, found["account"], found["name"].strip())
    first, _, rest = joined.partition(" ")
    if _ACCOUNT_WORD.fullmatch(first) and (rest.strip() or first.startswith("411")):
        return Heading(number, first, rest.strip(" -–:"))
    return None


def _is_total_word(number: str) -> bool:
    """Does a total's word stand where the number should? Most numbers are told by their first letters."""
    return number[:2].lower() in _TOTAL_STARTS and _matches(_TOTAL, number)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


@lru_cache(maxsize=65_536)
def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.fullmatch(plain(text)))
