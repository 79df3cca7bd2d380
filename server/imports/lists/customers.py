"""Customers files -> customers and contacts; a value that cannot be right is kept out and named, the rest is taken."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.email_addresses import is_email_address
from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.late_payment.rate_words import read_rate_clause
from receivables.money import to_minor
from receivables.schema import Problem
from receivables.terms_text import parse_terms
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, CellError, Grid
from server.imports.lists import identifiers
from server.imports.lists.amounts import read_amounts
from server.imports.lists.columns import Table, describe_columns, locate
from server.imports.lists.customer_names import with_names
from server.imports.lists.customer_words import (
    CUSTOMER_WORDS,
    TELLING_FIELDS,
    contract_kind_of,
    language_of,
    legal_kind_of,
)
from server.imports.lists.dates import DateColumn, read_dates
from server.imports.lists.open_item_columns import MONEY
from server.imports.lists.row_words import is_total
from server.imports.lists.told_company import rows_of_company
from server.imports.lists.words import OPEN_ITEM_WORDS

TEXT_FIELDS = (
    "name", "address", "siren", "siret", "vat_number", "legal_kind", "group", "payer_account", "terms",
    "means_of_payment", "rate_clause", "contract_kind",
)  # fmt: skip
FIELDS = (
    "company", "account", *TEXT_FIELDS, "credit_limit", "insurer_limit", "insurer_expiry", "insurer_notice_days",
    "sales_contact", "branch", "language",
)  # fmt: skip
CONTACT_FIELDS = ("company", "account", "name", "role", "phone", "email")

_DAYS = re.compile(r"(\d{1,3})(?:\s*(?:j|jours?|days?)\.?)?", re.I)


@dataclass(frozen=True)
class ParsedCustomers:
    """customers: CUSTOMERS of the schema, company '' where the file names none; mapping: field -> header as shown.

    contacts: company | account | name | role | phone | email, several a customer; header: its line of headers.
    """

    mapping: dict[str, str]
    customers: pd.DataFrame
    contacts: pd.DataFrame
    problems: list[Problem]
    header: list[Cell]


def is_customer_list(grids: Sequence[Grid]) -> bool:
    """Does the header speak of customers (SIREN, address, limits ...) rather than of their documents?"""
    try:
        customer = locate(grids, CUSTOMER_WORDS, {}, ("account", "name"))
    except UserFileError:
        return False
    try:
        has_amounts = bool(set(MONEY) & locate(grids, OPEN_ITEM_WORDS, {}, MONEY).columns.keys())
    except UserFileError:
        has_amounts = False
    return len(TELLING_FIELDS & customer.columns.keys()) >= 2 and not has_amounts


def parse_customers(grids: Sequence[Grid], overrides: Mapping[str, str], company: str | None = None) -> ParsedCustomers:
    """Sheets -> the customers they hold; rows of one account are one customer, each may add a contact.

    `company`: whose customers they are, if that is told; rows of another company of the file are left out then.
    Raises UserFileError where no column of account numbers or names is found, no row has one, --map names what is
    not there, or the file names several companies and not the one told.
    """
    table = with_names(locate(grids, CUSTOMER_WORDS, overrides, ("account", "name")), overrides)
    problems = list(table.problems)
    columns = dict(table.columns)
    if "account" not in columns:
        if "name" not in columns:
            raise UserFileError(
                "No column of account numbers was recognised: say which it is with --map account=column. "
                f"Columns found: {describe_columns(table.grid, table.header_row)}."
            )
        columns["account"] = columns["name"]
        problems.append(Problem(table.header_row, "account_from_name", (
            f"There is no column of account numbers: customers are told apart by « {table.header('name')} »."
        )))  # fmt: skip
    return _CustomersReader(Table(table.grid, table.header_row, columns), problems).parse(company)


class _CustomersReader:
    """One customers file on its way to tables; lists in the order of its filled rows."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.table, self.problems = table, problems
        self.rows = [
            at for at in range(table.header_row, len(table.grid.rows))
            if not all(map(cell_of.is_blank, table.grid.rows[at])) and not _is_total(table.grid.rows[at])
        ]  # fmt: skip

    def parse(self, company: str | None) -> ParsedCustomers:
        if company is not None:
            self._keep_company(company)
        values: dict[str, list[object]] = {field: list(self._texts(field)) for field in CUSTOMER_WORDS}
        if company is not None:
            values["company"] = [""] * len(self.rows)
        values["address"] = self._addresses(values)
        self._check_numbers(values)
        self._check_words(values)
        for field in ("credit_limit", "insurer_limit"):
            values[field] = list(self._limits(field))
        values["insurer_expiry"] = list(self._expiries())
        notices = enumerate(values["insurer_notice_days"])
        values["insurer_notice_days"] = [self._notice(at, text) for at, text in notices]
        kept = [at for at in range(len(self.rows)) if self._is_owned(at, values)]
        if not kept:
            raise UserFileError(
                f"There is no line with an account number under the header in row {self.table.header_row}: "
                "export the customers again."
            )
        header = self.table.header_cells
        mapping = {field: self.table.header(field) for field in CUSTOMER_WORDS if field in self.table.columns}
        return ParsedCustomers(
            mapping, self._customers(values, kept), self._contacts(values, kept), self.problems, header
        )

    def _keep_company(self, told: str) -> None:
        """Only the rows that can be those of the company told."""
        names = [cell_of.identifier(cell) for cell in self.table.cells("company", self.rows)]
        self.rows, problems = rows_of_company(names, self.rows, told)
        self.problems += problems

    # -- cells -------------------------------------------------------------------------------------------------------

    def _texts(self, field: str) -> list[str]:
        cells = self.table.cells(field, self.rows)
        for at, cell in enumerate(cells):
            if isinstance(cell, CellError):
                self._report(at, "error_cell", f"column « {self.table.header(field)} » shows {cell.text}")
        is_number = field in ("account", "company", "payer_account", "siren", "siret", "postal_code")
        return [cell_of.identifier(cell) if is_number else cell_of.text_of(cell) for cell in cells]

    def _addresses(self, values: Mapping[str, list[object]]) -> list[object]:
        """Street, postal code and city where the file keeps them apart."""
        streets = map(_in_one_line, self.table.cells("address", self.rows))
        parts = zip(streets, values["postal_code"], values["city"], strict=True)
        return [", ".join(part for part in (street, f"{code} {city}".strip()) if part) for street, code, city in parts]

    def _limits(self, field: str) -> list[int | None]:
        """Limits in minor units of EUR."""
        column = read_amounts(self.table.cells(field, self.rows))
        limits: list[int | None] = []
        for at, value in enumerate(column.values):
            try:
                limits.append(None if value is None else to_minor(value))
            except (OutOfRangeError, ArithmeticError):
                limits.append(None)
                column.unreadable[at] = str(value)[:60]
        for at, text in sorted(column.unreadable.items()):
            self._report(at, "unreadable_amount", f"the amount « {text} » cannot be read and is left out")
        return limits

    def _expiries(self) -> list[int]:
        if "insurer_expiry" not in self.table.columns:
            return [NO_DAY] * len(self.rows)
        cells, numbers = self.table.cells("insurer_expiry", self.rows), [row + 1 for row in self.rows]
        days, problems = read_dates({"expiry": DateColumn(self.table.header("insurer_expiry"), cells, numbers)})
        self.problems += problems
        return [int(day) for day in days["expiry"]]

    def _notice(self, at: int, text: object) -> int | None:
        found = _DAYS.fullmatch(str(text))
        if text and not found:
            self._report(at, "unreadable_days", f"the number of days « {text} » cannot be read and is left out")
        return int(found.group(1)) if found else None

    # -- checks ------------------------------------------------------------------------------------------------------

    def _check_numbers(self, values: dict[str, list[object]]) -> None:
        self._keep(values, "siren", identifiers.compact, identifiers.is_siren, "SIREN")
        self._keep(values, "siret", identifiers.compact, identifiers.is_siret, "SIRET")
        self._keep(values, "vat_number", identifiers.compact, identifiers.is_vat_number, "VAT number")
        self._keep(values, "email", str.strip, is_email_address, "e-mail address")
        self._keep(values, "phone", str.strip, lambda text: sum(map(str.isdigit, text)) >= 6, "telephone number")
        for at, (siren, siret) in enumerate(zip(values["siren"], values["siret"], strict=True)):
            if siren and siret and not str(siret).startswith(str(siren)):
                self._report(at, "siret_not_of_siren", f"SIRET {siret} is not of SIREN {siren} and is left out")
                values["siret"][at] = ""
            elif siret and not siren:
                values["siren"][at] = str(siret)[:9]

    def _check_words(self, values: dict[str, list[object]]) -> None:
        self._translate(values, "legal_kind", legal_kind_of, "legal kind")
        self._translate(values, "contract_kind", contract_kind_of, "contract kind")
        self._translate(values, "language", language_of, "language")
        self._keep(values, "terms", str.strip, _is_terms, "terms", "unknown_terms")
        self._check_clauses(values["rate_clause"])

    def _check_clauses(self, clauses: Sequence[object]) -> None:
        """A rate clause is kept as written: left out, the legal rate would stand in its place unseen."""
        for at, text in enumerate(clauses):
            if not text:
                continue
            try:
                read_rate_clause(str(text))
            except ReceivablesError as error:
                self._report(at, "unknown_rate_clause", str(error).rstrip("."))

    def _keep(
        self, values: dict[str, list[object]], field: str, clean: Callable[[str], str],
        is_right: Callable[[str], bool], shown: str, code: str = "",
    ) -> None:  # fmt: skip
        """Clean each value; one that cannot be right is named and left out."""
        for at, text in enumerate(values[field]):
            cleaned = clean(str(text))
            if cleaned and not is_right(cleaned):
                sentence = f"the {shown} « {str(text)[:60]} » cannot be right: left out"
                self._report(at, code or f"wrong_{field}", sentence)
                cleaned = ""
            values[field][at] = cleaned

    def _translate(self, values: dict[str, list[object]], field: str, word: Callable[[str], str], shown: str) -> None:
        for at, text in enumerate(values[field]):
            values[field][at] = word(str(text)) if text else ""
            if text and not values[field][at]:
                self._report(at, f"unknown_{field}", f"the {shown} « {str(text)[:60]} » is not known and is left out")

    def _is_owned(self, at: int, values: Mapping[str, list[object]]) -> bool:
        if not values["account"][at]:
            self._report(at, "no_account", "there is no account number; the row is left out")
        elif cell_of.is_rounded(str(values["account"][at])):
            self._report(at, "no_account", f"the account « {values['account'][at]} » lost its last digits; left out")
            return False
        return bool(values["account"][at])

    # -- tables ------------------------------------------------------------------------------------------------------

    def _customers(self, values: Mapping[str, list[object]], kept: list[int]) -> pd.DataFrame:
        """First value told of each field; a second one that differs is named."""
        found: dict[tuple[object, object], dict[str, object]] = {}
        for at in kept:
            known = found.setdefault((values["company"][at], values["account"][at]), {})
            for field in FIELDS:
                value = values[field][at]
                if value in ("", None, NO_DAY):
                    continue
                if known.setdefault(field, value) != value:
                    name = field.replace("_", " ")
                    self._report(at, "differing_value", f"{name} differs from the customer's first row")
        blank: dict[str, object] = dict.fromkeys(FIELDS, "")
        blank |= {"credit_limit": None, "insurer_limit": None, "insurer_expiry": NO_DAY, "insurer_notice_days": None}
        frame = pd.DataFrame([{**blank, **known} for known in found.values()], columns=list(FIELDS), dtype=object)
        texts = [field for field in FIELDS if blank[field] == ""]
        return frame.astype(dict.fromkeys(texts, "str")).astype({"insurer_expiry": np.int32})

    def _contacts(self, values: Mapping[str, list[object]], kept: list[int]) -> pd.DataFrame:
        fields = ("company", "account", "contact", "role", "phone", "email")
        rows = [tuple(values[field][at] for field in fields) for at in kept]
        rows = [row for row in dict.fromkeys(rows) if row[2] or row[4] or row[5]]
        return pd.DataFrame(rows, columns=list(CONTACT_FIELDS), dtype="str")

    def _report(self, at: int, code: str, sentence: str) -> None:
        row = self.rows[at] + 1
        self.problems.append(Problem(row, code, f"Row {row}: {sentence}."))


def _in_one_line(cell: Cell) -> str:
    """The lines of a cell, as addresses are kept: parted by commas."""
    lines = cell.splitlines() if isinstance(cell, str) else [cell]
    return ", ".join(told for line in lines if (told := cell_of.text_of(line).rstrip(" ,")))


def _is_total(row: Sequence[Cell]) -> bool:
    """One cell alone that counts or sums up the rows above."""
    texts = [text for cell in row if (text := cell_of.text_of(cell))]
    return len(texts) == 1 and is_total(texts[0])


def _is_terms(text: str) -> bool:
    try:
        parse_terms(text)
    except ReceivablesError:
        return False
    return True
