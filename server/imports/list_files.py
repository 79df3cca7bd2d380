"""A list from a file: open items or customers, the columns saved for it, one part a company."""

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, iso
from receivables.schema import NO_LETTER, NO_LINE, Problem
from receivables.scope import Collective, collective_of
from server.balance import CUSTOMERS, OPEN_ITEMS
from server.imports.customer_files import CustomerFile, customer_file
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import Cell, Grid, read_grids
from server.imports.ledgers import LedgerFile
from server.imports.lists.customers import ParsedCustomers, is_customer_list, parse_customers
from server.imports.lists.open_items import ParsedList, parse_open_items
from server.store import companies as company_store
from server.store import customers as customer_store
from server.store import imports as import_store
from server.store import lines as line_store

#: Whose a file is when nothing says it.
DEFAULT_COMPANY = "default"
_HEADER_ROWS = 200
_SHOWN = 5
_OTHER_ACCOUNT = r"(?!41)[1-7]\d{2,}[A-Za-z]*"


@dataclass(frozen=True)
class ListSource:
    """The file of a list and how it is to be read.

    mapping: field -> header text or column letter; listed_only: the list speaks for its accounts alone;
    today: the day it is imported (day number), that of a list which bears no date at all.
    """

    path: Path
    sha256: str
    kind: str
    company: str | None
    mapping: Mapping[str, str]
    listed_only: bool
    today: int

    @property
    def name(self) -> str:
        """The file as it is called in sentences."""
        return file_label(self.path)


def read_list(connection: Connection, source: ListSource) -> Sequence[LedgerFile | CustomerFile]:
    """Parts of a list, one for each company it names; all of it is one company's where that is told."""
    grids = read_grids(source.path)
    try:
        kind = _kind(grids, source.kind)
        owner = source.company or DEFAULT_COMPANY
        mapping = {**_saved(connection, owner, kind, grids), **source.mapping}
        if kind == CUSTOMERS:
            customers = parse_customers(grids, mapping, source.company)
            header, parts = customers.header, _customer_files(customers, source)
        else:
            parsed = parse_open_items(grids, mapping)
            header, parts = parsed.header, _ledger_files(connection, parsed, source)
    except UserFileError as error:
        raise UserFileError(f"{source.name} was refused: {error}") from error
    if source.mapping:
        _save(connection, owner, kind, header, mapping)
    return parts


def _kind(grids: Sequence[Grid], told: str) -> str:
    if told == "auto":
        return CUSTOMERS if is_customer_list(grids) else OPEN_ITEMS
    if told == OPEN_ITEMS and is_customer_list(grids):
        raise UserFileError("it holds customers, no open items: import it with --kind customers.")
    return told


def _customer_files(parsed: ParsedCustomers, source: ListSource) -> list[LedgerFile | CustomerFile]:
    return [
        customer_file(parsed, source.name, source.sha256, (name, source.company or name or DEFAULT_COMPANY))
        for name in sorted(set(parsed.customers["company"]))
    ]


def _ledger_files(connection: Connection, parsed: ParsedList, source: ListSource) -> list[LedgerFile | CustomerFile]:
    if source.company is not None:  # all of it is that company's, whatever its rows say
        parsed = _as_one_company(parsed, source.company)
    as_of, parsed = _dated(parsed, source.today)
    scope = company_store.load_scope(connection)
    _refuse_all_out(parsed, scope)
    parsed = replace(parsed, problems=[*parsed.problems, *_strange_accounts(parsed, scope)])
    return [_ledger_file(connection, parsed, source, name, as_of) for name in sorted(set(parsed.accounts["company"]))]


def _as_one_company(parsed: ParsedList, company: str) -> ParsedList:
    """All rows under the company told; that several companies become one is said."""
    named = sorted(set(parsed.accounts["company"]) - {""})
    totals = {("", code): total for (_, code), total in parsed.printed_totals.items()}
    merged = [] if len(named) < 2 else [Problem(None, "companies_merged", (
        f"The list names {len(named)} companies ({', '.join(f'« {name[:60]} »' for name in named[:_SHOWN])}"
        f"{', …' if named[_SHOWN:] else ''}); all its rows are kept under « {company[:60]} », as told: "
        "without --company each would keep its own."
    ))]  # fmt: skip
    accounts, problems = parsed.accounts.assign(company=""), [*parsed.problems, *merged]
    return replace(parsed, accounts=accounts, printed_totals=totals, problems=problems)


