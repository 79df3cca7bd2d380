"""The late items of a position out of the store: what is and was paid late, and what each falls under."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.late_payment import late_items as rules
from receivables.late_payment import unallocated
from receivables.late_payment.late_items import LateItems
from receivables.late_payment.penalties import KINDS, Debts
from receivables.late_payment.rate_agreements import LEGAL_DEFAULT, Agreement, agreements_of
from receivables.priority.collectible import BILL_DAYS
from receivables.schema import Kind
from receivables.scope import IN
from receivables.settlements import related_rows, rows_with_texts, settlements
from receivables.sums import Ints, Mask, sum_by
from server.balance import Position
from server.store import customers as customer_store
from server.store import decisions as decision_store
from server.store import lines as line_store
from server.store import rates as rate_store

UNKNOWN = "unknown"
_SEGMENTS = ("group", "branch")


@dataclass(frozen=True)
class Late:
    """parts, debts: n late items, row by row; accounts: ACCOUNTS with legal_kind, contract_kind, opening_day and
    unallocated (int64 >= 0)
    doubts: code of `penalty_words.UNCERTAIN` -> the rows it concerns, those of `no_rate` excepted.
    """

    parts: pd.DataFrame
    debts: Debts
    agreements: list[Agreement]
    accounts: pd.DataFrame
    doubts: dict[str, Mask]


def gather(connection: Connection, found: Position, paid_since: int | None) -> Late:
    """The late items of the accounts in scope, with their debtors, rates and insolvencies."""
    accounts = _accounts(connection, found)
    late = _with_numbers(connection, _late_items(connection, found, paid_since), accounts)
    parts = late.parts
    account = parts["account_id"].to_numpy(np.int64)
    legal = accounts["legal_kind"].to_numpy(object)
    kind = _by_id(accounts, np.select([legal == "consumer", legal == "public"], [1, 2], 0), np.int8)[account]
    codes, agreements = _agreements(connection, parts, accounts)
    is_lump = rules.is_lump(parts)
    is_foreign = _by_id(accounts, accounts["currency"].to_numpy(object) != "EUR", bool)[account]
    opening = _openings(parts, _of_account(accounts, "opening_day", np.int32)[account])
    doubts = {
        "debtor_unknown": _by_id(accounts, legal == UNKNOWN, bool)[account],
        "clause_unread": np.array([not one.is_read for one in agreements], dtype=bool)[codes],
        "due_estimated": rules.is_estimated(parts),
        "lump": is_lump,
        **_standing(found, accounts, parts),
        "small_rest": rules.is_small_rest(parts, late.changes),
        "other_debit": parts["kind"].to_numpy() == Kind.OTHER,
        "payment_day_unknown": ~parts["is_dated"].to_numpy(bool),
        "may_be_paid": _may_be_paid(connection, found, parts),
        "after_opening": opening.is_after,
    }
    is_invoice = rules.is_invoice(parts) & ~is_lump
    is_doubtful = np.any([~is_invoice, *doubts.values()], axis=0)
    debts = Debts(
        principal=parts["principal"].to_numpy(np.int64), due=parts["due_day"].to_numpy(np.int32), kind=kind,
        opening=opening.effective, agreement=codes, changes=late.changes,
        can_compensate=is_invoice & ~is_foreign & rules.is_first_of_invoice(parts, is_doubtful),
    )  # fmt: skip
    return Late(parts, debts, agreements, accounts, doubts)


def _late_items(connection: Connection, found: Position, paid_since: int | None) -> LateItems:
    is_in = _by_id(found.accounts, (found.accounts["treatment"] == IN).to_numpy(), bool)
    items, lines = (
        table if is_in.all() else table[is_in[table["account_id"].to_numpy()]] for table in (found.items, found.lines)
    )
    documents = rules.documents_to_settle(lines, found.on, paid_since)
    unsettled = rules.unsettled_parts(items, found.on, lines["line"].to_numpy()[documents])
    if not len(documents):
        return unsettled
    rows = related_rows(lines, documents)
    own = lines.iloc[rows].reset_index(drop=True)
    own = line_store.add_texts(connection, own, rows_with_texts(own, found.view))
    at = np.searchsorted(rows, documents)
    settled = rules.settled_parts(own, at, settlements(own, found.view), found.on)
    return rules.joined(unsettled, rules.paid_since(settled, paid_since))


def _with_numbers(connection: Connection, late: LateItems, accounts: pd.DataFrame) -> LateItems:
    """Parts with `debtor`, and with `number`, read where it can decide something: elsewhere ''."""
    debtors = accounts.groupby(["company_id", "customer"], sort=False).ngroup().to_numpy()
    debtor = _by_id(accounts, debtors, np.int64)[late.parts["account_id"].to_numpy(np.int64)]
    parts, number = late.parts.assign(debtor=debtor), np.full(len(late.parts), "", dtype=object)
    rows = rules.rows_to_number(parts)
    number[rows] = line_store.load_texts(connection, "number", parts["line"].to_numpy(np.int64)[rows])
    return LateItems(parts.assign(number=pd.Series(number, index=parts.index, dtype=object)), late.changes)


def _accounts(connection: Connection, found: Position) -> pd.DataFrame:
    """ACCOUNTS with what their customer and its contract are, group, branch, insolvency, what stands unallocated."""
    customers = customer_store.load_customers(connection).rename(columns={"account": "customer"})
    known = customers[["company", "customer", "legal_kind", "contract_kind", *_SEGMENTS]]
    told = decision_store.load_insolvencies(connection).rename(columns={"account": "customer"})
    accounts = found.accounts.reset_index()
    accounts = accounts.merge(known, on=["company", "customer"], how="left")
    accounts = accounts.merge(told[["company", "customer", "opening_day"]], on=["company", "customer"], how="left")
    blank = dict.fromkeys(("legal_kind", "contract_kind", *_SEGMENTS), "")
    accounts = accounts.fillna({**blank, "opening_day": NO_DAY})
    accounts["legal_kind"] = accounts["legal_kind"].where(accounts["legal_kind"].isin(KINDS), UNKNOWN)
    return accounts.set_index("account_id").assign(unallocated=_unallocated(found).reindex(found.accounts.index))


def _standing(found: Position, accounts: pd.DataFrame, parts: pd.DataFrame) -> dict[str, Mask]:
    """Items of which it is not sure that they can be asked for: see `receivables.priority.collectible`."""
    ledger = accounts["ledger_account"].astype("str")
    account = parts["account_id"].to_numpy(np.int64)
    retained = found.items["line"].to_numpy()[found.items["is_retention"].to_numpy(bool)]
    may_be_cashed = (parts["paid_day"] != NO_DAY) | (parts["due_day"] >= found.on - BILL_DAYS)
    is_bill = _by_id(accounts, ledger.str.startswith("413").to_numpy(bool), bool)[account]
    return {
        "retention": _by_id(accounts, ledger.str.startswith("4117").to_numpy(bool), bool)[account]
        | np.isin(parts["line"].to_numpy(), retained),
        "factored": _of_account(accounts, "is_factored", bool)[account],
        "unbilled": _by_id(accounts, ledger.str.startswith("417").to_numpy(bool), bool)[account],
        "bill": is_bill & may_be_cashed.to_numpy(bool) & (parts["kind"].to_numpy() != Kind.RETURNED),
    }


def _unallocated(found: Position) -> pd.Series:
    """By account_id, the credits that pay nothing, as a positive sum."""
    opened = found.items["open"].to_numpy(np.int64)
    size = int(found.accounts.index.max()) + 1 if len(found.accounts) else 0
    return pd.Series(sum_by(found.items["account_id"].to_numpy(np.int64), np.maximum(-opened, 0), size))


def _may_be_paid(connection: Connection, found: Position, parts: pd.DataFrame) -> Mask:
    """Items that a credit nobody allocated may have paid; what it names is read of its account alone."""
    undecided = unallocated.undecided_lines(found.lines, parts)
    numbered, labelled = unallocated.rows_with_texts(undecided)
    return unallocated.may_be_paid(parts, line_store.add_texts(connection, undecided, numbered, labelled))


def _agreements(connection: Connection, parts: pd.DataFrame, accounts: pd.DataFrame) -> tuple[Ints, list[Agreement]]:
    clauses = rate_store.load_clauses(connection)
    if clauses.empty:
        return np.zeros(len(parts), dtype=np.int64), [LEGAL_DEFAULT]
    own = accounts.loc[parts["account_id"], ["company", "customer", "legal_kind", *_SEGMENTS]]
    items = own.reset_index(drop=True).rename(columns={"customer": "account"})
    return agreements_of(items.assign(document_day=parts["document_day"].to_numpy()), clauses)


@dataclass(frozen=True)
class _Openings:
    """The day an insolvency opened against each item (NO_DAY where none touches it); items born after one."""

    effective: NDArray[np.int32]
    is_after: Mask


def _openings(parts: pd.DataFrame, opening: NDArray[np.int32]) -> _Openings:
    """What is born after the opening is paid when due, and bears interest (C. com. L622-17): to be looked at."""
    document = parts["document_day"].to_numpy(np.int32)
    is_after = (opening != NO_DAY) & (document != NO_DAY) & (document > opening)
    return _Openings(np.where(is_after, np.int32(NO_DAY), opening), is_after)


def _of_account(accounts: pd.DataFrame, column: str, dtype: type) -> NDArray[Any]:
    return _by_id(accounts, accounts[column].to_numpy(), dtype)


def _by_id(accounts: pd.DataFrame, values: NDArray[Any], dtype: type) -> NDArray[Any]:
    """Values of the accounts as an array that account ids look up."""
    found: NDArray[Any] = np.zeros(int(accounts.index.max()) + 1 if len(accounts) else 1, dtype=dtype)
    found[accounts.index.to_numpy()] = values
    return found
