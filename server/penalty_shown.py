"""The calculation of a late invoice as a court clerk redoes it by hand, in French."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receivables.late_payment.interest import Counting, DayCount, Imputation
from receivables.late_payment.neighbours import FRANCE
from receivables.late_payment.penalty import Debt
from receivables.money import to_text
from receivables.wording import day_count
from server.console import one_line

_INTEREST = {("fr", "public"): "intérêts moratoires"}
_CHANGES = {"payment": "Règlement", "credit_note": "Avoir"}
_YEAR = {DayCount.ACT365: "365", DayCount.ACTACT: "jours de l'année (365 ou 366)"}
_DEBTORS = {"business": "débiteur professionnel", "consumer": "débiteur consommateur", "public": "acheteur public"}
_COUNTINGS = {
    Counting.NEXT_DAY: "du lendemain du départ au jour du règlement inclus",
    Counting.DUE_DAY: "du jour du départ inclus à la veille du règlement",
}
_IMPUTATIONS = {
    Imputation.INTEREST_FIRST: "Règlements imputés d'abord sur les intérêts{article}.",
    Imputation.PRINCIPAL_FIRST: "Règlements imputés d'abord sur le principal, de l'accord du créancier.",
}
#: Where the law gives the fixed compensation.
_COMPENSATION = {"business": " (C. com. D441-5)", "public": " (CCP D2192-35)"}
_TITLE_WIDTH = 58


def penalty(console: Console, result: dict[str, Any], debt: Debt) -> None:
    """The debt, lines, how one is counted, what is left to pay, and the warnings."""
    interest = _INTEREST.get((result["jurisdiction"], debt.debtor), "intérêts de retard")
    console.print(f"Décompte des {interest}, arrêté au {_day(result['computed_until'])}")
    if "company" in result:
        console.print(f"Créancier : {escape(one_line(result['company']))}")
    console.print(_debt(debt, result["currency"]))
    table = Table("Du", "Au (inclus)", box=None, pad_edge=False)
    for title in ("Jours", "Principal", "Taux annuel", "Intérêts"):
        table.add_column(title, justify="right")
    table.add_column("Origine du taux")
    for line in result["lines"]:
        table.add_row(
            _day(line["from"]), _day(line["to"]), str(line["days"]), _money(line["principal"]),
            f"{line['rate_percent'].replace('.', ',')} %", _money(line["amount"]), escape(line["source"]),
        )  # fmt: skip
    if result["lines"]:
        console.print(table)
        console.print(
            f"Chaque ligne : principal × taux × jours ÷ {_YEAR[debt.method.day_count]}, arrondi au centime le plus "
            f"proche ; jours comptés {_COUNTINGS[debt.method.counting]}."
        )
    is_french = result["jurisdiction"] == FRANCE
    if any(one["kind"] == "payment" for one in result["imputations"]):
        article = " (C. civ. 1343-1)" if is_french else ""
        console.print(_IMPUTATIONS[debt.method.imputation].format(article=article))
    for one in result["imputations"]:
        console.print(
            f"{_CHANGES[one['kind']]} du {_day(one['date'])}, {_money(one['amount'])} : "
            f"{_money(one['on_interest'])} sur les intérêts, {_money(one['on_principal'])} sur le principal."
        )
    article = _COMPENSATION.get(debt.debtor, "") if is_french else ""
    for title, name in (
        (f"{interest.capitalize()}, {day_count(result['days'])}", "interest"),
        ("Principal restant dû", "principal_remaining"),
        ("Intérêts restant dus", "interest_remaining"),
        (f"Indemnité forfaitaire de recouvrement{article}", "compensation"),
        ("Total dû", "total_due"),
    ):
        console.print(f"{title:<{_TITLE_WIDTH}}{_money(result[name]):>20} {result['currency']}")
    if result["rate_note"]:
        console.print(f"{escape(result['rate_note']).capitalize()}.")
    for sentence in result["sentences"]:
        console.print(f"[yellow]![/] {escape(sentence)}")


def _debt(debt: Debt, currency: str) -> str:
    """What is counted from: principal, due day, and the days that move where interest starts or ends."""
    parts = [f"Créance : {_money(to_text(debt.principal_minor))} {currency}, échue le {debt.due:%d/%m/%Y}"]
    parts.append(_DEBTORS[debt.debtor])
    if debt.notice is not None:
        parts.append(f"mise en demeure du {debt.notice:%d/%m/%Y}")
    if debt.opening is not None:
        parts.append(f"procédure collective ouverte le {debt.opening:%d/%m/%Y}")
    return " ; ".join(parts) + "."


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _money(text: str) -> str:
    """'1234567.50' -> '1 234 567,50'."""
    units, decimals = text.split(".")
    return f"{int(units):,}".replace(",", " ") + "," + decimals
