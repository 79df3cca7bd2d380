"""Published rates of a home, and the rate clauses agreed with its customers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY, date_of, iso, parse_day
from receivables.errors import ReceivablesError
from receivables.late_payment.rate_agreements import PLACES
from receivables.late_payment.rate_clauses import BelowFloor, RateKind
from receivables.late_payment.rate_series import SERIES, SERIES_OF, checked_addition, rates_in
from receivables.late_payment.rate_words import read_rate_clause
from receivables.late_payment.rates import PublishedRate, RateBook, parse_signed_percent, percent_text
from receivables.scope import with_labels
from server.errors import UserError
from server.records import records
from server.store import companies as company_store
from server.store import customers as customer_store
from server.store import rates as store

_KINDS = ("business", "consumer", "public", "unknown")


def rate_rows(book: RateBook, jurisdiction: str | None) -> dict[str, Any]:
    """Every published rate with its source and certainty; up to when interest can be computed."""
    series = list(SERIES) if jurisdiction is None else SERIES_OF[jurisdiction]
    known = {name: rates_in(book, name) for name in series}
    wanted = SERIES_OF if jurisdiction is None else {jurisdiction: SERIES_OF[jurisdiction]}
    return {
        "jurisdiction": jurisdiction,
        "rates": [{"series": name, **_rate_object(rate)} for name in series for rate in known[name]],
        "series": [
            {"series": name, "label": SERIES[name], "last_day": iso(rates[-1].last)} for name, rates in known.items()
        ],
        "computable_until": {
            code: iso(min(known[name][-1].last for name in names)) for code, names in wanted.items()
        },
    }  # fmt: skip


def _rate_object(rate: PublishedRate) -> dict[str, Any]:
    return {
        "first_day": iso(rate.first), "last_day": iso(rate.last), "percent": percent_text(rate.units),
        "source": rate.source, "certainty": certainty(rate),
    }  # fmt: skip


def certainty(rate: PublishedRate) -> str:
    """'added' by a user, still 'to check' at its official publication, or 'seen' there."""
    return "added" if rate.is_added else "to check" if rate.is_to_check else "seen"


def add_rate(
    connection: Connection, series: str, first: str, last: str, percent: str, source: str, at: str
) -> dict[str, Any]:
    """Add a half-year to a series; 'unchanged' where it is known already. Raises ReceivablesError."""
    rate = PublishedRate(
        _day(first), _day(last), parse_signed_percent(percent), source.strip(), is_to_check=False, is_added=True
    )
    book = store.rate_book(connection)
    is_new = checked_addition(book, series, rate)
    if is_new:
        store.add_rate(connection, series, rate, at)
    shown = rate if is_new else next(one for one in rates_in(book, series) if one.first <= rate.first <= one.last)
    until = rates_in(store.rate_book(connection), series)[-1].last
    return {"series": series, **_rate_object(shown), "state": "added" if is_new else "unchanged",
            "computable_until": iso(until)}  # fmt: skip


def remove_rate(connection: Connection, series: str, first: str) -> dict[str, Any]:
    """Take back a rate typed by a user; those of the package stay. Raises ReceivablesError, UserError."""
    rates, day = rates_in(store.rate_book(connection), series), _day(first)
    found = next((rate for rate in rates if rate.is_added and rate.first == day), None)
    if found is None:
        raise UserError(f"No rate of {series} was added from {date_of(day)}; those of Relance itself stay.")
    later = [rate for rate in rates if rate.is_added and rate.first > day]
    if later and found.first > max(rate.last for rate in rates if not rate.is_added):
        raise UserError(f"Remove the later rates of {series} first, from {date_of(later[-1].first)}.")
    store.remove_rate(connection, series, day)
    until = rates_in(store.rate_book(connection), series)[-1].last
    return {"series": series, **_rate_object(found), "state": "removed", "computable_until": iso(until)}


def _day(text: str) -> int:
    number = parse_day(text)
    if number == NO_DAY:
        raise UserError("A day is missing; write it such as 2027-01-01.")
    return number


@dataclass(frozen=True)
class Place:
    """Where a clause belongs: a key of PLACES, and the account, group, branch or kind ('' for a company)."""

    company: str
    company_id: int
    place: str
    name: str


def clause_place(connection: Connection, company: str | None, text: str) -> Place:
    """`company`, `account:C001`, `group:NORD`, `branch:Bois`, `kind:public` of a known company. Raises UserError.

    An account is kept under its number in a customers file; a name nobody bears is refused.
    """
    name, number = _company(connection, company)
    place, _, rest = (part.strip() for part in text.partition(":"))
    if place not in PLACES or (place == "company") != (not rest):
        raise UserError(
            f"--for {text} is not understood; write company, account:NUMBER, group:NAME, branch:NAME or kind:public."
        )
    if place == "kind" and rest not in _KINDS:
        raise UserError(f"--for {text}: the kind is {', '.join(_KINDS)}.")
    if place in ("group", "branch"):
        customers = customer_store.load_customers(connection)
        _check_known(place, rest, sorted({*customers.loc[customers["company"] == name, place]} - {""}), name)
    return Place(name, number, place, _customer(connection, name, rest) if place == "account" else rest)


def _company(connection: Connection, name: str | None) -> tuple[str, int]:
    known = {str(row["name"]): int(row["id"]) for row in records(company_store.load_companies(connection))}
    if name is None and len(known) == 1:
        return next(iter(known.items()))
    if name is None or name not in known:
        choice = ", ".join(known) or "none yet: import its ledger or its customers first"
        raise UserError(f"Say which company with --company; those known are {choice}.")
    return name, known[name]


def _check_known(place: str, name: str, known: list[str], company: str) -> None:
    if name not in known:
        some = f"; there is {', '.join(known[:5])}" if known else ""
        raise UserError(f"No customer of {company} has the {place} {name}{some}.")


def _customer(connection: Connection, company: str, number: str) -> str:
    """The number of an account as a customers file has it."""
    customers = customer_store.load_customers(connection)
    accounts = with_labels(company_store.load_accounts(connection), company_store.load_scope(connection))
    own = accounts[accounts["company"] == company]
    if number in set(own["customer"]) | set(customers.loc[customers["company"] == company, "account"]):
        return number
    found = own.loc[own["account"] == number, "customer"]
    if found.empty:
        raise UserError(f"There is no account {number} in {company}.")
    return str(found.iloc[0])


def set_clause(
    connection: Connection, place: Place, rate: str, first: str | None, last: str | None, below_floor: str
) -> None:
    """Agree a rate with the customers of a place from a document day to another, both included.

    The clause of that place with the same first day is replaced. Raises ReceivablesError, UserError.
    """
    days = [NO_DAY if text is None else _day(text) for text in (first, last)]
    if NO_DAY not in days and days[0] > days[1]:
        raise UserError(f"--from {first} is later than --to {last}.")
    clause = read_rate_clause(rate)
    if clause.kind is RateKind.FLOOR and place.place == "kind" and place.name in ("consumer", "public"):
        raise UserError("The floor of 3 x the legal rate is between traders only (L441-10 II).")
    store.save_clause(
        connection, place.company_id, place.place, place.name, days[0],
        last_day=days[1], rate=rate.strip(), below_floor=str(BelowFloor(below_floor)),
    )  # fmt: skip


def remove_clause(connection: Connection, place: Place, first: str | None) -> None:
    """Take away the clause of a place that begins on that day (None: the one without first day). Raises UserError."""
    day = NO_DAY if first is None else _day(first)
    if not store.remove_clause(connection, place.company_id, place.place, place.name, day):
        since = "without first day" if first is None else f"from {first}"
        raise UserError(f"No clause {since} is set there; a customers file's own is changed by importing the file.")


def clause_rows(connection: Connection, company: str | None) -> list[dict[str, Any]]:
    """Every clause, those of the customers files first; `problem` is the sentence of one that is not understood."""
    clauses = store.load_clauses(connection)
    count = len(clauses) - len(store.load_clauses_set(connection))
    chosen = clauses.assign(origin=["customers file"] * count + ["set"] * (len(clauses) - count))
    if company is not None:
        chosen = chosen[chosen["company"] == company]
    return [_clause_object(row) for row in records(chosen)]


def _clause_object(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("company", "place", "name")},
        "from": iso(int(row["first_day"])), "to": iso(int(row["last_day"])), "rate": row["rate"],
        "below_floor": row["below_floor"], "origin": row["origin"], "problem": _problem(str(row["rate"])),
    }  # fmt: skip


def _problem(rate: str) -> str | None:
    try:
        read_rate_clause(rate)
    except ReceivablesError as error:
        return str(error)
    return None
