"""The order of the morning's calls: stage by stage what was agreed or cannot wait, then by score.

Two answers for each account: the score (how much it matters, 0 to 100) and the next action (what to do). What others
treat (insolvencies, disputes, items near limitation, doubtful accounts, accounts of many customers) raises no score
and comes last.
"""

from enum import IntEnum

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.priority.criteria import AMOUNT, Criteria, by_name
from receivables.priority.facts import Known, account_facts, minor_scale
from receivables.sums import Ints

MAX_SCORE = 100
#: The Pareto line says after how many calls this much of what calls can bring is reached.
PARETO_PERCENT = 80
#: Days of the oldest item from which a mail no longer does, and a call no longer does alone.
CALL_DAYS, NOTICE_DAYS = 15, 60


class Stage(IntEnum):
    """The parts of a morning, in their order."""

    CALL_BACK = 0
    BROKEN_PROMISE = 1
    RETURNED = 2
    INSURER = 3
    PLAN_MISSED = 4
    SCORE = 5
    OTHERS = 6


#: Codes of next actions, see `priority_sentences.ACTIONS`.
CALL_BACK, PROMISE, RETURNED, INSURER, PLAN = "call_back", "promise", "returned", "insurer", "plan"
ASK_WHY, COURTESY, NOTICE, CALL, REMINDER = "ask_why", "courtesy", "notice", "call", "reminder"
CHECK_PROMISE, DECIDE = "check_promise", "decide"
DISPUTE, IDENTIFY, LITIGATION, DOUBTFUL, WRITE_OFF = "dispute", "identify", "litigation", "doubtful", "write_off"
TIME_BARRED, MATCH, MATCH_FIRST, INSOLVENCY = "time_barred", "match", "match_first", "insolvency"
MAYBE_BARRED = "maybe_barred"

#: What each criterion is measured by in the table of facts.
VALUES = {
    "collectible": "callable", "oldest_days": "oldest_days", "share_over_60": "share_over_60",
    "returned_payment": "returned", "skipped_document": "skipped", "habit_drift": "habit_drift",
    "first_late_payment": "first_late_payment", "broken_promises": "broken_promises", "over_limit": "over_limit",
    "insurer_deadline": "days_left", "risk_grade": "risk_grade", "days_since_contact": "days_since_contact",
}  # fmt: skip


def priorities(known: Known) -> pd.DataFrame:
    """Every account somebody has to do something about, in the order of the morning.

    company | account | collective | currency | name | customer | company_id, of the account (index: account_id)
    rank from 1 | stage, see `Stage` | score int64 0-100 | points_<criterion> int64 | action, a code
    cumulated_share: share, of what calls can bring in the currency, reached with this row (0 to 1, rounded to 4)
    and all of `account_facts`.
    """
    facts = account_facts(known)
    columns = ["company", "account", "collective", "currency", "name", "customer", "company_id"]
    table = pd.concat([known.accounts.loc[facts.index, columns], facts], axis=1)
    table = table.assign(stage=_stages(table, known))
    table = _scored(table, known.criteria)
    table = table.assign(action=_actions(table, known.criteria))
    table = _ordered(table)
    return table.assign(rank=np.arange(1, len(table) + 1), cumulated_share=_cumulated(table))


def _stages(table: pd.DataFrame, known: Known) -> Ints:
    """The first stage whose condition holds; an event leads the morning until somebody was in touch since."""
    contact, left = table["contact_day"], table["days_left"]
    notice = by_name(known.criteria)["insurer_deadline"].threshold
    is_called = table["callable"] > 0
    conditions = {
        Stage.OTHERS: table["is_of_many"],
        Stage.CALL_BACK: (table["call_back_day"] != NO_DAY) & (contact < table["call_back_day"]),
        Stage.BROKEN_PROMISE: (table["broken_promises"] > 0) & (contact < table["broken_day"]),
        Stage.RETURNED: (table["returned"] > 0) & (contact < table["returned_day"]),
        Stage.INSURER: is_called & (left >= 0) & (left <= notice),
        Stage.PLAN_MISSED: table["plan_missed"] > 0,
        Stage.SCORE: is_called | (table["returned"] > 0) | (table["broken_promises"] > 0),
    }
    found: Ints = np.select(list(conditions.values()), [int(stage) for stage in conditions], int(Stage.OTHERS))
    return found.astype(np.int64)


