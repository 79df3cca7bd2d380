"""Commands about rates: relance rates list, add, remove, clause."""

from typing import Any

import click

from receivables.late_payment.neighbours import JURISDICTIONS
from receivables.late_payment.rate_clauses import BelowFloor
from receivables.late_payment.rates import RateBook, published_rates
from server import rates as use_cases
from server import rates_shown
from server.clock import instant
from server.commands.options import company_option, for_all_option
from server.commands.shared import changing, operator
from server.console import Settings, answer, command, end
from server.errors import UserError
from server.store import audit
from server.store.database import FILE_NAME, reading, writing
from server.store.rates import rate_book

_HELP = ("-h", "--help")


def home_rates(settings: Settings) -> RateBook:
    """The rates of a home: the package's own where there is no store yet (none is made for a look)."""
    if settings.database_url is None and not (settings.home / FILE_NAME).exists():
        return published_rates()
    with reading(settings.engine()) as connection:
        return rate_book(connection)


class _ListUnlessTold(click.Group):
    """`relance rates` alone, or with options, is `relance rates list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in _HELP):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("rates", cls=_ListUnlessTold)
def rates_command() -> None:
    """Published rates of late-payment interest, and the rate clauses agreed with customers."""


@rates_command.command("list")
@click.option("--jurisdiction", type=click.Choice(JURISDICTIONS), help="One jurisdiction only.")
@for_all_option
@command()
def list_command(settings: Settings, jurisdiction: str | None) -> None:
    """Every published rate with its source, and up to when interest can be computed."""
    answer(settings, use_cases.rate_rows(home_rates(settings), jurisdiction), rates_shown.rates)


@rates_command.command("add", context_settings={"ignore_unknown_options": True})
@click.argument("series")
@click.argument("first_day")
@click.argument("last_day")
@click.argument("percent")
@click.option("--source", required=True, metavar="TEXT", help="Where the rate was read.")
@for_all_option
@command()
def add_command(settings: Settings, series: str, first_day: str, last_day: str, percent: str, source: str) -> None:
    """Add the rate of the next half-year: relance rates add ecb 2027-01-01 2027-06-30 2.65 --source "BCE".

    SERIES is ecb, legal-professional, legal-individual, base-de or base-uk. Every calculation of this home uses it.
    """
    at = instant()
    with changing(settings, writing) as connection:
        result = use_cases.add_rate(connection, series, first_day, last_day, percent, source, at)
        if result["state"] == "added":
            audit.append(connection, at, operator(), "rate_added", series, result)
    answer(settings, result, rates_shown.changed)


@rates_command.command("remove")
@click.argument("series")
@click.argument("first_day")
@for_all_option
@command()
def remove_command(settings: Settings, series: str, first_day: str) -> None:
    """Take back a rate that was added."""
    with changing(settings, writing) as connection:
        result = use_cases.remove_rate(connection, series, first_day)
        audit.append(connection, instant(), operator(), "rate_removed", series, result)
    answer(settings, result, rates_shown.changed)


@rates_command.command("clause")
@click.option(
    "--set", "rate", metavar="RATE", help="contract:12, contract:3xlegal, contract:ecb+7, default, floor, legal."
)
@click.option("--remove", "is_removed", is_flag=True, help="Take the clause of --for and --from away.")
@click.option(
    "--for", "place", metavar="PLACE", help="company, account:NUMBER, group:NAME, branch:NAME or kind:public."
)
@click.option("--from", "first_day", metavar="DATE", help="First document day (default: since ever).")
@click.option("--to", "last_day", metavar="DATE", help="Last document day (default: without end).")
@click.option("--below-floor", type=click.Choice(list(map(str, BelowFloor))), default="keep", show_default=True)
@company_option
@command("a clause cannot be read")
def clause_command(
    settings: Settings,
    rate: str | None,
    is_removed: bool,
    place: str | None,
    first_day: str | None,
    last_day: str | None,
    below_floor: str,
    company: str | None,
) -> None:
    """The rate clauses in force by day of the document; with --set or --remove, change one.

    The nearest wins: account, then customer group, branch, legal kind, then company; a company's clause does not reach
    public buyers (kind:public does). The column of a customers file is the clause of its account, without days.
    """
    if rate is None and not is_removed:
        if place or first_day or last_day:
            raise UserError("Say what to do with the clause: --set RATE or --remove.")
        with reading(settings.engine()) as connection:
            rows = use_cases.clause_rows(connection, company)
    else:
        if place is None or (rate is not None and is_removed):
            raise UserError("A clause is set or removed at one place: --set RATE --for PLACE, or --remove --for PLACE.")
        with changing(settings, writing) as connection:
            chosen = use_cases.clause_place(connection, company, place)
            told = {"company": chosen.company, "place": place, "from": first_day, "to": last_day, "rate": rate}
            if rate is not None:
                use_cases.set_clause(connection, chosen, rate, first_day, last_day, below_floor)
                told["below_floor"] = below_floor
            else:
                use_cases.remove_clause(connection, chosen, first_day)
            what = "rate_clause_removed" if rate is None else "rate_clause_set"
            audit.append(connection, instant(), operator(), what, chosen.place, told)
            rows = use_cases.clause_rows(connection, chosen.company)
    result: dict[str, Any] = {"clauses": rows}
    answer(settings, result, rates_shown.clauses)
    end(settings, sum(row["problem"] is not None for row in rows))
