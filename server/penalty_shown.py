"""The calculation of a late invoice as a court clerk redoes it by hand, in French."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from server.console import one_line

_INTEREST = {("fr", "public"): "intérêts moratoires"}
_CHANGES = {"payment": "Règlement", "credit_note": "Avoir"}
_YEAR = {"act365": "365", "actact": "jours de l'année (365 ou 366)"}


def penalty(console: Console, result: dict[str, Any], debtor: str, day_count: str) -> None:
    """Lines, how one is counted, what is left to pay, and the warnings."""
    interest = _INTEREST.get((result["jurisdiction"], debtor), "intérêts de retard")
    console.print(f"Décompte des {interest}, arrêté au {_day(result['computed_until'])}")
    if "company" in result:
        console.print(f"Créancier : {escape(one_line(result['company']))}")
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
            f"Chaque ligne : principal × taux × jours ÷ {_YEAR[day_count]}, arrondi au centime le plus proche."
        )
    for one in result["imputations"]:
        console.print(
            f"{_CHANGES[one['kind']]} du {_day(one['date'])}, {_money(one['amount'])} : "
            f"{_money(one['on_interest'])} sur les intérêts, {_money(one['on_principal'])} sur le principal."
        )
    for title, name in (
        (f"{interest.capitalize()}, {result['days']} jours", "interest"),
        ("Principal restant dû", "principal_remaining"),
        ("Intérêts restant dus", "interest_remaining"),
        ("Indemnité forfaitaire de recouvrement", "compensation"),
        ("Total dû", "total_due"),
    ):
        console.print(f"{title:<40}{_money(result[name]):>20} {result['currency']}")
    if result["rate_note"]:
        console.print(f"{escape(result['rate_note']).capitalize()}.")
    for sentence in result["sentences"]:
        console.print(f"[yellow]![/] {escape(sentence)}")


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _money(text: str) -> str:
    """'1234567.50' -> '1 234 567,50'."""
    units, decimals = text.split(".")
    return f"{int(units):,}".replace(",", " ") + "," + decimals
