"""The receivables of a day out of the store: which imports speak for it, their lines, and what is open of them."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.matching import LEDGER, Matched, groups_over_files, rows_to_read
from receivables.open_items import DEFAULT_TERMS, OpenItems, open_items
from receivables.priority.collectible import RETENTION_PATTERN, is_factored, is_retention
from receivables.schema import NO_LETTER
from receivables.scope import IN, with_labels
from server.errors import UserError
from server.followed import Followed
from server.store import companies as company_store
from server.store import customers as customer_store
from server.store import decisions as decision_store
from server.store import imports as import_store
from server.store import lines as line_store

FEC, OPEN_ITEMS, CUSTOMERS, SALES, FOLLOWUP = "fec", "open-items", "customers", "sales", "followup"
LEDGER_KINDS = (FEC, OPEN_ITEMS)


@dataclass(frozen=True)
class Position:
    """The receivables at the end of day `on`.

    accounts: ACCOUNTS with collective, treatment, account, is_factored, insolvency_day
    imports: those whose lines count
    lines: LINES posted up to the day, with due_day, due_origin, terms and remaining
    items: OPEN ITEMS of them, with is_retention (see `receivables.priority.collectible`)
    followed: what people follow up that day, once it was asked for (`server.followup`)
    """

    on: int
    view: str
    accounts: pd.DataFrame
    imports: pd.DataFrame
    lines: pd.DataFrame
    items: pd.DataFrame
    matched: Matched
    followed: Followed | None = None

    @property
    def items_in_scope(self) -> pd.DataFrame:
        """OPEN ITEMS of the accounts that are in the balance."""
        is_in = self.accounts["treatment"].reindex(self.items["account_id"]).to_numpy() == IN
        items: pd.DataFrame = self.items.loc[is_in]
        return items


def active_ledgers(imports: pd.DataFrame) -> pd.DataFrame:
    """The ledgers and lists in force among `load_imports`."""
    return imports[imports["is_active"] & imports["kind"].isin(LEDGER_KINDS)]


def last_covered_day(imports: pd.DataFrame) -> int:
    """The last day covered by the data: the latest of the active imports. Raises UserError where there are none."""
    covering = active_ledgers(imports)
    if covering.empty:
        raise UserError("There is no data yet: import a ledger or a list of open items first (relance import FILE).")
    return int(covering["last_day"].max())


def position(
    connection: Connection,
    on: int | None = None,
    view: str = LEDGER,
    company: str | None = None,
    by_letter_date: bool = False,
    with_texts: bool = False,
    in_hand: pd.DataFrame | None = None,
    imports: pd.DataFrame | None = None,
) -> Position:
    """What is open at the end of day `on` (default: the last day covered), of one company or all.

    by_letter_date: letters count from the day somebody lettered, not from the day their lines are posted.
    with_texts: every open item carries its number and label (else only those that matching needed).
    in_hand: the lines just stored of one import, which need not be read again.
    imports: `load_imports` as they stood at another time (default: as they stand).
    """
    imports = _of_company(import_store.load_imports(connection) if imports is None else imports, company)
    last_day = last_covered_day(imports)
    on = last_day if on is None else on
    speaking = speaking_imports(imports, on)
    accounts = with_labels(company_store.load_accounts(connection), company_store.load_scope(connection))
    lines = load_matched_lines(connection, speaking, on, in_hand)
    if by_letter_date:
        lettered = lines.groupby("letter")["letter_day"].transform("max")  # some programs date one line of a group
        lines["letter"] = lines["letter"].where((lettered <= on) & (lettered != NO_DAY), NO_LETTER)
    lines = _read_texts(connection, lines, view)
    lines = _complete_openings(connection, lines, imports, speaking)
    accounts = _with_customers(connection, accounts)
    found = _open_items(connection, lines, accounts, view)
    items = found.items.assign(is_retention=_is_retention(connection, speaking, found.items))
    if with_texts:
        items = _with_texts(connection, items)
    return Position(on, view, accounts, speaking, found.lines, items, found.matched)


def speaking_imports(imports: pd.DataFrame, on: int) -> pd.DataFrame:
    """The imports whose lines make up the receivables of day `on`, per company.

    A ledger that opens with brought-forward entries speaks for all before it; one without them continues the ledger
    before it (a year whose opening is not booked yet, a part of a year). The last list speaks alone.
    """
    active = active_ledgers(imports)
    active = active.assign(start=start_days(active)).sort_values(["start", "id"])
    kept: list[int] = []
    for _, own in active.groupby("company_id", sort=False):
        begun = own[(own["start"] <= on) | (own["kind"] == OPEN_ITEMS)]
        openings = begun[begun["opening_day"] != NO_DAY]
        kept += list((begun.loc[openings.index[-1] :] if len(openings) else begun).index)
    return imports.loc[sorted(kept)]


def load_matched_lines(
    connection: Connection, speaking: pd.DataFrame, until: int | None = None, in_hand: pd.DataFrame | None = None
) -> pd.DataFrame:
    """LINES of the imports that speak together, as `load_lines`: groups that only balance over several files are one.

    An invoice lettered `AA` in January's file and its payment lettered `AA` in February's.
    """
    lines = line_store.load_lines(connection, speaking, until, in_hand)
    if len(speaking) < 2:
        return lines
    letters = import_store.load_open_letters(connection, [int(number) for number in speaking["id"]])
    starts = start_days(speaking).set_axis(speaking["id"])
    closed = groups_over_files(letters.assign(start=letters["import_id"].map(starts)))
    at = closed.index.get_indexer(pd.Index(lines["letter"]))
    if len(closed):
        lines["letter"] = np.where(at >= 0, closed.to_numpy()[at], lines["letter"])
    return lines


def start_days(imports: pd.DataFrame) -> pd.Series:
    """The day each import begins: its opening day, which no entry dated years too early moves; else its first day."""
    return imports["opening_day"].where(imports["opening_day"] != NO_DAY, imports["first_day"])


def of_accounts(found: Position, ids: pd.Index) -> Position:
    """The position of some accounts (ids of `accounts`) alone: their rows of each table, nothing followed yet."""
    lines, items = (table[table["account_id"].isin(ids)] for table in (found.lines, found.items))
    return replace(found, accounts=found.accounts.loc[ids], lines=lines, items=items, followed=None)


def _of_company(imports: pd.DataFrame, company: str | None) -> pd.DataFrame:
    if company is None:
        return imports
    own = imports[imports["company"] == company]
    if own.empty:
        names = ", ".join(dict.fromkeys(imports["company"])) or "none yet"
        raise UserError(f"There is no company « {company} »; the store holds: {names}.")
    return own


def _read_texts(connection: Connection, lines: pd.DataFrame, view: str) -> pd.DataFrame:
    undated = np.flatnonzero(lines["opening"].to_numpy() & (lines["document_day"].to_numpy() == NO_DAY))
    return line_store.add_texts(connection, lines, np.union1d(rows_to_read(lines, view), undated))


def _complete_openings(
    connection: Connection, lines: pd.DataFrame, imports: pd.DataFrame, speaking: pd.DataFrame
) -> pd.DataFrame:
    """Opening lines (and moves of what they bring forward) without a document date take that of the same item in
    an earlier file."""
    is_undated = lines["document_day"].to_numpy() == NO_DAY
    earlier = imports[(imports["kind"] == FEC) & imports["is_active"] & ~imports["id"].isin(speaking["id"])]
    if not is_undated.any() or earlier.empty:
        return lines
    past = line_store.load_lines(connection, earlier)
    past = past[past["document_day"] != NO_DAY].sort_values("posted").drop_duplicates("item").set_index("item")
    for column in ("document_day", "due_day"):
        known = past[column].reindex(lines["item"]).fillna(NO_DAY).to_numpy()
        lines[column] = np.where(is_undated & (known != NO_DAY), known, lines[column]).astype(np.int32)
    return lines


def _open_items(connection: Connection, lines: pd.DataFrame, accounts: pd.DataFrame, view: str) -> OpenItems:
    companies = company_store.load_companies(connection).set_index("id")["default_terms"]
    default = accounts["company_id"].map(companies).fillna(DEFAULT_TERMS)
    return open_items(lines, accounts["terms"], default, view)


def _with_customers(connection: Connection, accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts with the `terms` of their customer ('' where it has none), whether they are sold to a factor, and the
    day an insolvency opened (NO_DAY: none is known). An account that the ledger does not name bears the customer's."""
    told = customer_store.load_by_account(connection).rename(columns={"account": "customer"})
    told = told.rename(columns={"name": "told_name"})
    own = accounts[["company_id", "customer"]].merge(told, on=["company_id", "customer"], how="left").fillna("")
    own.index = accounts.index
    is_named = (accounts["name"] != "") & (accounts["name"] != accounts["customer"])
    names = accounts["name"].where(is_named | (own["told_name"] == ""), own["told_name"]).astype("str")
    factored = is_factored(names, own["means_of_payment"].astype("str"))
    openings = decision_store.load_insolvencies(connection).set_index(["company", "account"])["opening_day"]
    owners = pd.MultiIndex.from_frame(accounts[["company", "customer"]])
    opening = openings.reindex(owners, fill_value=NO_DAY).to_numpy(np.int64)
    return accounts.assign(name=names, terms=own["terms"].astype(object), is_factored=factored, insolvency_day=opening)


def _is_retention(connection: Connection, speaking: pd.DataFrame, items: pd.DataFrame) -> NDArray[np.bool_]:
    """Which items their label calls retention money: the few candidates are looked for in the store."""
    found = line_store.labelled(connection, speaking, RETENTION_PATTERN)
    named = found.loc[is_retention(found["label"]), "line"].to_numpy(np.int64)
    is_named: NDArray[np.bool_] = np.isin(items["line"].to_numpy(np.int64), named)
    return is_named


def _with_texts(connection: Connection, items: pd.DataFrame) -> pd.DataFrame:
    """Numbers and labels of all open items (those matching read already are read again: it is one query)."""
    return line_store.add_texts(connection, items.reset_index(drop=True), np.arange(len(items)))
