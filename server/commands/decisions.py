"""Commands that note what people decide or learn about debts: waive, invoiced, decisions, interruption, insolvency."""

from collections.abc import Callable
from typing import Any

import click

from receivables.late_payment.penalty_totals import INVOICED, WAIVED
from server import decisions, decisions_shown
from server.clock import instant
from server.commands.options import account_option, as_of_option, company_option, day_of
from server.commands.shared import changing, operator
from server.console import Settings, answer, command
from server.errors import UserError
from server.store import audit
from server.store.database import reading, writing


def _decision_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        company_option,
        as_of_option,
        click.option("--why", required=True, metavar="TEXT", help="The reason, or the number of the invoice."),
        click.option("--by", "who", required=True, metavar="WHO", help="Who decided."),
        click.option(
            "--amount",
            metavar="AMOUNT",
            help="A sum (default: waive all, now and later; invoice what can be claimed that day).",
        ),
        click.option("--item", metavar="ID", help="One item only (its id stands in penalties)."),
        click.option("--account", metavar="NUMBER", help="The account; its items due up to the day are meant."),
    ):
        function = decorate(function)
    return function


@click.command("waive")
@_decision_options
@command()
def waive_command(settings: Settings, as_of: str | None, **options: Any) -> None:
    """Give up penalties of an account or an item."""
    _decide(settings, WAIVED, as_of, options)


@click.command("invoiced")
@_decision_options
@command()
def invoiced_command(settings: Settings, as_of: str | None, **options: Any) -> None:
    """Note that penalties of an account or an item are invoiced: they are not claimed twice."""
    _decide(settings, INVOICED, as_of, options)


def _decide(settings: Settings, kind: str, as_of: str | None, options: dict[str, Any]) -> None:
    at = instant()
    with changing(settings, writing) as connection:
        result = decisions.decide(connection, kind, day_of(as_of), at, **options)
        if result["is_new"]:
            audit.append(connection, at, operator(), f"penalties_{kind}", f"decision {result['id']}", result)
    answer(settings, result, decisions_shown.decided)


@click.command("decisions")
@account_option
@company_option
@click.option("--withdraw", "number", type=click.IntRange(1), metavar="NUMBER", help="Take a decision back.")
@command()
def decisions_command(settings: Settings, account: str | None, company: str | None, number: int | None) -> None:
    """What was decided on penalties, by whom and why."""
    if number is not None:
        at = instant()
        with changing(settings, writing) as connection:
            withdrawn = decisions.withdraw(connection, number, at, company)
            audit.append(connection, at, operator(), "decision_withdrawn", f"decision {number}", withdrawn)
        answer(settings, {"withdrawn": withdrawn}, decisions_shown.withdrawn)
        return
    with reading(settings.engine()) as connection:
        rows = decisions.listing(connection, account, company)
    answer(settings, {"decisions": rows}, decisions_shown.decisions)


@click.command("interruption")
@click.argument("item")
@click.argument("date")
@click.option(
    "--kind", type=click.Choice(list(decisions.INTERRUPTIONS)), default="acknowledgement", show_default=True,
    help="What happened; a registered letter interrupts nothing.",
)  # fmt: skip
@click.option("--why", metavar="TEXT", help="What proves it.")
@click.option("--remove", "is_removed", is_flag=True, help="Forget the interruption of that day.")
@company_option
@command()
def interruption_command(
    settings: Settings, item: str, date: str, kind: str, why: str | None, is_removed: bool, company: str | None
) -> None:
    """Note what interrupted the limitation of an item: it runs anew from that DATE."""
    if why is None and not is_removed:
        raise UserError("Say what proves it: --why TEXT.")
    at = instant()
    with changing(settings, writing) as connection:
        result = decisions.interrupt(
            connection, item, _day(date), at, kind=kind, why=why or "", company=company, is_removed=is_removed
        )
        what = "interruption_removed" if is_removed else "interruption_noted"
        audit.append(connection, at, operator(), what, f"item {item}", result)
    answer(settings, result, decisions_shown.interruption)


@click.command("insolvency")
@click.argument("account")
@click.argument("date")
@company_option
@command()
def insolvency_command(settings: Settings, account: str, date: str, company: str | None) -> None:
    """Note the DATE of the judgment that opened a customer's insolvency ("none": there is none)."""
    opening = None if date == "none" else _day(date)
    with changing(settings, writing) as connection:
        result = decisions.note_insolvency(connection, account, opening, company)
        audit.append(connection, instant(), operator(), "insolvency_noted", result["account"], result)
    answer(settings, result, decisions_shown.insolvency)


def _day(text: str) -> int:
    number = day_of(text) if text.strip() else None
    if number is None:
        raise UserError("DATE needs a day, such as 2026-10-31.")
    return number
