"""Rates and rate clauses worded for people at a terminal."""

from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_LATEST = 6


def rates(console: Console, result: dict[str, Any]) -> None:
    """The latest rates of each series, and up to when interest can be computed."""
    labels = {one["series"]: one["label"] for one in result["series"]}
    for series, group in groupby(result["rates"], key=lambda rate: rate["series"]):
        own = list(group)
        console.print(f"[bold]{escape(series)}[/] {escape(labels[series])}")
        table = Table("From", "To", box=None, pad_edge=False)
        table.add_column("Percent", justify="right")
        table.add_column("Certainty")
        table.add_column("Source")
        for rate in own[-_LATEST:]:
            table.add_row(
                rate["first_day"], rate["last_day"], rate["percent"], rate["certainty"], escape(rate["source"])
            )
        console.print(table)
        if len(own) > _LATEST:
            console.print(f"  and {len(own) - _LATEST} earlier ones (--json has them all)")
    for code, day in result["computable_until"].items():
        console.print(f"Interest can be computed up to {day} ({code}); past it nothing is invented.")


def changed(console: Console, result: dict[str, Any]) -> None:
    """One rate added, known already, or removed."""
    words = {"added": "is added", "unchanged": "was known already", "removed": "is removed"}
    console.print(
        f"{escape(result['series'])}: {result['percent']} % from {result['first_day']} to {result['last_day']} "
        f"{words[result['state']]} ({escape(result['source'])})."
    )
    console.print(f"This series reaches {result['computable_until']}.")


def clauses(console: Console, result: dict[str, Any]) -> None:
    """The clauses, what is wrong with some, and which of them applies."""
    table = Table("Company", "For", "From", "To", "Rate", "Below the floor", "Origin", box=None, pad_edge=False)
    for one in result["clauses"]:
        place = one["place"] if one["place"] == "company" else f"{one['place']}:{one['name']}"
        cells = (one["company"], place, one["from"] or "", one["to"] or "", one["rate"], one["below_floor"])
        table.add_row(*map(escape, cells), one["origin"])
    if result["clauses"]:
        console.print(table)
    for one in result["clauses"]:
        if one["problem"]:
            console.print(f"[yellow]![/] {escape(one['place'])} {escape(one['name'])}: {escape(one['problem'])}")
    console.print("The clause in force on the day of the document applies, the nearest first: "
                  "account, group, branch, kind, company.")  # fmt: skip
    console.print("Without a clause: taux légal par défaut, vérifiez vos conditions générales.")
