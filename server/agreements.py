"""What was agreed or contested, with its state at a day, and which open items carry it."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY, Days
from receivables.followup.agreed_parts import Followup, laid_on_items
from receivables.followup.disputes import ESCALATED, LATE, dispute_states
from receivables.followup.history import Standing
from receivables.followup.plans import BREACHED, IN_FORCE, PAID, PAID_LATE, plan_claims, plan_states
from receivables.followup.promises import AWAITED, BROKEN, PARTLY_KEPT, promises_and_rest
from receivables.followup.tables import dispute_table, plan_tables, promise_table
from receivables.priority.criteria import Criteria, by_name
from server.followed import Followed
from server.followup_books import Books


def agreements(books: Books, events: list[Standing], on: int, calendar: Days, criteria: Criteria) -> Followed:
    """Promises, plans and disputes with their states; a receipt counts for a promise or for a plan, never for both."""
    limit, grace = (by_name(criteria)[name].threshold for name in ("plan_approval", "payment_grace"))
    promises = _posted(books, promise_table(events, books.group_of, books.items_of))
    plans, lines = plan_tables(events, books.group_of, books.items_of, limit)
    claims = plan_claims(plans, lines, calendar, grace)
    promises, rest = promises_and_rest(promises, books.money, on, calendar, grace, claims)
    plans, lines = plan_states(_posted(books, plans), lines, rest, on, calendar, grace)
    disputes = dispute_table(events, books.group_of, books.items_of)
    opened = books.items.groupby("item")["open"].sum()
    disputes = disputes.assign(open=opened.reindex(disputes["item"], fill_value=0).to_numpy(np.int64))
    return Followed(
        promises=promises, plans=plans, plan_lines=lines,
        disputes=dispute_states(disputes, on, calendar),
    )  # fmt: skip


def _posted(books: Books, table: pd.DataFrame) -> pd.DataFrame:
    """A table with `posted_until` of each row's company."""
    companies = books.accounts.drop_duplicates("uid").set_index("uid")["company"]
    names = companies.reindex(table["uid"]).tolist()
    days = [books.posted_until.get(str(name), NO_DAY) for name in names]
    return table.assign(posted_until=np.array(days, dtype=np.int32))


def laid_agreements(books: Books, told: Followed) -> Followup:
    """Each cent of an item carries one thing: what is disputed, then promised, then planned."""
    promises = told.promises[told.promises["state"].isin((*AWAITED, BROKEN, PARTLY_KEPT))]
    is_awaited = promises["state"].isin(AWAITED)
    plans = told.plans[told.plans["state"].isin((IN_FORCE, BREACHED))].set_index("plan")
    lines = told.plan_lines[
        told.plan_lines["plan"].isin(plans.index) & ~told.plan_lines["state"].isin((PAID, PAID_LATE))
    ]
    lines = lines.assign(group=plans["group"].reindex(lines["plan"]).to_numpy(), amount=lines["rest"],
                         items=plans["items"].reindex(lines["plan"]).to_numpy())  # fmt: skip
    disputes = told.disputes[told.disputes["contested"] > 0]
    named = pd.Series([(item,) for item in disputes["item"].tolist()], index=disputes.index, dtype=object)
    disputes = disputes.assign(amount=disputes["contested"], items=named)
    awaited = promises[is_awaited].assign(amount=promises["rest"][is_awaited])
    tables = {"dispute": disputes, "promise": awaited, "plan": lines}
    parts = pd.concat([_parts(name, table) for name, table in tables.items()])
    laid = laid_on_items(parts[parts["group"] >= 0], books.items)
    by_kind = {name: _rows_of(laid, name) for name in tables}
    contested = by_kind["dispute"].join(disputes[["owner", "until", "state"]], on="row")
    return Followup(
        disputes=contested[["account_id", "line", "amount", "owner"]],
        late_disputes=_late_disputes(contested),
        promises=_promise_rows(books, promises, by_kind["promise"]),
        plan_lines=_plan_rows(lines, by_kind["plan"]),
    )


def _late_disputes(contested: pd.DataFrame) -> pd.DataFrame:
    late = contested[contested["state"].isin((LATE, ESCALATED))]
    late = late.assign(is_escalated=late["state"] == ESCALATED)
    return late[["account_id", "amount", "until", "is_escalated", "owner"]]


def _parts(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table as `laid_on_items` takes them: `part` is the table's name and the row's index."""
    keys = pd.Series([(name, row) for row in table.index.tolist()], index=table.index, dtype=object)
    return table[["group", "amount", "items"]].assign(part=keys)


def _rows_of(laid: pd.DataFrame, name: str) -> pd.DataFrame:
    """The amounts laid for one table, with the `row` of that table."""
    own = laid[np.array([part[0] == name for part in laid["part"]], dtype=bool)]
    return own[["account_id", "line", "amount"]].assign(row=[part[1] for part in own["part"]])


def _promise_rows(books: Books, promises: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    awaited = laid.assign(day=promises["by"].reindex(laid["row"]).to_numpy(), broken_day=NO_DAY)
    broken = promises[promises["broken_day"] != NO_DAY]
    broken = broken.assign(account_id=books.main_accounts(broken["group"]), line=-1, day=broken["by"])
    columns = ["account_id", "line", "amount", "day", "broken_day"]
    return pd.concat([awaited[columns], broken.loc[broken["account_id"] >= 0, columns]]).astype(np.int64)


def _plan_rows(lines: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    """Missed lines, and by an acceleration clause all that are left, are asked for again."""
    is_missed = ~lines["state"].isin(AWAITED).reindex(laid["row"]).to_numpy(bool)
    found: pd.DataFrame = laid.assign(day=lines["by"].reindex(laid["row"]).to_numpy(), is_missed=is_missed)
    return found.drop(columns="row")
