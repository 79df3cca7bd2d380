"""Disputes: what of an item a customer contests, until when somebody must settle it, and which items look disputed.

The rest of the item stays collectible. A dispute ends with a result: a credit note, paid, withdrawn.
"""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.followup.promises import CANCELLED, OPEN
from receivables.followup.receipts import receipts
from receivables.followup.working_days import NONE, working_days_after
from receivables.priority.habits import later_paid_counts, paid_documents
from receivables.schema import Kind
from receivables.sums import Ints

LATE, ESCALATED, CLOSED = "late", "escalated", "closed"
#: Working days to settle a dispute that names no deadline, and past it until it goes to the manager.
DEADLINE_DAYS, ESCALATION_DAYS = 15, 5
#: The part a customer keeps back is a doubt from this share of the document up to that one.
_LEAST_SHORT_PERCENT, _MOST_SHORT_PERCENT = 1, 50
_LEAST_REPEATED, _LEAST_SKIPPED = 2, 2
DISPUTE_STATES: dict[str, tuple[str, str]] = {
    OPEN: ("en cours", "open"),
    LATE: ("en retard", "late"),
    ESCALATED: ("à trancher par le responsable", "for the manager to decide"),
    CLOSED: ("clos", "closed"),
    CANCELLED: ("annulé", "cancelled"),
}
SKIPPED, SHORT, REPEATED = "skipped", "short", "repeated"
SUSPECTS: dict[str, tuple[str, str]] = {
    SKIPPED: ("facture sautée : de plus récentes sont payées", "skipped: later invoices are paid"),
    SHORT: ("payée en partie seulement", "paid in part only"),
    REPEATED: ("même retenue que sur d'autres factures", "the same deduction as on other invoices"),
}


def dispute_states(disputes: pd.DataFrame, on: int, holidays: Days = NONE) -> pd.DataFrame:
    """DISPUTES with `until` int32, `contested` int64 and `state`.

    disputes: opened int32 | deadline int32 (NO_DAY: none told) | amount int64 (0: all that is open) | open int64, what
        is open of the item | is_closed, is_cancelled bool
    until: the deadline, else `DEADLINE_DAYS` after the opening; contested: never more than is open, 0 where it is over.
    """
    told, opened = (disputes[name].to_numpy(np.int32) for name in ("deadline", "opened"))
    until = np.where(told != NO_DAY, told, working_days_after(opened, DEADLINE_DAYS, holidays)).astype(np.int32)
    amount, left = (disputes[name].to_numpy(np.int64) for name in ("amount", "open"))
    choices = {
        CANCELLED: disputes["is_cancelled"].to_numpy(bool), CLOSED: disputes["is_closed"].to_numpy(bool),
        ESCALATED: working_days_after(until, ESCALATION_DAYS, holidays) < on, LATE: until < on,
    }  # fmt: skip
    state = np.select(list(choices.values()), list(choices), OPEN).astype(object)
    is_over = np.isin(state, (CANCELLED, CLOSED))
    contested = np.where(is_over, 0, np.minimum(np.where(amount > 0, amount, left), np.maximum(left, 0)))
    return disputes.assign(until=until, contested=contested, state=pd.Series(state, index=disputes.index))


def suspects(items: pd.DataFrame, lines: pd.DataFrame, on: int) -> pd.DataFrame:
    """Items that look disputed -> account_id | line | item | open int64 | kind (of SUSPECTS), the first that holds.

    items: OPEN ITEMS; lines: LINES with `remaining` and texts as `settlements` asks, of the same accounts
    repeated: money paid the item short of a sum another document of the account was paid short of too
    short: money paid part of the item, and what is kept back is 1 to 50 % of it
    skipped: untouched, while `_LEAST_SKIPPED` documents that fell due later are paid
    """
    late = items[(items["open"] > 0) & (items["due_day"] != NO_DAY) & (items["due_day"] < on)]
    late = late[late["kind"] == Kind.INVOICE].reset_index(drop=True)
    paid = receipts(lines).groupby("item")["amount"].sum().reindex(late["item"], fill_value=0).to_numpy(np.int64)
    opened, amount = late["open"].to_numpy(np.int64), late["amount"].to_numpy(np.int64)
    is_short = (paid > 0) & (opened * 100 >= amount * _LEAST_SHORT_PERCENT)
    is_short &= opened * 100 <= amount * _MOST_SHORT_PERCENT
    is_untouched = (opened == amount) & ~late["opening"].to_numpy(bool)
    is_skipped = is_untouched & (later_paid_counts(late, paid_documents(lines)) >= _LEAST_SKIPPED)
    choices = {REPEATED: is_short & (_alike(late, is_short) >= _LEAST_REPEATED), SHORT: is_short, SKIPPED: is_skipped}
    kind = np.select(list(choices.values()), list(choices), "").astype(object)
    found: pd.DataFrame = late.assign(kind=kind)[kind != ""]
    return found[["account_id", "line", "item", "open", "kind"]].reset_index(drop=True)


def _alike(late: pd.DataFrame, is_short: np.ndarray) -> Ints:
    """For each item how many of its account were paid short of the same sum, or of the same share of it."""
    counts = np.zeros(len(late), dtype=np.int64)
    share = late["open"].to_numpy(np.int64) * 10_000 // np.maximum(late["amount"].to_numpy(np.int64), 1)
    rows = np.flatnonzero(is_short)
    for key in (late["open"].to_numpy(np.int64), share):
        own = pd.DataFrame({"account_id": late["account_id"].to_numpy()[rows], "key": key[rows]})
        counts[rows] = np.maximum(counts[rows], own.groupby(["account_id", "key"])["key"].transform("size"))
    return counts
