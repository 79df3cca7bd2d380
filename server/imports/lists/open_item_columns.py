"""What the columns of an open-items list mean together: whose account, which amounts, in which currency."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, Grid
from server.imports.lists.columns import Table, column_letter, describe_columns, header_of, locate
from server.imports.lists.customer_names import with_names
from server.imports.lists.headings import has_headings
from server.imports.lists.words import OPEN_ITEM_WORDS, currency_of, fold

MONEY = ("amount", "open_amount", "debit", "credit")
DEFAULT_CURRENCY = "EUR"
_LOCAL = frozenset({"local", "loc", "lc", "hauswahrung", "interna", "interne"})
_FOREIGN = re.compile(r"(?:montant|mt|amount|importo|betrag).*\b(?:devise|devises|doc|document|docum|foreign|fc)\b")
_RUNNING = frozenset({"solde", "balance"})
_PLAIN_ACCOUNT = frozenset({"compte", "num compte", "compte num"})
_THOUSANDS = re.compile(r"\bk ?(?:€|eur|usd|\$|£)|\bmilliers\b|\bthousands?\b", re.I)


def locate_list(grids: Sequence[Grid], overrides: Mapping[str, str]) -> Table:
    """Sheet and columns of a list of open items, roles settled. Raises UserFileError where account or amount lack."""
    table = locate(grids, OPEN_ITEM_WORDS, overrides, MONEY)
    table = _settle_amounts(table, overrides)
    table = with_names(table, overrides)
    table = _settle_account(table)
    table = _settle_currency(table, overrides)
    table = _date_by_content(table)
    return replace(table, problems=(*table.problems, *_other_lists(grids, table)))


def currency_told(table: Table) -> str:
    """Currency the amount headers name, else EUR."""
    headers = [table.header(field) for field in MONEY if field in table.columns]
    return next((code for code in map(currency_of, headers) if code), DEFAULT_CURRENCY)


def thousands_told(header: str) -> str:
    """What in a header says that its amounts are in thousands (`k€`), '' where nothing does."""
    found = _THOUSANDS.search(header)
    return found.group() if found else ""


def _settle_amounts(table: Table, overrides: Mapping[str, str]) -> Table:
    """Either debit and credit, or signed amounts; a balance beside debit and credit is a running one."""
    columns = dict(table.columns)
    has_both = {"debit", "credit"} <= columns.keys()
    if "amount" in overrides or not has_both:
        for field in {"debit", "credit"} - overrides.keys():
            columns.pop(field, None)
    elif has_both:
        for field in {"amount", "sign"} - overrides.keys():
            columns.pop(field, None)
        if "open_amount" not in overrides and _folded(table, "open_amount") in _RUNNING:
            columns.pop("open_amount", None)
    if ("debit" in columns) != ("credit" in columns):
        raise _missing("debit" if "credit" in columns else "credit", table)
    if not {"amount", "debit", "open_amount"} & columns.keys():
        raise _missing("amount", table)
    if found := thousands_told(" ".join(table.header(field) for field in MONEY if field in columns)):
        raise UserFileError(f"The amounts are in thousands (« {found} »), which no balance can tie to.")
    if "amount" not in columns and "debit" not in columns:
        columns["amount"] = columns.pop("open_amount")
    return replace(table, columns=columns)


def _settle_account(table: Table) -> Table:
    """An account column; else account headings; else the collective account; else the customers' names."""
    columns = dict(table.columns)
    if not {"name", "number"} & columns.keys() and "label" in columns:  # a list of balances: the words are the names
        columns["name"] = columns.pop("label")
        table = replace(table, columns=columns)
    if "account" in columns:
        return table
    if _folded(table, "ledger_account") in _PLAIN_ACCOUNT:
        columns["account"] = columns.pop("ledger_account")
        return replace(table, columns=columns)
    if table.header_row and has_headings(table.grid):
        return table
    if "ledger_account" in columns:
        columns["account"] = columns.pop("ledger_account")
        return replace(table, columns=columns)
    source = next((field for field in ("name", "company") if field in columns), None)
    if source is None:
        raise _missing("account", table)
    columns["account"] = columns["name"] = columns[source]
    columns.pop("company", None) if source == "company" else None
    problem = Problem(table.header_row or None, "account_from_name", (
        f"There is no column of account numbers: customers are told apart by « {table.header(source)} »."
    ))  # fmt: skip
    return replace(table, columns=columns, problems=(*table.problems, problem))


