"""Commands that change the store: import, undo-import, note, scope; and customers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from receivables.customers import completeness
from receivables.days import iso
from receivables.money import to_text
from receivables.scope import APART, IN, OUT
from server import shown
from server.clock import instant
from server.commands.options import FILE, company_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command, end, progress
from server.errors import UserError
from server.imports.run import KINDS, MAX_SIZE_MB, ImportOptions, import_into, preview_files, read_mapping
from server.imports.undo import undo_last
from server.imports.uploads import note_import
from server.notes import add_note
from server.records import records
from server.reports import difference_count
from server.scope_table import change_scope, scope_rows
from server.store import audit
from server.store import customers as customer_store
from server.store.database import reading, writing


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--kind", type=click.Choice(KINDS), default="auto", show_default=True)
@click.option("--company", metavar="NAME", help="Whose files these are (default: the SIREN of the file name).")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Say which column holds a field.")
@click.option("--default-terms", metavar="TERMS", help='Terms where a customer has none, such as "30 net".')
@click.option("--accept-vanished", is_flag=True, help="Accept that many open items of the last list are gone.")
@click.option(
    "--scope",
    type=click.Choice(["all", "listed"]),
    default="all",
    show_default=True,
    help="Does a list hold all the company's open items, or only those of its accounts and currencies?",
)
@click.option("--max-size", type=click.IntRange(1), default=MAX_SIZE_MB, show_default=True, help="Largest file, in MB.")
@click.option("--preview", "is_preview", is_flag=True, help="Say what the import would change, and store nothing.")
@command("a file has problems or a control line differs from the ledger")
def import_command(
    settings: Settings,
    files: tuple[Path, ...],
    kind: str,
    company: str | None,
    mapping: tuple[str, ...],
    default_terms: str | None,
    accept_vanished: bool,
    scope: str,
    max_size: int,
    is_preview: bool,
) -> None:
    """Import ledgers (FEC), lists of open items, customers, monthly sales."""
    options = ImportOptions(
        at=instant(), kind=kind, company=company, mapping=read_mapping(mapping), default_terms=default_terms,
        accept_vanished=accept_vanished, listed_only=scope == "listed", max_bytes=max_size * 1_000_000,
    )  # fmt: skip
    with progress(settings, "Importing…"):
        results = (_previewed if is_preview else _imported)(settings, files, options)
    answer(settings, results[0] if len(results) == 1 else {"imports": results}, shown.imports)
    end(settings, sum(len(result["problems"]) + difference_count(result.get("control", [])) for result in results))


def _previewed(settings: Settings, files: Sequence[Path], options: ImportOptions) -> list[dict[str, Any]]:
    return preview_files(settings.engine(), files, options)


def _imported(settings: Settings, files: Sequence[Path], options: ImportOptions) -> list[dict[str, Any]]:
    with changing(settings, writing) as connection:
        results = import_into(connection, files, options)
        for file, result in zip(files, results, strict=True):
            note_import(connection, file, [result], operator(), options.at)
    return results


@click.command("undo-import")
@company_option
@command()
def undo_import_command(settings: Settings, company: str | None) -> None:
    """Take the last import back."""
    at = instant()
    with progress(settings, "Taking the last import back…"), changing(settings, writing) as connection:
        result = undo_last(connection, company, at)
        told = {"file": result["undone"], "companies": result["companies"]}
        audit.append(connection, at, operator(), "import_undone", "", told)
    answer(settings, result, shown.undone)


@click.command("customers")
@company_option
@command()
def customers_command(settings: Settings, company: str | None) -> None:
    """The customers known, how complete their data are, and what is missing."""
    with reading(settings.engine()) as connection:
        customers, contacts = customer_store.load_customers(connection), customer_store.load_contacts(connection)
    if company is not None:
        customers = customers[customers["company"] == company]
    if customers.empty:
        raise UserError("No customers are known yet: import a customers file (relance import --kind customers FILE).")
    scores = completeness(customers, contacts)
    people: dict[tuple[str, str], list[dict[str, str]]] = {}
    for person in records(contacts):
        named = {name: person[name] for name in ("name", "role", "phone", "email")}
        people.setdefault((person["company"], person["account"]), []).append(named)
    rows = [
        _customer_object(row, told, people.get((row["company"], row["account"]), []))
        for row, told in zip(records(customers), records(scores), strict=True)
    ]
    answer(settings, {"customers": rows, "completeness": round(float(scores["score"].mean()), 1)}, shown.customers)


def _customer_object(row: dict[str, Any], told: dict[str, Any], people: list[dict[str, str]]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("company", "account", *customer_store.TEXTS)},
        **{name: None if row[name] is None else to_text(row[name]) for name in customer_store.LIMITS},
        "insurer_expiry": iso(int(row["insurer_expiry"])),
        "insurer_notice_days": row["insurer_notice_days"],
        "contacts": people,
        "score": told["score"],
        "missing": list(told["missing"]),
    }


@click.command("note")
@click.argument("item")
@click.argument("text")
@click.option("--company", metavar="NAME", help="The company whose item it is (default: any).")
@command()
def note_command(settings: Settings, item: str, text: str, company: str | None) -> None:
    """Attach a note to an open item (its id stands in open-items); it stays from import to import."""
    at = instant()
    with changing(settings, writing) as connection:
        result = add_note(connection, item, text, at, company)
        audit.append(connection, at, operator(), "item_noted", f"item {result['item']}", result)
    answer(settings, result, shown.noted)


@click.command("scope")
@click.option("--set", "changes", multiple=True, metavar="PREFIX=TREATMENT", help=f"{IN}, {APART} or {OUT}: 412={IN}.")
@click.option("--company", metavar="NAME", help="Only collective accounts this company has; not with --set.")
@command()
def scope_command(settings: Settings, changes: tuple[str, ...], company: str | None) -> None:
    """The collective accounts: in the balance, shown apart. One table for all companies; changes count for the next
    imports."""
    if changes and company is not None:
        raise UserError("The table of collective accounts is one for all companies: leave --company out of --set.")
    with changing(settings, writing) as connection:
        change_scope(connection, changes)
        if changes:
            audit.append(connection, instant(), operator(), "scope_set", "", {"set": list(changes)})
        rows = scope_rows(connection, company)
    answer(settings, {"scope": rows}, shown.scope)
