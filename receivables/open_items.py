"""From the lines of a day to its open items: document dates, due dates with their origin, matching, instalments."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from receivables.days import NO_DAY, Days, parse_day
from receivables.errors import ReceivablesError
from receivables.matching import LEDGER, Matched, match
from receivables.schema import DueOrigin, Kind
from receivables.sums import Ints, Mask
from receivables.terms import Terms, due_days, parse_terms, schedule, split_amounts

DEFAULT_TERMS = "30 net"

_DATE_IN_LABEL = re.compile(
    r"(?<!\d)(?<!\d[-/.])(\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![-/.]?\d)"
)


@dataclass(frozen=True)
class OpenItems:
    """items: OPEN ITEMS of the schema; lines: the LINES given, with due_day resolved and `remaining`; matched: how."""

    items: pd.DataFrame
    lines: pd.DataFrame
    matched: Matched


def open_items(
    lines: pd.DataFrame, customer_terms: pd.Series, default_terms: pd.Series, view: str = LEDGER
) -> OpenItems:
    """LINES posted up to the day -> what is open of them.

    customer_terms, default_terms: terms text by account_id ('' where the customer has none), see `terms.parse_terms`,
    whose ReceivablesError it raises. What is open of several instalments is on the latest (C. civ. 1342-10).
    """
    lines = lines.assign(**_due_dates(lines, customer_terms, default_terms))
    matched = match(lines, view)
    lines["remaining"] = matched.remaining
    rows = np.flatnonzero(matched.remaining)
    items = lines.iloc[rows].rename(columns={"remaining": "open"})
    # The debit of a move is the document itself, in its new account.
    is_moved = (items["kind"] == Kind.TRANSFER) & (items["open"] > 0)
    items["kind"] = items["kind"].where(~is_moved, np.int8(Kind.INVOICE))
    return OpenItems(by_instalment(items), lines, matched)


def date_in_label(label: str) -> int:
    """The first date a label bears (`Facture du 12/11/2025`), NO_DAY where there is none or it does not exist."""
    for found in _DATE_IN_LABEL.findall(label):
        try:
            return parse_day(found)
        except ReceivablesError:
            continue
    return NO_DAY


def _due_dates(
    lines: pd.DataFrame, customer_terms: pd.Series, default_terms: pd.Series
) -> dict[str, NDArray[np.generic]]:
    """due_day, due_origin and terms of each line, and document_day completed from labels of opening lines.

    Credits are not due: they keep the file's date, else none.
    """
    document_day, due = (lines[name].to_numpy(np.int32, copy=True) for name in ("document_day", "due_day"))
    is_debit = lines["amount"].to_numpy() > 0
    from_label = _date_from_labels(lines, document_day, is_debit)
    origin = np.where(due != NO_DAY, DueOrigin.FILE, DueOrigin.UNKNOWN).astype(np.int8)
    accounts = lines["account_id"].to_numpy(np.int64)
    codes, texts, is_default = _terms_by_account(accounts, customer_terms, default_terms)
    to_date = np.flatnonzero(is_debit & (due == NO_DAY) & (document_day != NO_DAY))
    used = np.full(len(lines), len(texts), dtype=np.int64)
    used[to_date] = codes[accounts[to_date]]
    for code in np.unique(used[to_date]).tolist():
        rows = np.flatnonzero(used == code)
        due[rows] = due_days(schedule(parse_terms(texts[code]))[0][1], document_day[rows])
    origin[to_date] = np.where(is_default[accounts[to_date]], DueOrigin.DEFAULT_TERMS, DueOrigin.CUSTOMER_TERMS)
    origin[np.intersect1d(from_label, to_date)] = DueOrigin.LABEL
    words = np.array([*texts, ""], dtype=object)
    return {"document_day": document_day, "due_day": due, "due_origin": origin, "terms": words[used]}


def _date_from_labels(lines: pd.DataFrame, document_day: Days, is_debit: Mask) -> Ints:
    """Date opening lines that have no document date by the one in their label; the rows so dated."""
    rows = np.flatnonzero(is_debit & (document_day == NO_DAY) & lines["opening"].to_numpy(bool))
    found = np.array([date_in_label(label) for label in lines["label"].iloc[rows]], dtype=np.int32)
    # A date after the opening day is no document's: it is a due date or a typing mistake, and is not guessed.
    is_past = (found != NO_DAY) & (found <= lines["posted"].to_numpy()[rows])
    document_day[rows[is_past]] = found[is_past]
    dated: Ints = rows[is_past]
    return dated


def _terms_by_account(
    accounts: Ints, customer_terms: pd.Series, default_terms: pd.Series
) -> tuple[Ints, list[str], Mask]:
    """By account_id: the code of its terms and whether they are the company's default; and the texts of the codes."""
    size = int(accounts.max(initial=-1)) + 1
    own = customer_terms.reindex(range(size), fill_value="").to_numpy(object)
    default = default_terms.reindex(range(size), fill_value=DEFAULT_TERMS).to_numpy(object)
    is_default = own == ""
    codes, texts = pd.factorize(np.where(is_default, default, own))
    return codes.astype(np.int64), [str(text) for text in texts], is_default


def by_instalment(items: pd.DataFrame) -> pd.DataFrame:
    """Items with `open` and `terms` -> one row per instalment still open: what was paid went to the earliest."""
    several = {text: terms for text in items["terms"].unique() if text and not (terms := parse_terms(text)).is_single}
    if not several:
        return items
    rows = [items[~items["terms"].isin(list(several))]]
    for text, terms in several.items():
        rows += _parts(items[items["terms"] == text], terms)
    return pd.concat(rows).sort_values(["line", "due_day"], kind="stable")


def _parts(items: pd.DataFrame, terms: Terms) -> list[pd.DataFrame]:
    amounts = split_amounts(terms, items["amount"].to_numpy(np.int64))
    left = items["open"].to_numpy(np.int64).copy()
    parts = []
    for column in range(amounts.shape[1] - 1, -1, -1):  # what stays open is on the latest
        part = np.minimum(left, amounts[:, column])
        left = left - part
        due = due_days(schedule(terms)[column][1], items["document_day"].to_numpy(np.int32))
        frame = items.assign(open=part, due_day=due)
        parts.append(frame[part != 0])
    return parts
