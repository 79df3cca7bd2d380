"""Storing a table of monthly sales: it replaces the months it names; the same table again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.metrics.sales import month_end, month_name
from receivables.schema import Problem
from server.balance import SALES
from server.errors import UserError
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import read_grids
from server.imports.lists.sales import ParsedSales, parse_sales
from server.records import records
from server.store import companies as company_store
from server.store import imports as import_store
from server.store.imports import ImportRecord


@dataclass(frozen=True)
class SalesFile:
    """One company's monthly sales; `company` None: the store's only one."""

    company: str | None
    file_name: str
    sha256: str
    parsed: ParsedSales


def read_sales(path: Path, sha256: str, company: str | None, overrides: Mapping[str, str]) -> SalesFile:
    """A CSV or workbook of monthly sales. Raises UserFileError, one sentence."""
    grids = read_grids(path)
    try:
        return SalesFile(company, file_label(path), sha256, parse_sales(grids, overrides))
    except UserFileError as error:
        raise UserFileError(f"{file_label(path)} was refused: {error}") from error


def store_sales(connection: Connection, file: SalesFile, at: str) -> dict[str, Any]:
    """Store one table; the object of the command contract. Raises UserError where nothing says whose sales they are."""
    known = [str(name) for name in company_store.load_companies(connection)["name"]]
    company = file.company or _only(known, file)
    told = import_store.load_told_sales(connection)
    told = told[told["company"] == company]
    before = {(row["currency"], row["month"]): row["sales"] for row in records(told)}
    states = [_state(before, row) for row in records(file.parsed.sales)]
    problems = [*file.parsed.problems, *_strangers(company, known)]
    if set(states) - {"unchanged"}:
        _add(connection, file, company, problems, at)
    months = file.parsed.sales["month"]
    return {
        "kind": SALES, "company": company, "companies": [company], "file": file.file_name, "rows": len(months),
        "first_month": month_name(int(months.min())), "last_month": month_name(int(months.max())),
        "changed": {state: states.count(state) for state in ("new", "amended", "unchanged")},
        "mapping": file.parsed.mapping, "problems": [vars(problem) for problem in problems],
    }  # fmt: skip


def _only(known: list[str], file: SalesFile) -> str:
    if len(known) != 1:
        names = f"the store holds {', '.join(known)}" if known else "the store holds none yet"
        raise UserError(f"{file.file_name}: say whose sales these are with --company; {names}.")
    return known[0]


def _state(before: Mapping[tuple[str, int], int], row: Mapping[str, Any]) -> str:
    key = (row["currency"], row["month"])
    if key not in before:
        return "new"
    return "unchanged" if before[key] == row["sales"] else "amended"


def _strangers(company: str, known: list[str]) -> list[Problem]:
    """A company of which nothing else is known is most likely misspelt."""
    if company in known or not known:
        return []
    sentence = f"Nothing else is known of the company « {company} »; the store holds {', '.join(known)}."
    return [Problem(None, "unknown_company", sentence)]


def _add(connection: Connection, file: SalesFile, company: str, problems: list[Problem], at: str) -> None:
    months = file.parsed.sales["month"]
    import_id = import_store.add_import(connection, ImportRecord(
        company=company, kind=SALES, file_name=file.file_name, sha256=file.sha256,
        options={"mapping": file.parsed.mapping}, first_day=int(months.min()), last_day=month_end(int(months.max())),
        opening_day=NO_DAY, rows=len(months), balances={}, problems=problems, imported_at=at,
    ))  # fmt: skip
    import_store.add_told_sales(connection, import_id, file.parsed.sales)
