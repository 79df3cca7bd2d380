"""What a proposal must know of each account: who pays, what kind of debtor, what stops it."""

import re
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables import returns
from receivables.anomalies.accounts import is_of_many
from receivables.days import NO_DAY, parse_day
from receivables.errors import ReceivablesError
from receivables.followup.events import YES
from receivables.scope import IN
from server.balance import Position
from server.campaigns.facts.assignments import Assignments
from server.followed import Followed
from server.followup_books import account_uids
from server.store import conflicts as conflict_store
from server.store import customers as customer_store
from server.store import lines as line_store
from server.store import shared_accounts as shared_store

Main = dict[tuple[str, str], str]
_KINDS = ("business", "consumer", "public")
_SIREN = 9
_TOLD = ("name", "address", "siren", "legal_kind", "group", "payer_account", "means_of_payment")
#: What the reason of a hold says beyond « blocked »: the words looked for, and the column they fill.
_OVER_INDEBTED = re.compile(r"surendett|over-?indebt", re.I)
_HANDED = {
    "lawyer": re.compile(r"\bavocat|huissier|commissaire de justice|lawyer|bailiff", re.I),
    "collector": re.compile(r"recouvrement externe|soci[ée]t[ée] de recouvrement|cabinet de recouvrement|collector|"
                            r"collection agency", re.I),
    "insurer": re.compile(r"assureur|assurance[- ]cr[ée]dit|insurer", re.I),
}  # fmt: skip
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")
_BILL = re.compile(r"\blcr\b|\bbor\b|traite|effet|lettre de change|billet|bill", re.I)
_DEBIT = re.compile(r"pr[ée]l[èe]v|\bsdd\b|direct debit", re.I)
#: Fields of which two people's different values stop a message: stops, and where it would go.
_CONFLICTING = ("hold", "hold_until", "hold_reason", "email", "contact", "phone", "language")


def account_table(
    connection: Connection, found: Position, state: Followed, main: Main, assigned: Assignments
) -> pd.DataFrame:
    """The columns of `ground.ACCOUNTS`, one row for each account of the balance and for each payer beside."""
    accounts = found.accounts[found.accounts["treatment"] == IN]
    accounts = accounts.assign(uid=account_uids(connection, accounts))
    told = customer_store.load_customers(connection).rename(columns={"account": "customer"})
    told = told[["company", "customer", *_TOLD]].rename(columns={"name": "told_name"})
    own = accounts.reset_index().merge(told, on=["company", "customer"], how="left").fillna(
        dict.fromkeys((*_TOLD, "told_name"), "")
    )  # fmt: skip
    days = _days(connection, found, state)
    own = own.merge(days, on="account_id", how="left").fillna(dict.fromkeys(days.columns, NO_DAY))
    rows = _one_row_each(own, list(days.columns.drop("account_id")))
    conflicts = conflict_store.load_open(connection)
    rows = _with_fields(rows, state, conflicts, found.on)
    rows = rows.assign(
        payer=_payers(rows, main), debtor=_debtors(rows, main), segment=_segments(rows, assigned),
        procedure=[assigned.accounts.get(key, "") for key in zip(rows["company"], rows["account"], strict=True)],
        pays_by=_pays_by(rows["means_of_payment"]), is_intra_group=_is_own(rows, connection),
    )  # fmt: skip
    columns = ["company", "account", "payer", "debtor", "name", "segment", "procedure", "pays_by", "is_factored",
               "is_intra_group", "is_collective", "insolvency_day", "over_indebted_day", "is_held", "held_until",
               "held_by", "handed_to", "conflict", "last_contact_day", "broken_day", "returned_day",
               "call_back_day", "confirmation_day"]  # fmt: skip
    beside = _payers_beside(connection, rows, state, found.on)
    if beside.empty:
        return rows[columns]
    return pd.concat([rows, _with_fields(beside, state, conflicts, found.on)], ignore_index=True)[columns]


