"""The command that spreads a debt over instalments: relance plan. It keeps nothing."""

import datetime as dt
from typing import Any

import click
import pandas as pd
from rich.console import Console
from rich.markup import escape

from receivables.days import date_of, iso
from receivables.late_payment.instalments import MAX_PARTS, instalment_plan, monthly_days
from receivables.late_payment.penalty import DEBTORS
from receivables.late_payment.rate_clauses import rates_of
from receivables.late_payment.rate_words import read_rate_clause
from receivables.money import to_text
from server.amounts import typed_minor
from server.commands.options import creditor_option, day_of
from server.commands.rates import home_rates
from server.console import Settings, answer, command, end, one_line
from server.errors import UserError
from server.records import records

_JUDGE_MONTHS = 24
_TOO_LONG = (
    "Au-delà de deux ans, un juge ne pourrait accorder ce délai (C. civ. 1343-5) ; les parties peuvent en convenir."
)


@click.command("plan")
@creditor_option
@click.option("--amount", required=True, metavar="AMOUNT", help="The debt, such as 12000.00.")
@click.option("--parts", type=click.IntRange(1, MAX_PARTS), required=True, help="Number of instalments.")
@click.option("--first", required=True, metavar="DATE", help="Day of the first instalment.")
@click.option("--every", type=click.IntRange(1, 12), default=1, show_default=True, help="Months between two.")
@click.option("--start", metavar="DATE", help="Day after which interest runs (default: the first instalment).")
@click.option("--rate", default="none", show_default=True, metavar="RATE", help="none, or as in relance penalty.")
@click.option("--debtor", type=click.Choice(DEBTORS), default="business", show_default=True)
@command("the plan bears a warning")
def plan_command(
    settings: Settings,
    company: str | None,
    amount: str,
    parts: int,
    first: str,
    every: int,
    start: str | None,
    rate: str,
    debtor: str,
) -> None:
    """Spread a debt over equal instalments, with or without interest on what is still owed."""
    first_day = _day("--first", first)
    start_day = first_day if start is None else _day("--start", start)
    rates = None if rate == "none" else rates_of(read_rate_clause(rate), debtor, home_rates(settings))
    plan = instalment_plan(typed_minor("--amount", amount), monthly_days(first_day, parts, every), start_day, rates)
    warnings = ["longer_than_a_judge_grants"] if parts > 1 and (parts - 1) * every > _JUDGE_MONTHS else []
    named = {} if company is None else {"company": company}
    answer(settings, {**named, **as_object(plan, warnings)}, _show)
    end(settings, len(warnings))


def as_object(plan: pd.DataFrame, warnings: list[str]) -> dict[str, Any]:
    """The plan as an answer: decimal strings, ISO dates."""
    money = ("principal", "interest", "total", "remaining")
    return {
        "parts": [
            {"number": int(row["number"]), "date": iso(row["day"]), **{name: to_text(row[name]) for name in money}}
            for row in records(plan)
        ],
        "total_interest": to_text(int(plan["interest"].sum())),
        "total": to_text(int(plan["total"].sum())),
        "warnings": warnings,
        "sentences": [_TOO_LONG for _ in warnings],
    }  # fmt: skip


def _show(console: Console, result: dict[str, Any]) -> None:
    if "company" in result:
        console.print(f"Creditor: {escape(one_line(result['company']))}")
    for part in result["parts"]:
        console.print(
            f"{part['number']:>3}  {part['date']}  {part['principal']:>14} + {part['interest']:>10} = "
            f"{part['total']:>14}   left {part['remaining']:>14}"
        )
    console.print(f"Interest {result['total_interest']}, total {result['total']}.")
    for sentence in result["sentences"]:
        console.print(f"[yellow]![/] {sentence}")


def _day(option: str, text: str) -> dt.date:
    number = day_of(text) if text.strip() else None
    day = None if number is None else date_of(number)
    if day is None:
        raise UserError(f"{option} needs a day, such as 2026-10-31.")
    return day
