"""Rates added to those of the package, and the rate clauses agreed with customers."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from receivables.days import NO_DAY
from receivables.late_payment.rate_agreements import CLAUSE_COLUMNS
from receivables.late_payment.rate_clauses import BelowFloor
from receivables.late_payment.rate_series import book_with
from receivables.late_payment.rates import PublishedRate, RateBook
from server.store.rows import frame_of
from server.store.tables import companies, customers, published_rates, rate_clauses


def rate_book(connection: Connection) -> RateBook:
    """The rates every calculation of this store uses: those of the package, then those added."""
    rows = connection.execute(select(published_rates)).mappings()
    return book_with((row["series"], _published(row)) for row in rows)


def _published(row: Any) -> PublishedRate:
    return PublishedRate(
        row["first_day"], row["last_day"], row["units"], row["source"], is_to_check=False, is_added=True
    )


def add_rate(connection: Connection, series: str, rate: PublishedRate, at: str) -> None:
    """Keep a rate; one of the same series and first day is replaced."""
    remove_rate(connection, series, rate.first)
    connection.execute(
        insert(published_rates).values(
            series=series, first_day=rate.first, last_day=rate.last, units=rate.units, source=rate.source, added_at=at
        )
    )


def remove_rate(connection: Connection, series: str, first_day: int) -> bool:
    """Take an added rate away; whether there was one."""
    key = (published_rates.c.series == series) & (published_rates.c.first_day == first_day)
    return bool(connection.execute(delete(published_rates).where(key)).rowcount)


def load_clauses(connection: Connection) -> pd.DataFrame:
    """CLAUSE_COLUMNS of `late_payment.rate_agreements`: of the customers files (accounts, no days), then those set."""
    given = select(companies.c.name, customers.c.account, customers.c.rate_clause).join(companies)
    given = given.where(customers.c.rate_clause != "").order_by(customers.c.company_id, customers.c.account)
    rows = [
        (company, "account", account, NO_DAY, NO_DAY, rate, str(BelowFloor.KEEP))
        for company, account, rate in connection.execute(given)
    ]
    ready = load_clauses_set(connection)
    table = pd.concat([pd.DataFrame(rows, columns=list(CLAUSE_COLUMNS)), ready], ignore_index=True)
    return table.astype({"first_day": np.int32, "last_day": np.int32})


def load_clauses_set(connection: Connection) -> pd.DataFrame:
    """The same columns: the clauses set by command alone."""
    clause = rate_clauses.c
    query = (
        select(
            companies.c.name.label("company"), clause.place, clause.name, clause.first_day, clause.last_day,
            clause.rate, clause.below_floor,
        )
        .join(companies)
        .order_by(clause.company_id, clause.place, clause.name, clause.first_day)
    )  # fmt: skip
    return frame_of(connection, query)


def save_clause(
    connection: Connection, company: int, place: str, name: str, first_day: int, **values: int | str
) -> None:
    """Set the clause of a place from a day on (`last_day`, `rate`, `below_floor`); the one of that day is replaced."""
    remove_clause(connection, company, place, name, first_day)
    row = {"company_id": company, "place": place, "name": name, "first_day": first_day, **values}
    connection.execute(insert(rate_clauses).values(**row))


def remove_clause(connection: Connection, company: int, place: str, name: str, first_day: int) -> bool:
    """Take away the clause of a place from that day on; whether there was one."""
    clause = rate_clauses.c
    key = (clause.company_id == company) & (clause.place == place) & (clause.name == name)
    done = connection.execute(delete(rate_clauses).where(key & (clause.first_day == first_day)))
    return bool(done.rowcount)