def _settle_currency(table: Table, overrides: Mapping[str, str]) -> Table:
    """Amounts in the ledger's own currency must not be read in the document's: the columns go in pairs."""
    if "currency" not in table.columns or "currency" in overrides:
        return _local_amount(table, overrides)
    headers = _folded_headers(table)
    if told := next((field for field in MONEY if field in table.columns and currency_of(table.header(field))), ""):
        return _with_currency(table, None, f"« {table.header(told)} » names the currency of the amounts")
    if "amount" in table.columns and not set(headers[table.columns["amount"]].split()) & _LOCAL:
        return table
    foreign = [at for at, header in enumerate(headers) if _FOREIGN.search(header)]
    if "amount" in table.columns or foreign:
        local = next((at for at, header in enumerate(headers) if _is_local_currency(header)), None)
        return _with_currency(table, local, "the amounts are in the ledger's own currency")
    return table


def _local_amount(table: Table, overrides: Mapping[str, str]) -> Table:
    """Without currency column, amounts in local currency are better than those in each document's."""
    headers = _folded_headers(table)
    if "amount" not in table.columns or "amount" in overrides or not _FOREIGN.search(headers[table.columns["amount"]]):
        return table
    wanted = [at for at, header in enumerate(headers) if set(header.split()) & _LOCAL and "amount" in header]
    return replace(table, columns={**table.columns, "amount": wanted[0]}) if wanted else table


def _with_currency(table: Table, local: int | None, why: str) -> Table:
    columns = {field: at for field, at in table.columns.items() if field != "currency"}
    if local is not None:
        return replace(table, columns={**columns, "currency": local})
    problem = Problem(table.header_row, "currency_left_out", (
        f"Column « {table.header('currency')} » is not read: {why}."
    ))  # fmt: skip
    return replace(table, columns=columns, problems=(*table.problems, problem))


def _is_local_currency(header: str) -> bool:
    if header in ("lcurr", "l curr"):
        return True
    words = set(header.split())
    return len(words) == 2 and bool(words & _LOCAL) and bool(words & {"currency", "curr", "devise", "divisa"})


def _folded(table: Table, field: str) -> str:
    return fold(table.header(field)) if field in table.columns else ""


def _folded_headers(table: Table) -> list[str]:
    width = max(map(len, table.grid.rows), default=0)
    return [fold(header_of(table.grid, table.header_row, at)) for at in range(width)]


def _date_by_content(table: Table) -> Table:
    """No header says document date: the one column left that holds dates is it."""
    if not table.header_row or {"document_date", "posting_date"} & table.columns.keys():
        return table
    rows = table.grid.rows[table.header_row : table.header_row + 300]
    taken = set(table.columns.values())
    found = [at for at in range(max(map(len, rows), default=0)) if at not in taken and _is_date_column(rows, at)]
    if len(found) != 1:
        return table
    name = header_of(table.grid, table.header_row, found[0])
    problem = Problem(table.header_row, "column_by_content", (
        f"Column « {name} » ({column_letter(found[0])}) holds the only other dates: it is read as the document date."
    ))  # fmt: skip
    columns = {**table.columns, "document_date": found[0]}
    return replace(table, columns=columns, problems=(*table.problems, problem))


def _is_date_column(rows: Sequence[list[Cell]], at: int) -> bool:
    cells = [row[at] for row in rows if at < len(row) and not cell_of.is_blank(row[at])]
    return bool(cells) and sum(map(cell_of.looks_like_date, cells)) >= 0.8 * len(cells)


def _other_lists(grids: Sequence[Grid], table: Table) -> list[Problem]:
    """Other sheets with the very same header: perhaps the list goes on there."""
    if not table.header_row or len(grids) == 1:
        return []
    header = table.grid.rows[table.header_row - 1]
    others = [f"« {grid.name} »" for grid in grids if grid is not table.grid and header in grid.rows[:200]]
    if not others:
        return []
    sentence = f"Only sheet « {table.grid.name} » is read; the same header stands in {', '.join(others)}."
    return [Problem(None, "other_sheets", sentence)]


def _missing(field: str, table: Table) -> UserFileError:
    sentences = [problem.message for problem in table.problems if problem.code == "column_not_read"]
    sentences.append(
        f"No column of {'account numbers' if field == 'account' else f'{field}s'} was recognised: "
        f"say which it is with --map {field}=column. Columns found: {describe_columns(table.grid, table.header_row)}."
    )
    return UserFileError(" ".join(sentences))
