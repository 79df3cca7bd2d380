"""What people decide or learn about a debt: penalties given up or invoiced, interruptions, insolvencies."""

import re
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, iso
from receivables.identity import item_text
from receivables.late_payment.penalty_totals import INVOICED, WAIVED
from receivables.limitation import interrupted_limitation, limitation_days
from receivables.money import to_text
from receivables.sums import Ints
from server import penalty_answers
from server.amounts import typed_minor
from server.balance import Position, position
from server.errors import UserError
from server.notes import item_id
from server.penalties import PenaltyQuestion, penalty_report
from server.records import records
from server.store import customers as customer_store
from server.store import decisions as store

#: What interrupts a limitation, and the article that says so.
INTERRUPTIONS = {
    "acknowledgement": "C. civ. 2240",
    "part-payment": "C. civ. 2240",
    "court": "C. civ. 2241",
    "enforcement": "C. civ. 2244",
}
_MOST_CHARACTERS = 500
#: 1 January 1970: no document is older.
_EVER = 0


def decide(
    connection: Connection, kind: str, on: int | None, at: str, *, account: str | None, item: str | None,
    amount: str | None, who: str, why: str, company: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Give penalties up, or note that they are invoiced: of an item, else of an account's items due up to the day.

    Without an amount a waiver gives up all there is of them, now and later; an invoice holds what can be claimed that
    day. Said twice it is kept once. Raises UserError, also for a waiver of more than is owed that day.
    """
    found = position(connection, on, company=company)
    if item is not None:
        account_id, number = _of_item(found, item, account), item_id(item)
    else:
        account_id, number = _account_id(found, account), 0
    own = found.accounts.loc[[account_id]].iloc[0]
    minor = None if amount is None else typed_minor("--amount", amount, str(own["currency"]))
    if minor is None and kind == INVOICED:
        minor = _claimable(connection, own, number, found.on)
    values = {
        "item": number, "kind": kind, "amount": minor, "day": found.on,
        "who": _words(who, "--by"), "why": _words(why, "--why"),
    }  # fmt: skip
    known = [row for row in records(store.load_decisions(connection)) if row["account_id"] == account_id]
    same = [row["id"] for row in known if all(row[name] == value for name, value in values.items())]
    if kind == WAIVED and minor is not None and not same:
        _check_waiver(connection, own, number, found.on, minor)
    number = same[0] if same else store.add_decision(connection, account_id, **values, decided_at=at)
    is_public = kind == WAIVED and _kinds(connection, own)[0] == "public"
    return {**_told(connection, found.accounts, number), "is_new": not same,
            "warnings": ["public_waiver"] if is_public else []}  # fmt: skip


def listing(connection: Connection, account: str | None, company: str | None) -> list[dict[str, Any]]:
    """Every decision on penalties, of an account or all."""
    found = position(connection, company=company)
    accounts = found.accounts
    if company is not None:
        accounts = accounts[accounts["company"] == company]
    chosen = accounts.index if account is None else _matching(found, account)
    told = store.load_decisions(connection)
    return [_decision(row, found.accounts) for row in records(told[told["account_id"].isin(chosen)])]


def withdraw(connection: Connection, number: int, at: str, company: str | None) -> dict[str, Any]:
    """Take a decision back. Raises UserError where there is none of that number."""
    told = {row["id"]: row for row in records(store.load_decisions(connection))}
    if number not in told or (company is not None and told[number]["company"] != company):
        raise UserError(f"There is no decision number {number}; relance decisions lists them.")
    result = _told(connection, position(connection).accounts, number)
    store.withdraw_decision(connection, number, at)
    return result


def interrupt(
    connection: Connection, item: str, day: int, at: str, *, kind: str, why: str, company: str | None, is_removed: bool
) -> dict[str, Any]:
    """Note (or forget) what interrupted the limitation of an item on a day. Raises UserError."""
    found = position(connection, company=company)
    own = found.accounts.loc[[_of_item(found, item, None)]].iloc[0]
    key = int(str(own["company_id"])), item_id(item)
    if is_removed:
        store.set_interruption(connection, *key, day)
    else:
        store.set_interruption(connection, *key, day, kind=kind, note=_words(why, "--why"), noted_at=at)
    told = store.load_interruptions(connection)
    return {
        "company": str(own["company"]), "account": str(own["account"]), "item": item, "date": iso(day),
        "kind": None if is_removed else kind, "why": None if is_removed else _words(why, "--why"),
        "limitation_date": iso(_limitation(found, str(own["company"]), key[1], _kinds(connection, own), told)),
    }  # fmt: skip


def note_insolvency(
    connection: Connection, account: str, opening_day: int | None, company: str | None
) -> dict[str, Any]:
    """Note the day a customer's insolvency opened, for all its accounts (None: there is none). Raises UserError."""
    found = position(connection, company=company)
    own = found.accounts.loc[_matching(found, account)]
    owners = own[["company_id", "company", "customer"]].drop_duplicates()
    if len(owners) != 1:
        raise UserError(f"Several companies have an account « {account} »: name one with --company.")
    owner = records(owners)[0]
    store.set_insolvency(connection, int(owner["company_id"]), owner["customer"], opening_day)
    opening = None if opening_day is None else iso(opening_day)
    return {"company": owner["company"], "account": owner["customer"], "opening_date": opening}


def _matching(found: Position, account: str | None) -> pd.Index:
    accounts = found.accounts
    accounts = accounts[accounts["company"].isin(set(found.imports["company"]))]
    full = accounts["ledger_account"] + "/" + accounts["auxiliary"]
    chosen = (accounts["account"] == account) | (accounts["customer"] == account) | (full == account)
    if not chosen.any():
        raise UserError(f"There is no account « {account} ».")
    return accounts.index[chosen.to_numpy(bool)]


def _account_id(found: Position, account: str | None) -> int:
    """The one account meant: its label where that tells, else the customer's only one."""
    if account is None:
        raise UserError("Name the account (--account) or the item (--item).")
    chosen = found.accounts.loc[_matching(found, account)]
    exact = chosen[chosen["account"] == account]
    chosen = exact if len(exact) == 1 else chosen
    if len(chosen) != 1:
        names = ", ".join(chosen["ledger_account"] + "/" + chosen["auxiliary"] + " of " + chosen["company"])
        raise UserError(f"The account « {account} » may be several ({names}): name one, with --company if need be.")
    return int(chosen.index[0])


def _of_item(found: Position, item: str, account: str | None) -> int:
    """The account an item stands in: where it is open, else where it stood last."""
    lines = found.lines[(found.lines["item"] == item_id(item)) & (found.lines["amount"] > 0)]
    if account is not None:
        lines = lines[lines["account_id"].isin(_matching(found, account))]
    if lines.empty:
        raise UserError(f"There is no item « {item} »; relance open-items and relance penalties show their ids.")
    order = np.lexsort((lines["posted"].to_numpy(), lines["remaining"].to_numpy() > 0))
    return int(lines["account_id"].iloc[order[-1]])


def _claimable(connection: Connection, account: pd.Series, item: int, on: int) -> int:
    """What can be claimed of an account, or of one item of it. Raises UserError where that is nothing."""
    items = _penalised(connection, account, item, on)
    total = int(items.loc[~items["is_uncertain"].astype(bool), "left"].sum())
    if not total:
        raise UserError("Nothing can be claimed there that day: give the sum invoiced (--amount).")
    return total


def _check_waiver(connection: Connection, account: pd.Series, item: int, on: int, minor: int) -> None:
    """Nobody gives up more than is owed: a sum above it is mistyped, or meant for penalties not yet born.

    Items paid late count too, whenever they were paid. Raises UserError.
    """
    left, currency = int(_penalised(connection, account, item, on, _EVER)["left"].sum()), str(account["currency"])
    if minor > left:
        raise UserError(
            f"Only {to_text(left, currency)} {currency} of penalties are owed there on {iso(on)}, items paid late "
            f"included: {to_text(minor, currency)} cannot be waived; without --amount all is, now and later."
        )


def _penalised(
    connection: Connection, account: pd.Series, item: int, on: int, paid_since: int | None = None
) -> pd.DataFrame:
    """The late items of an account, or one of them, with what is `left` of their penalties after earlier decisions."""
    question = PenaltyQuestion(on, company=str(account["company"]), account=str(account["account"]),
                               paid_since=paid_since)  # fmt: skip
    items = penalty_report(connection, question).items
    is_own = (items["account"] == account["account"]) & (items["currency"] == account["currency"])
    own: pd.DataFrame = items[is_own & (items["item"] == item_text(item))] if item else items[is_own]
    return own.assign(left=own["interest"] + own["compensation"] - own["waived"] - own["invoiced"])


def _words(text: str, option: str) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
    if not clean or len(clean) > _MOST_CHARACTERS:
        raise UserError(f"{option} holds 1 to {_MOST_CHARACTERS} characters.")
    return clean


def _kinds(connection: Connection, account: pd.Series) -> tuple[str, str]:
    """What the customer of an account is, and its contract."""
    known = customer_store.load_customers(connection)
    own = known[(known["company"] == account["company"]) & (known["account"] == account["customer"])]
    return (str(own["legal_kind"].iloc[0]), str(own["contract_kind"].iloc[0])) if len(own) else ("", "")


def _limitation(found: Position, company: str, item: int, kinds: tuple[str, str], interruptions: pd.DataFrame) -> int:
    """Last day to sue for the part of an item due first."""
    dues: Ints = found.lines.loc[(found.lines["item"] == item) & (found.lines["amount"] > 0), "due_day"].to_numpy()
    first = np.array([dues[dues != NO_DAY].min(initial=np.iinfo(np.int32).max)], dtype=np.int32)
    if not (dues != NO_DAY).any():
        return NO_DAY
    legal, contract = (pd.Series([kind], dtype=object) for kind in kinds)
    limits = limitation_days(first, legal, contract)
    row = pd.DataFrame({"company": [company], "item": [item]})
    return int(interrupted_limitation(limits, row, interruptions, legal, contract)[0])


def _told(connection: Connection, accounts: pd.DataFrame, number: int) -> dict[str, Any]:
    told = store.load_decisions(connection)
    return _decision(records(told[told["id"] == number])[0], accounts)


def _decision(row: dict[str, Any], accounts: pd.DataFrame) -> dict[str, Any]:
    own = accounts.loc[[row["account_id"]]].iloc[0]
    item = item_text(row["item"]) if row["item"] else ""
    return penalty_answers.decision({
        **row, "company": str(own["company"]), "account": str(own["account"]), "currency": str(own["currency"]),
        "item": item,
    })  # fmt: skip