def _saved(connection: Connection, company: str, kind: str, grids: Sequence[Grid]) -> dict[str, str]:
    """Columns told for an earlier file of the company with one of these lines as its header."""
    companies = company_store.load_companies(connection)
    owners = companies.loc[companies["name"] == company, "id"]
    saved: dict[str, str] = {}
    for owner, row in itertools.product(owners, (row for grid in grids for row in grid.rows[:_HEADER_ROWS])):
        saved = customer_store.load_mapping(connection, int(owner), kind, _signature(row)) or saved
    return saved


def _save(connection: Connection, company: str, kind: str, header: Sequence[Cell], mapping: Mapping[str, str]) -> None:
    """Keep the columns told for the next file with this header."""
    if header:  # without header line nothing tells the next file of its kind
        owner = company_store.company_id(connection, company)
        customer_store.save_mapping(connection, owner, kind, _signature(header), mapping)


def _signature(row: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([str(cell) for cell in row]).encode()).hexdigest()


def _ledger_file(connection: Connection, parsed: ParsedList, source: ListSource, named: str, as_of: int) -> LedgerFile:
    """One company's part of a list, as lines of a ledger."""
    company = source.company or named or DEFAULT_COMPANY
    accounts = parsed.accounts[parsed.accounts["company"] == named]
    lines = parsed.lines[parsed.lines["account"].isin(accounts.index)]
    lines = lines.assign(account=accounts.index.get_indexer(pd.Index(lines["account"]))).reset_index(drop=True)
    lines = _as_posted(lines, as_of).drop(columns="letter_text")
    accounts, rows = accounts.reset_index(drop=True), int(lines["row"].nunique())
    balances = {code: parsed.printed_totals.get((named, code)) for code in sorted(set(accounts["currency"]))}
    if source.listed_only:
        before = _list_before(connection, company)
        as_of = max([as_of, *before["last_day"]])  # the accounts not listed stand as of that day
        listed = len(lines)
        accounts, lines = _with_unlisted(connection, before, accounts, lines)
        balances = _with_kept(balances, accounts, lines[listed:])
    days = lines["document_day"][lines["document_day"] != NO_DAY]
    return LedgerFile(
        company=company, kind=OPEN_ITEMS, file_name=source.name, sha256=source.sha256,
        options={"mapping": parsed.mapping, "listed_only": source.listed_only,
                 "is_dated": parsed.as_of is not None},
        rows=rows,
        first_day=int(min(days.min(), as_of)) if len(days) else as_of, last_day=as_of, opening_day=NO_DAY,
        accounts=accounts[["ledger_account", "auxiliary", "currency", "name"]], lines=lines,
        open_letters=pd.DataFrame({"letter": [], "account": [], "text": [], "amount": []}), balances=balances,
        sales=pd.DataFrame({"month": [], "sales": [], "vat": []}), problems=_problems_of(parsed, named),
    )  # fmt: skip


def _problems_of(parsed: ParsedList, named: str) -> list[Problem]:
    """Problems of the rows of one company; those of the whole file stand with the first."""
    owner = parsed.accounts["company"].reindex(parsed.lines["account"]).to_numpy()
    rows = set(parsed.lines.loc[owner == named, "row"])
    others = set(parsed.lines["row"]) - rows
    is_first = named == min(parsed.accounts["company"])
    return [one for one in parsed.problems if one.row in rows or (is_first and one.row not in others)]


def _refuse_all_out(parsed: ParsedList, scope: Sequence[Collective]) -> None:
    """A list none of whose rows would count was read by the wrong column: a total of 0.00 would hide it."""
    ledger = parsed.accounts["ledger_account"]
    if (ledger != "").all() and not any(collective_of(ledger, scope)):
        column = parsed.mapping.get("ledger_account") or parsed.mapping.get("account", "account")
        raise UserFileError(
            f"its column « {column} » holds no customer account of the scope, such as « {ledger.iloc[0][:60]} », "
            "so that no row would count: tell the column of the customers' numbers with --map account=COLUMN."
        )


