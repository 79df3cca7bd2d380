"""Which rows of a list are lines; which are account headings, totals, carried-forward balances or page furniture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from server.imports.files import cells as cell_of
from server.imports.files.grids import Cell
from server.imports.lists.column_contents import AMOUNT_FIELDS
from server.imports.lists.columns import Table
from server.imports.lists.digit_dates import is_digit_day
from server.imports.lists.headings import Heading, heading_of, is_name_row, says_account, texts_of
from server.imports.lists.row_words import (
    has_digit,
    is_bare_total,
    is_carried,
    is_grand_total,
    is_opening,
    is_page_number,
    is_row_word,
    is_total,
    whose_total,
)
from server.imports.lists.words import plain

_CARRY_STARTS = (
    "report", "a repo", "à repo", "solde", "carrie", "brough", "balanc", "openin", "cumul", "riport", "saldo", "anfang",
)  # fmt: skip


@dataclass(frozen=True)
class TotalRow:
    """A printed total: `row` from 0, `before` = number of lines above it, its words; `is_grand` by these words.

    `is_carried`: one page carries it to the next.
    """

    row: int
    before: int
    text: str
    is_grand: bool
    is_carried: bool = False


@dataclass
class ListRows:
    """`lines`: rows from 0; `headings[heading_of[i]]` heads line i, -1 = none; `openings`: left-out balances."""

    lines: list[int] = field(default_factory=list)
    heading_of: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    openings: list[TotalRow] = field(default_factory=list)


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
        self.preamble = {tuple(texts_of(row)) for row in table.grid.rows[: max(table.header_row - 1, 0)]}

    def run(self) -> ListRows:
        start = self.table.header_row
        if self.account < 0:
            for number, row in enumerate(self.table.grid.rows[:start]):
                self._open_account(row, number)
        header = self.table.grid.rows[start - 1] if start else None
        for number in range(start or self._first_line(), len(self.table.grid.rows)):
            row = self.table.grid.rows[number]
            if row == header or _is_ruled(row):
                continue  # printed again at the top of a page; a line drawn
            if self._is_plain_line(row):
                self._add_line(number)
            else:
                self._sort(row, number)
        return self.rows

    def _first_line(self) -> int:
        """Without header: the first row whose amount reads as one; rows of words above it are a preamble."""
        for number, row in enumerate(self.table.grid.rows):
            cells = [row[at] for at in self.amounts if at < len(row) and not cell_of.is_blank(row[at])]
            if any(not isinstance(cell, str) or has_digit(cell) for cell in cells):
                return number
        return 0

    def _is_plain_line(self, row: list[Cell]) -> bool:
        """The common case, decided on few cells: account, amount, and a number or a date that says it is a document."""
        if self.account >= 0 and not self._filled(row, self.account):
            return False
        if not self._has_identity(row) or not any(self._filled(row, at) for at in self.amounts):
            return False
        return self._has_number(row) or not (
            self._filled(row, self.number) or self._is_carried(self._text(row, self.label))
        )

    def _sort(self, row: list[Cell], number: int) -> None:
        texts = texts_of(row)
        if not texts or self._is_page_line(row, texts):
            return
        has_amount, has_identity = any(self._filled(row, at) for at in self.amounts), self._has_identity(row)
        if self._has_account_words(row, texts, has_amount):
            self._open_account(row, number)
            return
        if not self._has_number(row) and self._leave_out(row, number, has_amount):
            return
        is_free = not has_identity or self._is_dated_total(row, texts)
        if is_free and (total := self._total(row, texts, has_amount)) is not None:
            if has_amount:
                found = total_row(number, len(self.rows.lines), total)
                is_own = self._filled(row, self.account) and total != self._text(row, self.account)
                self.rows.totals.append(replace(found, is_grand=False) if is_own else found)
        elif has_amount or (has_identity and (len(texts) > 2 or self._is_claimed(row))):
            self._add_line(number)
        elif not has_identity:
            self._open_account(row, number)

    def _is_page_line(self, row: list[Cell], texts: list[str]) -> bool:
        """`Grand livre des tiers | Page 2`: no document, no amount but where the page is numbered."""
        if not any(map(is_page_number, texts)) or self._has_identity(row):
            return False
        return all(is_page_number(text) for at in self.amounts if (text := self._text(row, at)))

    def _has_account_words(self, row: list[Cell], texts: list[str], has_amount: bool) -> bool:
        """`Customer | 100024`, `Name | DUPONT`, `411ALPHA | Alpha`, even where the columns say number."""
        if self.account >= 0 or has_amount or not 0 < len(texts) <= 4:
            return False
        if is_name_row(texts):
            return True
        return heading_of(row, 0) is not None and (says_account(texts) or not has_digit(self._text(row, self.number)))

    def _leave_out(self, row: list[Cell], number: int, has_amount: bool) -> bool:
        """Set aside what a page carries to the next, or a balance of documents not shown."""
        words = self._words_of(row)
        if carried := next(filter(is_carried, words), ""):
            if has_amount:
                self.rows.totals.append(TotalRow(number, len(self.rows.lines), carried, False, is_carried=True))
            return True
        if opening := next(filter(is_opening, words), ""):
            self.rows.openings.append(TotalRow(number, len(self.rows.lines), opening, False))
        return bool(opening)

    def _words_of(self, row: list[Cell]) -> list[str]:
        """Texts of a row but for the name of its customer, unless the rows above call that account otherwise."""
        name, account = self._text(row, self.name), self._text(row, self.account)
        if account and name and self.name != self.account:
            last = self._last_line()
            if self._text(last, self.account) != account or self._text(last, self.name) == name:
                return texts_of([cell for at, cell in enumerate(row) if at != self.name])
        return texts_of(row)

    def _last_line(self) -> list[Cell]:
        return self.table.grid.rows[self.rows.lines[-1]] if self.rows.lines else []

    def _is_dated_total(self, row: list[Cell], texts: list[str]) -> bool:
        """`Total` beside the day of the list: no account, the word alone; or in the place of the number."""
        if self._has_number(row):
            return False
        is_owned = self.account < 0 or self._filled(row, self.account)
        return self._filled(row, self.number) or (not is_owned and any(map(is_bare_total, texts)))

    def _is_claimed(self, row: list[Cell]) -> bool:
        """Does it bear an account or a document number? Then a missing amount must be told, not passed over."""
        return self._filled(row, self.account) or self._filled(row, self.number)

    def _total(self, row: list[Cell], texts: list[str], has_amount: bool) -> str | None:
        """Words of a total row ('' where it has none), None for another row. TOTAL is also a customer's name."""
        account = self._text(row, self.account)
        if account:
            is_nameless = self.name not in (-1, self.account) and not self._text(row, self.name)
            is_worded = is_total if is_nameless or has_digit(account) else is_bare_total
            return account if is_worded(account) or self._is_of_last(account) else self._subtotal(row, account)
        named = next((text for text in texts if is_total(text) or self._is_of_last(text)), None)
        if named is not None or not has_amount or self._words(row):
            return named
        return ""

    def _subtotal(self, row: list[Cell], account: str) -> str | None:
        """Words of a total that repeats the account of the lines above it. A customer TOTAL bears its name on each."""
        last = self._last_line()
        if (self.number < 0 and not self.dates) or self._text(last, self.account) != account:
            return None
        skipped = {self.account, *self.amounts}
        texts = ((at, self._text(row, at)) for at in range(len(row)) if at not in skipped)
        return next((text for at, text in texts if is_total(text) and text != self._text(last, at)), None)

    def _is_of_last(self, text: str) -> bool:
        """`Alpha Total` under the lines of Alpha, by number or by name."""
        whose, last = whose_total(text), self._last_line()
        return bool(whose) and whose in (plain(self._text(last, self.account)), plain(self._text(last, self.name)))

    def _words(self, row: list[Cell]) -> bool:
        """Some text outside the amounts and the currency?"""
        skipped = {*self.amounts, self.table.columns.get("currency", -1)}
        return any(at not in skipped and not cell_of.is_blank(cell) for at, cell in enumerate(row))

    def _open_account(self, row: list[Cell], number: int) -> None:
        account = cell_of.identifier(row[self.account]) if self._filled(row, self.account) else ""
        if account:
            heading: Heading | None = Heading(number, account, self._text(row, self.name))
        else:
            heading = heading_of(row, number) if self.account < 0 and not self._is_page_head(row, number) else None
            self._name_account(texts_of(row))
        if heading:
            self.rows.headings.append(heading)

    def _is_page_head(self, row: list[Cell], number: int) -> bool:
        """`75008 PARIS` above the header of the first page stands above that of each page."""
        texts = tuple(texts_of(row))
        if number < self.table.header_row or texts not in self.preamble:
            return False
        return not (texts[0].startswith("411") or says_account(texts))

    def _name_account(self, texts: list[str]) -> None:
        """`Name | DUPONT SA` under the number of the account."""
        last = self.rows.headings[-1] if self.rows.headings else None
        if last and not last.name and is_name_row(texts):
            self.rows.headings[-1] = replace(last, name=texts[1])

    def _add_line(self, number: int) -> None:
        self.rows.lines.append(number)
        self.rows.heading_of.append(len(self.rows.headings) - 1)

    def _has_identity(self, row: list[Cell]) -> bool:
        """Has it a document's number or a day? Bare digits beside no amount may be an account that heads its lines."""
        if self._has_number(row):
            return True
        days = [row[at] for at in self.dates if at < len(row)]
        return any(map(cell_of.looks_like_date, days)) or (
            any(map(is_digit_day, days)) and any(self._filled(row, at) for at in self.amounts)
        )

    def _has_number(self, row: list[Cell]) -> bool:
        """Does a document's number stand there, rather than the word of a total?"""
        return self._filled(row, self.number) and not is_row_word(self._text(row, self.number))

    def _is_carried(self, label: str) -> bool:
        if not label[:8].strip().lower().startswith(_CARRY_STARTS):
            return False
        return is_carried(label) or is_opening(label)

    def _filled(self, row: list[Cell], at: int) -> bool:
        return 0 <= at < len(row) and not cell_of.is_blank(row[at])

    def _text(self, row: list[Cell], at: int) -> str:
        return cell_of.text_of(row[at]) if self._filled(row, at) else ""


def total_row(row: int, before: int, text: str) -> TotalRow:
    """A printed total with what its words say of its reach."""
    return TotalRow(row, before, text, is_grand_total(text))


def _is_ruled(row: Sequence[Cell]) -> bool:
    """Dashes alone, at least three in a cell: a line drawn."""
    first = next((cell for cell in row if not cell_of.is_blank(cell)), None)
    if not isinstance(first, str) or first.strip()[:3].strip("-=_+"):
        return False
    texts = texts_of(row)
    return max(map(len, texts)) >= 3 and not any(text.strip("-=_+| ") for text in texts)
