"""What late customers owe: penalties of a whole store, by account, item and half-year."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, Days, date_of
from receivables.errors import ReceivablesError
from receivables.identity import item_text
from receivables.late_payment.late_items import days_late
from receivables.late_payment.penalties import Detail, Penalties, penalties, penalty_detail
from receivables.late_payment.penalty_totals import INVOICED, WAIVED, decided
from receivables.late_payment.rate_agreements import CHECK_YOUR_TERMS
from receivables.limitation import interrupted_limitation, is_to_check, limitation_days
from receivables.matching import LEDGER
from receivables.report import PenaltyReport
from receivables.schema import DUE_ORIGINS, DueOrigin
from receivables.sums import Ints, Mask, sum_by
from server.balance import Position
from server.errors import UserError
from server.followup import interruptions, plan_waivers
from server.late_items import Late, gather
from server.reports import Question, ask
from server.store import decisions as decision_store
from server.store import lines as line_store
from server.store import rates as rate_store

_NEAR_DAYS = 183
_SUMS = ("interest", "compensation", "uncertain", "paid_late_interest", "paid_late_compensation", WAIVED, INVOICED,
         "claimable")  # fmt: skip


@dataclass(frozen=True)
class PenaltyQuestion:
    """The day (None: the last one covered), whose penalties, since when items paid late count (None: not asked for),
    and of how many items, the dearest first, the lines are wanted (None: all)."""

    on: int | None = None
    view: str = LEDGER
    company: str | None = None
    account: str | None = None
    paid_since: int | None = None
    most_items: int | None = None


@dataclass(frozen=True)
class _Computed:
    """n late items with what they owe; `owed` is interest and compensation together."""

    late: Late
    on: int
    penalties: Penalties
    owed: Ints
    is_uncertain: Mask
    taken: dict[str, Ints]

    @property
    def left(self) -> Ints:
        """What of each may still be claimed: nothing of doubtful ones."""
        left: Ints = np.where(self.is_uncertain, 0, self.owed - self.taken[WAIVED] - self.taken[INVOICED])
        return left


def penalty_report(connection: Connection, question: PenaltyQuestion) -> PenaltyReport:
    """Interest and compensation of every late item of the accounts in scope. Raises UserError, ReceivablesError."""
    asked = Question(question.on, view=question.view, company=question.company, account=question.account)
    found = ask(connection, asked)
    if question.paid_since is not None and question.paid_since > found.on:
        raise UserError("The day since which items were paid late lies after the day of the penalties.")
    late = gather(connection, found, question.paid_since)
    book = rate_store.rate_book(connection)
    sums = penalties(late.debts, late.agreements, found.on, book)
    decisions = decisions_of(connection, found)
    computed = _computed(late, found.on, sums, with_plan_waivers(connection, found, decisions))
    rows = _rows_to_tell(computed, question.most_items)
    detail = penalty_detail(late.debts, rows, late.agreements, found.on, book)
    items = _items(connection, computed, rows, detail, interruptions(connection, found))
    own = decisions[decisions["account_id"].isin(_accounts_asked(found.lines, late.accounts))]
    known = sums.computed_until[sums.computed_until != NO_DAY]
    return PenaltyReport(
        as_of=_calendar_day(found.on),
        computed_until=_calendar_day(int(known.min(initial=found.on))),
        paid_since=None if question.paid_since is None else date_of(question.paid_since),
        rate_note="" if not _is_default(late, np.arange(len(late.parts))).any() else CHECK_YOUR_TERMS,
        item_count=len(late.parts),
        accounts=_account_table(computed),
        items=items,
        lines=_line_table(items, detail),
        decisions=_decision_table(own, late.accounts),
    )


def decisions_of(connection: Connection, found: Position) -> pd.DataFrame:
    """DECISIONS about the accounts of a position, up to its day."""
    decisions = decision_store.load_decisions(connection)
    return decisions[decisions["account_id"].isin(found.accounts.index) & (decisions["day"] <= found.on)]


def with_plan_waivers(connection: Connection, found: Position, decisions: pd.DataFrame) -> pd.DataFrame:
    """DECISIONS, and what the plans that were kept waive."""
    waivers = plan_waivers(connection, found)
    return pd.concat([decisions, waivers]) if len(waivers) else decisions


def _accounts_asked(lines: pd.DataFrame, accounts: pd.DataFrame) -> Ints:
    asked = np.zeros(int(accounts.index.max()) + 1 if len(accounts) else 1, dtype=bool)
    asked[lines["account_id"].to_numpy(np.int64)] = True
    return np.flatnonzero(asked)


def _calendar_day(number: int) -> dt.date:
    day = date_of(number)
    if day is None:
        raise ReceivablesError("The day asked for is no date.")
    return day


def _computed(late: Late, on: int, sums: Penalties, decisions: pd.DataFrame) -> _Computed:
    is_uncertain = sums.computed_until == NO_DAY
    for doubtful in late.doubts.values():
        is_uncertain |= doubtful
    owed = sums.interest + sums.compensation
    return _Computed(late, on, sums, owed, is_uncertain, decided(late.parts, owed, ~is_uncertain, decisions))


def _is_default(late: Late, rows: Ints) -> Mask:
    """Between traders the law's rate stands in where the terms say none; elsewhere it is simply the law's."""
    is_given = np.array([one.is_given for one in late.agreements], dtype=bool)
    is_default: Mask = ~is_given[late.debts.agreement[rows]] & (late.debts.kind[rows] == 0)
    return is_default


def _rows_to_tell(computed: _Computed, most: int | None) -> Ints:
    """The dearest items, in the order of company, account, due day, line."""
    late = computed.late
    rows = np.arange(len(late.parts))
    if most is not None and most < len(rows):
        least = np.partition(computed.owed, -most)[-most]
        rows = np.flatnonzero(computed.owed >= least)
        rows = rows[np.argsort(-computed.owed[rows], kind="stable")][:most]
    ranks = late.accounts.sort_values(["company", "currency", "account", "collective"]).index
    place = pd.Series(np.arange(len(ranks)), index=ranks)
    parts = late.parts.iloc[rows]
    by_account = place.reindex(parts["account_id"]).to_numpy()
    return rows[np.lexsort((parts["line"].to_numpy(), parts["due_day"].to_numpy(), by_account))]


def _account_table(computed: _Computed) -> pd.DataFrame:
    late, sums = computed.late, computed.penalties
    account = late.parts["account_id"].to_numpy(np.int64)
    size = int(late.accounts.index.max()) + 1 if len(late.accounts) else 0
    present = np.flatnonzero(np.bincount(account, minlength=size))
    is_open, is_certain = late.parts["paid_day"].to_numpy() == NO_DAY, ~computed.is_uncertain
    columns = (
        np.where(is_open & is_certain, sums.interest, 0), np.where(is_open & is_certain, sums.compensation, 0),
        np.where(is_certain, 0, computed.owed), np.where(~is_open & is_certain, sums.interest, 0),
        np.where(~is_open & is_certain, sums.compensation, 0), computed.taken[WAIVED], computed.taken[INVOICED],
        computed.left,
    )  # fmt: skip
    own = late.accounts.loc[present, ["company", "account", "collective", "name", "currency", "legal_kind"]]
    figures = {name: sum_by(account, values, size)[present] for name, values in zip(_SUMS, columns, strict=True)}
    unallocated = late.accounts["unallocated"].reindex(present).to_numpy(np.int64)
    table = own.rename(columns={"legal_kind": "debtor"}).assign(**figures, unallocated=unallocated)
    ordered = table.sort_values(["company", "currency", "account", "collective"]).drop(columns="collective")
    return ordered.reset_index(drop=True)


def _items(
    connection: Connection, computed: _Computed, rows: Ints, detail: Detail, interrupted: pd.DataFrame
) -> pd.DataFrame:
    late, sums = computed.late, computed.penalties
    parts = late.parts.iloc[rows].reset_index(drop=True)
    own = late.accounts.loc[parts["account_id"]].reset_index(drop=True)
    limits = _limitations(parts, own, interrupted)
    numbers = line_store.load_texts(connection, "number", parts["line"].to_numpy(np.int64))
    is_estimated = (parts["due_origin"] > DueOrigin.CUSTOMER_TERMS).to_numpy(bool)
    return own[["company", "account", "name", "currency"]].assign(
        item=[item_text(item) for item in parts["item"].tolist()], debtor=own["legal_kind"], number=numbers,
        document_day=parts["document_day"], due_day=parts["due_day"],
        due_origin=np.array(DUE_ORIGINS, dtype=object)[parts["due_origin"].to_numpy()],
        principal=parts["principal"], open=parts["open"], paid_day=parts["paid_day"],
        days_late=days_late(parts, computed.on), days=sums.days[rows], interest=sums.interest[rows],
        compensation=sums.compensation[rows], waived=computed.taken[WAIVED][rows],
        invoiced=computed.taken[INVOICED][rows], computed_until=sums.computed_until[rows],
        is_uncertain=computed.is_uncertain[rows], warnings=_warnings(computed, rows, detail, limits),
        limitation_day=limits, limitation_marked=is_estimated | is_to_check(own["legal_kind"], own["contract_kind"]),
    )  # fmt: skip


def _warnings(computed: _Computed, rows: Ints, detail: Detail, limits: Days) -> pd.Series:
    """Codes of each item told: what puts it in doubt first."""
    late = computed.late
    is_open = late.parts["paid_day"].to_numpy()[rows] == NO_DAY
    is_foreign = (late.accounts["currency"].reindex(late.parts["account_id"].iloc[rows]) != "EUR").to_numpy(bool)
    notes = {
        "legal_default": _is_default(late, rows),
        "compensation_in_euros": is_foreign & (late.debts.kind[rows] != 1),
        "limitation_over": is_open & (limits < computed.on),
        "limitation_near": is_open & (limits >= computed.on) & (limits < computed.on + _NEAR_DAYS),
    }
    found: list[list[str]] = [[] for _ in rows]
    for code, is_so in {code: mask[rows] for code, mask in late.doubts.items()}.items():
        for row in np.flatnonzero(is_so).tolist():
            found[row].append(code)
    for row, codes in enumerate(detail.warnings):
        found[row] += codes
    for code, is_so in notes.items():
        for row in np.flatnonzero(is_so).tolist():
            found[row].append(code)
    return pd.Series(found, dtype=object)


def _limitations(parts: pd.DataFrame, own: pd.DataFrame, interrupted: pd.DataFrame) -> Days:
    """Last day to sue of each item told, after what interrupted its limitation up to the day."""
    kinds = own["legal_kind"], own["contract_kind"]
    limits = limitation_days(parts["due_day"].to_numpy(np.int32), *kinds)
    items = own[["company"]].assign(item=parts["item"])
    return interrupted_limitation(limits, items, interrupted, *kinds)


def _line_table(items: pd.DataFrame, detail: Detail) -> pd.DataFrame:
    lines = detail.lines.rename(columns={"row": "at"})
    return lines.assign(at=lines["at"].astype(np.int64))


def _decision_table(decisions: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    own = accounts.loc[decisions["account_id"], ["company", "account", "currency"]].reset_index(drop=True)
    told = decisions[["id", "kind", "amount", "day", "who", "why"]].reset_index(drop=True)
    items = [item_text(item) if item else "" for item in decisions["item"].tolist()]
    return pd.concat([own, told], axis=1).assign(item=pd.Series(items, dtype=object))
