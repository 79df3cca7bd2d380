"""The tables of the aged-balance workbook, gathered from the store."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables import aging
from receivables.anomalies import find_anomalies
from receivables.days import date_of
from receivables.identity import item_text
from receivables.matching import PROPOSED
from receivables.report import BalanceReport, Bridge, Freshness, PaymentTermsTable
from receivables.schema import DUE_ORIGINS, KINDS, NO_LETTER, Kind
from receivables.scope import APART, IN
from server.balance import FEC, Position, load_matched_lines, position
from server.closing import bridges_of, month_days
from server.errors import UserError
from server.followup import followed, interruptions
from server.records import records
from server.reports import Question, ask, balance_table, control_table, item_table, matching_quality
from server.store import closes as close_store
from server.store import customers as customer_store
from server.store import imports as import_store
from server.store import lines as line_store


def balance_report(connection: Connection, question: Question) -> BalanceReport:
    """All figures of a day, for the workbook."""
    found = ask(connection, question, with_texts=True)
    balance = balance_table(found, question.basis, question.edges)
    items = item_table(found, question.basis, question.edges)
    scope_items = items[items["treatment"] == IN].sort_values(["company", "account", "due_day", "line"])
    month, previous, closes = _last_closes(connection, found)
    return BalanceReport(
        as_of=_calendar_day(found),
        basis=question.basis,
        view=found.view,
        buckets=aging.bucket_names(question.edges),
        balance=balance[balance["treatment"] == IN].drop(columns="treatment").reset_index(drop=True),
        items=_shown_items(connection, scope_items),
        control=control_table(connection, found),
        apart=_apart(balance),
        anomalies=anomaly_table(connection, found),
        proposals=_proposals(connection, found),
        imports=_imports(found.imports),
        previous=previous,
        previous_month=month,
        matching=matching_quality(found),
        freshness=[_freshness(found, company) for company in dict.fromkeys(found.imports["company"])],
        payment_terms=_payment_terms(connection, found, scope_items),
        bridges=_bridges(connection, closes),
    )


def anomaly_table(connection: Connection, found: Position) -> pd.DataFrame:
    """Anomalies of a position (see `receivables.anomalies`), with the texts of all its lines."""
    lines = line_store.add_texts(connection, found.lines, np.arange(len(found.lines)))
    is_balanced = lines["letter"].isin(_letters_balanced_later(connection, found))
    lines["letter"] = lines["letter"].where(~is_balanced, NO_LETTER)
    numbers = found.accounts[["company", "customer", "account"]].drop_duplicates()
    customers = customer_store.load_customers(connection).rename(columns={"account": "customer"})
    known = customers.merge(numbers, on=["company", "customer"])
    told = interruptions(connection, found)
    return find_anomalies(found.items, lines, found.accounts, known, _calendar_day(found), interruptions=told)


def _letters_balanced_later(connection: Connection, found: Position) -> pd.Index:
    """On a past day: groups that lines posted since have balanced. They are open that day, and no doubt."""
    if found.imports.empty or found.on >= int(found.imports["last_day"].max()):
        return pd.Index([], dtype=np.int64)
    sums = load_matched_lines(connection, found.imports).groupby("letter")["amount"].sum()
    return sums.index[sums == 0]


def _calendar_day(found: Position) -> dt.date:
    day = date_of(found.on)
    if day is None:
        raise UserError("The day asked for is no date.")
    return day


def _shown_items(connection: Connection, items: pd.DataFrame) -> pd.DataFrame:
    notes = customer_store.load_notes(connection)
    texts: dict[int, str] = {}
    for note in records(notes):
        texts[note["item"]] = " / ".join(filter(None, (texts.get(note["item"]), note["text"])))
    columns = ["company", "currency", "account", "collective", "name", "number", "document_day", "due_day", "terms",
               "amount", "open", "days_overdue", "bucket"]  # fmt: skip
    return (
        items[columns]
        .assign(
            item=[item_text(item) for item in items["item"]],
            kind=np.array(KINDS, dtype=object)[items["kind"].to_numpy()],
            due_origin=np.array(DUE_ORIGINS, dtype=object)[items["due_origin"].to_numpy()],
            note=[texts.get(item, "") for item in items["item"].tolist()],
        )
        .reset_index(drop=True)
    )


def _apart(balance: pd.DataFrame) -> pd.DataFrame:
    columns = ["company", "currency", "account", "collective", "name", "total"]
    return balance.loc[(balance["treatment"] == APART) & (balance["total"] != 0), columns].reset_index(drop=True)


def _proposals(connection: Connection, found: Position) -> pd.DataFrame:
    """Matches the letters do not say, as a list an accountant can key in."""
    proposed = found if found.view == PROPOSED else position(connection, found.on, PROPOSED)
    pairs, lines, accounts = proposed.matched.pairs, proposed.lines, proposed.accounts
    credit, debit = lines.iloc[pairs["credit"].to_numpy(np.int64)], lines.iloc[pairs["debit"].to_numpy(np.int64)]
    own = accounts.loc[credit["account_id"]].reset_index(drop=True)
    table = own[["company", "currency", "account", "name"]].assign(
        credit_number=credit["number"].to_numpy(object), credit_day=credit["posted"].to_numpy(),
        document_number=debit["number"].to_numpy(object), document_day=debit["document_day"].to_numpy(),
        amount=pairs["amount"].to_numpy(np.int64), rule=pairs["rule"].to_numpy(object),
    )  # fmt: skip
    is_asked = (own["company"].isin(set(found.imports["company"])) & (own["treatment"] == IN)).to_numpy()
    keys = ["company", "account", "credit_day", "credit_number", "document_day", "document_number"]
    return table[is_asked].sort_values(keys, kind="stable").reset_index(drop=True)


def _imports(speaking: pd.DataFrame) -> pd.DataFrame:
    return (
        speaking[["company", "kind", "file_name", "first_day", "last_day", "rows", "sha256"]]
        .assign(problems=[import_store.problem_count(text) for text in speaking["problems"]])
        .reset_index(drop=True)
    )


def _freshness(found: Position, company: str) -> Freshness:
    own = found.accounts["company"].reindex(found.lines["account_id"]).to_numpy() == company
    lines = found.lines[own]
    receipts = lines.loc[(lines["kind"] == Kind.PAYMENT) & ~lines["opening"], "posted"]
    last = int(found.imports.loc[found.imports["company"] == company, "last_day"].max())
    return Freshness(company, date_of(int(receipts.max())) if len(receipts) else None, date_of(min(last, found.on)))


def _payment_terms(connection: Connection, found: Position, items: pd.DataFrame) -> list[PaymentTermsTable]:
    """The D441-6 table of each company: invoices overdue on the day, against the year's sales including VAT.

    Invoices of which something is disputed are told apart, each whole (A441-2, part B).
    """
    names = aging.bucket_names()[1:]
    late = items[(items["open"] > 0) & (items["days_overdue"] > 0)]
    columns = aging.column_index(late["due_day"].to_numpy(np.int32), late["open"].to_numpy(np.int64), found.on)
    late = late.assign(band=np.array(aging.column_names(), dtype=object)[columns])
    is_disputed = late["line"].isin(followed(connection, found).followup.disputes["line"])
    late, disputed = late[~is_disputed], late[is_disputed]
    tables = []
    for company, currency in sorted(set(zip(items["company"], items["currency"], strict=True))):
        own = late[(late["company"] == company) & (late["currency"] == currency)]
        bands = own.groupby("band")["open"].agg(["size", "sum"]).reindex(names, fill_value=0).reset_index()
        bands.columns = pd.Index(["band", "count", "amount"])
        sales, start = _year_sales(connection, found, company) if currency == "EUR" else (None, None)
        out = disputed[(disputed["company"] == company) & (disputed["currency"] == currency)]
        tables.append(PaymentTermsTable(
            company, currency, bands, int(out["line"].nunique()), int(out["open"].sum()), sales, start
        ))  # fmt: skip
    return tables


def _year_sales(connection: Connection, found: Position, company: str) -> tuple[int | None, Any]:
    """Sales including VAT of the ledgers that speak for the day, and the first day they cover."""
    own = found.imports[(found.imports["company"] == company) & (found.imports["kind"] == FEC)]
    if own.empty:
        return None, None
    sales = import_store.load_sales(connection, [int(number) for number in own["id"]])
    total = int(sales["sales"].sum() + sales["vat"].sum())
    return total or None, date_of(int(own["first_day"].min()))


def _last_closes(connection: Connection, found: Position) -> tuple[str | None, pd.DataFrame, pd.DataFrame]:
    """The last close of each company before the day: its month (or months), its balance by account, the closes."""
    closes = close_store.load_closes(connection)
    closes = closes[closes["company"].isin(set(found.imports["company"]))]
    closes = closes[[month_days(month)[1] <= found.on for month in closes["month"]]]
    empty = pd.DataFrame({"company": [], "currency": [], "account": [], "total": []}).astype({"total": np.int64})
    if closes.empty:
        return None, empty, closes
    closes = closes.groupby("company", sort=False).tail(1)
    month = ", ".join(sorted(set(closes["month"])))
    totals = pd.concat([close_store.load_close_totals(connection, int(number)) for number in closes["id"]])
    own = found.accounts.loc[totals["account_id"], ["company", "currency", "account"]].reset_index(drop=True)
    return month, own.assign(total=totals["total"].to_numpy(np.int64)), closes


def _bridges(connection: Connection, closes: pd.DataFrame) -> list[Bridge]:
    """The bridge of each company's last closed month."""
    found: list[Bridge] = []
    for row in records(closes):
        at_end = position(connection, month_days(row["month"])[1], company=row["company"])
        found += bridges_of(connection, at_end, row["company"], row["month"])
    return found
