"""Amounts of a list's rows in minor units, with their currency, sign and what is settled; unreadable ones are named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from receivables.errors import OutOfRangeError
from receivables.money import to_decimal, to_minor, to_text
from receivables.schema import Problem
from receivables.sums import Ints
from server.imports.files import cells as cell_of
from server.imports.lists.amounts import AmountColumn, grouped_problem, read_amounts
from server.imports.lists.column_contents import CODE_FIELDS
from server.imports.lists.columns import Table
from server.imports.lists.currencies import IN_USE
from server.imports.lists.kinds import is_settled_state
from server.imports.lists.open_item_columns import currency_told
from server.imports.lists.rows import TotalRow
from server.imports.lists.words import currency_of

_ZERO = Decimal(0)
_CREDIT_CODES = frozenset({"C", "H", "CR", "CREDIT", "CRÉDIT", "HABEN", "AVERE", "-"})


@dataclass
class Money:
    """One value per line, then one per printed total. amount, settled: int64 minor units.

    currency '' on a total over several currencies; `has_open`: rows whose open or paid amount is told;
    unreadable: index -> sentence (the arrays hold 0 there, which nobody may use).
    """

    amount: Ints
    settled: Ints
    currency: list[str]
    is_blank: NDArray[np.bool_]
    has_open: NDArray[np.bool_]
    unreadable: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_money(table: Table, lines: Sequence[int], totals: Sequence[TotalRow]) -> Money:
    """Amounts of the lines (rows from 0) and of the printed totals."""
    return _MoneyReader(table, lines, totals).read()


class _MoneyReader:
    def __init__(self, table: Table, lines: Sequence[int], totals: Sequence[TotalRow]) -> None:
        self.table, self.n, self.totals = table, len(lines), totals
        self.rows = [*lines, *(total.row for total in totals)]
        count = len(self.rows)
        self.columns: dict[str, AmountColumn] = {}
        self.rounded: dict[int, str] = {}
        self.money = Money(
            np.zeros(count, np.int64), np.zeros(count, np.int64), [], np.ones(count, bool), np.zeros(count, bool)
        )

    def read(self) -> Money:
        for name in ("amount", "debit", "credit", "open_amount", "paid_amount"):
            if name in self.table.columns:
                self.columns[name] = self._read_column(name)
        self.money.currency = self._currencies()
        self._share_currency_with_totals()
        self._read_amounts()
        if "sign" in self.table.columns:
            self._apply_codes()
        self._read_settled()
        self._report_rounded()
        return self.money

    def _read_column(self, name: str) -> AmountColumn:
        column = read_amounts(self.table.cells(name, self.rows))
        for at, text in column.unreadable.items():
            self.money.unreadable.setdefault(at, f"the amount « {text} » cannot be read")
        if column.grouped is not None:
            self.money.problems.append(grouped_problem(self.table.header(name), self.rows[column.grouped] + 1))
        return column

    def _currencies(self) -> list[str]:
        default = currency_told(self.table)
        currencies = [default] * len(self.rows)
        if "currency" in self.table.columns:
            for at, cell in enumerate(self.table.cells("currency", self.rows)):
                if not cell_of.is_blank(cell):
                    currencies[at] = _currency(cell_of.text_of(cell))
                    if not currencies[at]:
                        self._refuse(at, f"the currency « {cell_of.shown(cell)} » cannot be read")
        for column in self.columns.values():
            for at, code in column.currencies.items():
                if "currency" in self.table.columns and currencies[at] != code:
                    self._refuse(at, f"the amount is in {code} but its currency column says {currencies[at]}")
                currencies[at] = code
        self._report_currencies(currencies)
        return currencies

    def _report_currencies(self, currencies: list[str]) -> None:
        """A blank in a filled currency column, and codes nobody uses: they count, and are told once each."""
        cells = self.table.cells("currency", self.rows[: self.n])
        told = {at for column in self.columns.values() for at in column.currencies}
        blank = [at for at, cell in enumerate(cells) if cell_of.is_blank(cell) and at not in told]
        if blank and len(blank) < self.n and "currency" in self.table.columns:
            self._report(blank[0], "no_currency", (
                f"the currency is missing; {currencies[blank[0]]} is taken ({len(blank)} such rows in all)"
            ))  # fmt: skip
        for code in sorted(set(currencies[: self.n]) - IN_USE - {""}):
            at = currencies.index(code)
            self._report(at, "unknown_currency", f"« {code} » is no currency in use (ISO 4217); it is kept as written")

    def _share_currency_with_totals(self) -> None:
        """A total without a currency of its own bears the one its lines share."""
        currencies, start = self.money.currency, 0
        own, every = self.table.cells("currency", self.rows), set(currencies[: self.n])
        for at, total in enumerate(self.totals, self.n):
            if cell_of.is_blank(own[at]) and not any(at in column.currencies for column in self.columns.values()):
                shared = every if total.is_grand else set(currencies[start : total.before]) or every
                currencies[at] = next(iter(shared)) if len(shared) == 1 else ""
            start = total.before

    def _read_amounts(self) -> None:
        if "amount" in self.columns:
            values = self.columns["amount"].values
        else:
            pairs = zip(self.columns["debit"].values, self.columns["credit"].values, strict=True)
            values = [None if due is paid is None else (due or _ZERO) - (paid or _ZERO) for due, paid in pairs]
        self.money.is_blank = np.array([value is None for value in values], dtype=bool)
        self.money.amount = self._minor(values)
        for at in map(int, np.flatnonzero(self.money.is_blank)):
            self._refuse(at, "the amount is missing")

    def _minor(self, values: Sequence[Decimal | None]) -> Ints:
        minor = np.zeros(len(values), np.int64)
        known: dict[tuple[Decimal, str], int] = {}
        for at, value in enumerate(values):
            if value:
                key = value, self.money.currency[at] or "EUR"
                try:
                    if key not in known:
                        known[key] = to_minor(*key)
                    minor[at] = known[key]
                    self._note_rounding(at, *key, known[key])
                except (OutOfRangeError, ArithmeticError):
                    self._refuse(at, f"the amount « {str(value)[:30]} » is larger than any ledger holds")
        return minor

    def _note_rounding(self, at: int, value: Decimal, currency: str, minor: int) -> None:
        """A hundredth of a minor unit is the noise of a computed cell; more is said."""
        if at < self.n and abs(value - to_decimal(minor, currency)) * 100 > to_decimal(1, currency):
            self.rounded.setdefault(at, f"{value} is read as {to_text(minor, currency)} {currency}")

    def _report_rounded(self) -> None:
        if self.rounded:
            at, first = min(self.rounded.items())
            self._report(at, "rounded_amounts", (
                f"amounts with more decimals than their currency are rounded ({len(self.rounded)} in all); here {first}"
            ))  # fmt: skip

    def _apply_codes(self) -> None:
        """Debit/credit codes; where every credit already is negative and no debit is, the amounts are signed."""
        codes = [cell_of.text_of(cell).upper() for cell in self.table.cells("sign", self.rows)]
        for at, code in enumerate(codes[: self.n]):
            if code not in CODE_FIELDS["sign"]:
                self._refuse(at, f"the debit/credit code « {code[:30]} » cannot be read")
        is_credit, amount = np.array([code in _CREDIT_CODES for code in codes], dtype=bool), self.money.amount
        is_signed = (amount[is_credit] <= 0).all() and (amount[is_credit] < 0).any() and (amount[~is_credit] >= 0).all()
        if not is_signed:
            self.money.amount = np.where(is_credit, -amount, amount)
            if "open_amount" in self.columns:
                values = self.columns["open_amount"].values
                for at in map(int, np.flatnonzero(is_credit)):
                    value = values[at]
                    values[at] = None if value is None else -value

    def _read_settled(self) -> None:
        money = self.money
        states = [cell_of.text_of(cell) for cell in self.table.cells("status", self.rows)]
        is_closed = np.array([bool(state) and is_settled_state(state) for state in states], dtype=bool)
        paid = self._paid()
        if "open_amount" in self.columns:
            values = self.columns["open_amount"].values
            money.has_open = np.array([value is not None for value in values], dtype=bool)
            closed = np.where(is_closed, money.amount, 0)
            money.settled = np.where(money.has_open, money.amount - self._minor(values), closed)
            for at in map(int, np.flatnonzero(~money.has_open & ~is_closed)):
                self._refuse(at, "the open amount is missing")
            self._compare(paid)
        elif paid is not None:
            money.settled, money.has_open = paid, np.ones(len(paid), dtype=bool)
        else:
            money.settled = np.where(is_closed, money.amount, 0)

    def _paid(self) -> Ints | None:
        """Paid amounts with the sign of what they pay."""
        if "paid_amount" not in self.columns:
            return None
        return np.abs(self._minor(self.columns["paid_amount"].values)) * np.sign(self.money.amount)

    def _compare(self, paid: Ints | None) -> None:
        """Amount, paid and open must agree; the open amount is what counts."""
        money, left = self.money, self.money.amount - self.money.settled
        if paid is not None:
            for at in map(int, np.flatnonzero(paid != money.settled)):
                if at < self.n and at not in money.unreadable and self.columns["paid_amount"].values[at] is not None:
                    figures = (to_text(int(part[at]), money.currency[at]) for part in (money.amount, paid, left))
                    self._report(at, "paid_differs", "amount {} less paid {} is not open {}".format(*figures))
        for at in map(int, np.flatnonzero((np.abs(left) > np.abs(money.amount)) & money.has_open)):
            if at < self.n and at not in money.unreadable:
                self._report(at, "open_exceeds_amount", "the open amount is larger than the amount of the document")

    def _refuse(self, at: int, sentence: str) -> None:
        self.money.unreadable.setdefault(at, sentence)

    def _report(self, at: int, code: str, sentence: str) -> None:
        row = self.rows[at] + 1
        self.money.problems.append(Problem(row, code, f"Row {row}: {sentence}."))


def _currency(text: str) -> str:
    """A currency cell -> ISO code, '' where it names none."""
    upper = text.upper()
    return currency_of(text) or (upper if len(upper) == 3 and upper.isascii() and upper.isalpha() else "")
