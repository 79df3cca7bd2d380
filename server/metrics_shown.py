"""The metrics worded for people at a terminal."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receivables.days import parse_day
from receivables.metrics.words import DEFINITIONS
from receivables.money import to_minor
from receivables.wording import amount_text, day_text

_UNITS = {
    "en": {"days": "{:.2f} d", "percent": "{:.2f} %", "share": "{:.2%}", "index": "{:.4f}"},
    "fr": {"days": "{:.2f} j", "percent": "{:.2f} %", "share": "{:.2%}", "index": "{:.4f}"},
}
_TITLES = {"en": "Metrics at {day}; open {amount}", "fr": "Indicateurs au {day} ; encours {amount}"}
_COLUMNS = {"en": ("metric", "value", "definition"), "fr": ("indicateur", "valeur", "définition")}


def metrics_in(lang: str) -> Callable[[Console, dict[str, Any]], None]:
    """Words the metrics in a language: one table a currency, with the definition beside each figure."""

    def show(console: Console, result: dict[str, Any]) -> None:
        for code, part in result["by_currency"].items():
            console.print(_table(result, code, part, lang))
            for note in part["notes"]:
                console.print(f"  [yellow]![/] {escape(note)}")

    return show


def _table(result: dict[str, Any], currency: str, part: dict[str, Any], lang: str) -> Table:
    """All companies of the currency, then each where there are several; a missing figure gives its reason."""
    companies = {
        name: one.get("by_currency", {currency: one}).get(currency) for name, one in result["by_company"].items()
    }
    columns = {name: one for name, one in companies.items() if one is not None and one["currency"] == currency}
    columns = {"": part, **(columns if len(columns) > 1 else {})}
    day = day_text(parse_day(result["as_of"]), lang)
    amount = amount_text(to_minor(part["receivables"], currency), currency, lang)
    table = Table(title=_TITLES[lang].format(day=day, amount=amount), show_lines=True)
    metric, value, definition_title = _COLUMNS[lang]
    table.add_column(metric)
    for name in columns:
        table.add_column(escape(name) or value, justify="right")
    table.add_column(definition_title)
    for name, definition in DEFINITIONS.items():
        cells = [_cell(name, one, lang) for one in columns.values()]
        reason = part["reasons"].get(name, "")
        sentence = getattr(definition.sentence, lang) + (f" {reason}" if reason else "")
        table.add_row(getattr(definition.name, lang), *cells, escape(sentence))
    return table


def _cell(name: str, part: dict[str, Any], lang: str) -> str:
    whole, _, detail = name.partition(".")
    value = part[whole]
    value = value[detail] if detail and value is not None else value
    if value is None:
        return "-"
    text = _UNITS[lang][DEFINITIONS[name].unit].format(value)
    return text.replace(".", ",") if lang == "fr" else text
