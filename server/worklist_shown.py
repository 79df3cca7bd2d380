"""The worklist and its criteria as a clerk reads them at a terminal, in French or English."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receivables.days import parse_day
from receivables.money import to_minor
from receivables.wording import amount_text, day_text
from server.console import one_line

_MOST_ROWS = 40
_WORDS = {
    "title": ("Agenda de relance au {day}", "Calls of {day}"),
    "nobody": ("Personne à relancer.", "Nobody to call."),
    "new": ("nouveau", "new"),
    "more": ("et {count} autres (tous avec --json).", "and {count} more (all of them with --json)."),
    "pareto": ("{pareto} de ce que les appels peuvent rapporter (critères, version {version}).",
               "{pareto} of what calls can bring (criteria, version {version})."),
    "to_collect": ("{amount} à recouvrer", "{amount} to collect"),
    "score": ("score {score}", "score {score}"),
    "version": ("Critères, version {version} (0 : du programme)", "Criteria, version {version} (0: the program's)"),
    "columns": ("critère|poids|seuil|unité|définition", "criterion|weight|threshold|unit|definition"),
    "changed": ("{name}, {field} : {before} → {now}", "{name}, {field}: {before} → {now}"),
    "unchanged": ("Rien n'a changé.", "Nothing was changed."),
}  # fmt: skip


def _text(key: str, lang: str, **values: object) -> str:
    return _WORDS[key][lang == "en"].format(**values)


def worklist(console: Console, result: dict[str, Any], lang: str) -> None:
    """One paragraph a call: who, what to do, whom to ask for, and why."""
    console.print(f"[bold]{_text('title', lang, day=day_text(parse_day(result['as_of']), lang))}[/]")
    if not result["rows"]:
        console.print(_text("nobody", lang))
    for row in result["rows"][:_MOST_ROWS]:
        _call(console, row, lang)
    if len(result["rows"]) > _MOST_ROWS:
        console.print(_text("more", lang, count=len(result["rows"]) - _MOST_ROWS))
    if result["calls"]:
        pareto = result["pareto"]
        console.print(_text("pareto", lang, pareto=pareto, version=result["criteria_version"]))


def _call(console: Console, row: dict[str, Any], lang: str) -> None:
    flag = f" ({_text('new', lang)})" if row["is_new"] else ""
    currency = row["currency"]
    owed = _text("to_collect", lang, amount=amount_text(to_minor(row["collectible"], currency), currency, lang))
    who = escape(one_line(" ".join(dict.fromkeys((row["account"], row["name"])))))  # a list may name by name alone
    colon = ":" if lang == "en" else " :"
    console.print(f"{row['rank']:>4}. [bold]{who}[/]{flag}{colon} {owed}, {_text('score', lang, score=row['score'])}")
    reach = ", ".join(one_line(row[name]) for name in ("contact", "phone", "email") if row[name])
    console.print(f"      {escape(one_line(row['next_action']))}{f' ({escape(reach)})' if reach else ''}")
    console.print(f"      {escape(one_line(' ; '.join(row['reasons'])))}")


def criteria(console: Console, result: dict[str, Any], lang: str) -> None:
    """The table of criteria, after what a load has changed."""
    if "changed" in result:
        for one in result["changed"]:
            console.print(_text("changed", lang, **one))
        if not result["changed"]:
            console.print(_text("unchanged", lang))
    table = Table(*_text("columns", lang).split("|"), title=_text("version", lang, version=result["version"]))
    for row in result["criteria"]:
        table.add_row(row["label"], str(row["weight"]), str(row["threshold"]), row["unit"], row["definition"])
    console.print(table)