def _scored(table: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Points by criterion and their sum, at most 100; what others treat has none."""
    scale = minor_scale(table["currency"])
    is_called = (table["stage"] != Stage.OTHERS).to_numpy()
    points = {
        f"points_{one.name}": np.where(
            is_called, one.points(table[VALUES[one.name]].to_numpy(np.int64), scale if one.unit == AMOUNT else 1), 0
        )
        for one in criteria
        if one.name in VALUES
    }
    total = np.minimum(sum(points.values(), np.zeros(len(table), dtype=np.int64)), MAX_SCORE)
    return table.assign(**points, score=total)


def _actions(table: pd.DataFrame, criteria: Criteria) -> list[str]:
    stage, oldest = table["stage"], table["oldest_days"]
    skipped, good = by_name(criteria)["skipped_document"], by_name(criteria)["first_late_payment"]
    is_others = stage == Stage.OTHERS
    choices = {
        CALL_BACK: stage == Stage.CALL_BACK,
        PROMISE: (stage == Stage.BROKEN_PROMISE),
        RETURNED: (stage == Stage.RETURNED),
        INSURER: (stage == Stage.INSURER),
        PLAN: (stage == Stage.PLAN_MISSED),
        INSOLVENCY: is_others & (table["to_declare"] > 0),
        IDENTIFY: is_others & table["is_of_many"],
        LITIGATION: is_others & (table["near_limitation"] > 0),
        DOUBTFUL: is_others & (table["doubtful"] > 0),
        MAYBE_BARRED: is_others & (table["maybe_barred"] > 0),
        TIME_BARRED: is_others & (table["time_barred"] > 0),
        DECIDE: is_others & (table["escalated"] > 0),
        DISPUTE: is_others & (table[["disputed", "late_dispute"]] > 0).any(axis=1),
        CHECK_PROMISE: is_others & (table["to_check"] > 0),
        MATCH: is_others & (table["unallocated"] > 0),
        WRITE_OFF: is_others,
        MATCH_FIRST: table["unallocated"] + table["sister_unallocated"] >= table["callable"],
        ASK_WHY: table["skipped"] >= skipped.threshold,
        COURTESY: table["first_late_payment"] >= good.threshold,
        NOTICE: oldest > NOTICE_DAYS,
        CALL: oldest > CALL_DAYS,
    }
    return [str(code) for code in np.select(list(choices.values()), list(choices), REMINDER)]


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Stage, then score, then amount (in units), then company and account: no two rows are alike to it."""
    units = table["collectible"] * 1000 // minor_scale(table["currency"])
    keyed = table.assign(score_key=-table["score"], units=-units, id=table.index)
    order = keyed.sort_values(["stage", "score_key", "units", "company", "account", "collective", "currency", "id"])
    return table.loc[order.index]


def _cumulated(table: pd.DataFrame) -> pd.Series:
    """Share reached with each row, of all that calls can bring in its currency; 1 where they can bring nothing."""
    amounts = table["callable"].astype("float64")  # a share is no money
    by_currency = amounts.groupby(table["currency"])
    total = by_currency.transform("sum")
    return (by_currency.cumsum() / total.where(total > 0, 1)).where(total > 0, 1.0).clip(upper=1.0).round(4)


def pareto(table: pd.DataFrame) -> pd.DataFrame:
    """`priorities` -> currency | calls | call_count, EUR first: the calls of the list, in its order, up to 80 %."""
    rows = []
    for currency in sorted(set(table["currency"]), key=lambda code: (code != "EUR", code)):
        brought = table.loc[(table["currency"] == currency) & (table["callable"] > 0), "callable"]
        reached = np.cumsum(brought.to_numpy(object)) * 100 >= PARETO_PERCENT * sum(brought.tolist())
        if len(brought):
            rows.append((currency, int(np.argmax(reached)) + 1, len(brought)))
    return pd.DataFrame(rows, columns=["currency", "calls", "call_count"])
