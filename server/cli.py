"""The `relance` command: parses options, calls one use case, prints its answer."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import click

from receivables import aging
from receivables.days import day_number, parse_day
from receivables.matching import LEDGER, VIEWS
from server import reports, shown
from server.console import Settings, answer, command, end, progress, run_command_line
from server.errors import UserError
from server.imports.run import KINDS, MAX_SIZE_MB, ImportOptions, import_files, undo_last
from server.reports import BASES, BY_DUE, Question
from server.store.database import reading

FILE = click.Path(path_type=Path)
as_of_option = click.option("--as-of", metavar="DATE", help="Day, such as 2026-10-31, or today (default: last day covered).")
company_option = click.option("--company", metavar="NAME", help="One company only.")
account_option = click.option("--account", metavar="NUMBER", help="One account only.")
matching_option = click.option("--matching", type=click.Choice(VIEWS), default=LEDGER, show_default=True,
                               help="Trust the ledger's letters, or propose matches too.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="relance")
def cli() -> None:
    """Accounts receivable in the spreadsheet: an aged balance that ties to the ledger to the cent."""


def main() -> None:
    """Entry point of the `relance` command."""
    run_command_line(cli)


def _day(text: str | None) -> int | None:
    """`--as-of`: a date, `today`, or None for the last day covered."""
    if text is None:
        return None
    return day_number(dt.date.today()) if text == "today" else parse_day(text)


def _instant() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _edges(text: str | None) -> tuple[int, ...]:
    if text is None:
        return aging.DEFAULT_EDGES
    try:
        edges = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise UserError(f"--buckets {text} is not understood; write rising numbers of days such as 30,60,90.") from error
    aging.bucket_names(edges)
    return edges


@cli.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--kind", type=click.Choice(KINDS), default="auto", show_default=True)
@company_option
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Say which column holds a field.")
@click.option("--default-terms", metavar="TERMS", help='Terms where a customer has none, such as "30 net".')
@click.option("--accept-vanished", is_flag=True, help="Accept that many open items of the last list are gone.")
@click.option("--scope", type=click.Choice(["all", "listed"]), default="all", show_default=True,
              help="Does a list hold all the company's open items, or only those of its accounts and currencies?")
@click.option("--max-size", type=click.IntRange(1), default=MAX_SIZE_MB, show_default=True, help="Largest file, in MB.")
@command
def import_command(settings: Settings, files: tuple[Path, ...], kind: str, company: str | None,
                   mapping: tuple[str, ...], default_terms: str | None, accept_vanished: bool, scope: str,
                   max_size: int) -> None:
    """Import ledgers (FEC), lists of open items, customers."""
    options = ImportOptions(
        at=_instant(), kind=kind, company=company, mapping=_mapping(mapping), default_terms=default_terms,
        accept_vanished=accept_vanished, listed_only=scope == "listed", max_bytes=max_size * 1_000_000,
    )  # fmt: skip
    with progress(settings, "Importing…"):
        results = import_files(settings.engine(), files, options)
    answer(settings, results[0] if len(results) == 1 else {"imports": results}, shown.imports)
    end(settings, sum(len(result["problems"]) for result in results))


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not (mark and name.strip() and column.strip()):
            raise UserError(f"--map {pair} is not understood; write field=column, such as --map amount=Solde.")
        mapping[name.strip()] = column.strip()
    return mapping


@cli.command("aged-balance")
@as_of_option
@click.option("--basis", type=click.Choice(BASES), default=BY_DUE, show_default=True)
@click.option("--buckets", metavar="DAYS", help="Last day of each band, such as 30,60,90.")
@matching_option
@click.option("--collective", metavar="411", help="One collective account only.")
@company_option
@account_option
@click.option("--by-letter-date", is_flag=True, help="Letters count from the day somebody lettered (DateLet).")
@click.option("--csv", "csv_path", type=FILE, help="Write the table there too.")
@command
def aged_balance_command(settings: Settings, as_of: str | None, basis: str, buckets: str | None, matching: str,
                         collective: str | None, company: str | None, account: str | None, by_letter_date: bool,
                         csv_path: Path | None) -> None:
    """The aged balance of every customer account, tied to the ledger."""
    question = Question(_day(as_of), basis, _edges(buckets), matching, collective, company, account, by_letter_date)
    with reading(settings.engine()) as connection:
        result = reports.aged_balance(connection, question)
    if csv_path is not None:
        _write_csv(csv_path, result)
    answer(settings, result, shown.aged_balance)
    end(settings, sum(row["difference"] not in (None, "0.00") for row in result["control"]))


def _write_csv(path: Path, result: dict[str, Any]) -> None:
    parts = list(result.get("by_currency", {"": result}).values())
    columns = ["company", "currency", "account", "collective", "name", *parts[0]["buckets"], aging.AGE_UNKNOWN,
               aging.UNALLOCATED, "total"]
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            for part in parts:
                writer.writerows({**{key: _plain(value) for key, value in row.items()}, "currency": part["currency"]}
                                 for row in part["accounts"])
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error


def _plain(value: str) -> str:
    """A name that a spreadsheet would take for a formula gets an apostrophe; figures stay figures."""
    is_formula = value[:1] in "=+-@\t\r" and value[:1] != "" and not value.lstrip("-").replace(".", "", 1).isdigit()
    return "'" + value if is_formula else value


@cli.command("open-items")
@as_of_option
@matching_option
@company_option
@account_option
@click.option("--collective", metavar="411", help="One collective account only.")
@command
def open_items_command(settings: Settings, as_of: str | None, matching: str, company: str | None, account: str | None,
                       collective: str | None) -> None:
    """Every open item with its due date, where that date comes from, and its bucket."""
    question = Question(_day(as_of), view=matching, company=company, account=account, collective=collective)
    with reading(settings.engine()) as connection:
        result = reports.open_items(connection, question)
    answer(settings, result, shown.open_items)


@cli.command("undo-import")
@command
def undo_import_command(settings: Settings) -> None:
    """Take the last import back."""
    with settings.engine().begin() as connection:
        result = undo_last(connection)
    answer(settings, result, shown.undone)


