"""The command that counts one late invoice by hand: relance penalty. It keeps nothing; it reads the rates added."""

import datetime as dt
from typing import Any

import click

from receivables.days import date_of
from receivables.errors import ReceivablesError
from receivables.late_payment.interest import Change, Counting, DayCount, Imputation, Method
from receivables.late_payment.neighbours import FRANCE, JURISDICTIONS, currency_of
from receivables.late_payment.penalty import DEBTORS, Debt, ImputedChange, Penalty, PenaltyLine, penalty
from receivables.late_payment.rate_agreements import CHECK_YOUR_TERMS
from receivables.late_payment.rate_clauses import BelowFloor, RateKind, parse_rate_clause
from receivables.late_payment.rates import percent_text
from receivables.money import to_text
from server import penalty_shown
from server.amounts import typed_minor
from server.commands.options import creditor_option, day_of
from server.commands.rates import home_rates
from server.console import Settings, answer, command, end
from server.errors import UserError

_DAY = "DATE"
_ENTRY = "DATE:AMOUNT"


@click.command("penalty")
@creditor_option
@click.option("--amount", required=True, metavar="AMOUNT", help="Principal, VAT included, such as 12000.00.")
@click.option("--due", required=True, metavar=_DAY, help="Due date, such as 2026-04-30.")
@click.option("--until", required=True, metavar=_DAY, help="Day up to which to count, or today.")
@click.option("--debtor", type=click.Choice(DEBTORS), default="business", show_default=True)
@click.option(
    "--rate",
    default="default",
    show_default=True,
    metavar="RATE",
    help="default, floor, legal, judgment:DATE, contract:PERCENT, contract:3xlegal or contract:ecb+POINTS.",
)
@click.option("--notice", metavar=_DAY, help="Formal notice: a consumer owes interest from the day after.")
@click.option("--payment", "payments", multiple=True, metavar=_ENTRY, help="A payment; repeat for others.")
@click.option("--credit-note", "credit_notes", multiple=True, metavar=_ENTRY, help="A credit note; repeat for others.")
@click.option(
    "--imputation", type=click.Choice(list(map(str, Imputation))), default="interest-first", show_default=True
)
@click.option("--day-count", type=click.Choice(list(map(str, DayCount))), default="act365", show_default=True)
@click.option("--counting", type=click.Choice(list(map(str, Counting))), default="next-day", show_default=True)
@click.option("--insolvency", metavar=_DAY, help="Judgment that opened an insolvency.")
@click.option("--below-floor", type=click.Choice(list(map(str, BelowFloor))), default="keep", show_default=True)
@click.option(
    "--jurisdiction",
    type=click.Choice(JURISDICTIONS),
    default=FRANCE,
    show_default=True,
    help="fr; the minimum of the eu directive; de; uk (amounts in GBP).",
)
@command("the account bears a warning")
def penalty_command(
    settings: Settings,
    company: str | None,
    amount: str,
    due: str,
    until: str,
    debtor: str,
    rate: str,
    notice: str | None,
    payments: tuple[str, ...],
    credit_notes: tuple[str, ...],
    imputation: str,
    day_count: str,
    counting: str,
    insolvency: str | None,
    below_floor: str,
    jurisdiction: str,
) -> None:
    """What a late invoice owes: interest line by line, and the fixed compensation."""
    debt = Debt(
        typed_minor("--amount", amount),
        _day("--due", due),
        _day("--until", until),
        debtor,
        parse_rate_clause(rate),
        (
            *_changes("--payment", payments, Change.PAYMENT),
            *_changes("--credit-note", credit_notes, Change.CREDIT_NOTE),
        ),
        None if notice is None else _day("--notice", notice),
        None if insolvency is None else _day("--insolvency", insolvency),
        Method(DayCount(day_count), Counting(counting), Imputation(imputation)),
        BelowFloor(below_floor),
        jurisdiction=jurisdiction,
    )
    result = penalty(debt, home_rates(settings))
    named = {} if company is None else {"company": company}
    place = {"jurisdiction": jurisdiction, "currency": currency_of(jurisdiction)}
    shown = {**named, **place, **as_object(result), "rate_note": _rate_note(debt)}
    answer(settings, shown, lambda console, told: penalty_shown.penalty(console, told, debt))
    end(settings, len(result.warnings))


def as_object(result: Penalty) -> dict[str, Any]:
    """The answer of the contract; besides, what each payment paid, and the warnings as sentences in their order."""
    return {
        "days": result.days,
        "interest": to_text(result.interest_minor),
        "compensation": to_text(result.compensation_minor),
        "principal_remaining": to_text(result.principal_remaining_minor),
        "interest_remaining": to_text(result.interest_remaining_minor),
        "total_due": to_text(result.total_due_minor),
        "lines": [_line(line) for line in result.lines],
        "imputations": [_imputation(one) for one in result.imputations],
        "warnings": list(result.warnings),
        "sentences": list(result.sentences),
        "computed_until": result.computed_until.isoformat(),
    }


def _rate_note(debt: Debt) -> str | None:
    """Between traders the law's rate stands in where no terms were told; elsewhere it is simply the law's."""
    return CHECK_YOUR_TERMS if debt.debtor == "business" and debt.clause.kind is RateKind.DEFAULT else None


def _line(line: PenaltyLine) -> dict[str, Any]:
    return {
        "from": line.first.isoformat(), "to": line.last.isoformat(), "days": line.days,
        "principal": to_text(line.principal_minor), "rate_percent": percent_text(line.rate_units),
        "amount": to_text(line.amount_minor), "source": line.source,
    }  # fmt: skip


def _imputation(one: ImputedChange) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(), "kind": one.kind.name.lower(), "amount": to_text(one.amount_minor),
        "on_interest": to_text(one.on_interest_minor), "on_principal": to_text(one.on_principal_minor),
    }  # fmt: skip


def _day(option: str, text: str) -> dt.date:
    try:
        number = day_of(text) if text.strip() else None
    except ReceivablesError as error:
        raise UserError(f"{option}: {error}") from error
    day = None if number is None else date_of(number)
    if day is None:
        raise UserError(f"{option} needs a day, such as 2026-10-31.")
    return day


def _changes(option: str, texts: tuple[str, ...], kind: Change) -> list[tuple[dt.date, int, Change]]:
    entries = []
    for text in texts:
        day, colon, amount = text.partition(":")
        if not colon:
            raise UserError(f"{option} {text} is not understood; write date:amount, such as 2026-05-31:1200.50.")
        entries.append((_day(option, day), typed_minor(option, amount), kind))
    return entries
