"""The accounts that have a card (sheet Fiche compte): their numbers, and what the card shows of each, as one table."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from receivables.morning import MorningReport
from receivables.priority import sentences as priority_sentences
from receivables.report import BalanceReport
from workbooks.cells import safe_text
from workbooks.figures import overdue_of

CARD_KEY = ["company", "account", "currency"]
PENALTIES = ("interest", "compensation", "paid_late_interest", "paid_late_compensation", "waived", "invoiced",
             "claimable", "uncertain")  # fmt: skip
CONTACT = ("contact", "role", "phone", "email")
MOST_CONTACTS, MOST_CLOSES = 3, 10
#: Column that is marked where a penalty of the account rests on the law's rate for want of a clause.
DEFAULT_RATE, _MARK = "default_rate", "x"
#: (company, account, currency) -> number of its card, from 1.
CardNumbers = Mapping[tuple[str, ...], int]
#: What a search with MATCH would take for a pattern, and how long a text it can look for.
_PATTERN_MARKS = str.maketrans("*?~", "   ")
_MOST_TEXT = 120


def card_numbers(report: BalanceReport, morning: MorningReport) -> dict[tuple[str, ...], int]:
    """Every account of the balance or with penalties, by company and account."""
    both = pd.concat([report.balance[CARD_KEY], morning.penalties.accounts[CARD_KEY]]).drop_duplicates()
    rows = both.sort_values(CARD_KEY).astype(str)
    return {tuple(key): number for number, key in enumerate(rows.itertuples(index=False, name=None), 1)}


def keys_of(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """The key of each row's card."""
    return list(zip(*(rows[name].astype(str).tolist() for name in CARD_KEY), strict=True))


def first_card(numbers: CardNumbers, morning: MorningReport) -> int:
    """The card shown first: that of the first call, else the first account's."""
    return next((numbers[key] for key in keys_of(morning.worklist.rows) if key in numbers), 1)


def close_months(morning: MorningReport) -> list[str]:
    """The last closes, the oldest first."""
    return sorted(set(morning.history["month"]))[-MOST_CLOSES:]


def card_table(report: BalanceReport, morning: MorningReport, numbers: CardNumbers, lang: str) -> pd.DataFrame:
    """One row a card, in the order of its number; figures int64 minor units, or None (object) where there are none.

    company | account | currency | label | name | <columns of the balance> | total | overdue | collectible | score
    | action | reasons | `PENALTIES` | `DEFAULT_RATE` str | contact_0 | role_0 ... | <month of a close>
    """
    index = pd.MultiIndex.from_tuples(list(numbers), names=CARD_KEY)
    table = _balance(report).join(_calls(morning, lang), how="outer").join(_penalties(morning), how="outer")
    table = table.reindex(index).join(_contacts(morning)).join(_history(morning))
    told = table.reset_index()
    told["name"] = told["name"].where(told["name"].notna(), told["penalty_name"]).fillna("")
    told = told.assign(label=_labels(told)).astype(object)
    first = [*CARD_KEY, "label", "name"]
    told = told[[*first, *(name for name in told.columns if name not in {*first, "penalty_name"})]]
    return told.where(told.notna(), None)


def _balance(report: BalanceReport) -> pd.DataFrame:
    rows = report.balance.assign(overdue=overdue_of(report, report.balance))
    sums = rows.groupby(CARD_KEY)[[*report.columns, "total", "overdue", "collectible"]].sum().astype("Int64")
    return rows.groupby(CARD_KEY)[["name"]].first().join(sums)


def _calls(morning: MorningReport, lang: str) -> pd.DataFrame:
    rows = morning.worklist.rows
    reasons = priority_sentences.reasons(rows, morning.worklist.criteria, lang)
    told = (
        rows[[*CARD_KEY, "score"]]
        .astype({"score": "Int64"})
        .assign(action=priority_sentences.next_actions(rows, lang), reasons=[" · ".join(each) for each in reasons])
    )
    return told.drop_duplicates(CARD_KEY).set_index(CARD_KEY)


def _penalties(morning: MorningReport) -> pd.DataFrame:
    rows = morning.penalties.accounts.rename(columns={"name": "penalty_name"})
    sums = rows.groupby(CARD_KEY)[list(PENALTIES)].sum().astype("Int64")
    return rows.groupby(CARD_KEY)[["penalty_name"]].first().join(sums).join(_default_rates(morning))


def _default_rates(morning: MorningReport) -> pd.Series:
    """The accounts to be told to check their terms; those under a clause have nothing to check."""
    items = morning.penalties.items
    is_default = items["warnings"].map(lambda codes: "legal_default" in codes).astype(bool)
    keys = items.loc[is_default, CARD_KEY].drop_duplicates()
    return pd.Series(_MARK, index=pd.MultiIndex.from_frame(keys), name=DEFAULT_RATE, dtype=object)


def _contacts(morning: MorningReport) -> pd.DataFrame:
    people = morning.contacts.assign(place=morning.contacts.groupby(CARD_KEY).cumcount())
    people = people[people["place"] < MOST_CONTACTS]
    wide = people.pivot(index=CARD_KEY, columns="place", values=list(CONTACT))
    wide.columns = pd.Index([f"{column[0]}_{column[1]}" for column in wide.columns.tolist()])
    return wide.reindex(columns=[f"{name}_{place}" for place in range(MOST_CONTACTS) for name in CONTACT])


def _history(morning: MorningReport) -> pd.DataFrame:
    """Totals of the last closes; 0 where the account was not in a close of its company."""
    months = close_months(morning)
    if not months:
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], [], []], names=CARD_KEY))
    totals = morning.history.groupby([*CARD_KEY, "month"])["total"].sum()
    return totals.astype("Int64").unstack("month").reindex(columns=months).fillna(0)


def _labels(table: pd.DataFrame) -> list[str]:
    """What the list of accounts offers, each text once: account and name, more only where that is ambiguous."""
    found: list[str] = []
    taken = set[str]()
    for row in table[[*CARD_KEY, "name"]].to_dict("records"):
        label = next(text for text in _candidates(row, len(found) + 1) if text.casefold() not in taken)
        taken.add(label.casefold())
        found.append(label)
    return found


def _candidates(row: Mapping[Hashable, Any], number: int) -> list[str]:
    plain = [safe_text(row[name]).translate(_PATTERN_MARKS)[:_MOST_TEXT].strip() for name in ("account", "name")]
    short = " · ".join(dict.fromkeys(filter(None, plain)))
    more = f"{short} · {safe_text(row['company'])[:40]} · {row['currency']}".translate(_PATTERN_MARKS)
    return [short or str(number), more, f"{more} · {number}"]
