"""A clerk's own follow-up workbook -> what each row tells: last reminder, level, dispute, promise, comment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from receivables.days import NO_DAY, iso
from receivables.errors import ReceivablesError
from receivables.followup.words import REASONS
from receivables.money import parse_amount
from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, CellError, Grid
from server.imports.lists.columns import Table, describe_columns, locate
from server.imports.lists.dates import DateColumn, read_dates, read_day
from server.imports.lists.row_words import is_total
from server.imports.lists.words import plain

#: field -> headers, best first, as in `words.OPEN_ITEM_WORDS`.
FOLLOWUP_WORDS: dict[str, tuple[str, ...]] = {
    "company": ("société", "company", "entité", "entity", "dossier"),
    "account": (
        "compte", "compte client", "code client", "numéro client", "n° client", "n° compte", "n° cpte", "cpte",
        "code tiers", "client", "account", "account number", "customer", "customer number",
        "customer account", "tiers",
    ),
    "number": (
        "facture", "n° facture", "numéro facture", "numéro de facture", "pièce", "n° pièce", "numéro de pièce",
        "document", "invoice", "invoice number", "invoice no", "document number", "référence facture",
    ),
    "reminded_on": (
        "dernière relance", "dern. relance", "date dernière relance", "date de dernière relance", "date relance",
        "date de relance", "relancé le", "last reminder", "last reminder date", "date of last reminder",
        "reminder date", "reminded on",
    ),
    "level": (
        "niveau", "niv.", "niv", "niveau relance", "niveau de relance", "relance", "n° relance", "level",
        "reminder level", "dunning level", "reminder",
    ),
    "dispute": ("litige", "motif litige", "motif du litige", "litiges", "dispute", "dispute reason", "disputed"),
    "dispute_amount": ("montant litige", "montant en litige", "montant du litige", "disputed amount", "dispute amount"),
    "promise": (
        "promesse", "promesse de règlement", "promesse de paiement", "date promesse", "date de promesse",
        "promis pour le", "promis le", "promise", "promise date", "promise to pay", "promised for", "promised by",
    ),
    "promise_amount": (
        "montant promis", "montant promesse", "montant de la promesse", "promised amount", "promise amount",
    ),
    "comment": (
        "commentaire", "commentaires", "observation", "observations", "remarque", "remarques", "note", "notes",
        "comment", "comments", "remark", "remarks",
    ),
}  # fmt: skip
TOLD = ("reminded_on", "level", "dispute", "dispute_amount", "promise", "promise_amount", "comment")
_DATE_WITHIN = re.compile(r"\b(\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{2}-\d{2})\b")
_AMOUNT_WITHIN = re.compile(r"(\d[\d \u00a0\u202f.,]*)\s*(?:€|eur\b|euros?\b)", re.IGNORECASE)
_NO = frozenset({"", "non", "no", "n", "-", "--", "0", "aucun", "aucune", "none", "ras", "neant", "nil"})
_LEVELS = (
    ("hand_over", re.compile(r"contentieux|avocat|huissier|recouvrement|hand.?over|legal")),
    ("formal_notice", re.compile(r"mise en demeure|\bmed\b|formal|notice")),
    ("before_due", re.compile(r"avant echeance|preventi|before due|pre.?reminder|^p$")),
    *((str(level), re.compile(rf"(?<!\d){level}(?!\d)")) for level in (1, 2, 3)),
)
_REASONS = (
    ("not_received", re.compile(r"(?:non|pas|jamais) recu|not received|duplicata")),
    ("order_missing", re.compile(r"commande|\bbdc\b|\bpo\b|purchase order|order (?:number|missing)")),
    ("credit_note_awaited", re.compile(r"\bavoir\b|credit note")),
    ("not_approved", re.compile(r"valid|approuv|approv")),
    ("price", re.compile(r"prix|tarif|price|remise")),
    ("quantity", re.compile(r"quantit")),
    ("quality", re.compile(r"qualit|defaut|casse|malfacon")),
    ("delivery", re.compile(r"livr|transport|deliver|manquant")),
    ("retention", re.compile(r"retenue|retention")),
    ("terms", re.compile(r"condition|terms|echeance")),
    ("cash", re.compile(r"tresorerie|cash")),
)


@dataclass(frozen=True)
class Promised:
    """A promise as a cell has it: by when (NO_DAY: not told), how much (None: not told)."""

    by: int
    amount: Decimal | None


@dataclass(frozen=True)
class FollowupRow:
    """One row, its line from 1. raw: field -> what stands in it, which makes the row's events known again.

    dispute: None where there is none, else its reason ('' not recognised) | level: code of LEVELS, '' none told
    """

    row: int
    company: str
    account: str
    number: str
    raw: dict[str, str]
    reminded_on: int
    level: str
    dispute: str | None
    dispute_amount: Decimal | None
    promise: Promised | None
    comment: str


@dataclass(frozen=True)
class ParsedFollowup:
    """mapping: field -> header as shown; rows that tell something."""

    mapping: dict[str, str]
    rows: list[FollowupRow]
    problems: list[Problem]


def parse_followup(grids: Sequence[Grid], overrides: Mapping[str, str]) -> ParsedFollowup:
    """Sheets -> what their rows tell. Raises UserFileError where no column of accounts or invoices, or nothing told."""
    table = locate(grids, FOLLOWUP_WORDS, overrides, ("account", "number"))
    if not {"account", "number"} & table.columns.keys() or not set(TOLD) & table.columns.keys():
        raise UserFileError(
            "no columns of a follow-up were recognised: it takes an account or an invoice number, and a last reminder, "
            "level, dispute, promise or comment; say which they are, such as --map account=A --map promise=F. "
            f"Columns found: {describe_columns(table.grid, table.header_row)}."
        )
    at = [row for row in range(table.header_row, len(table.grid.rows)) if _is_row(table, row)]
    problems = list(table.problems)
    column = DateColumn(_header(table, "reminded_on"), table.cells("reminded_on", at), [row + 1 for row in at])
    days, doubts = read_dates({"reminded_on": column})
    rows = [_row(table, row, int(day), problems) for row, day in zip(at, days["reminded_on"], strict=True)]
    told = [one for one in rows if any(one.raw.get(name) for name in TOLD)]
    mapping = {name: table.header(name) for name in FOLLOWUP_WORDS if name in table.columns}
    return ParsedFollowup(mapping, told, [*problems, *doubts])


def _header(table: Table, name: str) -> str:
    return table.header(name) if name in table.columns else name


def _is_row(table: Table, row: int) -> bool:
    cells = table.grid.rows[row]
    names = [cell_of.identifier(table.cells(name, [row])[0]) for name in ("account", "number")]
    return not all(map(cell_of.is_blank, cells)) and any(names) and not any(map(is_total, names))


def _row(table: Table, row: int, reminded_on: int, problems: list[Problem]) -> FollowupRow:
    cells = {name: table.cells(name, [row])[0] for name in FOLLOWUP_WORDS}
    for name in TOLD:
        if isinstance(cells[name], CellError):
            problems.append(Problem(row + 1, "error_cell", f"Column « {table.header(name)} » holds an error cell."))
            cells[name] = None
    texts = {name: cell_of.text_of(cell) for name, cell in cells.items()}
    told = {name: text for name, text in texts.items() if name in TOLD and plain(text) not in _NO}
    dispute_amount = _amount(row, table, "dispute_amount", cells, problems)
    promise_amount = _amount(row, table, "promise_amount", cells, problems)
    has_dispute = "dispute" in told or bool(dispute_amount)
    return FollowupRow(
        row + 1, texts["company"], cell_of.identifier(cells["account"]), cell_of.identifier(cells["number"]), told,
        reminded_on, _level(told.get("level", "")), _reason(told.get("dispute", "")) if has_dispute else None,
        dispute_amount or _amount_in(told.get("dispute", "")),
        _promise(cells["promise"], promise_amount) if "promise" in told or promise_amount else None,
        told.get("comment", ""),
    )  # fmt: skip


def _amount(row: int, table: Table, name: str, cells: Mapping[str, Cell], problems: list[Problem]) -> Decimal | None:
    """What a column of amounts holds; None for nothing, and for what cannot be read, which is told."""
    cell = cells[name]
    if isinstance(cell, Decimal):
        return cell if cell > 0 else None
    text = cell_of.text_of(cell)
    if plain(text) in _NO:
        return None
    try:
        value = parse_amount(text)
    except ReceivablesError as error:
        problems.append(Problem(row + 1, "unreadable_amount", f"Column « {table.header(name)} »: {error}"))
        return None
    return value if value > 0 else None


def _amount_in(text: str) -> Decimal | None:
    """`litige 250,00 €` -> 250.00; an amount without its currency is taken for something else."""
    found = _AMOUNT_WITHIN.search(text)
    try:
        return parse_amount(found.group(1).strip()) if found else None
    except ReceivablesError:
        return None


def _promise(cell: Cell, amount: Decimal | None) -> Promised:
    """A day, or a text that holds one: `500 € le 30/11/2026`."""
    text = cell_of.text_of(cell)
    within = _DATE_WITHIN.search(text)
    for told in (cell, within.group(1) if within else None):
        try:
            day = read_day(told) if told is not None and not isinstance(told, Decimal) else NO_DAY
        except ReceivablesError:
            continue
        if day != NO_DAY:
            return Promised(day, amount or _amount_in(text))
    return Promised(NO_DAY, amount or _amount_in(text))


def _level(text: str) -> str:
    told = plain(text)
    return next((code for code, pattern in _LEVELS if pattern.search(told)), "")


def _reason(text: str) -> str:
    """Code of REASONS a text names, '' where none is recognised."""
    told = plain(text)
    by_label = next((code for code, labels in REASONS.items() if told in map(plain, labels)), "")
    return by_label or next((code for code, pattern in _REASONS if pattern.search(told)), "")


def raw_text(row: FollowupRow, *names: str) -> str:
    """What a row says in some columns, in one way only."""
    return "|".join(row.raw.get(name, "") for name in names)


def day_text(day: int) -> str:
    """A day as an event has it, '' for none."""
    return iso(day) or ""