def _one_row_each(own: pd.DataFrame, days: list[str]) -> pd.DataFrame:
    """Accounts of one number in several currencies or ledger accounts are one: what is so of one is so of all."""
    own = own.assign(is_collective=is_of_many(own).to_numpy(bool))
    own = own.rename(columns={"insolvency_day": "told_insolvency"})
    groups = own.groupby(["company", "account"], sort=True)
    first = groups.first()
    latest = groups[[*days, "told_insolvency"]].max().rename(columns={"told_insolvency": "insolvency_day"})
    flags = groups[["is_factored", "is_collective"]].any()
    kept = first.drop(columns=[*days, "told_insolvency", "is_factored", "is_collective"])
    return pd.concat([kept, latest.astype(np.int64), flags], axis=1).reset_index()


def _with_fields(rows: pd.DataFrame, state: Followed, conflicts: pd.DataFrame, on: int) -> pd.DataFrame:
    """Holds and what their reason says; fields two people wrote differently."""
    fields = [state.fields.get(uid, {}) if uid else {} for uid in rows["uid"].tolist()]
    held = [one.get("hold") == YES for one in fields]
    reasons = [one.get("hold_reason", "") if is_held else "" for one, is_held in zip(fields, held, strict=True)]
    over = [bool(_OVER_INDEBTED.search(text)) for text in reasons]
    stuck = conflicts[conflicts["field"].isin(_CONFLICTING)].drop_duplicates("uid").set_index("uid")["field"]
    return rows.assign(
        is_held=[is_held and not is_over for is_held, is_over in zip(held, over, strict=True)],
        held_until=[parse_day(one.get("hold_until", "")) if is_held else NO_DAY
                    for one, is_held in zip(fields, held, strict=True)],
        held_by=pd.Series(reasons, index=rows.index, dtype=object),
        over_indebted_day=[_admission_day(text, on) if is_over else NO_DAY
                           for text, is_over in zip(reasons, over, strict=True)],
        handed_to=pd.Series([_handed(text) for text in reasons], index=rows.index, dtype=object),
        conflict=[str(stuck.get(uid, "")) if uid else "" for uid in rows["uid"].tolist()],
    )  # fmt: skip


def _admission_day(reason: str, on: int) -> int:
    """The day the commission admitted the case, as the reason of the hold tells it; without one all documents of today
    are from before it."""
    told = _DAY.search(reason)
    try:
        return parse_day(told[0]) if told else on
    except ReceivablesError:
        return on


def _handed(reason: str) -> str:
    return next((name for name, words in _HANDED.items() if words.search(reason)), "")


def _days(connection: Connection, found: Position, state: Followed) -> pd.DataFrame:
    """account_id | last_contact_day | broken_day | returned_day | call_back_day | confirmation_day, of those accounts
    that have any."""
    followup = state.followup
    lines = line_store.add_texts(connection, found.lines, returns.rows_with_texts(found.lines))
    back = returns.returned_payments(lines, found.on)
    broken = followup.promises[followup.promises["broken_day"] != NO_DAY]
    tables = {
        "last_contact_day": followup.contacts[["account_id", "day"]],
        "broken_day": broken[["account_id", "broken_day"]].rename(columns={"broken_day": "day"}),
        "returned_day": back[["account_id", "day"]], "call_back_day": _agreed_calls(state),
        "confirmation_day": _agreed_letters(state),
    }  # fmt: skip
    maxima = {
        name: table[table["day"] <= found.on].groupby("account_id")["day"].max() for name, table in tables.items()
    }
    joined = pd.DataFrame(maxima).rename_axis("account_id").reset_index()
    return joined.fillna(NO_DAY).astype(np.int64)


def _agreed_calls(state: Followed) -> pd.DataFrame:
    """account_id | day a customer asked to be called back on."""
    return _of_accounts(state, [
        (one.uid, parse_day(one.data["next_date"]))
        for one in state.events
        if one.kind == "call" and one.data.get("result") == "call_back" and one.data.get("next_date")
        and not one.is_cancelled
    ])  # fmt: skip


def _agreed_letters(state: Followed) -> pd.DataFrame:
    """account_id | day a customer asked to be written to: a copy of the invoices, a confirmation."""
    return _of_accounts(state, [
        (one.uid, one.day)
        for one in state.events
        if one.kind == "call" and one.data.get("result") == "duplicate_wanted" and not one.is_cancelled
    ])  # fmt: skip


