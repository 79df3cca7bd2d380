"""What is known of each late account that says whom to call first, as one table."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.anomalies.accounts import is_of_many
from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup, held_accounts, with_followup
from receivables.limitation import (
    SHORTEST_DAYS,
    interrupted_limitation,
    is_to_check,
    limitation_days,
    no_interruptions,
)
from receivables.money import minor_digits
from receivables.priority.agreed import agreed
from receivables.priority.collectible import ITEM_PARTS, collectible_table, item_parts, to_declare
from receivables.priority.credit import customers_by_account, earliest, insurer_days, limits, sister_credits
from receivables.priority.criteria import Criteria, by_name
from receivables.priority.habits import (
    TOLERANCE_DAYS,
    later_paid_counts,
    paid_documents,
    payment_habits,
)
from receivables.returns import returned_payments
from receivables.schema import NO_LINE, Kind
from receivables.scope import IN
from receivables.sums import Ints, sum_by

#: Habits of fewer paid documents are chance.
_LEAST_PAID = 3
#: Who treats an item instead of the one who calls, the first that holds.
ROUTES = ("of_many", "small_rest", "maybe_barred", "time_barred", "doubtful", "near_limitation")

Mask = NDArray[np.bool_]
#: What is asked of an item.
_ASKED = ["line", "account_id", "item", "kind", "opening", "posted", "document_day", "due_day", "amount", "open"]


@dataclass(frozen=True)
class Known:
    """What priority is computed from, at the end of day `on`.

    items: OPEN ITEMS with `is_retention`; lines: LINES with `remaining`, number and label as `returns`, `habits` ask;
    accounts: ACCOUNTS with company_id, customer, is_factored, insolvency_day and `since` (days of the judgment that
    opened one, of the last look at the account's company; NO_DAY where there was none)
    customers: CUSTOMERS with company_id | interruptions of limitations: company | item | day
    """

    on: int
    items: pd.DataFrame
    lines: pd.DataFrame
    accounts: pd.DataFrame
    customers: pd.DataFrame
    followup: Followup
    criteria: Criteria
    interruptions: pd.DataFrame = field(default_factory=no_interruptions)


def account_facts(known: Known) -> pd.DataFrame:
    """One row per account that somebody has to do something about, indexed by account_id; amounts in minor units.

    overdue | disputed | promised | planned | held | unallocated | collectible, as `collectible_table` has them
    to_declare, see `collectible`
    insolvency_day (NO_DAY: no insolvency open on the day): what was agreed or came back before no longer speaks
    callable: the part of `collectible` a call can bring, without what goes to others, amounts by `ROUTES`: of_many
    (accounts that stand for many customers) | small_rest | maybe_barred (past the shortest of the limitations there
    may be) | time_barred | doubtful | near_limitation (limitation_day: its earliest) | is_of_many bool
    sister_unallocated: credits that pay nothing on other accounts of the same SIREN
    item_count, oldest_days, share_over_60 (whole %): of the callable items | oldest_overdue days, of all overdue
    returned, returned_day | skipped (later documents paid), skipped_line, skipped_amount, skipped_due
    paid_count, late_count, usual_days_late (see `habits`) | habit_drift days | first_late_payment (count of good ones)
    broken_promises, broken_day | call_back_day | plan_missed | contact_day, days_since_contact | risk_grade
    to_check: promised for a day that has passed, while receipts are not posted beyond it (promised_day: the earliest)
    late_dispute, escalated: contested past its deadline, for dispute_owner or now for the manager to settle
    (late_dispute_day: the earliest deadline)
    exposure, limit, limit_kind, over_limit, over_credit, over_insurer, see `limits` | insurer_day, days_left
    is_new: something to ask for since the last contact, else since `since`
    """
    items = with_followup(known.items, known.followup, known.on)
    parts = item_parts(items, known.accounts, known.on)
    sums = collectible_table(items, known.accounts, known.on, parts)
    late = np.flatnonzero(parts["overdue"])
    table = sums[["overdue", *ITEM_PARTS, "unallocated", "collectible"]].copy()
    declared = to_declare(items, known.accounts, known.on)
    table["to_declare"] = sum_by(items["account_id"].to_numpy(np.int64), declared, len(table))
    table["oldest_overdue"] = _oldest(items[["account_id", "due_day"]].iloc[late], known.on, len(table))
    asked = np.flatnonzero(parts["askable"])
    own = items[_ASKED].iloc[asked].assign(askable=parts["askable"][asked]).reset_index(drop=True)
    customers = customers_by_account(known.accounts, known.customers, len(table))
    own = own[_routes(known, own, customers, table) == 0]
    table = _added(known, table, own, customers)
    sisters = sister_credits(known.accounts, customers, sums["unallocated"]).reindex(table.index)
    owed = limits(known.items, known.accounts, customers, table.index)
    return table.assign(**owed, sister_unallocated=sisters)


def _added(known: Known, table: pd.DataFrame, own: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """The sums with what the items to call for, the lines, the agreements say; only accounts with something to do."""
    size = len(table)
    for facts in (
        _lateness(known, own, size),
        _paying(known, own, size),
        agreed(known.followup, known.on, size),
        insurer_days(own, customers, known.on, size),
    ):
        table = table.assign(**facts)
    table = _without_stopped(known, table)
    table = table.assign(callable=_callable(known, table)).drop(columns="asked")
    is_in = _by_id(known.accounts["treatment"] == IN, size)
    return _compared(known, table[is_in & _is_to_do(table, known.on)], own)


def _without_stopped(known: Known, table: pd.DataFrame) -> pd.DataFrame:
    """`insolvency_day`; from then on no appointment, promise, plan or return of an old debt is a reason to call.

    Nor on an account on hold, but for an appointment: whoever agreed on it knew.
    """
    opening = known.accounts["insolvency_day"].reindex(table.index, fill_value=NO_DAY).astype(np.int64)
    opening = opening.where(opening <= known.on, NO_DAY)
    is_held = np.isin(table.index.to_numpy(np.int64), held_accounts(known.followup, known.on))
    blanks = {"returned": 0, "returned_day": NO_DAY, "broken_promises": 0, "broken_day": NO_DAY, "plan_missed": 0}
    kept = {name: table[name].where((opening == NO_DAY) & ~is_held, blank) for name, blank in blanks.items()}
    kept["call_back_day"] = table["call_back_day"].where(opening == NO_DAY, NO_DAY)
    # What is to be checked or decided among ourselves is so on hold too.
    kept |= {name: table[name].where(opening == NO_DAY, 0) for name in ("to_check", "late_dispute", "escalated")}
    return table.assign(insolvency_day=opening, **kept)


def _callable(known: Known, table: pd.DataFrame) -> Ints:
    """What calls can bring: unallocated credits pay what is called for first, and a small rest is not called for."""
    left = (table["asked"] - table["unallocated"]).to_numpy(np.int64)
    return np.where(left >= _small_rests(known).reindex(table.index, fill_value=0), left, 0)


def _small_rests(known: Known) -> pd.Series:
    """By account_id, the minor units under which what is left is not worth a call."""
    scale = pd.Series(minor_scale(known.accounts["currency"]), index=known.accounts.index)
    return scale * by_name(known.criteria)["small_rest"].threshold


def minor_scale(currencies: pd.Series) -> Ints:
    """Minor units of one unit of each row's currency."""
    found: Ints = currencies.map({code: 10 ** minor_digits(code) for code in currencies.unique()}).to_numpy(np.int64)
    return found


def _by_id(flags: pd.Series, size: int) -> Mask:
    """Flags of accounts as an array to be indexed by account_id."""
    found = np.zeros(size, dtype=bool)
    found[flags.index.to_numpy(np.int64)] = flags.to_numpy(bool)
    return found


def _is_to_do(table: pd.DataFrame, on: int) -> Mask:
    is_called_back = (table["call_back_day"] != NO_DAY) & (table["call_back_day"] <= on)
    amounts = table[["returned", "broken_promises", "plan_missed", "to_check", "late_dispute", "escalated"]]
    is_owed = (table[["collectible", "disputed"]] > 0).any(axis=1) | (table["to_declare"] > table["unallocated"])
    is_somebody = ~table["is_of_many"] & ((amounts > 0).any(axis=1) | is_called_back)
    found: Mask = (is_owed | is_somebody).to_numpy(bool)
    return found


# -- who treats an item ------------------------------------------------------------------------------------------


def _routes(known: Known, own: pd.DataFrame, customers: pd.DataFrame, table: pd.DataFrame) -> Ints:
    """0 for items to call for, else the place of the column (from 1) their amount is added to; fills the columns."""
    size, rows = len(table), own["account_id"].to_numpy(np.int64)
    is_doubtful = known.accounts["ledger_account"].astype("str").str.startswith("416")
    is_many = _by_id(is_of_many(known.accounts.loc[np.unique(known.items["account_id"])]), size)
    table["is_of_many"] = is_many
    last_days = _limitations(known, own, customers)
    is_near = (last_days != NO_DAY) & (last_days - known.on <= by_name(known.criteria)["limitation"].threshold)
    is_barred = (last_days != NO_DAY) & (last_days < known.on)
    is_guess = is_to_check(customers["legal_kind"], customers["contract_kind"])[rows]
    is_small = _is_small(known, own)
    marks = (is_many[rows], is_small, is_barred & is_guess, is_barred, _by_id(is_doubtful, size)[rows], is_near)
    route = np.select(marks, range(1, len(ROUTES) + 1), 0).astype(np.int64)
    for place, name in enumerate(ROUTES, 1):
        table[name] = sum_by(rows, np.where(route == place, own["askable"], 0), size)
    near = np.flatnonzero(route == len(ROUTES))
    table["limitation_day"] = earliest(rows[near], last_days[near], size)
    return route


def _is_small(known: Known, own: pd.DataFrame) -> Mask:
    """What is left of an item is not worth a call, and its age says nothing of the customer."""
    least = _small_rests(known).reindex(own["account_id"]).to_numpy(np.int64)
    small: Mask = own["askable"].to_numpy(np.int64) < least
    return small


def _limitations(known: Known, own: pd.DataFrame, customers: pd.DataFrame) -> Ints:
    """Last day to sue for each item old enough to be near it, NO_DAY for the others."""
    due = own["due_day"].to_numpy(np.int32)
    notice = by_name(known.criteria)["limitation"].threshold
    old = np.flatnonzero(known.on - due.astype(np.int64) >= SHORTEST_DAYS - notice)
    found = np.full(len(own), NO_DAY, dtype=np.int64)
    at = own["account_id"].to_numpy(np.int64)[old]
    kinds = customers["legal_kind"].iloc[at], customers["contract_kind"].iloc[at]
    items = pd.DataFrame({"company": known.accounts["company"].reindex(at).to_numpy(), "item": own["item"].iloc[old]})
    found[old] = interrupted_limitation(limitation_days(due[old], *kinds), items, known.interruptions, *kinds)
    return found


# -- how late, how it pays ---------------------------------------------------------------------------------------


def _lateness(known: Known, own: pd.DataFrame, size: int) -> dict[str, Ints]:
    """Of the items to call for: their sum, number, oldest delay, share over 60 days."""
    rows, asked = own["account_id"].to_numpy(np.int64), own["askable"].to_numpy(np.int64)
    days = known.on - own["due_day"].to_numpy(np.int64)
    sums, over = sum_by(rows, asked, size), sum_by(rows, np.where(days > 60, asked, 0), size)
    return {
        "asked": sums,
        "item_count": np.bincount(rows, minlength=size).astype(np.int64),
        "oldest_days": _oldest(own, known.on, size),
        "share_over_60": over * 100 // np.maximum(sums, 1),
    }


def _oldest(late: pd.DataFrame, on: int, size: int) -> Ints:
    """Days overdue of each account's oldest item; 0 where it has none."""
    oldest = np.zeros(size, dtype=np.int64)
    np.maximum.at(oldest, late["account_id"].to_numpy(np.int64), on - late["due_day"].to_numpy(np.int64))
    return oldest


def _paying(known: Known, own: pd.DataFrame, size: int) -> dict[str, Ints]:
    """Habits, the drift from them, documents skipped, payments that came back."""
    paid, returned = paid_documents(known.lines), returned_payments(known.lines, known.on)
    habits = payment_habits(known.lines, paid).reindex(range(size), fill_value=0)
    back = returned["account_id"].to_numpy(np.int64)
    returned_day = np.full(size, NO_DAY, dtype=np.int64)
    np.maximum.at(returned_day, back, returned["day"].to_numpy(np.int64))
    owed_back = sum_by(back, returned["amount"].to_numpy(np.int64), size)
    counts = {name: habits[name].to_numpy(np.int64) for name in ("paid_count", "late_count", "usual_days_late")}
    return {
        **counts,
        "returned": owed_back,
        "returned_day": returned_day,
        **_skipped(own[owed_back[own["account_id"].to_numpy(np.int64)] == 0], paid, size),
    }


def _skipped(own: pd.DataFrame, paid: pd.DataFrame, size: int) -> dict[str, Ints]:
    """The item of each account that most later documents overtook, untouched itself: the earliest of several."""
    is_whole = (own["kind"] == Kind.INVOICE) & (own["open"] == own["amount"]) & ~own["opening"].astype(bool)
    whole = own[is_whole.to_numpy(bool)]
    whole = whole.assign(count=later_paid_counts(whole, paid))
    first = whole[whole["count"] > 0].sort_values(["account_id", "count", "due_day", "line"])
    first = first.sort_values(["account_id", "count"], ascending=[True, False], kind="stable")
    first = first.drop_duplicates("account_id").set_index("account_id")
    columns = {"skipped": "count", "skipped_line": "line", "skipped_amount": "askable", "skipped_due": "due_day"}
    blanks = {"skipped": 0, "skipped_line": NO_LINE, "skipped_amount": 0, "skipped_due": NO_DAY}
    return {
        name: first[column].reindex(range(size), fill_value=blanks[name]).to_numpy(np.int64)
        for name, column in columns.items()
    }


def _compared(known: Known, table: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The account against its own past: drift, first late payment, what is new since somebody looked."""
    oldest, usual = table["oldest_days"], table["usual_days_late"]
    drift = oldest - np.maximum(usual, 0)
    drift = drift.where((table["paid_count"] >= _LEAST_PAID) & (drift > TOLERANCE_DAYS), 0)
    is_first = (table["late_count"] == 0) & (oldest > TOLERANCE_DAYS)
    since = known.accounts["since"].reindex(table.index).to_numpy(np.int64)
    seen = np.maximum(since, table["contact_day"].to_numpy(np.int64))
    contact = table["contact_day"]
    return table.assign(
        habit_drift=drift,
        first_late_payment=table["paid_count"].where(is_first, 0),
        days_since_contact=(known.on - contact).where(contact != NO_DAY, 0),
        is_new=_is_new(own, table, seen),
    )


def _is_new(own: pd.DataFrame, table: pd.DataFrame, seen: Ints) -> Mask:
    """Whether something fell overdue, was posted late or came back after day `seen` (NO_DAY: nothing to compare)."""
    at = table.index.get_indexer(pd.Index(own["account_id"]))
    known = np.flatnonzero(at >= 0)
    began = np.maximum(own["due_day"].to_numpy(np.int64) + 1, own["posted"].to_numpy(np.int64))[known]
    latest = np.maximum(table["returned_day"].to_numpy(np.int64), NO_DAY)
    np.maximum.at(latest, at[known], began)
    found: Mask = (seen != NO_DAY) & (latest > seen)
    return found
