"""Where customers read their mail: whose hours and holidays count for it."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.records import records
from server.store import customers as customer_store
from server.store.campaign_addresses import postal_lines

#: Post codes of places with holidays or a clock of their own (INSEE): Alsace-Moselle, overseas.
_FRENCH = {
    "57": "FR-57", "67": "FR-6AE", "68": "FR-6AE", "971": "FR-971", "972": "FR-972", "973": "FR-973", "974": "FR-974",
    "975": "FR-PM", "976": "FR-976", "97133": "FR-BL", "97150": "FR-MF", "97500": "FR-PM", "986": "FR-WF",
    "987": "FR-PF", "988": "FR-NC",
}  # fmt: skip
_TOWN = re.compile(r"(?:F-)?(\d{5}) \D")
_FRANCE = re.compile(r"france", re.I)
#: As value-added tax numbers begin, where that is no code of ISO 3166.
_COUNTRIES = {"EL": "GR", "XI": "GB"}


def load_places(connection: Connection) -> dict[tuple[str, str], str]:
    """(company, customer) -> FR-974, BE... of the customers file; only those whose place it tells."""
    table = customer_store.load_customers(connection)
    told = {(row["company"], row["account"]): place_of(row) for row in records(table)}
    return {key: place for key, place in told.items() if place}


def place_of(customer: Mapping[str, Any]) -> str:
    """Of a customer of the file, '' where its address and its VAT number tell none but the company's own."""
    prefix = re.match(r"[A-Z]{2}", str(customer.get("vat_number", "")).strip().upper())
    if prefix and prefix[0] != "FR":
        return _COUNTRIES.get(prefix[0], prefix[0])
    lines = [line for line in postal_lines(str(customer.get("address", ""))) if not _FRANCE.fullmatch(line)]
    town = _TOWN.match(lines[-1]) if lines else None  # a line after it names another country
    code = town[1] if town else ""
    return next((place for size in (5, 3, 2) if (place := _FRENCH.get(code[:size]))), "FR" if code else "")
