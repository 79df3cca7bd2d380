"""The figures of the command contract as plain objects: decimal strings with two digits, ISO dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables import aging, matching
from receivables.days import iso
from receivables.identity import item_text
from receivables.matching import LEDGER, QUALITY_FLOOR
from receivables.money import to_text
from receivables.priority.collectible import collectible_table
from receivables.report import MatchingQuality
from receivables.schema import DUE_ORIGINS, KINDS
from receivables.scope import APART, IN, OUT, Collective
from receivables.sums import Ints, sum_by
from server.balance import OPEN_ITEMS, Position, position
from server.errors import UserError
from server.followup import with_parts
from server.records import records
from server.store import companies as company_store
from server.store import imports as import_store

BY_DUE, BY_DOCUMENT = "due", "document"
BASES = (BY_DUE, BY_DOCUMENT)


@dataclass(frozen=True)
class Question:
    """What is asked of the receivables: the day (None: the last one covered), how to age, and of whom."""

    on: int | None = None
    basis: str = BY_DUE
    edges: tuple[int, ...] = aging.DEFAULT_EDGES
    view: str = LEDGER
    collective: str | None = None
    company: str | None = None
    account: str | None = None
    by_letter_date: bool = False


def ask(connection: Connection, question: Question, with_texts: bool = False) -> Position:
    """The position a question is about, narrowed to its collective and account."""
    found = position(connection, question.on, question.view, question.company, question.by_letter_date, with_texts)
    found = with_parts(connection, found)
    accounts = found.accounts
    chosen = np.ones(len(accounts), dtype=bool)
    if question.collective is not None:
        _check_collective(connection, question.collective)
        chosen &= (accounts["collective"] == question.collective).to_numpy()
    if question.account is not None:
        chosen &= _is_account(accounts, question.account)
    return found if chosen.all() else _narrowed(found, accounts.index[chosen])


def _check_collective(connection: Connection, collective: str) -> None:
    known = [row.prefix for row in company_store.load_scope(connection)]
    if collective not in known:
        raise UserError(f"There is no collective account « {collective} »; the scope holds {', '.join(known)}.")


def _is_account(accounts: pd.DataFrame, number: str) -> Any:
    full = accounts["ledger_account"] + "/" + accounts["auxiliary"]
    chosen = (accounts["account"] == number) | (accounts["customer"] == number) | (full == number)
    if not chosen.any():
        raise UserError(f"There is no account « {number} ».")
    return chosen.to_numpy()


def _narrowed(found: Position, account_ids: pd.Index) -> Position:
    lines = found.lines["account_id"].isin(account_ids)
    items = found.items["account_id"].isin(account_ids)
    return replace(found, lines=found.lines[lines], items=found.items[items])


# -- tables ------------------------------------------------------------------------------------------------------


_ACCOUNT = ["company", "currency", "account", "collective", "treatment", "name"]


def item_table(found: Position, basis: str = BY_DUE, edges: Sequence[int] = aging.DEFAULT_EDGES) -> pd.DataFrame:
    """OPEN ITEMS joined with their accounts, with `days_overdue`, `bucket` and `column` (its index)."""
    items = found.items
    opened, columns, names = _aged(found, basis, edges)
    kept = found.accounts.loc[items["account_id"], _ACCOUNT].reset_index(drop=True)
    late = aging.days_overdue(items["due_day"].to_numpy(np.int32), found.on)
    return pd.concat([kept, items.reset_index(drop=True)], axis=1).assign(
        days_overdue=np.where(opened > 0, late, 0), column=columns, bucket=np.array(names, dtype=object)[columns]
    )


def balance_table(found: Position, basis: str = BY_DUE, edges: Sequence[int] = aging.DEFAULT_EDGES) -> pd.DataFrame:
    """company | currency | account | collective | treatment | name | <columns> | total | collectible, one row per
    account with something open, sorted by company, currency, account; the columns add up to the total."""
    opened, columns, names = _aged(found, basis, edges)
    size, rows = _row_count(found), found.items["account_id"].to_numpy(np.int64)
    table = aging.aged_table(rows, columns, opened, size, len(names))
    present = np.flatnonzero(np.bincount(rows, minlength=size) > 0)
    kept = found.accounts.loc[present, _ACCOUNT]
    figures = pd.DataFrame(table[present], columns=names, index=kept.index)
    collectible = collectible_table(found.items, found.accounts, found.on)["collectible"].to_numpy(np.int64)
    full = pd.concat([kept, figures], axis=1).assign(total=table[present].sum(axis=1), collectible=collectible[present])
    return full.sort_values(["company", "currency", "account", "collective"]).reset_index(drop=True)


def _aged(found: Position, basis: str, edges: Sequence[int]) -> tuple[Ints, Any, list[str]]:
    """Of each open item: its open amount, the index of its column; and the names of the columns."""
    day = found.items["due_day" if basis == BY_DUE else "document_day"].to_numpy(np.int32)
    opened = found.items["open"].to_numpy(np.int64)
    return opened, aging.column_index(day, opened, found.on, edges), aging.column_names(edges)


def _row_count(found: Position) -> int:
    """Rows of an array that has one for every account_id."""
    return int(found.accounts.index.max()) + 1 if len(found.accounts) else 0


def control_table(connection: Connection, found: Position) -> pd.DataFrame:
    """company | currency | collective | label_fr | label_en | treatment | ledger_balance | open_total | difference.

    The ledger balance is what the lines posted up to the day sum to; for a list, the total it prints, else None.
    """
    table = _ledger_and_open(found).astype({"ledger_balance": object})
    for key, printed in _printed_totals(found).items():
        rows = (table["company"] == key[0]) & (table["currency"] == key[1])
        table.loc[rows, "ledger_balance"] = printed if rows.sum() == 1 else None
    scope = {row.prefix: row for row in company_store.load_scope(connection)}
    labels = [scope.get(code) or Collective(code, IN, "", "") for code in table["collective"]]
    differences = [
        None if ledger is None else ledger - opened
        for ledger, opened in zip(table["ledger_balance"], table["open_total"], strict=True)
    ]
    return table.assign(
        label_fr=[row.label_fr for row in labels],
        label_en=[row.label_en for row in labels],
        treatment=[row.treatment for row in labels],
        difference=pd.Series(differences, dtype=object),
    )


def _ledger_and_open(found: Position) -> pd.DataFrame:
    """company | currency | collective | ledger_balance | open_total: sums of the lines, and of the open items."""
    lines, items, size = found.lines, found.items, _row_count(found)
    sums = pd.DataFrame(
        {
            "ledger_balance": sum_by(lines["account_id"].to_numpy(np.int64), lines["amount"].to_numpy(np.int64), size),
            "open_total": sum_by(items["account_id"].to_numpy(np.int64), items["open"].to_numpy(np.int64), size),
        }
    )
    accounts = found.accounts.loc[np.unique(lines["account_id"])]
    accounts = accounts[accounts["treatment"] != OUT]  # taken out of the scope since its ledger was read
    keys = ["company", "currency", "collective"]
    return accounts.join(sums).groupby(keys, as_index=False)[list(sums)].sum()


def _printed_totals(found: Position) -> dict[tuple[str, str], int | None]:
    """(company, currency) -> total printed by the list that speaks for the company, None where it prints none."""
    lists = found.imports[found.imports["kind"] == OPEN_ITEMS]
    companies = {row["company"]: import_store.printed_totals(row["balances"]) for row in records(lists)}
    pairs = found.accounts[found.accounts["company"].isin(companies)][["company", "currency"]].drop_duplicates()
    return {(row["company"], row["currency"]): companies[row["company"]].get(row["currency"]) for row in records(pairs)}


def matching_quality(found: Position) -> list[MatchingQuality]:
    """Per company how far credits are matched; a list of open items says nothing of it."""
    companies = found.accounts["company"].reindex(found.lines["account_id"]).to_numpy(object)
    listed = set(found.imports.loc[found.imports["kind"] == OPEN_ITEMS, "company"])
    qualities = []
    for company in sorted(set(companies)):
        own = companies == company
        lines = found.lines[own]
        share, oldest = matching.quality(lines, lines["remaining"].to_numpy(np.int64), found.on)
        share = None if company in listed else share
        qualities.append(MatchingQuality(company, share, oldest, share is None or share >= QUALITY_FLOOR))
    return qualities


# -- objects of the command contract -----------------------------------------------------------------------------


def aged_balance(connection: Connection, question: Question) -> dict[str, Any]:
    """`relance aged-balance`: one object, or one per currency under `by_currency`."""
    found = ask(connection, question)
    table = balance_table(found, question.basis, question.edges)
    control = control_rows(control_table(connection, found))
    head: dict[str, Any] = {
        "as_of": iso(found.on),
        "basis": question.basis,
        "matching": {"view": found.view, "credits_matched_share": _overall_share(found)},
        "buckets": aging.bucket_names(question.edges),
    }
    is_shown = (table["treatment"] == IN) if question.collective is None else table["treatment"].notna()
    table = table[is_shown | (table["treatment"] == APART) & (table["total"] != 0)]
    columns = [*aging.column_names(question.edges), "total", "collectible"]
    currencies = sorted(set(table["currency"])) or ["EUR"]
    parts = {code: _currency_part(table[table["currency"] == code], is_shown, columns, code) for code in currencies}
    if len(parts) == 1:
        return {**head, **parts[currencies[0]], "control": control}
    by_currency = {
        code: {**head, **part, "control": [row for row in control if row["currency"] == code]}
        for code, part in parts.items()
    }
    return {**head, "by_currency": by_currency, "control": control}


def _currency_part(table: pd.DataFrame, is_shown: pd.Series, columns: list[str], currency: str) -> dict[str, Any]:
    shown, apart = table[is_shown.reindex(table.index)], table[~is_shown.reindex(table.index)]
    return {
        "currency": currency,
        "accounts": _money_rows(shown, columns),
        "total": _totals(shown, columns, currency),
        "by_company": {company: _totals(own, columns, currency) for company, own in shown.groupby("company")},
        "apart": _money_rows(apart, ["total"]),
    }


def _money_rows(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    currencies = table["currency"].tolist()
    texts = {name: table[name].tolist() for name in ("company", "account", "collective", "name")}
    for name in columns:
        texts[name] = [to_text(minor, code) for minor, code in zip(table[name].tolist(), currencies, strict=True)]
    return [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]


def _totals(table: pd.DataFrame, columns: list[str], currency: str) -> dict[str, str]:
    return {name: to_text(int(table[name].sum()), currency) for name in columns}


def _overall_share(found: Position) -> float | None:
    """Share of credits matched over all companies that keep a ledger, in their one currency (EUR)."""
    listed = found.imports.loc[found.imports["kind"] == OPEN_ITEMS, "company"]
    companies = found.accounts["company"].reindex(found.lines["account_id"])
    lines = found.lines[~companies.isin(listed).to_numpy()]
    return matching.quality(lines, lines["remaining"].to_numpy(np.int64), found.on)[0]


def control_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Control lines as JSON; None stays None."""
    rows = []
    for row in records(table):
        figures = {
            name: None if (value := row[name]) is None else to_text(int(value), str(row["currency"]))
            for name in ("ledger_balance", "open_total", "difference")
        }
        rows.append(
            {"company": row["company"], "collective": row["collective"], "currency": row["currency"], **figures}
        )
    return rows


def difference_count(control: Sequence[Mapping[str, Any]]) -> int:
    """How many control lines (as JSON) do not tie; a list that prints no total is no difference."""
    return sum(row["difference"] is not None and Decimal(row["difference"]) != 0 for row in control)


def open_items(connection: Connection, question: Question) -> dict[str, Any]:
    """`relance open-items`: every open item of the accounts in scope."""
    found = ask(connection, question, with_texts=True)
    table = item_table(found, question.basis, question.edges)
    if question.collective is None:
        table = table[table["treatment"] == IN]
    table = table.sort_values(["company", "account", "due_day", "line"])
    return {"as_of": iso(found.on), "items": [_item_object(row) for row in records(table)]}


def _item_object(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "item": item_text(row["item"]), "company": row["company"], "account": row["account"], "number": row["number"],
        "kind": KINDS[row["kind"]], "document_date": iso(row["document_day"]), "due_date": iso(row["due_day"]),
        "due_origin": DUE_ORIGINS[row["due_origin"]], "amount": to_text(row["amount"], row["currency"]),
        "open": to_text(row["open"], row["currency"]), "currency": row["currency"],
        "days_overdue": int(row["days_overdue"]), "bucket": row["bucket"],
    }  # fmt: skip
