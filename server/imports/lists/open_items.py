"""Lists of open items (SAP, Sage, Cegid, hand-made) -> accounts and lines; nothing is guessed silently."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days
from receivables.errors import ReceivablesError
from receivables.schema import Problem
from receivables.sums import Ints
from receivables.terms import due_days, parse_terms
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, CellError, Grid
from server.imports.lists.columns import Table
from server.imports.lists.dates import DateColumn, read_dates, read_day
from server.imports.lists.kinds import CREDITS, kind_of, kind_of_text
from server.imports.lists.money import Money, read_money
from server.imports.lists.open_item_columns import locate_list
from server.imports.lists.payments import with_payments
from server.imports.lists.repeats import without_repeats
from server.imports.lists.rows import ListRows, sort_rows
from server.imports.lists.shifted import with_totals_in_place
from server.imports.lists.totals import Lines, PrintedTotal, check_totals
from server.imports.lists.words import OPEN_ITEM_WORDS, plain

_SHOWN = 5
_LEDGER = re.compile(r"41[136789]\d{3,}|41[136789][A-Z]\w*", re.I)
_DATES = ("document_date", "posting_date", "due_date", "paid_date")
_TEXTS = ("name", "number", "label", "letter", "kind", "status", "special_gl", "terms")
_DAY = (
    r")\s*:?\s*(\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{8}"
    r"|\d{1,2}(?:er)? [a-z]{3,9}\.? \d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4})(?!\d)"
)
#: The day the figures are of; failing that, the day they were printed.
_AS_OF = tuple(re.compile(rf"\b(?:{words}{_DAY}") for words in (
    r"as (?:of|at|on)(?: date)?|au|arretee?s? (?:le|du|au)|a la date du|key date|stichtag|situation du"
    r"|date d'(?:arrete|extraction|export)|(?:extraite?|exportee?) (?:le|du)|date extraction|alla data|al",
    r"le|(?:edition|tirage|impression) du|date(?: d'edition| d'impression| de tirage)?"
    r"|(?:printed|generated|created|exported)(?: on)?",
))  # fmt: skip


@dataclass(frozen=True)
class ParsedList:
    """A list of open items as tables.

    accounts: company str ('' where the list names none) | ledger_account | auxiliary | currency | name
    lines: account int64 (row of accounts) | row int32 | posted, document_day, due_day int32
        | amount, settled int64 minor units | kind int8 | letter str | letter_day int32 | number str | label str
    printed_totals: (company, currency) -> grand total the file prints, minor units
    rows: data rows read; as_of: day the list says it was drawn up, None where it does not
    header: its header line, empty where it has none
    """

    sheet: str
    header_row: int
    mapping: dict[str, str]
    accounts: pd.DataFrame
    lines: pd.DataFrame
    printed_totals: dict[tuple[str, str], int]
    rows: int
    as_of: int | None
    problems: list[Problem]
    header: list[Cell]


def parse_open_items(grids: list[Grid], overrides: Mapping[str, str]) -> ParsedList:
    """Sheets -> the list they hold. `overrides`: field -> header text or column letter.

    Raises UserFileError where no account or amount column is found, or a row's account or amount cannot be read.
    """
    table = with_totals_in_place(locate_list(grids, overrides))
    rows, problems = without_repeats(table, sort_rows(table))
    if not rows.lines:
        raise UserFileError(f"There is no line under the header in row {table.header_row}: export the list again.")
    return _ListReader(table, rows, problems).parse()


class _ListReader:
    """One list on its way to tables; `n` lines, arrays in their order."""

    def __init__(self, table: Table, rows: ListRows, problems: list[Problem]) -> None:
        self.table, self.rows, self.n = table, rows, len(rows.lines)
        self.numbers = [row + 1 for row in rows.lines]
        self.problems = [*table.problems, *problems]
        self.unreadable: dict[int, str] = {}

    def parse(self) -> ParsedList:
        money = read_money(self.table, self.rows.lines, [*self.rows.totals, *self.rows.openings])
        self.unreadable = {at: sentence for at, sentence in money.unreadable.items() if at < self.n}
        companies, accounts = self._identifiers("company"), self._account_numbers()
        self._refuse_unreadable()
        texts = self._texts()
        self.problems += money.problems
        self._sign_from_type(money, texts["kind"])
        days = self._days()
        owners, owner = self._accounts(companies, accounts, money.currency, texts["name"])
        lines = self._lines(owner, money, days, texts)
        self._check_documents()
        printed = self._check_totals(money, owners["company"].to_numpy(), owner)
        return ParsedList(
            self.table.grid.name, self.table.header_row, self._mapping(), owners, lines, printed, self.n,
            self._as_of(), self.problems, self.table.header_cells,
        )  # fmt: skip

    def _mapping(self) -> dict[str, str]:
        return {field: self.table.header(field) for field in OPEN_ITEM_WORDS if field in self.table.columns}

    # -- identity ----------------------------------------------------------------------------------------------------

    def _cells(self, field: str) -> list[Cell]:
        return self.table.cells(field, self.rows.lines)

    def _identifiers(self, field: str) -> list[str]:
        """Numbers that say whose line it is: an error cell there refuses the file."""
        cells = self._cells(field)
        for at, cell in enumerate(cells):
            if isinstance(cell, CellError):
                self.unreadable.setdefault(at, f"the {field.replace('_', ' ')} « {cell.text} » cannot be read")
        return [cell_of.identifier(cell) for cell in cells]

    def _account_numbers(self) -> list[str]:
        accounts = self._identifiers("account")
        for at, account in enumerate(accounts):
            if not account and at not in self.unreadable:
                heading = self.rows.heading_of[at]
                accounts[at] = self.rows.headings[heading].account if heading >= 0 else ""
                if not accounts[at]:
                    self.unreadable[at] = "the account is missing"
            elif cell_of.is_rounded(account):
                self.unreadable[at] = f"the account « {account} » lost its last digits"
        return accounts

    def _refuse_unreadable(self) -> None:
        """One row whose account or amount cannot be read makes every balance wrong: no row is taken."""
        if not self.unreadable:
            return
        first = sorted(self.unreadable.items())[:_SHOWN]
        more = len(self.unreadable) - len(first)
        listed = "; ".join(f"row {self.numbers[at]}: {sentence}" for at, sentence in first)
        raise UserFileError(f"{listed}{f'; and {more} more rows' if more else ''}. Nothing was imported.")

    def _accounts(
        self, companies: list[str], accounts: list[str], currencies: list[str], names: list[str]
    ) -> tuple[pd.DataFrame, Ints]:
        """The accounts in order of appearance, and each line's."""
        ledgers = self._identifiers("ledger_account")
        is_ledger = "ledger_account" not in self.table.columns and (
            sum(map(bool, map(_LEDGER.fullmatch, accounts))) * 2 > len(accounts)
        )
        found: dict[tuple[str, str, str, str], int] = {}
        owner, held = np.empty(self.n, np.int64), list[str]()
        for at, (company, account, currency) in enumerate(zip(companies, accounts, currencies, strict=False)):
            whose = (account, "") if is_ledger and _LEDGER.fullmatch(account) else (ledgers[at], account)
            owner[at] = found.setdefault((company, *whose, currency), len(found))
            if owner[at] == len(held):
                held.append("")
            held[owner[at]] = held[owner[at]] or names[at]
        frame = pd.DataFrame(list(found), columns=["company", "ledger_account", "auxiliary", "currency"], dtype="str")
        return frame.assign(name=pd.Series(held, dtype="str")), owner

    # -- texts and days ----------------------------------------------------------------------------------------------

    def _texts(self) -> dict[str, list[str]]:
        texts = {}
        for field in _TEXTS:
            cells = self._cells(field)
            texts[field] = [cell_of.identifier(cell) if field == "number" else cell_of.text_of(cell) for cell in cells]
            for at, cell in enumerate(cells):
                if isinstance(cell, CellError):
                    self._report(at, "error_cell", f"column « {self.table.header(field)} » shows {cell.text}")
                elif field == "number" and cell_of.is_rounded(texts[field][at]):
                    self._report(at, "rounded_number", f"the number « {texts[field][at]} » lost its last digits")
        if self.rows.headings:
            headings = [*self.rows.headings, None]
            told = [headings[at].name if headings[at] else "" for at in self.rows.heading_of]  # type: ignore[union-attr]
            texts["name"] = [name or heading for name, heading in zip(texts["name"], told, strict=True)]
        return texts

    def _days(self) -> dict[str, Days]:
        columns = {
            field: DateColumn(self.table.header(field), self._cells(field), self.numbers)
            for field in _DATES if field in self.table.columns
        }  # fmt: skip
        self.is_month_first = any(column.is_month_first for column in columns.values())
        days, problems = read_dates(columns)
        self.problems += problems
        nothing = np.full(self.n, NO_DAY, np.int32)
        days = {field: days.get(field, nothing) for field in _DATES}
        document = np.where(days["document_date"] == NO_DAY, days["posting_date"], days["document_date"])
        if self._is_forecast(days["paid_date"], document):
            days["paid_date"] = nothing
            self.problems.append(Problem(self.table.header_row, "forecast_dates", (
                f"Column « {self.table.header('paid_date')} » gives every row a time, some before the document itself: "
                "it is taken for a forecast, and every row for open."
            )))  # fmt: skip
        return {**days, "document_date": document}

    def _is_forecast(self, paid: Days, document: Days) -> bool:
        """Computed instants, not bookings: on every row, with a time of day, some before the document existed."""
        if "paid_date" not in self.table.columns or (paid == NO_DAY).any():
            return False
        timed = sum(isinstance(cell, str) and ":" in cell for cell in self._cells("paid_date"))
        return timed * 2 > self.n and bool(((paid < document) & (document != NO_DAY)).any())

    def _as_of(self) -> int | None:
        """Day the preamble names (`Arrêté au 31/10/2026`)."""
        rows = self.table.grid.rows[: max(self.table.header_row - 1, 0)]
        preamble = [plain(" ".join(cell_of.text_of(cell) for cell in row)) for row in rows]
        for words, text in itertools.product(_AS_OF, preamble):
            if found := words.search(text):
                try:
                    return read_day(found.group(1), self.is_month_first)
                except ReceivablesError:
                    continue
        return None

    def _check_documents(self) -> None:
        """Without number and date a row is a balance, which no rule can age."""
        if not {"number", *_DATES} & self.table.columns.keys():
            self.problems.append(Problem(self.table.header_row or None, "no_documents", (
                "The list gives no document numbers nor dates: each row is taken for one balance of unknown age; "
                "export one row for each document."
            )))  # fmt: skip

    # -- lines -------------------------------------------------------------------------------------------------------

    def _sign_from_type(self, money: Money, types: list[str]) -> None:
        """A list that writes credit notes and payments as positive amounts: all of them, or it means what it says."""
        if not {"amount", "kind"} <= self.table.columns.keys() or "sign" in self.table.columns:
            return
        is_credit = np.zeros(len(money.amount), dtype=bool)
        is_credit[: self.n] = [bool(text) and kind_of_text(text) in CREDITS for text in types]
        if not is_credit.any() or (money.amount[is_credit] < 0).any() or not money.amount[is_credit].any():
            return
        money.amount, money.settled = (np.where(is_credit, -part, part) for part in (money.amount, money.settled))
        first = int(np.flatnonzero(is_credit)[0])
        self._report(first, "sign_from_type", (
            f"{int(is_credit.sum())} credit notes, payments or deposits are written as positive amounts "
            f"(column « {self.table.header('kind')} »); they are read as credits"
        ))  # fmt: skip

    def _lines(self, owner: Ints, money: Money, days: dict[str, Days], texts: dict[str, list[str]]) -> pd.DataFrame:
        amount, document, posted = money.amount[: self.n], days["document_date"], days["posting_date"]
        facts = zip(texts["kind"], texts["label"], texts["number"], texts["special_gl"], amount.tolist(), strict=True)
        lines = pd.DataFrame({
            "account": owner,
            "row": np.array(self.numbers, np.int32),
            "posted": np.where(posted == NO_DAY, document, posted),
            "document_day": document,
            "due_day": self._due_by_terms(days["due_date"], document, texts["terms"]),
            "amount": amount,
            "settled": money.settled[: self.n],
            "kind": np.array([kind_of(*fact) for fact in facts], np.int8),
            "letter": pd.Series(texts["letter"], dtype="str"),
            "letter_day": days["paid_date"],
            "number": pd.Series(texts["number"], dtype="str"),
            "label": pd.Series(texts["label"], dtype="str"),
        })  # fmt: skip
        return with_payments(lines, money.has_open[: self.n])

    def _due_by_terms(self, due: Days, document: Days, terms: list[str]) -> Days:
        """Rows without a due date take it from the terms they print; terms nobody can read leave it unknown."""
        written = np.array(terms, dtype=object)
        undated, due = (due == NO_DAY) & (document != NO_DAY) & (written != ""), due.copy()
        for text in sorted(set(written[undated])):
            rows = undated & (written == text)
            try:
                due[rows] = due_days(parse_terms(text), document[rows])
            except ReceivablesError as error:
                self._report(int(np.flatnonzero(rows)[0]), "unknown_terms", str(error).rstrip("."))
        return due

    def _check_totals(self, money: Money, companies: NDArray[np.object_], owner: Ints) -> dict[tuple[str, str], int]:
        """Grand totals by company and currency; none where several companies share one."""
        opens = money.amount - money.settled
        printed = [
            PrintedTotal(
                mark, money.currency[at],
                None if money.is_blank[at] else int(money.amount[at]),
                int(opens[at]) if money.has_open[at] else None,
            )
            for at, mark in enumerate([*self.rows.totals, *self.rows.openings], self.n)
        ]  # fmt: skip
        split, n = len(self.rows.totals), self.n
        lines = Lines(money.amount[:n], opens[:n], np.array(money.currency[:n]), owner)
        grand, problems = check_totals(printed[:split], lines, printed[split:])
        self.problems += problems
        named = set(companies[owner])
        return {(str(*named), currency): total for currency, total in grand.items()} if len(named) == 1 else {}

    def _report(self, at: int, code: str, sentence: str) -> None:
        self.problems.append(Problem(self.numbers[at], code, f"Row {self.numbers[at]}: {sentence}."))
