"""Storing a customers file: empty cells never erase, everything can be taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables.customers import completeness
from receivables.days import NO_DAY
from receivables.schema import Problem
from server.balance import CUSTOMERS
from server.imports.lists.customers import ParsedCustomers
from server.records import records
from server.store import companies as company_store
from server.store import customers as store
from server.store import imports as import_store
from server.store.imports import ImportRecord


@dataclass(frozen=True)
class CustomerFile:
    """One company's customers of a file."""

    company: str
    file_name: str
    sha256: str
    mapping: dict[str, str]
    customers: pd.DataFrame
    contacts: pd.DataFrame
    problems: list[Problem]


def customer_file(parsed: ParsedCustomers, name: str, sha256: str, company: tuple[str, str]) -> CustomerFile:
    """One company's part of a parsed file; `company`: as the file calls it, and under which name it is kept."""
    own, people = (frame[frame["company"] == company[0]] for frame in (parsed.customers, parsed.contacts))
    problems = parsed.problems if company[0] == min(parsed.customers["company"]) else []  # told once
    return CustomerFile(company[1], name, sha256, parsed.mapping, own, people, problems)


def store_customers(connection: Connection, files: Sequence[CustomerFile], at: str) -> dict[str, Any]:
    """Store the parts of one file; the object of the command contract."""
    changed = [_store_part(connection, file, at) for file in files]
    names = [file.company for file in files]
    known = store.load_customers(connection)
    known = known[known["company"].isin(names)]
    scores = completeness(known, store.load_contacts(connection))
    missing = scores[scores["missing"].map(len) > 0]
    return {
        "kind": CUSTOMERS, "company": names[0] if len(names) == 1 else None, "companies": names,
        "file": files[0].file_name, "rows": sum(len(file.customers) for file in files), "customers": len(known),
        "changed": {name: sum(one[name] for one in changed) for name in changed[0]},
        "completeness": round(float(scores["score"].mean()), 1) if len(scores) else None,
        "missing": [{"company": row["company"], "account": row["account"], "score": row["score"],
                     "fields": list(row["missing"])} for row in records(missing)],
        "mapping": files[0].mapping, "problems": [vars(problem) for file in files for problem in file.problems],
    }  # fmt: skip


def _store_part(connection: Connection, file: CustomerFile, at: str) -> dict[str, int]:
    company = company_store.company_id(connection, file.company)
    known, people = store.load_company(connection, company)
    told: dict[str, list[dict[str, str]]] = {}
    for person in records(file.contacts):
        told.setdefault(person["account"], []).append({name: person[name] for name in store.CONTACT})
    changes = [
        _change(row, known.get(row["account"]), people.get(row["account"], []), told.get(row["account"], []))
        for row in records(file.customers)
    ]
    store.save_company(connection, company, changes)
    states = [change.state for change in changes]
    if set(states) - {"unchanged"}:
        import_store.add_import(connection, ImportRecord(
            company=file.company, kind=CUSTOMERS, file_name=file.file_name, sha256=file.sha256,
            options={"mapping": file.mapping}, first_day=NO_DAY, last_day=NO_DAY, opening_day=NO_DAY,
            rows=len(file.customers), balances={}, problems=file.problems, imported_at=at,
            undo=[change.undo for change in changes if change.state != "unchanged"],
        ))  # fmt: skip
    return {state: states.count(state) for state in ("new", "amended", "unchanged")}


def _change(
    row: dict[str, Any], before: dict[str, Any] | None, old: list[dict[str, str]], told: list[dict[str, str]]
) -> store.CustomerChange:
    """What a row changes: empty cells never erase."""
    values = {name: row[name] for name in store.FIELDS if not pd.isna(row[name]) and row[name] not in ("", NO_DAY)}
    if before is not None:
        values = {name: value for name, value in values.items() if before[name] != value}
    return store.CustomerChange(row["account"], before, values, old, _merged(old, told))


def restore(connection: Connection, record: Any) -> None:
    """Undo what an import did to customers (nothing for other imports); `record`: a row of `load_imports`."""
    for entry in json.loads(record["undo"]):
        store.restore_customer(connection, int(record["company_id"]), entry["account"], entry["before"])
        store.replace_contacts(connection, int(record["company_id"]), entry["account"], entry["contacts"])


def _merged(old: list[dict[str, str]], new: list[dict[str, str]]) -> list[dict[str, str]]:
    """Contacts by name: what a file leaves empty stays, whom it does not name stays."""
    people = {person["name"]: dict(person) for person in old}
    for person in new:
        known = people.setdefault(person["name"], dict(person))
        known.update({key: value for key, value in person.items() if value})
    return list(people.values())
