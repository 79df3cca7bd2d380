"""Commands that read the store: aged-balance, open-items, anomalies, workbook; and close."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import click

from addin.formula_names import HOSTS
from addin.server_client import server_at
from receivables import aging
from receivables.matching import LEDGER
from receivables.money import to_text
from receivables.morning import MorningReport
from receivables.report import BalanceReport
from server import reports, shown
from server.balance_report import anomaly_table, balance_report
from server.clock import instant
from server.closing import backdated_count, close_month
from server.commands.calculator import calculator
from server.commands.options import (
    FILE,
    account_option,
    as_of_option,
    buckets_option,
    collective_option,
    company_option,
    day_of,
    day_since,
    edges_of,
    language_option,
    matching_option,
)
from server.commands.shared import changing, operator
from server.commands.shared_workbook import write_shared
from server.commands.sync import ca_option, token_option
from server.console import Settings, answer, command, end, progress
from server.errors import UserError
from server.morning import morning_report
from server.outputs import write_file
from server.records import records
from server.reports import BASES, BY_DUE, Question
from server.store import audit
from server.store.database import reading, writing
from workbooks.balance import write_balance_workbook

_DIFFERS = "a control line differs from the ledger"
_FORMULA = re.compile(r"(^|[;\t\r])([=+\-@\t\r])")


@click.command("aged-balance")
@as_of_option
@click.option("--basis", type=click.Choice(BASES), default=BY_DUE, show_default=True)
@buckets_option
@matching_option
@collective_option
@company_option
@account_option
@click.option("--by-letter-date", is_flag=True, help="Letters count from the day somebody lettered (DateLet).")
@click.option("--csv", "csv_path", type=FILE, help="Write the table there too.")
@command(_DIFFERS)
def aged_balance_command(
    settings: Settings,
    as_of: str | None,
    basis: str,
    buckets: str | None,
    matching: str,
    collective: str | None,
    company: str | None,
    account: str | None,
    by_letter_date: bool,
    csv_path: Path | None,
) -> None:
    """The aged balance of every customer account, tied to the ledger."""
    question = Question(day_of(as_of), basis, edges_of(buckets), matching, collective, company, account, by_letter_date)
    with progress(settings, "Ageing…"), reading(settings.engine()) as connection:
        result = reports.aged_balance(connection, question)
    if csv_path is not None:
        write_file(csv_path, _csv_of(result).encode("utf-8-sig"))
    answer(settings, result, shown.aged_balance)
    end(settings, reports.difference_count(result["control"]))


def _csv_of(result: dict[str, Any]) -> str:
    parts = list(result.get("by_currency", {"": result}).values())
    keys = ["company", "currency", "account", "collective", "name"]
    figures = [*parts[0]["buckets"], aging.AGE_UNKNOWN, aging.UNALLOCATED, "total", "collectible"]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*keys, *figures])
    for part in parts:
        for row in part["accounts"]:
            named = [_harmless({**row, "currency": part["currency"]}[key]) for key in keys]
            writer.writerow([*named, *(row[figure] for figure in figures)])
    return text.getvalue()


def _harmless(text: str) -> str:
    """A spreadsheet takes a text that starts so for a formula; an apostrophe keeps it text.

    Also after a semicolon or a tab: Excel in French splits the line there, whatever the quotes say.
    """
    return _FORMULA.sub(r"\1'\2", text)


@click.command("open-items")
@as_of_option
@buckets_option
@matching_option
@collective_option
@company_option
@account_option
@command()
def open_items_command(
    settings: Settings,
    as_of: str | None,
    buckets: str | None,
    matching: str,
    collective: str | None,
    company: str | None,
    account: str | None,
) -> None:
    """Every open item with its due date, where that date comes from, and its bucket."""
    question = Question(
        day_of(as_of), edges=edges_of(buckets), view=matching, collective=collective, company=company, account=account
    )
    with progress(settings, "Matching…"), reading(settings.engine()) as connection:
        result = reports.open_items(connection, question)
    answer(settings, result, shown.open_items)


@click.command("anomalies")
@as_of_option
@company_option
@account_option
@matching_option
@language_option("en")
@command("an anomaly was found")
def anomalies_command(
    settings: Settings, as_of: str | None, company: str | None, account: str | None, matching: str, lang: str
) -> None:
    """Every doubt about an account or an item, in one sentence each."""
    question = Question(day_of(as_of), view=matching, company=company, account=account)
    with progress(settings, "Looking for doubts…"), reading(settings.engine()) as connection:
        table = anomaly_table(connection, reports.ask(connection, question, with_texts=True))
    rows = [
        {"code": row["code"], "company": row["company"], "account": row["account"], "item": row["item"] or None,
         "number": row["number"], "amount": to_text(row["amount"], row["currency"]), "currency": row["currency"],
         "sentence": row[f"sentence_{lang}"]}
        for row in records(table)
    ]  # fmt: skip
    answer(settings, {"anomalies": rows}, shown.anomalies)
    end(settings, len(rows))


@click.command("workbook")
@click.argument("out", type=FILE)
@as_of_option
@click.option("--basis", type=click.Choice(BASES), default=BY_DUE, show_default=True)
@buckets_option
@matching_option
@click.option("--paid-since", metavar="DATE", help="Count what was paid late since that day (default: for a year).")
@click.option("--calculator", "is_calculator", is_flag=True, help="Live formulas to fill in instead; no data needed.")
@click.option("--shared", "is_shared", is_flag=True, help="One that several people fill in, from the server --server.")
@click.option("--server", metavar="URL", help="With --shared: the server, such as https://office:8765.")
@token_option
@ca_option
@click.option("--host", type=click.Choice(HOSTS), help="Where the calculator is opened (default: excel).")
@company_option
@language_option("fr")
@command(_DIFFERS)
def workbook_command(
    settings: Settings,
    is_calculator: bool,
    host: str | None,
    out: Path,
    as_of: str | None,
    basis: str,
    buckets: str | None,
    matching: str,
    paid_since: str | None,
    company: str | None,
    lang: str,
    is_shared: bool,
    server: str | None,
    token_file: Path | None,
    ca: Path | None,
) -> None:
    """Write the workbook: the aged balance, the calls of the morning, penalties, metrics; or a calculator."""
    if is_calculator:
        if as_of or buckets or paid_since or company:
            raise UserError("The calculator reads no data: what it computes is typed into its yellow cells.")
        calculator(settings, out, host or HOSTS[0], lang)
        return
    if is_shared:
        if not server or basis != BY_DUE or buckets or matching != LEDGER or paid_since or company or host:
            raise UserError("--shared takes --server, --as-of and --lang: the server decides what it shows.")
        write_shared(settings, out, server_at(server, token_file, ca), lang, day_of(as_of))
        return
    if server or token_file or ca:
        raise UserError("--server, --token-file and --ca are for --shared: other workbooks are made here.")
    if host is not None:
        raise UserError("--host is for --calculator: the workbook of the figures is the same everywhere.")
    question = Question(day_of(as_of), basis, edges_of(buckets), matching, company=company)
    since = day_since(paid_since)
    with progress(settings, "Building the workbook…"), reading(settings.engine()) as connection:
        balance = balance_report(connection, question)
        report = write_workbook(balance, morning_report(connection, balance, company, since), out, lang)
    answer(settings, report, shown.workbook)
    end(settings, reports.difference_count(report["control"]))


def write_workbook(report: BalanceReport, morning: MorningReport, out: Path, lang: str) -> dict[str, Any]:
    """Write the workbook; what it holds, for the answer."""
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"The workbook's name ends in .xlsx; {out.name} does not.")
    content = io.BytesIO()
    write_balance_workbook(report, content, lang, morning)
    write_file(out, content.getvalue())
    totals = report.balance.groupby("currency")["total"].sum()
    return {
        "workbook": str(out), "as_of": report.as_of.isoformat(), "accounts": len(report.balance),
        "open_items": len(report.items), "anomalies": len(report.anomalies), "proposals": len(report.proposals),
        "by_currency": {
            code: {"total_open": to_text(int(total), str(code))} for code, total in totals.items()
        },
        "control": reports.control_rows(report.control),
    }  # fmt: skip


@click.command("close")
@click.argument("month", metavar="YYYY-MM")
@company_option
@command("entries were dated back into a closed month")
def close_command(settings: Settings, month: str, company: str | None) -> None:
    """Freeze a month's balance; asked again, list what was booked into it since."""
    at = instant()
    with progress(settings, "Closing the month…"), changing(settings, writing) as connection:
        result = close_month(connection, month, at, company)
        if new := [one["company"] for one in result["companies"] if one["is_new"]]:
            audit.append(connection, at, operator(), "month_closed", month, {"companies": new})
    answer(settings, result, shown.closed)
    end(settings, backdated_count(result["companies"]))
