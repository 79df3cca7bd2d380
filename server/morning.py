"""What the workbook shows beside the aged balance, gathered from the store."""

import datetime as dt

import pandas as pd
from sqlalchemy import Connection

from receivables.days import date_of, day_number
from receivables.errors import ReceivablesError
from receivables.late_payment.rate_series import SERIES, SERIES_OF, rates_in
from receivables.late_payment.rates import RateBook
from receivables.morning import MorningReport, RatesReport
from receivables.report import BalanceReport
from receivables.scope import IN
from server.balance import Position, position
from server.campaigns.shown.reports import campaign_report
from server.closing import month_days
from server.metrics import metrics_report
from server.penalties import PenaltyQuestion, penalty_report
from server.rates import certainty
from server.records import records
from server.reports import Question
from server.since_import import since_last_import
from server.store import closes as close_store
from server.store import customers as customer_store
from server.store import rates as rate_store
from server.worklist import worklist_report

_ACCOUNT = ["company", "account", "currency"]
_CONTACT = ["contact", "role", "phone", "email"]


def morning_report(
    connection: Connection, balance: BalanceReport, company: str | None, paid_since: int | None = None
) -> MorningReport:
    """The parts beside a balance, of its day and view; items paid late count from `paid_since`, else for a year.

    Raises UserError, ReceivablesError.
    """
    on = day_number(balance.as_of)
    since = _a_year_before(balance.as_of) if paid_since is None else paid_since
    found = position(connection, on, balance.view, company)
    return MorningReport(
        worklist=worklist_report(connection, found),
        penalties=penalty_report(connection, PenaltyQuestion(on, balance.view, company, paid_since=since)),
        metrics=metrics_report(connection, Question(on, view=balance.view, company=company)),
        rates=rates_report(rate_store.rate_book(connection)),
        since_import=since_last_import(connection, found),
        contacts=_contacts(connection, found),
        history=_history(connection, found),
        campaigns=campaign_report(connection, on, _names(found), company),
    )


def _names(found: Position) -> dict[tuple[str, str], str]:
    """(company, account) -> name of the customer."""
    columns = (found.accounts[name].tolist() for name in ("company", "account", "name"))
    return {(company, account): str(name) for company, account, name in zip(*columns, strict=True)}


def _a_year_before(day: dt.date) -> int:
    """The day after the same day of the year before: a year of payments, that day included."""
    before = day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    return day_number(before) + 1


def rates_report(book: RateBook) -> RatesReport:
    """Every published rate of a home, and up to when interest can be computed in France."""
    rows = [
        {"series": name, "first": one.first, "last": one.last, "units": one.units, "source": one.source,
         "certainty": certainty(one)}
        for name in SERIES for one in rates_in(book, name)
    ]  # fmt: skip
    until = date_of(min(rates_in(book, name)[-1].last for name in SERIES_OF["fr"]))
    if until is None:
        raise ReceivablesError("The published rates have no last day.")
    return RatesReport(pd.DataFrame(rows), until)


def _contacts(connection: Connection, found: Position) -> pd.DataFrame:
    """The people of each account in scope, in the order their file named them."""
    people = customer_store.load_contacts(connection).rename(columns={"account": "customer", "name": "contact"})
    own = found.accounts.loc[found.accounts["treatment"] == IN, [*_ACCOUNT, "customer"]]
    return own.merge(people, on=["company", "customer"])[[*_ACCOUNT, *_CONTACT]]


def _history(connection: Connection, found: Position) -> pd.DataFrame:
    """What each account owed at every close up to the day."""
    closes = close_store.load_closes(connection)
    closes = closes[closes["company"].isin(set(found.imports["company"]))]
    tables = [pd.DataFrame(columns=[*_ACCOUNT, "month", "total"])]
    for row in records(closes):
        if month_days(row["month"])[1] <= found.on:
            totals = close_store.load_close_totals(connection, row["id"])
            own = found.accounts.loc[totals["account_id"], _ACCOUNT].reset_index(drop=True)
            tables.append(own.assign(month=row["month"], total=totals["total"].to_numpy()))
    return pd.concat(tables[1:] or tables, ignore_index=True)
