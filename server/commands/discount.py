"""The command that weighs an early-payment discount against waiting for the money: relance discount. Keeps nothing."""

from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.markup import escape

from receivables.errors import ReceivablesError
from receivables.late_payment.discount import discount_cost
from receivables.late_payment.rates import parse_percent, percent_text
from receivables.money import to_text
from server.amounts import typed_minor
from server.commands.options import creditor_option, language_option
from server.console import Settings, answer, command, one_line
from server.errors import UserError

#: Banks count a year of 360 days, and so does the usual formula of the discount.
_YEAR_DAYS = 360
_MOST_DAYS = 3650
_SENTENCES = {
    "en": "Paid {days} days earlier, the discount of {discount} costs {annual} % a year; waiting at {rate} % costs "
    "{waiting}: {better}.",
    "fr": "Pour {days} jours gagnés, l'escompte de {discount} coûte {annual} % par an ; attendre à {rate} % coûte "
    "{waiting} : {better}.",
}
_BETTER = {
    "en": {"discount": "the discount is better", "waiting": "waiting is better", "equal": "both cost the same"},
    "fr": {"discount": "mieux vaut l'escompte", "waiting": "mieux vaut attendre", "equal": "les deux se valent"},
}


@click.command("discount")
@creditor_option
@language_option("en")
@click.option("--amount", required=True, metavar="AMOUNT", help="The invoice, VAT included, such as 12000.00.")
@click.option("--percent", required=True, metavar="PERCENT", help="The discount, such as 2.")
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), required=True, help="Paid so many days earlier.")
@click.option("--rate", required=True, metavar="PERCENT", help="What money costs, percent a year.")
@command()
def discount_command(
    settings: Settings, company: str | None, lang: str, amount: str, percent: str, days: int, rate: str
) -> None:
    """An early-payment discount against the cost of waiting, over a year of 360 days."""
    minor, discount, money = typed_minor("--amount", amount), _percent("--percent", percent), _percent("--rate", rate)
    found = discount_cost(np.array([minor], dtype=np.int64), discount, days, money, _YEAR_DAYS)
    yearly = int(found.yearly_units[0])
    better = "discount" if found.is_better[0] else "equal" if yearly == money else "waiting"
    figures = {
        "amount": to_text(minor), "percent": percent_text(discount), "days": days, "rate_percent": percent_text(money),
        "year_days": _YEAR_DAYS, "discount": to_text(int(found.discount[0])),
        "annual_cost_percent": percent_text(yearly), "cost_of_waiting": to_text(int(found.cost_of_waiting[0])),
        "better": better,
    }  # fmt: skip
    named = {} if company is None else {"company": company}
    answer(settings, {**named, **figures, "sentence": _sentence(figures, lang)}, _show)


def _sentence(figures: dict[str, Any], lang: str) -> str:
    names = {
        "discount": "discount", "annual": "annual_cost_percent", "rate": "rate_percent", "waiting": "cost_of_waiting",
    }  # fmt: skip
    told = {name: figures[key].replace(".", "," if lang == "fr" else ".") for name, key in names.items()}
    return _SENTENCES[lang].format(**told, days=figures["days"], better=_BETTER[lang][figures["better"]])


def _show(console: Console, result: dict[str, Any]) -> None:
    if "company" in result:
        console.print(f"Creditor: {escape(one_line(result['company']))}")
    console.print(result["sentence"])


def _percent(option: str, text: str) -> int:
    try:
        return parse_percent(text)
    except ReceivablesError as error:
        raise UserError(f"{option}: {error}") from error
