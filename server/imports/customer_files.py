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

_CONTACT = ("name", "role", "phone", "email")


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
    people: dict[str, list[dict[str, str]]] = {}
    for person in records(file.contacts):
        people.setdefault(person["account"], []).append({name: person[name] for name in _CONTACT})
    undo = [_save(connection, company, row, people.get(row["account"], [])) for row in records(file.customers)]
    after = store.load_customers(connection)
    changed = _changes(undo, after[after["company"] == file.company])
    if changed["new"] or changed["amended"]:
        import_store.add_import(connection, ImportRecord(
            company=file.company, kind=CUSTOMERS, file_name=file.file_name, sha256=file.sha256,
            options={"mapping": file.mapping}, first_day=NO_DAY, last_day=NO_DAY, opening_day=NO_DAY,
            rows=len(file.customers), balances={}, problems=file.problems, imported_at=at, undo=undo,
        ))  # fmt: skip
    return changed


def restore(connection: Connection, record: Any) -> None:
    """Undo what an import did to customers (nothing for other imports); `record`: a row of `load_imports`."""
    for entry in json.loads(record["undo"]):
        store.restore_customer(connection, int(record["company_id"]), entry["account"], entry["before"])
        store.replace_contacts(connection, int(record["company_id"]), entry["account"], entry["contacts"])


def _save(connection: Connection, company: int, row: dict[str, Any], people: list[dict[str, str]]) -> dict[str, Any]:
    account = row["account"]
    fields = {name: None if pd.isna(row[name]) else row[name] for name in store.FIELDS}
    before = store.save_customer(connection, company, account, fields)
    old = store.load_account_contacts(connection, company, account)
    merged = _merged(old, people)
    if people:
        store.replace_contacts(connection, company, account, merged)
    return {"account": account, "before": before, "contacts": old, "people": merged}


def _merged(old: list[dict[str, str]], new: list[dict[str, str]]) -> list[dict[str, str]]:
    """Contacts by name: what a file leaves empty stays, whom it does not name stays."""
    people = {person["name"]: dict(person) for person in old}
    for person in new:
        known = people.setdefault(person["name"], dict(person))
        known.update({key: value for key, value in person.items() if value})
    return list(people.values())


def _changes(undo: list[dict[str, Any]], after: pd.DataFrame) -> dict[str, int]:
    now = {row["account"]: row for row in records(after)}
    states = []
    for entry in undo:
        before = entry["before"]
        if before is None:
            states.append("new")
            continue
        row = now[entry["account"]]
        same = all(_plain(row[name]) == _plain(before[name]) for name in store.FIELDS)
        states.append("unchanged" if same and entry["people"] == entry["contacts"] else "amended")
    return {state: states.count(state) for state in ("new", "amended", "unchanged")}


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value