def _strange_accounts(parsed: ParsedList, scope: Sequence[Collective]) -> list[Problem]:
    """Accounts outside the scope, which no balance shows, and accounts of suppliers or banks among customers'."""
    first_rows = parsed.lines.groupby("account")["row"].min()
    ledger, auxiliary = parsed.accounts["ledger_account"], parsed.accounts["auxiliary"]
    is_out = (ledger != "") & (np.array(collective_of(ledger, scope), dtype=object) == "")
    is_other = (ledger == "") & auxiliary.str.fullmatch(_OTHER_ACCOUNT) & bool((ledger != "").any())
    told = [(is_out, ledger, "is no receivable account of the scope: its items are left out")]
    told.append((is_other, auxiliary, "is no customer account, as most are: its items count all the same"))
    return [
        Problem(row := int(first_rows[at]), "strange_account", f"Row {row}: the account « {numbers[at][:60]} » {what}.")
        for rows, numbers, what in told
        for at in parsed.accounts.index[rows]
    ]


def _dated(parsed: ParsedList, today: int) -> tuple[int, ParsedList]:
    """The day of a list: the one it prints, else that of its latest document, else the day it came, which is said."""
    if parsed.as_of is not None:
        return parsed.as_of, parsed
    latest = int(parsed.lines.loc[~_is_dated_payment(parsed.lines), "document_day"].max())
    if latest != NO_DAY:
        return latest, parsed
    undated = Problem(None, "undated_list", (
        f"Neither the list nor its documents bear a date: it is taken as of {iso(today)}, the day of its import."
    ))  # fmt: skip
    return today, replace(parsed, problems=[*parsed.problems, undated])


def _is_dated_payment(lines: pd.DataFrame) -> pd.Series:
    """Payments the parser adds for a row that says when it was paid: they share the row of their item."""
    return lines.duplicated("row")


def _as_posted(lines: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """A list shows its items on its day, whenever they are dated; only payments it dates itself come later."""
    posted = lines["posted"].where(lines["posted"] != NO_DAY, as_of)
    codes = lines.groupby(["account", "letter"], sort=False).ngroup().to_numpy(np.int64)
    return lines.assign(
        posted=np.where(_is_dated_payment(lines), posted, np.minimum(posted, as_of)),
        letter_text=lines["letter"],
        letter=np.where((lines["letter"] == "").to_numpy(), NO_LETTER, codes + 1),
        opening=False,
        reverses=np.int64(NO_LINE),
        continues=np.int64(NO_LINE),
    )


def _list_before(connection: Connection, company: str) -> pd.DataFrame:
    """The company's list in force, one row of `load_imports` or none."""
    imports = import_store.load_imports(connection)
    return imports[(imports["company"] == company) & imports["is_active"] & (imports["kind"] == OPEN_ITEMS)]


def _with_unlisted(
    connection: Connection, before: pd.DataFrame, accounts: pd.DataFrame, lines: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """With --scope listed the accounts and currencies that a list does not hold stay as the list before left them."""
    past = line_store.load_lines(connection, before)
    past = line_store.add_texts(connection, past, np.arange(len(past)))
    known = company_store.load_accounts(connection)
    keys = ["ledger_account", "auxiliary", "currency"]
    listed = set(accounts[keys].itertuples(index=False, name=None))
    is_kept = ~known[keys].apply(tuple, axis=1).isin(listed).reindex(past["account_id"]).to_numpy(bool)
    past = past[is_kept]
    kept_ids = past["account_id"].unique()
    kept = known.loc[kept_ids, [*keys, "name"]].assign(company="")
    position_of = {account: len(accounts) + at for at, account in enumerate(kept_ids)}
    highest = int(lines["letter"].max()) if len(lines) else 0
    past = past.assign(
        account=past["account_id"].map(position_of),
        letter=np.where(past["letter"] > 0, past["letter"] + highest, 0),
        continues=np.int64(NO_LINE),
        reverses=np.int64(NO_LINE),
    )
    return (
        pd.concat([accounts, kept], ignore_index=True),
        pd.concat([lines, past.drop(columns=["account_id", "line", "item"])], ignore_index=True),
    )


def _with_kept(balances: Mapping[str, int | None], accounts: pd.DataFrame, kept: pd.DataFrame) -> dict[str, int | None]:
    """Printed totals by currency plus what the accounts not listed have open; None where the list prints none."""
    opened = (kept["amount"] - kept["settled"]).groupby(accounts["currency"].reindex(kept["account"]).to_numpy()).sum()
    codes = sorted(set(accounts["currency"]))
    return {
        code: None if (printed := balances.get(code)) is None else printed + int(opened.get(code, 0)) for code in codes
    }
