"""A column called « Société » holds the reader's own companies, or the names of the customers: the rows tell."""

from collections.abc import Mapping
from dataclasses import replace

from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.lists.columns import Table

#: So many companies with one customer each are customers, however short their names.
_MANY = 4


def with_names(table: Table, overrides: Mapping[str, str]) -> Table:
    """Where no column bears names and each account has a company of its own, these are the customers' names."""
    columns = table.columns
    if "name" in columns or "company" in overrides or not {"company", "account"} <= columns.keys():
        return table
    rows = range(table.header_row, len(table.grid.rows))
    cells = [map(cell_of.identifier, table.cells(field, rows)) for field in ("account", "company")]
    pairs = {(account, company) for account, company in zip(*cells, strict=True) if account and company}
    accounts, companies = ({pair[at] for pair in pairs} for at in (0, 1))
    codes = sum(map(cell_of.looks_like_code, companies))
    if not len(pairs) == len(accounts) == len(companies) > 1 or (len(companies) < _MANY and 2 * codes >= len(pairs)):
        return table
    problem = Problem(table.header_row or None, "names_from_company", (
        f"Column « {table.header('company')} » holds another name for each customer: it is read as their names."
    ))  # fmt: skip
    renamed = {"name" if field == "company" else field: at for field, at in columns.items()}
    return replace(table, columns=renamed, problems=(*table.problems, problem))