def _of_accounts(state: Followed, days: list[tuple[str, int]]) -> pd.DataFrame:
    """account_id | day of what was agreed with a shared account."""
    uids = pd.DataFrame({
        "account_id": state.uids.index.to_numpy(np.int64), "uid": pd.Series(state.uids.tolist(), dtype=object)
    })  # fmt: skip
    told = pd.DataFrame(days, columns=["uid", "day"]).astype({"uid": object, "day": np.int64})
    return uids.merge(told, on="uid")[["account_id", "day"]]


def _payers(rows: pd.DataFrame, main: Main) -> pd.Series:
    """The account each one's messages go to, '' where it is the account itself."""
    payers = []
    columns = (rows[name] for name in ("company", "account", "customer", "payer_account"))
    for company, account, customer, payer in zip(*columns, strict=True):
        pays = main.get((company, payer), payer) if payer else main.get((company, customer), account)
        payers.append("" if pays == account else pays)
    return pd.Series(payers, index=rows.index, dtype=object)


def _debtors(rows: pd.DataFrame, main: Main) -> pd.Series:
    """Who owes what stands in each account: a person by law, known by the SIREN, else a customer."""
    names = []
    columns = (rows[name] for name in ("company", "account", "customer", "siren"))
    for company, account, customer, siren in zip(*columns, strict=True):
        digits = re.sub(r"\D", "", str(siren))
        names.append(digits if len(digits) == _SIREN else main.get((company, customer), account))
    return pd.Series(names, index=rows.index, dtype=object)


def _segments(rows: pd.DataFrame, assigned: Assignments) -> pd.Series:
    kinds = rows["legal_kind"].where(rows["legal_kind"].isin(_KINDS), "unknown").tolist()
    keys = zip(rows["company"], rows["account"], strict=True)
    told = [assigned.segments.get(key, kind) for key, kind in zip(keys, kinds, strict=True)]
    return pd.Series(told, index=rows.index, dtype=object)


def _pays_by(means: pd.Series) -> pd.Series:
    told = ["bill" if _BILL.search(text) else "debit" if _DEBIT.search(text) else "" for text in means.tolist()]
    return pd.Series(told, index=means.index, dtype=object)


def _is_own(rows: pd.DataFrame, connection: Connection) -> pd.Series:
    """Whether the debtor is one of our own companies: its SIREN is a company's, or its group says so."""
    companies = set(rows["company"])
    own = {digits for name in companies if len(digits := re.sub(r"\D", "", name)) == _SIREN}
    siren = rows["siren"].astype(str).str.replace(r"\D", "", regex=True)
    told = rows["group"].astype(str).str.contains(r"intra.?groupe?\b|soci[ée]t[ée] sœur", case=False, regex=True)
    return siren.isin(own) | told


def _payers_beside(connection: Connection, rows: pd.DataFrame, state: Followed, on: int) -> pd.DataFrame:
    """Payers that owe nothing themselves and stand in no ledger: holds and calls are noted on their shared accounts."""
    known = set(zip(rows["company"], rows["account"], strict=True))
    paying = rows.loc[rows["payer"] != "", ["company", "payer", "segment"]].drop_duplicates(["company", "payer"])
    beside = paying[[key not in known for key in zip(paying["company"], paying["payer"], strict=True)]]
    if beside.empty:
        return beside
    shared = shared_store.load_accounts(connection)
    uids = dict(zip(zip(shared["company"], shared["account"], strict=True), shared["uid"].astype(str), strict=True))
    calls: dict[str, int] = {}
    for one in state.events:
        if one.kind == "call" and not one.is_cancelled and one.day <= on:
            calls[one.uid] = max(one.day, calls.get(one.uid, NO_DAY))
    own = [uids.get(key, "") for key in zip(beside["company"], beside["payer"], strict=True)]
    days = [name for name in rows.columns if name.endswith("_day")]
    blank: dict[str, Any] = dict.fromkeys(("payer", "debtor", "procedure", "pays_by"), "")
    blank |= dict.fromkeys(days, NO_DAY) | dict.fromkeys(("is_factored", "is_intra_group", "is_collective"), False)
    blank["last_contact_day"] = [calls.get(uid, NO_DAY) for uid in own]
    return beside.rename(columns={"payer": "account"}).assign(name=beside["payer"], uid=own, **blank)
