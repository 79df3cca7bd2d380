"""The penalties of a store at a terminal, in French: what a debtor or a court may be shown is written once."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receivables.wording import day_count
from server.console import one_line
from server.penalty_answers import sentence

_MOST_ROWS = 40
_MOST_NAMED = 5
_INTEREST = {"public": "Intérêts moratoires"}
_KINDS = {"waived": "renoncé", "invoiced": "facturé"}
_DEBTORS = {"business": "professionnel", "consumer": "consommateur", "public": "acheteur public", "unknown": "inconnue"}


def penalties(console: Console, result: dict[str, Any]) -> None:
    """The accounts, the dearest first; for few items also how each is counted."""
    console.print(f"Pénalités de retard au {day(result['as_of'])}")
    _accounts(console, result)
    if len(result["items"]) <= _MOST_ROWS and len({item["account"] for item in result["items"]}) == 1:
        for item in result["items"]:
            _item(console, item)
        for one in result["decisions"]:
            _decision(console, one)
        return
    if result["rate_note"] and "legal_default" not in result["sentences"]:
        console.print(f"[yellow]![/] {result['rate_note'][0].upper()}{result['rate_note'][1:]}.")
    for code, text in result["sentences"].items():
        console.print(f"[yellow]![/] {escape(text)} {escape(_of_accounts(result['warned_accounts'][code]))}")


def _accounts(console: Console, result: dict[str, Any]) -> None:
    table = Table()
    has_companies = len({row["company"] for row in result["accounts"]}) > 1
    for title in (*(["Société"] if has_companies else []), "Compte", "Nom", "Nature"):
        table.add_column(title)
    columns = {
        "interest": "Intérêts", "compensation": "Indemnités", "paid_late_interest": "Intérêts, payé en retard",
        "paid_late_compensation": "Indemnités, payé en retard", "waived": "Renoncé", "invoiced": "Facturé",
        "claimable": "À réclamer", "uncertain": "Incertain, non réclamé",
    }  # fmt: skip
    if result["paid_since"] is None:
        columns = {name: title for name, title in columns.items() if not name.startswith("paid_late")}
    for title in columns.values():
        table.add_column(title, justify="right")
    rows = sorted(result["accounts"], key=lambda row: -Decimal(row["claimable"]))
    for row in rows[:_MOST_ROWS]:
        table.add_row(
            *([escape(row["company"])] if has_companies else []), escape(row["account"]),
            escape(one_line(row["name"])), _DEBTORS[row["debtor"]],
            *(f"{money(row[name])} {row['currency']}" for name in columns),
        )  # fmt: skip
    if len(rows) > _MOST_ROWS:
        table.add_row(
            "…", *([""] if has_companies else []), f"{len(rows) - _MOST_ROWS} autres comptes (tous avec --json)"
        )
    table.add_section()
    for code, total in result["by_currency"].items():
        blanks = [""] * (3 if has_companies else 2)
        table.add_row("Total", *blanks, *(f"{money(total[name])} {code}" for name in columns))
    console.print(table)


def _of_accounts(accounts: list[str]) -> str:
    """`(comptes C1, C2 et 5 autres)`."""
    named = accounts if len(accounts) <= _MOST_NAMED + 1 else accounts[:_MOST_NAMED]
    left = f" et {len(accounts) - len(named)} autres" if len(named) < len(accounts) else ""
    return f"({'compte' if len(accounts) == 1 else 'comptes'} {', '.join(map(one_line, named))}{left})"


def _item(console: Console, item: dict[str, Any]) -> None:
    """One item as a clerk redoes it by hand."""
    title = _INTEREST.get(item["debtor"], "Intérêts de retard")
    console.print(
        f"\n[bold]Pièce {escape(item['number'] or item['item'])}[/] de {money(item['principal'])} {item['currency']}, "
        f"échue le {day(item['due_date'])}"
        + (f", payée le {day(item['paid_date'])}" if item["paid_date"] else f", reste {money(item['open'])}")
        + f", {day_count(item['days_late'])} de retard."
    )
    for line in item["lines"]:
        console.print(
            f"  du {day(line['from'])} au {day(line['to'])} inclus : {day_count(line['days'])} × "
            f"{money(line['principal'])} × {line['rate_percent'].replace('.', ',')} % ÷ 365 = {money(line['amount'])} "
            f"({escape(line['source'])})"
        )
    console.print(
        f"  {title} : {money(item['interest'])} ; indemnité forfaitaire de recouvrement : "
        f"{money(item['compensation'])} ; prescription le {day(item['limitation_date'])}"
        + (" (au plus tôt, à vérifier)" if item["limitation_marked"] else "")
        + ("" if not item["is_uncertain"] else ". [bold]Incertain : à ne pas réclamer en l'état[/]")
    )
    for code in item["warnings"]:
        console.print(f"  [yellow]![/] {escape(sentence(code, item['computed_until'] or ''))}")


def _decision(console: Console, one: dict[str, Any]) -> None:
    amount = "le tout" if one["amount"] is None else f"{money(one['amount'])} {one['currency']}"
    about = "le compte" if one["item"] is None else f"la pièce {one['item']}"
    console.print(
        f"  N° {one['id']}, {day(one['date'])} : {_KINDS[one['kind']]} {amount} sur {about}, par "
        f"{escape(one_line(one['who']))} : {escape(one_line(one['why']))}"
    )


def day(iso: str | None) -> str:
    """'2026-04-30' -> '30/04/2026'; '' where there is none."""
    return "/".join(reversed((iso or "").split("-")))


def money(text: str) -> str:
    """'1234567.50' -> '1 234 567,50'."""
    units, decimals = text.split(".")
    return f"{int(units):,}".replace(",", " ") + "," + decimals
