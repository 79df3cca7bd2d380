"""`relance demo`: from nothing to an open workbook in one command."""

import datetime as dt
from pathlib import Path

import click
from sqlalchemy import Engine

from receivables.money import to_text
from receivables.report import BalanceReport
from server import shown
from server.balance_report import balance_report
from server.campaigns.proposal.demo import prepare_campaigns
from server.campaigns.settings import environment
from server.clock import instant
from server.closing import close_month
from server.commands.figures import write_workbook
from server.commands.options import FILE
from server.console import Settings, answer, command, end, progress
from server.demo.ledger import demo_company_names, write_demo_files
from server.errors import UserError
from server.imports.run import ImportOptions, import_files
from server.morning import morning_report
from server.reports import Question, difference_count
from server.store import companies as company_store
from server.store.database import reading, writing

WORKBOOK_NAME = "balance-agee.xlsx"
#: Folder, within that of the files, of the ledgers as exported a week before.
EARLIER_FOLDER = "semaine-precedente"
#: So that bridges, changes and trends have something to show.
CLOSED_MONTHS = ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09")


@click.command("demo")
@click.option("--out", type=FILE, default=Path("demo"), show_default=True, help="Folder of the files and the workbook.")
@click.option("--company", metavar="NAME", help="Workbook and figures of one of the two companies only.")
@command("a control line differs from the ledger")
def demo_command(settings: Settings, out: Path, company: str | None) -> None:
    """An invented French group: its ledgers, its aged balance, its workbook."""
    if company is not None and company not in demo_company_names():
        raise UserError(
            f"The companies of the demo are {' and '.join(demo_company_names())}; there is no « {company} »."
        )
    environment.keep(settings.home, environment.TEST)
    engine = settings.engine()
    with reading(engine) as connection:
        known = set(company_store.load_companies(connection)["name"])
    others = sorted(known - set(demo_company_names()))
    if others:
        raise UserError(
            f"This home holds the company « {others[0]} »; give the demo a home of its own with --home DIR."
        )
    with progress(settings, "Writing two years of ledgers and importing them…"):
        files = _import(engine, out, is_new=not known)
        with reading(engine) as connection:
            report = balance_report(connection, Question(company=company))
            morning = morning_report(connection, report, company)
        workbook = write_workbook(report, morning, out / WORKBOOK_NAME, "fr")
    told = {"company": company, **workbook, **_five_figures(report), "files": [str(path) for path in files]}
    answer(settings, told, shown.demo)
    end(settings, difference_count(workbook["control"]))


def _import(engine: Engine, out: Path, *, is_new: bool) -> list[Path]:
    """Write and import the files; a new home first knew those of a week before, and closed its months then."""
    now, earlier = instant(), out / EARLIER_FOLDER
    files = _files(out, earlier)
    if is_new:
        a_week_before = dt.datetime.fromisoformat(now) - dt.timedelta(days=7)
        at = a_week_before.isoformat(timespec="seconds")
        before = [one if not (earlier / one.name).exists() else earlier / one.name for one in files]
        import_files(engine, before, ImportOptions(at=at))
        with writing(engine) as connection:
            for month in CLOSED_MONTHS:
                close_month(connection, month, at)
    import_files(engine, files, ImportOptions(at=now))
    if is_new:
        with writing(engine) as connection:
            prepare_campaigns(connection, now)
    return files


def _files(out: Path, earlier: Path) -> list[Path]:
    try:
        earlier.mkdir(parents=True, exist_ok=True)
        return write_demo_files(out, earlier)
    except OSError as error:
        raise UserError(f"The demo cannot write into {out}: {error.strerror}.") from error


def _five_figures(report: BalanceReport) -> dict[str, str]:
    """What a finance director asks first."""
    debits = report.items[report.items["open"] > 0]
    late = debits[debits["days_overdue"] > 0]
    oldest = late[late["days_overdue"] > 90]
    named = {
        "receivable": int(report.balance["total"].sum()),
        "overdue": int(late["open"].sum()),
        "overdue_more_than_90_days": int(oldest["open"].sum()),
        "unallocated": int(report.balance["unallocated"].sum()),
        "largest_difference_to_the_ledger": max(abs(int(value)) for value in report.control["difference"]),
    }
    return {name: to_text(value) for name, value in named.items()}
